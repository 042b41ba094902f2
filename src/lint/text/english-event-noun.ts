/**
 * Reads nouns that stand for a motion: "a slow turn", "a high-speed chase".
 *
 * @module
 */
import * as verbs from "../lexicon/en/verbs.js";
import * as lexicon from "../lexicon/en/words.js";
import { type Agent, type Context, isFollowedByNoun, isSimile, movedParts, near } from "./english-context.js";
import { isEventNoun, words } from "./english-inflection.js";
import { determiners, isAdjective, isNounLike } from "./english-tokenizer.js";

const genericNouns = words(verbs.genericNouns);
const mannerWords = words(lexicon.mannerWords);
const partitives = words(verbs.partitiveNouns);
const surely = words(verbs.surelyMotionNouns);
const things = words(verbs.thingNouns);

/** The agent of a noun, if it stands for a motion. */
export function nounAgent(context: Context, noun: string, mover: Agent): Agent | undefined {
  const { tokens, index, token, walk } = context;
  const previous = near(context, -1);
  if (
    !isEventNoun(noun) ||
    // "Gray pants", "on a roll"; but "a slow roll".
    (things.has(noun) && !mannerWords.has(previous)) ||
    // "Takes three steps" is one motion; "is a hit" is none.
    walk.verbSeen ||
    isSimile(context)
  )
    return undefined;
  if (noun === "zoom" || noun === "pan") return { by: "camera", hasActor: true };
  // "A walk-in closet".
  const follower = near(context, tokens[index + 1]?.tied ? 2 : 1);
  if (isFollowedByNoun(follower)) return undefined;
  if (genericNouns.has(noun) && !hasOtherNoun(context)) return { ...mover, generic: true };
  if (surely.has(noun)) return { ...mover, hasActor: true };
  // "A slow turn of the head", "slow-motion pour of honey"; but not "a splash of color".
  if (follower === "of" && partitives.has(noun)) return undefined;
  if (token.acts) return mover;
  // "Quick flip", "hair flip in slow motion".
  const heads = index > 0 && index < 4 && /^(?:of|in|on|)$/.test(follower);
  // "A slow head turn".
  const leads = movedParts.has(previous) || /^(?:body|light)$/.test(previous) ? near(context, -2) : previous;
  return determiners.has(leads) || isAdjective(leads) || heads ? { ...mover, hasActor: true } : undefined;
}

/** Whether a sentence has a noun besides a noun phrase: "an epic space battle" has none. */
function hasOtherNoun(context: Context): boolean {
  const { tokens, index } = context;
  let start = index;
  while (!tokens[start]?.opens && isNounLike(near(context, start - index - 1))) start -= 1;
  for (let at = Math.max(0, index - 12); at < index + 12; at++)
    if ((at < start || at > index) && isNounLike(near(context, at - index))) return true;
  return false;
}
