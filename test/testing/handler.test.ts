import { describe, expect, test } from "vitest";
import type { VideoList } from "../../src/http/schema.js";
import { base, setUp } from "./set-up.js";

test.each(["/v1", "", "/openai/v1", "/api/v3", "/videos/v1"])(
  "fetch() › accepts the base path %j",
  async (basePath) => {
    const { fake, create } = setUp();
    const { id } = await create();
    const at = (path: string) => fake.fetch(`http://videos.test${basePath}/videos${path}`);
    expect(await Promise.all(["", `/${id}`, "/a/b"].map(async (path) => (await at(path)).status))).toEqual([
      200, 200, 404,
    ]);
  },
);

describe("GET /videos", () => {
  const five = async () => {
    const api = setUp();
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.push((await api.create()).id);
    return { ...api, ids };
  };

  test("returns the newest 20 jobs first by default", async () => {
    const { ask, ids } = await five();
    const page = await ask<VideoList>("");
    expect(page.data.map(({ id }) => id)).toEqual([...ids].reverse());
    expect(page).toMatchObject({ object: "list", first_id: ids[4], last_id: ids[0], has_more: false });
    const oldest = await ask<VideoList>("?order=asc&limit=2");
    expect(oldest.data.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(oldest.has_more).toBe(true);
  });

  test("pages with a cursor to the end", async () => {
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

  test("may be empty", async () => {
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
    ["after", "video_unknown"],
    ["after", ""],
  ])("rejects %s=%s", async (name, value) => {
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

  test("rejects a cursor whose job was deleted, rather than starting over", async () => {
    const { fake, ask, ids } = await five();
    await ask(`/${ids[2]}`, { method: "DELETE" });
    expect((await fake.fetch(`${base}?after=${ids[2]}`)).status).toBe(400);
  });
});

describe("GET /videos/{id}/content", () => {
  const finished = async () => {
    const api = setUp();
    const { id } = await api.create();
    api.time.pass(1_000);
    const get = (query = "", headers: Record<string, string> = {}) =>
      api.fake.fetch(`${base}/${id}/content${query}`, { headers });
    const complete = Buffer.from(await (await get()).arrayBuffer());
    return { ...api, get, complete };
  };

  test("is available only after the job has completed", async () => {
    const { fake, create } = setUp({ script: "slow" });
    const { id } = await create();
    const early = await fake.fetch(`${base}/${id}/content`);
    expect(early.status).toBe(404);
    expect(await early.text()).toContain("queued");
  });

  test("supports range requests", async () => {
    const { get, complete } = await finished();
    const size = complete.length;
    for (const [range, from, to] of [
      ["bytes=0-9", 0, 9],
      ["bytes=100-", 100, size - 1],
      ["bytes=5-999999999", 5, size - 1],
    ] as const) {
      const response = await get("", { range });
      expect(response.status).toBe(206);
      expect(response.headers.get("content-range")).toBe(`bytes ${from}-${to}/${size}`);
      expect(response.headers.get("content-length")).toBe(String(to - from + 1));
      expect(Buffer.from(await response.arrayBuffer()).equals(complete.subarray(from, to + 1))).toBe(true);
    }
  });

  test("is sent completely if If-Range does not match", async () => {
    const { get, complete } = await finished();
    const etag = (await get()).headers.get("etag")!;
    expect((await get("", { range: "bytes=5-", "if-range": etag })).status).toBe(206);
    const other = await get("", { range: "bytes=5-", "if-range": '"other"' });
    expect(other.status).toBe(200);
    expect((await other.arrayBuffer()).byteLength).toBe(complete.length);
  });

  test("responds with 416 to a range beyond the end", async () => {
    const { get, complete } = await finished();
    const response = await get("", { range: `bytes=${complete.length}-` });
    expect(response.status).toBe(416);
    expect(response.headers.get("content-range")).toBe(`bytes */${complete.length}`);
  });

  test("has three variants, and rejects others", async () => {
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
