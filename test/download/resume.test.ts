import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { SaveToOptions } from "../../src/download/clip.js";
import { DownloadError } from "../../src/index.js";
import { clientThrough, secretKey, ticketOf, transportNames } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { closedPort, json, serve, video, type WireServer } from "../helpers/servers.js";
import { manualTime } from "../helpers/time.js";
import { asked, type FileServer, film, patientClip, serveFile, type Turn, tag } from "./file-server.js";

cleanEnvironment();

const file = film(100_000);
const other = film(100_000, 2);
const whole = [undefined, undefined] as const;

/** Saves, and says what came of it. */
async function save(server: FileServer, options: SaveToOptions = {}, timeout?: number) {
  await using folder = await emptyFolder();
  const { clip, time } = await patientClip(server, timeout === undefined ? {} : { timeout });
  const path = join(folder.path, "clip.mp4");
  const progress: number[] = [];
  const onProgress = ({ bytes }: { bytes: number }) => {
    progress.push(bytes);
    server.received = bytes;
  };
  server.received = 0;
  const outcome = await clip.saveTo(path, { onProgress, ...options }).then(
    async ({ bytes }) => ({ bytes, saved: await readFile(path), error: undefined }),
    async (error: unknown) => ({ bytes: 0, saved: undefined, error: await failure(Promise.reject(error)) }),
  );
  return { ...outcome, names: await folder.names(), progress, slept: time.slept };
}

