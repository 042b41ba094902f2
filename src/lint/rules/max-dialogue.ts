import { defaultGuidance } from "../../models/models.js";
import { rule } from "../core/rule.js";

/** Finds more speech than the clip has time for. */
export const maxDialogue = rule("max-dialogue", "dialogue", "warning", {
  en: {
    tooMuch: "The spoken lines take about {{needed}} s; the clip is {{seconds}} s long.",
    words: "Shorten them to about {{limit}} words in total, or make a longer clip.",
    morae: "Shorten them to about {{limit}} kana in total, or make a longer clip.",
  },
  ja: {
    tooMuch: "台詞を話すのに約{{needed}}秒かかりますが、クリップは{{seconds}}秒です。",
    words: "台詞を合わせて{{limit}}語ほどに短くするか、クリップを長くしてください。",
    morae: "台詞を合わせてかな{{limit}}文字ほどに短くするか、クリップを長くしてください。",
  },
  *check({ features }, { seconds, spec }) {
    if (seconds === undefined) return;
    const { spokenWordsPerSecond, spokenMoraePerSecond } = spec.guidance ?? defaultGuidance;
    let [needed, morae, words] = [0, 0, 0];
    const lines = features.quotes.filter(({ spoken }) => spoken);
    let over: number | undefined;
    for (const { text, range } of lines) {
      const { length } = text.match(/[a-z\d][a-z\d'’-]*/g) ?? [];
      const sounds = countMorae(text);
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

/**
 * Morae of Japanese text. Each kana is one, also っ, ん and ー; a small vowel or や-row kana belongs to the one before.
 * A kanji counts as two, about the average of its readings.
 */
function countMorae(text: string): number {
  const kana = text.match(/[\u3041-\u3096\u30a1-\u30faー]/g)?.length ?? 0;
  const small = text.match(/[ぁぃぅぇぉゃゅょゎァィゥェォャュョヮ]/g)?.length ?? 0;
  const kanji = text.match(/[\u3400-\u9fff々]/g)?.length ?? 0;
  return kana - small + 2 * kanji;
}
