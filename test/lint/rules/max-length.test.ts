import { expect, test } from "vitest";
import { lintPrompt } from "../../../src/lint/index.js";
import type { LintContext } from "../../../src/lint/types.js";
import { defaultGuidance, models } from "../../../src/models.js";

const id = "max-length";

/** What the rule finds, whatever else is found. */
function found(text: string, context: LintContext = {}) {
  return lintPrompt(text, { preset: "strict", context }).messages.filter(({ ruleId }) => ruleId === id);
}

/** The words that are marked. */
const marked = (text: string, context?: LintContext) => found(text, context).map(({ range }) => text.slice(...range));

const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(" ");

test("marked is what is beyond the limit", () => {
  expect(found(words(150))).toEqual([]);
  expect(marked(`${words(152)} `)).toEqual(["word150 word151"]);
  const japanese = "霧が流れる".repeat(80);
  expect(found(japanese)).toEqual([]);
  expect(marked(`${japanese}船が行く`)).toEqual(["船が行く"]);
});

test("blanks are not length", () => expect(found(`${"霧が流れる ".repeat(80)}   `)).toEqual([]));

test("an info, in strict only", () => {
  expect(found(words(200))).toMatchObject([{ severity: "info", messageId: "long" }]);
  expect(lintPrompt(words(200)).messages.some(({ ruleId }) => ruleId === id)).toBe(false);
});

test("the model's own advice counts", () => {
  const guidance = { ...defaultGuidance, maxWords: 10, maxJapaneseCharacters: 20 };
  const context = { model: "terse", models: { terse: { ...models["sora-2"], guidance } } };
  expect(found(words(11), context)[0]?.message).toContain("10 words");
  expect(found("霧が流れる。".repeat(4), context)[0]?.message).toContain("20文字");
  expect(found(words(10), context)).toEqual([]);
});
