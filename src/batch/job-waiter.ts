import type { Job, JobOutcome, JobUpdate } from "../job/types.js";
import type { BatchClient } from "./item.js";

interface Waiting {
  readonly resolve: (outcome: JobOutcome) => void;
  readonly reject: (error: unknown) => void;
  readonly onUpdate: (update: JobUpdate) => void;
}

/** Waits for jobs that arrive one by one, all of them through one `waitForAll()`. */
export class JobWaiter {
  /** By job id. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #done: Promise<void>;
  #arrived: Job[] = [];
  #wake: () => void = () => {};
  #failure: { readonly error: unknown } | undefined;
  #isClosed = false;

  constructor(ugoku: BatchClient, signal: AbortSignal) {
    this.#done = this.#run(ugoku, signal);
  }

  /** The job's outcome. Rejects with the signal's reason. */
  wait(job: Job, onUpdate: (update: JobUpdate) => void): Promise<JobOutcome> {
    if (this.#failure) return Promise.reject(this.#failure.error);
    return new Promise((resolve, reject) => {
      this.#waiting.set(job.id, { resolve, reject, onUpdate });
      this.#arrived.push(job);
      this.#wake();
    });
  }

  /** Ends the stream of jobs: no more calls of `wait()`. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wake();
    await this.#done;
  }

  async *#stream(): AsyncGenerator<Job, void, undefined> {
    for (;;) {
      yield* this.#arrived.splice(0);
      if (this.#arrived.length > 0) continue;
      if (this.#isClosed) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async #run(ugoku: BatchClient, signal: AbortSignal): Promise<void> {
    try {
      const onUpdate = (update: JobUpdate, job: Job) => this.#waiting.get(job.id)?.onUpdate(update);
      for await (const outcome of ugoku.waitForAll(this.#stream(), { signal, onUpdate })) {
        const { id } = outcome.job;
        this.#waiting.get(id)?.resolve(outcome);
        this.#waiting.delete(id);
      }
      if (this.#waiting.size > 0) throw new Error("Waiting ended without an outcome for every job.");
    } catch (error) {
      this.#failure = { error };
      this.#isClosed = true;
      this.#wake();
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    }
  }
}
