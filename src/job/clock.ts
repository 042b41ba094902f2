import { onAbort } from "../utils/abort.js";
import { maxTimerMs } from "../utils/timers.js";

/** The current time in milliseconds since 1970. `Date` is one. */
export interface Clock {
  now(): number;
}

/** Resolves after that many milliseconds, or rejects with the signal's reason. A durable engine supplies its own. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** The default {@link Sleep}, on `setTimeout()`. */
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
