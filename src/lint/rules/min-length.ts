import { rule } from "../core/rule.js";
import { getTrimmedRange, promptLength } from "../core/rule-helpers.js";
import type { PromptMotion } from "../text/features.js";
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
    // "A candle flickers", 「髪を風になびかせて」 are short but complete.
    const enough = count >= min - (japanese ? 3 : 1);
    const says = ({ hasActor, generic, negated, by }: PromptMotion) =>
      (japanese ? hasActor || enough : hasActor && enough) && !generic && !negated && by !== "camera";
    if (features.motions.some(says)) return;
    yield {
      messageId: japanese ? "characters" : "words",
      range: getTrimmedRange(prompt),
      data: { count, min },
      suggestions: [{ messageId: "add" }],
    };
  },
});
