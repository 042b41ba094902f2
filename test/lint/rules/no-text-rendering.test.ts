// @module-tag node-independent

import { expect, test } from "vitest";
import { ruleTestsBySetting } from "../../helpers/lint-rule.js";

const { words } = ruleTestsBySetting("no-text-rendering", "warning");

test("reports requests for text in the picture", () => {
  expect(words("Add captions below her face.")).toEqual(["captions"]);
  expect(words("Display our company logo, then she bows.")).toEqual(["Display our company logo"]);
  expect(words('She bows with the text "Thank you".')).toEqual(["with the text"]);
  expect(words("The title fades in over the hills.")).toEqual(["title fades in"]);
  expect(words("最後に日本語字幕を入れる。")).toEqual(["字幕"]);
  expect(words("画面中央に社名を表示する。")).toEqual(["社名を表示"]);
});

test("allows text in the scene, text that stays, and negated text", () => {
  for (const prompt of [
    "A neon sign flickers above the door.",
    "The logo stays sharp while the can turns.",
    'A billboard with the words "OPEN" sways.',
    "He writes the words on a chalkboard.",
    "Keep the title text unchanged while the book falls.",
    "The film has no subtitles.",
    "Do not add text, subtitles, captions, watermarks. Waves roll in.",
    "文字を入れる左側は空けたまま、紙袋が落ちてくる。",
    'She reads aloud: "Show the title."',
    "看板の文字が浮かび上がる。黒板に文字を書き込む。",
    "ロゴは維持。字幕は入れない。",
    "波が寄せる。台詞、字幕、文字の追加は不要。",
    "動き: 猫が跳ねる\n禁止: 字幕、テロップ",
    "手紙を読む。壁の文字を見つめる。",
  ])
    expect([prompt, words(prompt)]).toEqual([prompt, []]);
});
