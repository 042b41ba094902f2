import type { Range } from "../types.js";

/** A length, size, shape or rate that is written into the prompt as if it were a setting. */
export interface Quantity {
  readonly range: Range;
  readonly kind: "seconds" | "size" | "aspect" | "orientation" | "resolution" | "fps";
  /** As a number: seconds, frames per second; the height for a resolution ("4K" is 2160); width / height for an aspect. */
  readonly value?: number;
  /** For sizes, in pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly orientation?: "landscape" | "portrait" | "square";
  /** Says when within the clip something happens ("at 3 seconds", 最後の1秒), not how long the clip is. */
  readonly timing: boolean;
}

/** The quantities in a prompt, in order. */
export function quantitiesIn(_prose: string): Quantity[] {
  return [];
}
