// @module-tag node-independent

import { expect, test } from "vitest";
import { lintPrompt } from "../../../src/lint.js";
import { defaultGuidance, models } from "../../../src/models/models.js";
import { ruleTests, ruleTestsInContext } from "../../helpers/lint-rule.js";

const id = "max-length";
const { found, marked } = ruleTestsInContext(id);

const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(" ");

test("marks the text beyond the limit", () => {
  expect(found(words(150))).toEqual([]);
  expect(marked(`${words(152)} `)).toEqual(["word150 word151"]);
  const japanese = "霧が流れる".repeat(80);
  expect(found(japanese)).toEqual([]);
  expect(marked(`${japanese}船が行く`)).toEqual(["船が行く"]);
});

test("ignores whitespace", () => expect(found(`${"霧が流れる ".repeat(80)}   `)).toEqual([]));

test("an info, in strict only", () => {
  expect(found(words(200))).toMatchObject([{ severity: "info", messageId: "long" }]);
  expect(lintPrompt(words(200)).messages.some(({ ruleId }) => ruleId === id)).toBe(false);
});

test("uses the model's guidance", () => {
  const guidance = { ...defaultGuidance, maxWords: 10, maxJapaneseCharacters: 20 };
  const context = { model: "terse", models: { terse: { ...models["sora-2"], guidance } } };
  expect(found(words(11), context)[0]?.message).toContain("10 words");
  expect(found("霧が流れる。".repeat(4), context)[0]?.message).toContain("20文字");
  // The unit is that of the prompt's language, in any language of the messages.
  const inLocale = ruleTests(id).found;
  expect(inLocale(words(11), { preset: "strict", context, locale: "ja" })[0]?.message).toContain("10語");
  expect(inLocale("霧が流れる。".repeat(4), { preset: "strict", context, locale: "en" })[0]?.message).toContain(
    "20 characters",
  );
  expect(found(words(10), context)).toEqual([]);
});
