import type { JobStatus } from "../api/dialect.js";

/** What a {@link Schedule} knows when it decides. */
export interface ScheduleState {
  readonly status: JobStatus;
  /** Percent, 0 to 100. */
  readonly progress: number;
  /** How often `progress` has grown so far. */
  readonly progressChanges: number;
  /** Milliseconds since the job was created. */
  readonly elapsedMs: number;
  /** Milliseconds that the job is thought to need still, or `null` if nothing is known. */
  readonly etaMs: number | null;
  /** How many looks have failed in a row. */
  readonly missedPolls: number;
  readonly model: string;
  /** Seconds of the clip. */
  readonly seconds: number | undefined;
}

/** Milliseconds until the next look at the job. The server's own wish, where it has one, comes first. */
export type Schedule = (state: ScheduleState) => number;

const shortest = 1_000;
const usual = 5_000;
const longest = 20_000;

/**
 * Looks where the end is expected: after 70 % of the time that is left once progress has moved twice, every 5 seconds
 * until then. A look that failed is followed by longer and longer ones, up to 20 seconds.
 */
export const predictiveSchedule: Schedule = ({ missedPolls, progressChanges, etaMs }) => {
  if (missedPolls > 0) return clamp(shortest * 2 ** Math.min(missedPolls - 1, 10));
  if (progressChanges < 2 || etaMs === null) return usual;
  return clamp(0.7 * etaMs);
};

const clamp = (milliseconds: number) => Math.min(longest, Math.max(shortest, milliseconds));
