import type { VideoAnswer, VideosClient } from "../api/client.js";
import { isTerminal, readStatus } from "../api/dialect.js";
import { isModeration } from "../api/errors.js";
import { type Clip, createClip } from "../clip/clip.js";
import {
  ApiError,
  aboutJob,
  type ErrorCode,
  errorCodes,
  isUgokuError,
  JobFailedError,
  JobTimeoutError,
  ModerationError,
  show,
} from "../errors.js";
import type { Logger } from "../logger.js";
import type { Clock, Sleep } from "./clock.js";
import type { Schedule } from "./schedule.js";
import type { Ticket } from "./ticket.js";
import { Tracker } from "./tracker.js";
import type { CancelResult, Job, JobUpdate, WaitOptions } from "./types.js";
import { checkWaitOptions } from "./wait-options.js";

/** What every job of one client shares. */
export interface JobContext {
  readonly client: VideosClient;
  readonly schedule: Schedule;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly logger: Logger;
  /** Milliseconds for one request. */
  readonly timeout: number;
}

/** Milliseconds for which "no such job" may still mean "not yet": lists lag, and servers restart. */
const notFoundGrace = 30_000;

/** A look near the deadline still gets this many milliseconds for its answer. */
const lastLook = 1_000;

/**
 * A job's error code, if it is one of ours that only an engine of ours would use: about its picture, or about the preview.
 * Our other codes, such as `server_error` and `not_found`, are words that any server may use for something of its own.
 */
const rendererCode = (code: string | undefined): ErrorCode | undefined =>
  errorCodes.find((known) => known === code && /^(image|preview)_/.test(known));

/** A {@link Job} as this package itself sees it. */
export class JobHandle implements Job {
  readonly id: string;
  readonly ticket: Ticket;
  readonly #context: JobContext;
  readonly #tracker: Tracker;
  readonly #closed = new AbortController();
  #serverWish: number | undefined;
  #notFoundSince: number | undefined;
  #warnedOf: string | undefined;

  /** `created` is what the create answered, if this process sent it. */
  constructor(context: JobContext, ticket: Ticket, created?: VideoAnswer) {
    this.#context = context;
    this.#notFoundSince = ticket.notFoundSince;
    this.ticket = Object.freeze({ ...ticket });
    this.id = ticket.id;
    this.#tracker = new Tracker(ticket.createdAt, ticket.model);
    if (created) this.#see(created);
  }

  get disposed(): boolean {
    return this.#closed.signal.aborted;
  }

  /** The ticket, with what the next process has to know: since when the server has not known the job. */
  get ticketForLater(): Ticket {
    const { notFoundSince: _, ...ticket } = this.ticket;
    const since = this.#notFoundSince;
    return Object.freeze(since === undefined ? ticket : { ...ticket, notFoundSince: since });
  }

  async check(options: { signal?: AbortSignal } = {}): Promise<JobUpdate> {
    try {
      const answer = await this.#context.client.retrieve(this.id, { signal: options.signal });
      this.#see(answer);
      this.#decideNextCheck();
      return this.#tracker.update(answer.video, this.#context.clock.now());
    } catch (error) {
      throw aboutJob(error, this);
    }
  }

