import { Semaphore } from "../utils/semaphore.js";

/** One after the other for each name, any number of names at once. */
export class KeyedMutex {
  readonly #lanes = new Map<string, { readonly slot: Semaphore; users: number }>();

  async alone<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const lane = this.#lanes.get(name) ?? { slot: new Semaphore(1), users: 0 };
    this.#lanes.set(name, lane);
    lane.users += 1;
    try {
      return await lane.slot.enter(signal, work);
    } finally {
      lane.users -= 1;
      if (lane.users === 0) this.#lanes.delete(name);
    }
  }
}
