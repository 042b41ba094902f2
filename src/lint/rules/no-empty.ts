import { rule } from "../core/rule.js";

/** Finds a prompt without words: empty, whitespace, punctuation or emoji. */
export const noEmpty = rule("no-empty", "completeness", "error", {
  weight: 100,
  counts: "source",
  *check({ source, text }) {
    // Hangul fillers are invisible letters.
    if (/(?![\u115f\u1160\u3164\uffa0])[\p{L}\p{N}]/u.test(text)) return;
    yield { messageId: "empty", range: [0, source.length], suggestions: [{ messageId: "write" }], final: true };
  },
});
