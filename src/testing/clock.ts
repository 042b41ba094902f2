import { onAbort, untilAborted } from "../utils/abort.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { type OptionRules, validateOptions } from "../utils/validate-options.js";

/** Options of {@link createFakeClock}. */
export interface FakeClockOptions {
  /** Where it begins: milliseconds since 1970, or a `Date`. Default: now. */
  readonly start?: number | Date | undefined;
}

/** A clock for tests. Its methods can be passed on by themselves. */
export interface FakeClock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Sets the clock forward. Who sleeps until then wakes, in order. */
  readonly advance: (milliseconds: number) => void;
  /** Waits that long by this clock, which is no time at all. Rejects with the signal's reason when it is aborted. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Calls `listener` whenever time has passed, until the function that it gives is called. */
  readonly onAdvance: (listener: () => void) => () => void;
}

/** What of a clock the fake uses, if it is there. */
export type AnyClock = { now(): number } & Partial<Pick<FakeClock, "sleep" | "onAdvance">>;

/** Waits by the clock, or by a timer if the clock cannot. */
export function sleepBy(clock: AnyClock, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (clock.sleep) return clock.sleep(milliseconds, signal);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  return untilAborted(wait, signal).finally(() => clearTimeout(timer));
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

// As they were when this was loaded: fake timers of a test library must not stop the clock.
const { setTimeout, setImmediate } = globalThis;
const soon = (work: () => void): unknown => (setImmediate ? setImmediate(work) : setTimeout(work, 0));

const shapes: OptionRules<FakeClockOptions> = {
  start: {
    accepts: (value) => Number.isFinite(value instanceof Date ? value.getTime() : value),
    expected: "milliseconds since 1970 or a Date",
  },
};

/**
 * A clock that jumps to the next moment for which someone sleeps: a job of ten minutes takes some milliseconds.
 *
 * Give it to the fake and to the client. Several may sleep by it at once: it wakes them in order, one a turn of the event
 * loop. It measures no real work, and the time that a request may take (`timeout`) stays real.
 *
 * @throws RequestError `option_invalid` for a start that is no time, an `advance()` that goes back, or a `sleep()` that is
 * given no number.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { createFakeClock, createFakeVideosApi, sampleImage } from "ugoku/testing";
 *
 * const clock = createFakeClock();
 * const fake = createFakeVideosApi({ script: "slow", clock });
 * const { animate } = createUgoku({ baseURL: "http://fake.test/v1", fetch: fake.fetch, clock, sleep: clock.sleep });
 * const started = clock.now();
 * await animate(sampleImage()).withPrompt("The sun slowly rises.").render();
 * console.log(Math.round((clock.now() - started) / 60_000)); // 10
 * ```
 */
export function createFakeClock(options: FakeClockOptions = {}): FakeClock {
  validateOptions("createFakeClock()", options, shapes);
  const { start = Date.now() } = options;
  let time = Number(start);
  let isDue = false;
  const sleepers: Sleeper[] = [];
  const listeners = new Set<() => void>();

  function moveTo(moment: number): void {
    if (moment <= time) return;
    time = moment;
    for (const listener of [...listeners]) listener();
  }

  function wakeNext(): void {
    const [next] = sleepers;
    if (!next) return;
    sleepers.shift();
    moveTo(next.at);
    next.wake();
  }

  /** One a turn, so that who was woken can go to sleep again before time passes on. */
  function tick(): void {
    if (isDue || sleepers.length === 0) return;
    isDue = true;
    soon(() => {
      isDue = false;
      wakeNext();
      tick();
    });
  }

  return Object.freeze<FakeClock>({
    now: () => time,
    advance: (milliseconds) => {
      if (!Number.isFinite(milliseconds) || milliseconds < 0)
        throw new RequestError(
          "option_invalid",
          `advance() of the fake clock was given ${describeValue(milliseconds)}.`,
          {
            hint: "Pass milliseconds, 0 or more: time does not go back.",
          },
        );
      const end = time + milliseconds;
      while ((sleepers[0]?.at ?? Number.POSITIVE_INFINITY) <= end) wakeNext();
      moveTo(end);
    },
    sleep: (milliseconds, signal) =>
      new Promise<void>((resolve, reject) => {
        if (!Number.isFinite(milliseconds))
          throw new RequestError(
            "option_invalid",
            `sleep() of the fake clock was given ${describeValue(milliseconds)}.`,
            {
              hint: "Pass milliseconds. It would wake at no time that there is.",
            },
          );
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const stop = () => {
          const index = sleepers.indexOf(sleeper);
          if (index >= 0) sleepers.splice(index, 1);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          at: time + Math.max(0, milliseconds),
          wake: () => {
            forget();
            resolve();
          },
        };
        // Those of one moment wake in the order in which they went to sleep.
        const later = sleepers.findIndex(({ at }) => at > sleeper.at);
        sleepers.splice(later === -1 ? sleepers.length : later, 0, sleeper);
        const forget = onAbort(signal, stop);
        tick();
      }),
    onAdvance: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
}
