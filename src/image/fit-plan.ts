/**
 * The plan of a fit, as data.
 *
 * @module
 */
import type { ImageLimits } from "../models/models.js";
import { codeOnly, type Message, text } from "../utils/message.js";
import type { ImageType } from "./detect-type.js";
import type { Orientation } from "./header.js";

/**
 * `"auto"`: crop if at least 70 % of the picture stays, else refuse. `"cover"`: always crop. A crop follows a clear subject.
 * `"contain"`: keep all of it and add borders. `"exact"`: refuse any mismatch, as the servers do.
 */
export type FitMode = "auto" | "cover" | "contain" | "exact";

/** Width and height in pixels. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** Red, green and blue, each 0 to 255, in sRGB. */
export interface Color {
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

/** A part of a picture, in pixels from its upper left corner. */
export interface PixelBox extends PixelSize {
  readonly left: number;
  readonly top: number;
}

/** What the endpoint takes as an image. */
export interface AcceptedImages extends ImageLimits {
  /** For messages: the model. */
  readonly model: string;
  readonly types: readonly string[];
  /** Whether the address of an image can be sent in place of its bytes. */
  readonly url: boolean;
}

export interface FitOptions {
  readonly mode: FitMode;
  /** For borders: the color of the picture's edge, a blurred copy of it, or one color. Default: `"edge"`. */
  readonly background?: "edge" | "blur" | Color | undefined;
  /** `"exact"`: the endpoint wants exactly these pixels. `"shape"`: it takes more of the same shape. */
  readonly match: "exact" | "shape";
  /** The model's sizes, such as `"1280x720"`: an error names the one that fits. */
  readonly alternatives: readonly string[];
  /** Where a crop lies: 0 at the left or the top, 1 at the right or the bottom. Default: 0.5, the middle. */
  readonly position?: number | undefined;
  /** For messages. */
  readonly name?: string | undefined;
  /** Default: no limits. */
  readonly accepts?: AcceptedImages | undefined;
  /** Bytes of the file, compared with the limit of `accepts`. */
  readonly bytes?: number | undefined;
}

/** How a picture is fitted. Sizes and boxes are in pixels of the picture as shown, with its EXIF orientation applied. */
export interface FitPlan {
  /**
   * `pass`: no change. `rotate`: only apply the EXIF orientation. `reencode`: only change the type or the number of bytes.
   * `resize`: the shape matches, the size does not.
   */
  readonly action: "pass" | "rotate" | "reencode" | "resize" | "crop" | "letterbox";
  /** The type of the image that is sent. A PNG whose output is above the limit of bytes is sent as {@link lossyType}. */
  readonly type: ImageType;
  /** Why the image is re-encoded, such as `"has 12,000,000 bytes; kling-v2-6 takes 10,000,000"`. */
  readonly misfit: string | undefined;
  readonly accepts: AcceptedImages | undefined;
  /** The part of the picture that stays. */
  readonly crop: PixelBox;
  /** The picture's place in the output; smaller than the output only for a letterbox. */
  readonly inner: PixelBox;
  /** How much of the picture's area stays: 0 to 1. */
  readonly keeps: number;
  /** A description of the cut, such as `"12 % of the width (2 % at the left and 10 % at the right)"`. */
  readonly cuts: string | undefined;
  readonly output: PixelSize;
  /** The smallest and the largest output that the endpoint takes. */
  readonly outputs: { readonly from: PixelSize; readonly to: PixelSize };
  /** The factor by which the picture is enlarged: 1 if it is not. */
  readonly enlarges: number;
  readonly orientation: Orientation;
  /** What fills a letterbox's borders. */
  readonly background: "edge" | "blur" | Color | undefined;
  readonly warnings: readonly string[];
}

/** For hints: an image that needs no decoder. */
export function describeAccepted({ outputs: { from, to }, misfit, accepts }: FitPlan): Message {
  const sizes =
    from.width === to.width
      ? `exactly ${from.width}x${from.height} pixels`
      : `${from.width}x${from.height} pixels, or of the same shape up to ${to.width}x${to.height}`;
  return text`an upright image of ${sizes}${misfit ? " within these limits" : ""}.${misfit && accepts?.url ? sendAddress : ""}`;
}

/** The end of a hint, for an endpoint that takes the address of an image. */
export const sendAddress: Message = text` ${codeOnly(
  'Or pass its public address: { url: "https://…", send: "reference" }.',
)}`;

/** The type for an image that has to be smaller or of another type; `undefined` if none of `types` can be written. */
export function lossyType(types: readonly string[]): ImageType | undefined {
  return (["image/jpeg", "image/webp", "image/png"] as const).find((type) => types.includes(type));
}
