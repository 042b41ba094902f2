import { rule } from "../core/rule.js";
import { letterOrNumber } from "../core/word-list.js";

/** Finds a prompt without words: empty, whitespace, punctuation or emoji. */
export const noEmpty = rule("no-empty", "completeness", "error", {
  weight: 100,
  counts: "source",
  *check({ source, text }) {
    // Hangul fillers are invisible letters.
    if (letterOrNumber().test(text.replace(/[\u115f\u1160\u3164\uffa0]/g, ""))) return;
    yield { messageId: "empty", range: [0, source.length], suggestions: [{ messageId: "write" }], final: true };
  },
});
