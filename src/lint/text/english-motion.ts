/**
 * Detects English verbs of motion in context and their agent.
 *
 * @module
 */
import { lazy, readRows } from "../core/word-list.js";
import * as verbs from "../lexicon/en/verbs.js";
import * as lexicon from "../lexicon/en/words.js";
import { guessVerbForm, isEventNoun, isMotionVerb, isObjectless, nounGrade, words } from "./english-inflection.js";
import type { VerbForm } from "./english-stems.js";
import {
  auxiliaries,
  clauseStarts,
  determiners,
  directions,
  getVerbForm,
  isAdjective,
  isAdverb,
  isFunctionWord,
  isNominal,
  isNounLike,
  numbers,
  prepositions,
  pronouns,
  sceneNouns,
  type Token,
  wordAt,
} from "./english-tokenizer.js";
import {
  type AgentKind,
  isFollowedByNoun,
  isObject,
  isObjectLater,
  isPast,
  isPerson,
  isPlainVerb,
  isThirdPerson,
  type State,
} from "./english-verb-forms.js";

const ingHeads = words(lexicon.ingHeads);
const extents = words(lexicon.extents);
const surely = words(verbs.surelyMotionNouns);
const particles = lazy(() => new Map(readRows(verbs.stateParticles)));
/** "Gray pants", "on a roll", "by a fire"; but "a slow roll". */
const things = words("cross drive fire pant roll spread step stop");
const mannerWords = words(lexicon.mannerWords);
const partitives = words("pass roll splash spread sweep touch");
const stillClauses = lazy(() =>
  verbs.stillClauses.map(([nouns, predicates]) => [words(nouns), words(predicates)] as const),
);
const postures = words("sit lie stand look gaze hold");
const colors = words(lexicon.colors);
const naming = words(lexicon.naming);
const lightVerbs = words(verbs.lightVerbs);
const motionsWithObject = words(verbs.motionsWithObject);
const abstractObjects = words(verbs.abstractObjects);
const emptyObjects = words(verbs.emptyObjects);
const genericNouns = words(verbs.genericNouns);
const generic = words(verbs.genericVerbs);
const stillParticiples = words(verbs.stillParticiples);
const stillPairs = lazy(() => new Map(readRows(lexicon.stillPairs)));

export interface Agent {
  readonly by: AgentKind;
  readonly hasActor: boolean;
  /** Says only that something moves, not how it looks. */
  readonly generic?: boolean;
}

