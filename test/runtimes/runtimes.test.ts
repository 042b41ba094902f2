// @module-tag slow
// @module-tag node-independent
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { checkClips, createManifest, startServer } from "../batch/batch-process.js";
import { film, serveFile } from "../download/file-server.js";
import { clientOf, prompt } from "../helpers/clients.js";
import { emptyFolder } from "../helpers/folders.js";
import { picture } from "../helpers/pictures.js";
import { closedPort, isCreate, json, serve, video, type WireRequest, type WireServer } from "../helpers/servers.js";
import { type App, createApp, createCertificate } from "./package.js";
import { type RunOptions, type Runtime, runtimes, start } from "./runtimes.js";

// Processes on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let app: App;
beforeAll(async () => {
  app = await createApp();
}, 60_000);
afterAll(() => app[Symbol.asyncDispose]());

/** The result of a scenario of program.mjs. The process must end by itself, without an error and without a warning. */
async function run(runtime: Runtime, scenario: string, options: object = {}, more: RunOptions = {}): Promise<unknown> {
  const { code, out, stderr } = await start(runtime, [app.program, scenario, JSON.stringify(options)], more).ended;
  if (code !== 0) throw new Error(`${runtime.name} ended with ${code}: ${stderr || out}`);
  if (!/^\.*$/.test(stderr)) throw new Error(`${runtime.name} wrote to standard error: ${stderr}`);
  return JSON.parse(out);
}

/** The jobs of a server that reports them in its list. */
function serveCreates(
  answer: (response: ServerResponse, accept: () => object, count: number) => void | Promise<void>,
): Promise<WireServer> {
  const jobs: object[] = [];
  let creates = 0;
  return serve((request, response) => {
    if (!isCreate(request)) return json(response, { object: "list", data: jobs, has_more: false });
    creates += 1;
    const accept = () => {
      const job = video({ id: `video_${creates}`, prompt, created_at: Math.floor(Date.now() / 1000) });
      jobs.push(job);
      return job;
    };
    return answer(response, accept, creates);
  });
}

const countCreates = ({ requests }: { requests: readonly WireRequest[] }) => requests.filter(isCreate).length;
const uncertain = { code: "submit_uncertain", uncertain: true };

