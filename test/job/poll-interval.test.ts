import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DurationHistory } from "../../src/job/duration-history.js";
import { JobProgress } from "../../src/job/job-progress.js";
import { addJitter, defaultPollInterval, type PollState } from "../../src/job/poll-interval.js";

const state = (fields: Partial<PollState> = {}): PollState => ({
  status: "in_progress",
  progress: 0,
  progressChanges: 0,
  elapsedMs: 0,
  etaMs: null,
  missedPolls: 0,
  model: "sora-2",
  seconds: 8,
  ...fields,
});

const duration = fc.double({ min: 1, max: 1e10, noNaN: true });
const anyState = fc
  .record({
    progress: fc.double({ min: 0, max: 100, noNaN: true }),
    elapsedMs: fc.double({ min: 0, max: 1e11, noNaN: true }),
    etaMs: fc.option(fc.double({ min: 0, max: 1e15, noNaN: true })),
    etaSpreadMs: fc.option(fc.double({ min: 0, max: 1e15, noNaN: true })),
    learned: fc.array(duration, { maxLength: 64 }).map((values) => values.toSorted((a, b) => a - b)),
    missedPolls: fc.oneof(fc.constant(0), fc.nat()),
  })
  .map((fields) => state(fields));

const withJitter = (given: PollState, random = Math.random) => addJitter(defaultPollInterval(given), given, random);

