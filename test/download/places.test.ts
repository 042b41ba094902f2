import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Clip, DownloadError, defineDialect, type UgokuOptions } from "../../src/index.js";
import { clientThrough, secretKey, ticketOf, transportNames } from "../helpers/clients.js";
import { mp4, sendFile } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { json, serve, video, type WireRequest, type WireServer } from "../helpers/servers.js";
import { manualTime } from "../helpers/time.js";

cleanEnvironment();

const file = mp4(5_000);

type Answer = (response: ServerResponse, request: WireRequest) => void;

const refuse =
  (status: number, message = "no"): Answer =>
  (response) =>
    json(response, { error: { message } }, status);

/** A file host of another origin. It refuses whoever sends it the endpoint's key. */
const serveHost = (answers: Readonly<Record<string, Answer>> = {}) =>
  serve((request, response) => {
    const answer = answers[request.url.split("?")[0] ?? ""] ?? sendFile(file);
    if (JSON.stringify(request.headers).includes(secretKey)) refuse(400, "a key came")(response, request);
    else answer(response, request);
  });

interface Places {
  readonly job?: (polls: number) => object;
  readonly content?: Answer | undefined;
}

/** An endpoint with one completed job. */
function serveEndpoint({ job, content = refuse(404) }: Places) {
  let polls = 0;
  return serve((request, response) => {
    if (request.url.includes("/content")) content(response, request);
    else if (request.url.startsWith("/v1/videos/")) {
      polls += 1;
      json(response, video({ status: "completed", ...job?.(polls) }));
    } else sendFile(file)(response);
  });
}

interface Opened {
  readonly clip: Clip;
  readonly slept: number[];
}

async function open(
  server: WireServer,
  options: UgokuOptions = {},
  transport: (typeof transportNames)[number] = "the global fetch",
): Promise<Opened> {
  const { clock, sleep, slept } = manualTime();
  const ugoku = clientThrough(transport, server.baseURL, { clock, sleep, ...options });
  return { clip: await ugoku.resume(ticketOf(server.baseURL)).wait(), slept };
}

const contents = (server: WireServer) => server.requests.filter(({ url }) => url.includes("/content")).length;
const polls = (server: WireServer) => server.requests.filter(({ url }) => url === "/v1/videos/video_1").length;
const isRight = (bytes: Uint8Array) => Buffer.from(bytes).equals(file);

const urlFirst = defineDialect({ name: "url-first", result: { from: ["url", "content"] } });

describe.each(transportNames)("a clip of another origin through %s", (transport) => {
  const ways: readonly (readonly [string, (host: string) => Places])[] = [
    ["a URL in the job", (host) => ({ job: () => ({ metadata: { url: `${host}/a.mp4?sig=1` } }) })],
    [
      "JSON of the content path",
      (host) => ({
        content: (response) => json(response, { data: { id: "1", status: "completed", video_url: `${host}/a.mp4` } }),
      }),
    ],
    [
      "a text of the content path",
      (host) => ({
        content: (response) => {
          response.writeHead(200, { "content-type": "text/plain" });
          response.end(`${host}/a.mp4\n`);
        },
      }),
    ],
    [
      "JSON of the content path that says it is a video",
      (host) => ({ content: (response) => sendFile(Buffer.from(JSON.stringify({ output: [`${host}/a`] })))(response) }),
    ],
    [
      "a redirect of the content path",
      (host) => ({
        content: (response) => {
          response.writeHead(302, { location: `${host}/a.mp4` });
          response.end();
        },
      }),
    ],
    ["a redirect of the URL in the job", (host) => ({ job: () => ({ video_url: `${host}/moved` }) })],
  ];

  test.each(ways)("is fetched without the key by %s", async (_, places) => {
    await using host = await serveHost({
      "/moved": (response) => {
        response.writeHead(307, { location: "/a.mp4" });
        response.end();
      },
    });
    await using server = await serveEndpoint(places(host.origin));
    expect(isRight(await (await open(server, {}, transport)).clip.bytes())).toBe(true);
    expect(host.requests.length).toBeGreaterThan(0);
    for (const { headers } of host.requests) expect(headers.authorization).toBeUndefined();
  });

  test("of the endpoint's own origin gets the key", async () => {
    await using server = await serveEndpoint({ job: () => ({ url: `${server.origin}/files/a.mp4` }) });
    expect(isRight(await (await open(server, {}, transport)).clip.bytes())).toBe(true);
    expect(server.requests.at(-1)).toMatchObject({
      url: "/files/a.mp4",
      headers: { authorization: `Bearer ${secretKey}` },
    });
  });
});

