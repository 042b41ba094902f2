import { isTerminal, readStatus } from "../dialects/types.js";
import { isModeration } from "../http/response-errors.js";
import type { VideoResponse } from "../http/videos-client.js";
import {
  ApiError,
  attachJob,
  describeValue,
  type ErrorCode,
  errorCodes,
  isUgokuError,
  JobFailedError,
  JobTimeoutError,
  ModerationError,
} from "../utils/errors.js";
import { codeOnly, text } from "../utils/message.js";
import { redactPrompt } from "../utils/redact.js";
import type { JobContext } from "./job-context.js";
import { Tracker } from "./job-progress.js";
import type { Ticket } from "./ticket.js";
import type { JobUpdate } from "./types.js";

/** Milliseconds for which "no such job" may still mean "not yet": lists lag, and servers restart. */
const notFoundGrace = 30_000;

/** Errors that no later look will do away with. */
const lastWords: ReadonlySet<ErrorCode> = new Set([
  "unauthorized",
  "moderation_blocked",
  "unsupported",
  "ticket_invalid",
]);

/**
 * A job's error code, if it is one of ours that only an engine of ours would use: about its picture, or about the preview.
 * Our other codes, such as `server_error` and `not_found`, are words that any server may use for something of its own.
 */
const rendererCode = (code: string | undefined): ErrorCode | undefined =>
  errorCodes.find((known) => known === code && /^(image|preview)_/.test(known));

/** What is known of one job: what its answers said, when to look again, and when to give up. Sends nothing. */
export class JobState {
  readonly id: string;
  readonly ticket: Ticket;
  readonly context: JobContext;
  readonly tracker: Tracker;
  #serverWish: number | undefined;
  #notFoundSince: number | undefined;
  #warnedOf: string | undefined;
  #isCancelled = false;

  constructor(context: JobContext, ticket: Ticket) {
    this.context = context;
    this.#notFoundSince = ticket.notFoundSince;
    // Not a spread: to each copy that one makes, V8 of Node 20 gives a shape of its own, three times as long as the ticket.
    this.ticket = Object.freeze(Object.assign({}, ticket));
    this.id = ticket.id;
    // A job that was resumed by its id alone began at a time that is not known: nothing is to be learned from it.
    const history = ticket.key === "" ? undefined : context.history;
    this.tracker = new Tracker(ticket.createdAt, ticket.model, history);
  }

  get hasEnded(): boolean {
    return this.tracker.video !== undefined && isTerminal(this.tracker.status);
  }

  /** The ticket, with what the next process has to know: since when the server has not known the job. */
  get ticketForLater(): Ticket {
    const { notFoundSince: _, ...ticket } = this.ticket;
    const since = this.#notFoundSince;
    return Object.freeze(since === undefined ? ticket : { ...ticket, notFoundSince: since });
  }

  /** The server has confirmed that the job is gone: from now on, a 404 is no surprise. */
  cancelled(): void {
    this.#isCancelled = true;
  }

  /** Takes in one answer about this job. */
  see(answer: VideoResponse): void {
    const { client, clock, logger } = this.context;
    const status = readStatus(client.dialect, answer.video.status);
    if (status === "unknown" && this.#warnedOf !== answer.video.status) {
      this.#warnedOf = answer.video.status;
      logger.warn(
        `ugoku: job ${this.id} has the status ${describeValue(answer.video.status)}, which ugoku does not know; waiting on.`,
      );
    }
    this.#serverWish = answer.pollAfterMs;
    this.#notFoundSince = undefined;
    this.tracker.see(answer.video, status, clock.now());
  }

  /**
   * Takes in a look that failed. Returns the error that ends the waiting, or `undefined`: missed, which is no reason to
   * give up a job that is paid for.
   */
  miss(error: unknown): unknown {
    const { clock, logger } = this.context;
    // Moderation is a last word as well, whichever way it comes.
    if (!isUgokuError(error) || lastWords.has(error.code)) return attachJob(error, this);
    if (error.code === "not_found") {
      if (this.#isCancelled) return this.#wasCancelled(error);
      this.#notFoundSince ??= clock.now();
      if (clock.now() - this.#notFoundSince >= notFoundGrace) return attachJob(error, this);
    }
    this.tracker.missedPolls += 1;
    this.#serverWish = error instanceof ApiError ? error.retryAfterMs : undefined;
    logger.debug(`ugoku: job ${this.id}: a look failed, waiting on: ${error.message}`);
    return undefined;
  }

  /** Milliseconds until the next look. */
  decideNextCheck(): number {
    const state = this.tracker.pollState(this.context.clock.now());
    // "After 0 seconds" is no wish, but the way to a flood.
    const wished = this.#serverWish || this.context.pollInterval(state);
    // The user's function may return anything; no wait at all would flood the server.
    const wait = Number.isFinite(wished) ? Math.max(1, wished) : 1_000;
    this.tracker.nextCheckMs = Math.round(wait);
    return wait;
  }

  /** How the job stands. Only after it has been seen. */
  update(): JobUpdate | undefined {
    const { video } = this.tracker;
    return video && this.tracker.update(video, this.context.clock.now());
  }

  timedOut(deadline: number): JobTimeoutError {
    const { status, video } = this.tracker;
    const waited = Math.round((deadline - this.ticket.createdAt) / 1000);
    const seen = video ? `it was ${status} at ${this.tracker.pollState(deadline).progress} %` : "it was never seen";
    return new JobTimeoutError(
      "job_timeout",
      `Job ${this.id} did not end within ${waited} s; when last seen, ${seen}.`,
      {
        jobId: this.id,
        ticket: this.ticket,
        retryable: true,
        hint: text`The job continues on the server, and is paid for. ${codeOnly("Wait for it with resume(error.ticket).wait({ timeout }).")}`,
      },
    );
  }

  /** Why there is no clip, of a job that has ended otherwise. */
  failed(last: JobUpdate | undefined): JobFailedError | ModerationError {
    const error = last?.video.error;
    const words = (typeof error === "string" ? error : error?.message) || "the server gives no reason";
    const message = redactPrompt(this.context.client.hide(words), last?.video.prompt ?? "");
    const code = typeof error === "object" && error?.code ? String(error.code) : undefined;
    const ours = rendererCode(code);
    const text = `Job ${this.id} ended as ${last?.status ?? "unknown"}: ${message}${code && !ours ? ` (${code})` : ""}`;
    const details = { jobId: this.id, ticket: this.ticket };
    if (isModeration({ code, message })) {
      const hint =
        "The server's moderation refused the prompt, the image or the clip. Review them before sending again.";
      return new ModerationError("moderation_blocked", text, { ...details, hint });
    }
    return new JobFailedError(ours ?? "job_failed", text, {
      ...details,
      hint: "The job is over; submit a new one to try again.",
    });
  }

  #wasCancelled(cause: unknown): JobFailedError {
    return new JobFailedError("job_failed", `Job ${this.id} ended as deleted: it was cancelled here.`, {
      jobId: this.id,
      ticket: this.ticket,
      cause,
      hint: "The job is over; submit a new one to try again.",
    });
  }
}
