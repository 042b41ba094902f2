import { isTerminal, readStatus } from "../dialects/types.js";
import { isModeration } from "../http/classify-error.js";
import type { Video } from "../http/schema.js";
import type { VideoResponse, VideosClient } from "../http/videos-client.js";
import { assignKnown } from "../utils/base-error.js";
import { rendererCodes } from "../utils/error-codes.js";
import {
  ApiError,
  attachJob,
  describeValue,
  type ErrorCode,
  isUgokuError,
  JobFailedError,
  JobTimeoutError,
  ModerationError,
  type UgokuError,
} from "../utils/errors.js";
import { formatTime } from "../utils/format.js";
import { isRecord } from "../utils/guards.js";
import type { LazyLogger } from "../utils/logger.js";
import { codeOnly, shortId, text } from "../utils/message.js";
import { redactPrompt } from "../utils/redact.js";
import type { Clock, Sleep } from "./clock.js";
import type { DurationHistory } from "./duration-history.js";
import { JobProgress } from "./job-progress.js";
import type { OutageMonitor } from "./outage-monitor.js";
import type { PollInterval } from "./poll-interval.js";
import type { Ticket } from "./ticket.js";
import type { JobUpdate } from "./types.js";

/** Shared by all jobs of one client on one server. */
export interface JobContext {
  readonly client: VideosClient;
  readonly pollInterval: PollInterval;
  readonly history: DurationHistory;
  readonly clock: Clock;
  /** For intervals: it never goes back, and does not follow when the system's clock is set. */
  readonly timer: Clock;
  readonly outage: OutageMonitor;
  readonly sleep: Sleep;
  readonly logger: LazyLogger;
  /** Milliseconds for one request. */
  readonly timeout: number;
}

/**
 * Milliseconds for which refused polls may be temporary: lists lag, servers restart, gateways switch. A refusal is any response
 * that another poll need not change: 400, 404, 410, 422, 501, or a response that is not this job.
 */
const refusalGrace = 30_000;

/** With a longer `Retry-After`, the next poll is due after this many milliseconds: a proxy's hour must not hide a job's end. */
const maxPollAfter = 60_000;

/** Codes of errors that a later poll cannot change, unless the server is failing (5xx) or limits the rate (429). */
const finalCodes: ReadonlySet<ErrorCode> = new Set([
  "endpoint_missing",
  "unauthorized",
  "insufficient_credit",
  "moderation_blocked",
  "unsupported",
  "ticket_invalid",
]);

/** Whether this failure of a poll ends waiting at once. */
export const endsWaiting = ({ code, retryable, status }: UgokuError): boolean =>
  finalCodes.has(code) && !retryable && status !== 429;

/** The state of one job: its last response, its next poll, and why to stop polling. Sends nothing. */
export class JobState {
  readonly id: string;
  readonly ticket: Ticket;
  readonly context: JobContext;
  readonly #progress: JobProgress;
  /** Milliseconds that the server asked to wait. */
  #retryAfterMs: number | undefined;
  /** When the first of the refusals in a row came. */
  #refusedSince: number | undefined;
  /** When the first report of a failure in a row came that the dialect wants confirmed. */
  #failedSince: number | undefined;
  /** The failure of the last poll, unless it succeeded. */
  #lastFailure: UgokuError | undefined;
  readonly #loggedWarnings = new Set<string>();
  #warnedStatus: string | undefined;
  readonly #createdAt: number;
  #isCancelled = false;

  constructor(context: JobContext, ticket: Ticket) {
    this.context = context;
    const { clock, timer } = context;
    const toTimer = (time: number) => timer.now() - Math.max(0, clock.now() - time);
    if (ticket.notFoundSince !== undefined) this.#refusedSince = toTimer(ticket.notFoundSince);
    if (ticket.failedSince !== undefined) this.#failedSince = toTimer(ticket.failedSince);
    this.ticket = Object.freeze(ticket);
    this.id = ticket.id;
    // The start of a job that was resumed by its id is unknown, so its duration is not learned.
    const history = ticket.key === "" ? undefined : context.history;
    this.#createdAt = toTimer(ticket.createdAt);
    this.#progress = new JobProgress(this.#createdAt, ticket.model, history);
  }

  /** Whether any response has been applied. */
  get isKnown(): boolean {
    return this.#progress.video !== undefined;
  }

