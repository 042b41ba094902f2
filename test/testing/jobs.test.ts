import { describe, expect, test } from "vitest";
import type { VideoList } from "../../src/http/schema.js";
import type { Video } from "../../src/index.js";
import { createFakeVideosApi, type FakeOptions, type Renderer } from "../../src/testing.js";
import { failure } from "../helpers/failure.js";
import { manualTime } from "../helpers/time.js";

const base = "http://videos.test/v1/videos";

function setUp(options: FakeOptions = {}) {
  const time = manualTime();
  const fake = createFakeVideosApi({ clock: time.clock, ...options });
  const ask = async <T = Video>(path = "", init?: RequestInit) =>
    (await (await fake.fetch(base + path, init)).json()) as T;
  const create = (prompt = "She smiles.") =>
    ask("", { method: "POST", body: JSON.stringify({ prompt }), headers: { "content-type": "application/json" } });
  return { time, fake, ask, create };
}

describe("a job of the fake by its clock", () => {
  test("is queued, runs and completes: ten minutes in a millisecond", async () => {
    const { time, ask, create } = setUp({ script: "slow" });
    const { id, created_at } = await create();
    const course: unknown[] = [];
    for (const pass of [0, 29_999, 1, 57_000, 456_000, 56_999, 1]) {
      time.pass(pass);
      const { status, progress, completed_at } = await ask(`/${id}`);
      course.push([status, progress, completed_at]);
    }
    expect(course).toEqual([
      ["queued", 0, null],
      ["queued", 0, null],
      ["in_progress", 0, null],
      ["in_progress", 10, null],
      ["in_progress", 90, null],
      ["in_progress", 99, null],
      ["completed", 100, (created_at ?? 0) + 600],
    ]);
  });

  test.each([
    ["happy", "completed", null],
    ["failing", "failed", "internal_error"],
    ["moderation", "failed", "moderation_blocked"],
  ] as const)("by the script %s it ends as %s", async (script, status, code) => {
    const { time, ask, create } = setUp({ script });
    const { id } = await create();
    time.pass(1_000);
    const video = await ask(`/${id}`);
    expect(video.status).toBe(status);
    expect(typeof video.error === "object" ? (video.error?.code ?? null) : video.error).toBe(code);
    // Once ended, it stays as it is.
    time.pass(1_000);
    expect(await ask(`/${id}`)).toEqual(video);
  });

  test("by the script stuck it runs for ever", async () => {
    const { time, ask, create } = setUp({ script: "stuck" });
    const { id } = await create();
    time.pass(1e12);
    expect(await ask(`/${id}`)).toMatchObject({ status: "in_progress", progress: 0 });
  });

  test("by a script of one's own that takes no time to run still waits its turn", async () => {
    const { time, ask, create } = setUp({ script: { queuedMs: 500, runningMs: 0 } });
    const { id } = await create();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await ask(`/${id}`)).status).toBe("queued");
    time.pass(500);
    expect((await ask(`/${id}`)).status).toBe("completed");
  });

  test("says when to look again, if its script does", async () => {
    const { fake, create } = setUp({ script: { queuedMs: 1, runningMs: 1, pollAfterMs: 250 } });
    const { id } = await create();
    expect((await fake.fetch(`${base}/${id}`)).headers.get("openai-poll-after-ms")).toBe("250");
    const silent = setUp({ script: "slow" });
    const other = await silent.create();
    expect((await silent.fake.fetch(`${base}/${other.id}`)).headers.has("openai-poll-after-ms")).toBe(false);
  });

  test("waits for its renderer, follows its progress, and fails with it", async () => {
    let progress = (_: number) => {};
    let finish = (_: Error) => {};
    const renderer: Renderer = {
      render: ({ onProgress }) =>
        new Promise((_, reject) => {
          progress = onProgress;
          finish = reject;
        }),
    };
    const { ask, create } = setUp({ renderer, script: { queuedMs: 0, runningMs: 0 } });
    const { id } = await create();
    expect(await ask(`/${id}`)).toMatchObject({ status: "queued", progress: 0 });
    progress(0.5);
    progress(0.2);
    expect(await ask(`/${id}`)).toMatchObject({ status: "in_progress", progress: 50 });
    finish(new Error("The encoder broke."));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await ask(`/${id}`)).toMatchObject({ status: "failed", error: { message: "The encoder broke." } });
  });

  test("is forgotten when it is deleted, and its rendering stops", async () => {
    let signal: AbortSignal | undefined;
    const renderer: Renderer = {
      render: (request) => {
        ({ signal } = request);
        return new Promise(() => {});
      },
    };
    const { ask, create, fake } = setUp({ renderer });
    const { id } = await create();
    expect(signal?.aborted).toBe(false);
    expect(await ask(`/${id}`, { method: "DELETE" })).toEqual({ id, object: "video.deleted", deleted: true });
    expect(signal?.aborted).toBe(true);
    expect((await fake.fetch(`${base}/${id}`)).status).toBe(404);
    await create();
    fake.close();
    expect(signal?.aborted).toBe(true);
    expect(fake.jobs).toEqual([]);
  });

  test("has no script nonsense", async () => {
    const error = await failure(() => createFakeVideosApi({ script: "nonsense" as "happy" }));
    expect(error.code).toBe("option_invalid");
  });
});

