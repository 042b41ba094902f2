import { isTerminal, readStatus } from "../dialects/types.js";
import { isModeration } from "../http/classify-error.js";
import type { Video } from "../http/schema.js";
import type { VideoResponse, VideosClient } from "../http/videos-client.js";
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
  type UgokuError,
} from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import type { Logger } from "../utils/logger.js";
import { codeOnly, shortId, text } from "../utils/message.js";
import { redactPrompt } from "../utils/redact.js";
import type { Clock, Sleep } from "./clock.js";
import type { DurationHistory } from "./duration-history.js";
import { JobProgress } from "./job-progress.js";
import type { PollInterval } from "./poll-interval.js";
import type { Ticket } from "./ticket.js";
import type { JobUpdate } from "./types.js";

/** Shared by all jobs of one client on one server. */
export interface JobContext {
  readonly client: VideosClient;
  readonly pollInterval: PollInterval;
  readonly history: DurationHistory;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly logger: Logger;
  /** Milliseconds for one request. */
  readonly timeout: number;
}

/** Milliseconds for which a 404 may be temporary: lists lag, and servers restart. */
const notFoundGrace = 30_000;

/** Codes of errors that a later poll cannot change. */
const finalCodes: ReadonlySet<ErrorCode> = new Set([
  "unauthorized",
  "moderation_blocked",
  "unsupported",
  "ticket_invalid",
]);

/** The state of one job: its last response, its next poll, and why to stop polling. Sends nothing. */
export class JobState {
  readonly id: string;
  readonly ticket: Ticket;
  readonly context: JobContext;
  readonly #progress: JobProgress;
  /** Milliseconds that the server asked to wait. */
  #retryAfterMs: number | undefined;
  #notFoundSince: number | undefined;
  #failedSince: number | undefined;
  readonly #loggedWarnings = new Set<string>();
  #warnedStatus: string | undefined;
  #isCancelled = false;

  constructor(context: JobContext, ticket: Ticket) {
    this.context = context;
    this.#notFoundSince = ticket.notFoundSince;
    this.#failedSince = ticket.failedSince;
    // Object.assign: the copies that a spread makes each get a hidden class of their own in V8 of Node 20, three times as
    // large as the ticket.
    this.ticket = Object.freeze(Object.assign({}, ticket));
    this.id = ticket.id;
    // The start of a job that was resumed by its id is unknown, so its duration is not learned.
    const history = ticket.key === "" ? undefined : context.history;
    this.#progress = new JobProgress(ticket.createdAt, ticket.model, history);
  }

  /** Whether any response has been applied. */
  get isKnown(): boolean {
    return this.#progress.video !== undefined;
  }

  get hasEnded(): boolean {
    return this.isKnown && isTerminal(this.#progress.status);
  }

  /** The ticket for another process, with the time since when the server has not known the job, or reports its failure. */
  get ticketForLater(): Ticket {
    const { notFoundSince: _, failedSince: __, ...ticket } = this.ticket;
    const [notFoundSince, failedSince] = [this.#notFoundSince, this.#failedSince];
    return Object.freeze({
      ...ticket,
      ...(notFoundSince === undefined ? {} : { notFoundSince }),
      ...(failedSince === undefined ? {} : { failedSince }),
    });
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
    this.#notFoundSince = undefined;
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

  /** Returns the error that ends waiting, or `undefined` if a later poll may succeed. `at`: when the poll failed. */
  applyFailure(error: unknown, at: number): unknown {
    if (isUgokuError(error) && error.code === "not_found" && !this.#isCancelled) this.#notFoundSince ??= at;
    const kind = this.#classifyFailure(error, at);
    if (kind === "cancelled") return this.#cancelledError(error);
    if (kind === "final") return attachJob(error, this);
    this.#progress.missedPolls += 1;
    this.#retryAfterMs = error instanceof ApiError ? error.retryAfterMs : undefined;
    this.context.logger.debug(
      `ugoku: job ${shortId(this.id)}: a poll failed, waiting continues: ${(error as UgokuError).message}`,
    );
    return undefined;
  }

  #classifyFailure(error: unknown, at: number): "temporary" | "cancelled" | "final" {
    if (!isUgokuError(error) || finalCodes.has(error.code)) return "final";
    if (error.code !== "not_found") return "temporary";
    if (this.#isCancelled) return "cancelled";
    return at - (this.#notFoundSince ?? at) < notFoundGrace ? "temporary" : "final";
  }

  /** Milliseconds until the next poll. */
  scheduleNextPoll(): number {
    const state = this.#progress.pollState(this.context.clock.now());
    // "After 0 seconds" would flood the server: it counts as no request.
    const requested = this.#retryAfterMs || this.context.pollInterval(state);
    // A user's function may return anything.
    const interval = Number.isFinite(requested) ? Math.max(1, requested) : 1_000;
    this.#progress.nextCheckMs = Math.round(interval);
    return interval;
  }

  /** `undefined` before the first response. */
  update(): JobUpdate | undefined {
    const { video } = this.#progress;
    return video && this.toUpdate(video);
  }

  toUpdate(video: Video): JobUpdate {
    return this.#progress.update(video, this.context.clock.now());
  }

  timeoutError(deadline: number): JobTimeoutError {
    const { progress } = this.#progress.pollState(deadline);
    const waited = Math.round((deadline - this.ticket.createdAt) / 1000);
    const last = this.isKnown
      ? `at the last poll it was ${this.#progress.status} at ${progress} %`
      : "no poll succeeded";
    return new JobTimeoutError("job_timeout", `Job ${shortId(this.id)} did not end within ${waited} s; ${last}.`, {
      jobId: this.id,
      ticket: this.ticket,
      retryable: true,
      hint: text`The job continues on the server, and is paid for. ${codeOnly("Wait for it with resume(error.ticket).wait({ timeout }).")}`,
    });
  }

  /** The error of a job that ended without a clip. */
  failedError(last: JobUpdate | undefined): JobFailedError | ModerationError {
    const error = last?.video.error;
    const reason = (typeof error === "string" ? error : error?.message) || "the server gives no reason";
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

/**
 * A job's error code, if it is one that only ugoku's own renderer uses: about the image, or about the preview. Any server may
 * use ugoku's other codes, such as `server_error` and `not_found`, with another meaning.
 */
const getRendererCode = (code: string | undefined): ErrorCode | undefined =>
  errorCodes.find((known) => known === code && /^(image|preview)_/.test(known));
