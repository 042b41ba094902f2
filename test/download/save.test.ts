import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, stat, symlink, utimes, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { SaveToOptions } from "../../src/download/clip.js";
import { DownloadError } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import {
  clientOf,
  clientThrough,
  recordLogs,
  secretKey,
  submit,
  ticketOf,
  transportNames,
} from "../helpers/clients.js";
import { clipOf, mp4, sendFile, serveContent } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { emptyFolder, tinyDisk } from "../helpers/folders.js";
import { video } from "../helpers/servers.js";
import { manualTime } from "../helpers/time.js";
import { patientClip } from "./file-server.js";

cleanEnvironment();

const makePipe = (path: string) => promisify(execFile)("mkfifo", [path]);

/** Begins with `bytes` of a file that is said to be of `length`, and then does its worst. */
const start = (bytes: Buffer, length: number | undefined, then: (response: ServerResponse) => void) => {
  return (response: ServerResponse) => {
    response.writeHead(200, {
      "content-type": "video/mp4",
      ...(length === undefined ? {} : { "content-length": length }),
    });
    response.write(bytes, () => setTimeout(() => then(response), 10));
  };
};

describe.each(transportNames)("saveTo() through %s", (transport) => {
  test("writes the complete file and reports progress", async () => {
    await using folder = await emptyFolder();
    const bytes = mp4(3_000_000);
    await using server = await serveContent(sendFile(bytes));
    const clip = await clientThrough(transport, server.baseURL).resume(ticketOf(server.baseURL)).wait();
    const seen: { bytes: number; totalBytes: number | undefined }[] = [];
    const path = join(folder.path, "clip.mp4");
    const saved = await clip.saveTo(path, { onProgress: (progress) => seen.push(progress) });
    expect(saved).toEqual({ path, bytes: bytes.length });
    expect((await readFile(path)).equals(bytes)).toBe(true);
    expect(await folder.names()).toEqual(["clip.mp4"]);
    expect(seen.at(-1)).toEqual({ bytes: bytes.length, totalBytes: bytes.length });
    expect(seen.map((progress) => progress.bytes)).toEqual(
      seen.map((progress) => progress.bytes).sort((a, b) => a - b),
    );
  });
});