  get hasEnded(): boolean {
    return this.isKnown && isTerminal(this.#progress.status);
  }

  /** Whether no poll has succeeded for so long that an update says so. */
  get isUnreachable(): boolean {
    return this.context.outage.duration(this.context.timer.now()) !== undefined;
  }

  /** The ticket for another process, with the time since when the server has refused polls, or reports a failure. */
  get ticketForLater(): Ticket {
    const { notFoundSince: _, failedSince: __, ...ticket } = this.ticket;
    const { clock, timer } = this.context;
    const toClock = (time: number | undefined) => (time === undefined ? time : clock.now() - (timer.now() - time));
    const times = { notFoundSince: toClock(this.#refusedSince), failedSince: toClock(this.#failedSince) };
    return Object.freeze(assignKnown(ticket, times));
  }

  /** The server has confirmed a cancellation: the next 404 ends the job. */
  markCancelled(): void {
    this.#isCancelled = true;
  }

  /** `at`: when the response arrived. */
  applyResponse({ video: reported, pollAfterMs }: VideoResponse, at: number): void {
    const { client, logger } = this.context;
    const video = this.#isUnconfirmed(reported, at) ? { ...reported, status: "in_progress", error: null } : reported;
    const status = readStatus(client.dialect, video.status);
    this.#logWarnings(video.warnings);
    if (status === "unknown" && this.#warnedStatus !== video.status) {
      this.#warnedStatus = video.status;
      logger.warn(
        `ugoku: job ${shortId(this.id)} has the unknown status ${describeValue(video.status)}; waiting continues.`,
      );
    }
    this.#retryAfterMs = pollAfterMs;
    this.#refusedSince = undefined;
    this.#lastFailure = undefined;
    this.context.outage.end(at);
    this.#progress.apply(video, status, at);
  }

  /** Whether the video failed in a way that the dialect wants to be reported for longer than it has been. */
  #isUnconfirmed({ status, error }: Video, at: number): boolean {
    const { dialect } = this.context.client;
    const rule = dialect.result.unconfirmed;
    const code = typeof error === "object" ? error?.code : undefined;
    if (!rule || readStatus(dialect, status) !== "failed" || code !== rule.code) {
      this.#failedSince = undefined;
      return false;
    }
    this.#failedSince ??= at;
    return at - this.#failedSince < rule.forMs;
  }

  /** Some servers add a list of warnings, about options that they ignore. */
  #logWarnings(warnings: unknown): void {
    for (const warning of Array.isArray(warnings) ? warnings : []) {
      const texts = isRecord(warning) ? Object.values(warning) : [warning];
      const words = this.context.client.hide(texts.filter((text) => typeof text === "string").join(": "));
      if (words === "" || this.#loggedWarnings.has(words)) continue;
      this.#loggedWarnings.add(words);
      this.context.logger.warn(`ugoku: job ${shortId(this.id)}: the server warns: ${words}`);
    }
  }

  /**
   * Returns the error that ends waiting, or `undefined` if a later poll may succeed. `startedAt`, `at`: when the poll began and
   * failed.
   */
  applyFailure(error: unknown, startedAt: number, at: number): unknown {
    if (!isUgokuError(error) || endsWaiting(error)) return attachJob(error, this);
    if (this.#isCancelled && error.code === "not_found") return this.#cancelledError(error);
    this.#lastFailure = error;
    if (isRefusal(error)) {
      this.context.outage.end(at);
      this.#refusedSince ??= at;
      if (at - this.#refusedSince >= refusalGrace) return this.#refusedError(error, at - this.#refusedSince);
    } else this.context.outage.continue(startedAt, at, error.message);
    this.#progress.missedPolls += 1;
    this.#retryAfterMs = error instanceof ApiError ? error.retryAfterMs : undefined;
    this.context.logger.debug(
      () => `ugoku: job ${shortId(this.id)}: a poll failed, waiting continues: ${error.message}`,
    );
    return undefined;
  }

  /** Milliseconds until the next poll. `isFirst`: after the create request, a server that is polled more than once a second may be done. */
  scheduleNextPoll(isFirst = false): number {
    const interval = this.#nextInterval();
    const wait = isFirst && interval < 1_000 && !this.#retryAfterMs ? 0 : interval;
    this.#progress.nextCheckMs = Math.round(wait);
    return wait;
  }

  #nextInterval(): number {
    const now = this.context.timer.now();
    const state = this.#progress.pollState(now);
    // "After 0 seconds" would flood the server: it counts as no request.
    const pollAfter = this.#retryAfterMs && Math.min(this.#retryAfterMs, maxPollAfter);
    // Refused polls end with the grace period, not at the first regular poll after it; but as late as the server asks.
    const grace = this.#refusedSince === undefined ? Number.POSITIVE_INFINITY : this.#refusedSince + refusalGrace - now;
    const requested = pollAfter || Math.min(this.context.pollInterval(state), Math.max(1_000, grace));
    // A user's function may return anything.
    return Number.isFinite(requested) ? Math.max(1, requested) : 1_000;
  }

  /** `undefined` before the first response, unless the server has not responded for long. */
  update(): JobUpdate | undefined {
    const { video = this.isUnreachable ? { id: this.id, status: "unknown" } : undefined } = this.#progress;
    return video && this.toUpdate(video);
  }

  toUpdate(video: Video): JobUpdate {
    const now = this.context.timer.now();
    return assignKnown(this.#progress.update(video, now), { unreachableMs: this.context.outage.duration(now) });
  }

  /** `deadline`: of the clock for intervals. */
  timeoutError(deadline: number): JobTimeoutError {
    const { progress } = this.#progress.pollState(deadline);
    const { status, video } = this.#progress;
    const isUnknown = this.isKnown && status === "unknown";
    const word = describeValue(video?.status);
    const last = !this.isKnown
      ? "no poll succeeded"
      : `at the last ${this.#lastFailure ? "successful " : ""}poll it was ${isUnknown ? `${word}, an unknown status,` : status} at ${progress} %`;
    const failure = this.#lastFailure ? ` The last poll failed: ${this.#lastFailure.message}` : "";
    const own = codeOnly(`If the status ${word} means an end, say so with defineDialect({ statuses }).`);
    const resume = codeOnly("Wait for it with resume(error.ticket).wait({ timeout }).");
    const description = `Job ${shortId(this.id)} did not end within ${formatTime(deadline - this.#createdAt)}; ${last}.${failure}`;
    return new JobTimeoutError("job_timeout", description, {
      jobId: this.id,
      ticket: this.ticket,
      retryable: true,
      cause: this.#lastFailure,
      hint: isUnknown
        ? text`The job may continue on the server, and may be paid for. ${own} ${resume}`
        : text`The job ${this.isKnown ? "continues" : "may continue"} on the server, and may be paid for. ${resume}`,
    });
  }

  /** The error of a job whose polls are refused for good. The job itself may continue, so it is not a `JobFailedError`. */
  #refusedError(last: UgokuError, duration: number): ApiError {
    const { code, status, requestId, message } = last;
    // Who waits again gives the server as much time again.
    const { notFoundSince: _, ...ticket } = this.ticket;
    return new ApiError(
      code,
      `The server has refused every poll of job ${this.id} for ${formatTime(duration)}. ${message}`,
      {
        status,
        requestId,
        jobId: this.id,
        ticket,
        cause: last,
        hint: text`The job may continue on the server, and may be paid for; but some servers forget their jobs at a restart. ${codeOnly("Try again later with resume(error.ticket).wait().")}`,
      },
    );
  }

  /** The error of a job that ended without a clip. */
  failedError(last: JobUpdate | undefined): JobFailedError | ModerationError {
    const error = last?.video.error;
    const said = typeof error === "string" ? error : error?.message;
    const reason = said || "the server gives no reason";
    const message = redactPrompt(this.context.client.hide(reason), last?.video.prompt ?? "");
    const code = typeof error === "object" && error?.code ? String(error.code) : undefined;
    const ownCode = getRendererCode(code);
    const suffix = code && !ownCode ? ` (${code})` : "";
    const description = `Job ${shortId(this.id)} ended as ${last?.status ?? "unknown"}: ${message}${suffix}`;
    if (isModeration({ code, message }))
      return new ModerationError("moderation_blocked", description, {
        jobId: this.id,
        ticket: this.ticket,
        hint: "The server's moderation refused the prompt, the image or the clip. Review them before sending again.",
      });
    return this.#jobFailed(description, { code: ownCode });
  }

  #cancelledError(cause: unknown): JobFailedError {
    return this.#jobFailed(`Job ${shortId(this.id)} ended as deleted: this process cancelled it.`, { cause });
  }

  #jobFailed(message: string, { code = "job_failed", cause }: { code?: ErrorCode | undefined; cause?: unknown }) {
    return new JobFailedError(code, message, {
      jobId: this.id,
      ticket: this.ticket,
      cause,
      hint: "The job has ended. Submit a new one to try again.",
    });
  }
}

/** Whether the server responded and refused: not an outage, and not a request to come later. */
const isRefusal = (error: UgokuError): boolean =>
  error instanceof ApiError && error.status !== 429 && (!error.retryable || error.status === 501);

/**
 * A job's error code, if it is one that only ugoku's own renderer uses: about the image, or about the preview. Any server may
 * use ugoku's other codes, such as `server_error` and `not_found`, with another meaning.
 */
const getRendererCode = (code: string | undefined): ErrorCode | undefined =>
  rendererCodes.find((known) => known === code);
