import type { JobHandle } from "./job.js";
import type { Joining, WaitEntry } from "./poll-loop.js";

/** The jobs of a stream, read ahead: whoever waits for them takes those that have come. */
export class Arrivals implements Joining {
  readonly #iterator: AsyncIterator<JobHandle>;
  readonly #admit: (handle: JobHandle) => readonly WaitEntry[];
  #come: WaitEntry[] = [];
  #failure: { readonly error: unknown } | undefined;
  #left = false;
  #wake: () => void = () => {};
  closed = false;

  constructor(handles: AsyncIterable<JobHandle>, admit: (handle: JobHandle) => readonly WaitEntry[]) {
    this.#iterator = handles[Symbol.asyncIterator]();
    this.#admit = admit;
    void this.#read();
  }

  /** Throws what the stream threw, once all that had come before it was taken. */
  take(): readonly WaitEntry[] {
    if (this.#come.length === 0 && this.#failure) throw this.#failure.error;
    return this.#come.splice(0);
  }

  changed(): Promise<void> {
    if (this.#come.length > 0 || this.closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Nobody takes any more. */
  leave(): void {
    this.#left = true;
    // It may wait for its next job for ever, and with it, its end.
    if (!this.closed) this.#iterator.return?.().catch(() => {});
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await this.#iterator.next();
        if (done || this.#left) break;
        this.#come.push(...this.#admit(value));
        this.#wake();
      }
    } catch (error) {
      this.#failure = { error };
    }
    this.closed = true;
    this.#wake();
  }
}
