import { untilAborted } from "./abort.js";

/** Limits how many tasks run at once; the others wait in line. */
export class Semaphore {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves to the function that releases the slot. Rejects with the signal's reason. */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else {
      let mine: () => void = () => {};
      const turn = new Promise<void>((resolve) => {
        mine = resolve;
      });
      this.#waiting.push(mine);
      try {
        await untilAborted(turn, signal);
      } catch (error) {
        const at = this.#waiting.indexOf(mine);
        // It got the slot just now, and passes it on.
        if (at === -1) this.#release();
        else this.#waiting.splice(at, 1);
        throw error;
      }
    }
    let isGiven = false;
    return () => {
      if (isGiven) return;
      isGiven = true;
      this.#release();
    };
  }

  /** Runs `work` as soon as a slot is free. Rejects with the signal's reason if that is aborted first. */
  async enter<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const leave = await this.take(signal);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}

/** Runs one task at a time for each name; different names run concurrently. */
export class KeyedMutex {
  readonly #locks = new Map<string, { readonly semaphore: Semaphore; users: number }>();

  async run<Result>(name: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const lock = this.#locks.get(name) ?? { semaphore: new Semaphore(1), users: 0 };
    this.#locks.set(name, lock);
    lock.users += 1;
    try {
      return await lock.semaphore.enter(signal, work);
    } finally {
      lock.users -= 1;
      if (lock.users === 0) this.#locks.delete(name);
    }
  }
}
