import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jobIdOf, pathIn, taskOf } from "../../src/batch/bullmq/task.js";
import { createVideoQueue, createVideoWorker, type QueueItem } from "../../src/batch/bullmq.js";
import { failure } from "../helpers/failure.js";
import { hasRedis, type Redis, stage, startRedis } from "./stage.js";

test.skipIf(hasRedis)("skipped: there is no redis-server on this machine", () => {});

const prompt = "The flowers slowly sway in the wind.";

describe.runIf(hasRedis)("addAll()", () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  test("takes arrays, iterables and async iterables, and says how many were new", async () => {
    await using at = await stage(redis);
    const items = await at.items(700);
    async function* slowly() {
      yield* items;
    }
    expect(await at.videos.addAll(items.slice(0, 600))).toEqual({ total: 600, added: 600, known: 0 });
    expect(await at.videos.addAll(new Set(items))).toEqual({ total: 700, added: 100, known: 600 });
    expect(await at.videos.addAll(slowly())).toEqual({ total: 700, added: 0, known: 700 });
    expect(await at.videos.addAll([items[0]!, { ...items[0]! }])).toEqual({ total: 2, added: 0, known: 2 });
    expect((await at.videos.queue.getJobCounts()).prioritized).toBe(700);
  });

  test("makes the key of what an item says, where it has none", async () => {
    await using at = await stage(redis);
    const item = { image: "a.jpg", prompt };
    expect(await at.videos.addAll([item])).toMatchObject({ added: 1 });
    expect(await at.videos.addAll([{ ...item }, { ...item, duration: 8 }])).toMatchObject({ added: 1, known: 1 });
  });

  test("names all items that do not fit, and adds none", async () => {
    await using at = await stage(redis);
    const bad = [
      { image: "a.jpg", prompt },
      { image: new Uint8Array(3), prompt },
      { image: "b.jpg", prompt: " " },
      { image: "c.jpg", prompt, durations: 4 },
      { image: "d.jpg", prompt, output: "../d.mp4" },
      { image: "e.jpg", prompt, key: "has space" },
      { image: "f.jpg", prompt, key: "twice" },
      { image: "g.jpg", prompt, key: "twice" },
      null,
    ] as unknown as QueueItem[];
    const error = await failure(at.videos.addAll(bad));
    expect(error).toMatchObject({ code: "manifest_invalid" });
    for (const index of [1, 2, 3, 4, 5, 7, 8]) expect(error.message).toMatch(new RegExp(`item ${index} `));
    expect(error.message).not.toMatch(/item [06] /);
    expect(error.message).toContain("Bytes and streams do not fit");
    expect(error.message).toContain("Did you mean duration?");
    expect(await at.videos.queue.count()).toBe(0);
    expect(await failure(at.videos.addAll(5 as never))).toMatchObject({ code: "option_invalid" });
  });

  test("a queue of another name or prefix knows nothing of it", async () => {
    await using at = await stage(redis);
    const items = await at.items(2);
    await at.videos.addAll(items);
    const others = [
      createVideoQueue({ connection: redis.connection, name: at.name, prefix: "other" }),
      createVideoQueue({ connection: redis.connection, name: `${at.name}-2` }),
    ];
    for (const other of others) {
      expect(await other.addAll(items)).toMatchObject({ added: 2 });
      await other.close();
    }
  });
});

test("ids of jobs differ as their keys do, and are none that BullMQ refuses", () => {
  const keys = ["sku-1", "17", "-3", "a:b", "a%3ab", "a/b", "https://x.test/?a=1", "%31"];
  const ids = keys.map(jobIdOf);
  expect(new Set(ids).size).toBe(keys.length);
  for (const id of ids) expect(id).not.toMatch(/^-?\d+$|:/);
});

test("a clip stays in the folder, whatever an item or the data in Redis say", () => {
  const outputOf = (output: string) => taskOf({ image: "a.jpg", prompt, output }).output;
  expect(outputOf("a/./b.mp4")).toBe("a/b.mp4");
  for (const output of [
    "..",
    "../a.mp4",
    "a/../../b.mp4",
    "/etc/a.mp4",
    "C:\\a.mp4",
    "..\\a.mp4",
    "a/",
    ".",
    "a\0.mp4",
  ])
    expect(() => outputOf(output), output).toThrow(/stays in it|output/);
  for (const output of ["../a.mp4", "/etc/a.mp4", "a/../../clips2/b.mp4", ""])
    expect(() => pathIn("/tmp/clips", output), output).toThrow("leads out");
  expect(taskOf({ image: "/x/../y/photo of cat.jpg", prompt }).output).toMatch(/^photo_of_cat-[0-9a-f]{8}\.mp4$/);
  expect(taskOf({ image: "a.jpg", prompt, key: "../../x" }).output).toMatch(/^__.*\.mp4$|^_.*\.mp4$/);
});

test("options that are unknown or of the wrong kind are refused by name", () => {
  const good = { connection: {}, ugoku: { animate() {} }, outDir: "x" } as never as Parameters<
    typeof createVideoWorker
  >[0];
  const wrong = [
    { rates: 5 },
    { rate: 0 },
    { concurrency: 0.5 },
    { outDir: "" },
    { settleMs: -1 },
    { ugoku: {} },
    { onAmbiguous: "no" },
    { retention: 0 },
  ];
  for (const options of wrong)
    expect(() => createVideoWorker({ ...good, ...options } as never), JSON.stringify(options)).toThrow(
      new RegExp(Object.keys(options)[0]!),
    );
  expect(() => createVideoQueue({ connection: {}, names: "x" } as never)).toThrow("names");
});
