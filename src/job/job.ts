import { type Clip, createClip } from "../download/clip.js";
import type { VideoResponse } from "../http/videos-client.js";
import { attachJob } from "../utils/errors.js";
import { cancelJob } from "./cancel.js";
import type { JobContext } from "./job-context.js";
import { JobState } from "./job-state.js";
import { pollJobs } from "./poll-loop.js";
import { Poller } from "./poller.js";
import type { Ticket } from "./ticket.js";
import type { CancelResult, Job, JobUpdate, WaitOptions } from "./types.js";
import { checkWaitOptions } from "./validate-wait-options.js";

/** A {@link Job} as this package itself sees it. */
export class JobHandle implements Job {
  readonly id: string;
  readonly ticket: Ticket;
  readonly #job: JobState;
  readonly #closed = new AbortController();

  /** `created` is what the create answered, if this process sent it. */
  constructor(context: JobContext, ticket: Ticket, created?: VideoResponse) {
    this.#job = new JobState(context, ticket);
    this.ticket = this.#job.ticket;
    this.id = ticket.id;
    if (created) this.#job.see(created);
  }

  /** What is known of the job, if `job` is one of this copy of the package. */
  static observed(job: unknown): JobState | undefined {
    return job instanceof JobHandle ? job.#job : undefined;
  }

  get disposed(): boolean {
    return this.#closed.signal.aborted;
  }

  /** See {@link JobState.ticketForLater}. */
  get ticketForLater(): Ticket {
    return this.#job.ticketForLater;
  }

  async check(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<JobUpdate> {
    const { client, clock } = this.#job.context;
    const known = client.dialect.can.retrieve ? undefined : this.#job.update();
    if (known) return known;
    try {
      const answer = await client.retrieve(this.id, { signal: options.signal });
      this.#job.see(answer);
      this.#job.decideNextCheck();
      return this.#job.tracker.update(answer.video, clock.now());
    } catch (error) {
      throw attachJob(error, this);
    }
  }

  async *updates(options: WaitOptions = {}): AsyncGenerator<JobUpdate, void, undefined> {
    checkWaitOptions("Job.wait()", options);
    const { context } = this.#job;
    const signal = options.signal ? AbortSignal.any([options.signal, this.#closed.signal]) : this.#closed.signal;
    const deadline = options.timeout === undefined ? this.ticket.deadline : context.clock.now() + options.timeout;
    // A job from a ticket is looked at before the first wait.
    const isFresh = (job: JobState) => job.tracker.video !== undefined;
    for await (const sighting of pollJobs([{ job: this.#job, deadline }], context, new Poller(), { signal, isFresh })) {
      if ("error" in sighting) throw sighting.error;
      yield sighting.update;
    }
  }

  async wait(options: WaitOptions = {}): Promise<Clip> {
    let last: JobUpdate | undefined;
    for await (const update of this.updates(options)) {
      this.tell(options.onUpdate, update);
      last = update;
    }
    return this.clipOf(last);
  }

  /**
   * Looks as often as fits into `budgetMs`. Resolves to the milliseconds until the next look, or to `null` if the job has
   * ended. Rather than looking early it returns early: what the server asked for holds across calls.
   */
  async advance(budgetMs: number, signal: AbortSignal | undefined): Promise<number | null> {
    const { context } = this.#job;
    const watched = { job: this.#job, deadline: this.ticket.deadline };
    const until = context.clock.now() + budgetMs;
    const looks = pollJobs([watched], context, new Poller(), { signal, until, isFresh: () => false });
    for (;;) {
      const { done, value } = await looks.next();
      if (done) return value;
      if ("error" in value) throw value.error;
    }
  }

  /** The clip of a job that has ended, or why there is none. */
  clipOf(last: JobUpdate | undefined): Clip {
    if (last?.status === "completed") return createClip(this.#job.context, this, last.video);
    throw this.#job.failed(last);
  }

  /** What the caller's own function throws must not cost the caller the job. */
  tell(onUpdate: ((update: JobUpdate) => void) | undefined, update: JobUpdate): void {
    try {
      onUpdate?.(update);
    } catch (error) {
      this.#job.context.logger.error(`ugoku: onUpdate threw for job ${this.id}, waiting on: ${String(error)}`);
    }
  }

  async cancel(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<CancelResult> {
    const result = await cancelJob(this.#job.context.client, this.id, options.signal).catch((error: unknown) => {
      throw attachJob(error, this);
    });
    if (result.outcome === "confirmed") this.#job.cancelled();
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort(new DOMException("This job's handle was disposed; the job itself goes on.", "AbortError"));
  }
}
