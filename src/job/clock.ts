import { onAbort, untilAborted } from "../utils/abort.js";
import { maxTimerMs } from "../utils/timers.js";

/** The current time in milliseconds since 1970. `Date` is one. */
export interface Clock {
  now(): number;
}

/**
 * A clock for intervals: it starts at the time of `clock`, and never goes back. With the system's clock it does not follow when
 * that is set. Any other clock is the only one that knows how time passes; when it is set back, no time has passed.
 */
export function intervalClock(clock: Clock): Clock {
  const { performance } = globalThis as { performance?: Clock };
  const source = clock === Date && performance ? performance : clock;
  let last = source.now();
  let now = clock.now();
  return {
    now: () => {
      const read = source.now();
      now += Math.max(0, read - last);
      last = read;
      return now;
    },
  };
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

/** Sleeps until the time is over (`false`) or `event` resolves (`true`), whichever comes first. */
export async function sleepUntil(
  event: Promise<void> | undefined,
  milliseconds: number,
  sleep: Sleep,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (!event) {
    await untilAborted(sleep(milliseconds, signal), signal);
    return false;
  }
  const wake = new AbortController();
  const slept = sleep(milliseconds, wake.signal).then(() => false);
  try {
    return await untilAborted(Promise.race([slept, event.then(() => true)]), signal);
  } finally {
    wake.abort();
    // The stopped timer rejects.
    slept.catch(() => {});
  }
}