describe("saveTo() › leaves no partial file", () => {
  const file = mp4(100_000);
  const faults: readonly (readonly [string, (response: ServerResponse) => void, string])[] = [
    [
      "the body is shorter than was said",
      start(file, 200_000, (response) => response.destroy()),
      "download_incomplete",
    ],
    [
      "the connection is reset",
      start(file, 200_000, (response) => response.socket?.resetAndDestroy()),
      "download_incomplete",
    ],
    [
      "a body without a length breaks off",
      start(file, undefined, (response) => response.destroy()),
      "download_incomplete",
    ],
    ["nothing more comes", start(file, 200_000, () => {}), "download_incomplete"],
    [
      "it breaks off before it can be judged",
      start(file.subarray(0, 6), 200_000, (response) => response.destroy()),
      "download_incomplete",
    ],
    [
      "an error comes as JSON with 200",
      sendFile(Buffer.from('{"error":{"message":"gone"}}'), "application/json"),
      "download_not_a_video",
    ],
    [
      "an error comes as JSON that says it is a video",
      sendFile(Buffer.from('{"error":{"message":"gone"}}')),
      "download_not_a_video",
    ],
    [
      "a page comes",
      sendFile(Buffer.from("<!doctype html><title>Log in</title>"), "text/html"),
      "download_not_a_video",
    ],
    ["bytes of no known format come", sendFile(Buffer.alloc(99, 0xf7)), "download_not_a_video"],
    ["nothing comes", sendFile(Buffer.alloc(0)), "download_not_a_video"],
    ["five bytes come", sendFile(mp4(5)), "download_not_a_video"],
    ["204 comes", (response) => void response.writeHead(204).end(), "download_not_a_video"],
  ];

  test.each(faults)("when %s", async (_, content, code) => {
    await using folder = await emptyFolder();
    await using server = await serveContent(content);
    const { clip } = await patientClip(server, { timeout: 300 });
    const error = await failure(clip.saveTo(join(folder.path, "clip.mp4")));
    expect(error).toBeInstanceOf(DownloadError);
    expect(error).toMatchObject({ code, retryable: true, jobId: "video_1", ticket: { id: "video_1" } });
    expect(await folder.names()).toEqual([]);
  });

  test.each([
    [404, "not_found", false],
    [401, "unauthorized", false],
    [403, "unauthorized", false],
    [410, "request_rejected", false],
    [501, "server_error", false],
    [409, "request_rejected", true],
    [500, "server_error", true],
    [429, "rate_limited", true],
  ])("when the answer is %i", async (status, code, retryable) => {
    await using folder = await emptyFolder();
    await using server = await serveContent((response) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end('{"error":{"message":"no"}}');
    });
    const { clip } = await patientClip(server);
    const error = await failure(clip.saveTo(join(folder.path, "clip.mp4")));
    expect(error).toBeInstanceOf(DownloadError);
    expect(error).toMatchObject({ code, status, retryable, jobId: "video_1", ticket: { id: "video_1" } });
    expect(await folder.names()).toEqual([]);
  });

  test.each([
    ["before it begins", 0],
    ["in the middle", 1],
  ])("when the caller aborts %s", async (_, chunks) => {
    await using folder = await emptyFolder();
    await using server = await serveContent(start(file, 200_000, () => {}));
    const clip = await clipOf(server);
    const reason = new Error("enough");
    const controller = new AbortController();
    if (chunks === 0) controller.abort(reason);
    const options: SaveToOptions = { signal: controller.signal, onProgress: () => controller.abort(reason) };
    expect(await rejection(clip.saveTo(join(folder.path, "clip.mp4"), options))).toBe(reason);
    expect(await folder.names()).toEqual([]);
  });

  test("when the caller aborts while no byte arrives", async () => {
    await using folder = await emptyFolder();
    await using server = await serveContent(start(file, 200_000, () => {}));
    const clip = await clipOf(server);
    const reason = new Error("enough");
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 80);
    const started = Date.now();
    const saving = clip.saveTo(join(folder.path, "clip.mp4"), { signal: controller.signal });
    expect(await rejection(saving)).toBe(reason);
    expect(Date.now() - started).toBeLessThan(10_000);
    expect(await folder.names()).toEqual([]);
  });

  test("when the disk is full", async ({ skip }) => {
    await using disk = await tinyDisk(skip);
    await using server = await serveContent(sendFile(mp4(500_000)));
    const error = await failure((await clipOf(server)).saveTo(join(disk.path, "clip.mp4")));
    expect(error).toMatchObject({ name: "DownloadError", code: "output_not_writable", jobId: "video_1" });
    expect(error.message).toContain("the disk is full (ENOSPC)");
    expect(await disk.names()).toEqual([]);
  });

  test("when a custom fetch returns fewer bytes than announced", async () => {
    await using folder = await emptyFolder();
    const fetch = async (url: string) =>
      url.endsWith("/content")
        ? new Response(new Uint8Array(mp4(100)), { headers: { "content-length": "101" } })
        : Response.json(video({ status: "completed" }));
    const { clock, sleep } = manualTime();
    const clip = await clientOf("http://videos.test/v1", { fetch, clock, sleep }).resume("video_1").wait();
    const error = await failure(clip.saveTo(join(folder.path, "clip.mp4")));
    expect(error).toMatchObject({ code: "download_incomplete", jobId: "video_1" });
    expect(error.message).toContain("100 of 101 bytes");
    expect(await folder.names()).toEqual([]);
  });

  test("and keeps the existing file", async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "clip.mp4");
    await writeFile(path, "old");
    await using server = await serveContent(start(file, 200_000, (response) => response.destroy()));
    await failure((await patientClip(server)).clip.saveTo(path, { overwrite: true }));
    expect(await readFile(path, "utf8")).toBe("old");
    expect(await folder.names()).toEqual(["clip.mp4"]);
  });
});

describe("saveTo() › an error of onProgress", () => {
  test("is logged once, redacted, and does not stop the download", async () => {
    await using folder = await emptyFolder();
    const bytes = mp4(500_000);
    await using server = await serveContent(sendFile(bytes));
    const logger = recordLogs();
    const clip = await clipOf(server, { logger, apiKey: secretKey });
    const path = join(folder.path, "clip.mp4");
    let calls = 0;
    const onProgress = () => {
      calls += 1;
      throw new Error(`the bar broke at ${secretKey}`);
    };
    await clip.saveTo(path, { onProgress });
    expect((await readFile(path)).equals(bytes)).toBe(true);
    expect(calls).toBeGreaterThan(1);
    expect(logger.lines.filter((line) => !line.startsWith("debug"))).toEqual([
      "error: ugoku: onProgress threw for job video_1, the download continues: Error: the bar broke at [redacted]",
    ]);
  });
});

