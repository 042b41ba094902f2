import type { Job, JobOutcome, JobUpdate } from "../job/types.js";
import { UgokuError } from "../utils/errors.js";
import type { BatchClient } from "./item.js";

interface Waiting {
  readonly resolve: (outcome: JobOutcome) => void;
  readonly reject: (error: unknown) => void;
  readonly onUpdate: (update: JobUpdate) => void;
}

/** Waits for jobs that arrive one by one, all of them through one `waitForAll()`. */
export class JobWaiter {
  /** By key: a server may give one id to two create requests. */
  readonly #waiting = new Map<string, Waiting>();
  /** The key of each job id. */
  readonly #keys = new Map<string, string>();
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
    const { key } = job.ticket;
    const owner = this.#keys.get(job.id) ?? key;
    // `waitForAll()` yields a job once.
    if (owner !== key) return Promise.reject(sharedJobError(job, owner));
    this.#keys.set(job.id, key);
    return new Promise((resolve, reject) => {
      this.#waiting.set(key, { resolve, reject, onUpdate });
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
      const onUpdate = (update: JobUpdate, job: Job) => this.#waiting.get(job.ticket.key)?.onUpdate(update);
      for await (const outcome of ugoku.waitForAll(this.#stream(), { signal, onUpdate })) {
        const { key } = outcome.job.ticket;
        this.#waiting.get(key)?.resolve(outcome);
        this.#waiting.delete(key);
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

/** The ledger of an older run has one job for two keys: it is the clip of one of them. */
const sharedJobError = ({ id, ticket }: Job, owner: string) =>
  new UgokuError("submit_uncertain", `The job ${id} is recorded for two keys, ${owner} and ${ticket.key}.`, {
    jobId: id,
    ticket,
    hint: "It is the clip of one of them. Check the server's jobs; for another clip, give the item another key.",
  });
