import type { Range } from "../core/types.js";
import { readEnglish } from "./english.js";
import { readJapanese } from "./japanese.js";
import { findQuantities, type Quantity } from "./quantities.js";
import { blankQuotes, findQuotes, type Quote } from "./quotes.js";

/** One thing that moves. */
export interface PromptMotion {
  /** The verb, or the noun that stands for it. */
  readonly range: Range;
  /** Dictionary form. */
  readonly verb: string;
  /** Who: what the picture is of, what is around it, or the camera. */
  readonly by: "subject" | "scene" | "camera";
  /** A verb that says only that something moves: "move", "walk", "go", 動く, 歩く. */
  readonly generic: boolean;
  /** Index into `sentences`. */
  readonly sentence: number;
  /** Whether an actor is named for it. */
  readonly hasActor: boolean;
  /** One of the actions that the prompt tells: neither "smiling" nor 「笑いながら」, which go along with another. */
  readonly main: boolean;
  /** Denied: "does not move". Such motion is not counted as motion. */
  readonly negated: boolean;
}

/** What the camera does. */
export interface PromptCameraMove {
  readonly range: Range;
  readonly kind:
    | "pan"
    | "tilt"
    | "zoom"
    | "dolly"
    | "truck"
    | "pedestal"
    | "orbit"
    | "roll"
    | "follow"
    | "handheld"
    | "move"
    | "static";
  readonly direction?: "left" | "right" | "up" | "down" | "in" | "out";
  readonly sentence: number;
  /** Comes after a word of sequence (then, その後), so that it is not at the same time as the one before. */
  readonly afterwards: boolean;
}

/** What is in a prompt. All ranges are offsets into the folded text. */
export interface Features {
  /** The text with what is spoken or quoted blanked out, same length. */
  readonly prose: string;
  readonly sentences: readonly Range[];
  readonly motions: readonly PromptMotion[];
  readonly camera: readonly PromptCameraMove[];
  /** Named actors: "the woman", 少女が. */
  readonly actors: readonly Range[];
  /** Words of pace, strength or count: slowly, three steps, ゆっくり, 三歩. */
  readonly manners: readonly Range[];
  /** Things that are said to stay as they are: "the background stays still", 背景は固定. */
  readonly stillness: readonly Range[];
  /** Words of appearance, place and style, which the image already shows. */
  readonly appearance: readonly Range[];
  readonly quotes: readonly Quote[];
  readonly quantities: readonly Quantity[];
}

/** What one language's reader finds. */
export type Reading = Omit<Features, "prose" | "quotes" | "quantities">;

/** Reads everything out of a prompt, once. */
export function extractFeatures(text: string, language: "en" | "ja" | "und"): Features {
  const quotes = findQuotes(text);
  const prose = blankQuotes(text, quotes);
  const reading = language === "ja" ? readJapanese(prose) : readEnglish(prose);
  return { prose, ...reading, quotes, quantities: findQuantities(prose) };
}