describe("a content path that refuses", () => {
  test.each([400, 401, 403, 404, 405, 410, 422, 500, 501, 502])(
    "with %i: the URL in the job is used",
    async (status) => {
      await using host = await serveHost();
      await using server = await serveEndpoint({
        job: () => ({ result_url: `${host.origin}/a.mp4` }),
        content: refuse(status),
      });
      expect(isRight(await (await open(server)).clip.bytes())).toBe(true);
    },
  );

  test.each([
    ["a page", "<!doctype html><title>Log in</title>"],
    ["an error as 200", '{"error":{"message":"gone"}}'],
    ["nothing", ""],
  ])("with %s: the URL in the job is used", async (_, body) => {
    await using host = await serveHost();
    const content = sendFile(Buffer.from(body), "text/html");
    await using server = await serveEndpoint({ job: () => ({ url: `${host.origin}/a.mp4` }), content });
    expect(isRight(await (await open(server)).clip.bytes())).toBe(true);
  });

  test("the job's Base64 text is used", async () => {
    await using server = await serveEndpoint({ job: () => ({ video_base64: file.toString("base64") }) });
    expect(isRight(await (await open(server)).clip.bytes())).toBe(true);
  });

  test("a URL that fails for a moment is tried again after the content path", async () => {
    let asked = 0;
    await using host = await serveHost({
      "/a.mp4": (response, request) => {
        asked += 1;
        (asked < 5 ? refuse(503) : sendFile(file))(response, request);
      },
    });
    await using server = await serveEndpoint({ job: () => ({ url: `${host.origin}/a.mp4` }), content: refuse(403) });
    expect(isRight(await (await open(server)).clip.bytes())).toBe(true);
  });
});

describe("a URL that is refused", () => {
  test.each([400, 401, 403, 404, 410])("with %i: one poll asks for a fresh one", async (status) => {
    await using host = await serveHost({ "/old.mp4": refuse(status, "Request has expired") });
    await using server = await serveEndpoint({
      job: (count) => ({ url: `${host.origin}/${count === 1 ? "old" : "new"}.mp4?sig=${count}` }),
    });
    expect(isRight(await (await open(server, { dialect: urlFirst })).clip.bytes())).toBe(true);
    expect([polls(server), contents(server)]).toEqual([2, 0]);
  });

  test("in the middle of the file: the fresh one continues it", async () => {
    await using folder = await emptyFolder();
    const ranges: (string | undefined)[] = [];
    await using host = await serve((request, response) => {
      const { range } = request.headers;
      ranges.push(range);
      if (ranges.length === 1) {
        response.writeHead(200, { "content-length": file.length, etag: '"1"' });
        response.write(file.subarray(0, 2_000), () => setTimeout(() => response.destroy(), 30));
      } else if (request.url.endsWith("sig=1")) json(response, {}, 403);
      else {
        const from = Number(/\d+/.exec(range ?? "0")?.[0]);
        const place = `bytes ${from}-${file.length - 1}/${file.length}`;
        response.writeHead(from > 0 ? 206 : 200, { etag: '"1"', ...(from > 0 && { "content-range": place }) });
        response.end(file.subarray(from));
      }
    });
    await using server = await serveEndpoint({ job: (count) => ({ url: `${host.origin}/a.mp4?sig=${count}` }) });
    const path = join(folder.path, "a.mp4");
    await (await open(server, { dialect: urlFirst })).clip.saveTo(path);
    expect(isRight(await readFile(path))).toBe(true);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.at(-1)).toMatch(/^bytes=[1-9]/);
  });

  test("and the poll gives no other: the content path is used", async () => {
    await using host = await serveHost({ "/a.mp4": refuse(403) });
    await using server = await serveEndpoint({
      job: () => ({ url: `${host.origin}/a.mp4` }),
      content: sendFile(file),
    });
    expect(isRight(await (await open(server, { dialect: urlFirst })).clip.bytes())).toBe(true);
    expect([polls(server), contents(server), host.requests.length]).toEqual([2, 1, 1]);
  });

  test("and the poll answers another job: its URL is not used", async () => {
    await using host = await serveHost({ "/a.mp4": refuse(403) });
    await using server = await serveEndpoint({
      job: (count) => (count === 1 ? { url: `${host.origin}/a.mp4` } : { id: "video_2", url: `${host.origin}/b.mp4` }),
      content: refuse(403),
    });
    await failure((await open(server, { dialect: urlFirst })).clip.bytes());
    expect(host.requests.map(({ url }) => url)).toEqual(["/a.mp4"]);
  });

  test("and the host is gone: the content path is used", async () => {
    await using server = await serveEndpoint({
      job: () => ({ url: "http://127.0.0.1:9/a.mp4" }),
      content: sendFile(file),
    });
    expect(isRight(await (await open(server, { dialect: urlFirst })).clip.bytes())).toBe(true);
  });
});

