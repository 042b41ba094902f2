import type { Features, Reading } from "../text/features.js";
import { detectLanguage } from "../text/language.js";
import { findQuantities } from "../text/quantities.js";
import { blankQuotes, findQuotes } from "../text/quotes.js";
import { blankJson, blankLabels, findShots, isJson } from "../text/structure.js";
import type { Language, Languages } from "./language.js";
import { normalize } from "./normalize-text.js";
import { lazy, letter } from "./word-list.js";

/** No real prompt is longer. The text after it is not analyzed, which bounds the cost. */
const longestRead = 10_000;

/**
 * A prompt as rules see it: its source, a normalized text, and the features found in it. Features are computed at most
 * once, and only if a rule reads them.
 */
export interface Prompt {
  /** As written. */
  readonly source: string;
  /**
   * Lower case, full-width and half-width forms converted, invisible characters removed, curly apostrophes straight.
   * Ranges of reports are offsets into it; the linter maps them to `source`.
   */
  readonly text: string;
  readonly language: string;
  /** Whether the linter reads the prompt's language. A text without letters is of no language. */
  readonly isRead: boolean;
  /** The prompt's motions, camera moves, actors, manner, quotes and quantities. */
  readonly features: Features;
  /** Whether the prompt only asks for a video. */
  readonly isVagueRequest: boolean;
  /** Maps an offset of `text` to `source`. */
  toSource(offset: number): number;
}

/** A prompt, read by the languages of a linter. */
export class ParsedPrompt implements Prompt {
  readonly source: string;
  readonly text: string;
  readonly language: string;
  readonly isRead: boolean;
  /** The languages that occur in the prompt: the patterns of others are not tried. */
  readonly languages: Languages;
  readonly #own: Language | undefined;
  readonly #offsets: Uint32Array | undefined;
  #features: Features | undefined;
  #isVagueRequest: boolean | undefined;

  constructor(source: string, languages: Languages) {
    this.source = source;
    const { text, offsets } = normalize(source);
    this.text = text;
    this.#offsets = offsets;
    this.language = detectLanguage(this.text);
    this.#own = languages.find(({ locale }) => locale === this.language);
    this.isRead =
      this.#own !== undefined || !letter().test(text.slice(0, longestRead).replace(/[\u115f\u1160\u3164\uffa0]/g, ""));
    this.languages = this.isRead ? findOccurring(this.text, languages) : languages;
  }

  get features(): Features {
    this.#features ??= extractFeatures(this.text.slice(0, longestRead), this.#own ?? this.languages[0], this.languages);
    return this.#features;
  }

  get isVagueRequest(): boolean {
    // Requests are short, and this bounds the cost.
    this.#isVagueRequest ??= this.text.length <= 300 && (this.#own?.isVagueRequest(this.text, this.features) ?? false);
    return this.#isVagueRequest;
  }

  toSource(offset: number): number {
    return this.#offsets?.[offset] ?? offset;
  }
}

const subsets = lazy(() => new WeakMap<Languages, Languages[]>());

/** The languages that may occur in a text, as the same array each time: patterns are kept by it. */
function findOccurring(text: string, languages: Languages): Languages {
  const [first, ...others] = languages.filter((language) => language.mayOccurIn(text));
  if (first === undefined || others.length === languages.length - 1) return languages;
  const known = subsets().get(languages) ?? [];
  subsets().set(languages, known);
  let found = known.find((subset) => subset.length === others.length + 1 && subset[0] === first);
  if (found === undefined) {
    found = [first, ...others];
    known.push(found);
  }
  return found;
}

/** Extracts all features of a normalized prompt. */
function extractFeatures(text: string, own: Language, languages: Languages): Features {
  const plain = isJson(text) ? blankJson(text, languages) : text;
  const quotes = findQuotes(plain, languages);
  const prose = blankQuotes(plain, quotes);
  const reading = readAll(own.readsLabels ? prose : blankLabels(prose, languages), own, languages);
  return {
    prose,
    shots: findShots(prose, languages),
    ...reading,
    quotes,
    quantities: findQuantities(prose, languages),
  };
}

/** Reads a prompt in its own language, and its passages in the others. */
function readAll(prose: string, own: Language, languages: Languages): Reading {
  const cameras = languages.map(({ camera }) => camera);
  let reading = own.read(prose, cameras);
  for (const language of languages) {
    const passages = language === own ? undefined : language.findPassages?.(prose);
    if (passages !== undefined) reading = addReading(reading, language.read(passages, cameras));
  }
  return reading;
}

/** Adds what was read in passages, except for camera moves: the own language's reader knows those. */
function addReading(own: Reading, other: Reading): Reading {
  const sentenceAt = (at: number) =>
    Math.max(
      0,
      own.sentences.findIndex(([, end]) => at < end),
    );
  const motions = other.motions
    .filter(({ by }) => by !== "camera")
    .map((motion) => ({ ...motion, sentence: sentenceAt(motion.range[0]) }));
  return {
    ...own,
    motions: [...own.motions, ...motions].sort((a, b) => a.range[0] - b.range[0]),
    actors: [...own.actors, ...other.actors],
    manners: [...own.manners, ...other.manners],
    stillness: [...own.stillness, ...other.stillness],
  };
}
