import { describe, expect, test, vi } from "vitest";
import { createFakeClock, createFakeVideosApi, sampleImage } from "../../src/testing.js";
import { clientOf, prompt } from "../helpers/clients.js";
import { failure, rejection } from "../helpers/failure.js";

const at = 1_800_000_000_000;

describe("createFakeClock()", () => {
  test("starts now or at the given time", () => {
    expect(createFakeClock({ start: at }).now()).toBe(at);
    expect(createFakeClock({ start: new Date(at) }).now()).toBe(at);
    expect(Math.abs(createFakeClock().now() - Date.now())).toBeLessThan(5_000);
  });

  test("jumps to the next wake-up time and wakes sleepers in order", async () => {
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

  test("advance() wakes the sleepers that are due, each at its time", async () => {
    const clock = createFakeClock({ start: 0 });
    const seen: number[] = [];
    const stop = clock.onAdvance(() => seen.push(clock.now()));
    const aborted = new AbortController();
    const sleeping = rejection(clock.sleep(5_000, aborted.signal));
    const first = clock.sleep(1_000);
    clock.advance(1_500);
    expect(seen).toEqual([1_000, 1_500]);
    await first;
    expect(clock.now()).toBe(1_500);
    aborted.abort();
    await sleeping;
    stop();
    clock.advance(1);
    expect(seen).toEqual([1_000, 1_500]);
    expect(clock.now()).toBe(1_501);
  });

  test("sleep() rejects with the signal's reason, and an aborted sleep does not move the clock", async () => {
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

  test("works with the fake timers of a test library", async () => {
    vi.useFakeTimers();
    try {
      const clock = createFakeClock({ start: 0 });
      await clock.sleep(600_000);
      expect(clock.now()).toBe(600_000);
    } finally {
      vi.useRealTimers();
    }
  });

  test("runs ten concurrent jobs of ten minutes in little more than ten minutes of its time", async () => {
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
    ["an invalid start", () => createFakeClock({ start: "noon" } as never), /start .* is "noon"/],
    ["an unknown option", () => createFakeClock({ begin: 0 } as never), /no option "begin"/],
    ["a negative advance", () => createFakeClock().advance(-1), /advance\(\) .* -1/],
    ["an advance of no number", () => createFakeClock().advance("1" as never), /advance\(\) .* "1"/],
    ["a sleep of no number", () => createFakeClock().sleep("1" as never), /sleep\(\) .* "1"/],
    ["an infinite sleep", () => createFakeClock().sleep(Number.POSITIVE_INFINITY), /sleep\(\) .* Infinity/],
  ])("rejects %s", async (_, call, message) => {
    const error = await failure(call);
    expect(error.code).toBe("option_invalid");
    expect(error.message).toMatch(message);
  });
});
