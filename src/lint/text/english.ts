/**
 * Reads English prompts in one pass: tracks the subject of each clause and decides for each word, by its neighbors,
 * whether it is a verb. There is no parser.
 *
 * @module
 */

import type { Range } from "../core/types.js";
import { cameraNouns, englishNegations } from "../lexicon/camera-en.js";
import { relativePronouns as relatives } from "../lexicon/en/grammar.js";
import * as verbs from "../lexicon/en/verbs.js";
import * as lexicon from "../lexicon/en/words.js";
import { cameraTerms, toPromptCameraMoves } from "./camera.js";
import type { CameraReader, CameraTerm } from "./camera-term.js";
import { type AgentKind, bodyParts, isFormOfBe, type State } from "./english-context.js";
import { nounGrade, state, words } from "./english-inflection.js";
import { findAgent, isStillClause } from "./english-motion.js";
import { isGeneric } from "./english-object.js";
import type { VerbForm } from "./english-stems.js";
import { findStillness } from "./english-stillness.js";
import {
  clauseBefore,
  clauseStarts,
  determiners,
  getVerbForm,
  isAdjective,
  isAdverb,
  isForm,
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
import type { PromptMotion, Reading } from "./features.js";

const microMotions = words(verbs.microMotions);
const notManner = words(lexicon.notManner);
const mannerWords = words(lexicon.mannerWords);
const counted = words(lexicon.countedNouns);
const appearance = words(`${lexicon.appearanceAdjectives} ${lexicon.appearanceNouns}`);
const negations = words("nothing nobody");
const pluralNouns = words(lexicon.pluralNouns);
const relativePronouns = words(relatives);

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
  trackClause(walk, token, tokens[index - 1]);
  if (isManner(tokens, index)) reading.manners.push([start, end]);
  if (appearance.has(word)) reading.appearance.push([start, end]);
  const still = findStillness(tokens, index, walk.subject === "camera");
  if (still !== undefined) reading.stillness.push(still);
  const term = terms.get(start);
  if (term && term.kind !== "static") {
    const motion = createMotion(token, "camera", word, true, tokens, index, walk);
    reading.motions.push({ ...motion, negated: motion.negated || term.negated });
    // "Zoom in and tilt up": the camera stays the subject.
    walk.subject ??= "camera";
    walk.verbSeen = true;
    walk.inSentence = true;
    return;
  }
  const who = findAgent(tokens, index, walk);
  if (who === undefined) {
    readNoun(tokens, index, walk, reading);
    return;
  }
  const { verb, form } = getVerbForm(word) ?? { verb: word };
  // "Rotate the bottle": the image shows what is meant.
  const orders = form === "base" && token.opens && isNounLike(tokens[index + 2]?.word ?? "");
  const motion = createMotion(token, who.by, verb, who.hasActor || orders, tokens, index, walk);
  reading.motions.push({ ...motion, generic: who.generic ?? isGeneric(tokens, index, verb) });
  walk.verbSeen = true;
  walk.inSentence = true;
  if (form === "s" || form === "base") walk.finite = !walk.relative;
}

/** What a word says of its sentence and clause, before it is read. */
function trackClause(walk: State, { word, opens, sentence }: Token, before: Token | undefined): void {
  if (before?.sentence !== sentence)
    Object.assign(walk, {
      opening: word,
      nearest: undefined,
      verbSeen: false,
      inSentence: false,
      progressive: false,
      noun: "",
    });
  if (opens || clauseStarts.has(word)) Object.assign(walk, { verbSeen: false, finite: false, relative: false });
  if (relativePronouns.has(word)) walk.relative = true;
  if (isFormOfBe(word)) walk.finite = !walk.relative;
  if (opens) walk.accompanies = false;
  if (/^(?:as|while|whilst|with|when)$/.test(word)) walk.accompanies = true;
  if (isForm(word, "ing") && isFormOfBe(before?.word ?? "")) walk.progressive = true;
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
  const previous = tokens[index - 1]?.word ?? "";
  // "Blinks", "as it pants", "its ears bounce" accompany an action.
  const isMicro = accompanies || microMotions.has(verb) || bodyParts.has(subjectNoun);
  // "Is slicing tomatoes, frying onions and boiling eggs" has three main verbs, "running, jumping" two.
  const isMainVerb =
    !isForm(token.word, "ing") ||
    (token.opens && subject === undefined) ||
    (progressive && (token.opens || previous === "and" || isFormOfBe(previous)));
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
  const words = clauseBefore(tokens, index, 5).map(({ word }) => word);
  for (const [at, word] of words.slice(0, 3).entries()) {
    if (negations.has(word) || englishNegations.has(word)) return true;
    // "There is no man dancing."
    if (isNounLike(word)) return words[at + 1] === "no" && !prepositions.has(words[at + 2] ?? "");
  }
  return false;
}

function readNoun(tokens: readonly Token[], index: number, walk: State, reading: Open): void {
  const token = tokens[index];
  if (token === undefined) return;
  const { word } = token;
  const previous = tokens[index - 1]?.word ?? "";
  const form = getVerbForm(word);
  // "The watch turns": a noun after a determiner.
  const led =
    form?.form === "base" &&
    !token.opens &&
    (determiners.has(previous) || isPossessive(previous) || isAdjective(previous));
  const isState = state.has(form?.verb ?? "");
  if (!pronouns.has(word) && !led && (!isNounLike(word) || form?.form === "ing" || isState)) {
    if (form && isState) readState(form, previous, walk);
    return;
  }
  if (form?.form === "s" && (nounGrade(form.verb) === 0 || isStillClause(walk.noun, form.verb))) {
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
  if (!/^(?:he|she|they|we|i)$/.test(word) && (walk.verbSeen || previous === "to" || afterPreposition(tokens, index))) {
    // "Stands with his back to camera. Turns slowly."
    if (who !== "camera") walk.subject ??= who;
    return;
  }
  walk.subject = who;
  walk.subjectNoun = word;
  walk.plural = /[^s']s$/.test(word) || pluralNouns.has(word) || word === "they";
}

/** A state verb ends the subject: "a man stands in the rain". */
function readState({ form }: VerbForm, previous: string, walk: State): void {
  if (form === "base" ? !walk.plural || previous !== walk.subjectNoun : walk.subject === undefined) return;
  walk.verbSeen = true;
  // "In a red sports outfit".
  if ((form === "s" || form === "base") && !isAdjective(previous) && !determiners.has(previous))
    walk.finite = !walk.relative;
}

/** Whether a preposition precedes the noun phrase of a word. */
function afterPreposition(tokens: readonly Token[], index: number): boolean {
  const words = clauseBefore(tokens, index, 5).map(({ word }) => word);
  for (const [at, word] of words.slice(0, 4).entries()) {
    if (clauseStarts.has(word)) return false;
    if (prepositions.has(word)) return true;
    // "At the midpoint the subject turns": a noun phrase starts here.
    const earlier = words[at + 1] ?? "";
    if (determiners.has(word) && !determiners.has(earlier))
      return prepositions.has(earlier) || earlier === "background";
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
