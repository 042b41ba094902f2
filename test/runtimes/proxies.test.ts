// @module-tag slow
// @module-tag node-independent
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createFakeVideosApi } from "../../src/testing.js";
import { film, serveFile } from "../download/file-server.js";
import { prompt } from "../helpers/clients.js";
import { emptyFolder } from "../helpers/folders.js";
import { closedPort, isCreate, json, serve, video, type WireServer } from "../helpers/servers.js";
import { type App, createApp, createCertificate } from "./package.js";
import { hasNginx, hasTinyproxy, startNginx, startTinyproxy } from "./proxy-servers.js";
import { type RunOptions, type Runtime, runtimes, start } from "./runtimes.js";

// Processes on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let app: App;
beforeAll(async () => {
  app = await createApp();
}, 60_000);
afterAll(() => app[Symbol.asyncDispose]());

async function run(runtime: Runtime, scenario: string, options: object, more: RunOptions = {}): Promise<unknown> {
  const { code, out, stderr } = await start(runtime, [app.program, scenario, JSON.stringify(options)], more).ended;
  if (code !== 0) throw new Error(`${runtime.name} ended with ${code}: ${stderr || out}`);
  return JSON.parse(out);
}

const countCreates = ({ requests }: WireServer) => requests.filter(isCreate).length;

// Not 127.0.0.1, which the command line and others never reach through a proxy.
const host = "127.0.0.2";

/** The fake behind TLS, and a proxy in front of it. */
async function startTunnel() {
  const folder = await emptyFolder();
  const nginxFolder = await emptyFolder();
  const fake = createFakeVideosApi();
  const upstream = await fake.listen();
  const tls = await createCertificate(folder.path, host);
  const nginx = await startNginx(nginxFolder.path, { upstream: new URL(upstream.url).origin, tls, host });
  const proxy = await startTinyproxy(folder.path);
  const trust = { NODE_EXTRA_CA_CERTS: tls.authority, DENO_CERT: tls.authority };
  return {
    fake,
    proxy,
    trust,
    baseURL: nginx.baseURL,
    async [Symbol.asyncDispose]() {
      for (const one of [proxy, nginx, folder, nginxFolder]) await one[Symbol.asyncDispose]();
      await upstream.close();
    },
  };
}

const [node] = runtimes as [Runtime];

describe.skipIf(!hasNginx || !hasTinyproxy)("an HTTPS server through tinyproxy", () => {
  const ways: [string, Runtime, string][] = [
    ["undici's ProxyAgent in createUgoku({ fetch })", node, "ProxyAgent"],
    ["undici's global dispatcher", node, "global dispatcher"],
    ...runtimes.slice(1).map((one): [string, Runtime, string] => [`HTTPS_PROXY, ${one.name}`, one, "environment"]),
  ];

  test.each(ways)("%s", async (_, runtime, way) => {
    await using tunnel = await startTunnel();
    const { baseURL, proxy, trust } = tunnel;
    const env = { ...trust, HTTPS_PROXY: proxy.url };
    expect(await run(runtime, "proxied", { baseURL, proxy: proxy.url, way }, { env })).toEqual({ bytes: true });
    expect(await proxy.log()).toContain(`CONNECT ${new URL(baseURL).host} `);
    expect(tunnel.fake.jobs).toHaveLength(1);
  });

  test.each(ways)("a proxy that is not there: one attempt, which is not sent (%s)", async (_, runtime, way) => {
    await using tunnel = await startTunnel();
    const { baseURL, trust } = tunnel;
    const proxy = `http://127.0.0.1:${await closedPort()}`;
    const result = await run(
      runtime,
      "proxied",
      { baseURL, proxy, way, maxRetries: 0 },
      { env: { ...trust, HTTPS_PROXY: proxy } },
    );
    // The error of a fetch of one's own names the proxy, not the endpoint, and proves nothing.
    const isProof = way !== "ProxyAgent";
    expect(result).toMatchObject(isProof ? { code: "endpoint_unreachable" } : { code: "submit_uncertain" });
    expect(tunnel.fake.jobs).toEqual([]);
  });

  test.each(runtimes)("ugoku animate with HTTPS_PROXY on $name", async (runtime) => {
    await using tunnel = await startTunnel();
    await using folder = await emptyFolder();
    const { baseURL, proxy, trust } = tunnel;
    const sample = await start(runtime, [app.cli, "sample"], { cwd: folder.path }).ended;
    expect(sample.code).toBe(0);
    const words = ["animate", "photo.jpg", "-p", prompt, "-s", "1280x720", "--base-url", baseURL, "-o", "clip.mp4"];
    const env = { ...trust, HTTPS_PROXY: proxy.url };
    const { code, stderr } = await start(runtime, [app.cli, ...words], { cwd: folder.path, env }).ended;
    expect(code, stderr).toBe(0);
    expect((await readFile(join(folder.path, "clip.mp4"))).toString("latin1", 4, 8)).toBe("ftyp");
    expect(await proxy.log()).toContain(`CONNECT ${new URL(baseURL).host} `);
    expect(tunnel.fake.jobs).toHaveLength(1);
  });
});

