import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { probeEndpoint } from "../../src/doctor.js";
import { createHostValidator } from "../../src/serve/request-guard.js";
import { picture } from "../helpers/pictures.js";
import { ask, createForm, startTestServer } from "./helpers.js";

describe("ugoku serve › the Host header", () => {
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
    // An IP address cannot be rebound by DNS.
    ["0.0.0.0", [], "192.168.1.7:8787", true],
    ["::", [], "[fd00::7]:8787", true],
    ["0.0.0.0", [], "evil.test:8787", false],
    ["0.0.0.0", [], "192.168.1.7:9000", false],
  ])("bound to %s, allowed hosts %j › %s is allowed: %s", (host, further, header, isOwn) => {
    expect(createHostValidator(host, further)(header, 8787)).toBe(isOwn);
  });

  test("is checked on every path, including the page", async () => {
    await using server = await startTestServer();
    for (const path of ["/", "/jobs", "/page.js", "/v1/videos", "/v1/models"]) {
      const allowed = await ask(server.port, path, { headers: { host: `localhost:${server.port}` } });
      const other = await ask(server.port, path, { headers: { host: `evil.test:${server.port}` } });
      expect([path, allowed.status, other.status, other.code]).toEqual([path, 200, 403, "host_not_allowed"]);
      // The port must match too; the error names the right host.
      for (const host of ["127.0.0.1", "127.0.0.1:1"]) {
        const portless = await ask(server.port, path, { headers: { host } });
        expect(portless.text).toContain(`started for 127.0.0.1:${server.port}, and the port must match`);
      }
    }
    expect(server.events.at(-1)).toMatchObject({ event: "request", path: "/v1/models", status: 403 });
  });
});

