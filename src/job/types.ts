import type { JobStatus } from "../dialects/types.js";
import type { Clip } from "../download/clip.js";
import type { Video } from "../http/schema.js";
import type { UgokuError } from "../utils/errors.js";
import type { Ticket } from "./ticket.js";

/** The state of a job after a poll; in an outage of more than a minute, also after a failed one. */
export interface JobUpdate {
  readonly status: JobStatus;
  /** Percent, 0 to 100. Never decreases. */
  readonly progress: number;
  /** Estimated milliseconds until the job ends, or `null` without an estimate. */
  readonly etaMs: number | null;
  /** Milliseconds since the job was created. */
  readonly elapsedMs: number;
  /** Milliseconds until the next poll, or `null` if there is none. */
  readonly nextCheckMs: number | null;
  /** Only in an outage: milliseconds without a successful poll, once that is a minute. The other fields are of the last one. */
  readonly unreachableMs?: number;
  /** The server's own object. */
  readonly video: Video;
}

/** Options of `Job.wait()` and `Job.updates()`. */
export interface WaitOptions {
  /** Stops waiting at once. The job continues. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds from now after which waiting ends with `JobTimeoutError`. Default: the ticket's deadline. */
  readonly timeout?: number | undefined;
  /** Called after each successful poll, and in an outage of more than a minute after each failed one. An error that it throws is logged; waiting continues. */
  readonly onUpdate?: ((update: JobUpdate) => void) | undefined;
}

/** The outcome of `Job.cancel()`. */
export interface CancelResult {
  /**
   * `"confirmed"`: the server reports that the job is gone. `"refused"`: the job continues and is billed. `"unknown"`: the
   * server reports neither.
   */
  readonly outcome: "confirmed" | "refused" | "unknown";
  /** Only if the server does not know the job: it was deleted before, or the id or the server is wrong. */
  readonly code?: "not_found";
  readonly message: string;
}

/**
 * A job on a server. It is paid for, and continues there whether or not this process waits for it.
 *
 * @example
 * ```ts
 * import { animate } from "ugoku";
 *
 * const job = await animate("photo.jpg").withPrompt("The cat slowly blinks.").submit();
 * for await (const { status, progress } of job.updates()) console.log(status, progress);
 * await (await job.wait()).saveTo("photo.mp4");
 * ```
 */
export interface Job extends AsyncDisposable {
  readonly id: string;
  /** Plain JSON without secrets, for `resume()` in any process. */
  readonly ticket: Ticket;
  /**
   * Polls once. Where the server responds to a create request with the clip itself, returns the state from that response.
   *
   * @throws ApiError, EndpointError if this poll fails; the job itself may continue
   */
  poll(options?: { readonly signal?: AbortSignal | undefined }): Promise<JobUpdate>;
  /**
   * Polls until the job ends, with or without a clip.
   *
   * @throws JobTimeoutError at the deadline, ApiError if the server refuses, or the signal's reason
   */
  updates(options?: WaitOptions): AsyncIterable<JobUpdate>;
  /**
   * Waits for the clip.
   *
   * @throws JobFailedError, ModerationError, JobTimeoutError, ApiError (401, 403, or polls refused for half a minute), or the
   * signal's reason
   */
  wait(options?: WaitOptions): Promise<Clip>;
  /**
   * Asks the server to delete the job, and returns what the server reports about it.
   *
   * @throws RequestError (`unsupported`) where the server has no delete; nothing is sent then
   */
  cancel(options?: { readonly signal?: AbortSignal | undefined }): Promise<CancelResult>;
}

/** The outcome of one of many jobs. */
export type JobOutcome =
  | { readonly status: "completed"; readonly job: Job; readonly clip: Clip }
  /** The error has the `jobId` and the `ticket`. After a timeout, or if the API key is refused, the job itself continues. */
  | { readonly status: "failed"; readonly job: Job; readonly error: UgokuError };

/** Options of `waitForAll()`. */
export interface WaitForAllOptions {
  /** Stops waiting at once. The jobs continue. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds from now after which waiting for each job ends. Default: each ticket's own deadline. */
  readonly timeout?: number | undefined;
  /** Called after each successful poll of a job. An error that it throws is logged; waiting continues. */
  readonly onUpdate?: ((update: JobUpdate, job: Job) => void) | undefined;
}
