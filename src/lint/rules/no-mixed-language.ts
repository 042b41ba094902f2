import { filmTerms } from "../lexicon/en/film-terms.js";
import type { LintRule } from "../rule.js";
import type { Range } from "../types.js";
import { written } from "../written.js";

const known = new Set(filmTerms);
/** Words with blanks or commas between; a colon ends a heading, and its words do not count. */
const latin = /(?<![a-z'-])[a-z][a-z'-]{0,30}(?:[ ,]{1,2}[a-z][a-z'-]{0,30}){2,60}(?![a-z'-]|\d| ?[:@/.]\S| ?:)/g;
const kana = /[\u3041-\u3096\u30a0-\u30ff\u3400-\u9fff々、。]{4,200}/g;

/** Finds a passage in another language than the rest. Names, film terms and what is quoted may be in any. */
export const noMixedLanguage: LintRule = {
  id: "no-mixed-language",
  family: "wording",
  severity: "info",
  messages: {
    en: {
      mixed: "“{{text}}” is in another language than the rest.",
      one: "Write the whole prompt in one language; names, film terms and spoken lines may stay.",
    },
    ja: {
      mixed: "「{{text}}」だけ別の言語で書かれています。",
      one: "プロンプト全体を一つの言語で書いてください。固有名詞、撮影用語、台詞はそのままで構いません。",
    },
  },
  *check(prompt) {
    const { language, features } = prompt;
    if (language === "und") return;
    let count = 0;
    for (const match of features.prose.matchAll(language === "ja" ? latin : kana)) {
      const range = [match.index, match.index + match[0].length] as const;
      if (
        language === "ja"
          ? isTerms(prompt.source, prompt.toSource.bind(prompt), match[0], range)
          : isName(match[0], features.prose, range)
      )
        continue;
      yield { messageId: "mixed", range, data: { text: written(prompt, range) }, suggestions: [{ messageId: "one" }] };
      if (++count === 20) return;
    }
  },
};

/** Fewer than three words that are neither terms nor, by their capital, names. */
function isTerms(source: string, toSource: (offset: number) => number, passage: string, [start]: Range): boolean {
  let ordinary = 0;
  let first = true;
  for (const { index, 0: word } of passage.matchAll(/[a-z][a-z'-]*/g)) {
    const capital = /[A-Z]/.test(source.charAt(toSource(start + index)));
    if (!known.has(word) && !(capital && !first)) ordinary += 1;
    first = false;
  }
  return ordinary < 3;
}

/** Kanji or katakana alone are a name; so is what stands in brackets behind one. */
function isName(passage: string, prose: string, [start]: Range): boolean {
  return !/[\u3041-\u3096]/.test(passage) || /[([] ?$/.test(prose.slice(Math.max(0, start - 2), start));
}
