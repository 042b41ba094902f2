import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JobStatus } from "../../src/dialects/types.js";
import type { Video } from "../../src/http/schema.js";
import { DurationHistory } from "../../src/job/duration-history.js";
import { JobProgress } from "../../src/job/job-progress.js";

const created = 1_800_000_000_000;
const kind = JSON.stringify(["sora-2", "720x1280", 8]);
const video = (fields: Partial<Video> = {}): Video => ({
  id: "video_1",
  status: "in_progress",
  size: "720x1280",
  seconds: "8",
  ...fields,
});

/** Progress after polls with these percentages, at these seconds after the create request. */
function afterPolls(polls: readonly (readonly [seconds: number, progress: number, status?: JobStatus])[]) {
  const tracker = new JobProgress(created, "sora-2");
  for (const [seconds, progress, status = "in_progress"] of polls)
    tracker.apply(video({ progress }), status, created + seconds * 1_000);
  return tracker.pollState(created + (polls.at(-1)?.[0] ?? 0) * 1_000);
}

const poll = fc.record({
  progress: fc.oneof(fc.double(), fc.integer({ min: -5, max: 130 }), fc.constant(null)),
  status: fc.constantFrom<JobStatus>("queued", "in_progress", "unknown", "completed", "failed"),
  gap: fc.integer({ min: -1_000, max: 100_000_000 }),
});

test("JobProgress › progress never decreases, and the poll state holds only finite numbers, for any responses", () => {
  fc.assert(
    fc.property(fc.array(poll, { maxLength: 150 }), (polls) => {
      const history = new DurationHistory();
      const tracker = new JobProgress(created, "sora-2", history);
      let now = created;
      let before = 0;
      for (const { progress, status, gap } of polls) {
        now += gap;
        tracker.apply(video({ progress, status }), status, now);
        const state = tracker.pollState(now);
        expect(state.progress).toBeGreaterThanOrEqual(before);
        expect(state.progress).toBeLessThanOrEqual(100);
        expect(state.elapsedMs).toBeGreaterThanOrEqual(0);
        for (const value of [state.etaMs, state.etaSpreadMs]) {
          expect(value === null || Number.isFinite(value)).toBe(true);
          expect(value ?? 0).toBeGreaterThanOrEqual(0);
        }
        before = state.progress;
      }
      for (const ms of history.of(kind)) expect(Number.isFinite(ms)).toBe(true);
    }),
  );
});

describe("JobProgress etaMs", () => {
  test("is null after a queue until progress has grown twice", () => {
    expect(
      afterPolls([
        [0, 0, "queued"],
        [40, 0, "queued"],
        [45, 5],
      ]),
    ).toMatchObject({ etaMs: null, etaSpreadMs: null });
    const state = afterPolls([
      [0, 0, "queued"],
      [40, 0, "queued"],
      [45, 5],
      [50, 15],
    ]);
    // Ten percent in five seconds, not fifteen in fifty.
    expect(state.etaMs).toBe(42_500);
  });

  test("is known from the first growth if the start of work was polled", () => {
    expect(
      afterPolls([
        [0, 0, "queued"],
        [2, 0],
        [12, 10],
      ]).etaMs,
    ).toBe(90_000);
  });

  test("gets more precise as progress grows evenly", () => {
    const spreads = [3, 5, 8].map((count) => {
      const polls = Array.from({ length: count }, (_, index) => [index * 10, index * 10] as const);
      return afterPolls(polls).etaSpreadMs ?? Number.NaN;
    });
    expect(spreads[1]).toBeLessThan(spreads[0]!);
    expect(spreads[2]).toBeLessThan(spreads[1]!);
  });

  test("follows a job that speeds up or slows down", () => {
    // The end is at 100 s in both.
    const curve = (power: number) =>
      afterPolls(
        Array.from({ length: 9 }, (_, index) => [index * 10, Math.floor(100 * (index / 10) ** power)] as const),
      );
    for (const state of [curve(1.6), curve(0.6)]) {
      expect(state.etaMs).toBeGreaterThan(12_000);
      expect(state.etaMs).toBeLessThan(28_000);
    }
  });

  test("gets less precise where progress jumps or stands still", () => {
    const even = afterPolls([
      [0, 0],
      [10, 10],
      [20, 20],
      [30, 30],
      [40, 40],
    ]).etaSpreadMs!;
    expect(
      afterPolls([
        [0, 0],
        [10, 0],
        [20, 30],
        [30, 30],
        [60, 30],
        [70, 90],
      ]).etaSpreadMs,
    ).toBeGreaterThan(even);
    const still = (seconds: number) =>
      afterPolls([
        [0, 0],
        [45, 50],
        [89, 99],
        [89 + seconds, 99],
      ]).etaSpreadMs!;
    expect(still(60)).toBeGreaterThan(still(10) + 20_000);
  });

  test("is the median of the longer earlier durations without progress", () => {
    const history = new DurationHistory();
    for (const ms of [60_000, 80_000, 100_000, 120_000]) history.add(kind, ms);
    const tracker = new JobProgress(created, "sora-2", history);
    tracker.apply(video(), "in_progress", created);
    const etaAt = (ms: number) => tracker.pollState(created + ms).etaMs;
    expect([0, 70_000, 110_000, 130_000].map(etaAt)).toEqual([100_000, 30_000, 10_000, null]);
    expect(tracker.update(video(), created + 70_000).etaMs).toBe(30_000);
    expect(tracker.pollState(created).learned).toEqual([60_000, 80_000, 100_000, 120_000]);
  });

  test("is 0 once the job has ended", () => {
    for (const status of ["completed", "failed", "expired"] as const)
      expect(
        afterPolls([
          [0, 0],
          [10, 10],
          [20, 20, status],
        ]).etaMs,
      ).toBe(0);
  });
});

