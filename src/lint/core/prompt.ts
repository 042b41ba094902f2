import { readEnglish } from "../text/english.js";
import type { Features, Reading } from "../text/features.js";
import { readJapanese } from "../text/japanese.js";
import { detectLanguage } from "../text/language.js";
import { findQuantities } from "../text/quantities.js";
import { blankQuotes, findQuotes } from "../text/quotes.js";
import { blankJson, blankLabels, findShots, isJson } from "../text/structure.js";
import { isVagueRequest } from "../text/vague-request.js";
import { normalize } from "./normalize-text.js";

/** No real prompt is longer. The text after it is not analyzed, which bounds the cost. */
const longestRead = 20_000;

/**
 * A prompt as rules see it: its source, a normalized text, and the features found in it. Features are computed at most
 * once, and only if a rule reads them.
 */
export class Prompt {
  /** As written. */
  readonly source: string;
  /**
   * Lower case, full-width and half-width forms converted, invisible characters removed, curly apostrophes straight.
   * Ranges of reports are offsets into it; the linter maps them to `source`.
   */
  readonly text: string;
  readonly language: string;
  readonly #offsets: Uint32Array | undefined;
  #features: Features | undefined;
  #isVagueRequest: boolean | undefined;

  constructor(source: string) {
    this.source = source;
    const { text, offsets } = normalize(source);
    this.text = text;
    this.#offsets = offsets;
    this.language = detectLanguage(this.text);
  }

  /** Whether the linter reads the prompt's language. A text without letters is of no language. */
  get isRead(): boolean {
    return this.language === "en" || this.language === "ja" || !/(?![ㅤᅟᅠﾠ])\p{L}/u.test(this.text);
  }

  /** The prompt's motions, camera moves, actors, manner, quotes and quantities. */
  get features(): Features {
    this.#features ??= extractFeatures(this.text.slice(0, longestRead), this.language);
    return this.#features;
  }

  /** Whether the prompt only asks for a video. */
  get isVagueRequest(): boolean {
    this.#isVagueRequest ??= isVagueRequest(this.text, this.language, this.features);
    return this.#isVagueRequest;
  }

  /** Maps an offset of `text` to `source`. */
  toSource(offset: number): number {
    return this.#offsets?.[offset] ?? offset;
  }
}

/** Extracts all features of a normalized prompt. */
function extractFeatures(text: string, language: string): Features {
  const plain = isJson(text) ? blankJson(text) : text;
  const quotes = findQuotes(plain);
  const prose = blankQuotes(plain, quotes);
  const sentences = blankLabels(prose);
  const reading = language === "ja" ? readMixed(sentences) : readEnglish(sentences);
  return { prose, shots: findShots(prose), ...reading, quotes, quantities: findQuantities(prose) };
}

/** An English passage of at least three words in a Japanese prompt. */
const englishPassage = /(?:[a-z][a-z'-]*,? ){2,}[a-z'-]+/;

/** Reads a Japanese prompt, and its English passages. */
function readMixed(prose: string): Reading {
  const japanese = readJapanese(prose);
  if (!englishPassage.test(prose)) return japanese;
  const english = readEnglish(prose.replace(/[^\n-~]/g, "\n"));
  const sentenceAt = (at: number) =>
    Math.max(
      0,
      japanese.sentences.findIndex(([, end]) => at < end),
    );
  const motions = english.motions
    .filter(({ by }) => by !== "camera")
    .map((motion) => ({ ...motion, sentence: sentenceAt(motion.range[0]) }));
  return {
    ...japanese,
    motions: [...japanese.motions, ...motions].sort((a, b) => a.range[0] - b.range[0]),
    actors: [...japanese.actors, ...english.actors],
    manners: [...japanese.manners, ...english.manners],
    stillness: [...japanese.stillness, ...english.stillness],
  };
}
