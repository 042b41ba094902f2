/**
 * Lets a few in at a time; the others wait in line.
 *
 * @module
 */

/** Runs work when there is room for it. */
export interface Turnstile {
  /** Waits for a place, in order; rejects with the signal's reason if that is aborted first. */
  enter<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result>;
}

/** Makes a turnstile with room for `places` at once. */
export function createTurnstile(places: number): Turnstile {
  let free = places;
  const line: (() => void)[] = [];
  const place = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const take = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        line.splice(line.indexOf(take), 1);
        reject(signal.reason);
      };
      line.push(take);
      signal.addEventListener("abort", leave, { once: true });
    });
  return {
    async enter(signal, work) {
      signal.throwIfAborted();
      if (free > 0) free--;
      else await place(signal);
      try {
        return await work();
      } finally {
        const next = line.shift();
        if (next) next();
        else free++;
      }
    },
  };
}