describe("JobProgress learns the duration of a completed job", () => {
  const learned = (...polls: readonly (readonly [ms: number, status: JobStatus, fields?: Partial<Video>])[]) => {
    const history = new DurationHistory();
    const tracker = new JobProgress(created, "sora-2", history);
    for (const [ms, status, fields] of polls) tracker.apply(video({ status, ...fields }), status, created + ms);
    return history.of(kind);
  };

  test("between the last poll at which it was running and the first at which it had ended", () => {
    expect(learned([0, "queued"], [80_000, "in_progress"], [90_000, "completed"])).toEqual([85_000]);
  });

  test("from the server's own times, within the times of these polls", () => {
    const times = (seconds: number) => ({ created_at: 1_000, completed_at: 1_000 + seconds });
    const ends = (seconds: number) => learned([80_000, "in_progress"], [90_000, "completed", times(seconds)]);
    expect([82, 7, 500].map(ends)).toEqual([[82_000], [80_000], [90_000]]);
  });

  test("only from the server's times if no poll found it running, and not at all without them", () => {
    const late = 9_000_000;
    expect(learned([late, "completed", { created_at: 50, completed_at: 110 }])).toEqual([60_000]);
    expect(learned([late, "completed"])).toEqual([]);
  });

  test("once, and only if it completed", () => {
    expect(learned([0, "queued"], [1_000, "completed"], [2_000, "completed"])).toHaveLength(1);
    expect(learned([0, "queued"], [1_000, "failed"])).toEqual([]);
    expect(learned([0, "queued"], [1_000, "cancelled"])).toEqual([]);
  });

  test("per model, size and seconds, as far as the server reports them", () => {
    const history = new DurationHistory();
    const learnedFrom = (model: string, fields: Partial<Video>) => {
      const tracker = new JobProgress(created, model, history);
      tracker.apply(video(fields), "in_progress", created + 1);
      return tracker;
    };
    const kinds: [string, Partial<Video>][] = [
      ["sora-2", {}],
      ["sora-2", { seconds: "4" }],
      ["sora-2", { size: "1280x720" }],
      ["sora-2-pro", {}],
      ["wan", { size: undefined, seconds: undefined } as Partial<Video>],
      ["__proto__", {}],
    ];
    for (const [model, fields] of kinds) {
      expect(learnedFrom(model, fields).pollState(created).learned).toEqual([]);
      learnedFrom(model, fields).apply(video(fields), "completed", created + 5_001);
      expect(learnedFrom(model, fields).pollState(created).learned).toEqual([2_501]);
    }
  });

  test("not if the clock went backwards", () => {
    expect(learned([-5_000, "queued"], [-1_000, "completed"])).toEqual([]);
  });
});
