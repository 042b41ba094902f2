/**
 * What the four steps take and give.
 *
 * @module
 */

import type { Animation } from "../client/builder.js";
import type { LintLevel } from "../client/builder-state.js";
import type { Ugoku } from "../client/create-client.js";
import type { Clip } from "../download/clip.js";
import type { ImageInput } from "../image/classify-input.js";
import type { FitMode } from "../image/fit.js";
import type { Ticket } from "../job/ticket.js";
import type { Job } from "../job/types.js";
import type { SubmitAttempt } from "../submit/submit-attempt.js";
import type { UgokuError } from "../utils/errors.js";
import type { Ledger } from "./ledger.js";

/** As much of a client as a batch needs: whatever its models, `createUgoku()` gives one. */
export interface BatchClient extends Pick<Ugoku, "advance" | "reconcile" | "resume" | "waitForAll"> {
  animate(image: ImageInput): { withPrompt(text: string): Animation };
}

/** What the steps work with. */
export interface StepsOptions {
  /** What `createUgoku()` gave. */
  readonly ugoku: BatchClient;
  readonly ledger: Ledger;
  /** Milliseconds after its create for which a job is waited for, by its ticket. Default: 6 hours, for servers with a queue. */
  readonly timeout?: number | undefined;
  /** How the linter's findings on a submitted item are treated. Default `"warn"`. */
  readonly lint?: LintLevel | undefined;
}

/** An item with the key that stands for it. */
export interface KeyedItem {
  /** 1 to 245 visible ASCII characters. The same key is never paid twice. */
  readonly key: string;
  readonly image: ImageInput;
  readonly prompt: string;
  /** Seconds of the clip. */
  readonly duration?: number | undefined;
  /** Pixels, such as `"720x1280"`. */
  readonly size?: string | undefined;
  readonly model?: string | undefined;
  /** How the image becomes that size, as `.fit()` takes it. Default `"auto"`. */
  readonly fit?: FitMode | undefined;
}

/** What a submit came to. */
export type SubmitOutcome =
  /** There is a job: `ticket.key` is the key that it was made with, `job` is for who waits in this process. */
  | { readonly state: "accepted"; readonly ticket: Ticket; readonly job: Job; readonly known: boolean }
  /** There is none, for certain. `retryAfterMs`: the server may take it then; `null`: not as it is. */
  | { readonly state: "rejected"; readonly error: UgokuError; readonly retryAfterMs: number | null }
  /** It was made, and has ended without a clip. Only `submit(item, { again: "failed" })` makes another. */
  | { readonly state: "failed"; readonly ticket: Ticket; readonly error: UgokuError }
  /** Nobody knows. Next is `reconcile(attempt)`. */
  | { readonly state: "ambiguous"; readonly attempt: SubmitAttempt; readonly error: UgokuError };

/** What a look at a job came to. */
export type PollOutcome =
  | { readonly state: "running"; readonly ticket: Ticket; readonly retryAfterMs: number }
  | { readonly state: "done"; readonly ticket: Ticket; readonly clip: Clip }
  /** With the code `job_timeout` the job itself may go on; all others are final, and in the ledger. */
  | { readonly state: "failed"; readonly ticket: Ticket; readonly error: UgokuError };

/** What the search for the job of a lost create came to. */
export type ReconcileOutcome =
  | { readonly state: "accepted"; readonly ticket: Ticket; readonly job: Job }
  /** The list does not show it. After a wait longer than the list lags, that is likely to mean that there is none. */
  | { readonly state: "missing"; readonly attempt: SubmitAttempt; readonly error: UgokuError }
  /** It cannot be told: several jobs may be the one, or the server cannot be asked. */
  | {
      readonly state: "ambiguous";
      readonly attempt: SubmitAttempt;
      readonly candidates: readonly string[];
      readonly error: UgokuError;
    };

/** A clip on the disk. */
export interface Saved {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
}

/** Options of {@link BatchSteps.submit}. */
export interface SubmitStepOptions {
  /**
   * Sends once more, with a key made from the old one (`key#2`), what `"failed"` (its job ended without a clip, or the server
   * refused it for good) or what is `"ambiguous"` (it may be paid twice). Default: neither.
   */
  readonly again?: "failed" | "ambiguous" | undefined;
  /**
   * With `again`: the key of the try that was found failed or lost, such as `attempt.key`. If another worker has sent a later one
   * by now, nothing is sent, and the outcome is that one's. Default: whichever is the latest, which is safe for one worker only.
   */
  readonly after?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The four steps. Each writes to the ledger before and after what it does, and each can be repeated after a crash at any
 * moment, by any worker that has the same ledger: the same key is sent at most once.
 *
 * They reject with the signal's reason, with what `.plan()` would refuse of an item, with what the ledger throws, and with
 * errors of this machine; what the server says is an outcome.
 */
export interface BatchSteps {
  /** Makes the job of an item, or finds it in the ledger. */
  submit(item: KeyedItem, options?: SubmitStepOptions): Promise<SubmitOutcome>;
  /** Looks at a job once. */
  pollOnce(ticket: Ticket, options?: { readonly signal?: AbortSignal | undefined }): Promise<PollOutcome>;
  /** Saves a finished job's clip, replacing what stands there, unless the ledger says that it is there already, and it is. */
  download(
    ticket: Ticket,
    path: string,
    options?: { readonly clip?: Clip | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<Saved>;
  /**
   * Looks for the job of a create that ended in doubt; never creates one. `settleMs`: milliseconds for which it may still
   * appear in the list, longer than the list lags and than the slowest create takes. Default 20,000.
   */
  reconcile(
    attempt: SubmitAttempt,
    options?: { readonly settleMs?: number | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<ReconcileOutcome>;
}
