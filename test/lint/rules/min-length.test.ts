// @module-tag node-independent

import { expect, test } from "vitest";
import { ruleTests, ruleTestsInContext } from "../../helpers/lint-rule.js";

const id = "min-length";
const { found, marked } = ruleTestsInContext(id);

test.each([
  "Rome",
  "the old man",
  "red brick house",
  " A lighthouse ",
  "海",
  "夕焼けの港",
  "歩く",
  "雰囲気がある",
  "画家がいる",
])("%j is too short", (text) => {
  expect(marked(text)).toEqual([text.trim()]);
});

test.each([
  "Waves crash ashore",
  "A candle flickers",
  "雨が降る",
  "旗がなびく",
  "猫があくびする",
  "An old man stands by the sea",
])("%j is complete", (text) => expect(found(text)).toEqual([]));

test("ignores punctuation and counts a hyphenated word once", () => {
  expect(found("The old — … man!!!")).toHaveLength(1);
  expect(found("close-up, slow-motion, golden-hour")).toHaveLength(1);
});

test("limits can be set", () => {
  const set = (text: string, options: object) => ruleTests(id).found(text, { rules: { [id]: ["warning", options] } });
  expect(set("An old man stands by the sea", { words: 8 })).toHaveLength(1);
  expect(set("夕焼けの港", { characters: 5 })).toEqual([]);
});

test("the message has the length and the minimum", () => {
  expect(found("the old man")[0]?.message).toContain("words: 3; recommended: 4 or more");
  expect(found("夕焼けの港")[0]?.message).toContain("5文字。10文字以上");
  // The unit is that of the prompt's language, in any language of the messages.
  expect(ruleTests(id).found("the old man", { locale: "ja" })[0]?.message).toContain("3語。4語以上");
  expect(ruleTests(id).found("夕焼けの港", { locale: "en" })[0]?.message).toContain(
    "characters: 5; recommended: 10 or more",
  );
});
