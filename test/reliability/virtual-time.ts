import type { Clock, Sleep } from "../../src/job/clock.js";

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** A turn of the event loop: all that needs no time has been done by its end. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * Time that passes only when everyone waits for it, in one order: the same sequence of commands runs the same way again.
 */
export class VirtualTime {
  #now: number;
  #timers: Timer[] = [];
  #stirs = 0;
  readonly clock: Clock = { now: () => this.#now };

  constructor(start = 1_800_000_000_000) {
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  /** Something happened, so that more may follow before time passes. */
  stir(): void {
    this.#stirs += 1;
  }

  readonly sleep: Sleep = (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      this.stir();
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const stop = () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        this.stir();
        reject(signal?.reason);
      };
      const timer: Timer = {
        at: this.#now + milliseconds,
        fire: () => {
          signal?.removeEventListener("abort", stop);
          resolve();
        },
      };
      // Those of one moment fire in the order in which they were set.
      const after = this.#timers.findIndex(({ at }) => at > timer.at);
      this.#timers.splice(after === -1 ? this.#timers.length : after, 0, timer);
      signal?.addEventListener("abort", stop, { once: true });
    });

  /** Everyone waits: for time, or for each other. */
  async idle(): Promise<void> {
    for (let before = -1; before !== this.#stirs; ) {
      before = this.#stirs;
      await turn();
      await turn();
    }
  }

  /** Lets time pass, with all that falls due in it. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (await this.idle(); (this.#timers[0]?.at ?? Number.POSITIVE_INFINITY) <= end; await this.idle()) this.#step();
    this.#now = end;
    await this.idle();
  }

  /** Lets as much time pass as `work` takes. */
  async until<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const note = () => {
      settled = true;
    };
    work.then(note, note);
    const start = this.#now;
    for (await this.idle(); !settled; await this.idle()) {
      if (this.#timers.length === 0) throw new Error("It waits for something that never comes.");
      if (this.#now - start > 24 * 3_600_000) throw new Error("It does not end within a day.");
      this.#step();
    }
    return work;
  }

  #step(): void {
    const timer = this.#timers.shift();
    if (!timer) return;
    this.#now = Math.max(this.#now, timer.at);
    this.stir();
    timer.fire();
  }
}
