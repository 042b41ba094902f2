/**
 * Decides whether a form in -ing is a motion: "a ball rolling"; but "rolling hills", "a building".
 *
 * @module
 */
import { lazy, readRows } from "../core/word-list.js";
import * as verbs from "../lexicon/en/verbs.js";
import * as lexicon from "../lexicon/en/words.js";
import {
  type Agent,
  type Context,
  isFollowedByNoun,
  isFormOfBe,
  isObject,
  isObjectLater,
  isPerson,
  isSimile,
  near,
} from "./english-context.js";
import { isMotionVerb, isObjectless, words } from "./english-inflection.js";
import {
  auxiliaries,
  clauseStarts,
  determiners,
  getVerbForm,
  isAdjectival,
  isAdjective,
  isAdverb,
  isForm,
  isFunctionWord,
  isNominal,
  isNounLike,
  prepositions,
  sceneNouns,
} from "./english-tokenizer.js";

const beginning = words(verbs.beginningVerbs);
const ingHeads = words(lexicon.ingHeads);
const naming = words(lexicon.naming);
const renderingWords = words(lexicon.renderingWords);
const stillPairs = lazy(() => new Map(readRows(lexicon.stillPairs)));
const stillParticiples = words(verbs.stillParticiples);

/** Whether the verb moves without an object. A word in no table is read by its form. */
const moves = ({ word, form }: Context): boolean => getVerbForm(word) === undefined || isMotionVerb(form.verb);
const verbOf = (word: string): string => getVerbForm(word)?.verb ?? "";

/** Whether an -ing form is none: a thing, a state, or compared. */
export function isStill(context: Context): boolean {
  const { token, word, previous } = context;
  return (
    isStillParticiple(context) ||
    // "Eye-catching", "a fire-breathing dragon".
    (token.tied && isNounLike(previous)) ||
    isSimile(context) ||
    isThing(context) ||
    (getVerbForm(word) === undefined && isUnlikely(context))
  );
}

/** "A glowing fire", "a man kneeling"; but "starts glowing", "kneeling down", "shining brighter". */
const isStillParticiple = ({ form, previous, follower }: Context): boolean =>
  stillParticiples.has(form.verb) && !beginning.has(verbOf(previous)) && !/^(?:down|up|.{3,}er)$/.test(follower);

/** "A living room", "a building", "rolling hills". */
function isThing(context: Context): boolean {
  const { word, previous, follower } = context;
  const isLed = determiners.has(previous);
  // "The sun is setting", "a man painting the wall", "a student writing"; but "a flower painting".
  if (isNominal(word) && !beginning.has(verbOf(previous)) && !(isPerson(previous) && follower !== "of"))
    return (
      isLed ||
      isAdjective(previous) ||
      !((isFormOfBe(previous) && !isAdjectival(word)) || isObject(follower) || isAdverb(follower))
    );
  return (
    // "Subsurface scattering", "ray tracing".
    renderingWords.has(previous) ||
    // "My drawing", "a painting by the window".
    (isLed && (follower === "" || isFunctionWord(follower))) ||
    // "Rolling hills", "a swimming pool"; but "a girl jumping rope".
    stillPairs().get(word.slice(0, -3))?.includes(follower) === true ||
    (ingHeads.has(follower) && !auxiliaries.has(previous) && !isPerson(previous)) ||
    (isFollowedByNoun(follower) &&
      // "The words Rolling Tacos", "a shop called Dancing Bear".
      (naming.has(previous) ||
        // "With motor racing stickers".
        (prepositions.has(near(context, -2)) &&
          isNounLike(previous) &&
          !isPerson(previous) &&
          isObjectless(verbOf(word)))))
  );
}

/** An unknown word in -ing is a noun more often: "with bold lettering". */
function isUnlikely(context: Context): boolean {
  const { previous, follower } = context;
  if (determiners.has(previous) || prepositions.has(previous) || isAdjective(previous))
    return !sceneNouns.has(follower);
  return !isObject(follower) && !isAdverb(follower) && (previous === "" || near(context, -2) === "with");
}

/** "Falling leaves" are a motion; "a driving licence" and "a smiling skull" are things. */
function isAttributive(context: Context): boolean {
  const { tokens, index, token, word, previous, follower, walk } = context;
  const leads =
    determiners.has(previous) ||
    prepositions.has(previous) ||
    isAdjective(previous) ||
    (isAdverb(previous) && determiners.has(near(context, -2))) ||
    (previous === "and" && !isForm(near(context, -2), "ing")) ||
    // "Goggles reflecting glowing light".
    isForm(previous, "ing") ||
    previous === "";
  if (!leads || previous === "of" || isForm(follower, "ing")) return false;
  if (!isNounLike(follower) && !(isAdjective(follower) && isNounLike(near(context, 2)))) return false;
  // "A man on a pier, holding a rod, playing guitar"; but "flowing hair".
  if (previous !== "") return true;
  if (isPerson(walk.subjectNoun) && !isObjectless(verbOf(word))) return false;
  return tokens[index - 1]?.sentence === token.sentence || !isObjectLater(context);
}

/** The agent of a form in -ing, if it is a motion. */
export function participleAgent(context: Context): Agent | undefined {
  const { tokens, index, previous, follower, walk } = context;
  // "Wears flowing robes", "poses smiling".
  if (/^(?:wear|pose)$/.test(verbOf(previous))) return undefined;
  if (isAttributive(context))
    // "Falling leaves"; but "hanging lamps".
    return sceneNouns.has(follower) && moves(context) ? { by: "scene", hasActor: true } : undefined;
  // "POV riding a rollercoaster": the viewer moves.
  const first = tokens.slice(0, Math.min(index, 20)).some(({ word }) => word === "pov" || word === "person");
  if (previous !== "" && walk.nearest !== undefined && !clauseStarts.has(previous) && !prepositions.has(previous))
    return {
      by: walk.nearest === "camera" && walk.subject !== "camera" ? "subject" : walk.nearest,
      hasActor: true,
    };
  // "A video of cooking", "the gentle stirring of soup".
  const isNoun = previous === "of" || follower === "of";
  const subject = (isNoun || first) && walk.subject === "camera" ? undefined : walk.subject;
  const agent: Agent = { by: subject ?? "subject", hasActor: subject !== undefined || first };
  // "A video of cooking", "subtle breathing".
  const isTopic = follower === "" && (previous === "of" || (isAdjective(previous) && walk.subject === undefined));
  return isTopic ? { ...agent, generic: true } : agent;
}
