import type { FitPlan, PixelSize } from "../../image/fit-plan.js";
import type { ImageProbe } from "../../image/probe.js";
import type { ImageMeasures } from "../../image/quality.js";
import type { Locale, Severity } from "../core/types.js";
import type { ImageRuleId } from "./result.js";

/** Facts about an image. */
export interface ImageFacts {
  readonly probe: ImageProbe;
  readonly target: PixelSize;
  /** Whether the caller set `target`. */
  readonly explicit: boolean;
  /** The crop that fits the image to the target. */
  readonly fit: FitPlan;
  readonly measures: ImageMeasures | undefined;
  /** The color space, as the decoder names it. */
  readonly colors: string | undefined;
}

/** A finding. */
export interface ImageReport {
  readonly messageId: string;
  readonly severity: Severity;
  /** Fills `{{name}}` in the messages. */
  readonly data?: Readonly<Record<string, string | number>>;
  /** The message id of the suggestion. */
  readonly suggestion: string;
}

/** An image check. */
export interface ImageRule {
  readonly id: ImageRuleId;
  readonly messages: Readonly<Record<Locale, Readonly<Record<string, string>>>>;
  check(facts: ImageFacts): ImageReport | undefined;
}

/** Formats `0.256` as `"26"`. */
export const percent = (share: number): string => String(Math.round(share * 100));
