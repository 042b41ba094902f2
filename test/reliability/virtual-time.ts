import type { Clock, Sleep } from "../../src/job/clock.js";

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** One turn of the event loop. */
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * Time that advances only while all tasks are waiting, so that a sequence of commands is reproducible.
 */
export class VirtualTime {
  #now: number;
  #timers: Timer[] = [];
  #activity = 0;
  /** Milliseconds by which the client's clock is ahead. */
  clockOffset = 0;
  readonly clock: Clock = { now: () => this.#now + this.clockOffset };

  constructor(start = 1_800_000_000_000) {
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  /** Records activity: time does not advance in this turn. */
  noteActivity(): void {
    this.#activity += 1;
  }

  readonly sleep: Sleep = (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      this.noteActivity();
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const stop = () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        this.noteActivity();
        reject(signal?.reason);
      };
      const timer: Timer = {
        at: this.#now + milliseconds,
        fire: () => {
          signal?.removeEventListener("abort", stop);
          resolve();
        },
      };
      // Timers with the same due time fire in the order in which they were set.
      const after = this.#timers.findIndex(({ at }) => at > timer.at);
      this.#timers.splice(after === -1 ? this.#timers.length : after, 0, timer);
      signal?.addEventListener("abort", stop, { once: true });
    });

  /** Resolves once all tasks are waiting. */
  async idle(): Promise<void> {
    for (let before = -1; before !== this.#activity; ) {
      before = this.#activity;
      await nextTurn();
      await nextTurn();
    }
  }

  /** Advances the time and fires the timers that are due. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (await this.idle(); (this.#timers[0]?.at ?? Number.POSITIVE_INFINITY) <= end; await this.idle()) this.#step();
    this.#now = end;
    await this.idle();
  }

  /** Advances the time until `work` settles. */
  async until<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const markSettled = () => {
      settled = true;
    };
    work.then(markSettled, markSettled);
    const start = this.#now;
    for (await this.idle(); !settled; await this.idle()) {
      if (this.#timers.length === 0) throw new Error("The work waits for an event that no timer triggers.");
      if (this.#now - start > 24 * 3_600_000) throw new Error("The work did not settle within a day.");
      this.#step();
    }
    return work;
  }

  #step(): void {
    const timer = this.#timers.shift();
    if (!timer) return;
    this.#now = Math.max(this.#now, timer.at);
    this.noteActivity();
    timer.fire();
  }
}
