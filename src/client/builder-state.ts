import type { Endpoint } from "../http/endpoint.js";
import type { FitMode } from "../image/fit.js";
import type { ImageLoader } from "../image/load.js";
import type { LintOptions } from "../lint/core/rule.js";

/** `"off"`: the linter does not run. `"warn"`: its findings are reported. `"error"`: an error is thrown. */
export type LintLevel = "off" | "warn" | "error";

/** The options of a builder. Plain, frozen data, not validated yet. */
export interface BuilderState {
  readonly prompt?: string | undefined;
  readonly model?: string | undefined;
  readonly seconds?: number | undefined;
  readonly size?: string | undefined;
  /** `invalidOptions`: the options of `.fit()`, if they are not an object with its options only. */
  readonly fit: { readonly mode: FitMode; readonly background?: string; readonly invalidOptions?: unknown };
  readonly lint: { readonly level: LintLevel } & LintOptions;
  readonly maxCost?: number;
  /** Reads the image of `.lastFrame()`. */
  readonly loadLastFrame?: ImageLoader;
  readonly seed?: number;
  readonly negativePrompt?: string;
  readonly audio?: boolean;
  readonly extra: Readonly<Record<string, unknown>>;
  /** The argument of `.extra()`, described, if it was not an object of plain JSON values. */
  readonly invalidExtra?: string;
  readonly idempotencyKey?: string;
  /** `null`: `.endpoint()` got nothing, which must not mean the client's own endpoint. */
  readonly endpoint?: Endpoint | null;
}
