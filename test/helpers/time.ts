import type { UgokuOptions } from "../../src/index.js";
import type { Clock, Sleep } from "../../src/job/clock.js";

/** A clock that only advances by sleeping, without waiting. */
export interface ManualTime {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** Past sleeps in milliseconds, oldest first. */
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

/** Client options with that clock. */
export const timed = ({ clock, sleep }: ManualTime, options: UgokuOptions = {}): UgokuOptions => ({
  clock,
  sleep,
  ...options,
});