  async *updates(options: WaitOptions = {}): AsyncGenerator<JobUpdate, void, undefined> {
    const { clock, sleep } = this.#context;
    checkWaitOptions("Job.wait()", options);
    const signal = options.signal ? AbortSignal.any([options.signal, this.#closed.signal]) : this.#closed.signal;
    const deadline = options.timeout === undefined ? this.ticket.deadline : clock.now() + options.timeout;
    let fresh = this.#tracker.video !== undefined;
    // A job from a ticket is looked at before the first wait.
    let wait = fresh ? this.#decideNextCheck() : 0;
    let looked = false;
    for (;;) {
      signal.throwIfAborted();
      const { video } = this.#tracker;
      if (fresh && video) {
        yield this.#tracker.update(video, clock.now());
        if (isTerminal(this.#tracker.status)) return;
      }
      const left = deadline - clock.now();
      // What was seen before the deadline does not say what is true now.
      if (left <= 0 && looked) throw this.#timedOut(deadline);
      await sleep(Math.min(wait, Math.max(0, left)), signal);
      fresh = await this.#look(signal, Math.max(lastLook, deadline - clock.now()));
      looked = true;
      wait = Math.max(1, this.#decideNextCheck());
    }
  }

  async wait(options: WaitOptions = {}): Promise<Clip> {
    let last: JobUpdate | undefined;
    for await (const update of this.updates(options)) {
      this.#tell(options.onUpdate, update);
      last = update;
    }
    if (last?.status === "completed") return createClip(this.#context, this, last.video);
    throw this.#failed(last);
  }

  /**
   * Looks as often as fits into `budgetMs`. Resolves to the milliseconds until the next look, or to `null` if the job has
   * ended. Rather than looking early it returns early: what the server asked for holds across calls.
   */
  async advance(budgetMs: number, signal: AbortSignal | undefined): Promise<number | null> {
    const { clock, sleep } = this.#context;
    const { deadline } = this.ticket;
    const end = Math.min(deadline, clock.now() + budgetMs);
    for (;;) {
      signal?.throwIfAborted();
      const seen = await this.#look(signal, Math.max(lastLook, end - clock.now()));
      if (seen && isTerminal(this.#tracker.status)) return null;
      const left = deadline - clock.now();
      if (left <= 0) throw this.#timedOut(deadline);
      const wait = Math.min(this.#decideNextCheck(), left);
      if (clock.now() + wait > end) return wait;
      await sleep(wait, signal);
    }
  }

  async cancel(options: { signal?: AbortSignal } = {}): Promise<CancelResult> {
    const { client } = this.#context;
    if (!client.dialect.can.delete)
      return { outcome: "refused", message: `Servers of the dialect "${client.dialect.name}" cannot cancel a job.` };
    try {
      const gone = await client.delete(this.id, { signal: options.signal });
      return gone
        ? { outcome: "confirmed", message: "The server says that the job is gone." }
        : { outcome: "unknown", message: "The server answered, but does not say whether the job is gone." };
    } catch (error) {
      options.signal?.throwIfAborted();
      // A 404 may mean that the job is gone already, or that the server has no such call.
      if (error instanceof ApiError && ["unauthorized", "request_rejected"].includes(error.code)) {
        return { outcome: "refused", message: `The server refused, so that the job goes on: ${error.message}` };
      }
      return { outcome: "unknown", message: `It is not known whether the job goes on: ${String(error)}` };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort(new DOMException("This job's handle was disposed; the job itself goes on.", "AbortError"));
  }

  /** What the caller's own function throws must not cost the caller the job. */
  #tell(onUpdate: WaitOptions["onUpdate"], update: JobUpdate): void {
    try {
      onUpdate?.(update);
    } catch (error) {
      this.#context.logger.error(`ugoku: onUpdate threw for job ${this.id}, waiting on: ${String(error)}`);
    }
  }

  /** One look of the loop. `false`: missed, which is no reason to give up a job that is paid for. */
  async #look(signal: AbortSignal | undefined, timeout: number): Promise<boolean> {
    const { client, clock, logger } = this.#context;
    try {
      this.#see(await client.retrieve(this.id, { signal, timeout }));
      this.#notFoundSince = undefined;
      return true;
    } catch (error) {
      signal?.throwIfAborted();
      // Moderation is a last word as well, whichever way it comes.
      if (!isUgokuError(error) || error.code === "unauthorized" || error.code === "moderation_blocked")
        throw aboutJob(error, this);
      if (error.code === "not_found") {
        this.#notFoundSince ??= clock.now();
        if (clock.now() - this.#notFoundSince >= notFoundGrace) throw aboutJob(error, this);
      }
      this.#tracker.missedPolls += 1;
      this.#serverWish = error instanceof ApiError ? error.retryAfterMs : undefined;
      logger.debug(`ugoku: job ${this.id}: a look failed, waiting on: ${error.message}`);
      return false;
    }
  }

  #see(answer: VideoAnswer): void {
    const { client, clock, logger } = this.#context;
    const status = readStatus(client.dialect, answer.video.status);
    if (status === "unknown" && this.#warnedOf !== answer.video.status) {
      this.#warnedOf = answer.video.status;
      logger.warn(
        `ugoku: job ${this.id} has the status ${show(answer.video.status)}, which ugoku does not know; waiting on.`,
      );
    }
    this.#serverWish = answer.pollAfterMs;
    this.#tracker.see(answer.video, status, clock.now());
  }

  #decideNextCheck(): number {
    const state = this.#tracker.scheduleState(this.#context.clock.now());
    // "After 0 seconds" is no wish, but the way to a flood.
    const wished = this.#serverWish || this.#context.schedule(state);
    // A schedule of the user's own may answer anything; no wait at all would flood the server.
    const wait = Number.isFinite(wished) ? Math.max(1, wished) : 1_000;
    this.#tracker.nextCheckMs = Math.round(wait);
    return wait;
  }

  #timedOut(deadline: number): JobTimeoutError {
    const { status, video } = this.#tracker;
    const waited = Math.round((deadline - this.ticket.createdAt) / 1000);
    const seen = video
      ? `it was ${status} at ${this.#tracker.scheduleState(deadline).progress} %`
      : "it was never seen";
    return new JobTimeoutError(
      "job_timeout",
      `Job ${this.id} did not end within ${waited} s; when last seen, ${seen}.`,
      {
        jobId: this.id,
        ticket: this.ticket,
        retryable: true,
        hint: "The job goes on and is paid for. Wait for it with resume(error.ticket).wait({ timeout }).",
      },
    );
  }

  #failed(last: JobUpdate | undefined): JobFailedError | ModerationError {
    const error = last?.video.error;
    const words = (typeof error === "string" ? error : error?.message) || "the server gives no reason";
    const message = this.#context.client.hide(words);
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
}