describe.skipIf(!hasNginx).each(runtimes)("nginx in front of a server: $name", (runtime) => {
  /** nginx in front of `server`. */
  async function behindNginx(server: { readonly baseURL: string }, directives = "", http = "") {
    const folder = await emptyFolder();
    const nginx = await startNginx(folder.path, { upstream: new URL(server.baseURL).origin, server: directives, http });
    return {
      ...nginx,
      async [Symbol.asyncDispose]() {
        await nginx[Symbol.asyncDispose]();
        await folder[Symbol.asyncDispose]();
      },
    };
  }

  const gzip = "gzip on; gzip_proxied any; gzip_min_length 1; gzip_types application/json video/mp4;";

  test.each([
    ["buffering", ""],
    ["no buffering", "proxy_buffering off; proxy_request_buffering off;"],
    ["gzip", gzip],
  ])("%s: creates, waits and saves a clip of 12 MB", async (_, directives) => {
    await using folder = await emptyFolder();
    const file = film(12_000_000);
    await using server = await serveFile(file, [{}], { status: "completed" });
    await using nginx = await behindNginx(server, directives);
    const path = join(folder.path, "clip.mp4");
    const result = await run(runtime, "save", { baseURL: nginx.baseURL, path });
    expect(result).toMatchObject({ id: "video_1", last: "completed" });
    expect((await readFile(path)).equals(file)).toBe(true);
    expect(countCreates(server)).toBe(1);
  });

  test("a read limit that ends a download: it is resumed with Range", async () => {
    await using folder = await emptyFolder();
    const file = film(2_000_000);
    await using server = await serveFile(file, [{ cutAfter: 900_000, stall: true }, {}], { status: "completed" });
    await using nginx = await behindNginx(server, "proxy_read_timeout 1s;");
    const path = join(folder.path, "clip.mp4");
    expect(await run(runtime, "save", { baseURL: nginx.baseURL, path })).toMatchObject({ id: "video_1" });
    expect((await readFile(path)).equals(file)).toBe(true);
    const content = server.requests.filter(({ url }) => url.includes("/content"));
    expect(content.map(({ headers }) => headers.range)).toEqual([
      undefined,
      expect.stringMatching(/^bytes=[1-9]\d*-$/),
    ]);
  });

  test("504 for a create request that takes too long: uncertain, sent once, and found", async () => {
    const jobs: object[] = [];
    await using server = await serve(async (request, response) => {
      if (!isCreate(request)) return json(response, { object: "list", data: jobs, has_more: false });
      jobs.push(video({ prompt, created_at: Math.floor(Date.now() / 1000) }));
      await sleep(2_500);
      json(response, jobs[0]);
    });
    await using nginx = await behindNginx(server, "proxy_read_timeout 1s;");
    const result = await run(runtime, "create", { baseURL: nginx.baseURL, reconcile: true });
    expect(result).toMatchObject({ code: "submit_uncertain", uncertain: true, found: "video_1" });
    expect(countCreates(server)).toBe(1);
  });

  test("502 for a create request: uncertain, sent once", async () => {
    await using nginx = await behindNginx({ baseURL: `http://127.0.0.1:${await closedPort()}/v1` });
    const result = await run(runtime, "create", { baseURL: nginx.baseURL });
    expect(result).toMatchObject({ code: "submit_uncertain", message: expect.stringContaining("502") });
    const creates = (await nginx.log()).split("\n").filter((line) => line.includes("POST"));
    expect(creates).toHaveLength(1);
  });

  test("502 and 503 pages while waiting: polled again", async () => {
    await using folder = await emptyFolder();
    let polls = 0;
    const file = film(50_000);
    await using server = await serve((request, response) => {
      if (isCreate(request)) return json(response, video());
      if (request.url.includes("/content")) {
        return void response.writeHead(200, { "content-length": file.length }).end(file);
      }
      polls += 1;
      // nginx answers with its own pages: 502 for a broken response, 503 by its error_page.
      if (polls === 1) return void response.socket?.destroy();
      if (polls === 2) return void response.writeHead(503).end();
      json(response, video({ status: polls > 3 ? "completed" : "queued" }));
    });
    const pages = "proxy_intercept_errors on; error_page 503 @busy; location @busy { return 503; }";
    await using nginx = await behindNginx(server, pages);
    const path = join(folder.path, "clip.mp4");
    expect(await run(runtime, "save", { baseURL: nginx.baseURL, path })).toMatchObject({ last: "completed" });
    expect(await nginx.log()).toMatch(/ 502 [\s\S]* 503 /);
    expect(countCreates(server)).toBe(1);
  });

  test("a limit of requests: 429, and the create request is sent again", async () => {
    await using server = await serve((request, response) =>
      json(response, isCreate(request) ? video() : { object: "list", data: [], has_more: false }),
    );
    const limits = "limit_req zone=each; limit_req_status 429; add_header Retry-After 2 always;";
    await using nginx = await behindNginx(
      server,
      limits,
      "limit_req_zone $binary_remote_addr zone=each:1m rate=15r/m;",
    );
    expect(await run(runtime, "create", { baseURL: nginx.baseURL, pollFirst: true })).toEqual({ id: "video_1" });
    expect(countCreates(server)).toBe(1);
    expect(await nginx.log()).toContain('" 429 ');
  });

  test("413 for an image that is too large: refused, and not uncertain", async () => {
    await using server = await serve((_, response) => json(response, video()));
    await using nginx = await behindNginx(server, "client_max_body_size 1k;");
    // A body that the sockets hold, and one that they do not.
    for (const padding of [0, 4_000_000]) {
      const result = await run(runtime, "create", { baseURL: nginx.baseURL, padding });
      expect(result).toMatchObject({
        code: "request_rejected",
        uncertain: false,
        message: expect.stringContaining("413"),
      });
    }
    expect(server.requests).toEqual([]);
  });
});