describe("saveTo() › after a break", () => {
  const breaks: readonly (readonly [string, Turn])[] = [
    ["the connection closes", { cutAfter: 40_000 }],
    ["nothing more comes", { cutAfter: 40_000, stall: true }],
    ["a body without a length closes", { cutAfter: 40_000, headers: { "content-length": null } }],
  ];

  test.each(breaks)("resumes when %s", async (_, turn) => {
    await using server = await serveFile(file, [turn, {}]);
    const { saved, bytes, progress } = await save(server, {}, 300);
    expect(saved?.equals(file)).toBe(true);
    expect(bytes).toBe(file.length);
    expect(asked(server)).toEqual([whole, ["bytes=40000-", tag]]);
    // Nothing came twice.
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(file.length);
  });

  test("resumes without limit while bytes arrive", async () => {
    await using server = await serveFile(file, [{ cutAfter: 5_000 }]);
    const { saved, slept } = await save(server);
    expect(saved?.equals(file)).toBe(true);
    expect(asked(server)).toHaveLength(20);
    expect(asked(server).at(-1)).toEqual(["bytes=95000-", tag]);
    // A try that brought something is followed by the shortest wait.
    expect(Math.max(...slept)).toBeLessThanOrEqual(500);
    expect(Math.min(...slept)).toBeGreaterThanOrEqual(250);
  });

  test.each([500, 502, 503, 504, 408, 429])("retries after %i", async (status) => {
    await using server = await serveFile(file, [
      { cutAfter: 40_000 },
      { answer: (response) => json(response, { error: "busy" }, status) },
      { answer: (response) => void response.socket?.destroy() },
      {},
    ]);
    const { saved } = await save(server);
    expect(saved?.equals(file)).toBe(true);
    expect(asked(server).slice(1)).toEqual(Array.from({ length: 3 }, () => ["bytes=40000-", tag]));
  });

  test("waits for Retry-After", async () => {
    const busy: Turn = { answer: (response) => json(response, {}, 503, { "retry-after": "17" }) };
    await using server = await serveFile(file, [busy, { cutAfter: 40_000 }, busy, {}]);
    const { saved, slept } = await save(server);
    expect(saved?.equals(file)).toBe(true);
    expect(slept).toHaveLength(3);
    expect([slept[0], slept[2]]).toEqual([17_000, 17_000]);
  });

  test("fails if Retry-After exceeds five minutes", async () => {
    const busy: Turn = { answer: (response) => json(response, {}, 503, { "retry-after": "301" }) };
    await using server = await serveFile(file, [{ cutAfter: 40_000 }, busy]);
    const { error, slept, names } = await save(server);
    expect(error).toMatchObject({ code: "download_incomplete", retryable: true, status: 503 });
    expect(error?.message).toContain("the server asks to wait for 5 min 1 s");
    expect(slept).toHaveLength(1);
    expect(names).toEqual([]);
  });

  test("fails after five attempts without a new byte and reports the bytes", async () => {
    await using server = await serveFile(file, [
      { cutAfter: 40_000 },
      { answer: (response) => json(response, { error: "busy" }, 503) },
    ]);
    const { error, slept, names } = await save(server);
    expect(error).toBeInstanceOf(DownloadError);
    expect(error).toMatchObject({
      code: "download_incomplete",
      retryable: true,
      status: 503,
      jobId: "video_1",
      ticket: { id: "video_1" },
    });
    expect(error?.message).toContain("40000 of 100000 bytes: 5 attempts in a row brought no new byte");
    expect(asked(server)).toHaveLength(6);
    // Longer and longer, and never all at the same moment.
    expect(slept).toHaveLength(5);
    for (const [index, most] of [500, 500, 1_000, 2_000, 4_000].entries()) {
      expect(slept[index]).toBeGreaterThanOrEqual(most / 2);
      expect(slept[index]).toBeLessThanOrEqual(most);
    }
    expect(names).toEqual([]);
  });

  test.each([
    [401, "unauthorized"],
    [403, "unauthorized"],
    [404, "not_found"],
    [410, "request_rejected"],
  ])("fails at once on %i", async (status, code) => {
    const refuse: Turn = { answer: (response) => json(response, { error: "no" }, status) };
    await using server = await serveFile(file, [{ cutAfter: 40_000 }, refuse]);
    const { error, names } = await save(server);
    expect(error).toMatchObject({ code, status, jobId: "video_1", ticket: { id: "video_1" } });
    expect(asked(server)).toHaveLength(2);
    expect(names).toEqual([]);
  });

  test("fails at once on an error sent as a file", async () => {
    const lie: Turn = { answer: (response) => json(response, { error: { message: "gone" } }) };
    await using server = await serveFile(file, [{ cutAfter: 40_000 }, lie]);
    const { error, names } = await save(server);
    expect(error).toMatchObject({ code: "download_not_a_video" });
    expect(asked(server)).toHaveLength(2);
    expect(names).toEqual([]);
  });

  test("fails with the server's error if no byte arrived", async () => {
    await using server = await serveFile(file, [{ answer: (response) => json(response, { error: "full" }, 507) }]);
    const { error } = await save(server);
    expect(error).toMatchObject({ name: "DownloadError", code: "server_error", status: 507, jobId: "video_1" });
    expect(asked(server)).toHaveLength(5);
  });

  test("retries while a server restarts", async () => {
    await using folder = await emptyFolder();
    const port = await closedPort();
    const time = manualTime();
    const { createServer } = await import("node:http");
    await using server = await serveFile(file, [{ cutAfter: 40_000 }, {}]);
    // Its own address refuses connections until the second sleep.
    const late = createServer((incoming, response) => {
      response.writeHead(307, { location: `${server.origin}${incoming.url}` }).end();
    });
    let up = false;
    const sleep = async (milliseconds: number) => {
      time.slept.push(milliseconds);
      if (time.slept.length !== 2) return;
      await new Promise<void>((resolve) => late.listen(port, "127.0.0.1", resolve));
      up = true;
    };
    const base = `http://127.0.0.1:${port}/v1`;
    const state = await patientClip(server);
    const fetch = (url: string, init: RequestInit) =>
      url.includes("/content") ? globalThis.fetch(url, init) : Promise.resolve(Response.json(state.clip.video));
    const clip = await clientThrough("a fetch that is passed in", base, { sleep, fetch }).resume("video_1").wait();
    try {
      await clip.saveTo(join(folder.path, "clip.mp4"));
      expect(up).toBe(true);
      expect((await readFile(join(folder.path, "clip.mp4"))).equals(file)).toBe(true);
    } finally {
      late.closeAllConnections();
      late.close();
    }
  });
});

