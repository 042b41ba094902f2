/**
 * Decides whether a plain form is a verb: "wave" after "they", "to" or "please", not after "a".
 *
 * @module
 */
import * as grammar from "../lexicon/en/grammar.js";
import * as verbs from "../lexicon/en/verbs.js";
import * as lexicon from "../lexicon/en/words.js";
import {
  type Context,
  gradeOf,
  isAfterWith,
  isAlsoAdjective,
  isFollowedByNoun,
  isJoining,
  isObject,
  isPerson,
  isPredicate,
  near,
  places,
} from "./english-context.js";
import { isObjectless, words } from "./english-inflection.js";
import {
  clauseBefore,
  determiners,
  directions,
  isAdjective,
  isAdverb,
  isForm,
  isNounLike,
  isPossessive,
} from "./english-tokenizer.js";

const unchanging = words(verbs.unchangingVerbs);
const beforePlainVerbs = words(grammar.beforePlainVerbs);
const beforeTo = words(grammar.beforeTo);
const causes = words(grammar.causes);
const pluralNouns = words(lexicon.pluralNouns);

const isPlainForm = (word: string): boolean => isForm(word, "base");

/** A plain form: a verb after a plural, a pronoun or "to", and at the start of a command. */
export function isPlainVerb(context: Context): boolean {
  const { index, word, previous, follower, walk } = context;
  if (isNoun(context)) return false;
  const alsoAdjective = isAlsoAdjective(word);
  // "Is being cut".
  if (previous === "being") return !alsoAdjective;
  if (previous === "to") return !beforeTo.has(near(context, -2));
  const grade = gradeOf(word);
  // As people write: "she take off her hat", "bird fly away from branch".
  if (/^(?:he|she|it)$/.test(previous) && (isObject(follower) || !alsoAdjective))
    return isCaused(context) || (grade < 2 && !walk.verbSeen);
  if (index === 1 && isNounLike(previous) && isObjectless(word) && grade < 2 && directions.has(follower)) return true;
  if (beforePlainVerbs.has(previous)) return true;
  // "Petals slowly open"; but "make it really cool".
  if (isAdverb(previous) && !determiners.has(near(context, -2)))
    return !isFollowedByNoun(follower) && (walk.plural || !alsoAdjective);
  if (previous === "") return isOrder(context);
  const goes = isObject(follower) || directions.has(follower);
  if (isJoining(previous)) return walk.inSentence ? goes || isPlainForm(near(context, -2)) : directions.has(follower);
  if (alsoAdjective && !isObject(follower)) return walk.plural && isWholeClause(context);
  if (isNounLike(previous) && isCaused(context) && !isForm(previous, "ing")) return !isFollowedByNoun(follower);
  if (
    walk.plural &&
    !walk.verbSeen &&
    isNounLike(previous) &&
    (goes || isAdverb(follower) || (follower === "" && grade < 2))
  )
    return true;
  // "The pages of the book flip in the breeze."
  if (walk.plural && !walk.verbSeen && grade < 2 && follower !== "" && isNounLike(previous) && isAfterOf(context))
    return true;
  // "Leaves fall"; but of "raises staff" the first is the verb.
  return walk.noun === previous && (/(?:^|[^siu])s$/.test(previous) || pluralNouns.has(previous) || isPair(context));
}

/** Whether the nearest neighbors show that a plain form is no verb. */
function isNoun(context: Context): boolean {
  const { token, word, previous, follower } = context;
  return (
    token.tied ||
    follower === "of" ||
    // "The king's walk", "on it's head".
    (previous.endsWith("'s") && previous !== "let's") ||
    (gradeOf(word) > 2 &&
      previous !== "being" &&
      previous !== "to" &&
      !isObject(follower) &&
      // "Watches the balloon drift up."
      !(isCaused(context) && directions.has(follower))) ||
    // "With its wings spread", "sandwiches cut in half".
    (unchanging.has(word) &&
      (isAfterWith(context) || (isNounLike(previous) && places.has(follower) && !isCaused(context))))
  );
}

/** At the start of a clause: "close the door", "peel and chop the carrots". */
function isOrder(context: Context): boolean {
  const { word, follower } = context;
  if (isPredicate(context)) return true;
  if (follower === "and" && isPlainForm(near(context, 2)) && isObject(near(context, 3))) return true;
  if (isObject(follower) || isAdverb(follower)) return true;
  return !isAlsoAdjective(word) && (directions.has(follower) || follower === "in");
}

/** Whether the noun before belongs to another with "of". */
const isAfterOf = ({ tokens, index }: Context): boolean =>
  clauseBefore(tokens, index, 5).some(({ word }) => word === "of");

/** "A man and his dog play". */
function isPair(context: Context): boolean {
  const { tokens, index, word: verb, follower } = context;
  const grade = gradeOf(verb);
  // "A laptop and a computer monitor", "a lamp and gloss stretch ceiling"; but "a mother and daughter blow bubbles".
  let isLed = isPerson(near(context, -1));
  if (grade > 2 || (!isLed && (follower === "" || grade > 1))) return false;
  const [, ...earlier] = clauseBefore(tokens, index, 7);
  for (const [at, { word, tied }] of earlier.entries()) {
    // "A black-and-tan dog" has one noun.
    if (tied || earlier[at - 1]?.tied) continue;
    if (word === "and") return (isLed || !isFollowedByNoun(follower)) && isNounLike(earlier[at + 1]?.word ?? "");
    const leads = determiners.has(word) || isPossessive(word);
    if (!(leads || isAdjective(word) || isNounLike(word))) return false;
    isLed ||= leads;
  }
  return false;
}

/** "The elevator doors close."; but "a room, the windows open". */
function isWholeClause({ tokens, index, token: { sentence } }: Context): boolean {
  if (tokens[index + 1]?.sentence === sentence) return false;
  let start = index;
  while (!tokens[start]?.opens && isNounLike(tokens[start - 1]?.word ?? "")) start -= 1;
  return determiners.has(tokens[start - 1]?.word ?? "") && tokens[start - 2]?.sentence !== sentence;
}

/** "Makes the old man smile": the verb of an object has no ending. */
const isCaused = ({ tokens, index, token }: Context): boolean =>
  tokens
    .slice(Math.max(0, index - 8), index)
    .some(({ word, sentence }) => causes.has(word) && sentence === token.sentence);
