import sharp from "sharp";
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
    expect(depth.trust === 0 || depth.trust > 0.29).toBe(true);
    expect(depth.trust).toBeLessThanOrEqual(0.8);
  });

  it("allows less parallax with a tall subject in the center", () => {
    // Grain, as in a photo: a picture of few colors is flat.
    const grain = (x: number, y: number) => ((x * 7919 + y * 104729) % 23) - 11;
    const tall = grayImage(180, 320, (x, y) => (x > 65 && x < 115 && y > 40 ? 210 : 40 + y / 8) + grain(x, y));
    const wide = grayImage(320, 180, (x, y) => 60 + y / 2 + grain(x, y));
    expect(estimateDepth(tall).trust).toBeGreaterThan(0);
    expect(estimateDepth(tall).trust).toBeLessThan(estimateDepth(wide).trust - 0.2);
  });

  const svg = (body: string) => `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360">${body}</svg>`;
  const lines = Array.from({ length: 12 }, (_, line) => `<rect x="40" y="${40 + line * 24}" width="560" height="8"/>`);
  it.each([
    ["a banner", '<rect width="640" height="360" fill="#f4b942"/><rect x="60" y="90" width="420" height="80"/>'],
    ["a page of text", `<rect width="640" height="360" fill="#fff"/>${lines.join("")}`],
    [
      "a product on white",
      '<rect width="640" height="360" fill="#fff"/><rect x="270" y="60" width="90" height="260" fill="#174c42"/>',
    ],
    [
      "a drawing",
      '<rect width="640" height="360" fill="#bfe3f0"/><path d="M0 240 Q300 160 640 230 V360 H0Z" fill="#52a447"/>',
    ],
  ])("sees no depth in %s, also as a JPEG", async (_, body) => {
    for (const format of ["png", "jpeg"] as const) {
      const bytes = await sharp(Buffer.from(svg(body)))
        .flatten()
        .toFormat(format, { quality: 90 })
        .toBuffer();
      expect(estimateDepth(await decodeImage(new Uint8Array(bytes), 640, 360)).trust).toBe(0);
    }
  });

  it("finds the box of a subject on a plain ground", async () => {
    const body =
      '<rect width="640" height="360" fill="#fff"/><rect x="400" y="90" width="128" height="180" fill="#174c42"/>';
    const bytes = new Uint8Array(
      await sharp(Buffer.from(svg(body)))
        .png()
        .toBuffer(),
    );
    const { focus } = estimateDepth(await decodeImage(bytes, 640, 360));
    expect(focus?.x).toBeCloseTo(464 / 640 - 0.5, 1);
    expect(focus?.y).toBeCloseTo(0, 1);
    // A little larger, and never smaller.
    expect(focus?.width).toBeGreaterThan(0.2);
    expect(focus?.width).toBeLessThan(0.27);
    expect(focus?.height).toBeGreaterThan(0.5);
    expect(focus?.height).toBeLessThan(0.62);
  });

  it("finds nothing that stands out in a landscape", async () => {
    const grain = (x: number, y: number) => ((x * 7919 + y * 104729) % 23) - 11;
    expect(estimateDepth(grayImage(320, 180, (x, y) => 60 + y / 2 + grain(x, y))).focus).toBeUndefined();
  });
});