describe("saveTo() › refuses before the download", () => {
  const refusals: readonly (readonly [string, string, string, (folder: string) => Promise<unknown>])[] = [
    ["that exists", "clip.mp4", "output_exists", (folder) => writeFile(join(folder, "clip.mp4"), "old")],
    ["that is a folder", "clips", "output_exists", (folder) => mkdir(join(folder, "clips"))],
    ["that is written as a folder", "clips/", "output_exists", () => Promise.resolve()],
    ["in a folder that is missing", "a/b/clip.mp4", "output_folder_missing", () => Promise.resolve()],
    ["under a file", "x/clip.mp4", "output_folder_missing", (folder) => writeFile(join(folder, "x"), "")],
    ["with a name too long for the disk", `${"x".repeat(300)}.mp4`, "output_not_writable", () => Promise.resolve()],
    ["with a name of 256 bytes", `${"動".repeat(84)}.mp4`, "output_not_writable", () => Promise.resolve()],
    ["that is a pipe", "pipe.mp4", "output_exists", (folder) => makePipe(join(folder, "pipe.mp4"))],
    [
      "that is a link to a device",
      "device.mp4",
      "output_exists",
      (folder) => symlink("/dev/null", join(folder, "device.mp4")),
    ],
    [
      "that is a link to nothing",
      "link.mp4",
      "output_exists",
      (folder) => symlink(join(folder, "nowhere"), join(folder, "link.mp4")),
    ],
    ["with a NUL in it", "a\0b.mp4", "output_not_writable", () => Promise.resolve()],
  ];

  test.each(refusals)("a target %s", async (_, name, code, prepare) => {
    await using folder = await emptyFolder();
    await prepare(folder.path);
    const before = await folder.names();
    await using server = await serveContent(sendFile(mp4(1_000)));
    const clip = await clipOf(server);
    const error = await failure(clip.saveTo(`${folder.path}/${name}`));
    expect(error).toMatchObject({ name: "DownloadError", code, jobId: "video_1" });
    // Where the clip is depends on who made it: a preview's is on no server.
    if (code === "output_not_writable") expect(error.hint).toMatch(/saveTo\(\) again: the clip itself is not lost\.$/);
    expect(server.requests.filter(({ url }) => url.includes("content"))).toEqual([]);
    expect(await folder.names()).toEqual(before);
  });

  test.each([
    ["a pipe", "pipe.mp4"],
    ["a device", "/dev/null"],
  ])("%s is not replaced, also with overwrite", async (_, name) => {
    await using folder = await emptyFolder();
    await makePipe(join(folder.path, "pipe.mp4"));
    await using server = await serveContent(sendFile(mp4(1_000)));
    const path = resolve(folder.path, name);
    const error = await failure((await clipOf(server)).saveTo(path, { overwrite: true }));
    expect(error).toMatchObject({ name: "DownloadError", code: "output_exists" });
    expect((await stat(path)).isFile()).toBe(false);
    expect(server.requests.filter(({ url }) => url.includes("content"))).toEqual([]);
  });

  test("one in a folder that may not be written to", async ({ skip }) => {
    if (process.getuid?.() === 0) return skip("root may write everywhere");
    await using folder = await emptyFolder();
    await chmod(folder.path, 0o500);
    await using server = await serveContent(sendFile(mp4(1_000)));
    const error = await failure((await clipOf(server)).saveTo(join(folder.path, "clip.mp4")));
    expect(error.code).toBe("output_not_writable");
    expect(server.requests.filter(({ url }) => url.includes("content"))).toEqual([]);
  });

  test.each([undefined, null, "", 7, {}])("an invalid path: %j", async (path) => {
    await using server = await serveContent(sendFile(mp4(1_000)));
    const error = await failure((await clipOf(server)).saveTo(path as string));
    expect(error).toMatchObject({ code: "option_invalid", jobId: "video_1" });
  });
});

