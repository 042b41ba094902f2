import type { JobStatus } from "../dialects/types.js";
import type { Clip } from "../download/clip.js";
import type { Video } from "../http/schema.js";
import type { Ticket } from "./ticket.js";

/** One look at a job. */
export interface JobUpdate {
  readonly status: JobStatus;
  /** Percent, 0 to 100. Never runs backwards. */
  readonly progress: number;
  /** Milliseconds that are left, judged by the progress so far, or `null` if that says nothing. */
  readonly etaMs: number | null;
  /** Milliseconds since the job was created. */
  readonly elapsedMs: number;
  /** Milliseconds until the next look, or `null` if there is none. */
  readonly nextCheckMs: number | null;
  /** The server's own object. */
  readonly video: Video;
}

/** Options of waiting. */
export interface WaitOptions {
  /** Stops the waiting at once, never the job. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds from now after which waiting ends with `JobTimeoutError`. Default: the ticket's deadline. */
  readonly timeout?: number | undefined;
  readonly onUpdate?: ((update: JobUpdate) => void) | undefined;
}

/** What a `cancel()` came to. */
export interface CancelResult {
  /** `"confirmed"`: the server says that it is gone. `"refused"`: it goes on, and is paid for. `"unknown"`: no answer. */
  readonly outcome: "confirmed" | "refused" | "unknown";
  readonly message: string;
}

/** A job on a server: paid for, and there until the server forgets it. */
export interface Job extends AsyncDisposable {
  readonly id: string;
  /** Plain JSON without secrets, for `resume()` in any process. */
  readonly ticket: Ticket;
  /** Looks once. Where the answer to the create was the clip itself, says what that was. */
  check(options?: { readonly signal?: AbortSignal | undefined }): Promise<JobUpdate>;
  /** Looks until the job has ended, however it ends. Throws only at the deadline, an abort or a refusal. */
  updates(options?: WaitOptions): AsyncIterable<JobUpdate>;
  /**
   * Waits for the clip.
   *
   * @throws JobFailedError, ModerationError, JobTimeoutError, ApiError (401, 403, 404), or the signal's reason
   */
  wait(options?: WaitOptions): Promise<Clip>;
  /**
   * Asks the server to delete the job, and says what came of it.
   *
   * @throws RequestError (`unsupported`) where the server has no delete; nothing is sent then
   */
  cancel(options?: { readonly signal?: AbortSignal | undefined }): Promise<CancelResult>;
}
