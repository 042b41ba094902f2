import type { Prompt } from "../core/prompt.js";
import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import type { Range } from "../core/types.js";
import { firstMatches, toRange } from "../text/pattern-matches.js";

/** Film and file terms that Japanese prompts write in Latin letters. */
const known =
  /^(?:pan|tilt|zoom|dolly|track(?:ing)?|orbit|crane|push|pull|push-in|pull-(?:back|out)|slow|fast|smooth|static|fixed|handheld|drone|aerial|camera|shots?|scene|cut|close-?up|close|up|down|in|out|left|right|to|of|medium|wide|long|full|low|high|angle|view|pov|over|the|shoulder|depth|field|shallow|deep|focus|bokeh|lens|flare|macro|motion|blur|slow-motion|time-?lapse|loop|fade|cinematic|anime|style|film|grain|light|lighting|golden|hour|neon|hdr|mm|fps|cm|px|sfx|bgm|cg|ai)$/;
/** Words separated by spaces or commas. Words of a heading, before a colon, do not count. */
const latin = /(?<![a-z'-])[a-z][a-z'-]{0,30}(?:[ ,]{1,2}[a-z][a-z'-]{0,30}){2,60}(?![a-z'-]|\d| ?[:@/.]\S| ?:)/g;
const japanese = /[\u3041-\u3096\u30a0-\u30ff\u3400-\u9fff々]{4,200}/g;

/** Finds a passage in a different language from the rest. Names, film terms and quotes may be in any. */
export const noMixedLanguage = rule("no-mixed-language", "wording", "info", {
  *check(prompt) {
    const { prose } = prompt.features;
    if (!/[\u3041-\u9fff]{4}/.test(prose) || !/[a-z][ ,]+[a-z]/.test(prose)) return;
    const words = ordinaryWords(prompt, [0, prose.length]);
    if (words < 3) return;
    // A Japanese word is about two characters.
    const mostlyEnglish = words * 2 > prose.replace(/[^\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff]/g, "").length;
    for (const match of firstMatches(mostlyEnglish ? japanese : latin, prose)) {
      const range = toRange(match);
      // Kanji or katakana alone are a name, also in brackets.
      const name =
        !/[\u3041-\u3096]/.test(match[0]) || /[([] ?$/.test(prose.slice(Math.max(0, range[0] - 2), range[0]));
      if (mostlyEnglish ? !name : ordinaryWords(prompt, range) > 2) yield createReport(prompt, "mixed", range, "one");
    }
  },
});

/** The number of words that are neither terms nor capitalized names. */
function ordinaryWords(prompt: Prompt, [start, end]: Range): number {
  let count = 0;
  for (const { index, 0: word } of prompt.features.prose.slice(start, end).matchAll(/[a-z][a-z'-]*/g)) {
    const capital = index > 0 && /[A-Z]/.test(prompt.source.charAt(prompt.toSource(start + index)));
    if (!known.test(word) && !capital) count += 1;
  }
  return count;
}
