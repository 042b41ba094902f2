import { filmTerms } from "../lexicon/en/film-terms.js";
import type { Prompt } from "../prompt.js";
import type { LintRule } from "../rule.js";
import type { Range } from "../types.js";
import { written } from "../written.js";

const known = new Set(filmTerms);
/** Words with blanks or commas between; a colon ends a heading, and its words do not count. */
const latin = /(?<![a-z'-])[a-z][a-z'-]{0,30}(?:[ ,]{1,2}[a-z][a-z'-]{0,30}){2,60}(?![a-z'-]|\d| ?[:@/.]\S| ?:)/g;
const kana = /[\u3041-\u3096\u30a0-\u30ff\u3400-\u9fff々]{4,200}/g;

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
    const { prose } = prompt.features;
    const japanese = first(kana, prose).length > 0;
    const english = japanese && first(latin, prose).length > 0;
    if (!english) return;
    const words = ordinaryWords(prompt, [0, prose.length]);
    const letters = prose.match(/[\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff]/g)?.length ?? 0;
    // A Japanese word is about two characters.
    const mostlyEnglish = words * 2 > letters;
    for (const range of first(mostlyEnglish ? kana : latin, prose)) {
      if (mostlyEnglish ? isName(prose, range) : ordinaryWords(prompt, range) < 3) continue;
      yield { messageId: "mixed", range, data: { text: written(prompt, range) }, suggestions: [{ messageId: "one" }] };
    }
  },
};

/** The first matches of a pattern. */
function first(pattern: RegExp, prose: string): Range[] {
  const found: Range[] = [];
  for (const { index, 0: words } of prose.matchAll(pattern)) {
    found.push([index, index + words.length]);
    if (found.length === 20) break;
  }
  return found;
}

/** How many words are neither terms nor, by their capital, names. */
function ordinaryWords(prompt: Prompt, [start, end]: Range): number {
  let count = 0;
  let starts = true;
  for (const { index, 0: word } of prompt.features.prose.slice(start, end).matchAll(/[a-z][a-z'-]*/g)) {
    const capital = !starts && /[A-Z]/.test(prompt.source.charAt(prompt.toSource(start + index)));
    if (!known.has(word) && !capital) count += 1;
    starts = false;
    if (count === 1000) break;
  }
  return count;
}

/** Kanji or katakana alone are a name; so is what stands in brackets behind one. */
function isName(prose: string, [start, end]: Range): boolean {
  return !/[\u3041-\u3096]/.test(prose.slice(start, end)) || /[([] ?$/.test(prose.slice(Math.max(0, start - 2), start));
}
