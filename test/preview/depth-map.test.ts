import { describe, expect, it } from "vitest";
import { decodeImage } from "../../src/preview/decode-image.js";
import { estimateDepth } from "../../src/preview/depth-map.js";
import type { Depth } from "../../src/preview/frame-types.js";
import { grayImage, picture } from "./picture.js";

const mean = (depth: Depth, from: number, to: number) => {
  let sum = 0;
  let count = 0;
  for (let y = Math.floor(from * depth.height); y < to * depth.height; y++) {
    for (let x = 0; x < depth.width; x++, count++) sum += depth.near[y * depth.width + x]!;
  }
  return sum / count;
};

describe("estimateDepth()", () => {
  it("estimates the ground as near and the sky as far", async () => {
    const depth = estimateDepth(await decodeImage(await picture(640, 360), 640, 360));
    expect(mean(depth, 0, 0.2)).toBeLessThan(0.3);
    expect(mean(depth, 0.8, 1)).toBeGreaterThan(0.7);
  });

  it.each([
    ["a scene", async () => decodeImage(await picture(640, 360), 640, 360)],
    ["a tall scene", async () => decodeImage(await picture(640, 360), 202, 360)],
    ["one color", () => Promise.resolve(grayImage(64, 64, () => 120))],
    ["hard edges", () => Promise.resolve(grayImage(320, 180, (x, y) => (((x >> 5) + (y >> 5)) % 2 === 0 ? 16 : 235)))],
    ["noise", () => Promise.resolve(grayImage(320, 180, (x, y) => (x * 7919 + y * 104729) % 220))],
  ])("stays between 0 and 1 with a limited slope: %s", async (_, load) => {
    const depth = estimateDepth(await load());
    const { near, width, height } = depth;
    expect(near).toHaveLength(width * height);
    let maxSlope = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const here = near[y * width + x]!;
        expect(here >= 0 && here <= 1).toBe(true);
        if (x > 0) maxSlope = Math.max(maxSlope, Math.abs(here - near[y * width + x - 1]!));
        if (y > 0) maxSlope = Math.max(maxSlope, Math.abs(here - near[(y - 1) * width + x]!));
      }
    }
    // With 128 cells on the longer side, a strong truck of 12 % of the frame stretches by half at most.
    expect(maxSlope).toBeLessThan(4.1 / 128);
    expect(depth.subject).toBeGreaterThanOrEqual(0);
    expect(depth.subject).toBeLessThanOrEqual(1);
    expect(depth.trust).toBeGreaterThan(0.29);
    expect(depth.trust).toBeLessThanOrEqual(0.8);
  });

  it("allows less parallax with a tall subject in the center", () => {
    const tall = grayImage(180, 320, (x, y) => (x > 65 && x < 115 && y > 40 ? 210 : 60));
    const wide = grayImage(320, 180, (_, y) => 60 + y / 2);
    expect(estimateDepth(tall).trust).toBeLessThan(estimateDepth(wide).trust - 0.2);
  });
});
