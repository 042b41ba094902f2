import type { ImageMeasures } from "../../image/quality.js";
import type { LintResult, Locale, Severity } from "../core/types.js";

/** The ids of the checks, in the order in which they are made. */
export const imageRuleIds = [
  "image-resolution",
  "image-shape",
  "image-orientation",
  "image-alpha",
  "image-colour",
  "image-sharpness",
  "image-exposure",
  "image-subject",
] as const;

/** The id of a check, as in messages and in `rules`. */
export type ImageRuleId = (typeof imageRuleIds)[number];

/** Options of `lintImage()`. */
export interface ImageLintOptions {
  /**
   * Width and height of the clip in pixels: `"1280x720"`, or `{ width, height }`. Without it the shape is not checked,
   * and the resolution against the reference model's size of the nearest shape.
   */
  readonly size?: string | { readonly width: number; readonly height: number } | undefined;
  /** Language of the messages. Default: `"en"`. */
  readonly locale?: Locale | undefined;
  /** A severity for all messages of a check, or `"off"`. Default: what each message weighs by itself. */
  readonly rules?: Readonly<Partial<Record<ImageRuleId, Severity | "off">>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What `lintImage()` found: of the same shape as what `lintPrompt()` finds. There are no words to point at, so that
 * every range is `[0, 0]` and every place line 1, column 1; `language` is `"und"`.
 */
export interface ImageLintResult extends LintResult {
  /** What could be looked at. */
  readonly checked: {
    readonly header: true;
    /** Whether sharpness, exposure and subject were: that takes the bytes, and sharp to decode them. */
    readonly pixels: boolean;
    /** Why not. */
    readonly why?: string;
  };
  /** What was measured, if the pixels were. */
  readonly measures?: ImageMeasures;
}