describe("the fake's list", () => {
  const five = async () => {
    const api = setUp();
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.push((await api.create()).id);
    return { ...api, ids };
  };

  test("has the newest first, twenty at the most, unless it is asked otherwise", async () => {
    const { ask, ids } = await five();
    const page = await ask<VideoList>("");
    expect(page.data.map(({ id }) => id)).toEqual([...ids].reverse());
    expect(page).toMatchObject({ object: "list", first_id: ids[4], last_id: ids[0], has_more: false });
    const oldest = await ask<VideoList>("?order=asc&limit=2");
    expect(oldest.data.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(oldest.has_more).toBe(true);
  });

  test("goes on after a cursor, to the end", async () => {
    const { ask, ids } = await five();
    const seen: string[] = [];
    let after = "";
    for (let pages = 0; pages < 5; pages++) {
      const page = await ask<VideoList>(`?limit=2${after}`);
      seen.push(...page.data.map(({ id }) => id));
      if (!page.has_more) break;
      after = `&after=${page.last_id}`;
    }
    expect(seen).toEqual([...ids].reverse());
  });

  test("can be empty", async () => {
    const { ask } = setUp();
    expect(await ask("")).toEqual({ object: "list", data: [], first_id: null, last_id: null, has_more: false });
  });

  test.each([
    ["limit", "-1"],
    ["limit", "101"],
    ["limit", "1.5"],
    ["limit", "x"],
    ["limit", ""],
    ["limit", "0x10"],
    ["order", "newest"],
    ["order", "ASC"],
    ["order", ""],
    ["after", "video_nobody"],
    ["after", ""],
  ])("refuses %s=%s", async (name, value) => {
    const { fake } = await five();
    const response = await fake.fetch(`${base}?${name}=${value}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: {
        message: expect.stringContaining(`'`),
        type: "invalid_request_error",
        param: name,
        code: "invalid_value",
      },
    });
  });

  test("does not begin anew behind a job that was deleted", async () => {
    const { fake, ask, ids } = await five();
    await ask(`/${ids[2]}`, { method: "DELETE" });
    expect((await fake.fetch(`${base}?after=${ids[2]}`)).status).toBe(400);
  });
});

describe("the fake's content", () => {
  const finished = async () => {
    const api = setUp();
    const { id } = await api.create();
    api.time.pass(1_000);
    const get = (query = "", headers: Record<string, string> = {}) =>
      api.fake.fetch(`${base}/${id}/content${query}`, { headers });
    const whole = Buffer.from(await (await get()).arrayBuffer());
    return { ...api, get, whole };
  };

  test("is there when the job has completed, and not before", async () => {
    const { fake, create } = setUp({ script: "slow" });
    const { id } = await create();
    const early = await fake.fetch(`${base}/${id}/content`);
    expect(early.status).toBe(404);
    expect(await early.text()).toContain("queued");
  });

  test("comes in parts for those who ask for parts", async () => {
    const { get, whole } = await finished();
    const size = whole.length;
    for (const [range, from, to] of [
      ["bytes=0-9", 0, 9],
      ["bytes=100-", 100, size - 1],
      ["bytes=5-999999999", 5, size - 1],
    ] as const) {
      const response = await get("", { range });
      expect(response.status).toBe(206);
      expect(response.headers.get("content-range")).toBe(`bytes ${from}-${to}/${size}`);
      expect(response.headers.get("content-length")).toBe(String(to - from + 1));
      expect(Buffer.from(await response.arrayBuffer()).equals(whole.subarray(from, to + 1))).toBe(true);
    }
  });

  test("comes whole to those who hold another version of it", async () => {
    const { get, whole } = await finished();
    const etag = (await get()).headers.get("etag")!;
    expect((await get("", { range: "bytes=5-", "if-range": etag })).status).toBe(206);
    const other = await get("", { range: "bytes=5-", "if-range": '"other"' });
    expect(other.status).toBe(200);
    expect((await other.arrayBuffer()).byteLength).toBe(whole.length);
  });

  test("has no part behind its end", async () => {
    const { get, whole } = await finished();
    const response = await get("", { range: `bytes=${whole.length}-` });
    expect(response.status).toBe(416);
    expect(response.headers.get("content-range")).toBe(`bytes */${whole.length}`);
  });

  test("has three variants, and refuses a fourth", async () => {
    const { get } = await finished();
    for (const [variant, type] of [
      ["video", "video/mp4"],
      ["thumbnail", "image/webp"],
      ["spritesheet", "image/jpeg"],
    ])
      expect((await get(`?variant=${variant}`)).headers.get("content-type")).toBe(type);
    expect((await get("?variant=audio")).status).toBe(400);
  });
});
