// @module-tag node-independent

import { describe, expect, test } from "vitest";
import { lintPrompt } from "../../../src/lint.js";

test.each([
  ["zh", "女孩慢慢地抬起头,看着窗外。"],
  ["zh", "镜头缓慢推进,雪花飘落。"],
  ["zh", "產品在桌上緩緩旋轉,光線從左邊照進來的樣子。"],
  ["zh", "女孩在海上看日落"],
  ["zh", "一只猫坐在窗台上,尾巴轻轻摆"],
  ["zh", "戴帽子的老人在街上跑步"],
  ["ko", "소녀가 천천히 고개를 든다."],
  ["es", "La chica levanta lentamente la cabeza y mira por la ventana."],
  ["pt", "A menina levanta a cabeça lentamente e olha para o mar com um sorriso."],
  ["fr", "La fille lève lentement la tête et regarde dans le jardin avec un sourire."],
  ["de", "Das Mädchen hebt langsam den Kopf und blickt auf die Straße."],
  ["it", "La ragazza alza lentamente la testa e guarda verso il mare con un sorriso."],
  ["und", "Девушка медленно поднимает голову."],
  ["und", "الفتاة ترفع رأسها ببطء."],
])("%s is not read: %s", (language, text) => {
  const result = lintPrompt(text, { preset: "strict" });
  expect(result).toMatchObject({ language, score: null, errorCount: 0, warningCount: 0, infoCount: 1 });
  expect(result.messages.map(({ ruleId }) => ruleId)).toEqual(["supported-language"]);
});

describe("is read", () => {
  test.each([
    ["en", "The café owner waves at a señora."],
    ["en", "A beautiful girl smiles and waves."],
    ["en", "Slow pan."],
    ["en", "Ninja runs."],
    ["ja", "桜並木、春風"],
    ["ja", "少女が微笑む。"],
    ["ja", "東京駅前、雨。"],
    ["ja", "和室、着物、日本人女性、高画質"],
    ["ja", "黄昏、桜並木、幻想的"],
    ["ja", "現在地、終了、是非"],
    ["ja", "カメラがゆっくり寄る。The model smiles."],
    ["und", "…"],
  ])("%s: %s", (language, text) => {
    const result = lintPrompt(text);
    expect(result.language).toBe(language);
    expect(result.score).not.toBeNull();
  });
});

test("other text than the language is not judged, and the setting can be off", () => {
  expect(lintPrompt("镜头缓慢推进,雪花飘落。", { rules: { "supported-language": "off" } }).messages).toEqual([]);
});
