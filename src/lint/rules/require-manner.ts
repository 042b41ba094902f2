import { rule } from "../core/rule.js";
import { getMotions } from "../core/rule-helpers.js";

/** Finds motion without pace, strength or count. */
export const requireManner = rule("require-manner", "completeness", "info", {
  en: {
    how: 'How? The prompt gives no pace, strength or count for "{{verb}}".',
    add: 'Add a word such as "slowly", "gently", or a count such as "three steps".',
    paste: 'Put "slowly" before it.',
  },
  ja: {
    how: "「{{verb}}」がどのように動くのか(速さ・強さ・回数)が書かれていません。",
    add: "「ゆっくり」「そっと」「三歩」のような言葉を加えてください。",
    paste: "「ゆっくり」を前に置きます。",
  },
  *check({ features, language }) {
    const [first] = getMotions(features);
    if (first === undefined || features.manners.length > 0) return;
    const at = first.range[0];
    yield {
      messageId: "how",
      range: first.range,
      data: { verb: first.verb },
      suggestions: [
        { messageId: "add" },
        { messageId: "paste", fix: { range: [at, at], text: language === "ja" ? "ゆっくり" : "slowly " } },
      ],
    };
  },
});
