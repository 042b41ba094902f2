import type { FitMode } from "../../image/fit-plan.js";
import type { ImageMeasures } from "../../image/quality.js";
import type { LintResult, Locale, Severity } from "../core/types.js";

/** The ids of the checks, in order. */
export const imageRuleIds = [
  "image-resolution",
  "image-shape",
  "image-orientation",
  "image-alpha",
  "image-color",
  "image-sharpness",
  "image-exposure",
  "image-subject",
] as const;

/** The id of a check, as in messages and in `rules`. */
export type ImageRuleId = (typeof imageRuleIds)[number];

/** Options of `lintImage()`. */
export interface ImageLintOptions {
  /**
   * Width and height of the clip in pixels: `"1280x720"`, or `{ width, height }`. Without it the aspect ratio is not
   * checked, and the resolution is compared with the reference model's closest size.
   */
  readonly size?: string | { readonly width: number; readonly height: number } | undefined;
  /** How the image is fitted to `size`, as with `.fit()`. `"contain"` cuts nothing off. Default: `"auto"`, a crop. */
  readonly fit?: FitMode | undefined;
  /** Language of the messages. Default: `"en"`. */
  readonly locale?: Locale | undefined;
  /** A severity for all messages of a check, or `"off"`. Default: each message's own. */
  readonly rules?: Readonly<Partial<Record<ImageRuleId, Severity | "off">>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Result of `lintImage()`, of the same shape as that of `lintPrompt()`. Every range is `[0, 0]`, every position line 1,
 * column 1, and `language` is `"und"`.
 */
export interface ImageLintResult extends LintResult {
  /** The parts that were checked. */
  readonly checked: {
    readonly header: true;
    /** Whether sharpness, exposure and subject were checked, which requires the bytes and sharp. */
    readonly pixels: boolean;
    /** Reason if they were not. */
    readonly why?: string;
  };
  /** The measured values, if pixels were checked. */
  readonly measures?: ImageMeasures;
}
