import { type Clip, createClip } from "../download/clip.js";
import { describeValue, isUgokuError, RequestError, type UgokuError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { codeOnly, text } from "../utils/message.js";
import { validateOptions } from "../utils/validate-options.js";
import { JobHandle, waitRules } from "./job.js";
import type { JobContext, JobState } from "./job-state.js";
import { type JobSource, listSource, pollJobs, type WaitEntry } from "./poll-loop.js";
import type { Ticket } from "./ticket.js";
import type { Job, JobUpdate } from "./types.js";

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

/** Yields each job's outcome once, in the order in which the jobs end. Jobs of an async iterable join as they arrive. */
export async function* waitForAll(
  handles: Iterable<JobHandle> | AsyncIterable<JobHandle>,
  context: Pick<JobContext, "clock" | "timer" | "sleep">,
  { signal, timeout, onUpdate }: WaitForAllOptions,
): AsyncGenerator<JobOutcome, void, undefined> {
  const handleOf = new WeakMap<JobState, JobHandle>();
  const known = new Set<string>();
  const toEntries = (handle: JobHandle): readonly WaitEntry[] => {
    const job = JobHandle.stateOf(handle);
    const url = `${job.context.client.baseURL}\n${job.id}`;
    if (known.has(url)) return [];
    known.add(url);
    handleOf.set(job, handle);
    return [{ job, deadline: timeout === undefined ? job.ticket.deadline : context.clock.now() + timeout }];
  };
  const isStream = !(Symbol.iterator in handles);
  const source = isStream ? new JobStream(handles, toEntries) : listSource([...handles].flatMap(toEntries));
  try {
    for await (const event of pollJobs(source, context, signal)) {
      const job = handleOf.get(event.job);
      if (!job) continue;
      if ("error" in event) {
        if (!isUgokuError(event.error)) throw event.error;
        yield { status: "failed", job, error: event.error };
        continue;
      }
      const { update } = event;
      job.emitUpdate((one) => onUpdate?.(one, job), update);
      if (!event.job.hasEnded) continue;
      if (update.status === "completed")
        yield { status: "completed", job, clip: createClip(event.job.context, job, update.video) };
      else yield { status: "failed", job, error: event.job.failedError(update) };
    }
  } finally {
    if (source instanceof JobStream) source.stop();
  }
}

/** Reads an async iterable of jobs ahead, so that those that have arrived are polled while the next one is awaited. */
class JobStream implements JobSource {
  readonly #iterator: AsyncIterator<JobHandle>;
  readonly #toEntries: (handle: JobHandle) => readonly WaitEntry[];
  readonly #arrived: WaitEntry[] = [];
  #failure: { readonly error: unknown } | undefined;
  #hasEnded = false;
  #isStopped = false;
  #wake: () => void = () => {};

  constructor(handles: AsyncIterable<JobHandle>, toEntries: (handle: JobHandle) => readonly WaitEntry[]) {
    this.#iterator = handles[Symbol.asyncIterator]();
    this.#toEntries = toEntries;
    void this.#read();
  }

  /** Throws the error of the iterable, once all jobs before it were taken. */
  take(): readonly WaitEntry[] {
    if (this.#arrived.length === 0 && this.#failure) throw this.#failure.error;
    return this.#arrived.splice(0);
  }

  nextArrival(): Promise<void> | undefined {
    if (this.#arrived.length > 0 || this.#failure) return Promise.resolve();
    if (this.#hasEnded) return undefined;
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  stop(): void {
    this.#isStopped = true;
    // Not awaited: an iterable that waits for its next job may never end.
    if (!this.#hasEnded) this.#iterator.return?.().catch(() => {});
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await this.#iterator.next();
        if (done || this.#isStopped) break;
        this.#arrived.push(...this.#toEntries(value));
        this.#wake();
      }
    } catch (error) {
      this.#failure = { error };
    }
    this.#hasEnded = true;
    this.#wake();
  }
}

/** Validates the arguments of `waitForAll()`. `resume` opens tickets, ids and jobs of another copy of the package. */
export function readJobs(
  given: unknown,
  resume: (job: Ticket | string) => JobHandle,
  options: WaitForAllOptions,
): Iterable<JobHandle> | AsyncIterable<JobHandle> {
  validateOptions("waitForAll()", options, waitRules);
  const toHandle = (job: unknown): JobHandle => {
    if (job instanceof JobHandle) return job;
    return resume((isRecord(job) && "ticket" in job ? job.ticket : job) as Ticket | string);
  };
  if (typeof given === "object" && given !== null) {
    if (Symbol.iterator in given) return [...(given as Iterable<unknown>)].map(toHandle);
    if (Symbol.asyncIterator in given) return mapStream(given as AsyncIterable<unknown>, toHandle);
  }
  throw new RequestError("option_invalid", `waitForAll() takes a list of jobs, not ${describeValue(given)}.`, {
    hint: text`${codeOnly("Pass an array or an async iterable of jobs, tickets or ids.")}`,
  });
}

async function* mapStream(given: AsyncIterable<unknown>, toHandle: (job: unknown) => JobHandle) {
  for await (const job of given) yield toHandle(job);
}
