// @module-tag slow

import { appendFile } from "node:fs/promises";
import { basename } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toJobId, toTask, toTasks } from "../../../src/batch/bullmq/job-data.js";
import { validateConnection } from "../../../src/batch/bullmq/validate-connection.js";
import { resolveOutput } from "../../../src/batch/output-paths.js";
import { hashItem } from "../../../src/batch/validate-item.js";
import {
  createRedisLedger,
  createVideoQueue,
  createVideoWorker,
  type QueueItem,
  type VideoWorkerOptions,
} from "../../../src/bullmq.js";
import { failure } from "../../helpers/failure.js";
import { hasRedis, type Redis, setUpQueue, startRedis } from "./queue-setup.js";

test.skipIf(hasRedis)("skipped: there is no redis-server on this machine", () => {});

const prompt = "The flowers slowly sway in the wind.";

describe.runIf(hasRedis)("addAll()", () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  test("accepts arrays, iterables and async iterables, and counts new items", async () => {
    await using at = await setUpQueue(redis);
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

  test("hashes an item without a key", async () => {
    await using at = await setUpQueue(redis);
    const item = { image: "a.jpg", prompt };
    expect(await at.videos.addAll([item])).toMatchObject({ added: 1 });
    expect(await at.videos.addAll([{ ...item }, { ...item, duration: 8 }])).toMatchObject({ added: 1, known: 1 });
  });

  test("adds a stream in chunks; an invalid item rejects its chunk only", async () => {
    await using at = await setUpQueue(redis);
    const seen: number[] = [];
    async function* endless(bad: number) {
      for (let number = 0; number < 1_200; number++) {
        if (number % 500 === 0) seen.push(await at.videos.queue.count());
        yield { image: "https://x.test/a.png", prompt: number === bad ? "" : prompt, key: `sku-${number}` };
      }
    }
    const error = await failure(at.videos.addAll(endless(700)));
    expect(error).toMatchObject({ code: "manifest_invalid" });
    expect(error.message).toContain("item 700 ");
    expect(seen).toEqual([0, 500]);
    expect(await at.videos.addAll(endless(-1))).toEqual({ total: 1_200, added: 700, known: 500 });
  });

  test("hashes a readable file's bytes, as animateAll() does", async () => {
    await using at = await setUpQueue(redis);
    const image = (await at.items(1))[0]!.image;
    const add = async () => (await at.videos.addAll([{ image, prompt }])).added;
    expect([await add(), await add()]).toEqual([1, 0]);
    const name = basename(image);
    expect((await toTask({ image, prompt })).key).toBe(await hashItem({ image, prompt }, name));
    await appendFile(image, "more");
    expect(await add()).toBe(1);
    // By its path, where only the workers can see it.
    expect((await toTask({ image: "/of/workers/a.png", prompt })).key).toMatch(/^[0-9a-f]{32}$/);
  });

  test("reports all invalid items, and adds none", async () => {
    await using at = await setUpQueue(redis);
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
      { image: "h.jpg", prompt, output: `${"x".repeat(260)}.mp4` },
      { image: "i.jpg", prompt, output: "x.mp4" },
      { image: "j.jpg", prompt, output: "x.mp4/y.mp4" },
      { image: "i.jpg", prompt, output: "z.mp4" },
    ] as unknown as QueueItem[];
    const error = await failure(at.videos.addAll(bad));
    expect(error).toMatchObject({ code: "manifest_invalid" });
    for (const index of [1, 2, 3, 4, 5, 7, 8, 9, 11, 12]) expect(error.message).toMatch(new RegExp(`item ${index} `));
    expect(error.message).not.toMatch(/^ *item (0|6|10) /m);
    expect(error.message).toContain("item 12 is the same as item 10, except for its output");
    expect(error.message).toContain("cannot contain bytes or streams");
    expect(error.message).toContain('item 3 has an unknown field "durations"; did you mean duration?');
    expect(error.message).toContain('item 5 is invalid: The key is "has space"');
    // Each line says a whole sentence of one item.
    for (const line of error.message.split("\n").slice(1)) expect(line).toMatch(/^ {2}item \d+ (has|is|is invalid:) /);
    expect(await at.videos.queue.count()).toBe(0);
    expect(await failure(at.videos.addAll(5 as never))).toMatchObject({ code: "option_invalid" });
  });

  test("own fields and all options are in the job's data; own fields do not make another video", async () => {
    const options = {
      ...{ extra: { num_frames: 81 }, lastFrame: "b.jpg", seed: 7, negativePrompt: "text", audio: false },
      background: "white",
    };
    const item = { image: "a.jpg", prompt, sku: "A-1", ...options };
    const { tasks, repeated } = await toTasks([item, { ...item, sku: "B-2" }]);
    expect(tasks).toMatchObject([{ columns: { sku: "A-1" }, ...options }]);
    expect(repeated).toBe(1);
    const keys = [{}, ...Object.entries(options).map(([name, value]) => ({ [name]: value }))].map(
      async (option) => (await toTask({ image: "a.jpg", prompt, ...option })).key,
    );
    expect(new Set(await Promise.all(keys)).size).toBe(7);
  });

  test("queues with another name or prefix are separate", async () => {
    await using at = await setUpQueue(redis);
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

test("toJobId() maps different keys to different ids that BullMQ accepts", () => {
  const keys = ["sku-1", "17", "-3", "a:b", "a%3ab", "a/b", "https://x.test/?a=1", "%31"];
  const ids = keys.map(toJobId);
  expect(new Set(ids).size).toBe(keys.length);
  for (const id of ids) expect(id).not.toMatch(/^-?\d+$|:/);
});

test("outputs stay inside outDir, in items and in data from Redis", async () => {
  const getOutput = async (output: string) => (await toTask({ image: "a.jpg", prompt, output })).output;
  expect(await getOutput("a/./b.mp4")).toBe("a/b.mp4");
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
    await expect(getOutput(output), output).rejects.toThrow(/stays in it|output/);
  for (const output of ["../a.mp4", "/etc/a.mp4", "a/../../clips2/b.mp4", ""])
    expect(() => resolveOutput("/tmp/clips", output), output).toThrow(/^The output ".*" is not /);
  const photo = await toTask({ image: "/x/../y/photo of cat.jpg", prompt });
  expect(photo.output).toMatch(/^photo of cat-[0-9a-f]{16}\.mp4$/);
  expect((await toTask({ image: "a.jpg", prompt, key: "../../x" })).output).toMatch(/^_[\w.]*-[0-9a-f]{16}\.mp4$/);
});

describe("a connection for which BullMQ would use localhost", () => {
  const address = "redis://:s3cret@127.0.0.1:1";
  const host = "redis.test";
  test.each<[unknown, RegExp, RegExp?]>([
    [undefined, /is missing/],
    [null, /is null/],
    [address, /is of type string/],
    [6379, /is of type number/],
    [[address], /is an array/],
    [() => ({ host }), /is of type function/],
    [new URL(address), /names no server/],
    [{}, /names no server/],
    [{ port: 6379, db: 2, password: "s3cret" }, /names no server/],
    [{ host: undefined, url: undefined }, /names no server/],
    [{ uri: address }, /names no server/, /Did you mean url\?/],
    [{ hosts: host }, /names no server/, /Did you mean host\?/],
    [{ port: 6380, hostname: host }, /names no server/],
    [{ redisOptions: { host } }, /names no server/],
    [{ nodes: [{ host }] }, /names no server/],
    [{ socket: { host } }, /names no server/],
    [{ connection: { url: address } }, /names no server|has an option "connection"/],
    [{ host, prefix: "mine" }, /has an option "prefix"/, /an option of create\w+\(\) itself/],
    [{ host, name: "mine" }, /has an option "name"/, /an option of create\w+\(\) itself/],
    [{ host: "" }, /invalid host/],
    [{ host: { name: host } }, /invalid host/],
    [{ url: "" }, /invalid url/],
    [{ url: "redis://" }, /invalid url/],
    [{ url: "redis.test:6379" }, /invalid url/],
    [{ url: "https://:s3cret@redis.test" }, /invalid url/],
    [{ url: new URL(address) }, /invalid url/],
    [{ path: "" }, /invalid path/],
    [{ sentinels: [], name: "main" }, /invalid sentinels/],
    [{ sentinels: [host], name: "main" }, /invalid sentinels/],
    [{ connect() {}, duplicate() {}, close() {} }, /is an object without disconnect\(\)/],
  ])("is rejected: %o", (connection, words, hint = /{ host, port }/) => {
    const rest = { ugoku: { animate() {} }, outDir: "x" } as never as VideoWorkerOptions;
    for (const [name, open] of Object.entries({
      createVideoQueue: () => createVideoQueue({ connection } as never),
      createVideoWorker: () => createVideoWorker({ ...rest, connection } as never),
      createRedisLedger: () => createRedisLedger(connection as never),
    })) {
      expect(open).toThrow(words);
      expect(open).toThrow(`connection of ${name}()`);
      expect(open).not.toThrow("s3cret");
      expect(open).toThrow(expect.objectContaining({ code: "option_invalid", hint: expect.stringMatching(hint) }));
    }
  });

  test.each([
    { host, port: 6379 },
    { url: address },
    { url: "rediss://redis.test/2?family=6" },
    { url: "/run/redis.sock" },
    { path: "/run/redis.sock" },
    { sentinels: [{ host }], name: "main" },
    { host, username: "a", password: "b", tls: {}, db: 1, retryStrategy: () => 1, skipVersionCheck: true },
  ])("is not %o", (connection) => {
    expect(() => validateConnection("createVideoQueue()", connection, ["name", "prefix"])).not.toThrow();
  });
});

test("rejects options that are not an object", () => {
  const connection = { host: "redis.test" };
  expect(() => createVideoQueue({ connection, name: 5 } as never)).toThrow("name of createVideoQueue() is 5");
  expect(() => createVideoQueue(undefined as never)).toThrow("options of createVideoQueue()");
  expect(() => createRedisLedger(connection, "mine" as never)).toThrow("options of createRedisLedger()");
  expect(() => createRedisLedger(connection, { connection } as never)).toThrow('no option "connection"');
});

test("rejects unknown and invalid options by name", () => {
  const good = { connection: { host: "redis.test" }, ugoku: { animate() {} }, outDir: "x" } as never as Parameters<
    typeof createVideoWorker
  >[0];
  const wrong = [
    { createsPerMinutes: 5 },
    { createsPerMinute: 0 },
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
  expect(() => createVideoQueue({ connection: { host: "redis.test" }, names: "x" } as never)).toThrow("names");
});
