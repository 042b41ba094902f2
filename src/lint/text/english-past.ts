/**
 * Decides whether a past form is an event: "a crab scurried"; but "eyes closed", "parked on".
 *
 * @module
 */
import * as grammar from "../lexicon/en/grammar.js";
import * as verbs from "../lexicon/en/verbs.js";
import { type Context, isAfterWith, isJoining, isMannerAdverb, isObject, near } from "./english-context.js";
import { isObjectless, words } from "./english-inflection.js";
import {
  auxiliaries,
  determiners,
  directions,
  getVerbForm,
  isAdjective,
  isAdverb,
  isForm,
  isNounLike,
  isPossessive,
  prepositions,
} from "./english-tokenizer.js";

const passiveStates = words(verbs.passiveStates);
const settling = words(verbs.settlingVerbs);
const results = words(`${verbs.results} ${verbs.settlingVerbs}`);
const settled = words(verbs.settledWords);
const forced = words(verbs.forcedVerbs);
const passive = words(`${grammar.formsOfBe} be been`);
const subjectPronouns = words(grammar.subjectPronouns);

/** A past form: an event after its subject and before a direction; else a state. */
export function isPast(context: Context): boolean {
  const { word, form, previous, follower } = context;
  const { verb, irregular } = form;
  const before = near(context, -2);
  if (previous === "being" || (isAdverb(previous) && before === "being") || /^gets?$/.test(previous)) return true;
  // "Made out of glass".
  if (verb === "make" || determiners.has(previous) || isPossessive(previous)) return false;
  // "Pans left": a side.
  if (word === "left") return isObject(follower);
  // "Pulled by two horses"; but "lit by candles", "supported by arches".
  if (getVerbForm(word) && !passiveStates.has(verb) && hasAgent(context)) return true;
  if (isAdjective(previous)) return false;
  // "A pepper sliced into rings", "was shattered", "has been dug out"; but "he pushed through the crowd".
  const isPresent = previous === "is" || previous === "are" || previous === "be";
  if (results.has(verb) && !isPresent && !subjectPronouns.has(previous) && !isObject(follower)) return false;
  // "Is crumpled and thrown away".
  const joined = previous === "and" && isForm(before, "ed") && passive.has(near(context, -3));
  if (passive.has(previous) || joined) return isPassiveEvent(context);
  if (isAdverb(previous) && passive.has(before)) return isMannerAdverb(previous) || isDirection(follower);
  // "She ran"; but "broken glass", "a bite taken out of it", "with rose petals".
  if (irregular === "past")
    return !prepositions.has(previous) && (previous !== "" || isObject(follower) || directions.has(follower));
  if (irregular === "participle" || previous === "") return false;
  if (auxiliaries.has(previous) || auxiliaries.has(before)) return isDirection(follower);
  if (subjectPronouns.has(previous) || previous === "it") return true;
  const goes = isObject(follower) || directions.has(follower);
  if (isJoining(previous)) return goes;
  // "With her head turned".
  if (isAfterWith(context)) return false;
  // "A crab scurried": without an object, there is no passive.
  if (isNounLike(previous)) return goes || isObjectless(verb);
  return isAdverb(previous) && goes;
}

/** "Is blown away", "is pulled over", "is pushed open". */
const isDirection = (word: string): boolean => directions.has(word) || word === "over" || word === "open";

/** "Pulled by two horses", "is ridden along the road by a boy". */
function hasAgent(context: Context): boolean {
  const reach = passive.has(context.previous) ? 6 : 2;
  for (let offset = 1; offset <= reach && near(context, offset) !== ""; offset++)
    if (near(context, offset) === "by") return true;
  return false;
}

/** A passive that goes somewhere, or has a manner: "petals are blown off", "is slowly torn", "is torn in half". */
function isPassiveEvent(context: Context): boolean {
  const { follower } = context;
  const { verb } = context.form;
  return (
    forced.has(verb) ||
    (isDirection(follower) && !((settling.has(verb) || verb === "turn") && settled.has(follower))) ||
    isMannerAdverb(follower) ||
    (follower === "in" && /^(?:half|two)$/.test(near(context, 2)))
  );
}
