import { extractFeatures, type Features } from "../text/features.js";
import { onlyAsks } from "../text/vague-request.js";
import { normalize } from "./normalize-text.js";
import type { LintResult } from "./types.js";

/** No prompt is longer; what comes after is not read for its meaning, so that a whole book costs no more than this. */
const longestRead = 20_000;

/**
 * A prompt as the rules see it: what was written, a folded text that is easier to search, and what was found in it.
 * Everything is computed at most once, and only if a rule asks.
 */
export class Prompt {
  /** As written. */
  readonly source: string;
  /**
   * Lower case, full-width and half-width forms folded, invisible characters left out, curly apostrophes straight.
   * Reports count in it; the engine translates to offsets of `source`.
   */
  readonly text: string;
  readonly language: LintResult["language"];
  readonly #offsets: Uint32Array | undefined;
  #features: Features | undefined;
  #onlyAsks: boolean | undefined;

  constructor(source: string) {
    this.source = source;
    const normalizeCharacter = normalize(source);
    this.text = normalizeCharacter.text;
    this.#offsets = normalizeCharacter.offsets;
    this.language = detectLanguage(this.text);
  }

  /** What is in the prompt: motion, camera, subjects, manner, quotes, quantities. */
  get features(): Features {
    this.#features ??= extractFeatures(this.text.slice(0, longestRead), this.language);
    return this.#features;
  }

  /** Whether it only asks for a video: no more needs to be said of it. */
  get onlyAsks(): boolean {
    this.#onlyAsks ??= onlyAsks(this.text, this.language, this.features);
    return this.#onlyAsks;
  }

  /** Where an offset into `text` is in `source`. */
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
