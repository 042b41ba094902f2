/**
 * Decides whether a form in -s is a verb: "waves" after a subject, not after "the".
 *
 * @module
 */
import * as grammar from "../lexicon/en/grammar.js";
import * as lexicon from "../lexicon/en/words.js";
import {
  bodyParts,
  type Context,
  colors,
  gradeOf,
  isJoining,
  isMannerAdverb,
  isObject,
  isPerson,
  isPredicate,
  isThirdForm,
  movedParts,
  near,
  places,
  relativePronouns,
} from "./english-context.js";
import { words } from "./english-inflection.js";
import {
  clauseBefore,
  determiners,
  directions,
  getVerbForm,
  isAdjective,
  isAdverb,
  isForm,
  isFunctionWord,
  isNominal,
  isNounLike,
  isPossessive,
  prepositions,
  pronouns,
  sceneNouns,
} from "./english-tokenizer.js";

const afterPlurals = words(grammar.afterPlurals);
const beforePlurals = words(grammar.beforePlurals);
const clauseHeads = words(grammar.clauseHeads);
const plural = words(grammar.pluralDeterminers);
const singular = words(grammar.singularDeterminers);
const timeWords = words(grammar.timeWords);
const pictureNouns = words(lexicon.pictureNouns);

/** A form in -s: a verb after a noun or pronoun, a plural after a determiner. */
export function isThirdPerson(context: Context): boolean {
  const { word, previous, follower, walk } = context;
  const isKnown = getVerbForm(word) !== undefined;
  if (isPlural(context, isKnown)) return false;
  if (previous === "camera") return isKnown;
  // "Character waves hand."
  if (isNounLike(previous) && movedParts.has(follower)) return true;
  if (determiners.has(previous) || isPossessive(previous))
    return isKnown && /^(?:one|this|each|another)$/.test(previous);
  // "Lights candles", "is running through the ocean waves".
  if (walk.finite && !(isKnown && (isObject(follower) || isAdverb(follower))) && !clauseHeads.has(previous))
    return false;
  // "A human types": after "a", a plural cannot be part of the noun phrase.
  if (isNounLike(previous) && isSingularPhrase(context)) return true;
  if (gradeOf(word) > 2) return isRareVerb(context, isKnown);
  if (pronouns.has(previous) || relativePronouns.has(previous)) return true;
  if (isJoining(previous)) return isJoinedVerb(context);
  if (previous === "") return isVerbAfterComma(context);
  return isLikelyVerb(context);
}

/** Whether the nearest neighbors show that a word in -s is a noun. */
function isPlural(context: Context, isKnown: boolean): boolean {
  const { token, word, previous, follower } = context;
  return (
    token.tied ||
    afterPlurals.has(follower) ||
    beforePlurals.has(previous) ||
    // "Two circuit boards", "front legs".
    (isNounLike(previous) && isPluralPhrase(context)) ||
    (!isKnown && movedParts.has(word)) ||
    // "Its front paws and eyes", "holiday photos"; but "character clips the leash".
    ((bodyParts.has(word) || pictureNouns.has(word)) && !isObject(follower)) ||
    // "Some other lights"; but "the other walks away".
    (/^(?:other|own|same|such)$/.test(previous) && near(context, -2) !== "the")
  );
}

/** "Runs to", "waves at her", "crosses the street". */
const goesSomewhere = ({ follower }: Context): boolean =>
  follower === "to" ||
  isObject(follower) ||
  isAdverb(follower) ||
  directions.has(follower) ||
  (prepositions.has(follower) && !places.has(follower));

/** A word that is nearly always a noun, or unknown: a verb with an object, or after its subject and before a direction. */
function isRareVerb(context: Context, isKnown: boolean): boolean {
  const { previous, follower, walk } = context;
  return (
    isObject(follower) ||
    (!isKnown && isNounLike(previous) && !walk.verbSeen && (directions.has(follower) || hasManner(context))) ||
    (pronouns.has(previous) && (follower === "" || goesSomewhere(context)))
  );
}

/** After "and": "smiles and waves", "runs to the bus and waves goodbye"; not "eats fish and chips". */
function isJoinedVerb(context: Context): boolean {
  const { word, follower, walk } = context;
  const grade = gradeOf(word);
  if (grade === 0 || isObject(follower)) return true;
  if (follower === "") return grade === 1 && walk.inSentence;
  return (
    (grade === 1 && !places.has(follower)) ||
    isThirdForm(near(context, -2)) ||
    (walk.inSentence && (goesSomewhere(context) || (isNounLike(follower) && !isForm(follower, "base"))))
  );
}

