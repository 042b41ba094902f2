import { untilAborted } from "./abort.js";

/** So many at once, the others in line. */
export class Semaphore {
  #free: number;
  readonly #line: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves to what gives the place back. Rejects with the signal's reason. */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else {
      let mine: () => void = () => {};
      const turn = new Promise<void>((resolve) => {
        mine = resolve;
      });
      this.#line.push(mine);
      try {
        await untilAborted(turn, signal);
      } catch (error) {
        const at = this.#line.indexOf(mine);
        // Given its place just now, it passes it on.
        if (at === -1) this.#giveBack();
        else this.#line.splice(at, 1);
        throw error;
      }
    }
    let isGiven = false;
    return () => {
      if (isGiven) return;
      isGiven = true;
      this.#giveBack();
    };
  }

  /** Does `work` when there is a place for it. Rejects with the signal's reason if that is aborted first. */
  async enter<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const leave = await this.take(signal);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  #giveBack(): void {
    const next = this.#line.shift();
    if (next) next();
    else this.#free += 1;
  }
}
