// @module-tag slow

import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createPreviewRenderer } from "../../src/preview/renderer.js";
import { sampleRenderer } from "../../src/testing/sample-clip.js";
import { hasBrowserFor, launch } from "../helpers/browser.js";
import { hasFfmpegFor } from "../helpers/ffmpeg.js";
import { picture, request } from "./picture.js";

vi.mock("../../src/preview/worker-url.js", async () => {
  const { buildWorker } = await import("./build-worker.js");
  const url = await buildWorker();
  return { getWorkerUrl: () => url };
});

const hasBrowser = hasBrowserFor("seeks in a clip (test/preview/seeking)");
const hasFfmpeg = hasFfmpegFor("nothing seeks in a clip (test/preview/seeking)");
/** The start and end of the content of the box at `path`; `undefined` if there is none. */
function findBox(
  view: DataView,
  path: readonly string[],
  from = 0,
  to = view.byteLength,
): [number, number] | undefined {
  for (let at = from; at < to; at += view.getUint32(at)) {
    const type = String.fromCharCode(...[4, 5, 6, 7].map((offset) => view.getUint8(at + offset)));
    if (type !== path[0]) continue;
    const end = at + view.getUint32(at);
    return path.length === 1 ? [at + 8, end] : findBox(view, path.slice(1), at + 8, end);
  }
  return undefined;
}

const table = ["moov", "trak", "mdia", "minf", "stbl"];

/** The key frames in the table, from 1. Without a table, every frame is one (ISO/IEC 14496-12, 8.6.2). */
function syncSamples(view: DataView, all: number): number[] {
  const [start] = findBox(view, [...table, "stss"]) ?? [];
  if (start === undefined) return Array.from({ length: all }, (_, index) => index + 1);
  return Array.from({ length: view.getUint32(start + 4) }, (_, index) => view.getUint32(start + 8 + index * 4));
}

/** Whether each frame is an IDR frame (type 5), read from its data. */
function idrFrames(view: DataView): boolean[] {
  const [start, end] = findBox(view, ["mdat"]) ?? [0, 0];
  const frames: boolean[] = [];
  for (let at = start; at + 5 <= end; at += 4 + view.getUint32(at)) {
    const type = view.getUint8(at + 4) & 31;
    if (type === 1 || type === 5) frames.push(type === 5);
  }
  return frames;
}

const toView = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const fps = 8;
/** Longer than the distance of two key frames. */
const seconds = 13;
let folder: string;
let file: string;
let bytes: Uint8Array;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ugoku-seeking-"));
  file = join(folder, "clip.mp4");
  const image = await picture(640, 360);
  const prompt = "The camera zooms in quickly.";
  bytes = (await createPreviewRenderer({ fps }).render(request(image, { seconds, prompt }))).video.bytes;
  await writeFile(file, bytes);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the table of key frames", () => {
  it("of a preview lists exactly the IDR frames, at most twelve seconds apart", () => {
    const frames = idrFrames(toView(bytes));
    expect(frames).toHaveLength(seconds * fps);
    const keys = frames.flatMap((isKey, index) => (isKey ? [index + 1] : []));
    expect(syncSamples(toView(bytes), frames.length)).toEqual(keys);
    expect(keys[0]).toBe(1);
    expect(keys).toEqual([1, 12 * fps + 1]);
  });

  it("of the sample clip lists exactly the IDR frames", async () => {
    const { video } = await sampleRenderer.render(request(new Uint8Array()));
    const frames = idrFrames(toView(video.bytes));
    expect(frames).toHaveLength(4);
    const keys = frames.flatMap((isKey, index) => (isKey ? [index + 1] : []));
    expect(syncSamples(toView(video.bytes), frames.length)).toEqual(keys);
  });
});

describe.skipIf(!hasFfmpeg)("seeking in ffmpeg (skipped if it is not installed)", () => {
  /** One hash per frame. */
  const hashes = (...options: string[]) =>
    execFileSync("ffmpeg", ["-v", "error", ...options, "-f", "framemd5", "-"], { encoding: "utf8" })
      .split("\n")
      .filter((line) => /^\d/.test(line))
      .map((line) => line.split(",").at(-1)?.trim());

  it("finds the same frame as decoding from the start", () => {
    const all = hashes("-i", file);
    expect(all).toHaveLength(seconds * fps);
    // At the start and the end of a move, frames may be equal.
    expect(new Set(all).size).toBeGreaterThan(100);
    // Between two frames, because frame times are not exact fractions of a second.
    for (const frame of [3, 24, 35, 49, 60, 84, 101])
      expect([frame, hashes("-ss", String((frame - 0.5) / fps), "-i", file, "-frames:v", "1")]).toEqual([
        frame,
        [expect.toBeOneOf([all[frame - 1], all[frame]])],
      ]);
  });
});

describe.skipIf(!hasBrowser)("seeking in Chromium (skipped if it is not installed)", () => {
  it("shows a different frame at each position, and the same one again", async () => {
    const app = await launch();
    try {
      const page = await app.newPage();
      await page.setContent("<video muted playsinline></video><canvas></canvas>");
      const drawn = await page.evaluate(async (base64) => {
        const video = document.querySelector("video")!;
        const canvas = document.querySelector("canvas")!;
        const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        video.src = URL.createObjectURL(new Blob([data], { type: "video/mp4" }));
        await new Promise((resolve, reject) => {
          video.onloadeddata = resolve;
          video.onerror = () => reject(new Error(video.error?.message ?? "no video"));
        });
        [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
        const context = canvas.getContext("2d", { willReadFrequently: true })!;
        const pictures: string[] = [];
        for (const time of [0.6, 1.6, 2.6, 4.6, 1.6]) {
          // The event `seeked` can come before the frame is there to be drawn.
          const presented = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
          video.currentTime = time;
          await presented;
          context.drawImage(video, 0, 0);
          pictures.push(canvas.toDataURL());
        }
        return pictures;
      }, Buffer.from(bytes).toString("base64"));
      expect(new Set(drawn).size).toBe(4);
      expect(drawn[4]).toBe(drawn[1]);
    } finally {
      await app.close();
    }
  });
});
