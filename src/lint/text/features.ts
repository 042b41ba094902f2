import type { Range } from "../core/types.js";
import type { Quantity } from "./quantities.js";
import type { Quote } from "./quotes.js";

/** A motion in a prompt. */
export interface PromptMotion {
  /** The verb, or the noun that stands for it. */
  readonly range: Range;
  /** Dictionary form. */
  readonly verb: string;
  /** The subject of the picture, its surroundings, or the camera. */
  readonly by: "subject" | "scene" | "camera";
  /** A generic verb: "move", "walk", "go", 動く, 歩く. */
  readonly generic: boolean;
  /** Index into `sentences`. */
  readonly sentence: number;
  /** Whether the prompt names its actor. */
  readonly hasActor: boolean;
  /** A main action: neither "smiling" nor 「笑いながら」, which accompany another. */
  readonly main: boolean;
  /** "Does not move". Negated motions do not count. */
  readonly negated: boolean;
}

/** A camera move in a prompt. */
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
  /** Follows a word of sequence (then, その後), so that it is not simultaneous with the one before. */
  readonly afterwards: boolean;
}

/** Features of a prompt. All ranges are offsets into the normalized text. */
export interface Features {
  /** The text with quotes and JSON syntax replaced by spaces, of the same length. */
  readonly prose: string;
  readonly sentences: readonly Range[];
  /** The shots of a timeline or list of shots; one without such. */
  readonly shots: readonly Range[];
  readonly motions: readonly PromptMotion[];
  readonly camera: readonly PromptCameraMove[];
  /** Named actors: "the woman", 少女が. */
  readonly actors: readonly Range[];
  /** Words of pace, strength or count: slowly, three steps, ゆっくり, 三歩. */
  readonly manners: readonly Range[];
  /** Things that stay still: "the background stays still", 背景は固定. */
  readonly stillness: readonly Range[];
  /** Words of appearance, place and style, which the image already shows. */
  readonly appearance: readonly Range[];
  readonly quotes: readonly Quote[];
  readonly quantities: readonly Quantity[];
}

/** The features that depend on the language. */
export type Reading = Omit<Features, "prose" | "shots" | "quotes" | "quantities">;
