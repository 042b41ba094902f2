import { rule } from "../core/rule.js";
import { getTrimmedRange, promptLength } from "../core/rule-helpers.js";

/** A subject with が and a final verb, also one missing in the lexicon: 「猫があくびする」. */
const saysWho = /\p{L}が[^がは。]{2,9}[るうくすつむぶぐぬ]。?$/u;
/** Verbs of state, and generic verbs of motion. */
const saysNothing = /(?:ある|いる|なる|できる|見える|動く|うごく|変わる)。?$/;

/** Finds a prompt of a few words that does not say who does what. */
export const minLength = rule("min-length", "completeness", "warning", {
  defaults: { words: 4, characters: 10 },
  en: {
    words: "Too short to say who moves and how (words: {{count}}; recommended: {{min}} or more).",
    add: 'Add who moves, how, and what happens around it: "The flag ripples slowly in the wind."',
  },
  ja: {
    words: "短すぎて、誰がどう動くのかが伝わりません({{count}}文字。{{min}}文字以上が目安です)。",
    add: "誰が、どのように動き、周りで何が起きるかを足してください。例:「旗が風にゆっくりなびく。」",
  },
  *check(prompt, { options }) {
    const { features, language, text } = prompt;
    const japanese = language === "ja";
    const min = japanese ? options.characters : options.words;
    const count = promptLength(prompt);
    if (count >= min) return;
    if (japanese && saysWho.test(text.trim()) && !saysNothing.test(text.trim())) return;
    // 「髪が風に揺れる」 is short but complete.
    if (
      (japanese || count > 2) &&
      features.motions.some(({ hasActor, generic, negated, by }) => hasActor && !generic && !negated && by !== "camera")
    )
      return;
    yield {
      messageId: "words",
      range: getTrimmedRange(prompt),
      data: { count, min },
      suggestions: [{ messageId: "add" }],
    };
  },
});
