/**
 * English tokenizer and word classes.
 *
 * @module
 */

import type { Range } from "../core/types.js";
import * as grammar from "../lexicon/en/grammar.js";
import * as lexicon from "../lexicon/en/words.js";
import { parseVerbForm, words } from "./english-inflection.js";
import { type Form, onceForWords, type VerbForm } from "./english-stems.js";
import { marks } from "./structure.js";

export interface Token {
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** Joined to the previous word by a hyphen. */
  readonly tied: boolean;
  /** Index of its sentence. */
  readonly sentence: number;
  /** Follows a comma, dash, colon or the start of a sentence. */
  readonly opens: boolean;
  /** In a section of actions: "Action: folds arms". */
  readonly acts: boolean;
}

export const determiners = words(grammar.determiners);
export const pronouns = words(grammar.pronouns);
export const auxiliaries = words(grammar.auxiliaries);
export const prepositions = words(grammar.prepositions);
export const directions = words(grammar.directions);
export const clauseStarts = words(grammar.clauseStarts);
export const sceneNouns = words(lexicon.sceneNouns);
const functionWords = [
  determiners,
  prepositions,
  auxiliaries,
  clauseStarts,
  words(grammar.otherFunctionWords),
  directions,
];
const adjectiveEnding = /(?:ful|ous|ive|less|ish|able|ible|ic|al|ern|ary|ant|(?<!m)ent)$/;
const plainAdjectives = words(`${lexicon.mannerWords} ${lexicon.appearanceAdjectives}
  big epic small little large huge tiny new wet dry heavy thin thick deep high low narrow wide full empty single lone
  fresh ripe rusty rocky sandy snowy misty foggy dusty grassy muddy busy happy sad angry shy proud lazy
  serene crowded quiet loud nearby vintage wooden whole`);
/** Nouns in the list of manner. */
const mannerNouns = words("speed pace tempo hurry hard");

/** The tokens of a text, and its sentences. */
export function tokenize(text: string): { tokens: Token[]; sentences: Range[] } {
  const tokens: Token[] = [];
  const sentences: Range[] = [];
  const pattern = /[a-zà-öø-ɏ]+(?:'[a-z]+)?|\d+[a-z]*|[.!?;:\n\v\f,—–()[\]-]/g;
  let start = 0;
  let acts = false;
  let opens = true;
  let hyphen = -1;
  const close = (end: number) => {
    if (/[^\s.!?;:,—–()-]/.test(text.slice(start, end))) sentences.push([start, end]);
    start = end;
    opens = true;
  };
  for (const match of text.matchAll(pattern)) {
    const word = match[0];
    const at = match.index;
    const end = at + word.length;
    const first = word.charCodeAt(0);
    if (first >= 97 || (first >= 48 && first <= 57)) {
      tokens.push({ word, start: at, end, tied: hyphen === at, sentence: sentences.length, opens, acts });
      opens = false;
    } else if (word === marks.action || word === marks.other) acts = word === marks.action;
    else if (word === "-") {
      if (text[at - 1] === " " || text[at - 1] === undefined) opens = true;
      else hyphen = end;
    } else if (/[,—–:()[\]]/.test(word)) opens = true;
    // "1.5 seconds" is one sentence.
    else if (word !== "." || !/\d/.test(text[end] ?? "")) close(end);
  }
  close(text.length);
  return { tokens, sentences };
}

/** What is known of a word. */
interface WordTraits {
  readonly form: VerbForm | undefined;
  readonly isFunctionWord: boolean;
  readonly isAdverb: boolean;
  readonly isAdjective: boolean;
}
const traitsOf = onceForWords(
  (word): WordTraits => ({
    form: parseVerbForm(word),
    isFunctionWord: functionWords.some((list) => list.has(word)),
    isAdverb: word.length > 4 && word.endsWith("ly") && !lyNouns.has(word),
    isAdjective:
      (plainAdjectives.has(word) && !mannerNouns.has(word)) ||
      (word.length > 4 && adjectiveEnding.test(word) && !nounsLikeAdjectives.has(word)),
  }),
);

/** The form of a verb of the lexicon. */
export const getVerbForm = (word: string): VerbForm | undefined => traitsOf(word).form;
/** Whether a word is this form of a verb of the lexicon. */
export const isForm = (word: string, form: Form): boolean => getVerbForm(word)?.form === form;
export const isAdverb = (word: string): boolean => traitsOf(word).isAdverb;
export const isAdjective = (word: string): boolean => traitsOf(word).isAdjective;
export const isFunctionWord = (word: string): boolean => traitsOf(word).isFunctionWord;
const nominal = words(lexicon.nominalIng);
const adjectival = words(lexicon.adjectivalIng);
/** "Stunning". */
export const isAdjectival = (word: string): boolean => adjectival.has(word.slice(0, -3));
/** "Clothing", "building", "stunning". */
export const isNominal = (word: string): boolean => nominal.has(word.slice(0, -3)) || isAdjectival(word);
const lyNouns = words(
  `family dolly belly jelly supply reply assembly bully butterfly dragonfly firefly early italy tally`,
);

/** Nouns that end like adjectives. */
const nounsLikeAdjectives =
  words(`animal metal medal pedal petal coral crystal signal festival hospital mural cereal terminal canal rival arrival carnival ritual
  total material steal squeal sandal recital portal journal mammal jackal trial tribal royal denial burial aerial
  plant infant servant giant hydrant pendant croissant merchant student serpent elephant parent agent client patient event ingredient accident president fabric music
  traffic mechanic magic lantern pattern tavern cavern goldfish table cable vegetable detective olive canary library restaurant`);

/** "The king's": like "his". "She's" is "she is". */
export const isPossessive = (word: string): boolean =>
  word.endsWith("'s") && !/^(?:he|she|it|that|who|there|here|let|what)'s$/.test(word);

/** Whether a word may be a noun: neither another word class nor a number. */
export function isNounLike(word: string): boolean {
  const traits = traitsOf(word);
  return word.charCodeAt(0) >= 97 && !traits.isFunctionWord && !traits.isAdverb && !traits.isAdjective;
}
export const numbers = words(`one ${grammar.numerals}`);

/** The word at a distance in the same sentence. */
export function wordAt(tokens: readonly Token[], index: number, offset: number): string {
  const token = tokens[index + offset];
  return token !== undefined && token.sentence === tokens[index]?.sentence ? token.word : "";
}

/** The tokens before one in its clause, the nearest first. */
export function clauseBefore(tokens: readonly Token[], index: number, count: number): Token[] {
  const found: Token[] = [];
  for (let at = index; found.length < count && tokens[at]?.opens === false; at--)
    found.push(...tokens.slice(at - 1, at));
  return found;
}