/** At the start of a clause: "he stands up, bows, turns"; "Sarah, an artist, mixes colors". */
function isVerbAfterComma(context: Context): boolean {
  const { tokens, index, token, word, follower, walk } = context;
  if (isPredicate(context)) return true;
  const earlier = tokens[index - 1];
  // "Stirs, sips, waves and walks off": a list of verbs.
  if (walk.inSentence && (follower === "" || (isJoining(follower) && isThirdForm(earlier?.word ?? "")))) return true;
  const grade = gradeOf(word);
  if (grade > 1) return isObject(follower);
  // "A boy, holding a kite, jumps in the air."
  const goes = grade === 0 && isPerson(walk.subjectNoun);
  return goesSomewhere(context) || (earlier?.sentence === token.sentence && (goes || isNounLike(follower)));
}

/**
 * The more often a word is a noun, the more its neighbors have to say: "the tall man bows", "leaves rustle in the wind"; but
 * "French fries in a fryer", "a table with drinks on it".
 */
function isLikelyVerb(context: Context): boolean {
  const { index, word, previous, follower } = context;
  const grade = gradeOf(word);
  const participle = getVerbForm(previous);
  if (isAdjective(previous) || participle?.form === "ing" || (participle?.form === "ed" && !participle.irregular))
    return grade < 2 && (isObject(follower) || isAdverb(follower));
  const goes = goesSomewhere(context);
  const led =
    hasDeterminer(context) ||
    // "Smoke rises"; but "neon lights at night".
    (sceneNouns.has(previous) && (grade < 2 || goes)) ||
    (grade < 2 &&
      ((index === 1 && follower !== "") || isAdverb(previous) || directions.has(previous) || timeWords.has(previous)));
  const before = led ? 2 : isFunctionWord(previous) ? 0 : 1;
  const isBeforeNoun = follower !== "" && follower !== "and" && !prepositions.has(follower);
  // "Computer monitors sitting on a desk."
  const isBeforeIng = grade > 0 && isForm(follower, "ing") && !isNominal(follower);
  const after = goes ? 2 : isBeforeNoun ? (grade < 2 && !isBeforeIng ? 1 : -2) : 0;
  return before > 0 && before + after > Math.min(grade, 1);
}

/** Whether a singular noun before a word follows a plural determiner, so that the word ends the noun phrase: "two circuit boards". */
function isPluralPhrase({ tokens, index, previous }: Context): boolean {
  if (previous.endsWith("s")) return false;
  for (const { word } of clauseBefore(tokens, index - 1, 3)) {
    if (plural.has(word)) return true;
    if (isFunctionWord(word) || word.endsWith("s")) return false;
  }
  return false;
}

/** Whether a word directly follows a singular noun phrase: "a tall man". */
function isSingularPhrase({ tokens, index }: Context): boolean {
  const words = clauseBefore(tokens, index, 7).map(({ word }) => word);
  for (const [at, word] of words.entries()) {
    const [after = "", before = ""] = [words[at - 1], words[at + 1]];
    if (singular.has(word)) return at > 0;
    // "A black and white dog paddles."
    if (word === "and" && colors.has(before) && colors.has(after)) continue;
    // "A watch showing gears"; but "a smiling man waves".
    if (
      word.endsWith("ing") &&
      (before === "one" || !singular.has(before)) &&
      (isForm(word, "ing") || isNounLike(before))
    )
      return false;
    if (isFunctionWord(word) || isPossessive(word)) return false;
  }
  return false;
}

/** A determiner up to four words before, with no preposition between: "the tall man". */
function hasDeterminer({ tokens, index }: Context): boolean {
  for (const { word } of clauseBefore(tokens, index, 4)) {
    if (prepositions.has(word) || isForm(word, "ing")) return false;
    if (determiners.has(word) || isPossessive(word)) return true;
  }
  return false;
}

/** "Moonwalks slowly"; not "hilltops gently rolling". */
function hasManner({ tokens, index }: Context): boolean {
  const [adverb, next] = [tokens[index + 1], tokens[index + 2]];
  const form = next && !next.opens ? getVerbForm(next.word)?.form : undefined;
  return adverb !== undefined && !adverb.opens && isMannerAdverb(adverb.word) && form !== "ing" && form !== "ed";
}
