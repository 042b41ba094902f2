import type { JobStatus } from "../dialects/types.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { checkOptionNames } from "../utils/validate-options.js";
import { type ExpectedLag, eitherOf, expectedAround, expectedByDurations } from "./chances.js";

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
  /** By how many milliseconds `etaMs` may well be wrong, or `null` if progress says nothing about it. */
  readonly etaSpreadMs?: number | null;
  /** Milliseconds that earlier jobs of the same model, size and seconds took, the shortest first. */
  readonly learned?: readonly number[];
  /** How many looks have failed in a row. */
  readonly missedPolls: number;
  readonly model: string;
  /** Seconds of the clip. */
  readonly seconds: number | undefined;
}

/** Milliseconds until the next look at the job. The server's own wish, where it has one, comes first. */
export type Schedule = (state: ScheduleState) => number;

/** Options of {@link createSchedule}. */
export interface ScheduleOptions {
  /**
   * The share of a wait, 0 to 0.5, by which it may be cut at random, so that a thousand processes that started together
   * do not look together. Default 0.1. Near an expected end it is less.
   */
  readonly jitter?: number | undefined;
  /** Numbers from 0 up to 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** Milliseconds between looks. */
const shortest = 1_000;
const longest = 20_000;

/**
 * The expected lag, in milliseconds, at which a look is worth its request. For an end that is equally likely at any
 * moment, this is what makes the mean lag plus 200 ms for each request the least.
 */
const worthALook = 200;

/** The chance that progress tells the truth; else the job ends as if it had told nothing. */
const honest = 0.95;

/** The part of what an expected end is uncertain by that chance may shift a look by without harm. */
const harmless = 1 / 16;

/**
 * Makes the schedule that clients use by default: it looks where the end is expected, by the job's own progress and by
 * how long earlier jobs of its kind took, each 5 seconds where nothing is known. Waits are 1 to 20 seconds. A look that
 * failed is followed by waits of 1, 2, 4, up to 20 seconds.
 *
 * @throws RequestError (`option_invalid`) for options that it does not have or cannot use
 *
 * @example
 * ```ts
 * import { createSchedule, createUgoku } from "ugoku";
 *
 * const usual = createSchedule({ jitter: 0.2 });
 * // Never sooner than every three seconds.
 * const ugoku = createUgoku({ schedule: (state) => Math.max(3_000, usual(state)) });
 * ```
 */
export function createSchedule(options: ScheduleOptions = {}): Schedule {
  checkOptionNames("createSchedule()", options, ["jitter", "random"]);
  const { jitter = 0.1, random = Math.random } = options;
  if (!(typeof jitter === "number" && jitter >= 0 && jitter <= 0.5))
    throw new RequestError("option_invalid", `jitter is ${describeValue(jitter)}, not a number from 0 to 0.5.`, {
      hint: "Pass a share of the wait, such as 0.1 for ten percent.",
    });
  if (typeof random !== "function")
    throw new RequestError("option_invalid", `random is ${describeValue(random)}, not a function.`, {
      hint: "Pass one that gives numbers from 0 up to 1, as Math.random does.",
    });
  return (state) => {
    const wait = decide(state);
    if (jitter === 0) return wait;
    // Earlier, never later: a look that was decided on is worth its request by then.
    const chance = random();
    const cut = Math.min(jitter * wait, cuttable(state)) * (chance >= 0 && chance <= 1 ? chance : 0);
    const cutWait = wait - cut;
    // What would be too short becomes as much longer, so that the shortest waits differ as well.
    return Math.round(clamp(cutWait < shortest ? 2 * shortest - cutWait : cutWait));
  };
}

/**
 * The default schedule without its jitter: the same state gives the same wait, for tests and for durable engines that
 * replay.
 */
export const predictiveSchedule: Schedule = createSchedule({ jitter: 0 });

function decide({ missedPolls, progress, elapsedMs, etaMs, etaSpreadMs, learned = [] }: ScheduleState): number {
  if (missedPolls > 0) return clamp(shortest * 2 ** Math.min(missedPolls - 1, 10));
  const otherwise = expectedByDurations(learned, elapsedMs);
  if (etaMs === null || !isNumber(etaSpreadMs)) return waitFor(otherwise);
  // Percent are rounded down: half of one is done already, on average.
  const percent = etaMs / Math.max(1, 100 - progress);
  return waitFor(eitherOf(honest, expectedAround(etaMs - percent / 2, etaSpreadMs), otherwise));
}

/** Milliseconds by which a wait may be cut: chance must not spoil what progress foresees. */
function cuttable({ missedPolls, etaSpreadMs }: ScheduleState): number {
  return missedPolls > 0 || !isNumber(etaSpreadMs) ? longest : harmless * etaSpreadMs;
}

/** The wait after which the expected lag is worth a look: found between two that are too short and too long. */
function waitFor(expected: ExpectedLag): number {
  const missing = (wait: number) => expected(wait) - worthALook;
  let low = { wait: shortest, value: missing(shortest) };
  let high = { wait: longest, value: missing(longest) };
  if (!(low.value < 0)) return shortest;
  if (!(high.value > 0)) return longest;
  // Illinois: the chord's zero; an end that stays twice counts half, or it would stay for ever.
  for (let round = 0; round < 40 && high.wait - low.wait > 0.5; round++) {
    const wait = (low.wait * high.value - high.wait * low.value) / (high.value - low.value);
    const value = missing(wait);
    if (Math.abs(value) < 0.01) return Math.round(wait);
    if (value < 0) {
      low = { wait, value };
      high = { ...high, value: high.value / 2 };
    } else {
      high = { wait, value };
      low = { ...low, value: low.value / 2 };
    }
  }
  return Math.round(high.wait);
}

const isNumber = (value: unknown): value is number => Number.isFinite(value);

const clamp = (milliseconds: number) => Math.min(longest, Math.max(shortest, milliseconds));
