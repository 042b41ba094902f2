/**
 * What the lexicon says of English verbs.
 *
 * @module
 */

import { lazy, WordList } from "../core/word-list.js";
import { verbTable, verbTraits } from "../lexicon/en/verb-table.js";
import { moreMotionVerbs, motionNouns, stateVerbs } from "../lexicon/en/verbs.js";
import { type Form, irregularForm, undoInflection, type VerbForm } from "./english-stems.js";

export const words = (table: string): WordList => new WordList(table);

export const state = words(stateVerbs);
/** What the table says of a verb: see `verbTraits`. */
const traits = lazy(() => {
  const found = new Map<string, number>();
  let word = "";
  for (const [, kept = "0", start = ""] of verbTable.matchAll(/([0-9A-Z])([a-z]*)/g)) {
    word = start + word.slice(word.length - Number.parseInt(kept, 36));
    found.set(word, verbTraits.charCodeAt(found.size) - 97);
  }
  for (const verb of words(moreMotionVerbs)) found.set(verb, ((found.get(verb) ?? 0) & ~3) | 1);
  return found;
});
const gradeOf = (verb: string): number | undefined => {
  const trait = traits().get(verb);
  return trait === undefined ? undefined : trait & 3;
};
const events = words(motionNouns);

/** Motion is the default of a verb: it is one unless it is listed as a state. */
export const isMotionVerb = (verb: string): boolean =>
  !state.has(verb) &&
  (traits().has(verb) ||
    /[a-z]{2}i(?:[sz]e|fy)$/.test(verb) ||
    (gradeOf(verb.replace(/^(?:un|re)(?=[a-z]{3})(?!.*(?:ing|ed)$)/, "")) ?? 9) < 2);
/** Whether a verb takes no object, so that its past form after a noun is an event: "a crab scurried". */
export const isObjectless = (verb: string): boolean => ((traits().get(verb) ?? 0) & 8) > 0;
/** Whether a noun names a motion: "a turn", "a glance". */
export const isEventNoun = (noun: string): boolean => ((traits().get(noun) ?? 0) & 4) > 0 || events.has(noun);
/** How often a verb is a noun: 0 hardly ever, 1 less often than a verb, 2 more often, 3 nearly always. */
export const nounGrade = (verb: string): number => gradeOf(verb) ?? (known(verb) ? 0 : 3);

const known = (verb: string) => state.has(verb) || isMotionVerb(verb);

/** The verb of an inflected word, if the lexicon has it. */
export const parseVerbForm = (word: string): VerbForm | undefined =>
  irregularForm(word) ??
  undoInflection(word, known) ??
  (isDropped(word) ? undoInflection(`${word}g`, known) : undefined);
/** "Walkin", "smilin". */
const isDropped = (word: string) => /^(?!raisin|robin|satin|basin|puffin|bobbin|plugin)[a-z]{3,}in$/.test(word);

/** The form that the ending of an unknown word suggests; none for "it's". */
export function guessVerbForm(word: string): VerbForm | undefined {
  const [, verb = "", ending] = /^([^'’\d]{2,}?)(ing|ed|s)$/.exec(word) ?? [];
  return ending === undefined ||
    /(?:[aisu]s|lens|jeans|(?:any|every|no|some)thing)$/.test(word) ||
    (ending !== "s" && word.length < 5)
    ? undefined
    : { verb, form: ending as Form };
}
