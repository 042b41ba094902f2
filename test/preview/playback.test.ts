// @module-tag slow
// @module-tag node-independent

import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createPreviewRenderer, previewNotice } from "../../src/preview/renderer.js";
import { hasBrowserFor, launch } from "../helpers/browser.js";
import { hasFfmpegFor } from "../helpers/ffmpeg.js";
import { picture, request } from "./picture.js";

vi.mock("../../src/preview/worker-url.js", async () => {
  const { buildWorker } = await import("./build-worker.js");
  const url = await buildWorker();
  return { getWorkerUrl: () => url };
});

const hasBrowser = hasBrowserFor("plays the clips (test/preview/playback)");
const hasFfmpeg = hasFfmpegFor("nothing checks the clips (test/preview/playback)", ["ffprobe", "ffmpeg"]);

const width = 480;
const height = 270;
let folder: string;
let file: string;
let image: Uint8Array;
let bytes: Uint8Array;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ugoku-playback-"));
  file = join(folder, "clip.mp4");
  image = await picture(960, 600);
  const clip = await createPreviewRenderer().render(request(image, { width, height }));
  bytes = clip.video.bytes;
  await writeFile(file, bytes);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ffmpeg = (...options: string[]) => execFileSync("ffmpeg", ["-v", "error", ...options], { maxBuffer: 1 << 28 });

describe.skipIf(!hasFfmpeg)("a clip in ffmpeg (skipped if ffmpeg is not installed)", () => {
  it("has the right properties and decodes without errors", () => {
    const entries =
      "stream=codec_name,width,height,pix_fmt,color_range,color_space,avg_frame_rate,nb_read_frames,duration:format=duration:format_tags";
    const probe = ["-v", "error", "-count_frames", "-show_entries", entries, "-of", "json", file];
    const { streams, format } = JSON.parse(execFileSync("ffprobe", probe, { encoding: "utf8" }));
    expect(streams).toHaveLength(1);
    expect(streams[0]).toMatchObject({
      codec_name: "h264",
      width,
      height,
      pix_fmt: "yuv420p",
      color_range: "tv",
      color_space: "bt709",
      avg_frame_rate: "24/1",
      nb_read_frames: "48",
      duration: "2.000000",
    });
    expect(format.duration).toBe("2.000000");
    expect(format.tags).toMatchObject({ title: previewNotice, comment: previewNotice });
    expect(ffmpeg("-xerror", "-i", file, "-f", "null", "-").toString()).toBe("");
  });

  it("starts with the image", async () => {
    const frame = ffmpeg("-i", file, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-");
    const rgb = await sharp(image).resize(width, height, { fit: "cover" }).removeAlpha().raw().toBuffer();
    let error = 0;
    for (let at = 0; at < width * height; at++) {
      const [red, green, blue] = [rgb[at * 3]!, rgb[at * 3 + 1]!, rgb[at * 3 + 2]!];
      error += (frame[at]! - (16 + ((0.2126 * red + 0.7152 * green + 0.0722 * blue) * 219) / 255)) ** 2;
    }
    expect(10 * Math.log10((255 * 255 * width * height) / error)).toBeGreaterThan(34);
  });

  it("can be decoded from every group of pictures", () => {
    const probe = ["-v", "error", "-skip_frame", "nokey", "-show_entries", "frame=pts_time", "-of", "csv=p=0", file];
    const keys = execFileSync("ffprobe", probe, { encoding: "utf8" }).trim().split("\n");
    expect(keys.length).toBeGreaterThanOrEqual(1);
    const last = keys.at(-1)!.replace(",", "");
    // A closed group does not depend on earlier frames.
    expect(ffmpeg("-xerror", "-ss", last, "-i", file, "-f", "null", "-").toString()).toBe("");
  });
});

describe.skipIf(!hasBrowser)("a clip in Chromium (skipped if Chromium is not installed)", () => {
  it("plays with the colors of the image", async () => {
    const app = await launch();
    try {
      const page = await app.newPage();
      await page.setContent("<video muted playsinline></video><canvas></canvas>");
      const playback = await page.evaluate(async (base64) => {
        const video = document.querySelector("video")!;
        const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        video.src = URL.createObjectURL(new Blob([data], { type: "video/mp4" }));
        await new Promise((resolve, reject) => {
          video.oncanplaythrough = resolve;
          video.onerror = () => reject(new Error(video.error?.message ?? "no video"));
        });
        await video.play();
        await new Promise((resolve) => {
          video.ontimeupdate = () => video.currentTime > 0.4 && resolve(undefined);
        });
        const at = video.currentTime;
        video.pause();
        const shown = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
        video.currentTime = 0;
        await shown;
        const canvas = document.querySelector("canvas")!;
        [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
        const context = canvas.getContext("2d")!;
        context.drawImage(video, 0, 0);
        const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
        const means = [0, 0, 0];
        for (let at = 0; at < pixels.length; at++) if (at % 4 < 3) means[at % 4]! += pixels[at]! / (pixels.length / 4);
        return { width: video.videoWidth, height: video.videoHeight, duration: video.duration, at, means };
      }, Buffer.from(bytes).toString("base64"));
      expect(playback).toMatchObject({ width, height, duration: 2 });
      expect(playback.at).toBeGreaterThan(0.4);
      const { channels } = await sharp(await sharp(image).resize(width, height, { fit: "cover" }).toBuffer()).stats();
      for (const [index, value] of playback.means.entries())
        expect(Math.abs(value - channels[index]!.mean)).toBeLessThan(3);
    } finally {
      await app.close();
    }
  });
});