describe("the error when every place fails", () => {
  test("is a DownloadError that names each place and its answer", async () => {
    await using host = await serveHost({ "/a.mp4": refuse(403, "AccessDenied") });
    await using server = await serveEndpoint({
      job: () => ({ url: `${host.origin}/a.mp4?sig=s3cret` }),
      content: refuse(410, "purged from the disk"),
    });
    const error = await failure((await open(server)).clip.bytes());
    expect(error).toBeInstanceOf(DownloadError);
    expect(error).toMatchObject({
      code: "request_rejected",
      status: 410,
      retryable: false,
      jobId: "video_1",
      ticket: { v: 1 },
    });
    expect(error.message).toContain("410 purged from the disk");
    expect(error.message).toContain(`"${host.origin}/a.mp4": 403 AccessDenied`);
    expect(error.message).not.toContain("s3cret");
  });

  test.each([
    [401, "download_refused", false],
    [403, "download_refused", false],
    [410, "download_refused", false],
    [503, "server_error", true],
  ])("of the host alone (%i) does not blame the endpoint's key", async (status, code, retryable) => {
    await using host = await serveHost({ "/a.mp4": refuse(status) });
    await using server = await serveEndpoint({
      content: (response) => json(response, { url: `${host.origin}/a.mp4` }),
    });
    const error = await failure((await open(server)).clip.bytes());
    expect(error).toMatchObject({ name: "DownloadError", code, status, retryable, jobId: "video_1" });
    expect(error.hint).not.toContain("API_KEY");
  });

  test("names a job that has no place at all", async () => {
    const dialect = defineDialect({ name: "url-only", result: { from: ["url"] }, can: { retrieve: true } });
    await using server = await serveEndpoint({ content: refuse(405) });
    const error = await failure((await open(server, { dialect })).clip.bytes());
    expect(error).toMatchObject({ name: "DownloadError", status: 405 });
  });
});

