// @module-tag node-independent

import { expect, test } from "vitest";
import { lintPrompt } from "../../../src/lint.js";
import { ruleTestsBySetting } from "../../helpers/lint-rule.js";

const { found, words } = ruleTestsBySetting("no-unsafe-content", "error");

test("reports each kind, also in quotation marks", () => {
  for (const [prompt, meant] of [
    ["A nude couple lies on the bed.", "nude couple"],
    ["The knight beheads the guard.", "beheads"],
    ['He says: "I will commit suicide."', "commit suicide"],
    ["Two men build a pipe bomb.", "build a pipe bomb"],
    ["裸の女性が踊る。", "裸の女"],
    ["拷問を受ける男。", "拷問"],
    ["手首を切る。", "手首を切"],
    ["コカインを吸う。", "コカイン"],
  ] as const)
    expect(found(prompt)).toEqual([{ words: meant, messageId: "refused", after: undefined }]);
});

test("reports minors with sexual content", () => {
  for (const prompt of [
    "A seductive 15-year-old girl poses.",
    "A teenage boy in lingerie.",
    "小学生のセクシーな動画。",
  ])
    expect([prompt, found(prompt)[0]?.messageId]).toEqual([prompt, "minors"]);
  expect(words("A child runs. A woman in a sexy dress waves.")).toEqual([]);
  expect(words("A seductive 35-year-old woman poses.")).toEqual([]);
});

test("suggests only a review", () => {
  const { messages } = lintPrompt("拷問を受ける男が叫ぶ。", { preset: "minimal" });
  expect(messages.flatMap(({ suggestions = [] }) => suggestions)).toEqual([
    { message: "送る前に内容を見直してください。" },
  ]);
});

test("allows ordinary words", () => {
  for (const prompt of [
    "A crew is shooting a video; a close shot of a blood orange.",
    "A chef with a knife slices fish. They kiss by dead leaves.",
    "A woman in a bikini walks along the beach.",
    "Children play near a naked flame; a nude-colored ribbon floats.",
    "A samurai draws a sword. A bath bomb fizzes.",
    "The gymnast hangs himself upside down from the rings.",
    "A naked mole rat digs. A skull stares with the naked eye.",
    "爆笑する少女。血色の良い頬。死角から猫が出る。",
    "刺身を切る。裸足の少年が走る。裸電球が揺れる。",
    "カップヌードルの湯気。フェラーリが走る。麻薬探知犬が嗅ぐ。",
  ])
    expect([prompt, words(prompt)]).toEqual([prompt, []]);
});
