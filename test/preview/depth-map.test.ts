import { describe, expect, it } from "vitest";
import { loadStill } from "../../src/preview/decode-image.js";
import { guessDepth } from "../../src/preview/depth-map.js";
import type { Depth } from "../../src/preview/frame-types.js";
import { picture, stillOf } from "./picture.js";

const mean = (depth: Depth, from: number, to: number) => {
  let sum = 0;
  let count = 0;
  for (let y = Math.floor(from * depth.height); y < to * depth.height; y++) {
    for (let x = 0; x < depth.width; x++, count++) sum += depth.near[y * depth.width + x]!;
  }
  return sum / count;
};

describe("the guess at depth", () => {
  it("takes the ground in front for near and the sky for far", async () => {
    const depth = guessDepth(await loadStill(await picture(640, 360), 640, 360));
    expect(mean(depth, 0, 0.2)).toBeLessThan(0.3);
    expect(mean(depth, 0.8, 1)).toBeGreaterThan(0.7);
  });

  it.each([
    ["a scene", async () => loadStill(await picture(640, 360), 640, 360)],
    ["a tall scene", async () => loadStill(await picture(640, 360), 202, 360)],
    ["one colour", () => Promise.resolve(stillOf(64, 64, () => 120))],
    ["hard edges", () => Promise.resolve(stillOf(320, 180, (x, y) => (((x >> 5) + (y >> 5)) % 2 === 0 ? 16 : 235)))],
    ["noise", () => Promise.resolve(stillOf(320, 180, (x, y) => (x * 7919 + y * 104729) % 220))],
  ])("is between 0 and 1 and nowhere steep enough to tear the picture: %s", async (_, load) => {
    const depth = guessDepth(await load());
    const { near, width, height } = depth;
    expect(near).toHaveLength(width * height);
    let steepest = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const here = near[y * width + x]!;
        expect(here >= 0 && here <= 1).toBe(true);
        if (x > 0) steepest = Math.max(steepest, Math.abs(here - near[y * width + x - 1]!));
        if (y > 0) steepest = Math.max(steepest, Math.abs(here - near[(y - 1) * width + x]!));
      }
    }
    // Of the longer side in 128 cells: a strong truck of 12 % of the frame then stretches by a half at the most.
    expect(steepest).toBeLessThan(4.1 / 128);
    expect(depth.subject).toBeGreaterThanOrEqual(0);
    expect(depth.subject).toBeLessThanOrEqual(1);
    expect(depth.trust).toBeGreaterThan(0.29);
    expect(depth.trust).toBeLessThanOrEqual(0.8);
  });

  it("trusts itself less with somebody tall in the middle", () => {
    const tall = stillOf(180, 320, (x, y) => (x > 65 && x < 115 && y > 40 ? 210 : 60));
    const wide = stillOf(320, 180, (_, y) => 60 + y / 2);
    expect(guessDepth(tall).trust).toBeLessThan(guessDepth(wide).trust - 0.2);
  });
});