describe("saveTo() › resumes only provably the same file", () => {
  const old = "Wed, 01 Jan 2025 00:00:00 GMT";
  const cut = { cutAfter: 40_000 };

  test("accepts an old Last-Modified without an ETag", async () => {
    const headers = { etag: null, "last-modified": old };
    await using server = await serveFile(file, [{ ...cut, headers }, { headers }]);
    expect((await save(server)).saved?.equals(file)).toBe(true);
    expect(asked(server)).toEqual([whole, ["bytes=40000-", old]]);
  });

  const unproven: readonly (readonly [string, Turn["headers"]])[] = [
    ["there is neither tag nor date", { etag: null }],
    ["the tag is weak", { etag: 'W/"v1"' }],
    ["the tag is weak, and a date may not stand in for it", { etag: 'W/"v1"', "last-modified": old }],
    ["the tag is none", { etag: "v1", "last-modified": old }],
    ["the date is of this second", { etag: null, "last-modified": old, date: old }],
    ["the date is not a date", { etag: null, "last-modified": "yesterday" }],
  ];

  test.each(unproven)("starts over where %s", async (_, headers = {}) => {
    await using server = await serveFile(file, [{ cutAfter: 90_000, headers }, { headers }]);
    const { saved, progress } = await save(server);
    expect(saved?.equals(file)).toBe(true);
    expect(asked(server)).toEqual([whole, whole]);
    // The bytes run backwards once.
    expect(progress.filter((bytes, index) => bytes < (progress[index - 1] ?? 0))).toHaveLength(1);
  });

  test("starts over where the body is encoded", async () => {
    const packed = gzipSync(file);
    const headers = { "content-encoding": "gzip" };
    await using server = await serveFile(packed, [{ headers, cutAfter: packed.length - 10 }, { headers }]);
    expect((await save(server)).saved?.equals(file)).toBe(true);
    expect(asked(server)).toEqual([whole, whole]);
  });

  const wrong: readonly (readonly [string, Turn])[] = [
    ["416 comes", { answer: (response) => void response.writeHead(416).end() }],
    ["another part comes", { headers: { "content-range": "bytes 39999-99999/100000" } }],
    [
      "a part comes that begins elsewhere",
      {
        answer: (response) => {
          const headers = { etag: tag, "content-length": 60_001, "content-range": "bytes 39999-99999/100000" };
          response.writeHead(206, headers).end(file.subarray(39_999));
        },
      },
    ],
    ["a part of another length comes", { headers: { "content-range": "bytes 40000-99999/100001" } }],
    ["a part without a place comes", { headers: { "content-range": null } }],
    ["a part with nonsense for a place comes", { headers: { "content-range": "bytes 40000-99999/99999" } }],
    ["a part of another length than it says comes", { headers: { "content-range": "bytes 40000-99998/100000" } }],
    ["a part of another file comes", { file: other, headers: { etag: '"v2"' }, ignoreIfRange: true }],
    ["a part of who knows which file comes", { headers: { etag: null }, ignoreIfRange: true }],
    ["a packed part comes", { headers: { "content-encoding": "gzip" } }],
  ];

  test.each(wrong)("starts over at once where %s", async (_, turn) => {
    const served = turn.file ?? file;
    const headers = turn.file ? { etag: '"v2"' } : {};
    await using server = await serveFile(file, [cut, turn, { headers }]);
    const { saved, slept } = await save(server);
    expect(saved?.equals(served)).toBe(true);
    expect(asked(server)).toEqual([whole, ["bytes=40000-", tag], whole]);
    expect(slept).toHaveLength(1);
  });

  test("starts over with a complete file, even a shorter one", async () => {
    const short = film(30_000, 3);
    await using server = await serveFile(file, [cut, { file: short, headers: { etag: '"v2"' } }]);
    const { saved, progress, bytes } = await save(server);
    expect(saved?.equals(short)).toBe(true);
    expect(bytes).toBe(30_000);
    expect(progress.at(-1)).toBe(30_000);
  });

  test("resumes the file that it started over with", async () => {
    const second = { headers: { etag: '"v2"' } };
    await using server = await serveFile(file, [cut, { ...second, file: other, cutAfter: 60_000 }, second]);
    expect((await save(server)).saved?.equals(other)).toBe(true);
    expect(asked(server).at(-1)).toEqual(["bytes=60000-", '"v2"']);
  });

  test("replaces a long start by another file, which is shorter, and resumes that one", async () => {
    const [long, short] = [film(2_000_000, 4), film(900_000, 5)];
    const second = { headers: { etag: '"v2"' } };
    await using server = await serveFile(long, [
      { cutAfter: 1_500_000 },
      { ...second, file: short, cutAfter: 600_000 },
      second,
    ]);
    expect((await save(server)).saved?.equals(short)).toBe(true);
    // Where a connection breaks, fetch may drop the last bytes that arrived.
    expect(asked(server).at(-1)).toEqual([expect.stringMatching(/^bytes=[1-6]\d{5}-$/), '"v2"']);
  });

  test("replaces one that is flushed to the disk while it arrives", async () => {
    const short = film(20_000_000, 5);
    await using server = await serveFile(film(40_000_000, 4), [
      { cutAfter: 36_000_000 },
      { file: short, headers: { etag: '"v2"' } },
    ]);
    expect((await save(server)).saved?.equals(short)).toBe(true);
  });

  test("fails if the file changes each time", async () => {
    const turns = Array.from({ length: 20 }, (_, index) => ({ ...cut, headers: { etag: `"${index}"` } }));
    await using server = await serveFile(file, turns);
    const { error, names } = await save(server);
    expect(error?.message).toContain("changed 6 times");
    expect(names).toEqual([]);
  });

  test("fails if the same bytes arrive five times", async () => {
    await using server = await serveFile(file, [{ ...cut, headers: { etag: null } }]);
    const { error } = await save(server);
    expect(error?.message).toContain("40000 of 100000 bytes");
    expect(asked(server)).toHaveLength(6);
  });
});

