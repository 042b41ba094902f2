import { describe, expect, test, vi } from "vitest";
import { createFakeClock, createFakeVideosApi, sampleImage } from "../../src/testing.js";
import { clientOf, prompt } from "../helpers/clients.js";
import { failure, rejection } from "../helpers/failure.js";

const at = 1_800_000_000_000;

describe("the fake clock", () => {
  test("stands still until somebody sleeps, and begins now or where it is told to", () => {
    expect(createFakeClock({ start: at }).now()).toBe(at);
    expect(createFakeClock({ start: new Date(at) }).now()).toBe(at);
    expect(Math.abs(createFakeClock().now() - Date.now())).toBeLessThan(5_000);
  });

  test("jumps to the next moment for which someone sleeps: they share the time, and wake in order", async () => {
    const clock = createFakeClock({ start: 0 });
    const woken: [string, number][] = [];
    const sleeper = async (name: string, ...naps: number[]) => {
      for (const nap of naps) {
        await clock.sleep(nap);
        woken.push([name, clock.now()]);
      }
    };
    await Promise.all([sleeper("a", 1_000, 1_000), sleeper("b", 500, 700), sleeper("c", 500)]);
    expect(woken).toEqual([
      ["b", 500],
      ["c", 500],
      ["a", 1_000],
      ["b", 1_200],
      ["a", 2_000],
    ]);
  });

  test("set forward by hand, wakes who slept until then and nobody else, each at its time", async () => {
    const clock = createFakeClock({ start: 0 });
    const seen: number[] = [];
    const stop = clock.onAdvance(() => seen.push(clock.now()));
    const late = new AbortController();
    const rest = rejection(clock.sleep(5_000, late.signal));
    const first = clock.sleep(1_000);
    clock.advance(1_500);
    expect(seen).toEqual([1_000, 1_500]);
    await first;
    expect(clock.now()).toBe(1_500);
    late.abort();
    await rest;
    stop();
    clock.advance(1);
    expect(seen).toEqual([1_000, 1_500]);
    expect(clock.now()).toBe(1_501);
  });

  test("rejects with the signal's reason, before or while it sleeps, and forgets who does not sleep any more", async () => {
    const clock = createFakeClock({ start: 0 });
    const reason = new Error("enough");
    expect(await rejection(clock.sleep(10, AbortSignal.abort(reason)))).toBe(reason);
    const controller = new AbortController();
    const work = rejection(clock.sleep(10_000, controller.signal));
    controller.abort(reason);
    expect(await work).toBe(reason);
    await clock.sleep(5);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(clock.now()).toBe(5);
  });

  test("goes on under a test library's fake timers", async () => {
    vi.useFakeTimers();
    try {
      const clock = createFakeClock({ start: 0 });
      await clock.sleep(600_000);
      expect(clock.now()).toBe(600_000);
    } finally {
      vi.useRealTimers();
    }
  });

  test("lets ten jobs of ten minutes run at once in little more than ten minutes of its time", async () => {
    const clock = createFakeClock({ start: at });
    const fake = createFakeVideosApi({ script: "slow", clock });
    const ugoku = clientOf("http://fake.test/v1", { fetch: fake.fetch, clock, sleep: clock.sleep });
    const animation = ugoku.animate(sampleImage()).withPrompt(prompt).lint("off");
    const clips = await Promise.all(Array.from({ length: 10 }, () => animation.render()));
    expect(new Set(clips.map(({ jobId }) => jobId)).size).toBe(10);
    expect(clock.now() - at).toBeGreaterThanOrEqual(600_000);
    expect(clock.now() - at).toBeLessThan(900_000);
  });

  test.each([
    ["options", () => createFakeClock({ start: "noon" } as never), /start .* is "noon"/],
    ["options", () => createFakeClock({ begin: 0 } as never), /no option "begin"/],
    ["a step back", () => createFakeClock().advance(-1), /advance\(\) .* -1/],
    ["no number", () => createFakeClock().advance("1" as never), /advance\(\) .* "1"/],
    ["a sleep of no number", () => createFakeClock().sleep("1" as never), /sleep\(\) .* "1"/],
    ["a sleep without end", () => createFakeClock().sleep(Number.POSITIVE_INFINITY), /sleep\(\) .* Infinity/],
  ])("refuses %s", async (_, call, message) => {
    const error = await failure(call);
    expect(error.code).toBe("option_invalid");
    expect(error.message).toMatch(message);
  });
});
