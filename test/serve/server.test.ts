import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createHostValidator } from "../../src/serve/request-guard.js";
import { picture } from "../helpers/pictures.js";
import { ask, order, started } from "./helpers.js";

describe("a Host header is one of the server's own", () => {
  test.each<[string, string[], string | undefined, boolean]>([
    ["127.0.0.1", [], "127.0.0.1:8787", true],
    ["127.0.0.1", [], "localhost:8787", true],
    ["127.0.0.1", [], "[::1]:8787", true],
    ["127.0.0.1", [], "localhost", false],
    ["127.0.0.1", [], "localhost:9000", false],
    ["127.0.0.1", [], "evil.test:8787", false],
    ["127.0.0.1", [], "192.168.1.7:8787", false],
    ["127.0.0.1", [], undefined, false],
    ["127.0.0.1", ["preview.test"], "preview.test:8787", true],
    ["127.0.0.1", ["preview.test"], "Preview.test", true],
    ["127.0.0.1", ["localhost:9000"], "localhost:9000", true],
    ["127.0.0.1", ["localhost:9000"], "localhost:9001", false],
    ["192.168.1.7", [], "192.168.1.7:8787", true],
    // No name server can make an address in figures mean another.
    ["0.0.0.0", [], "192.168.1.7:8787", true],
    ["::", [], "[fd00::7]:8787", true],
    ["0.0.0.0", [], "evil.test:8787", false],
    ["0.0.0.0", [], "192.168.1.7:9000", false],
  ])("bound to %s, further %j: %s → %s", (host, further, header, isOwn) => {
    expect(createHostValidator(host, further)(header, 8787)).toBe(isOwn);
  });

  test("and every path asks for it, the page too", async () => {
    await using server = await started();
    for (const path of ["/", "/jobs", "/page.js", "/v1/videos", "/v1/models"]) {
      const own = await ask(server.port, path, { headers: { host: `localhost:${server.port}` } });
      const other = await ask(server.port, path, { headers: { host: `evil.test:${server.port}` } });
      expect([path, own.status, other.status, other.code]).toEqual([path, 200, 403, "host_not_allowed"]);
      // Its own name without the port, or with another, is none: it is told which it would be.
      for (const host of ["127.0.0.1", "127.0.0.1:1"]) {
        const portless = await ask(server.port, path, { headers: { host } });
        expect(portless.text).toContain(`started for 127.0.0.1:${server.port}, and the port belongs to the name`);
      }
    }
    expect(server.events.at(-1)).toMatchObject({ event: "request", path: "/v1/models", status: 403 });
  });
});

describe("a page of another origin", () => {
  test.each<[Record<string, string>, boolean]>([
    [{}, true],
    [{ origin: "http://127.0.0.1:PORT" }, true],
    [{ origin: "http://127.0.0.1:PORT", "sec-fetch-site": "same-origin" }, true],
    [{ "sec-fetch-site": "none" }, true],
    [{ origin: "http://evil.test" }, false],
    [{ origin: "http://127.0.0.1:1" }, false],
    [{ origin: "http://localhost:PORT" }, false],
    [{ origin: "null" }, false],
    [{ origin: "nonsense" }, false],
    [{ "sec-fetch-site": "cross-site" }, false],
    [{ "sec-fetch-site": "same-site" }, false],
  ])("changes nothing: %j", async (asked, mayChange) => {
    await using server = await started();
    const { job } = await server.create();
    const headers = Object.fromEntries(
      Object.entries(asked).map(([name, value]) => [name, value.replace("PORT", String(server.port))]),
    );
    for (const method of ["POST", "OPTIONS"])
      if (!mayChange) {
        const refused = await ask(server.port, "/v1/videos", { method, headers });
        expect([refused.status, refused.code]).toEqual([403, "origin_not_allowed"]);
      }
    expect((await server.create({}, {})).response.status).toBe(200);
    const deleted = await ask(server.port, `/v1/videos/${job.id}`, { method: "DELETE", headers });
    expect(deleted.status).toBe(mayChange ? 200 : 403);
    expect(deleted.headers["access-control-allow-origin"]).toBeUndefined();
  });
});