describe("bytes(), blob(), stream() › after a break", () => {
  test.each(["bytes", "blob"] as const)("%s() resumes, and starts over", async (call) => {
    for (const headers of [{}, { etag: null }]) {
      await using server = await serveFile(file, [{ cutAfter: 40_000, headers }, { headers }]);
      const { clip } = await patientClip(server);
      const got = new Blob([(await clip[call]()) as Uint8Array<ArrayBuffer> | Blob]);
      expect(Buffer.from(await got.arrayBuffer()).equals(file)).toBe(true);
      expect(asked(server)).toHaveLength(2);
    }
  });

  test.each(["thumbnail", "spritesheet"] as const)("%s() resumes, and starts over", async (call) => {
    const type = { "content-type": "image/png" };
    for (const headers of [type, { ...type, etag: null }]) {
      await using server = await serveFile(file, [{ cutAfter: 40_000, headers }, { headers }]);
      const picture = await (await patientClip(server)).clip[call]();
      expect(Buffer.from(await picture.arrayBuffer()).equals(file)).toBe(true);
      expect(picture.type).toBe("image/png");
    }
  });

  test("saveTo() resumes a picture", async () => {
    await using server = await serveFile(file, [{ cutAfter: 40_000 }, {}]);
    expect((await save(server, { variant: "spritesheet" })).saved?.equals(file)).toBe(true);
    expect(server.requests.at(-1)?.url).toBe("/v1/videos/video_1/content?variant=spritesheet");
  });

  const read = async (stream: ReadableStream<Uint8Array>) => Buffer.from(await new Response(stream).arrayBuffer());

  test("stream() resumes by range", async () => {
    await using server = await serveFile(file, [{ cutAfter: 40_000 }, {}]);
    const { clip } = await patientClip(server);
    expect((await read(await clip.stream())).equals(file)).toBe(true);
    expect(asked(server)).toEqual([whole, ["bytes=40000-", tag]]);
  });

  test("stream() skips the bytes it passed on if the file is provably the same", async () => {
    await using server = await serveFile(file, [{ cutAfter: 40_000 }, { ignoreRange: true }]);
    expect((await read(await (await patientClip(server)).clip.stream())).equals(file)).toBe(true);
  });

  const unproven: readonly (readonly [string, Turn, Turn])[] = [
    ["there is no tag", { headers: { etag: null } }, { headers: { etag: null } }],
    ["the tag is another", {}, { file: other, headers: { etag: '"v2"' } }],
    ["the length is another", {}, { file: film(99_999), ignoreRange: true }],
    ["the length was never said", { headers: { "content-length": null } }, { ignoreRange: true }],
  ];

  test.each(unproven)("stream() errors where %s", async (_, first, second) => {
    await using server = await serveFile(file, [{ ...first, cutAfter: 40_000 }, second]);
    const stream = await (await patientClip(server)).clip.stream();
    const error = await failure(read(stream));
    expect(error).toMatchObject({ code: "download_incomplete", retryable: true, jobId: "video_1" });
    expect(error.message).toContain("broke after 40000 bytes");
    expect(error.hint).toContain("saveTo() and bytes() start over automatically");
  });

  test("stream() errors where another file breaks before its first byte", async () => {
    const v2 = { headers: { etag: '"v2"' } };
    const turns = [{ cutAfter: 40_000 }, { ...v2, file: other, cutAfter: 5 }, { ...v2, file: other }];
    await using server = await serveFile(file, turns);
    const error = await failure(read(await (await patientClip(server)).clip.stream()));
    expect(error.message).toContain("without proof that it is the same file");
  });
});

