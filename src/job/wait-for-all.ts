import { createClip } from "../download/clip.js";
import { isUgokuError } from "../utils/errors.js";
import { JobHandle } from "./job.js";
import type { JobContext, JobState } from "./job-state.js";
import type { OpenJob } from "./open-job.js";
import { type JobSource, listSource, pollJobs, type WaitEntry } from "./poll-loop.js";
import type { JobOutcome, WaitForAllOptions } from "./types.js";

/** Yields each job's outcome once, in the order in which the jobs end. Jobs of an async iterable join as they arrive. */
export async function* waitForAll(
  handles: Iterable<JobHandle> | AsyncIterable<JobHandle>,
  context: Pick<JobContext, "clock" | "timer" | "sleep">,
  { signal, timeout, onUpdate }: WaitForAllOptions,
): AsyncGenerator<JobOutcome, void, undefined> {
  const handleOf = new WeakMap<JobState, { readonly handle: JobHandle; readonly opened: OpenJob }>();
  const known = new Set<string>();
  const toEntries = async (handle: JobHandle): Promise<readonly WaitEntry[]> => {
    const opened = await JobHandle.open(handle);
    const job = opened.state;
    const url = `${job.context.client.baseURL}\n${job.id}`;
    if (known.has(url)) return [];
    known.add(url);
    handleOf.set(job, { handle, opened });
    return [{ job, deadline: timeout === undefined ? job.ticket.deadline : context.clock.now() + timeout }];
  };
  const isStream = !(Symbol.iterator in handles);
  const source = isStream
    ? new JobStream(handles, toEntries)
    : listSource((await Promise.all([...handles].map(toEntries))).flat());
  try {
    for await (const event of pollJobs(source, context, signal)) {
      const known = handleOf.get(event.job);
      if (!known) continue;
      const { handle: job, opened } = known;
      if ("error" in event) {
        if (!isUgokuError(event.error)) throw event.error;
        yield { status: "failed", job, error: event.error };
        continue;
      }
      const { update } = event;
      opened.emitUpdate((one) => onUpdate?.(one, job), update);
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
  readonly #toEntries: (handle: JobHandle) => Promise<readonly WaitEntry[]>;
  readonly #arrived: WaitEntry[] = [];
  #failure: { readonly error: unknown } | undefined;
  #hasEnded = false;
  #isStopped = false;
  #wake: () => void = () => {};

  constructor(handles: AsyncIterable<JobHandle>, toEntries: (handle: JobHandle) => Promise<readonly WaitEntry[]>) {
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
        this.#arrived.push(...(await this.#toEntries(value)));
        this.#wake();
      }
    } catch (error) {
      this.#failure = { error };
    }
    this.#hasEnded = true;
    this.#wake();
  }
}
