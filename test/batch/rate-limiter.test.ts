import { describe, expect, test } from "vitest";
import { AdaptiveRateLimiter, type RateLimitState } from "../../src/batch/rate-limiter.js";
import { UgokuError } from "../../src/index.js";
import { rejection } from "../helpers/failure.js";
import { manualTime } from "../helpers/time.js";

const never = new AbortController().signal;
const tooFast = new UgokuError("rate_limited", "Too many requests.");

function pacer(perMinute?: number) {
  const { clock, sleep, pass, slept } = manualTime(0);
  const changes: RateLimitState[] = [];
  const pace = new AdaptiveRateLimiter({ perMinute, onChange: (now) => changes.push(now), now: clock.now, sleep });
  /** When so many creates left, one after the other, each of which took so many milliseconds. */
  const send = async (count: number, ms = 0): Promise<number[]> => {
    const times: number[] = [];
    for (let at = 0; at < count; at++) {
      await pace.turn(never);
      times.push(clock.now());
      pass(ms);
      pace.taken();
    }
    return times;
  };
  return { pace, changes, clock, pass, slept, send };
}

describe("the pace of creates", () => {
  test("is as many a minute as asked for, evenly, and no slower for a slow one", async () => {
    const { send } = pacer(60);
    expect(await send(4)).toEqual([0, 1_000, 2_000, 3_000]);
    expect(await send(2, 3_000)).toEqual([4_000, 7_000]);
  });

  test("has no limit where none is asked for", async () => {
    const { send, slept } = pacer();
    expect(await send(50)).toEqual(Array(50).fill(0));
    expect(slept).toEqual([]);
  });

  test("stops at a 429 for as long as the server asks, for all of those that were under way at once", async () => {
    const { pace, send, clock } = pacer(600);
    await send(3);
    const now = clock.now();
    pace.refused(7_000, tooFast);
    pace.refused(9_000, tooFast);
    const [first = 0, second = 0] = await send(2);
    expect(first).toBe(now + 9_000);
    // Refused together, they slow it down once: half as fast, not a quarter.
    expect(second - first).toBe(200);
  });

  test("that was not limited, goes on half as fast as it was", async () => {
    const { pace, send } = pacer();
    await send(11, 50);
    pace.refused(1_000, tooFast);
    const [first = 0, second = 0] = await send(2);
    // Ten gaps were seen, of 50 ms and the time up to the refusal.
    expect(second - first).toBeGreaterThanOrEqual(100);
    expect(second - first).toBeLessThan(125);
  });

  test("gets faster as creates are taken, up to what was asked for and no further", async () => {
    const { pace, send, changes } = pacer(600);
    await send(2);
    pace.refused(1_000, tooFast);
    expect(changes.at(-1)).toMatchObject({ perMinute: 300, pausedMs: 1_000, reason: tooFast });
    await send(10);
    expect(changes.at(-1)).toMatchObject({ perMinute: 375, reason: null });
    await send(40);
    expect(changes.at(-1)?.perMinute).toBe(600);
    const count = changes.length;
    await send(40);
    expect(changes).toHaveLength(count);
  });

  test("waits twice as long at each 429 in a row that names no time, and anew after one that was taken", async () => {
    const { pace, clock, send, changes } = pacer();
    const waits: number[] = [];
    for (let at = 0; at < 8; at++) {
      const from = clock.now();
      pace.refused(undefined, tooFast);
      await pace.turn(never);
      waits.push(clock.now() - from);
    }
    expect(waits.slice(0, 6)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000]);
    expect(waits.slice(6)).toEqual([60_000, 60_000]);
    await send(1);
    const from = clock.now();
    pace.pause(undefined, tooFast);
    expect(changes.at(-1)?.pausedMs).toBe(1_000);
    expect(clock.now()).toBe(from);
  });

  test("is paused once by those that failed together, says why, and not again for the same", () => {
    const { pace, changes, pass } = pacer();
    const gone = new UgokuError("endpoint_unreachable", "Nobody is there.");
    for (let at = 0; at < 20; at++) pace.pause(undefined, gone);
    expect(changes).toEqual([{ perMinute: null, pausedMs: 1_000, reason: gone }]);
    pass(1_000);
    for (let at = 0; at < 20; at++) pace.pause(undefined, gone);
    expect(changes.map(({ pausedMs }) => pausedMs)).toEqual([1_000, 2_000]);
    // What the server asks for itself is heard all the same.
    pace.refused(9_000, tooFast);
    pace.refused(9_100, tooFast);
    expect(changes.slice(2)).toMatchObject([{ pausedMs: 9_000, reason: tooFast }]);
  });

  test("ends a wait with the signal's reason, also one that was given before", async () => {
    const { pace } = pacer(1);
    await pace.turn(never);
    const reason = new Error("stop");
    expect(await rejection(pace.turn(AbortSignal.abort(reason)))).toBe(reason);
    const waiting = new AbortController();
    const real = new AdaptiveRateLimiter({ perMinute: 1, onChange: () => {} });
    await real.turn(never);
    const turn = rejection(real.turn(waiting.signal));
    waiting.abort(reason);
    expect(await turn).toBe(reason);
  });
});
