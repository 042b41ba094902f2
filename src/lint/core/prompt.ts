import { readEnglish } from "../text/english.js";
import type { Features } from "../text/features.js";
import { readJapanese } from "../text/japanese.js";
import { findQuantities } from "../text/quantities.js";
import { blankQuotes, findQuotes } from "../text/quotes.js";
import { isVagueRequest } from "../text/vague-request.js";
import { normalize } from "./normalize-text.js";
import type { LintResult } from "./types.js";

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
  readonly language: LintResult["language"];
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

/** Japanese if a tenth of the letters are kana or kanji, else English; `"und"` without letters. */
function detectLanguage(text: string): LintResult["language"] {
  let japanese = 0;
  let letters = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code >= 0x3041 && code <= 0x30ff) || (code >= 0x3400 && code <= 0x9fff) || code === 0x3005) japanese += 1;
    else if (!((code >= 97 && code <= 122) || code >= 0xc0)) continue;
    letters += 1;
  }
  if (letters === 0 || (japanese === 0 && !/\p{L}/u.test(text))) return "und";
  return japanese * 10 >= letters ? "ja" : "en";
}

/** Extracts all features of a normalized prompt. */
function extractFeatures(text: string, language: "en" | "ja" | "und"): Features {
  const quotes = findQuotes(text);
  const prose = blankQuotes(text, quotes);
  const reading = language === "ja" ? readJapanese(prose) : readEnglish(prose);
  return { prose, ...reading, quotes, quantities: findQuantities(prose) };
}
