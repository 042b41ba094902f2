import type { Endpoint } from "../http/endpoint.js";
import type { FitMode } from "../image/fit.js";
import type { ImageLoader } from "../image/load.js";
import type { JobUpdate } from "../job/types.js";
import type { LintOptions } from "../lint/core/rule.js";
import type { LintResult } from "../lint/core/types.js";
import type { ImageLintResult } from "../lint/image/result.js";
import type { SubmitAttempt } from "../submit/submit-attempt.js";
import type { UgokuError } from "../utils/errors.js";

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

/** The data of a builder: an image, and the options for it. */
export interface ImageRequest {
  readonly loadImage: ImageLoader;
  readonly state: BuilderState;
}

/** Options of `plan()`, `submit()` and `render()`. */
export interface RunOptions {
  /** Stops at once: the call rejects with the signal's reason. A job that was created continues on the server. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The time limit of the wait, which then ends with `JobTimeoutError`.
   *
   * @unit milliseconds
   * @defaultValue 1,800,000 (30 minutes)
   */
  readonly timeout?: number | undefined;
  /** Called after each successful poll of `render()`. */
  readonly onUpdate?: ((update: JobUpdate) => void) | undefined;
  /** Called with the linter's results, which are then not logged. */
  readonly onLint?: ((result: LintResult, image: ImageLintResult | null) => void) | undefined;
  /**
   * Called and awaited before the create request is sent. Store the attempt: after a crash,
   * `createUgoku(…).reconcile(attempt)` finds the job. If it throws, nothing is sent.
   */
  readonly onAttempt?: ((attempt: SubmitAttempt) => void | Promise<void>) | undefined;
  /**
   * How often a create request is retried. It is retried only if the server provably did not accept it (no connection, or 429).
   * With 0 the call rejects at once with a `retryable` error, for a queue that retries later.
   *
   * @unit retries
   * @defaultValue that of `createUgoku()`, else 4
   */
  readonly maxRetries?: number | undefined;
}

/** Options of `plan()`. */
export interface PlanOptions extends RunOptions {
  /**
   * Only of `plan()`: called with the error if this machine lacks what `submit()` needs, such as sharp for an image that must be
   * cropped. The plan is then made all the same; without this function, `plan()` rejects.
   */
  readonly onUnavailable?: ((error: UgokuError) => void) | undefined;
}
