import { describe, expect, test } from "vitest";
import { createFakeVideosApi } from "../../src/testing.js";
import { ask, order } from "./helpers.js";

/** A fake on a socket that goes with the test. */
async function listening() {
  const fake = createFakeVideosApi({ imageMatch: "shape" });
  const server = await fake.listen({ port: 0 });
  return { fake, ...server, [Symbol.asyncDispose]: () => server.close() };
}

describe("listen() answers to this machine's own names", () => {
  test.each(["localhost", "127.0.0.1", "[::1]", "LOCALHOST", "localhost:1", "127.0.0.1:8787"])("%s", async (host) => {
    await using server = await listening();
    expect((await ask(server.port, "/v1/videos", { headers: { host } })).status).toBe(200);
  });
});

describe("listen() refuses any other, which a page of the web can have resolve to 127.0.0.1", () => {
  test.each(["evil.test", "localhost.evil.test", "127.0.0.1.evil.test:80", "localhost@evil.test", "127.0.0.2", "a b"])(
    "%j",
    async (host) => {
      await using server = await listening();
      const { status, code, text } = await ask(server.port, "/v1/videos", { headers: { host } });
      expect([status, code]).toEqual([403, "host_not_allowed"]);
      expect(JSON.parse(text).error.message).toContain("Use localhost or 127.0.0.1.");
      expect(server.fake.requests).toEqual([]);
    },
  );
});

describe("listen() reads no body that is larger than an image may be", () => {
  const mebibyte = new Uint8Array(1024 * 1024);
  const headers = { host: "localhost", "content-type": "multipart/form-data; boundary=x" };

  test("by what is announced, and the client reads why", async () => {
    await using server = await listening();
    const body = async function* () {
      for (let count = 0; count < 40; count++) yield mebibyte;
    };
    const announced = { ...headers, "content-length": String(40 * mebibyte.length) };
    const { status, code } = await ask(server.port, "/v1/videos", { method: "POST", headers: announced, body: body() });
    expect([status, code]).toEqual([413, "body_too_large"]);
    expect(server.fake.requests).toEqual([]);
  });

  test("by what has come, where nothing is announced", async () => {
    await using server = await listening();
    let sent = 0;
    // Without an end: who reads it all would never answer.
    const body = async function* () {
      for (;;) {
        sent += 1;
        yield mebibyte;
        if (sent > 60) await new Promise((resolve) => setTimeout(resolve, 20));
        if (sent > 600) return;
      }
    };
    const answer = await ask(server.port, "/v1/videos", { method: "POST", headers, body: body() });
    expect([answer.status, answer.code]).toEqual([413, "body_too_large"]);
    expect(sent).toBeLessThan(600);
    expect(server.fake.jobs).toEqual([]);
    // It goes on.
    const response = await fetch(`${server.url}/videos`, {
      method: "POST",
      body: await order({ model: "sora-2", seconds: "4", size: "1280x720" }),
    });
    expect(response.status).toBe(200);
  });
});

describe("createFakeVideosApi({ keep })", () => {
  const create = async (fake: ReturnType<typeof createFakeVideosApi>) => {
    const init = { method: "POST", body: await order({ model: "sora-2", seconds: "4", size: "1280x720" }) };
    const { id } = (await (await fake.fetch("http://fake.test/v1/videos", init)).json()) as { id: string };
    // The sample clip is there at once; what is kept is judged right after.
    await new Promise((resolve) => setTimeout(resolve, 5));
    return id;
  };
  const script = { queuedMs: 0, runningMs: 0 };

  test("keeps the newest clips, and says of older ones that they have expired", async () => {
    const fake = createFakeVideosApi({ script, imageMatch: "shape", keep: { clips: 2 } });
    const ids = [await create(fake), await create(fake), await create(fake)];
    const contents = await Promise.all(ids.map((id) => fake.fetch(`http://fake.test/v1/videos/${id}/content`)));
    expect(contents.map(({ status }) => status)).toEqual([404, 200, 200]);
    expect(await contents[0]!.text()).toContain("has expired");
  });

  test("keeps so many bytes", async () => {
    const fake = createFakeVideosApi({ script, imageMatch: "shape", keep: { bytes: 10 } });
    const id = await create(fake);
    expect((await fake.fetch(`http://fake.test/v1/videos/${id}/content`)).status).toBe(404);
  });

  test("knows so many jobs", async () => {
    const fake = createFakeVideosApi({ script, imageMatch: "shape", keep: { jobs: 2 } });
    const ids = [await create(fake), await create(fake), await create(fake)];
    expect(fake.jobs.map(({ id }) => id)).toEqual(ids.slice(1));
  });
});
