/**
 * Reads English prompts in one pass: tracks the subject of each clause and decides for each word, by its neighbors,
 * whether it is a verb. There is no parser.
 *
 * @module
 */

import type { Range } from "../core/types.js";
import { cameraNouns, englishNegations } from "../lexicon/camera-en.js";
import * as verbs from "../lexicon/en/verbs.js";
import * as lexicon from "../lexicon/en/words.js";
import { cameraTerms, toPromptCameraMoves } from "./camera.js";
import type { CameraReader, CameraTerm } from "./camera-term.js";
import { nounGrade, state, words } from "./english-inflection.js";
import { findAgent, isGeneric, isStillClause } from "./english-motion.js";
import { findStillness } from "./english-stillness.js";
import {
  clauseStarts,
  determiners,
  getVerbForm,
  isAdjective,
  isAdverb,
  isNounLike,
  isPossessive,
  numbers,
  prepositions,
  pronouns,
  sceneNouns,
  type Token,
  tokenize,
  wordAt,
} from "./english-tokenizer.js";
import { type AgentKind, people, type State } from "./english-verb-forms.js";
import type { PromptMotion, Reading } from "./features.js";

const microMotions = words(verbs.microMotions);
const bodyParts = words(lexicon.bodyParts);
const notManner = words(lexicon.notManner);
const mannerWords = words(lexicon.mannerWords);
const counted = words(lexicon.countedNouns);
const appearance = words(lexicon.appearanceWords);
const negations = words("nothing nobody");

export function readEnglish(prose: string, cameras: readonly CameraReader[]): Reading {
  const { tokens, sentences } = tokenize(prose);
  const terms = cameraTerms(prose, cameras);
  const reading = {
    sentences,
    motions: [] as PromptMotion[],
    camera: toPromptCameraMoves(terms, prose, sentences, cameras),
    actors: [] as Range[],
    manners: [] as Range[],
    stillness: [] as Range[],
    appearance: [] as Range[],
  };
  const walk: State = {
    opening: "",
    accompanies: false,
    subjectNoun: "",
    subject: undefined,
    nearest: undefined,
    verbSeen: false,
    inSentence: false,
    finite: false,
    relative: false,
    progressive: false,
    noun: "",
    plural: false,
  };
  const termsByStart = new Map(terms.map((term) => [term.range[0], term]));
  for (let index = 0; index < tokens.length; index++) readToken(tokens, index, walk, reading, termsByStart);
  return reading;
}

type Open = { [Name in keyof Reading]: Reading[Name] extends readonly (infer Item)[] ? Item[] : never };

function readToken(
  tokens: readonly Token[],
  index: number,
  walk: State,
  reading: Open,
  terms: ReadonlyMap<number, CameraTerm>,
): void {
  const token = tokens[index];
  if (token === undefined) return;
  const { word, start, end } = token;
  const before = tokens[index - 1];
  if (before?.sentence !== token.sentence)
    Object.assign(walk, {
      opening: word,
      nearest: undefined,
      verbSeen: false,
      inSentence: false,
      progressive: false,
      noun: "",
    });
  if (token.opens || clauseStarts.has(word)) Object.assign(walk, { verbSeen: false, finite: false, relative: false });
  if (/^(?:who|that|which)$/.test(word)) walk.relative = true;
  if (/^(?:is|are|was|were)$/.test(word)) walk.finite = !walk.relative;
  if (token.opens || before?.sentence !== token.sentence) walk.accompanies = false;
  if (/^(?:as|while|whilst|with|when)$/.test(word)) walk.accompanies = true;
  if (isManner(tokens, index)) reading.manners.push([start, end]);
  if (appearance.has(word)) reading.appearance.push([start, end]);

  const still = findStillness(tokens, index, walk.subject === "camera");
  if (still !== undefined) reading.stillness.push(still);
  const form = getVerbForm(word)?.form;
  if (form === "ing" && /^(?:is|are|was|were)$/.test(before?.word ?? "")) walk.progressive = true;
  const term = terms.get(start);
  const camera = term && term.kind !== "static" ? term : undefined;
  const who = findAgent(tokens, index, walk, camera !== undefined);
  const verb = who === undefined ? undefined : (getVerbForm(word)?.verb ?? word);
  if (camera !== undefined) {
    const motion = createMotion(token, "camera", word, true, tokens, index, walk);
    reading.motions.push({ ...motion, negated: motion.negated || camera.negated });
    // "Zoom in and tilt up": the camera stays the subject.
    walk.subject ??= "camera";
    walk.verbSeen = true;
    walk.inSentence = true;
  } else if (who !== undefined && verb !== undefined) {
    // "Rotate the bottle": the image shows what is meant.
    const orders = form === "base" && token.opens && isNounLike(tokens[index + 2]?.word ?? "");
    const motion = createMotion(token, who.by, verb, who.hasActor || orders, tokens, index, walk);
    reading.motions.push({ ...motion, generic: who.generic ?? isGeneric(tokens, index, verb) });
    walk.verbSeen = true;
    walk.inSentence = true;
    if (form === "s" || form === "base") walk.finite = !walk.relative;
  } else readNoun(tokens, index, walk, reading);
}

