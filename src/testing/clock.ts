import { onAbort, untilAborted } from "../utils/abort.js";
import { describeValue } from "../utils/errors.js";
import { type OptionRules, optionError, validateOptions } from "../utils/validate-options.js";

/** Options of {@link createFakeClock}. */
export interface FakeClockOptions {
  /** The initial time: milliseconds since 1970, or a `Date`. Default: now. */
  readonly start?: number | Date | undefined;
}

/** A clock for tests. Its methods are bound. */
export interface FakeClock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Moves the clock forward and wakes the sleepers that are due, in order. */
  readonly advance: (milliseconds: number) => void;
  /** Sleeps by this clock, without real waiting. Rejects with the signal's reason when it is aborted. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Calls `listener` whenever the time changes. Returns a function that removes it. */
  readonly onAdvance: (listener: () => void) => () => void;
}

/** A clock that the fake accepts: `createFakeClock()`, `Date` or any object with `now()`. */
export type AnyClock = { now(): number } & Partial<Pick<FakeClock, "sleep" | "onAdvance">>;

/** Sleeps by the clock, or with a timer if the clock has no `sleep()`. */
export function clockSleep(clock: AnyClock, milliseconds: number, signal: AbortSignal): Promise<void> {
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

// Captured at load: fake timers of a test library must not stop the clock.
const { setTimeout, setImmediate } = globalThis;
const runNextTick = (callback: () => void): unknown =>
  setImmediate ? setImmediate(callback) : setTimeout(callback, 0);

const rules: OptionRules<FakeClockOptions> = {
  start: {
    accepts: (value) => Number.isFinite(value instanceof Date ? value.getTime() : value),
    expected: "milliseconds since 1970 or a Date",
  },
};

/**
 * Creates a clock that jumps to the next wake-up time: a job of ten minutes takes milliseconds.
 *
 * Pass it to the fake and to the client. Any number of sleepers may wait at once: it wakes them in order, one per turn of
 * the event loop. It does not count real work, and the `timeout` of a request remains real time.
 *
 * @throws RequestError `option_invalid` for an invalid start, a negative `advance()`, or a `sleep()` without a number.
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
  validateOptions("createFakeClock()", options, rules);
  const { start = Date.now() } = options;
  let time = Number(start);
  let isScheduled = false;
  const sleepers: Sleeper[] = [];
  const listeners = new Set<() => void>();

  function moveTo(moment: number): void {
    if (moment <= time) return;
    time = moment;
    for (const listener of [...listeners]) listener();
  }

  function wakeNext(): void {
    const next = sleepers.shift();
    if (!next) return;
    moveTo(next.at);
    next.wake();
  }

  /** Wakes one sleeper per turn, so that it can sleep again before the time moves on. */
  function tick(): void {
    if (isScheduled || sleepers.length === 0) return;
    isScheduled = true;
    runNextTick(() => {
      isScheduled = false;
      wakeNext();
      tick();
    });
  }

  return Object.freeze<FakeClock>({
    now: () => time,
    advance: (milliseconds) => {
      if (!Number.isFinite(milliseconds) || milliseconds < 0)
        throw optionError(
          `advance() of the fake clock got ${describeValue(milliseconds)}.`,
          "Pass milliseconds, 0 or more.",
        );
      const end = time + milliseconds;
      while ((sleepers[0]?.at ?? Number.POSITIVE_INFINITY) <= end) wakeNext();
      moveTo(end);
    },
    sleep: (milliseconds, signal) =>
      new Promise<void>((resolve, reject) => {
        if (!Number.isFinite(milliseconds))
          throw optionError(
            `sleep() of the fake clock got ${describeValue(milliseconds)}.`,
            "Pass a finite number of milliseconds.",
          );
        if (signal?.aborted) return reject(signal.reason);
        const cancel = () => {
          const index = sleepers.indexOf(sleeper);
          if (index >= 0) sleepers.splice(index, 1);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          at: time + Math.max(0, milliseconds),
          wake: () => {
            removeListener();
            resolve();
          },
        };
        // Sleepers with the same time wake in the order of their calls.
        const index = sleepers.findIndex(({ at }) => at > sleeper.at);
        sleepers.splice(index === -1 ? sleepers.length : index, 0, sleeper);
        const removeListener = onAbort(signal, cancel);
        tick();
      }),
    onAdvance: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
}
