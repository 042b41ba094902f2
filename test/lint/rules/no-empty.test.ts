// @module-tag node-independent

import { expect, test } from "vitest";
import { lintPrompt } from "../../../src/lint.js";
import { ruleTestsInContext } from "../../helpers/lint-rule.js";

const id = "no-empty";
const { found } = ruleTestsInContext(id);

test.each(["", " ", "\n\t", "…", "「」", "?!", "😀", "\u200b\u200b", "\u3164", "\ud800", "---"])(
  "no word in %j",
  (text) => {
    expect(found(text)).toMatchObject([{ severity: "error", messageId: "empty", range: [0, text.length] }]);
  },
);

test.each(["a", "空", "7", "Ω", "가", "\ud842\udfb7"])("%j is a word", (text) => expect(found(text)).toEqual([]));

test("suppresses other findings and scores 0", () => {
  const { messages, score } = lintPrompt("…", { preset: "strict" });
  expect(messages.map(({ ruleId }) => ruleId)).toEqual([id]);
  expect(score).toBe(0);
});

test("uses the requested language", () => {
  expect(lintPrompt("", { locale: "ja" }).messages[0]?.message).toBe("プロンプトに言葉がありません。");
  expect(lintPrompt("").messages[0]?.suggestions?.[0]?.message).toContain("who moves and how");
});
