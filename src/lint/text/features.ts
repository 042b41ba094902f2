import type { Range } from "../core/types.js";

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
  /** With its verb in the dictionary form, where the range is a part of an inflected one: 回り込む of 「回り込み」. */
  readonly words?: string;
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

/** A quotation. */
export interface Quote {
  /** Includes the quotation marks. */
  readonly range: Range;
  /** Without the quotation marks. */
  readonly text: string;
  /** The speaker as written ("the man", 女性), or `undefined`. */
  readonly speaker: string | undefined;
  /** Whether it is spoken; text on a sign is not. */
  readonly spoken: boolean;
  /** Whether it has a closing mark. If not, it ends with its line. */
  readonly closed: boolean;
}

/** A length, size, aspect ratio or frame rate in a prompt. */
export interface Quantity {
  readonly range: Range;
  readonly kind: "seconds" | "size" | "aspect" | "orientation" | "resolution" | "fps";
  /**
   * As a number: seconds, frames per second; the height for a resolution ("4K" is 2160); width / height for a shape.
   * Missing for a clip of "5 to 10 seconds"; of a span within the clip (3〜8秒で…) it is the end.
   */
  readonly value?: number;
  /** For sizes, in pixels. */
  readonly width?: number;
  readonly height?: number;
  /** Not the length of the clip but a span of it ("in four seconds she …", 3〜8秒で) or a moment ("at 3 seconds", 最後の1秒). */
  readonly timing: false | "span" | "moment";
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