describe("saveTo() › target", () => {
  test("an existing file with overwrite", async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "clip.mp4");
    await writeFile(path, "old");
    await using server = await serveContent(sendFile(mp4(1_000)));
    await (await clipOf(server)).saveTo(path, { overwrite: true });
    expect((await readFile(path)).equals(mp4(1_000))).toBe(true);
    expect(await folder.names()).toEqual(["clip.mp4"]);
  });

  test("a name of maximum length in any script", async () => {
    await using folder = await emptyFolder();
    const name = `${"動".repeat(83)}.mp4`;
    expect(Buffer.byteLength(name)).toBe(253);
    await using server = await serveContent(sendFile(mp4(1_000)));
    await (await clipOf(server)).saveTo(join(folder.path, name));
    expect(await folder.names()).toEqual([name]);
  });

  test("the files that killed processes left beside it more than a day ago are removed", async () => {
    await using folder = await emptyFolder();
    const [old, recent, other] = [`.ugoku-${"a".repeat(16)}.part`, `.ugoku-${"b".repeat(16)}.part`, ".ugoku-old.part"];
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    for (const [name, time] of [
      [old, ago(24 * 60 + 1)],
      [recent, ago(24 * 60 - 1)],
      [other, ago(6_000)],
    ] as const) {
      await writeFile(join(folder.path, name), "half");
      await utimes(join(folder.path, name), time, time);
    }
    await using server = await serveContent(sendFile(mp4(1_000)));
    await (await clipOf(server)).saveTo(join(folder.path, "clip.mp4"));
    expect((await folder.names()).toSorted()).toEqual([recent, other, "clip.mp4"]);
  });

  test("a relative path", async () => {
    await using folder = await emptyFolder();
    await using server = await serveContent(sendFile(mp4(1_000)));
    const path = join(folder.path, "clip.mp4");
    expect((await (await clipOf(server)).saveTo(relative(process.cwd(), path))).path).toBe(path);
  });

  test("a file that appears during the download is not replaced", async () => {
    await using folder = await emptyFolder();
    const path = join(folder.path, "clip.mp4");
    await using server = await serveContent(
      start(mp4(100_000), 200_000, (response) => {
        void writeFile(path, "theirs").then(() => response.end(Buffer.alloc(100_000)));
      }),
    );
    expect((await failure((await clipOf(server)).saveTo(path))).code).toBe("output_exists");
    expect(await readFile(path, "utf8")).toBe("theirs");
    expect(await folder.names()).toEqual(["clip.mp4"]);
  });

  test("a dangling link is refused", async () => {
    await using folder = await emptyFolder();
    await symlink(join(folder.path, "nowhere"), join(folder.path, "clip.mp4"));
    await using server = await serveContent(sendFile(mp4(1_000)));
    const error = await failure((await clipOf(server)).saveTo(join(folder.path, "clip.mp4")));
    expect(error.code).toBe("output_exists");
    expect(await folder.names()).toEqual(["clip.mp4"]);
  });

  test("two saves at the same time: one complete file", async () => {
    await using folder = await emptyFolder();
    await using server = await serveContent(sendFile(mp4(500_000)));
    const clip = await clipOf(server);
    const path = join(folder.path, "clip.mp4");
    const both = await Promise.allSettled([clip.saveTo(path), clip.saveTo(path)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await readFile(path)).equals(mp4(500_000))).toBe(true);
    expect(await folder.names()).toEqual(["clip.mp4"]);
  });

  test("a thumbnail or a sprite sheet", async () => {
    await using folder = await emptyFolder();
    const fake = createFakeVideosApi();
    const clip = await (await submit(clientOf("http://videos.test/v1", { fetch: fake.fetch }))).wait();
    await clip.saveTo(join(folder.path, "a.webp"), { variant: "thumbnail" });
    await clip.saveTo(join(folder.path, "b.jpg"), { variant: "spritesheet" });
    expect((await readFile(join(folder.path, "a.webp"))).subarray(8, 12).toString()).toBe("WEBP");
    expect((await readFile(join(folder.path, "b.jpg"))).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect((await failure(clip.saveTo(join(folder.path, "c"), { variant: "audio" as "video" }))).code).toBe(
      "unsupported",
    );
  });
});
