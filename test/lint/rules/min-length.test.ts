import { expect, test } from "vitest";
import { lintPrompt } from "../../../src/lint/index.js";
import type { LintContext } from "../../../src/lint/types.js";

const id = "min-length";

/** What the rule finds, whatever else is found. */
function found(text: string, context: LintContext = {}) {
  return lintPrompt(text, { preset: "strict", context }).messages.filter(({ ruleId }) => ruleId === id);
}

/** The words that are marked. */
const marked = (text: string, context?: LintContext) => found(text, context).map(({ range }) => text.slice(...range));

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
])("%j says enough", (text) => expect(found(text)).toEqual([]));

test("punctuation is not length, and a hyphenated word is one", () => {
  expect(found("The old — … man!!!")).toHaveLength(1);
  expect(found("close-up, slow-motion, golden-hour")).toHaveLength(1);
});

test("limits can be set", () => {
  const set = (text: string, options: object) =>
    lintPrompt(text, { rules: { [id]: ["warning", options] } }).messages.filter(({ ruleId }) => ruleId === id);
  expect(set("An old man stands by the sea", { words: 8 })).toHaveLength(1);
  expect(set("夕焼けの港", { characters: 5 })).toEqual([]);
});

test("says how long it is and ought to be", () => {
  expect(found("the old man")[0]?.message).toContain("are 3, and 4 or more");
  expect(found("夕焼けの港")[0]?.message).toContain("5文字。10文字以上");
});