describe("ugoku serve › a cross-origin request", () => {
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
  ])("is rejected unless it comes from the own origin: %j", async (asked, mayChange) => {
    await using server = await startTestServer();
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

describe("ugoku serve › limits", () => {
  test("--max-jobs › further create requests get 429 with Retry-After until a job ends", async () => {
    await using server = await startTestServer({ limits: { unfinished: 2 } });
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

  test("--max-jobs › also applies to concurrent create requests", async () => {
    await using server = await startTestServer({ limits: { unfinished: 2 } });
    const form = new Response(await createForm());
    const headers = { "content-type": form.headers.get("content-type") ?? "" };
    const complete = new Uint8Array(await form.arrayBuffer());
    // Each body is still incomplete when the next request arrives.
    const sendSlowly = async function* () {
      yield complete.subarray(0, 100);
      await new Promise((resolve) => setTimeout(resolve, 300));
      yield complete.subarray(100);
    };
    const one = () => ask(server.port, "/v1/videos", { method: "POST", headers, body: sendSlowly() });
    const all = await Promise.all([one(), one(), one(), one(), one()]);
    expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429, 429]);
    expect(server.waiting).toHaveLength(2);
  });

  test("--keep › the oldest clips expire, with their images", async () => {
    await using server = await startTestServer({ limits: { clips: 1 } });
    const jobs = [(await server.create()).job, (await server.create()).job];
    for (const { finish } of server.waiting) {
      finish();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const status = async (path: string) => (await fetch(new URL(path, server.url))).status;
    expect(await Promise.all(jobs.map(({ id }) => status(`/v1/videos/${id}/content`)))).toEqual([404, 200]);
    expect(await Promise.all(jobs.map(({ id }) => status(`/jobs/${id}/image`)))).toEqual([404, 200]);
  });

  test("--max-body › a larger body gets 413", async () => {
    await using server = await startTestServer({ limits: { bodyBytes: 1_000 } });
    const headers = { "content-type": "application/json" };
    const answer = await ask(server.port, "/v1/videos", { method: "POST", headers, body: new Uint8Array(2_000) });
    expect([answer.status, answer.code]).toEqual([413, "body_too_large"]);
  });

  test("headersMs › a request without complete headers gets 408", async () => {
    await using server = await startTestServer({ limits: { headersMs: 150 } });
    const socket = connect(server.port, "127.0.0.1");
    socket.write("GET /v1/videos HTTP/1.1\r\nhost: loc");
    const [answer] = await once(socket, "data");
    expect(String(answer)).toContain("408");
    socket.destroy();
  });

  test("idleMs › an idle connection is closed", async () => {
    await using server = await startTestServer({ limits: { idleMs: 100 } });
    const socket = connect(server.port, "127.0.0.1");
    socket.resume();
    await once(socket, "close");
  });
});

test("ugoku serve › events › are emitted for created, rendered and failed jobs", async () => {
  await using server = await startTestServer();
  const [good, bad] = [await server.create(), await server.create()];
  server.waiting[0]!.finish();
  server.waiting[1]!.fail(new Error("encoder failed"));
  await expect
    .poll(() => server.events.filter(({ event }) => event !== "request"))
    .toMatchObject([
      { event: "created", jobId: good.job.id, size: "32x18", seconds: 1, prompt: "The ball rolls." },
      { event: "created", jobId: bad.job.id },
      { event: "rendered", jobId: good.job.id, bytes: 1_000 },
      { event: "failed", jobId: bad.job.id, message: "encoder failed" },
    ]);
});

test("ugoku serve › events › separate queue time from rendering time, and include the code of an error", async () => {
  await using server = await startTestServer();
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

test("ugoku serve › POST /v1/videos › accepts an image as a data: URL in JSON, and validates it", async () => {
  await using server = await startTestServer();
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
  // Other URLs are not fetched.
  expect(await create(0, "https://pictures.test/ball.png")).toBe(200);
  expect(server.waiting[1]!.request.image).toBeUndefined();
});

describe("ugoku serve › a path outside of its base URL gets 404", () => {
  const where = "The Videos API of this server is at /v1/videos, its page at /.";

  test.each(["/videos", "/v1/v1/videos", "/api/v1/videos", "/v1/videos/v1/videos", "/v1/chat/completions"])(
    "POST %s, with and without a key",
    async (path) => {
      for (const apiKey of [undefined, "key-for-this-test"]) {
        await using server = await startTestServer({ apiKey });
        const body = await createForm();
        const response = await fetch(new URL(path, server.url), { method: "POST", body });
        expect([response.status, await response.json()]).toMatchObject([
          404,
          { error: { message: `Invalid URL (POST ${path}). ${where}` } },
        ]);
        expect(server.waiting).toEqual([]);
      }
    },
  );

  test("a create request among them is shown with the refused ones", async () => {
    await using server = await startTestServer();
    for (const path of ["/v1/v1/videos", "/v1/other"]) await fetch(new URL(path, server.url), { method: "POST" });
    const { refusals } = (await (await fetch(new URL("/jobs", server.url))).json()) as { refusals: object[] };
    expect(refusals).toMatchObject([{ status: 404, message: `Invalid URL (POST /v1/v1/videos). ${where}` }]);
  });

  test.each(["", "/v1/v1", "/v1/videos"])(
    "ugoku doctor › reports the base path %j, and the right one",
    async (path) => {
      await using server = await startTestServer();
      const { findings } = await probeEndpoint({ baseURL: new URL(server.url).origin + path });
      const hint = `An API answers at ${server.url}. Use that as the base URL.`;
      expect(findings).toContainEqual(expect.objectContaining({ level: "error", code: "no_api", hint }));
    },
  );
});

describe("ugoku serve › with an API key", () => {
  const options = { apiKey: "key-for-this-test" };

  test("the API requires it", async () => {
    await using server = await startTestServer(options);
    const headers = { authorization: "Bearer key-for-this-test" };
    for (const path of ["videos", "models"]) {
      expect((await fetch(`${server.url}/${path}`)).status).toBe(401);
      expect((await fetch(`${server.url}/${path}`, { headers })).status).toBe(200);
    }
  });

  test.each(["/", "/v1/videos", "/jobs"])("without it, the body of POST %s is not read", async (path) => {
    await using server = await startTestServer(options);
    let sent = 0;
    // Endless: a server that reads it all would never respond.
    const body = async function* () {
      for (; sent < 100; sent++) {
        yield new Uint8Array(64 * 1024).fill(97);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    const response = await ask(server.port, path, { method: "POST", headers, body: body() });
    expect(response.status).toBe(401);
    expect(sent).toBeLessThan(50);
  });

  test("the page requires it as a password, and then serves jobs, images and clips", async () => {
    await using server = await startTestServer(options);
    const { job } = await server.create({}, { authorization: "Bearer key-for-this-test" });
    server.waiting[0]!.finish();
    const at = (path: string, init?: RequestInit) => fetch(new URL(path, server.url), { redirect: "manual", ...init });
    const paths = ["/jobs", `/jobs/${job.id}/image`, `/jobs/${job.id}/video`];
    for (const path of paths) expect((await at(path)).status).toBe(401);
    const home = await at("/");
    expect([home.status, home.headers.get("www-authenticate")]).toEqual([401, expect.stringMatching(/^Basic realm="/)]);

    const basic = (text: string) => ({ headers: { authorization: `Basic ${btoa(text)}` } });
    for (const text of ["any:wrong", "any:", options.apiKey, ""]) expect((await at("/", basic(text))).status).toBe(401);
    const own = basic(`any name:${options.apiKey}`);
    for (const path of ["/", ...paths]) expect([path, (await at(path, own)).status]).toEqual([path, 200]);
    expect((await at(`/jobs/${job.id}`, { method: "DELETE", ...basic("any:guess") })).status).toBe(401);
    expect((await at(`/jobs/${job.id}`, { method: "DELETE", ...own })).status).toBe(200);
  });
});

test("ugoku serve › the page has a strict Content-Security-Policy", async () => {
  await using server = await startTestServer();
  const { headers } = await fetch(new URL("/", server.url));
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'/);
  expect(policy).not.toMatch(/unsafe|http|\*/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
});