describe("a content path that is not ready", () => {
  const notReady: readonly (readonly [number, string])[] = [
    [400, "Task is not completed yet, current status: IN_PROGRESS"],
    [404, "Generation is still in-progress"],
    [404, "Video not found"],
    [409, "conflict"],
    [425, "too early"],
    [500, "video is not ready"],
    [400, "视频尚未生成"],
    [200, "processing"],
    [202, "accepted"],
  ];

  test.each(notReady)("with %i %s is asked again", async (status, message) => {
    let asked = 0;
    const content: Answer = (response, request) => {
      asked += 1;
      if (asked > 3) sendFile(file)(response);
      else if (status >= 400) refuse(status, message)(response, request);
      else json(response, { id: "video_1", status: message }, status);
    };
    await using server = await serveEndpoint({ content });
    const { clip, slept } = await open(server);
    const before = slept.length;
    expect(isRight(await clip.bytes())).toBe(true);
    expect(slept.length - before).toBe(3);
  });

  test.each([
    [400, "not completed yet", 30_000, true],
    [404, "Generation is still in-progress", 30_000, true],
    [425, "no", 30_000, true],
    [404, "Video not found", 15_000, false],
  ])("with %i %s is given up after %i ms", async (status, message, limit, retryable) => {
    await using server = await serveEndpoint({ content: refuse(status, message) });
    const { clip, slept } = await open(server);
    slept.length = 0;
    const error = await failure(clip.bytes());
    expect(error).toMatchObject({ name: "DownloadError", status, retryable });
    expect(slept.reduce((sum, one) => sum + one)).toBeCloseTo(limit, -2);
    expect(contents(server)).toBeLessThan(12);
  });

  test.each([
    [400, "bad request"],
    [401, "not completed yet"],
    [403, "no"],
    [404, "The video's content has expired."],
    [410, "gone"],
  ])("is not what %i %s means", async (status, message) => {
    await using server = await serveEndpoint({ content: refuse(status, message) });
    const { clip, slept } = await open(server);
    slept.length = 0;
    await failure(clip.bytes());
    expect(slept).toEqual([]);
  });

  test("a picture that is not there is not waited for", async () => {
    await using server = await serveEndpoint({ content: refuse(404) });
    const { clip, slept } = await open(server);
    slept.length = 0;
    expect(await failure(clip.thumbnail())).toMatchObject({ name: "DownloadError", code: "not_found" });
    expect(slept).toEqual([]);
  });

  test("the wait ends with the signal", async () => {
    await using server = await serveEndpoint({ content: refuse(425) });
    const { clip } = await open(server, { sleep: () => new Promise(() => {}) });
    const controller = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 20);
    expect(await rejection(clip.bytes({ signal: controller.signal }))).toBe(reason);
  });
});

describe("JSON of the content path", () => {
  test("may hold the clip as Base64 text", async () => {
    await using server = await serveEndpoint({
      content: (response) => json(response, { code: 0, data: { b64_json: file.toString("base64") } }),
    });
    expect(isRight(await (await open(server)).clip.bytes())).toBe(true);
  });

  test("that leads to JSON again and again is an error", async () => {
    await using server = await serveEndpoint({
      content: (response) => json(response, { url: `${server.baseURL}/videos/1/content` }),
    });
    expect((await failure((await open(server)).clip.bytes())).code).toBe("download_not_a_video");
    expect(contents(server)).toBe(4);
  });

  test("of any length is read to a limit", async () => {
    let sent = 0;
    await using server = await serveEndpoint({
      content: (response) => {
        response.writeHead(200, { "content-type": "text/html" });
        const part = Buffer.alloc(1 << 20, "<p>");
        const more = () => {
          while (!response.destroyed && sent < 200) {
            sent += 1;
            if (!response.write(part)) return void response.once("drain", more);
          }
          response.end();
        };
        more();
      },
    });
    expect((await failure((await open(server)).clip.bytes())).code).toBe("download_not_a_video");
    expect(sent).toBeLessThan(50);
  });

  test("that names only a thumbnail is an error, and the thumbnail is not fetched", async () => {
    await using host = await serveHost();
    await using server = await serveEndpoint({
      content: (response) => json(response, { thumbnail_url: `${host.origin}/t` }),
    });
    expect((await failure((await open(server)).clip.bytes())).code).toBe("download_not_a_video");
    expect(host.requests).toEqual([]);
  });
});

test("a field that the dialect names is tried first", async () => {
  await using host = await serveHost({ "/wrong.mp4": refuse(500) });
  const dialect = defineDialect({ name: "own", result: { from: ["url"], clipFields: ["bag.items[0].there"] } });
  await using server = await serveEndpoint({
    job: () => ({ url: `${host.origin}/wrong.mp4`, bag: { items: [{ there: `${host.origin}/right` }] } }),
  });
  expect(isRight(await (await open(server, { dialect })).clip.bytes())).toBe(true);
  expect(host.requests.map(({ url }) => url)).toEqual(["/right"]);
});

test.each([[["a", 7]], [["a..b"]], [["a[x]"]], [[""]], ["a.b"]])("clipFields %j are refused", async (paths) => {
  const error = await failure(
    Promise.resolve().then(() => defineDialect({ name: "own", result: { clipFields: paths as unknown as string[] } })),
  );
  expect(error).toMatchObject({ code: "option_invalid" });
  expect(error.message).toContain("result.clipFields");
});
