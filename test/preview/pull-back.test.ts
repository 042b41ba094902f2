import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { createCameraPath, getEdgeExtension } from "../../src/preview/camera-path.js";
import { decodeImage, extendEdges } from "../../src/preview/decode-image.js";
import { estimateDepth } from "../../src/preview/depth-map.js";
import { createWarp } from "../../src/preview/warp.js";
import { picture } from "./picture.js";

/** Extends a gray image, and returns the value at a position. */
async function extend(width: number, height: number, pad: number, value: (x: number, y: number) => number) {
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < rgb.length; at++) rgb[at] = value(Math.floor(at / 3) % width, Math.floor(at / 3 / width));
  const extended = await extendEdges(sharp, { rgb, width, height }, pad, pad);
  expect(extended).toMatchObject({ width: width + 2 * pad, height: height + 2 * pad });
  return (x: number, y: number) => extended.rgb[((y + pad) * extended.width + x + pad) * 3 + 1] as number;
}

describe("extendEdges()", () => {
  it("leaves the image unchanged", async () => {
    const at = await extend(64, 40, 12, (x, y) => (x * 31 + y * 17) % 256);
    for (let y = 0; y < 40; y++) for (let x = 0; x < 64; x++) expect(at(x, y)).toBe((x * 31 + y * 17) % 256);
  });

  it("continues the edge without a visible seam", async () => {
    const at = await extend(128, 128, 16, (x, y) => 60 + x + Math.round(y / 4));
    for (let y = 4; y < 124; y++) {
      expect(Math.abs(at(-1, y) - at(0, y))).toBeLessThanOrEqual(6);
      expect(Math.abs(at(128, y) - at(127, y))).toBeLessThanOrEqual(6);
    }
  });

  it("is never black, and blurs more with the distance", async () => {
    const at = await extend(256, 256, 32, (x, y) => (((x >> 1) + (y >> 1)) % 2 === 0 ? 40 : 200));
    const contrast = (column: number) => {
      const values = Array.from({ length: 200 }, (_, row) => at(column, row + 28));
      return Math.max(...values) - Math.min(...values);
    };
    expect(contrast(0)).toBe(160);
    expect(contrast(-6)).toBeLessThan(contrast(0));
    expect(contrast(-31)).toBeLessThan(10);
    for (const [x, y] of [
      [-32, -32],
      [287, -32],
      [-32, 287],
      [287, 287],
      [100, -32],
    ] as const)
      expect(Math.abs(at(x, y) - 120)).toBeLessThan(12);
  });

  it("accepts images and padding of any size", async () => {
    for (const [width, height, pad] of [
      [2, 2, 1],
      [8, 2, 10],
      [3, 50, 4],
    ] as const) {
      const at = await extend(width, height, pad, () => 99);
      for (let y = -pad; y < height + pad; y++) for (let x = -pad; x < width + pad; x++) expect(at(x, y)).toBe(99);
    }
  });
});

describe("a rendered pull-back", () => {
  /** The scale at which the first frame matches a frame best. */
  function findScale(first: Uint8Array, frame: Uint8Array, width: number, height: number): number {
    let best = { scale: 1, difference: Number.POSITIVE_INFINITY };
    for (let scale = 0.94; scale <= 1.24; scale += 0.0025) {
      let difference = 0;
      // Only the center is visible in every frame.
      for (let y = height * 0.1; y < height * 0.9; y += 2) {
        for (let x = width * 0.1; x < width * 0.9; x += 2) {
          const fromX = Math.round(width / 2 + (Math.round(x) - width / 2) * scale);
          const fromY = Math.round(height / 2 + (Math.round(y) - height / 2) * scale);
          const a = frame[Math.round(y) * width + Math.round(x)] as number;
          difference += Math.abs(a - (first[fromY * width + fromX] as number));
        }
      }
      if (difference < best.difference) best = { scale, difference };
    }
    return best.scale;
  }

  it.each(["zoom", "dolly"] as const)("starts at the image and never moves closer: %s", async (kind) => {
    const motion = { moves: [{ kind, direction: "out" }] } as const;
    const [width, height] = [320, 180];
    const bytes = await picture(640, 360);
    const image = await decodeImage(bytes, width, height, getEdgeExtension(motion));
    const depth = estimateDepth(image);
    const { margins } = image;
    const path = createCameraPath(motion, {
      seconds: 4,
      width,
      height,
      margins,
      trust: depth.trust,
      subject: depth.subject,
    });
    const warp = createWarp(image, depth);
    const frames = Array.from({ length: 13 }, (_, index) => warp.draw(path.at(index / 12)).slice(0, width * height));
    const first = frames[0] as Uint8Array;
    const plain = await decodeImage(bytes, width, height);
    expect(first).toEqual(
      createWarp(plain, estimateDepth(plain))
        .draw(path.at(0))
        .slice(0, width * height),
    );
    const scales = frames.map((frame) => findScale(first, frame, width, height));
    expect(Math.abs((scales[0] ?? 0) - 1)).toBeLessThan(0.006);
    for (const [index, scale] of scales.entries())
      expect(scale).toBeGreaterThanOrEqual((scales[index - 1] ?? 1) - 0.003);
    expect(scales.at(-1)).toBeGreaterThan(1.08);
    // No black border: the edge is not darker than the image.
    const last = frames.at(-1) as Uint8Array;
    const edge = Array.from({ length: width }, (_, x) => Math.min(last[x]!, last[(height - 1) * width + x]!));
    const { min: darkest } = (await sharp(bytes).greyscale().stats()).channels[0]!;
    expect(Math.min(...edge)).toBeGreaterThan(16 + darkest * 0.8);
  });
});
