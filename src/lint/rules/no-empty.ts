import type { LintRule } from "../rule.js";

/** Finds a prompt that holds no word: empty, blank or punctuation only. */
export const noEmpty: LintRule = {
  id: "no-empty",
  family: "completeness",
  severity: "error",
  messages: {
    en: {
      empty: "The prompt holds no words.",
      write: "Write one sentence that says who moves and how.",
    },
    ja: {
      empty: "プロンプトに言葉がありません。",
      write: "誰がどのように動くかを一文で書いてください。",
    },
  },
  *check({ text }) {
    if (/[\p{L}\p{N}]/u.test(text)) return;
    yield { messageId: "empty", range: [0, text.length], suggestions: [{ messageId: "write" }] };
  },
};