describe("defaultPollInterval()", () => {
  test("is 1 to 20 s for every state, with and without jitter", () => {
    fc.assert(
      fc.property(anyState, fc.double({ min: 0, max: 1, noNaN: true }), (given, chance) => {
        for (const interval of [defaultPollInterval(given), withJitter(given, () => chance)]) {
          expect(interval).toBeGreaterThanOrEqual(1_000);
          expect(interval).toBeLessThanOrEqual(20_000);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("is 1 to 20 s even for values that are negative or not finite", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      for (const name of ["progress", "elapsedMs", "etaMs", "etaSpreadMs", "missedPolls"] as const) {
        const interval = withJitter(state({ etaMs: 9_000, etaSpreadMs: 900, [name]: value }));
        expect(interval).toBeGreaterThanOrEqual(1_000);
        expect(interval).toBeLessThanOrEqual(20_000);
      }
    }
  });

  test("after failed polls is 1, 2, 4, up to 20 s, with up to 10 % of jitter", () => {
    const intervals = [1, 2, 3, 4, 5, 6, 1e9].map((missedPolls) => defaultPollInterval(state({ missedPolls })));
    expect(intervals).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
    fc.assert(
      fc.property(anyState, fc.integer({ min: 1, max: 40 }), (given, missedPolls) => {
        const missed = { ...given, missedPolls };
        const full = Math.min(20_000, 1_000 * 2 ** (missedPolls - 1));
        expect(defaultPollInterval(missed)).toBe(full);
        expect(withJitter(missed)).toBeGreaterThanOrEqual(Math.max(1_000, 0.9 * full));
        expect(withJitter(missed)).toBeLessThanOrEqual(1.1 * full);
      }),
    );
  });

  test.each([
    ["5 s without an estimate", {}, 5_000, 5_000],
    ["5 s at one minute", { elapsedMs: 60_000 }, 5_000, 5_000],
    ["5 s at three minutes", { elapsedMs: 180_000 }, 5_000, 5_000],
    ["longer for a job that has run for an hour", { elapsedMs: 3_600_000 }, 15_001, 20_000],
    ["the eta if that is precise", { progress: 90, etaMs: 10_000, etaSpreadMs: 200 }, 9_001, 10_499],
    ["well below an eta that is not", { progress: 90, etaMs: 10_000, etaSpreadMs: 5_000 }, 1_000, 5_999],
  ])("is %s", (_, fields, least, most) => {
    const interval = defaultPollInterval(state(fields));
    expect(interval).toBeGreaterThanOrEqual(least);
    expect(interval).toBeLessThanOrEqual(most);
  });
});

describe("defaultPollInterval() with learned durations", () => {
  const around = (ms: number) => Array.from({ length: 30 }, (_, index) => ms * (0.8 + index / 75));

  test.each([
    [1, 9_000],
    [2, 12_000],
    [30, 19_000],
  ])("of %i jobs make long intervals well before the shortest", (count, least) => {
    const learned = around(90_000).slice(-count);
    for (const elapsedMs of [0, 10_000, 20_000])
      expect(defaultPollInterval(state({ learned, elapsedMs }))).toBeGreaterThan(least);
  });

  test("make the intervals shortest where most jobs ended", () => {
    const at = (elapsedMs: number) => defaultPollInterval(state({ learned: around(90_000), elapsedMs }));
    expect(at(90_000)).toBeLessThan(at(60_000));
    expect(at(90_000)).toBeLessThan(4_500);
    expect(at(90_000)).toBeLessThan(at(400_000));
  });

  test("of a fast and a slow group make long intervals between the two", () => {
    const learned = [...around(30_000), ...around(300_000)];
    const at = (elapsedMs: number) => defaultPollInterval(state({ learned, elapsedMs }));
    expect(at(120_000)).toBeGreaterThan(2 * at(30_000));
  });

  test("do not make long intervals once the job exceeds all of them", () => {
    for (const learned of [[90_000], around(90_000), Array.from({ length: 64 }, () => 90_000)])
      for (const elapsedMs of [120_000, 180_000, 300_000])
        expect(defaultPollInterval(state({ learned, elapsedMs }))).toBeLessThan(7_000);
  });

  test("of a tenth of a second still make intervals of 1 s, and progress takes precedence over them", () => {
    expect(defaultPollInterval(state({ learned: around(100) }))).toBe(1_000);
    const learned = around(90_000);
    const slow = state({ learned, progress: 30, elapsedMs: 200_000, etaMs: 400_000, etaSpreadMs: 20_000 });
    expect(defaultPollInterval(slow)).toBe(20_000);
    const fast = state({ learned, progress: 80, elapsedMs: 16_000, etaMs: 4_000, etaSpreadMs: 300 });
    expect(defaultPollInterval(fast)).toBeLessThan(4_500);
  });
});

describe("addJitter()", () => {
  const intervals = (given: PollState) => Array.from({ length: 200 }, () => withJitter(given));

  test("spreads processes that started together", () => {
    const seen = intervals(state());
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(4_500);
    expect(Math.max(...seen)).toBeLessThanOrEqual(5_000);
    expect(new Set(seen).size).toBeGreaterThan(50);
    for (const missedPolls of [1, 9]) expect(new Set(intervals(state({ missedPolls }))).size).toBeGreaterThan(50);
  });

  test("is small for a precise eta", () => {
    const seen = intervals(state({ progress: 90, etaMs: 10_000, etaSpreadMs: 400 }));
    expect(Math.max(...seen) - Math.min(...seen)).toBeLessThan(50);
  });

  test("shortens by up to 10 %", () => {
    expect([0, 0.5, 1].map((chance) => withJitter(state(), () => chance))).toEqual([5_000, 4_750, 4_500]);
  });
});

/** Waits for jobs one after the other in simulated time: mean lag in milliseconds, polls per job. */
function simulate(progressAt: (share: number) => number, warm: boolean) {
  const history = new DurationHistory();
  let seed = 1;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  let [lag, polls] = [0, 0];
  const jobs = 400;
  for (let job = 0; job < jobs; job++) {
    // 45 to 180 s, most near 90 s.
    const end = 90_000 * 2 ** (random() + random() - 1);
    const tracker = new JobProgress(0, "sora-2", warm ? history : undefined);
    tracker.apply({ id: "video_1", status: "queued", progress: 0 }, "queued", 0);
    let now = 0;
    while (tracker.status !== "completed") {
      now += withJitter(tracker.pollState(now), random) + 200;
      polls += 1;
      const status = now >= end ? "completed" : "in_progress";
      tracker.apply({ id: "video_1", status, progress: progressAt(now / end) }, status, now);
    }
    lag += now - end;
  }
  return { lag: lag / jobs, polls: polls / jobs };
}

describe("defaultPollInterval() in simulated time, jobs of about 90 s", () => {
  test.each([
    ["even progress", (share: number) => Math.floor(100 * share), false, 900, 9],
    ["even progress, learned", (share: number) => Math.floor(100 * share), true, 900, 8],
    ["progress that slows down", (share: number) => Math.floor(100 * share ** 0.6), false, 1_000, 11],
    ["progress that jumps", (share: number) => (share < 0.3 ? 0 : share < 0.75 ? 30 : 90), false, 2_200, 21],
    ["no progress", () => 0, false, 3_000, 22],
    ["no progress, learned", () => 0, true, 2_900, 17],
  ])("with %s end with little lag and few polls", (_, progressAt, warm, lag, polls) => {
    const seen = simulate(progressAt, warm);
    expect(seen.lag).toBeLessThan(lag);
    expect(seen.polls).toBeLessThan(polls);
  });
});