/** The agent if the word is a verb of motion in this context, else `undefined`. */
export function findAgent(tokens: readonly Token[], index: number, walk: State, isCamera: boolean): Agent | undefined {
  const token = tokens[index];
  if (token === undefined) return undefined;
  const { word } = token;
  const listed = getVerbForm(word);
  const form =
    listed ?? (isFunctionWord(word) ? undefined : isAfterBegin(tokens, index) ? base(word) : guessVerbForm(word));
  const next = tokens[index + 1];
  const follower = next && !next.opens && next.sentence === token.sentence ? next.word : "";
  const canStandIn =
    form?.form === "s"
      ? isObjectAt(follower) || directions.has(follower) || isAdverb(follower) || follower === "to"
      : !isFollowedByNoun(follower);
  const standIn =
    canStandIn && getVerbForm(follower)?.form !== "ing" ? previousNoun(tokens, index, walk.noun) : undefined;
  const previous = token.opens ? "" : (standIn ?? wordAt(tokens, index, -1));
  if (word === "lapse" && previous === "time") return { by: "scene", hasActor: true };
  if (listed === undefined && isEventNoun(word))
    return nounAgent(tokens, index, word, walk, { by: walk.subject ?? "subject", hasActor: true });
  if (form === undefined) return undefined;
  const moves =
    listed === undefined ||
    (lightVerbs.has(form.verb)
      ? (previous === "being" && form.form === "ed") || isLightVerb(tokens, index, form.verb)
      : isMotionVerb(form.verb) ||
        isWithParticle(tokens, index, form) ||
        // "Arranging roses"; but "boxes stacked", "a picture hanging on the wall".
        (form.form !== "ed" && motionsWithObject.has(form.verb) && isObjectAt(follower)) ||
        // "Is filling a cup"; but "furniture fills the room".
        (/^(?:add|decorate|fill)$/.test(form.verb) && /^(?:is|are)$/.test(previous) && isObjectAt(follower)));
  if (!moves || abstractObjects.has(objectOf(tokens, index))) return undefined;
  // "The path winds down and runs along the wall": the subject of both.
  const noun = previous === "and" ? walk.subjectNoun : walk.noun;
  if (isStillClause(noun, form.verb)) return undefined;
  // "The hills fade into the distance."
  const [into, , distance] = [1, 2, 3].map((offset) => wordAt(tokens, index, offset));
  if (
    into === "into" &&
    /^(?:background|distance|horizon|sky|darkness|shadows)$/.test(distance ?? "") &&
    extents.has(form.verb)
  )
    return undefined;
  if (/^(?:bring|come|spring|jump|turn|convert)$/.test(form.verb) && isComingAlive(tokens, index)) return undefined;
  if (isOfViewer(tokens, index, form)) return undefined;
  // "Make the product pop".
  if (form.verb === "pop" && [2, 3, 4].some((back) => wordAt(tokens, index, -back) === "make")) return undefined;
  if (form.form === "ing") {
    if (isSimile(tokens, index)) return undefined;
    // "Eye-catching", "a fire-breathing dragon".
    if (token.tied && isNounLike(previous)) return undefined;
    if (stillParticiples.has(form.verb)) return undefined;
    if (isThing(tokens, index, previous, follower)) return undefined;
    if (listed === undefined && isUnlikelyParticiple(tokens, index, previous, follower, walk)) return undefined;
    return participle(tokens, index, walk, previous, follower);
  }
  const finite = {
    by: walk.subject ?? walk.nearest ?? "subject",
    hasActor: walk.subject !== undefined,
  } satisfies Agent;
  if (form.form === "s")
    return isThirdPerson(tokens, index, previous, follower, walk)
      ? finite
      : nounAgent(tokens, index, word.slice(0, -1), walk, finite);
  if (form.form === "ed") return isPast(tokens, index, form, previous, follower) ? finite : undefined;
  if (isPlainVerb(tokens, index, previous, follower, walk)) return isCamera ? { ...finite, by: "camera" } : finite;
  return nounAgent(tokens, index, word, walk, finite);
}

/** Of "a man in red" and "a group of four" the noun that the color or number stands for. */
const previousNoun = (tokens: readonly Token[], index: number, noun: string): string | undefined => {
  const [before, word] = [wordAt(tokens, index, -2), wordAt(tokens, index, -1)];
  return noun !== "" && ((before === "in" && colors.has(word)) || (before === "of" && numbers.has(word)))
    ? noun
    : undefined;
};

const viewers = words("you people viewer+ everyone everybody anyone audience+");
/** "Makes you cry", "I want people to smile": the viewer. */
function isOfViewer(tokens: readonly Token[], index: number, { verb, form }: VerbForm): boolean {
  const at = index - (wordAt(tokens, index, -1) === "to" ? 1 : 0);
  const viewer = wordAt(tokens, at, -1);
  return (
    form === "base" &&
    viewers.has(viewer) &&
    (viewer === "you" || /^(?:cry|feel|gasp|laugh|smile|stop|weep)$/.test(verb)) &&
    /^(?:make|let|leave|have|want|get)s?$/.test(wordAt(tokens, at, -2))
  );
}

/** "The mountains rise", "sunlight streams through the window". */
export const isStillClause = (noun: string, verb: string): boolean =>
  stillClauses().some(([nouns, predicates]) => nouns.has(noun) && predicates.has(verb));

const isObjectAt = (follower: string): boolean => determiners.has(follower) || isFollowedByNoun(follower);

const base = (verb: string): VerbForm => ({ verb, form: "base" });

