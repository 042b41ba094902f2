import { describe, expect, onTestFinished, test, vi } from "vitest";
import { AdaptiveRateLimiter, type RateLimitState } from "../../src/batch/rate-limiter.js";
import { UgokuError } from "../../src/index.js";
import { rejection } from "../helpers/failure.js";
import { manualTime } from "../helpers/time.js";

const never = new AbortController().signal;
const tooFast = new UgokuError("rate_limited", "Too many requests.");

function limiter(perMinute?: number) {
  const { clock, sleep, pass, slept } = manualTime(0);
  const changes: RateLimitState[] = [];
  const own = new AdaptiveRateLimiter({ perMinute, now: clock.now, sleep });
  const record = (state: RateLimitState | undefined) => void (state && changes.push(state));
  const rate = {
    acquire: (signal: AbortSignal) => own.acquire(signal),
    accept: () => record(own.accept()),
    slowDown: (...args: Parameters<AdaptiveRateLimiter["slowDown"]>) => record(own.slowDown(...args)),
    pause: (...args: Parameters<AdaptiveRateLimiter["pause"]>) => record(own.pause(...args)),
  };
  /** When each of `count` requests was sent, one after the other, if each takes `ms` milliseconds. */
  const send = async (count: number, ms = 0): Promise<number[]> => {
    const times: number[] = [];
    for (let at = 0; at < count; at++) {
      await rate.acquire(never);
      times.push(clock.now());
      pass(ms);
      rate.accept();
    }
    return times;
  };
  return { rate, changes, clock, pass, slept, send };
}

describe("AdaptiveRateLimiter", () => {
  test("spaces requests evenly at the maximum rate, and is not delayed by a slow one", async () => {
    const { send } = limiter(60);
    expect(await send(4)).toEqual([0, 1_000, 2_000, 3_000]);
    expect(await send(2, 3_000)).toEqual([4_000, 7_000]);
  });

  test("has no limit by default", async () => {
    const { send, slept } = limiter();
    expect(await send(50)).toEqual(Array(50).fill(0));
    expect(slept).toEqual([]);
  });

  test("a 429 pauses for as long as the server asks, once for all requests in flight", async () => {
    const { rate, send, clock } = limiter(600);
    await send(3);
    const now = clock.now();
    rate.slowDown(7_000, tooFast);
    rate.slowDown(9_000, tooFast);
    const [first = 0, second = 0] = await send(2);
    expect(first).toBe(now + 9_000);
    // Refused together, they slow it down once: half as fast, not a quarter.
    expect(second - first).toBe(200);
  });

  test("a 429 halves a rate without a limit", async () => {
    const { rate, send } = limiter();
    await send(11, 50);
    rate.slowDown(1_000, tooFast);
    const [first = 0, second = 0] = await send(2);
    // Ten gaps were seen, of 50 ms and the time up to the refusal.
    expect(second - first).toBeGreaterThanOrEqual(100);
    expect(second - first).toBeLessThan(125);
  });

  test("the rate rises as requests are accepted, up to the maximum", async () => {
    const { rate, send, changes } = limiter(600);
    await send(2);
    rate.slowDown(1_000, tooFast);
    expect(changes.at(-1)).toMatchObject({ perMinute: 300, pausedMs: 1_000, reason: tooFast });
    await send(10);
    expect(changes.at(-1)).toMatchObject({ perMinute: 375, reason: null });
    await send(40);
    expect(changes.at(-1)?.perMinute).toBe(600);
    const count = changes.length;
    await send(40);
    expect(changes).toHaveLength(count);
  });

  test("429s without Retry-After double the pause until a request is accepted", async () => {
    const { rate, clock, send, changes } = limiter();
    const waits: number[] = [];
    for (let at = 0; at < 8; at++) {
      const from = clock.now();
      rate.slowDown(undefined, tooFast);
      await rate.acquire(never);
      waits.push(clock.now() - from);
    }
    expect(waits.slice(0, 6)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000]);
    expect(waits.slice(6)).toEqual([60_000, 60_000]);
    await send(1);
    const from = clock.now();
    rate.pause(undefined, tooFast);
    expect(changes.at(-1)?.pausedMs).toBe(1_000);
    expect(clock.now()).toBe(from);
  });

  test("requests that fail together make one pause and one report", () => {
    const { rate, changes, pass } = limiter();
    const gone = new UgokuError("endpoint_unreachable", "Nobody is there.");
    for (let at = 0; at < 20; at++) rate.pause(undefined, gone);
    expect(changes).toEqual([{ perMinute: null, pausedMs: 1_000, reason: gone }]);
    pass(1_000);
    for (let at = 0; at < 20; at++) rate.pause(undefined, gone);
    expect(changes.map(({ pausedMs }) => pausedMs)).toEqual([1_000, 2_000]);
    // What the server asks for itself is heard all the same.
    rate.slowDown(9_000, tooFast);
    rate.slowDown(9_100, tooFast);
    expect(changes.slice(2)).toMatchObject([{ pausedMs: 9_000, reason: tooFast }]);
  });

  test("acquire() rejects with the signal's reason, also if it was aborted before", async () => {
    const { rate } = limiter(1);
    await rate.acquire(never);
    const reason = new Error("stop");
    expect(await rejection(rate.acquire(AbortSignal.abort(reason)))).toBe(reason);
    const waiting = new AbortController();
    const real = new AdaptiveRateLimiter({ perMinute: 1 });
    await real.acquire(never);
    const turn = rejection(real.acquire(waiting.signal));
    waiting.abort(reason);
    expect(await turn).toBe(reason);
  });
});

test("a clock that is set back does not prolong a pause", async () => {
  let elapsed = 0;
  let setBack = 0;
  const monotonic = vi.spyOn(performance, "now").mockImplementation(() => elapsed);
  const clock = vi.spyOn(Date, "now").mockImplementation(() => 1_800_000_000_000 + elapsed - setBack);
  onTestFinished(() => {
    monotonic.mockRestore();
    clock.mockRestore();
  });
  const slept: number[] = [];
  const limiter = new AdaptiveRateLimiter({
    perMinute: undefined,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      elapsed += milliseconds;
    },
  });
  limiter.pause(5_000, new UgokuError("rate_limited", "no"));
  setBack = 3_600_000;
  await limiter.acquire(new AbortController().signal);
  expect(slept.reduce((sum, one) => sum + one, 0)).toBeLessThan(6_000);
});
