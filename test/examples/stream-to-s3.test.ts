// @module-tag slow
// @module-tag node-independent

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { mp4 } from "../helpers/clips.js";
import { json, serve, video } from "../helpers/servers.js";
import { serveAws } from "./aws.js";
import { getExample, readersFolder, run } from "./page.js";

// Each test starts processes: time enough for a machine that is busy with others.
vi.setConfig({ testTimeout: 120_000 });

const mega = 1024 * 1024;

/** A server whose clip has `size` bytes; after `breaksAt` of them every connection breaks, and nothing goes on. */
const serveClip = (size: number, breaksAt = size) =>
  serve(async ({ method, url, headers }, response) => {
    if (method === "POST" || !url.includes("/content"))
      return json(response, video({ status: "completed", progress: 100 }));
    if (headers.range) return json(response, { error: { message: "gone" } }, 500);
    response.writeHead(200, { "content-type": "video/mp4", "content-length": size, etag: '"one"' });
    // Where it breaks, or the reader goes, that is what is played here.
    await pipeline(pieces(size, breaksAt), response).catch(() => {});
  });

async function* pieces(size: number, breaksAt: number) {
  for (let sent = 0; sent < breaksAt; sent += mega)
    yield sent === 0 ? mp4(Math.min(mega, breaksAt)) : Buffer.alloc(Math.min(mega, breaksAt - sent), 1);
  if (breaksAt === size) return;
  await pause(20);
  throw new Error("broken off");
}

/** Runs the example, and says what it took at most, in MiB. */
async function upload(size: number, breaksAt?: number) {
  await using videos = await serveClip(size, breaksAt);
  await using aws = await serveAws();
  await using folder = await readersFolder(getExample("Streaming to S3"));
  const measure = `process.on("exit", () => console.error("peak", process.resourceUsage().maxRSS));\n`;
  writeFileSync(join(folder.path, "measure.mjs"), measure);
  const command = "node --import ./measure.mjs stream-to-s3.mjs";
  const ended = await run(command, folder, { ...aws.env, UGOKU_BASE_URL: videos.baseURL });
  const peak = Number(/^peak (\d+)$/m.exec(ended.said)?.[1]) / 1024;
  return { ...ended, peak, aws };
}

test("S3 example › uploads a long clip completely, in parts, with constant memory", async () => {
  const short = await upload(6 * mega);
  const long = await upload(96 * mega);
  expect([short.code, long.code]).toEqual([0, 0]);
  expect(long.aws.objects.get("/bucket/video_1.mp4")?.length).toBe(96 * mega);
  expect([...long.aws.uploads.values()]).toEqual(["completed"]);
  expect(Math.max(...long.aws.parts)).toBe(5 * mega);
  expect(short.peak).toBeGreaterThan(40);
  // Buffers wait for the collector; held whole, it would be 90 more.
  expect(long.peak - short.peak).toBeLessThan(60);
});

test("S3 example › a failed download leaves no object and no parts", async () => {
  const { code, aws, said } = await upload(24 * mega, 13 * mega);
  expect(code).toBe(1);
  expect(said).toContain("download_incomplete");
  expect([...aws.uploads.values()]).toEqual(["aborted"]);
  expect(aws.objects.size).toBe(0);
});