describe("saveTo() › signal", () => {
  const reason = new Error("enough");

  test.each([
    ["while nothing comes", { cutAfter: 40_000, stall: true }],
    ["while the server thinks", { answer: () => {} }],
  ] as const)("%s after a break", async (_, turn: Turn) => {
    await using folder = await emptyFolder();
    await using server = await serveFile(file, [{ cutAfter: 20_000 }, turn]);
    const { clip } = await patientClip(server);
    const controller = new AbortController();
    const saving = clip.saveTo(join(folder.path, "clip.mp4"), { signal: controller.signal });
    while (asked(server).length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const at = performance.now();
    controller.abort(reason);
    expect(await rejection(saving)).toBe(reason);
    expect(performance.now() - at).toBeLessThan(10_000);
    expect(await folder.names()).toEqual([]);
  });

  test.each(["a sleep that listens", "a sleep that does not"])("while it waits, in %s", async (kind) => {
    await using folder = await emptyFolder();
    await using server = await serveFile(file, [{ cutAfter: 20_000 }]);
    const controller = new AbortController();
    let slept = () => {};
    const sleeping = new Promise<void>((resolve) => {
      slept = resolve;
    });
    const deaf = () => {
      slept();
      return new Promise<void>(() => {});
    };
    const { clip } = await patientClip(server, { sleep: deaf });
    const usual = await clipWithUsualSleep(server);
    const chosen = kind === "a sleep that does not" ? clip : usual;
    const saving = chosen.saveTo(join(folder.path, "clip.mp4"), { signal: controller.signal });
    if (chosen === clip) await sleeping;
    else await new Promise((resolve) => setTimeout(resolve, 150));
    const at = performance.now();
    controller.abort(reason);
    expect(await rejection(saving)).toBe(reason);
    expect(performance.now() - at).toBeLessThan(10_000);
    expect(await folder.names()).toEqual([]);
  });

  const clipWithUsualSleep = async (server: WireServer) => (await import("../helpers/clips.js")).clipOf(server);
});

describe.each(transportNames)("requests an unencoded file, through %s", (transport) => {
  test("resumes behind a redirect to another origin, which never receives the key", async () => {
    await using store = await serveFile(file, [{ cutAfter: 40_000 }, {}]);
    await using server = await serve((request, response) => {
      if (!request.url.endsWith("/content")) return json(response, video({ status: "completed" }));
      response.writeHead(302, { location: `${store.origin}/v1/content/1.mp4?signature=abc` }).end();
    });
    const { clock, sleep } = manualTime();
    const ugoku = clientThrough(transport, server.baseURL, { clock, sleep });
    const clip = await ugoku.resume(ticketOf(server.baseURL)).wait();
    expect(Buffer.from(await clip.bytes()).equals(file)).toBe(true);
    const [first, second] = server.requests.slice(1);
    expect(first?.headers).toMatchObject({ "accept-encoding": "identity", authorization: `Bearer ${secretKey}` });
    expect(second?.headers).toMatchObject({
      // What fetches by the book adds the word itself.
      "accept-encoding": expect.stringMatching(/^identity(, identity)?$/),
      range: "bytes=40000-",
      "if-range": tag,
    });
    expect(asked(store)).toEqual([whole, ["bytes=40000-", tag]]);
    expect(JSON.stringify(store.requests.map(({ headers }) => headers))).not.toContain(secretKey);
  });

  test("resumes behind a redirect within the same origin", async () => {
    await using server = await serveFile(file, [
      { answer: (response) => void response.writeHead(302, { location: "/v1/content/1.mp4" }).end() },
      { cutAfter: 40_000 },
      { answer: (response) => void response.writeHead(302, { location: "/v1/content/1.mp4" }).end() },
      {},
    ]);
    const { clock, sleep } = manualTime();
    const clip = await clientThrough(transport, server.baseURL, { clock, sleep })
      .resume(ticketOf(server.baseURL))
      .wait();
    expect(Buffer.from(await clip.bytes()).equals(file)).toBe(true);
    expect(asked(server).slice(2)).toEqual([
      ["bytes=40000-", tag],
      ["bytes=40000-", tag],
    ]);
  });
});