describe("limits", () => {
  test("jobs beyond --max-jobs are refused with 429 and a time, until one has ended", async () => {
    await using server = await started({ limits: { unfinished: 2 } });
    const [first] = [await server.create(), await server.create()];
    const third = await server.create();
    expect([third.response.status, third.response.headers.get("retry-after"), third.job.error?.code]).toEqual([
      429,
      "5",
      "too_many_jobs",
    ]);
    server.waiting[0]!.finish();
    await expect.poll(async () => (await server.create()).response.status).toBe(200);
    expect((await fetch(`${server.url}/videos/${first!.job.id}/content`)).status).toBe(200);
    expect(server.waiting).toHaveLength(3);
  });

  test("creates that arrive together do not pass it either", async () => {
    await using server = await started({ limits: { unfinished: 2 } });
    const form = new Response(await order());
    const headers = { "content-type": form.headers.get("content-type") ?? "" };
    const whole = new Uint8Array(await form.arrayBuffer());
    // Each waits for its body when the next one comes.
    const slowly = async function* () {
      yield whole.subarray(0, 100);
      await new Promise((resolve) => setTimeout(resolve, 300));
      yield whole.subarray(100);
    };
    const one = () => ask(server.port, "/v1/videos", { method: "POST", headers, body: slowly() });
    const all = await Promise.all([one(), one(), one(), one(), one()]);
    expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429, 429]);
    expect(server.waiting).toHaveLength(2);
  });

  test("clips beyond --keep expire, the oldest first, with their pictures", async () => {
    await using server = await started({ limits: { clips: 1 } });
    const jobs = [(await server.create()).job, (await server.create()).job];
    for (const { finish } of server.waiting) {
      finish();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const status = async (path: string) => (await fetch(new URL(path, server.url))).status;
    expect(await Promise.all(jobs.map(({ id }) => status(`/v1/videos/${id}/content`)))).toEqual([404, 200]);
    expect(await Promise.all(jobs.map(({ id }) => status(`/jobs/${id}/image`)))).toEqual([404, 200]);
  });

  test("a body beyond --max-body is refused", async () => {
    await using server = await started({ limits: { bodyBytes: 1_000 } });
    const headers = { "content-type": "application/json" };
    const answer = await ask(server.port, "/v1/videos", { method: "POST", headers, body: new Uint8Array(2_000) });
    expect([answer.status, answer.code]).toEqual([413, "body_too_large"]);
  });

  test("a request whose headers do not come is given up", async () => {
    await using server = await started({ limits: { headersMs: 150 } });
    const socket = connect(server.port, "127.0.0.1");
    socket.write("GET /v1/videos HTTP/1.1\r\nhost: loc");
    const [answer] = await once(socket, "data");
    expect(String(answer)).toContain("408");
    socket.destroy();
  });

  test("a connection on which nothing comes is ended", async () => {
    await using server = await started({ limits: { idleMs: 100 } });
    const socket = connect(server.port, "127.0.0.1");
    socket.resume();
    await once(socket, "close");
  });
});

test("what becomes of each job is told, a refused request too", async () => {
  await using server = await started();
  const [good, bad] = [await server.create(), await server.create()];
  server.waiting[0]!.finish();
  server.waiting[1]!.fail(new Error("no film"));
  await expect
    .poll(() => server.events.filter(({ event }) => event !== "request"))
    .toMatchObject([
      { event: "created", jobId: good.job.id, size: "32x18", seconds: 1, prompt: "The ball rolls." },
      { event: "created", jobId: bad.job.id },
      { event: "rendered", jobId: good.job.id, bytes: 1_000 },
      { event: "failed", jobId: bad.job.id, message: "no film" },
    ]);
});

