import type { Job, JobUpdate } from "../job/types.js";
import type { JobOutcome } from "../job/wait-for-all.js";
import type { BatchClient } from "./step-types.js";

interface Waiting {
  readonly resolve: (outcome: JobOutcome) => void;
  readonly reject: (error: unknown) => void;
  readonly onUpdate: (update: JobUpdate) => void;
}

/** Waits for jobs that come one by one, all of them through one list. */
export class Watcher {
  readonly #waiting = new Map<string, Waiting>();
  readonly #done: Promise<void>;
  #come: Job[] = [];
  #wake: () => void = () => {};
  #isOver: { readonly error: unknown } | undefined;
  #closed = false;

  constructor(ugoku: BatchClient, signal: AbortSignal) {
    this.#done = this.#watch(ugoku, signal);
  }

  /** How the job comes out. Rejects with the signal's reason. */
  join(job: Job, onUpdate: (update: JobUpdate) => void): Promise<JobOutcome> {
    if (this.#isOver) return Promise.reject(this.#isOver.error);
    return new Promise((resolve, reject) => {
      this.#waiting.set(job.id, { resolve, reject, onUpdate });
      this.#come.push(job);
      this.#wake();
    });
  }

  /** No more will join. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#done;
  }

  async *#stream(): AsyncGenerator<Job, void, undefined> {
    for (;;) {
      for (let job = this.#come.shift(); job; job = this.#come.shift()) yield job;
      if (this.#closed) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async #watch(ugoku: BatchClient, signal: AbortSignal): Promise<void> {
    try {
      const onUpdate = (update: JobUpdate, job: Job) => this.#waiting.get(job.id)?.onUpdate(update);
      for await (const outcome of ugoku.waitForAll(this.#stream(), { signal, onUpdate })) {
        this.#waiting.get(outcome.job.id)?.resolve(outcome);
        this.#waiting.delete(outcome.job.id);
      }
    } catch (error) {
      this.#isOver = { error };
      this.#closed = true;
      this.#wake();
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    }
  }
}
