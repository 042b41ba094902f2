// @module-tag slow
import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { PlannedImage } from "../../src/client/plan.js";
import { createUgoku, type ImageInput } from "../../src/index.js";
import { preview } from "../../src/preview.js";
import { failure } from "../helpers/failure.js";
import { hasFfmpegFor } from "../helpers/ffmpeg.js";
import { emptyFolder } from "../helpers/folders.js";
import { picture } from "./picture.js";

vi.mock("../../src/preview/worker-url.js", async () => {
  const { buildWorker } = await import("./build-worker.js");
  const url = await buildWorker();
  return { getWorkerUrl: () => url };
});

const hasFfmpeg = hasFfmpegFor("the frames of a clip with a last frame are not compared");
const [width, height] = [640, 360];

let first: Uint8Array;
/** The same scene, mirrored and in gray: nothing of it is like the first frame. */
let last: Uint8Array;
beforeAll(async () => {
  first = await picture(width, height);
  last = new Uint8Array(await sharp(first).flop().grayscale().png().toBuffer());
});

const animation = (lastFrame: ImageInput, image: ImageInput = first) =>
  createUgoku({ endpoint: preview(), logger: false })
    .animate(image, {
      prompt: "Slow pan left.",
      model: "preview",
      size: `${width}x${height}`,
      duration: 3,
      lint: "off",
    })
    .lastFrame(lastFrame);

const rgb = (image: Uint8Array) => sharp(image).resize(width, height).removeAlpha().raw().toBuffer();

/** The mean difference of two pictures, 0 to 255. */
function difference(one: Uint8Array, other: Uint8Array): number {
  let sum = 0;
  for (const [at, value] of one.entries()) sum += Math.abs(value - (other[at] ?? 0));
  return sum / one.length;
}

/** The frames of an MP4 as RGB. */
async function framesOf(clip: Uint8Array): Promise<Uint8Array[]> {
  await using folder = await emptyFolder();
  const path = join(folder.path, "clip.mp4");
  await writeFile(path, clip);
  const options = { maxBuffer: 1 << 30 };
  const { stdout } = spawnSync("ffmpeg", ["-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"], options);
  const size = width * height * 3;
  return Array.from({ length: stdout.length / size }, (_, at) => stdout.subarray(at * size, (at + 1) * size));
}

describe("preview() with a last frame", () => {
  it.runIf(hasFfmpeg)("begins at the image, moves, and fades to the last frame in the last second", async () => {
    const clip = await animation(last).render();
    const frames = await framesOf(await clip.bytes());
    expect(frames).toHaveLength(72);
    const [start, end] = [await rgb(first), await rgb(last)];
    const toEnd = frames.map((frame) => difference(frame, end));
    expect(difference(frames[0] ?? start, start)).toBeLessThan(3);
    expect(toEnd.at(-1)).toBeLessThan(3);
    // Before the last second, only the camera moves.
    const whole = await createUgoku({ endpoint: preview(), logger: false })
      .animate(first, {
        prompt: "Slow pan left.",
        model: "preview",
        size: `${width}x${height}`,
        duration: 3,
        lint: "off",
      })
      .render();
    const without = await framesOf(await whole.bytes());
    for (const at of [20, 40, 47]) expect(difference(frames[at] ?? end, without[at] ?? start)).toBeLessThan(2);
    expect(difference(without[60] ?? start, frames[60] ?? start)).toBeGreaterThan(5);
    // It comes nearer with every frame.
    for (let at = 51; at < 72; at += 3) expect(toEnd[at]).toBeLessThan(toEnd[at - 3] ?? 0);
  });

  it("crops a last frame of another shape, and the plan says so", async () => {
    const square = new Uint8Array(await sharp(last).resize(760, 500, { fit: "fill" }).jpeg().toBuffer());
    const plan = await animation(square).plan();
    expect(plan.lastFrame).toMatchObject({ fit: { action: "crop" } });
    expect(plan.warnings.filter(({ code }) => code === "image_fit")).toHaveLength(1);
    const clip = await animation(square).render();
    const sheet = await clip.spritesheet();
    const tile = { left: 3 * 320, top: 3 * 180, width: 320, height: 180 };
    const shown = await sharp(await sheet.bytes())
      .extract(tile)
      .removeAlpha()
      .raw()
      .toBuffer();
    const { crop } = (plan.lastFrame as Extract<PlannedImage, { kind: "file" }>).fit;
    const cropped = sharp(await sharp(square).extract(crop).toBuffer()).resize(320, 180, { fit: "fill" });
    expect(difference(shown, await cropped.removeAlpha().raw().toBuffer())).toBeLessThan(6);
  });

  it("is kept in a clip of one frame only as the image", async () => {
    const clip = await animation(last).duration(0.042).render();
    expect((await clip.bytes()).length).toBeGreaterThan(0);
  });

  it("names the last frame if it cannot be decoded", async () => {
    const broken = Uint8Array.from(last);
    broken.fill(0x55, 60, 4_000);
    const error = await failure(animation(broken).render());
    expect(error).toMatchObject({ code: "preview_failed" });
    expect(error.message).toContain("last frame");
  });

  it.each([
    ["seed", 7],
    ["negativePrompt", "text"],
    ["audio", true],
  ] as const)("refuses %s, which it does not have", async (option, value) => {
    const { animate } = createUgoku({ endpoint: preview(), logger: false });
    const error = await failure(animate(first, { prompt: "Pan left.", [option]: value } as never).submit());
    expect(error).toMatchObject({ code: "unsupported", option });
  });
});
