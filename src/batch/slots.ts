import { untilAborted } from "../abort.js";

/** So many at once, the others in line. */
export class Slots {
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

  #giveBack(): void {
    const next = this.#line.shift();
    if (next) next();
    else this.#free += 1;
  }
}

/** One after the other for each name, any number of names at once. */
export class Lanes {
  readonly #lanes = new Map<string, { readonly slot: Slots; users: number }>();

  async alone<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const lane = this.#lanes.get(name) ?? { slot: new Slots(1), users: 0 };
    this.#lanes.set(name, lane);
    lane.users += 1;
    try {
      const leave = await lane.slot.take(signal);
      try {
        return await work();
      } finally {
        leave();
      }
    } finally {
      lane.users -= 1;
      if (lane.users === 0) this.#lanes.delete(name);
    }
  }
}
