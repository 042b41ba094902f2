/**
 * English inflection by rule: dictionary forms of inflected verbs.
 *
 * @module
 */

import { lazy, WordList } from "../core/word-list.js";
import { verbLists } from "../lexicon/en/verb-table.js";
import { irregularVerbs, moreMotionVerbs, motionNouns, stateVerbs } from "../lexicon/en/verbs.js";

/** Verb form: plain, third person, participle, past. */
export type Form = "base" | "s" | "ing" | "ed";

export interface VerbForm {
  readonly verb: string;
  readonly form: Form;
  /** An irregular form: "ran" is only a past, "taken" only a participle, "cut" both. */
  readonly irregular?: "past" | "participle" | "both";
}

export const words = (table: string): WordList => new WordList(table);

export const state = words(stateVerbs);
/** What the table says of a verb: see `verbLists`. */
const traits = lazy(() => {
  const found = new Map<string, number>();
  for (const [index, list] of verbLists.entries()) for (const verb of decodeWords(list)) found.set(verb, index);
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
    (gradeOf(verb.replace(/^(?:un|re)(?=[a-z]{3})/, "")) ?? 9) < 2);
/** Whether a verb takes no object, so that its past form after a noun is an event: "a crab scurried". */
export const isObjectless = (verb: string): boolean => ((traits().get(verb) ?? 0) & 8) > 0;
/** Whether a noun names a motion: "a turn", "a glance". */
export const isEventNoun = (noun: string): boolean => ((traits().get(noun) ?? 0) & 4) > 0 || events.has(noun);
/** How often a verb is a noun: 0 hardly ever, 1 less often than a verb, 2 more often, 3 nearly always. */
export const nounGrade = (verb: string): number => gradeOf(verb) ?? (known(verb) ? 0 : 3);

/** Decodes a list of the verb table. */
function* decodeWords(code: string): Generator<string> {
  let word = "";
  for (const [, kept = "0", start = ""] of code.matchAll(/([0-9A-Z])([a-z]*)/g)) {
    word = start + word.slice(word.length - Number.parseInt(kept, 36));
    yield word;
  }
}
const irregular = lazy(() => {
  const forms = new Map<string, VerbForm>();
  for (const row of irregularVerbs.split(",")) {
    const [verb = "", ...others] = row.trim().split(/\s+/);
    for (const [index, form] of others.entries()) {
      if (form === "-") continue;
      const kind = form.endsWith("ing") ? "ing" : form === "is" || form === "has" || form === "does" ? "s" : "ed";
      const irregular = others.length === 1 ? "both" : index === 0 ? "past" : "participle";
      forms.set(form, { verb, form: kind, irregular });
    }
  }
  return forms;
});

const known = (verb: string) => state.has(verb) || isMotionVerb(verb);

/** The verb of an inflected word, if the lexicon has it. */
export function parseVerbForm(word: string): VerbForm | undefined {
  const past = irregular().get(word);
  if (past) return past;
  if (known(word)) return { verb: word, form: "base" };
  const [ending, form] = word.endsWith("ing")
    ? (["ing", "ing"] as const)
    : word.endsWith("ed")
      ? (["ed", "ed"] as const)
      : word.endsWith("s") && !word.endsWith("ss")
        ? (["s", "s"] as const)
        : ([undefined, undefined] as const);
  if (ending === undefined) return undefined;
  const verb = stems(word, ending).find(known);
  return verb === undefined ? undefined : { verb, form };
}

/** Possible dictionary forms of a stem: "driv" is "drive", "runn" is "run", "fli" is "fly". */
function stems(word: string, ending: "ing" | "ed" | "s"): string[] {
  const stem = word.slice(0, -ending.length);
  if (ending === "s") {
    if (stem.endsWith("ie")) return [`${stem.slice(0, -2)}y`, stem];
    return stem.endsWith("e") ? [stem, stem.slice(0, -1)] : [stem];
  }
  const last = stem.at(-1) ?? "";
  const double = last === stem.at(-2) && last !== "";
  if (ending === "ed" && last === "i") return [`${stem.slice(0, -1)}y`];
  if (ending === "ing" && last === "y") return [stem, `${stem.slice(0, -1)}ie`];
  return double ? [stem, stem.slice(0, -1), `${stem}e`] : [stem, `${stem}e`];
}

/** The form that the ending of an unknown word suggests. */
export function guessVerbForm(word: string): VerbForm | undefined {
  const [, verb = "", ending] = /^(.{2,}?)(ing|ed|s)$/.exec(word) ?? [];
  return ending === undefined || /[aisu]s$/.test(word) || (ending !== "s" && word.length < 5)
    ? undefined
    : { verb, form: ending as Form };
}
