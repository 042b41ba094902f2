import type { Clip } from "../download/clip.js";
import type { OpenJob } from "./open-job.js";
import type { Ticket } from "./ticket.js";
import type { CancelResult, Job, JobUpdate, WaitOptions } from "./types.js";

/** The implementation of {@link Job}: its id and its ticket. The code that polls may still be loading. */
export class JobHandle implements Job {
  readonly id: string;
  readonly ticket: Ticket;
  readonly #opened: Promise<OpenJob>;
  #isDisposed = false;

  constructor(ticket: Ticket, opened: OpenJob | Promise<OpenJob>) {
    this.id = ticket.id;
    this.ticket = ticket;
    this.#opened = Promise.resolve(opened);
    // It rejects where the job is used.
    this.#opened.catch(() => {});
  }

  static open(handle: JobHandle): Promise<OpenJob> {
    return handle.#opened;
  }

  get disposed(): boolean {
    return this.#isDisposed;
  }

  async poll(options?: { readonly signal?: AbortSignal | undefined }): Promise<JobUpdate> {
    return (await this.#opened).poll(options);
  }

  async *updates(options?: WaitOptions): AsyncGenerator<JobUpdate, void, undefined> {
    yield* (await this.#opened).updates(options);
  }

  async wait(options?: WaitOptions): Promise<Clip> {
    return (await this.#opened).wait(options);
  }

  async cancel(options?: { readonly signal?: AbortSignal | undefined }): Promise<CancelResult> {
    return (await this.#opened).cancel(options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const opened = await this.#opened.catch(() => undefined);
    opened?.dispose();
  }
}