/** "Begins to moonwalk": only a verb can follow. */
const isAfterBegin = (tokens: readonly Token[], index: number): boolean =>
  wordAt(tokens, index, -1) === "to" &&
  /^(?:begin|continue|start|try)$/.test(getVerbForm(wordAt(tokens, index, -2))?.verb ?? "");

/** "Feels like a warm hug", "as if she were flying": compared, not shown. */
function isSimile(tokens: readonly Token[], index: number): boolean {
  for (let back = 1; back < 6; back++) {
    const word = wordAt(tokens, index, -back);
    const next = wordAt(tokens, index, 1 - back);
    if (word === "" || tokens[index - back + 1]?.opens) return false;
    if (word === "like") return back === 1 || determiners.has(next) || pronouns.has(next) || next === "it's";
    if (/^(?:if|though)$/.test(word) && wordAt(tokens, index, -back - 1) === "as") return true;
  }
  return false;
}

/** "Looks up", "sits down"; but "a cat looking up", "lying down" are states. */
function isWithParticle(tokens: readonly Token[], index: number, { verb, form }: VerbForm): boolean {
  const known = particles().get(verb);
  if (known === undefined) return false;
  const particle = particleAfter(tokens, index);
  return known.includes(particle) && (form !== "ing" || !postures.has(verb) || particle === "around");
}

/** The first word after a verb other than adverbs and pronouns: "looks slowly up", "pulls it back". */
function particleAfter(tokens: readonly Token[], index: number): string {
  for (let at = index + 1; at <= index + 3; at++) {
    const token = tokens[at];
    if (token === undefined || token.sentence !== tokens[index]?.sentence) return "";
    if (!isAdverb(token.word) && !pronouns.has(token.word)) return token.word;
  }
  return "";
}

/** "Comes alive", "brings the photo to life", "turn it into a nice clip": this asks for motion, and describes none. */
function isComingAlive(tokens: readonly Token[], index: number): boolean {
  let into = false;
  for (let offset = 1; offset < 12; offset++) {
    const word = wordAt(tokens, index, offset);
    if (word === "into") into = true;
    if (offset < 7 && (word === "alive" || (word === "life" && wordAt(tokens, index, offset - 1) === "to")))
      return true;
    if (into && /^(?:video|clip|movie|film|gif|reel|animation|commercial|ad|trailer|teaser)s?$/.test(word)) return true;
  }
  return false;
}

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
    (word, at) =>
      prepositions.has(word) ||
      isAdverb(word) ||
      (getVerbForm(word)?.form === "ing" && at > 0 && isNounLike(rest[at - 1] ?? "")),
  );
  return (
    (end < 0 ? rest : rest.slice(0, end)).findLast(
      (word) => abstractObjects.has(word) || genericNouns.has(word) || isNounLike(word),
    ) ?? ""
  );
}

/** Whether a verb says only that something moves: "walks", "performs", "makes gestures". */
export function isGeneric(tokens: readonly Token[], index: number, verb: string): boolean {
  const object = lightVerbs.has(verb) ? objectOf(tokens, index) : "";
  return object === "" ? generic.has(verb) : genericNouns.has(object);
}

