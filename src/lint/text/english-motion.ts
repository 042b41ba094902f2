/**
 * Detects English verbs of motion in context and their agent.
 *
 * @module
 */
import * as verbs from "../lexicon/en/verbs.js";
import * as lexicon from "../lexicon/en/words.js";
import { motion, words } from "./english-inflection.js";
import {
  auxiliaries,
  clauseStarts,
  determiners,
  getVerbForm,
  isAdjective,
  isAdverb,
  isFunctionWord,
  isNounLike,
  prepositions,
  pronouns,
  sceneNouns,
  type Token,
} from "./english-tokenizer.js";
import {
  type AgentKind,
  isFollowedByNoun,
  isObject,
  isPast,
  isPlainVerb,
  isThirdPerson,
  type State,
} from "./english-verb-forms.js";

const nominal = words(lexicon.nominalIng);
const ingHeads = words(lexicon.ingHeads);
const fixedNouns = words(lexicon.fixedNouns);
const extents = words(lexicon.extents);
const motionNouns = words(verbs.motionNouns);
const surely = words(verbs.surelyMotionNouns);
const particles = new Map(Object.entries(verbs.stateParticles).map(([verb, list]) => [verb, words(list)]));
const stillPairs = new Map(
  lexicon.stillPairs.split(",").map((row) => {
    const [participle = "", ...nouns] = row.trim().split(/\s+/);
    return [participle, new Set(nouns)] as const;
  }),
);

export interface Agent {
  readonly by: AgentKind;
  readonly hasActor: boolean;
}

/** The agent if the word is a verb of motion in this context, else `undefined`. */
export function findAgent(tokens: readonly Token[], index: number, walk: State, isCamera: boolean): Agent | undefined {
  const token = tokens[index];
  if (token === undefined) return undefined;
  const { word } = token;
  const form = getVerbForm(word);
  const next = tokens[index + 1];
  const follower = next && !next.opens && next.sentence === token.sentence ? next.word : "";
  const previous = token.opens ? "" : (tokens[index - 1]?.word ?? "");
  if (word === "lapse" && previous === "time") return { by: "scene", hasActor: true };
  if (form === undefined) return openClass(token, previous, follower, walk);
  const moves = motion.has(form.verb) || particles.get(form.verb)?.has(particleAfter(tokens, index)) === true;
  if (!moves) return undefined;
  // "The mountains rise in the distance."
  if (extents.has(form.verb) && fixedNouns.has(walk.noun)) return undefined;
  if (form.form === "ing") {
    if (isThing(tokens, index, previous, follower)) return undefined;
    return participle(tokens, index, walk, previous, follower);
  }
  const finite = {
    by: walk.subject ?? walk.nearest ?? "subject",
    hasActor: walk.subject !== undefined,
  } satisfies Agent;
  if (form.form === "s")
    return isThirdPerson(tokens, index, previous, follower, walk)
      ? finite
      : nounAgent(word.slice(0, -1), previous, follower, finite);
  if (form.form === "ed")
    return isPast(tokens, index, form.irregular === true, previous, follower) ? finite : undefined;
  if (isPlainVerb(tokens, index, previous, follower, walk)) return isCamera ? { ...finite, by: "camera" } : finite;
  return nounAgent(word, previous, follower, finite);
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

/** "A living room", "a building", "rolling hills". */
function isThing(tokens: readonly Token[], index: number, previous: string, follower: string): boolean {
  const word = tokens[index]?.word ?? "";
  // "The sun is setting", "a man painting the wall".
  if (nominal.has(word)) return !/^(?:is|are|was|were)$/.test(previous) && !isObject(follower) && !isAdverb(follower);
  // "My drawing", "a painting by the window".
  if (determiners.has(previous) && (follower === "" || isFunctionWord(follower))) return true;
  if (stillPairs.get(word)?.has(follower)) return true;
  if (ingHeads.has(follower) && !auxiliaries.has(previous) && !pronouns.has(previous)) return true;
  // "Flowing red hair".
  const second = tokens[index + 2]?.word ?? "";
  return isAdjective(follower) && stillPairs.get(word)?.has(second) === true;
}

function participle(tokens: readonly Token[], index: number, walk: State, previous: string, follower: string): Agent {
  // "Falling leaves": the noun after it moves.
  const attributive =
    (determiners.has(previous) || prepositions.has(previous) || isAdjective(previous) || previous === "") &&
    isNounLike(follower) &&
    !getVerbForm(follower)?.form.startsWith("ing");
  if (attributive && previous !== "of") return { by: sceneNouns.has(follower) ? "scene" : "subject", hasActor: true };
  if (previous !== "" && walk.nearest !== undefined && !clauseStarts.has(previous) && !prepositions.has(previous)) {
    const by = walk.nearest === "camera" && walk.subject !== "camera" ? "subject" : walk.nearest;
    return { by, hasActor: true };
  }
  const first = tokens.slice(0, Math.min(index, 20)).some(({ word }) => word === "pov" || word === "person");
  const subject = previous === "of" && walk.subject === "camera" ? undefined : walk.subject;
  return { by: subject ?? "subject", hasActor: subject !== undefined || first };
}

/** A noun that stands for a motion: "a slow turn", "a high-speed chase". */
function nounAgent(word: string, previous: string, follower: string, mover: Agent): Agent | undefined {
  if (!motionNouns.has(word)) return undefined;
  // "A race track", "a flight of stairs".
  if (isFollowedByNoun(follower) || (word === "flight" && follower === "of")) return undefined;
  if (surely.has(word)) return { ...mover, hasActor: true };
  const led = determiners.has(previous) || isAdjective(previous);
  return led ? { ...mover, hasActor: true } : undefined;
}

/** A word outside the lexicon: a verb by its ending and its neighbors. */
function openClass(token: Token, previous: string, follower: string, walk: State): Agent | undefined {
  const { word } = token;
  if (motionNouns.has(word))
    return nounAgent(word, previous, follower, { by: walk.subject ?? "subject", hasActor: true });
  if (word.length > 4 && word.endsWith("ing") && !token.tied) {
    if (nominal.has(word) || ingHeads.has(follower)) return undefined;
    const led = determiners.has(previous) || prepositions.has(previous) || isAdjective(previous);
    if (led || getVerbForm(previous)?.form === "ed") return undefined;
    if (previous === "" && (walk.subject === undefined || !(isObject(follower) || isAdverb(follower))))
      return undefined;
    return { by: walk.nearest ?? walk.subject ?? "subject", hasActor: walk.nearest !== undefined };
  }
  if (word.length > 3 && word.endsWith("s") && !word.endsWith("ss") && !isFunctionWord(word)) {
    if (/^(?:he|she|it|who)$/.test(previous)) return { by: walk.subject ?? "subject", hasActor: true };
    if (isObject(follower) && isNounLike(previous) && previous !== "" && !getVerbForm(previous))
      return { by: walk.nearest ?? "subject", hasActor: true };
  }
  return undefined;
}