function createMotion(
  token: Token,
  by: AgentKind,
  verb: string,
  hasActor: boolean,
  tokens: readonly Token[],
  index: number,
  { opening, progressive, accompanies, subject, subjectNoun }: State,
): PromptMotion {
  const previous = tokens[index - 1]?.word;
  // "Blinks", "as it pants", "its ears bounce" accompany an action.
  const isMicro = accompanies || microMotions.has(verb) || bodyParts.has(subjectNoun);
  // "Is slicing tomatoes, frying onions and boiling eggs" has three main verbs, "running, jumping" two.
  const isMainVerb =
    getVerbForm(token.word)?.form !== "ing" ||
    (token.opens && subject === undefined) ||
    (progressive && (token.opens || /^(?:is|are|was|were|and)$/.test(previous ?? "")));
  return {
    range: [token.start, token.end],
    verb,
    by,
    generic: false,
    sentence: token.sentence,
    hasActor,
    main: isMainVerb && !isMicro && previous !== "to" && tokens[index + 1]?.word !== "by",
    negated: isNegated(tokens, index, opening),
  };
}

/** "Does not move", "without turning": up to three words before, within the clause. */
function isNegated(tokens: readonly Token[], index: number, opening: string): boolean {
  // "No music, captions, hand switching, cuts": a list of what must not be.
  const end = tokens[index + 1];
  const isItem = end === undefined || end.opens || end.sentence !== tokens[index]?.sentence || end.word === "or";
  if (isItem && (tokens[index]?.opens || tokens[index - 1]?.opens || wordAt(tokens, index, -1) === "or")) {
    if (/^(?:no|avoid|without)$/.test(opening)) return true;
  }
  for (let at = index - 1; at >= 0 && at >= index - 3; at--) {
    const token = tokens[at];
    if (token === undefined || token.sentence !== tokens[index]?.sentence) return false;
    if (negations.has(token.word) || englishNegations.has(token.word)) return true;
    if (tokens[at + 1]?.opens) return false;
    // "There is no man dancing."
    if (isNounLike(token.word) && token.word !== "one")
      return wordAt(tokens, at, -1) === "no" && !prepositions.has(wordAt(tokens, at, -2));
  }
  return false;
}

function readNoun(tokens: readonly Token[], index: number, walk: State, reading: Open): void {
  const token = tokens[index];
  if (token === undefined) return;
  const { word } = token;
  const isPronoun = pronouns.has(word);
  const previous = tokens[index - 1]?.word ?? "";
  // "The watch turns": a noun after a determiner.
  const led =
    getVerbForm(word)?.form === "base" &&
    !token.opens &&
    (determiners.has(previous) || isPossessive(previous) || isAdjective(previous));
  if (
    !isPronoun &&
    !led &&
    (!isNounLike(word) || getVerbForm(word)?.form === "ing" || state.has(getVerbForm(word)?.verb ?? ""))
  ) {
    // A state verb ends the subject: "a man stands in the rain".
    const form = getVerbForm(word);
    if (
      form &&
      state.has(form.verb) &&
      (form.form === "base" ? walk.plural && previous === walk.subjectNoun : walk.subject !== undefined)
    ) {
      walk.verbSeen = true;
      // "In a red sports outfit".
      if ((form.form === "s" || form.form === "base") && !isAdjective(previous) && !determiners.has(previous))
        walk.finite = !walk.relative;
    }
    return;
  }
  const verb = getVerbForm(word);
  if (verb?.form === "s" && (nounGrade(verb.verb) === 0 || isStillClause(walk.noun, verb.verb))) {
    walk.verbSeen = true;
    return;
  }
  // Of "the coffee cup" the last word counts.
  const next = tokens[index + 1];
  const who: AgentKind = cameraNouns.has(word) ? "camera" : sceneNouns.has(word) ? "scene" : "subject";
  if (who === "camera" && word !== "camera" && next && !next.opens && isNounLike(next.word) && !getVerbForm(next.word))
    return;
  walk.nearest = who;
  walk.noun = word;
  reading.actors.push([token.start, token.end]);
  // "Towards her she waves": these can only be a subject.
  if (!/^(?:he|she|they|we|i)$/.test(word) && (walk.verbSeen || afterPreposition(tokens, index))) {
    walk.subject ??= who;
    return;
  }
  walk.subject = who;
  walk.subjectNoun = word;
  walk.plural = /[^s']s$/.test(word) || people.has(word) || word === "they";
}

/** Whether a preposition precedes the noun phrase of a word. */
function afterPreposition(tokens: readonly Token[], index: number): boolean {
  for (let at = index - 1; at >= 0 && at >= index - 4; at--) {
    const token = tokens[at];
    if (token === undefined || tokens[at + 1]?.opens || token.sentence !== tokens[index]?.sentence) return false;
    if (clauseStarts.has(token.word)) return false;
    if (prepositions.has(token.word)) return true;
    // "At the midpoint the subject turns": a noun phrase starts here.
    const earlier = tokens[at - 1]?.word ?? "";
    if (determiners.has(token.word) && !determiners.has(earlier))
      return !token.opens && (prepositions.has(earlier) || earlier === "background");
  }
  return false;
}

/** A word of pace, strength or count. */
function isManner(tokens: readonly Token[], index: number): boolean {
  const { word } = tokens[index] ?? { word: "" };
  if (isAdverb(word)) return !notManner.has(word.slice(0, -2));
  if (mannerWords.has(word)) return true;
  const next = tokens[index + 1]?.word ?? "";
  if (word === "a") return next === "little";
  if (numbers.has(word) || word === "each" || /^\d/.test(word)) return counted.has(next);
  return (word === "forth" && tokens[index - 1]?.word === "and") || (word === "step" && next === "by");
}
