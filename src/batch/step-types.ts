/**
 * Options and outcomes of the four steps.
 *
 * @module
 */

import type { LintLevel } from "../client/builder-state.js";
import type { Clip } from "../download/clip.js";
import type { Ticket } from "../job/ticket.js";
import type { Job } from "../job/types.js";
import type { SubmitAttempt } from "../submit/submit-attempt.js";
import type { UgokuError } from "../utils/errors.js";
import type { BatchClient, BatchItem } from "./item.js";
import type { Ledger } from "./ledger.js";

/** Options of `createSteps()`. */
export interface StepsOptions {
  /** The client from `createUgoku()`. */
  readonly ugoku: BatchClient;
  readonly ledger: Ledger;
  /** Milliseconds after its create request after which waiting for a job ends. Default: 6 hours, for servers with a queue. */
  readonly timeout?: number | undefined;
  /** The level of lint findings in `submit()`. Default `"warn"`. */
  readonly lint?: LintLevel | undefined;
  /**
   * The folder of clips that are downloaded and do not have their names yet. With one folder for all, a clip whose output changes
   * is not downloaded again. Default: the folder of the clip.
   */
  readonly downloadDir?: string | undefined;
}

/** An item with its key. */
export interface KeyedItem extends Omit<BatchItem, "key" | "output"> {
  /** 1 to 245 visible ASCII characters. The same key is never paid twice. */
  readonly key: string;
}

/** The outcome of `submit()`. */
export type SubmitOutcome =
  /** There is a job. `ticket.key` is the key of its create request; `job` is for waiting in this process. */
  | { readonly status: "accepted"; readonly ticket: Ticket; readonly job: Job; readonly known: boolean }
  /** There certainly is no job. `retryAfterMs`: when the server may accept it; `null`: not without a change. */
  | { readonly status: "rejected"; readonly error: UgokuError; readonly retryAfterMs: number | null }
  /** Its job ended without a clip. Only `submit(item, { again: "failed" })` creates another. */
  | { readonly status: "failed"; readonly ticket: Ticket; readonly error: UgokuError }
  /** It is unknown whether there is a job. The next step is `reconcile(attempt)`. */
  | { readonly status: "ambiguous"; readonly attempt: SubmitAttempt; readonly error: UgokuError };

/** The outcome of one poll. */
export type PollOutcome =
  | { readonly status: "running"; readonly ticket: Ticket; readonly retryAfterMs: number }
  | { readonly status: "completed"; readonly ticket: Ticket; readonly clip: Clip }
  /**
   * Waiting has ended. If the server reported that the job ended without a clip, the failure is in the ledger; after
   * `job_timeout` and `not_found` the job may continue, and stays resumable.
   */
  | { readonly status: "failed"; readonly ticket: Ticket; readonly error: UgokuError };

/** The outcome of the search for the job of a lost response. */
export type ReconcileOutcome =
  | { readonly status: "accepted"; readonly ticket: Ticket; readonly job: Job }
  /** The list does not show it. After the list has settled, there probably is none. */
  | { readonly status: "missing"; readonly attempt: SubmitAttempt; readonly error: UgokuError }
  /** It cannot be determined: several jobs may be the one, or the server did not respond. */
  | {
      readonly status: "ambiguous";
      readonly attempt: SubmitAttempt;
      readonly candidates: readonly string[];
      readonly error: UgokuError;
    };

/** A saved clip. */
export interface SavedFile {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
}

/** Options of {@link BatchSteps.submit}. */
export interface SubmitStepOptions {
  /**
   * Sends the item once more, with a new key (`key#2`), if it `"failed"` (its job ended without a clip, or the server rejected
   * it permanently) or is `"ambiguous"` (which may pay twice). Default: neither.
   */
  readonly again?: "failed" | "ambiguous" | undefined;
  /**
   * With `again`: the key of the failed or ambiguous attempt, such as `attempt.key`. If another worker has sent a later attempt,
   * nothing is sent, and the outcome is that attempt's. Default: the latest attempt, which is safe for a single worker only.
   */
  readonly after?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface StepOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * The four steps of a video job. Each records its result in the ledger and is idempotent: after a crash, any worker with the same
 * ledger can repeat it. A key is sent at most once.
 *
 * Responses of the server are outcomes. Steps reject with the signal's reason, and with errors of `.plan()`, of the ledger and of
 * the file system.
 */
export interface BatchSteps {
  /** Creates the job of an item, or finds it in the ledger. */
  submit(item: KeyedItem, options?: SubmitStepOptions): Promise<SubmitOutcome>;
  /** Polls a job once. */
  pollOnce(ticket: Ticket, options?: StepOptions): Promise<PollOutcome>;
  /**
   * Saves the clip of a completed job. A clip that is already downloaded is not requested again, also after a crash.
   *
   * @throws DownloadError (`output_exists`) if another file is at `path`; it is not replaced
   */
  download(
    ticket: Ticket,
    path: string,
    options?: StepOptions & { readonly clip?: Clip | undefined },
  ): Promise<SavedFile>;
  /**
   * Searches for the job of an ambiguous create request; never creates one. `settleMs`: milliseconds for which it may still
   * appear in the list, longer than the list lags and than the slowest create request takes. Default 20,000.
   */
  reconcile(
    attempt: SubmitAttempt,
    options?: StepOptions & { readonly settleMs?: number | undefined },
  ): Promise<ReconcileOutcome>;
}
