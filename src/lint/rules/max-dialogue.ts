import { defaultGuidance } from "../../models/models.js";
import { rule } from "../core/rule.js";

/** Finds more speech than the clip has time for. */
export const maxDialogue = rule("max-dialogue", "dialogue", "warning", {
  *check({ features }, { seconds, spec }, languages) {
    if (seconds === undefined) return;
    const { spokenWordsPerSecond, spokenMoraePerSecond } = spec.guidance ?? defaultGuidance;
    let [needed, morae, words] = [0, 0, 0];
    const lines = features.quotes.filter(({ spoken }) => spoken);
    let over: number | undefined;
    for (const { text, range } of lines) {
      const { length } = text.match(/[a-z\d][a-z\d'’-]*/g) ?? [];
      const sounds = languages.reduce((sum, language) => sum + (language.phrases().countMorae?.(text) ?? 0), 0);
      words += length;
      morae += sounds;
      needed += length / spokenWordsPerSecond + sounds / spokenMoraePerSecond;
      if (needed > seconds) over ??= range[0];
    }
    if (over === undefined) return;
    const japanese = morae > words;
    yield {
      messageId: "tooMuch",
      range: [over, lines.at(-1)?.range[1] ?? over],
      data: {
        needed: Math.ceil(needed),
        seconds,
        limit: Math.floor(seconds * (japanese ? spokenMoraePerSecond : spokenWordsPerSecond)),
      },
      suggestions: [{ messageId: japanese ? "morae" : "words" }],
    };
  },
});