describe.each(runtimes)("$name $version", (runtime) => {
  describe("a create request is sent at most once", () => {
    const lost: Record<string, (response: ServerResponse, accept: () => object) => void> = {
      "a reset connection": (response, accept) => {
        accept();
        response.socket?.resetAndDestroy();
      },
      "a connection that is closed without a response": (response, accept) => {
        accept();
        response.socket?.end();
      },
      "half a response": (response, accept) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": 1_000 });
        response.write(JSON.stringify(accept()).slice(0, 40), () => response.socket?.destroy());
      },
      "a response that never comes": (_, accept) => void accept(),
      "500": (response, accept) => json(response, { error: { message: "Oops." } }, accept() && 500),
      "503 with Retry-After": (response, accept) => json(response, {}, accept() && 503, { "retry-after": "0" }),
      "an HTML page with 502": (response, accept) => {
        accept();
        response.writeHead(502, { "content-type": "text/html" }).end("<html>Bad Gateway</html>");
      },
      "a redirect": (response, accept) => {
        accept();
        response.writeHead(307, { location: "/v1/videos" }).end();
      },
    };

    test.each(Object.keys(lost))("%s: uncertain, and reconcile() finds the job", async (name) => {
      await using server = await serveCreates(lost[name]!);
      const result = await run(runtime, "create", { baseURL: server.baseURL, reconcile: true, timeout: 1_500 });
      expect(result).toMatchObject({ ...uncertain, found: "video_1" });
      expect(countCreates(server)).toBe(1);
    });

    test.each(["a reset connection", "a connection that is closed without a response"])(
      "%s that was kept open for it: uncertain",
      async (name) => {
        await using server = await serveCreates(lost[name]!);
        const result = await run(runtime, "create", { baseURL: server.baseURL, pollFirst: true, reconcile: true });
        expect(result).toMatchObject({ ...uncertain, found: "video_1" });
        expect(countCreates(server)).toBe(1);
      },
    );

    test("a connection that the server closed while it was idle: one job", async () => {
      // The list's response promises a connection that the server then closes, as proxies do.
      await using server = await serveCreates((response, accept) => json(response, accept()));
      const result = await run(runtime, "create", { baseURL: server.baseURL, pollFirst: true });
      expect(result).toEqual({ id: "video_1" });
      expect(countCreates(server)).toBe(1);
    });

    test("429: sent again after Retry-After", async () => {
      await using server = await serveCreates((response, accept, count) =>
        count === 1 ? json(response, {}, 429, { "retry-after": "1" }) : json(response, accept()),
      );
      expect(await run(runtime, "create", { baseURL: server.baseURL })).toEqual({ id: "video_2" });
      expect(countCreates(server)).toBe(2);
    });

    test("400: refused, and not repeated", async () => {
      await using server = await serveCreates((response) => json(response, { error: { message: "No." } }, 400));
      const result = await run(runtime, "create", { baseURL: server.baseURL });
      expect(result).toMatchObject({ code: "request_rejected", uncertain: false });
      expect(countCreates(server)).toBe(1);
    });

    test("a refused connection: sent again when the server is there", async () => {
      const port = await closedPort();
      const work = run(runtime, "create", { baseURL: `http://127.0.0.1:${port}/v1` });
      await sleep(700);
      await using server = await serve((_, response) => json(response, video()), port);
      expect(await work).toEqual({ id: "video_1" });
      expect(countCreates(server)).toBe(1);
    });

    test("a refused connection, a name that does not exist: not sent", async () => {
      for (const host of [`127.0.0.1:${await closedPort()}`, "localhost:1", "nowhere.invalid"]) {
        const result = await run(runtime, "create", { baseURL: `http://${host}/v1`, maxRetries: 0 });
        expect([host, result]).toEqual([
          host,
          expect.objectContaining({ code: "endpoint_unreachable", uncertain: false }),
        ]);
      }
    });

    test("a certificate that is not trusted: not sent", async () => {
      await using folder = await emptyFolder();
      const { key, cert } = await createCertificate(folder.path);
      let requests = 0;
      const server = createTlsServer({ key: await readFile(key), cert: await readFile(cert) }, (_, response) => {
        requests += 1;
        json(response, video());
      });
      server.on("tlsClientError", () => {});
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      const baseURL = `https://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
      const result = await run(runtime, "create", { baseURL, maxRetries: 0 });
      server.closeAllConnections();
      server.close();
      expect(result).toMatchObject({ code: "endpoint_unreachable", uncertain: false });
      expect(requests).toBe(0);
    });

    test("an abort ends it at once, with its reason", async () => {
      await using server = await serveCreates(() => {});
      expect(await run(runtime, "abort", { baseURL: server.baseURL })).toEqual({ thrown: "Error: enough", soon: true });
      expect(countCreates(server)).toBe(1);
    });
  });

  describe("image URLs", () => {
    test("private addresses are blocked in every notation, and a name that resolves to one", async () => {
      await using trap = await serve((_, response) => void response.end("caught"));
      const { port } = new URL(trap.origin);
      const hosts = ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"];
      const urls = [...hosts, hostname(), "169.254.169.254"].map((host) => `http://${host}:${port}/x.png`);
      const result = await run(runtime, "images", { urls });
      expect(result).toEqual(Object.fromEntries(urls.map((url) => [url, "image_url_blocked"])));
      expect(trap.requests).toEqual([]);
    });

    test("a redirect to a private address is not followed", async () => {
      await using trap = await serve((_, response) => void response.end("caught"));
      const { port } = new URL(trap.origin);
      const targets = [`http://127.0.0.1:${port}/`, `http://${hostname()}:${port}/`, `http://[::1]:${port}/`];
      await using front = await serve(({ url }, response) => {
        response.writeHead(302, { location: targets[Number(url.slice(1))]! }).end();
      });
      const urls = targets.map((_, index) => `${front.origin}/${index}`);
      const options = { allowPrivateHosts: [new URL(front.origin).host] };
      const result = await run(runtime, "images", { urls, options });
      expect(result).toEqual(Object.fromEntries(urls.map((url) => [url, "image_url_blocked"])));
      expect([front.requests.length, trap.requests]).toEqual([urls.length, []]);
    });

    test("an allowed host: fetched, also compressed, by name and through a redirect", async () => {
      const { gzipSync, brotliCompressSync } = await import("node:zlib");
      const png = Buffer.from(await picture(720, 1280));
      await using server = await serve(({ url }, response) => {
        if (url === "/redirect") return void response.writeHead(301, { location: "/plain" }).end();
        if (url === "/gzip") return void response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(png));
        if (url === "/br")
          return void response.writeHead(200, { "content-encoding": "br" }).end(brotliCompressSync(png));
        if (url === "/cut") {
          response.writeHead(200, { "content-length": png.length });
          return void response.write(png.subarray(0, 1_000), () => response.socket?.destroy());
        }
        if (url === "/404") return void response.writeHead(404).end();
        response.end(png);
      });
      const { port } = new URL(server.origin);
      const loaded = ["/plain", "/redirect", "/gzip", "/br"].map((path) => server.origin + path);
      loaded.push(`http://${hostname()}:${port}/plain`);
      const failed = ["/cut", "/404"].map((path) => server.origin + path);
      const urls = [...loaded, ...failed];
      const options = { allowPrivateHosts: [`127.0.0.1:${port}`, `${hostname()}:${port}`] };
      expect(await run(runtime, "images", { urls, options })).toEqual(
        Object.fromEntries([
          ...loaded.map((url) => [url, "loaded"]),
          ...failed.map((url) => [url, "image_url_failed"]),
        ]),
      );
    });

    test("https: a certificate that is not trusted is refused, and a trusted one is not", async () => {
      await using folder = await emptyFolder();
      const { key, cert, authority } = await createCertificate(folder.path);
      const png = await picture(720, 1280);
      let requests = 0;
      const server = createTlsServer({ key: await readFile(key), cert: await readFile(cert) }, (_, response) => {
        requests += 1;
        response.end(png);
      });
      server.on("tlsClientError", () => {});
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/x.png`;
      const options = { urls: [url], options: { allowPrivateHosts: true } };
      const refused = await run(runtime, "images", options);
      const before = requests;
      const env = { NODE_EXTRA_CA_CERTS: authority, DENO_CERT: authority };
      const trusted = await run(runtime, "images", options, { env });
      server.closeAllConnections();
      server.close();
      expect([refused, before, trusted]).toEqual([{ [url]: "image_url_failed" }, 0, { [url]: "loaded" }]);
    });
  });

  describe("waiting and downloading", () => {
    test("failing polls are repeated, and a download that breaks is resumed", async () => {
      await using folder = await emptyFolder();
      const file = film(3_000_000);
      await using content = await serveFile(file, [
        { cutAfter: 1_000_000 },
        { status: 503 },
        { cutAfter: 700_000 },
        {},
      ]);
      let polls = 0;
      await using server = await serve((request, response) => {
        if (isCreate(request)) return json(response, video());
        if (request.url.includes("/content")) {
          return void response.writeHead(307, { location: content.baseURL + request.url.replace("/v1", "") }).end();
        }
        polls += 1;
        if (polls === 1) return void response.socket?.resetAndDestroy();
        if (polls === 2) return json(response, {}, 503, { "retry-after": "0" });
        if (polls === 3) return void response.writeHead(200, { "content-type": "text/html" }).end("<html>");
        json(response, video({ status: polls > 4 ? "completed" : "in_progress", progress: 50 }));
      });
      const path = join(folder.path, "clip.mp4");
      const result = await run(runtime, "save", { baseURL: server.baseURL, path });
      expect(result).toEqual({ id: "video_1", last: "completed", again: "output_exists" });
      expect((await readFile(path)).equals(file)).toBe(true);
      expect(await folder.names()).toEqual(["clip.mp4"]);
      const ranges = content.requests.filter(({ url }) => url.includes("/content")).map(({ headers }) => headers.range);
      // What a broken connection has delivered depends on the system: at least half of what was sent.
      const starts = ranges.map((range) => Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0));
      expect([starts[0], starts[1]! > 500_000, starts.at(-1)! > 1_000_000]).toEqual([0, true, true]);
      expect(countCreates(server)).toBe(1);
    });

    test("another process saves the clip from the ticket", async () => {
      await using folder = await emptyFolder();
      const file = film(100_000);
      await using server = await serveFile(file, [{}], { status: "completed" });
      const [ticket, path] = [join(folder.path, "ticket.json"), join(folder.path, "clip.mp4")];
      const options = { baseURL: server.baseURL, ticket, path };
      expect(await run(runtime, "ticket", options)).toEqual({ id: "video_1" });
      expect(await run(runtime, "ticket", options)).toEqual({ id: "video_1" });
      expect((await readFile(path)).equals(file)).toBe(true);
      expect(countCreates(server)).toBe(1);
    });
  });

  describe("a batch", () => {
    test("killed twice: each image is created once, and each clip is complete", async () => {
      const jobs = 24;
      await using folder = await emptyFolder();
      await using server = await startServer({ jobMs: 300, listLagMs: 300, answerMs: 10, refuseEvery: 20 });
      const manifest = await createManifest(folder.path, jobs);
      const outDir = join(folder.path, "clips");
      const ledger = join(folder.path, "ledger.jsonl");
      const settings = { concurrency: 6, settleMs: 1_200, onAmbiguous: "resubmit" };
      const options = { baseURL: server.baseURL, manifest, outDir, ledger, ...settings };
      for (const killAfter of [12, 20]) {
        const { child, ended } = start(runtime, [app.program, "batch", JSON.stringify(options)]);
        let steps = 0;
        child.stderr?.on("data", (dots: string) => {
          steps += dots.length;
          if (steps >= killAfter) child.kill("SIGKILL");
        });
        expect((await ended).code).toBeNull();
      }
      expect(await run(runtime, "batch", options)).toMatchObject({ failed: 0, ambiguous: 0 });
      expect(await server.report()).toMatchObject({ jobs, photos: jobs, twice: [], twiceByKey: 0 });
      expect(await checkClips(outDir)).toEqual({ complete: jobs, wrong: [] });
    });

    test("a second process on the same ledger is refused, and sends nothing", async () => {
      await using folder = await emptyFolder();
      await using server = await startServer({ jobMs: 4_000 });
      const manifest = await createManifest(folder.path, 3);
      const ledger = join(folder.path, "ledger.jsonl");
      const options = { baseURL: server.baseURL, manifest, outDir: join(folder.path, "clips"), ledger };
      const first = start(runtime, [app.program, "batch", JSON.stringify(options)]);
      await expect.poll(() => first.stderr(), { timeout: 20_000 }).toContain("......");
      expect(await run(runtime, "batch", options)).toMatchObject({ code: "ledger_locked" });
      const { code, out } = await first.ended;
      expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ done: 3, failed: 0 })]);
      expect(await server.report()).toMatchObject({ jobs: 3, twice: [] });
    });
  });

  describe("the preview engine", () => {
    test("renders with its workers: the same frames, byte for byte, as on Node", async () => {
      await using folder = await emptyFolder();
      const frames = async (one: Runtime, name: string) => {
        const path = join(folder.path, name);
        await run(one, "preview", { path });
        const file = await readFile(path);
        const at = file.indexOf("mdat", 0, "latin1");
        return createHash("sha256")
          .update(file.subarray(at, at + file.readUInt32BE(at - 4) - 4))
          .digest("hex");
      };
      expect(await frames(runtime, "this.mp4")).toBe(await frames(runtimes[0]!, "node.mp4"));
    });
  });

  describe("the command line", () => {
    const ugoku = (words: readonly string[], options?: RunOptions) =>
      start(runtime, [app.cli, ...words], options).ended;

    test("ugoku animate on the preview", async () => {
      await using folder = await emptyFolder();
      await writeFile(join(folder.path, "photo.png"), await picture(640, 360));
      const words = ["animate", "photo.png", "-p", "The camera slowly pushes in.", "--preview", "-o", "clip.mp4"];
      const result = await ugoku([...words, "-m", "preview", "-d", "1", "-s", "320x180"], { cwd: folder.path });
      expect([result.code, result.stderr]).toEqual([0, expect.stringContaining("preview")]);
      expect((await readFile(join(folder.path, "clip.mp4"))).toString("latin1", 4, 8)).toBe("ftyp");
      expect(await folder.names()).toEqual(["clip.mp4", "photo.png"]);
    });

    test("ugoku lint", async () => {
      await using folder = await emptyFolder();
      await writeFile(join(folder.path, "prompts.txt"), "A beautiful photo of a cat\n");
      const result = await ugoku(["lint", "prompts.txt", "--format", "json"], { cwd: folder.path });
      expect(result.code).toBe(1);
      expect(JSON.parse(result.out)).toBeTruthy();
      expect((await ugoku(["lint", "no-such-file.txt"], { cwd: folder.path })).code).toBe(2);
    });

    test("ugoku jobs on this machine, although a proxy is set", async () => {
      await using server = await serveCreates(() => {});
      const proxy = `http://127.0.0.1:${await closedPort()}`;
      const env = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
      const result = await ugoku(["jobs", "--base-url", server.baseURL], { env });
      expect(result.code, result.stderr).toBe(0);
      expect(server.requests.length).toBeGreaterThan(0);
    });

    test("ugoku serve, with a client on Node", async () => {
      const server = start(runtime, [app.cli, "serve", "--port", "0", "--quiet"]);
      try {
        await expect.poll(() => server.stdout(), { timeout: 20_000 }).toContain("\n");
        const ugokuClient = clientOf(server.stdout().trim(), { model: "preview", pollInterval: 100 });
        const animation = ugokuClient.animate(await picture(640, 360)).withPrompt("The camera slowly pushes in.");
        const clip = await animation.duration(1).size("320x180").lint("off").render();
        expect(Buffer.from(await clip.bytes()).toString("latin1", 4, 8)).toBe("ftyp");
      } finally {
        server.child.kill("SIGTERM");
      }
      expect((await server.ended).code).toBe(143);
    });
  });

  test("the fake, in memory and on a socket", async () => {
    const result = await run(runtime, "fake");
    expect(result).toEqual({ jobs: 2, same: true, wrong: "unauthorized", closed: "endpoint_unreachable" });
  });

  test("the fake on a socket, with a client on Node: 30 jobs at once", async () => {
    const server = start(runtime, [app.program, "listen"]);
    await expect.poll(() => server.stdout(), { timeout: 20_000 }).toContain("\n");
    const client = clientOf(server.stdout().trim(), { pollInterval: 50 });
    const image = await picture(720, 1280);
    const clips = await Promise.all(
      Array.from({ length: 30 }, () => client.animate(image).withPrompt(prompt).lint("off").render()),
    );
    const lengths = await Promise.all(clips.map(async (clip) => (await clip.bytes()).length));
    expect(new Set(lengths).size).toBe(1);
    server.child.stdin?.end();
    const { code, out } = await server.ended;
    expect([code, JSON.parse(out.split("\n")[1] ?? "")]).toEqual([0, { jobs: 30 }]);
  });

  test("webhooks", async () => {
    expect(await run(runtime, "webhook")).toEqual({
      request: "video_1",
      repeat: "webhook_replayed",
      object: "video_1",
      tampered: "webhook_invalid",
      wrong: "webhook_invalid",
      old: "webhook_invalid",
    });
  });

  test("the linter, in English and Japanese", async () => {
    const result = await run(runtime, "lint");
    expect(result).toEqual(await run(runtimes[0]!, "lint"));
    expect(result).toMatchObject({ clean: [] });
  });

  test("animate() uses the endpoint of the environment", async () => {
    await using server = await serveCreates((response, accept) => json(response, accept()));
    const result = await run(runtime, "environment", {}, { env: { UGOKU_BASE_URL: server.baseURL } });
    expect(result).toEqual({ id: "video_1" });
  });
});
