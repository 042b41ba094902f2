import { onAbort } from "../utils/abort.js";

/** Where the time comes from: milliseconds since 1970. `Date` is one. */
export interface Clock {
  now(): number;
}

/** Waits `milliseconds`. Rejects with the signal's reason when it is aborted. A durable engine supplies its own. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** A timer of more milliseconds fires at once. */
const longestTimer = 2 ** 31 - 1;

/** Waits with a timer. */
export const sleep: Sleep = (milliseconds, signal) =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const timer = setTimeout(
      () => {
        forget();
        resolve();
      },
      Math.min(milliseconds, longestTimer),
    );
    const forget = onAbort(signal, () => {
      clearTimeout(timer);
      reject(signal?.reason);
    });
  });
