// @module-tag node-independent

import { expect, test } from "vitest";
import { lintPrompt } from "../../../src/lint.js";
import { ruleTestsBySetting } from "../../helpers/lint-rule.js";

const { found, words } = ruleTestsBySetting("no-protected-character", "warning");

test("characters, with and without their hyphens and dots", () => {
  expect(words("Spider-Man waves to Spiderman.")).toEqual(["Spider-Man", "Spiderman"]);
  expect(words("スター・ウォーズの船が飛ぶ。ゴジラが歩く。")).toEqual(["スター・ウォーズ", "ゴジラ"]);
});

test("reports a style by its maker's name", () => {
  expect(found("In the style of Pixar, a lamp hops.")).toMatchObject([
    { words: "In the style of Pixar", messageId: "style" },
  ]);
  expect(words("ピクサー風のランプが跳ねる。")).toEqual(["ピクサー風"]);
  expect(words("A Disney-like castle gleams.")).toEqual(["Disney-like"]);
  expect(words("新海誠のような空に雲が流れる。")).toEqual(["新海誠のような"]);
});

test("a character is a warning, a style an info", () => {
  const { messages } = lintPrompt("Pikachu hops in the style of Pixar.");
  expect(messages.flatMap(({ ruleId, severity }) => (ruleId === "no-protected-character" ? [severity] : []))).toEqual([
    "warning",
    "info",
  ]);
});

test("custom names", () => {
  expect(found("Captain Sample salutes.", ["warning", { names: ["captain sample"] }])).toMatchObject([
    { words: "Captain Sample" },
  ]);
});

test("allows ambiguous names, places and dresses", () => {
  for (const prompt of [
    "Elsa and Mario dance. An apple falls beside Nike shoes.",
    "A spider, man and dog walk. A superman pose.",
    "Fireworks over Disneyland burst.",
    "マリオが歩く。ワンピースの裾が揺れる。ナルトがスープに浮かぶ。",
    "悟空が雲に乗る。",
  ])
    expect([prompt, words(prompt)]).toEqual([prompt, []]);
});
