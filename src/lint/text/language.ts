/**
 * Detects the language of a prompt by its script and by frequent function words.
 *
 * @module
 */

import { lazy, letter } from "../core/word-list.js";

/** Characters that Chinese writes and Japanese does not: simplified and traditional forms, pronouns, particles, everyday verbs. */
const chinese =
  /[们这说对时为发开门见车东马鸟鱼间风头红绿蓝让从么边还过进远运动图视频镜缓轻转飘摇树阳她它妳你您吗呢吧啦把很站坐跑吃哭泪拿找哪怎什們這說來會對與產邊樣轉從畫圖實體變點氣廣關聲處當發擊獨寫孩两]/g;

/** Frequent words of languages with the Latin script. "A" and "in" are in several. */
const functionWords: Readonly<Record<string, string>> = {
  en: "the a an of in on with and is are to her his its as at from into while for then their it she he no this that my you make slowly camera",
  es: "el los del con por y se mientras hacia una la",
  pt: "os um uma do da com em na enquanto que",
  fr: "le les un une des et dans avec sur vers la",
  de: "der die das ein eine und mit auf ist",
  it: "il gli una di del della che con mentre la",
  id: "yang dan di dengan sedang ke seorang",
  vi: "một và của trong với đang trên",
};
const wordSets = lazy(
  () => new Map(Object.entries(functionWords).map(([language, words]) => [language, new Set(words.split(" "))])),
);

/** The language of the first letters; no more are needed. */
const read = 2000;

/**
 * A language tag: `"en"` or `"ja"`, which the linter reads; `"zh"`, `"ko"`, `"es"` …; or `"und"` for another language, or
 * without letters.
 */
export function detectLanguage(text: string): string {
  const start = text.slice(0, read);
  let [letters, latin, kana, han, hangul] = [0, 0, 0, 0, 0];
  for (let index = 0; index < start.length; index++) {
    const code = start.charCodeAt(index);
    if (code < 0x250) {
      if ((code < 97 || code > 122) && (code < 0xdf || code === 0xf7)) continue;
      latin += 1;
    } else if ((code >= 0x3041 && code <= 0x3096) || (code >= 0x30a1 && code <= 0x30fc && code !== 0x30fb)) kana += 1;
    else if ((code >= 0x3400 && code <= 0x9fff) || code === 0x3005) han += 1;
    else if (code >= 0xac00 && code <= 0xd7a3) hangul += 1;
    else if (!letter().test(start.charAt(index))) continue;
    letters += 1;
  }
  if (letters === 0) return "und";
  if (latin === letters) return latinLanguage(start);
  if (hangul * 5 >= letters) return "ko";
  if ((kana + han) * 10 < letters) return latin * 2 < letters ? "und" : latinLanguage(start);
  return (start.match(chinese)?.length ?? 0) > kana ? "zh" : "ja";
}

/** English unless another language has clearly more of its function words. */
function latinLanguage(text: string): string {
  const words = text.match(/[a-zà-öø-ỹ]+/g) ?? [];
  const english = countWords(words, "en");
  if (english * 5 >= words.length) return "en";
  const others = [...wordSets().keys()].slice(1).map((language) => ({ language, count: countWords(words, language) }));
  const [best] = others.sort((a, b) => b.count - a.count);
  return best && best.count > 1.5 * english + 1 ? best.language : "en";
}

/** Frequent words of a language; none if only one of them occurs. */
function countWords(words: readonly string[], language: string): number {
  const found = words.filter((word) => wordSets().get(language)?.has(word));
  return new Set(found).size > 1 ? found.length : 0;
}
