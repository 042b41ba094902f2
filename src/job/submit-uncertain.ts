import { type ErrorDetails, RequestError, UgokuError } from "../utils/errors.js";
import type { SubmitAttempt } from "./attempt.js";
import type { Job } from "./types.js";

/** Options of looking for a job whose create got no clear answer. */
export interface ReconcileOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds for which a job that is not in the list may still appear there: longer than the list lags and than the
   * slowest create takes. Default 20,000.
   */
  readonly settleMs?: number | undefined;
  /** Milliseconds after which an outage of the server ends the search with `SubmitUncertainError`. Default 300,000. */
  readonly timeout?: number | undefined;
}

/** Looks for the job of an attempt. */
export type Reconcile = (attempt: SubmitAttempt, options: ReconcileOptions) => Promise<Job | null>;

/**
 * The create was sent, and it is not known whether the server took it. Sending it again might pay twice,
 * so ugoku never does that by itself.
 *
 * @example
 * ```ts
 * import { animate, SubmitUncertainError } from "ugoku";
 *
 * const sentence = animate("photo.jpg").withPrompt("The cat slowly blinks.");
 * const job = await sentence.submit().catch(async (error: unknown) => {
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
  /** Ids of jobs of which any may be the one, if more than one was found. */
  readonly candidates: readonly string[];
  readonly #reconcile: Reconcile | undefined;

  constructor(
    message: string,
    attempt: SubmitAttempt,
    details: ErrorDetails & {
      readonly candidates?: readonly string[];
      readonly reconcile?: Reconcile | undefined;
    } = {},
  ) {
    super("submit_uncertain", message, details);
    this.attempt = Object.freeze({ ...attempt });
    this.candidates = Object.freeze([...(details.candidates ?? [])]);
    this.#reconcile = details.reconcile;
  }

  /**
   * Looks for the job through the server's list, and never creates one. Waits for a list that lags, and rides out an outage.
   *
   * Resolves to the job, or to `null` if the list did not show it within `settleMs`. That is no proof that it does not exist:
   * submit again, with another key, only if paying twice is the lesser evil.
   *
   * @throws SubmitUncertainError (with `candidates`) if several jobs may be the one, or if the server has no list;
   *   ApiError for a key that is refused; or rejects with the signal's reason.
   */
  reconcile(options: ReconcileOptions = {}): Promise<Job | null> {
    if (this.#reconcile) return this.#reconcile(this.attempt, options);
    return Promise.reject(
      new RequestError("unsupported", "This error does not know the client that sent the create.", {
        hint: "Call createUgoku(…).reconcile(error.attempt) with the client of that server.",
      }),
    );
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), attempt: this.attempt, candidates: this.candidates };
  }
}
