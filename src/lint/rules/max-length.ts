import { defaultGuidance } from "../../models/models.js";
import { rule } from "../core/rule.js";
import { getTrimmedRange } from "../core/rule-helpers.js";

/** Finds a prompt longer than the model's recommended maximum. */
export const maxLength = rule("max-length", "focus", "info", {
  *check(prompt, { spec }) {
    const { maxWords, maxJapaneseCharacters } = spec.guidance ?? defaultGuidance;
    const japanese = prompt.language === "ja";
    const max = japanese ? maxJapaneseCharacters : maxWords;
    // A word and its space are at least two characters.
    if (prompt.text.length <= (japanese ? max : max * 2 - 1)) return;
    const end = getTrimmedRange(prompt)[1];
    let count = 0;
    for (const { index } of prompt.text.matchAll(japanese ? /\S/gu : /\S+/g)) {
      count += 1;
      if (count <= max) continue;
      const messageId = japanese ? "characters" : "long";
      yield { messageId, range: [index, end], data: { max }, suggestions: [{ messageId: "short" }] };
      return;
    }
  },
});
