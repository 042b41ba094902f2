import { onAbort } from "../utils/abort.js";
import { maxTimerMs } from "../utils/timers.js";

/** Where the time comes from: milliseconds since 1970. `Date` is one. */
export interface Clock {
  now(): number;
}

/** Waits `milliseconds`. Rejects with the signal's reason when it is aborted. A durable engine supplies its own. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

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
      Math.min(milliseconds, maxTimerMs),
    );
    const forget = onAbort(signal, () => {
      clearTimeout(timer);
      reject(signal?.reason);
    });
  });
