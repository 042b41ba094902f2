import type { Job } from "../job/types.js";
import { type ErrorDetails, RequestError, UgokuError } from "../utils/errors.js";
import { codeOnly, text } from "../utils/message.js";
import type { SubmitAttempt } from "./submit-attempt.js";

/** Options of `reconcile()`. */
export interface ReconcileOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds for which a job that is not in the list may still appear there: longer than the list lags and than the
   * slowest create request takes. Default 20,000.
   */
  readonly settleMs?: number | undefined;
  /** Milliseconds after which an outage of the server ends the search with `SubmitUncertainError`. Default 300,000. */
  readonly timeout?: number | undefined;
}

/** Finds the job of a create request: the client that sent it. */
export interface Reconciler {
  reconcile(attempt: SubmitAttempt, options: ReconcileOptions): Promise<Job | null>;
}

/**
 * The create request was sent, and it is unknown whether the server accepted it. Sending it again might pay twice, so ugoku
 * never does that by itself.
 *
 * @example
 * ```ts
 * import { animate, SubmitUncertainError } from "ugoku";
 *
 * const animation = animate("photo.jpg").withPrompt("The cat slowly blinks.");
 * const job = await animation.submit().catch(async (error: unknown) => {
 *   if (!(error instanceof SubmitUncertainError)) throw error;
 *   const found = await error.reconcile();
 *   if (!found) throw error;
 *   return found;
 * });
 * await (await job.wait()).saveTo("photo.mp4");
 * ```
 */
export class SubmitUncertainError extends UgokuError {
  static override readonly kind: string = "SubmitUncertainError";
  /** For `createUgoku().reconcile(attempt)` in another process. */
  readonly attempt: SubmitAttempt;
  /** Ids of the jobs that may belong to the attempt, if it cannot be decided which one does. */
  readonly candidates: readonly string[];
  readonly #reconciler: Reconciler | undefined;

  constructor(
    message: string,
    attempt: SubmitAttempt,
    details: ErrorDetails & {
      readonly candidates?: readonly string[];
      readonly reconciler?: Reconciler | undefined;
    } = {},
  ) {
    super("submit_uncertain", message, details);
    this.attempt = Object.freeze({ ...attempt });
    this.candidates = Object.freeze([...(details.candidates ?? [])]);
    this.#reconciler = details.reconciler;
  }

  /**
   * Looks for the job through the server's list, and never creates one. Waits for a list that lags, and tolerates an outage.
   *
   * Resolves to the job, or to `null` if the list did not show it within `settleMs`. That does not prove that it does
   * not exist: submit again, with another key, only if paying twice is acceptable.
   *
   * @throws SubmitUncertainError (with `candidates`) if several jobs may be the one, or if the server has no list;
   *   ApiError for a rejected API key; or rejects with the signal's reason.
   */
  reconcile(options: ReconcileOptions = {}): Promise<Job | null> {
    if (this.#reconciler) return this.#reconciler.reconcile(this.attempt, options);
    return Promise.reject(
      new RequestError("unsupported", "This error does not hold the client that sent the create request.", {
        hint: text`${codeOnly("Call createUgoku(…).reconcile(error.attempt) with the client of that server.")}`,
      }),
    );
  }
}
