import { rule } from "../core/rule.js";

/** Finds a prompt without words: empty, whitespace, punctuation or emoji. */
export const noEmpty = rule("no-empty", "completeness", "error", {
  weight: 100,
  en: {
    empty: "The prompt contains no words.",
    write: 'Write one sentence that says who moves and how, such as "The girl slowly lifts her head."',
  },
  ja: {
    empty: "プロンプトに言葉がありません。",
    write: "誰がどのように動くかを一文で書いてください。例:「少女がゆっくり顔を上げる。」",
  },
  counts: "source",
  *check({ source, text }) {
    // Hangul fillers are invisible letters.
    if (/(?![\u115f\u1160\u3164\uffa0])[\p{L}\p{N}]/u.test(text)) return;
    yield { messageId: "empty", range: [0, source.length], suggestions: [{ messageId: "write" }], final: true };
  },
});
