/**
 * Detects English verbs of motion in context and their agent.
 *
 * @module
 */
import { lazy, readRows } from "../core/word-list.js";
import * as verbs from "../lexicon/en/verbs.js";
import * as lexicon from "../lexicon/en/words.js";
import {
  type Agent,
  type Context,
  colors,
  isAlsoAdjective,
  isFollowedByNoun,
  isFormOfBe,
  near,
  type State,
} from "./english-context.js";
import { nounAgent } from "./english-event-noun.js";
import { guessVerbForm, isEventNoun, isMotionVerb, words } from "./english-inflection.js";
import { hasAbstractObject, isComingAlive, isLightVerb, movesByObject } from "./english-object.js";
import { isStill, participleAgent } from "./english-participle.js";
import { isPast } from "./english-past.js";
import { isPlainVerb } from "./english-plain-form.js";
import type { VerbForm } from "./english-stems.js";
import { isThirdPerson } from "./english-third-person.js";
import {
  determiners,
  directions,
  getVerbForm,
  isAdverb,
  isForm,
  isFunctionWord,
  numbers,
  pronouns,
  type Token,
  wordAt,
} from "./english-tokenizer.js";

const beginning = words(verbs.beginningVerbs);
const causing = words(verbs.causingVerbs);
const distances = words(lexicon.distances);
const extents = words(lexicon.extents);
const motionsWithObject = words(verbs.motionsWithObject);
const particles = lazy(() => new Map(readRows(verbs.stateParticles)));
const postures = words(verbs.postures);
const progressive = words(verbs.progressiveMotions);
const reactions = words(verbs.reactions);
const stillClauses = lazy(() =>
  verbs.stillClauses.map(([nouns, predicates]) => [words(nouns), words(predicates)] as const),
);
const viewers = words(lexicon.viewers);

/** The agent if the word is a verb of motion in this context, else `undefined`. */
export function findAgent(tokens: readonly Token[], index: number, walk: State): Agent | undefined {
  const token = tokens[index];
  if (token === undefined) return undefined;
  const { word } = token;
  const listed = getVerbForm(word);
  const form =
    listed ?? (isFunctionWord(word) ? undefined : isAfterBegin(tokens, index) ? base(word) : guessVerbForm(word));
  const next = tokens[index + 1];
  const follower = next && !next.opens && next.sentence === token.sentence ? next.word : "";
  const context: Context = {
    tokens,
    index,
    token,
    word,
    form: form ?? base(word),
    previous: token.opens ? "" : previousWord(tokens, index, form?.form, follower, walk.noun),
    follower,
    walk,
  };
  if (word === "lapse" && context.previous === "time") return { by: "scene", hasActor: true };
  if (listed === undefined && isEventNoun(word))
    return nounAgent(context, word, { by: walk.subject ?? "subject", hasActor: true });
  if (form === undefined || (listed && !mayMove(context)) || isNoMotion(context)) return undefined;
  if (form.form === "ing") return isStill(context) ? undefined : participleAgent(context);
  const finite = { by: walk.subject ?? "subject", hasActor: walk.subject !== undefined } satisfies Agent;
  if (form.form === "s") return isThirdPerson(context) ? finite : nounAgent(context, word.slice(0, -1), finite);
  if (form.form === "ed") return isPast(context) ? finite : undefined;
  return isPlainVerb(context) ? finite : nounAgent(context, word, finite);
}

/** The word before. Of "a man in red" and "a group of four" it is the noun that the color or number stands for. */
function previousWord(
  tokens: readonly Token[],
  index: number,
  form: VerbForm["form"] | undefined,
  follower: string,
  noun: string,
): string {
  const [before, word] = [wordAt(tokens, index, -2), wordAt(tokens, index, -1)];
  const standsIn = (before === "in" && colors.has(word)) || (before === "of" && numbers.has(word));
  if (!standsIn || noun === "" || isForm(follower, "ing")) return word;
  // "A man in red throws a ball"; but "in gray pants on a chair", "in red swimming trunks".
  const isVerb =
    form === "s"
      ? isObjectAt(follower) || directions.has(follower) || isAdverb(follower) || follower === "to"
      : !isFollowedByNoun(follower);
  return isVerb ? noun : word;
}

/** Whether a known verb is a motion, with its object or particle. */
function mayMove(context: Context): boolean {
  const { form, previous, follower } = context;
  const { verb } = form;
  if (isLightVerb(verb)) return movesByObject(context);
  return (
    isMotionVerb(verb) ||
    isWithParticle(context) ||
    // "Arranging roses"; but "a picture hanging on the wall". "Is filling a cup"; but "furniture fills the room".
    (isObjectAt(follower) && (motionsWithObject.has(verb) || (progressive.has(verb) && isFormOfBe(previous))))
  );
}

/** What a verb of motion says of things that do not move, or not in the picture. */
function isNoMotion(context: Context): boolean {
  const { form, previous, walk } = context;
  const { verb } = form;
  return (
    hasAbstractObject(context) ||
    // "The path winds down and runs along the wall": the subject of both.
    isStillClause(previous === "and" ? walk.subjectNoun : walk.noun, verb) ||
    // "The hills fade into the distance."
    (near(context, 1) === "into" && distances.has(near(context, 3)) && extents.has(verb)) ||
    isComingAlive(context) ||
    isOfViewer(context) ||
    // "Make the product pop".
    (verb === "pop" && [2, 3, 4].some((back) => near(context, -back) === "make"))
  );
}

/** "Makes you cry", "I want people to smile": the viewer. */
function isOfViewer(context: Context): boolean {
  const { verb, form } = context.form;
  const back = near(context, -1) === "to" ? 2 : 1;
  const viewer = near(context, -back);
  return (
    form === "base" &&
    viewers.has(viewer) &&
    (viewer === "you" || reactions.has(verb)) &&
    causing.has(getVerbForm(near(context, -back - 1))?.verb ?? "")
  );
}

/** "The mountains rise", "sunlight streams through the window". */
export const isStillClause = (noun: string, verb: string): boolean =>
  stillClauses().some(([nouns, predicates]) => nouns.has(noun) && predicates.has(verb));

/** "Laying bricks", "laying the table"; but "laying close". */
const isObjectAt = (follower: string): boolean =>
  determiners.has(follower) || (isFollowedByNoun(follower) && !isAlsoAdjective(follower));

const base = (verb: string): VerbForm => ({ verb, form: "base" });

/** "Begins to moonwalk": only a verb can follow. */
const isAfterBegin = (tokens: readonly Token[], index: number): boolean =>
  wordAt(tokens, index, -1) === "to" && beginning.has(getVerbForm(wordAt(tokens, index, -2))?.verb ?? "");

/** "Looks up", "sits down"; but "a cat looking up", "lying down" are states. */
function isWithParticle(context: Context): boolean {
  const { verb, form } = context.form;
  const known = particles().get(verb);
  if (known === undefined) return false;
  const particle = particleAfter(context);
  return known.includes(particle) && (form !== "ing" || !postures.has(verb) || particle === "around");
}

/** The first word after a verb other than adverbs and pronouns: "looks slowly up", "pulls it back". */
function particleAfter(context: Context): string {
  for (const offset of [1, 2, 3]) {
    const word = near(context, offset);
    if (!isAdverb(word) && !pronouns.has(word)) return word;
  }
  return "";
}
