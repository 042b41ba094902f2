import type { UgokuOptions } from "../../src/index.js";
import type { Clock, Sleep } from "../../src/job/clock.js";

/** A clock that only moves when someone sleeps by it: half an hour passes in a millisecond. */
export interface ManualTime {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** What was slept, in milliseconds, oldest first. */
  readonly slept: number[];
  pass(milliseconds: number): void;
}

export function manualTime(start = 1_800_000_000_000): ManualTime {
  let now = start;
  const slept: number[] = [];
  return {
    clock: { now: () => now },
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      slept.push(milliseconds);
      now += milliseconds;
    },
    slept,
    pass: (milliseconds) => {
      now += milliseconds;
    },
  };
}

/** Options of a client that lives by that time. */
export const timed = ({ clock, sleep }: ManualTime, options: UgokuOptions = {}): UgokuOptions => ({
  clock,
  sleep,
  ...options,
});
