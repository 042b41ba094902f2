import { type Clip, createClip, preloadSaveTo } from "../download/clip.js";
import type { VideoResponse } from "../http/videos-client.js";
import { attachJob } from "../utils/errors.js";
import { shortId } from "../utils/message.js";
import { validateOptions } from "../utils/validate-options.js";
import { cancelJob } from "./cancel.js";
import { type JobContext, JobState } from "./job-state.js";
import { listSource, pollJobs } from "./poll-loop.js";
import type { Ticket } from "./ticket.js";
import type { CancelResult, JobUpdate, WaitOptions } from "./types.js";
import { waitRules } from "./wait-rules.js";

/** A job whose state is in memory: what a `JobHandle` does. */
export class OpenJob {
  readonly id: string;
  readonly ticket: Ticket;
  readonly #job: JobState;
  readonly #disposal = new AbortController();

  /** `created`: the response to the create request, if this process sent it. */
  constructor(context: JobContext, ticket: Ticket, created?: VideoResponse) {
    this.#job = new JobState(context, ticket);
    this.ticket = this.#job.ticket;
    this.id = ticket.id;
    if (created) this.#job.applyResponse(created, context.timer.now());
  }

  get state(): JobState {
    return this.#job;
  }

  /** See {@link JobState.ticketForLater}. */
  get ticketForLater(): Ticket {
    return this.#job.ticketForLater;
  }

  async poll({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<JobUpdate> {
    const job = this.#job;
    const { client, timer } = job.context;
    const known = client.dialect.can.retrieve ? undefined : job.update();
    if (known) return known;
    try {
      const response = await client.retrieve(this.id, { signal });
      job.applyResponse(response, timer.now());
      job.scheduleNextPoll();
      return job.toUpdate(response.video);
    } catch (error) {
      throw attachJob(error, this);
    }
  }

  async *updates(options: WaitOptions = {}): AsyncGenerator<JobUpdate, void, undefined> {
    validateOptions("Job.wait()", options, waitRules);
    const { context } = this.#job;
    const disposal = this.#disposal.signal;
    const signal = options.signal ? AbortSignal.any([options.signal, disposal]) : disposal;
    const deadline = options.timeout === undefined ? this.ticket.deadline : context.clock.now() + options.timeout;
    for await (const event of pollJobs(listSource([{ job: this.#job, deadline }]), context, signal)) {
      if ("error" in event) throw event.error;
      yield event.update;
    }
  }

  async wait(options: WaitOptions = {}): Promise<Clip> {
    let last: JobUpdate | undefined;
    for await (const update of this.updates(options)) {
      this.emitUpdate(options.onUpdate, update);
      // Not before the first poll: there is more time after it.
      if (last) preloadSaveTo();
      last = update;
    }
    if (last?.status === "completed") return createClip(this.#job.context, this, last.video);
    throw this.#job.failedError(last);
  }

  /**
   * Polls as often as fits into `budgetMs`. Resolves to the milliseconds until the next poll, or to `null` if the job has
   * ended. Returns early rather than polling early: the interval that the server asked for holds across calls.
   */
  async advance(budgetMs: number, signal: AbortSignal | undefined): Promise<number | null> {
    const { context } = this.#job;
    const source = listSource([{ job: this.#job, deadline: this.ticket.deadline }]);
    const events = pollJobs(source, context, signal, budgetMs);
    for (;;) {
      const { done, value } = await events.next();
      if (done) return value;
      if ("error" in value) throw value.error;
    }
  }

  /** An error in the caller's function must not lose the job. */
  emitUpdate(onUpdate: ((update: JobUpdate) => void) | undefined, update: JobUpdate): void {
    try {
      onUpdate?.(update);
    } catch (error) {
      const { logger } = this.#job.context;
      logger.error(`ugoku: onUpdate threw for job ${shortId(this.id)}, waiting continues: ${String(error)}`);
    }
  }

  async cancel({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<CancelResult> {
    try {
      const { isGone, ...result } = await cancelJob(this.#job.context.client, this.id, signal);
      if (isGone) this.#job.markCancelled();
      return result;
    } catch (error) {
      throw attachJob(error, this);
    }
  }

  dispose(): void {
    this.#disposal.abort(new DOMException("The job's handle was disposed. The job itself continues.", "AbortError"));
  }
}