test("the time in line is told apart from that of the rendering, and a refusal with its code", async () => {
  await using server = await started();
  await server.create();
  await sleep(60);
  server.waiting[0]!.request.onProgress(0);
  await sleep(20);
  server.waiting[0]!.request.onProgress(0.5);
  server.waiting[0]!.finish();
  const rendered = () => server.events.find((event) => event.event === "rendered");
  await expect.poll(rendered).toMatchObject({ waitedMs: expect.any(Number), ms: expect.any(Number) });
  const { ms = 0, waitedMs = 0 } = rendered() ?? {};
  expect(waitedMs).toBeGreaterThanOrEqual(55);
  expect(ms).toBeGreaterThanOrEqual(15);
  await fetch(`${server.url}/videos`, { method: "POST", headers: { origin: "http://evil.test" } });
  expect(server.events.at(-1)).toMatchObject({ event: "request", status: 403, code: "origin_not_allowed" });
  await fetch(`${server.url}/videos`);
  expect(server.events.at(-1)).not.toHaveProperty("code");
});

test("a picture may come in JSON, as a data: URL; one that does not fit is refused there too", async () => {
  await using server = await started();
  const create = async (width: number, url?: string) => {
    const image = Buffer.from(await picture(width || 320, 180)).toString("base64");
    const input_reference = { image_url: url ?? `data:image/png;base64,${image}` };
    const body = JSON.stringify({ prompt: "The ball rolls.", model: "preview", size: "32x18", input_reference });
    const headers = { "content-type": "application/json" };
    return (await fetch(`${server.url}/videos`, { method: "POST", body, headers })).status;
  };
  expect(await create(320)).toBe(200);
  expect(server.waiting[0]!.request.image).toEqual({ bytes: await picture(320, 180), type: "image/png" });
  expect(await create(180)).toBe(400);
  expect(await create(0, "data:image/png;base64,%%%")).toBe(400);
  // What is not sent is not fetched.
  expect(await create(0, "https://pictures.test/ball.png")).toBe(200);
  expect(server.waiting[1]!.request.image).toBeUndefined();
});

describe("with a key", () => {
  const options = { apiKey: "key-for-this-test" };

  test("the API asks for it", async () => {
    await using server = await started(options);
    const headers = { authorization: "Bearer key-for-this-test" };
    for (const path of ["videos", "models"]) {
      expect((await fetch(`${server.url}/${path}`)).status).toBe(401);
      expect((await fetch(`${server.url}/${path}`, { headers })).status).toBe(200);
    }
  });

  test("the page asks for it once, and then shows jobs, pictures and clips", async () => {
    await using server = await started(options);
    const { job } = await server.create({}, { authorization: "Bearer key-for-this-test" });
    server.waiting[0]!.finish();
    const at = (path: string, init?: RequestInit) => fetch(new URL(path, server.url), { redirect: "manual", ...init });
    const paths = ["/jobs", `/jobs/${job.id}/image`, `/jobs/${job.id}/video`];
    for (const path of paths) expect((await at(path)).status).toBe(401);
    expect(await (await at("/")).text()).not.toContain("jobs");

    const show = (key: string) => {
      const body = new FormData();
      body.append("key", key);
      return at("/session", { method: "POST", body });
    };
    expect((await show("wrong")).status).toBe(401);
    const opened = await show(options.apiKey);
    expect(opened.status).toBe(303);
    const set = opened.headers.get("set-cookie") ?? "";
    expect(set).toMatch(/; HttpOnly; SameSite=Strict$/);
    expect(set).not.toContain(options.apiKey);
    const headers = { cookie: set.split(";")[0] ?? "" };
    for (const path of paths) expect([path, (await at(path, { headers })).status]).toEqual([path, 200]);
    expect((await at(`/jobs/${job.id}`, { method: "DELETE", headers: { cookie: "ugoku-serve=guess" } })).status).toBe(
      401,
    );
    expect((await at(`/jobs/${job.id}`, { method: "DELETE", headers })).status).toBe(200);
  });
});

test("the page allows nothing from elsewhere, and no script that stands in it", async () => {
  await using server = await started();
  const { headers } = await fetch(new URL("/", server.url));
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'/);
  expect(policy).not.toMatch(/unsafe|http|\*/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
});
