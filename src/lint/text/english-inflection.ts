/**
 * English inflection by rule: dictionary forms of inflected verbs.
 *
 * @module
 */

import { lazy, WordList } from "../core/word-list.js";
import { irregularVerbs, motionVerbs, stateVerbs } from "../lexicon/en/verbs.js";

/** Verb form: plain, third person, participle, past. */
export type Form = "base" | "s" | "ing" | "ed";

export interface VerbForm {
  readonly verb: string;
  readonly form: Form;
  /** An irregular form, such as "ran". */
  readonly irregular?: boolean;
}

export const words = (table: string): WordList => new WordList(table);

export const motion = words(motionVerbs);
export const state = words(stateVerbs);
const irregular = lazy(() => {
  const forms = new Map<string, VerbForm>();
  for (const row of irregularVerbs.split(",")) {
    const [verb = "", ...others] = row.trim().split(/\s+/);
    for (const form of others) {
      const kind = form.endsWith("ing") ? "ing" : form === "is" || form === "has" || form === "does" ? "s" : "ed";
      forms.set(form, { verb, form: kind, irregular: true });
    }
  }
  return forms;
});

const known = (verb: string) => motion.has(verb) || state.has(verb);

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
