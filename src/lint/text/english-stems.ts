/**
 * English inflection by rule: dictionary forms of inflected verbs.
 *
 * @module
 */

import { lazy, readRows } from "../core/word-list.js";
import { irregularVerbs } from "../lexicon/en/verbs.js";

/** Verb form: plain, third person, participle, past. */
export type Form = "base" | "s" | "ing" | "ed";

export interface VerbForm {
  readonly verb: string;
  readonly form: Form;
  /** An irregular form: "ran" is only a past, "taken" only a participle, "cut" both. */
  readonly irregular?: "past" | "participle" | "both";
}

const irregular = lazy(() => {
  const forms = new Map<string, VerbForm>();
  for (const [verb, others] of readRows(irregularVerbs))
    for (const [index, form] of others.entries()) {
      if (form === "-") continue;
      const kind = form.endsWith("ing") ? "ing" : form === "is" || form === "has" || form === "does" ? "s" : "ed";
      const irregular = others.length === 1 ? "both" : index === 0 ? "past" : "participle";
      forms.set(form, { verb, form: kind, irregular });
    }
  return forms;
});

/** Looks each word up once: readers ask often. */
// @__NO_SIDE_EFFECTS__
export function onceForWords<Known>(look: (word: string) => Known): (word: string) => Known {
  const found = new Map<string, Known>();
  return (word) => {
    let known = found.get(word);
    if (known === undefined) {
      known = look(word);
      if (found.size > 4000) found.clear();
      found.set(word, known);
    }
    return known;
  };
}

/** Of an irregular form. */
export const irregularForm = (word: string): VerbForm | undefined => irregular().get(word);

/** The verb of a word, and its form, if the lexicon has the verb. */
export function undoInflection(word: string, isVerb: (verb: string) => boolean): VerbForm | undefined {
  if (isVerb(word)) return { verb: word, form: "base" };
  const past = irregular().get(word);
  if (past) return past.irregular !== "participle" && isVerb(past.verb) ? past : undefined;
  const ending = /(?:ing|ed|(?<!s)s)$/.exec(word)?.[0] as Exclude<Form, "base"> | undefined;
  if (ending === undefined) return undefined;
  const verb = stems(word, ending).find(isVerb);
  return verb === undefined ? undefined : { verb, form: ending };
}

/** Possible dictionary forms of a stem: "driv" is "drive", "runn" is "run", "fli" is "fly". */
function stems(word: string, ending: "ing" | "ed" | "s"): string[] {
  const stem = word.slice(0, -ending.length);
  if (ending === "s") {
    if (stem.endsWith("ie")) return [`${stem.slice(0, -2)}y`, stem];
    // "Kisses", "goes"; but "capes" is no form of "cap".
    return /(?:[sxzo]|[cs]h)e$/.test(stem) ? [stem, stem.slice(0, -1)] : [stem];
  }
  const last = stem.at(-1) ?? "";
  const double = last === stem.at(-2) && last !== "";
  if (ending === "ed" && last === "i") return [`${stem.slice(0, -1)}y`];
  if (ending === "ing" && last === "y") return [stem, `${stem.slice(0, -1)}ie`];
  return double ? [stem, stem.slice(0, -1), `${stem}e`] : [stem, `${stem}e`];
}