/** "Does a spin", "gives her a nod", "makes dumplings": a motion by its object. */
function isLightVerb(tokens: readonly Token[], index: number, verb: string): boolean {
  const object = restOfClause(tokens, index);
  const [first = ""] = object;
  // "A band performs on a stage": generic.
  if (verb === "perform" && (first === "" || prepositions.has(first))) return true;
  if (
    first === "" ||
    /^(?:it|for|up|not|n't|of)$/.test(first) ||
    object.some((word) => emptyObjects.has(word) || abstractObjects.has(word)) ||
    (verb === "make" && object.includes("into"))
  )
    return false;
  if (verb === "do" || verb === "perform")
    return (
      determiners.has(first) || numbers.has(first) || isAdjective(first) || object.some((word) => /[^s]s$/.test(word))
    );
  // "Makes her smile": the verb of the object moves.
  if (verb === "make")
    return !object.some(
      (word, at) =>
        at > 0 &&
        !isNounLike(object[at + 1] ?? "") &&
        !isAdjective(object[at - 1] ?? "") &&
        !/^an?$/.test(object[at - 1] ?? "") &&
        (isAdjective(word) || (getVerbForm(word)?.form === "base" && nounGrade(word) < 2)),
    );
  return object.some((word) => isEventNoun(word) || (getVerbForm(word)?.form === "base" && isMotionVerb(word)));
}

/** "A living room", "a building", "rolling hills". */
function isThing(tokens: readonly Token[], index: number, previous: string, follower: string): boolean {
  const stem = tokens[index]?.word.slice(0, -3) ?? "";
  const isLed = determiners.has(previous);
  // "The sun is setting", "a man painting the wall", "a student writing"; but "a flower painting".
  if (
    isNominal(`${stem}ing`) &&
    !/^(?:keep|continue|start|begin|stop)/.test(previous) &&
    !(isPerson(previous) && follower !== "of")
  )
    return (
      isLed ||
      isAdjective(previous) ||
      !(/^(?:is|are|was|were)$/.test(previous) || isObject(follower) || isAdverb(follower))
    );
  // "Subsurface scattering", "ray tracing".
  if (/^(?:subsurface|ray|path)$/.test(previous)) return true;
  // "My drawing", "a painting by the window".
  if (isLed && (follower === "" || isFunctionWord(follower))) return true;
  const still = stillPairs().get(stem);
  if (still?.includes(follower)) return true;
  if (ingHeads.has(follower) && !auxiliaries.has(previous) && !pronouns.has(previous) && !isPerson(previous))
    return true;
  // "With motor racing stickers".
  if (
    prepositions.has(wordAt(tokens, index, -2)) &&
    !tokens[index - 1]?.opens &&
    isNounLike(previous) &&
    !isPerson(previous) &&
    isObjectless(getVerbForm(tokens[index]?.word ?? "")?.verb ?? "") &&
    isFollowedByNoun(follower)
  )
    return true;
  // "The words Rolling Tacos", "a shop called Dancing Bear".
  if (naming.has(previous) && isFollowedByNoun(follower)) return true;
  // "Flowing red hair".
  return isAdjective(follower) && still?.includes(tokens[index + 2]?.word ?? "") === true;
}

/** An unknown word in -ing is a noun more often: "with bold lettering". */
function isUnlikelyParticiple(
  tokens: readonly Token[],
  index: number,
  previous: string,
  follower: string,
  walk: State,
): boolean {
  if (tokens[index]?.tied) return true;
  if (determiners.has(previous) || prepositions.has(previous) || isAdjective(previous))
    return !sceneNouns.has(follower);
  if (getVerbForm(previous)?.form === "ed" && !auxiliaries.has(previous) && previous !== "seen") return true;
  if (isObject(follower) || isAdverb(follower)) return previous === "" && walk.subject === undefined;
  return previous === "" || wordAt(tokens, index, -2) === "with";
}

function participle(
  tokens: readonly Token[],
  index: number,
  walk: State,
  previous: string,
  follower: string,
): Agent | undefined {
  // "Wears flowing robes", "stands looking away".
  if (/^(?:wear|stand|sit|pose)(?:s|ing)?$/.test(previous)) return undefined;
  // "Falling leaves" are a motion; "a driving licence" and "a smiling skull" are things.
  const coordinated = previous === "and" && getVerbForm(wordAt(tokens, index, -2))?.form !== "ing";
  const attributive =
    (determiners.has(previous) ||
      prepositions.has(previous) ||
      isAdjective(previous) ||
      (isAdverb(previous) && determiners.has(wordAt(tokens, index, -2))) ||
      coordinated ||
      // "Goggles reflecting glowing light".
      getVerbForm(previous)?.form === "ing" ||
      previous === "") &&
    (isNounLike(follower) || (isAdjective(follower) && isNounLike(wordAt(tokens, index, 2)))) &&
    !getVerbForm(follower)?.form.startsWith("ing");
  const starts = previous === "" && tokens[index - 1]?.sentence !== tokens[index]?.sentence;
  // "A man on a pier, holding a rod, playing guitar"; but "flowing hair".
  const isAction =
    previous === "" && isPerson(walk.subjectNoun) && !isObjectless(getVerbForm(tokens[index]?.word ?? "")?.verb ?? "");
  if (attributive && previous !== "of" && !isAction && !(starts && isObjectLater(tokens, index)))
    return sceneNouns.has(follower) ? { by: "scene", hasActor: true } : undefined;
  // "POV riding a rollercoaster": the viewer moves.
  const first = tokens.slice(0, Math.min(index, 20)).some(({ word }) => word === "pov" || word === "person");
  if (previous !== "" && walk.nearest !== undefined && !clauseStarts.has(previous) && !prepositions.has(previous)) {
    const by = walk.nearest === "camera" && (first || walk.subject !== "camera") ? "subject" : walk.nearest;
    return { by, hasActor: true };
  }
  // "A video of cooking", "the gentle stirring of soup".
  const isNoun = previous === "of" || follower === "of";
  const subject = (isNoun || first) && walk.subject === "camera" ? undefined : walk.subject;
  const agent: Agent = { by: subject ?? "subject", hasActor: subject !== undefined || first };
  // "A video of cooking", "subtle breathing".
  const isTopic = follower === "" && (previous === "of" || (isAdjective(previous) && walk.subject === undefined));
  return isTopic ? { ...agent, generic: true } : agent;
}

/** A noun that stands for a motion: "a slow turn", "a high-speed chase". */
function nounAgent(
  tokens: readonly Token[],
  index: number,
  noun: string,
  walk: State,
  mover: Agent,
): Agent | undefined {
  // "Takes three steps" is one motion; "is a hit" is none.
  if (
    !isEventNoun(noun) ||
    (things.has(noun) && !mannerWords.has(wordAt(tokens, index, -1))) ||
    walk.verbSeen ||
    isSimile(tokens, index)
  )
    return undefined;
  const [before = "", previous = ""] = [wordAt(tokens, index, -2), wordAt(tokens, index, -1)];
  if (previous === "lightning" || previous === "thunder") return { by: "scene", hasActor: true };
  // "A walk-in closet".
  const follower = wordAt(tokens, index, tokens[index + 1]?.tied ? 2 : 1);
  if (/^(?:zoom|pan)$/.test(noun)) return { by: "camera", hasActor: true };
  if (/^(?:is|are|was|were)$/.test(before) || isFollowedByNoun(follower)) return undefined;
  if (genericNouns.has(noun) && !hasOtherNoun(tokens, index)) return { ...mover, generic: true };
  if (surely.has(noun)) return { ...mover, hasActor: true };
  // "A slow turn of the head", "slow-motion pour of honey"; but not "a roll of film", "people in pairs".
  if (follower === "of" && partitives.has(noun)) return undefined;
  if (tokens[index]?.acts) return mover;
  const heads = tokens[index]?.tied !== true && index > 0 && index < 4;
  // "A slow head turn".
  const led = /^(?:head|hair|hand|body|eye|shoulder|hip|tail|wing|arm|light)$/.test(previous) ? before : previous;
  if (!determiners.has(led) && !isAdjective(led) && !(heads && /^(?:of|in|on|)$/.test(follower))) return undefined;
  return { ...mover, hasActor: true };
}

/** Whether a sentence has a noun besides a noun phrase: "an epic space battle" has none. */
function hasOtherNoun(tokens: readonly Token[], index: number): boolean {
  let start = index;
  while (!tokens[start]?.opens && isNounLike(wordAt(tokens, start, -1))) start -= 1;
  for (let at = Math.max(0, index - 12); at < index + 12; at++)
    if ((at < start || at > index) && isNounLike(wordAt(tokens, index, at - index))) return true;
  return false;
}
