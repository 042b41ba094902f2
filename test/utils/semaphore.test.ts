import { setImmediate as soon } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { KeyedMutex, Semaphore } from "../../src/utils/semaphore.js";
import { rejection } from "../helpers/failure.js";

const never = new AbortController().signal;

/** Work that counts how many are at it at once, and ends when it is told to. */
function setUp() {
  let most = 0;
  let now = 0;
  const ends: (() => void)[] = [];
  const work = async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise<void>((resolve) => ends.push(resolve));
    now -= 1;
  };
  return { work, ends, most: () => most, now: () => now };
}

describe("slots", () => {
  test("let so many in at once, the others in the order in which they came", async () => {
    const slots = new Semaphore(2);
    const order: number[] = [];
    const leaves: (() => void)[] = [];
    const all = Array.from({ length: 5 }, async (_, at) => {
      leaves.push(await slots.take(never));
      order.push(at);
    });
    await soon();
    expect(order).toEqual([0, 1]);
    // Given back twice, it is one place all the same.
    leaves[0]?.();
    leaves[0]?.();
    await soon();
    expect(order).toEqual([0, 1, 2]);
    leaves[1]?.();
    leaves[2]?.();
    await Promise.all(all);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  test("lose no place to one that gave up while it waited, nor to one that was given it just then", async () => {
    const slots = new Semaphore(1);
    const reason = new Error("stop");
    const leave = await slots.take(never);
    const early = new AbortController();
    const gaveUp = rejection(slots.take(early.signal));
    early.abort(reason);
    expect(await gaveUp).toBe(reason);
    const late = new AbortController();
    const justThen = rejection(slots.take(late.signal));
    late.abort(reason);
    leave();
    expect(await justThen).toBe(reason);
    // The place is free: it can be taken at once, by one.
    const again = await slots.take(never);
    const next = slots.take(never);
    again();
    (await next)();
  });
});

describe("KeyedMutex", () => {
  test("runs one task at a time for each name, and different names concurrently", async () => {
    const mutex = new KeyedMutex();
    const one = setUp();
    const other = setUp();
    const all = [0, 1, 2].map(() => mutex.run("one", never, one.work));
    all.push(mutex.run("other", never, other.work));
    await soon();
    expect([one.now(), other.now()]).toEqual([1, 1]);
    other.ends.shift()?.();
    for (let at = 0; at < 3; at++) {
      await soon();
      one.ends.shift()?.();
    }
    await Promise.all(all);
    expect([one.most(), other.most()]).toEqual([1, 1]);
  });

  test("continues after a task that failed, and after an aborted wait", async () => {
    const mutex = new KeyedMutex();
    const reason = new Error("no");
    expect(await rejection(mutex.run("a", never, () => Promise.reject(reason)))).toBe(reason);
    const { work, ends } = setUp();
    const first = mutex.run("a", never, work);
    const stop = new AbortController();
    const second = rejection(mutex.run("a", stop.signal, work));
    const third = mutex.run("a", never, async () => "third");
    stop.abort(reason);
    expect(await second).toBe(reason);
    ends.shift()?.();
    await first;
    expect(await third).toBe("third");
  });
});
