import { defaultGuidance } from "../../models/models.js";
import { rule } from "../core/rule.js";
import { getTrimmedRange } from "../core/rule-helpers.js";

/** Finds a prompt longer than the model's recommended maximum. */
export const maxLength = rule("max-length", "focus", "info", {
  en: {
    long: "The prompt is longer than {{max}} words; the model may ignore its end.",
    short: "Remove what the image already shows.",
  },
  ja: {
    long: "プロンプトが{{max}}文字を超え、後ろの指示が反映されないことがあります。",
    short: "画像に写っているものの説明は省いてください。",
  },
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
      yield { messageId: "long", range: [index, end], data: { max }, suggestions: [{ messageId: "short" }] };
      return;
    }
  },
});
