import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDurations } from "../../src/job/durations.js";
import { Tracker } from "../../src/job/job-progress.js";
import { createSchedule, predictiveSchedule, type Schedule, type ScheduleState } from "../../src/job/schedule.js";
import { failure } from "../helpers/failure.js";

const state = (fields: Partial<ScheduleState> = {}): ScheduleState => ({
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

describe("a wait", () => {
  test("is 1 to 20 s, whatever is known", () => {
    fc.assert(
      fc.property(
        anyState,
        fc.double({ noNaN: false }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (given, chance, jitter) => {
          for (const schedule of [predictiveSchedule, createSchedule({ jitter, random: () => chance })]) {
            const wait = schedule(given);
            expect(wait).toBeGreaterThanOrEqual(1_000);
            expect(wait).toBeLessThanOrEqual(20_000);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("is 1 to 20 s even for numbers that are none", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      for (const name of ["progress", "elapsedMs", "etaMs", "etaSpreadMs", "missedPolls"] as const) {
        const wait = createSchedule()(state({ etaMs: 9_000, etaSpreadMs: 900, [name]: value }));
        expect(wait).toBeGreaterThanOrEqual(1_000);
        expect(wait).toBeLessThanOrEqual(20_000);
      }
    }
  });

  test("after looks that failed is 1, 2, 4, up to 20 s, cut by the jitter at most", () => {
    const waits = [1, 2, 3, 4, 5, 6, 1e9].map((missedPolls) => predictiveSchedule(state({ missedPolls })));
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
    fc.assert(
      fc.property(anyState, fc.integer({ min: 1, max: 40 }), (given, missedPolls) => {
        const missed = { ...given, missedPolls };
        const whole = Math.min(20_000, 1_000 * 2 ** (missedPolls - 1));
        expect(predictiveSchedule(missed)).toBe(whole);
        expect(createSchedule()(missed)).toBeGreaterThanOrEqual(Math.max(1_000, 0.9 * whole));
        expect(createSchedule()(missed)).toBeLessThanOrEqual(1.1 * whole);
      }),
    );
  });

  test("is 5 s while nothing is known, and longer for a job that has run for long", () => {
    expect([0, 60_000, 180_000].map((elapsedMs) => predictiveSchedule(state({ elapsedMs })))).toEqual([
      5_000, 5_000, 5_000,
    ]);
    const hour = predictiveSchedule(state({ elapsedMs: 3_600_000 }));
    expect(hour).toBeGreaterThan(15_000);
  });

  test("leads just behind an end that is foreseen surely, and well before one that is not", () => {
    const sure = predictiveSchedule(state({ progress: 90, etaMs: 10_000, etaSpreadMs: 200 }));
    expect(sure).toBeGreaterThan(9_000);
    expect(sure).toBeLessThan(10_500);
    const unsure = predictiveSchedule(state({ progress: 90, etaMs: 10_000, etaSpreadMs: 5_000 }));
    expect(unsure).toBeLessThan(6_000);
  });
});

describe("durations that were learned", () => {
  const around = (ms: number) => Array.from({ length: 30 }, (_, index) => ms * (0.8 + index / 75));

  test.each([
    [1, 9_000],
    [2, 12_000],
    [30, 19_000],
  ])("of %i jobs keep from looking long before the shortest", (count, least) => {
    const learned = around(90_000).slice(-count);
    for (const elapsedMs of [0, 10_000, 20_000])
      expect(predictiveSchedule(state({ learned, elapsedMs }))).toBeGreaterThan(least);
  });

  test("make looks denser where most ended than before and after", () => {
    const at = (elapsedMs: number) => predictiveSchedule(state({ learned: around(90_000), elapsedMs }));
    expect(at(90_000)).toBeLessThan(at(60_000));
    expect(at(90_000)).toBeLessThan(4_500);
    expect(at(90_000)).toBeLessThan(at(400_000));
  });

  test("see two kinds of machines as two, with a pause between", () => {
    const learned = [...around(30_000), ...around(300_000)];
    const at = (elapsedMs: number) => predictiveSchedule(state({ learned, elapsedMs }));
    expect(at(120_000)).toBeGreaterThan(2 * at(30_000));
  });

  test("do not let a job that outlives them all lie for long", () => {
    for (const learned of [[90_000], around(90_000), Array.from({ length: 64 }, () => 90_000)])
      for (const elapsedMs of [120_000, 180_000, 300_000])
        expect(predictiveSchedule(state({ learned, elapsedMs }))).toBeLessThan(7_000);
  });

  test("of a tenth of a second are no reason to flood the server, nor is progress that contradicts them", () => {
    expect(predictiveSchedule(state({ learned: around(100) }))).toBe(1_000);
    const learned = around(90_000);
    const slow = state({ learned, progress: 30, elapsedMs: 200_000, etaMs: 400_000, etaSpreadMs: 20_000 });
    expect(predictiveSchedule(slow)).toBe(20_000);
    const fast = state({ learned, progress: 80, elapsedMs: 16_000, etaMs: 4_000, etaSpreadMs: 300 });
    expect(predictiveSchedule(fast)).toBeLessThan(4_500);
  });
});

describe("the jitter", () => {
  const waits = (given: ScheduleState, schedule: Schedule) => Array.from({ length: 200 }, () => schedule(given));

  test("spreads out who would look together", () => {
    const seen = waits(state(), createSchedule());
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(4_500);
    expect(Math.max(...seen)).toBeLessThanOrEqual(5_000);
    expect(new Set(seen).size).toBeGreaterThan(50);
    const shortest = waits(state({ missedPolls: 1 }), createSchedule());
    expect(new Set(shortest).size).toBeGreaterThan(50);
    const longest = waits(state({ missedPolls: 9 }), createSchedule());
    expect(new Set(longest).size).toBeGreaterThan(50);
  });

  test("does not blur an end that is foreseen", () => {
    const given = state({ progress: 90, etaMs: 10_000, etaSpreadMs: 400 });
    const seen = waits(given, createSchedule());
    expect(Math.max(...seen) - Math.min(...seen)).toBeLessThan(50);
  });

  test("comes from the random numbers that are given", () => {
    const made = createSchedule({ jitter: 0.2, random: () => 0.5 });
    expect(made(state())).toBe(4_500);
    expect(predictiveSchedule(state())).toBe(5_000);
  });

  test.each([
    [{ jitter: 2 }, "jitter is 2"],
    [{ jitter: Number.NaN }, "jitter is NaN"],
    [{ random: 4 }, "random is 4"],
    [{ jiter: 0.1 }, "jiter"],
  ])("is refused as %j", async (options, words) => {
    const error = await failure(() => createSchedule(options as never));
    expect(error).toMatchObject({ name: "RequestError", code: "option_invalid" });
    expect(error.message).toContain(words);
  });
});

/** Watches jobs in a row, in time that is only counted: mean lag in milliseconds, looks a job. */
function watchJobs(progressAt: (share: number) => number, warm: boolean) {
  const durations = createDurations();
  let seed = 1;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const schedule = createSchedule({ random });
  let [lag, looks] = [0, 0];
  const jobs = 400;
  for (let job = 0; job < jobs; job++) {
    // 45 to 180 s, most near 90 s.
    const end = 90_000 * 2 ** (random() + random() - 1);
    const tracker = new Tracker(0, "sora-2", warm ? durations : undefined);
    tracker.see({ id: "video_1", status: "queued", progress: 0 }, "queued", 0);
    let now = 0;
    while (tracker.status !== "completed") {
      now += schedule(tracker.scheduleState(now)) + 200;
      looks += 1;
      const status = now >= end ? "completed" : "in_progress";
      tracker.see({ id: "video_1", status, progress: progressAt(now / end) }, status, now);
    }
    lag += now - end;
  }
  return { lag: lag / jobs, looks: looks / jobs };
}

describe("watched in simulated time, jobs of about 90 s", () => {
  test.each([
    ["even progress", (share: number) => Math.floor(100 * share), false, 900, 9],
    ["even progress, learned", (share: number) => Math.floor(100 * share), true, 900, 8],
    ["progress that slows down", (share: number) => Math.floor(100 * share ** 0.6), false, 1_000, 11],
    ["progress that jumps", (share: number) => (share < 0.3 ? 0 : share < 0.75 ? 30 : 90), false, 2_200, 21],
    ["no progress", () => 0, false, 3_000, 22],
    ["no progress, learned", () => 0, true, 2_900, 17],
  ])("with %s are seen in time, with few looks", (_, progressAt, warm, lag, looks) => {
    const seen = watchJobs(progressAt, warm);
    expect(seen.lag).toBeLessThan(lag);
    expect(seen.looks).toBeLessThan(looks);
  });
});
