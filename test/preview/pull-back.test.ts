import { describe, expect, it } from "vitest";
import { atRest, createCameraPath } from "../../src/preview/camera-path.js";
import { decodeImage } from "../../src/preview/decode-image.js";
import { estimateDepth } from "../../src/preview/depth-map.js";
import { createWarp } from "../../src/preview/warp.js";
import { picture } from "./picture.js";

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

  it.each(["zoom", "dolly"] as const)(
    "begins inside the image, never moves closer, and ends at the image: %s",
    async (kind) => {
      const motion = { moves: [{ kind, direction: "out" }] } as const;
      const [width, height] = [320, 180];
      const image = await decodeImage(await picture(640, 360), width, height);
      const depth = estimateDepth(image);
      const { margins } = image;
      const path = createCameraPath(motion, { ...depth, seconds: 4, width, height, margins });
      const warp = createWarp(image, depth);
      const frames = Array.from({ length: 13 }, (_, index) => warp.draw(path.at(index / 12)).slice(0, width * height));
      const first = frames[0] as Uint8Array;
      expect(frames.at(-1)).toEqual(warp.draw(atRest).slice(0, width * height));
      const scales = frames.map((frame) => findScale(first, frame, width, height));
      expect(Math.abs((scales[0] ?? 0) - 1)).toBeLessThan(0.006);
      for (const [index, scale] of scales.entries())
        expect(scale).toBeGreaterThanOrEqual((scales[index - 1] ?? 1) - 0.003);
      expect(scales.at(-1)).toBeGreaterThan(1.06);
    },
  );
});
