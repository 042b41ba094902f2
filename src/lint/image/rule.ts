import type { FitPlan, PixelSize } from "../../image/fit-plan.js";
import type { ImageProbe } from "../../image/probe.js";
import type { ImageMeasures } from "../../image/quality.js";
import type { Locale, Severity } from "../core/types.js";
import type { ImageRuleId } from "./result.js";

/** What is known of an image. */
export interface ImageFacts {
  readonly probe: ImageProbe;
  readonly target: PixelSize;
  /** Whether `target` was asked for, and is not only the nearest that is usual. */
  readonly asked: boolean;
  /** How the image would come to the target by a crop. */
  readonly fit: FitPlan;
  readonly measures: ImageMeasures | undefined;
  /** The file's colours, as the decoder names them. */
  readonly colours: string | undefined;
}

/** A finding. */
export interface ImageReport {
  readonly messageId: string;
  readonly severity: Severity;
  /** Fills `{{name}}` in the messages. */
  readonly data?: Readonly<Record<string, string | number>>;
  /** The id of the message that says what to do. */
  readonly suggestion: string;
}

/** One thing that is looked for. */
export interface ImageRule {
  readonly id: ImageRuleId;
  readonly messages: Readonly<Record<Locale, Readonly<Record<string, string>>>>;
  check(facts: ImageFacts): ImageReport | undefined;
}

/** `0.256` as `"26"`: per cent, as they are said. */
export const percent = (share: number): string => String(Math.round(share * 100));
