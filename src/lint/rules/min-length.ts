import { rule } from "../core/rule.js";
import { getTrimmedRange, promptLength } from "../core/rule-helpers.js";
import { anyLanguage } from "../text/pattern-matches.js";

/** Finds a prompt of a few words that does not say who does what. */
export const minLength = rule("min-length", "completeness", "warning", {
  defaults: { words: 4, characters: 10 },
  *check(prompt, { options }, languages) {
    const { features, language, text } = prompt;
    const japanese = language === "ja";
    const min = japanese ? options.characters : options.words;
    const count = promptLength(prompt);
    if (count >= min) return;
    if (anyLanguage(languages, ({ saysWhoDoes }) => saysWhoDoes?.test(text.trim()) ?? false)) return;
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
