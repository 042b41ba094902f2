/**
 * Reads the object of an English verb: "does a spin", "makes gestures", "takes place".
 *
 * @module
 */
import * as vague from "../lexicon/en/vague.js";
import * as verbs from "../lexicon/en/verbs.js";
import { type Context, near } from "./english-context.js";
import { isEventNoun, isMotionVerb, nounGrade, words } from "./english-inflection.js";
import {
  clauseStarts,
  determiners,
  isAdjective,
  isForm,
  isNounLike,
  prepositions,
  type Token,
} from "./english-tokenizer.js";

const lightVerbs = words(verbs.lightVerbs);
const abstractObjects = words(verbs.abstractObjects);
const emptyObjects = words(verbs.emptyObjects);
const genericNouns = words(verbs.genericNouns);
const genericVerbs = words(verbs.genericVerbs);
const videoNouns = words(vague.videoNouns);

/** The rest of a clause, at most six words. */
function restOfClause(tokens: readonly Token[], index: number): string[] {
  const sentence = tokens[index]?.sentence;
  const rest = tokens.slice(index + 1, index + 7);
  const end = rest.findIndex((token) => token.sentence !== sentence || token.opens || clauseStarts.has(token.word));
  return (end < 0 ? rest : rest.slice(0, end)).map(({ word }) => word);
}

/** The noun of the object of a verb: of "performs a daring card trick" the last word. */
function objectOf(tokens: readonly Token[], index: number): string {
  const rest = restOfClause(tokens, index);
  // "Forms the background featuring clear waters": up to "featuring".
  const end = rest.findIndex(
    (word, at) => prepositions.has(word) || (isForm(word, "ing") && at > 0 && isNounLike(rest[at - 1] ?? "")),
  );
  return (
    (end < 0 ? rest : rest.slice(0, end)).findLast(
      (word) => abstractObjects.has(word) || genericNouns.has(word) || isNounLike(word),
    ) ?? ""
  );
}

/** "Takes action", "brings energy": no motion. */
export const hasAbstractObject = ({ tokens, index }: Context): boolean => abstractObjects.has(objectOf(tokens, index));

/** Whether a verb says only that something moves: "walks", "performs", "makes gestures". */
export function isGeneric(tokens: readonly Token[], index: number, verb: string): boolean {
  const object = lightVerbs.has(verb) ? objectOf(tokens, index) : "";
  return object === "" ? genericVerbs.has(verb) : genericNouns.has(object);
}

export const isLightVerb = (verb: string): boolean => lightVerbs.has(verb);

/** "Does a spin", "gives her a nod", "makes dumplings": a motion by its object. */
export function movesByObject({ tokens, index, form: { verb, form }, previous }: Context): boolean {
  // "A trick is being performed."
  if (previous === "being" && form === "ed") return true;
  const object = restOfClause(tokens, index);
  const [first = ""] = object;
  // "A band performs on a stage": generic.
  if (verb === "perform" && (first === "" || prepositions.has(first))) return true;
  if (
    first === "" ||
    /^(?:it|for|up|not|of)$/.test(first) ||
    object.some((word) => emptyObjects.has(word) || abstractObjects.has(word)) ||
    (verb === "make" && object.includes("into"))
  )
    return false;
  if (verb === "do" || verb === "perform")
    return (
      first === "one" || determiners.has(first) || isAdjective(first) || object.some((word) => /[^s]s$/.test(word))
    );
  if (verb === "make") return !object.some((_, at) => isCausedVerb(object, at));
  return object.some((word) => isEventNoun(word) || (isForm(word, "base") && isMotionVerb(word)));
}

/** "Makes her smile", "makes it soft": the verb of the object moves, if any. But "makes a splash". */
function isCausedVerb(object: readonly string[], at: number): boolean {
  const [before = "", word = "", after = ""] = [-1, 0, 1].map((offset) => object[at + offset]);
  return (
    !isNounLike(after) &&
    !isAdjective(before) &&
    !/^an?$/.test(before) &&
    (isAdjective(word) || (isForm(word, "base") && nounGrade(word) < 2))
  );
}

const enlivening = words(verbs.enliveningVerbs);
/** "Comes alive", "brings the photo to life", "turn it into a nice clip": this asks for motion, and describes none. */
export function isComingAlive(context: Context): boolean {
  if (!enlivening.has(context.form.verb)) return false;
  let into = false;
  for (let offset = 1; offset < 12; offset++) {
    const word = near(context, offset);
    if (word === "into") into = true;
    if (offset < 7 && (word === "alive" || (word === "life" && near(context, offset - 1) === "to"))) return true;
    if (into && videoNouns.has(word)) return true;
  }
  return false;
}
