import { describe, expect, it } from "vitest";
import type { CameraMove } from "../../src/preview/camera-move.js";
import { type CameraState, createCameraPath } from "../../src/preview/camera-path.js";
import type { Depth } from "../../src/preview/frame-types.js";
import { createWarp } from "../../src/preview/warp.js";
import { grayImage } from "./picture.js";

const width = 320;
const height = 180;
const rest: CameraState = { x: 0, y: 0, scale: 1, roll: 0, shiftX: 0, shiftY: 0, push: 0 };

/** The upper half is far, the lower half near. */
const depth: Depth = {
  width: 32,
  height: 18,
  near: Float32Array.from({ length: 32 * 18 }, (_, at) => (at < 32 * 9 ? 0 : 1)),
  subject: 0.5,
  trust: 1,
  slope: 0,
  focus: undefined,
};

/** The brightness of a soft bar at a distance from its center. */
const bar = (distance: number) => 40 + 180 * Math.exp(-((distance / 4) ** 2));

/** The position of the bar in a row or column, to a fraction of a pixel. */
function center(values: ArrayLike<number>): number {
  let sum = 0;
  let weight = 0;
  for (let at = 0; at < values.length; at++) {
    const here = Math.max(0, values[at]! - 60);
    sum += here * at;
    weight += here;
  }
  return sum / weight;
}

const row = (frame: Uint8Array, y: number) => frame.subarray(y * width, (y + 1) * width);
const column = (frame: Uint8Array, x: number) => Array.from({ length: height }, (_, y) => frame[y * width + x]!);

describe("createWarp()", () => {
  it("at rest reproduces the image exactly", () => {
    const image = grayImage(width, height, (x, y) => (x * 7 + y * 13) % 256);
    const frame = createWarp(image, depth).draw(rest);
    for (let y = 0; y < height; y++) {
      expect(row(frame, y)).toEqual(image.luma.subarray(y * (width + 1), y * (width + 1) + width));
    }
    expect(frame.length).toBe((width * height * 3) / 2);
    expect(new Set(frame.subarray(width * height))).toEqual(new Set([128]));
  });

  it.each([
    [18, 16],
    [16, 18],
    [22, 50],
    [34, 66],
  ])("accepts sizes that are not a multiple of its mesh: %i by %i", (w, h) => {
    const image = grayImage(w, h, (x, y) => (x * 5 + y * 3) % 256);
    const frame = createWarp(image, undefined).draw(rest);
    for (let y = 0; y < h; y++) {
      expect([...frame.subarray(y * w, (y + 1) * w)]).toEqual([...image.luma.subarray(y * (w + 1), y * (w + 1) + w)]);
    }
  });

  it.each<[CameraMove, number]>([
    [{ kind: "dolly", direction: "right" }, -1],
    [{ kind: "dolly", direction: "left" }, 1],
  ])("moves near parts more than far ones, against the camera: %j", (move, sign) => {
    const image = grayImage(width, height, (x) => bar(x - width / 2));
    const path = createCameraPath({ moves: [move] }, { seconds: 4, width, height, trust: 1, subject: 0.5 });
    const warp = createWarp(image, depth);
    const state = path.at(1);
    // The zoom of the margin does not move the center, so the center shows the move itself.
    const frame = warp.draw(state);
    const far = (center(row(frame, 20)) - width / 2) * sign;
    const near = (center(row(frame, 160)) - width / 2) * sign;
    expect(far).toBeGreaterThan(2);
    expect(near).toBeGreaterThan(far * 1.4);
  });

  it.each<[CameraMove, number]>([
    [{ kind: "dolly", direction: "up" }, 1],
    [{ kind: "dolly", direction: "down" }, -1],
  ])("does so vertically too: %j", (move, sign) => {
    const sides: Depth = { ...depth, near: depth.near.map((_, at) => (at % 32 < 16 ? 0 : 1)) };
    const image = grayImage(width, height, (_, y) => bar(y - height / 2));
    const path = createCameraPath({ moves: [move] }, { seconds: 4, width, height, trust: 1, subject: 0.5 });
    const frame = createWarp(image, sides).draw(path.at(1));
    const far = (center(column(frame, 40)) - height / 2) * sign;
    const near = (center(column(frame, 280)) - height / 2) * sign;
    expect(far).toBeGreaterThan(1);
    expect(near).toBeGreaterThan(far * 1.4);
  });

  it("moves near and far parts in opposite directions around the subject of an orbit", () => {
    const image = grayImage(width, height, (x) => bar(x - width / 2));
    const motion = { moves: [{ kind: "orbit", direction: "right" }] } as const;
    const path = createCameraPath(motion, { seconds: 4, width, height, trust: 1, subject: 0.6 });
    const frame = createWarp(image, depth).draw(path.at(1));
    expect(center(row(frame, 160))).toBeLessThan(width / 2 - 1);
    expect(center(row(frame, 20))).toBeGreaterThan(width / 2 + 1);
  });

  it("enlarges near parts more than far ones when the camera moves in", () => {
    const image = grayImage(width, height, (x) => Math.max(bar(x - 100), bar(x - 220)));
    const motion = { moves: [{ kind: "dolly", direction: "in" }] } as const;
    const path = createCameraPath(motion, { seconds: 4, width, height, trust: 1, subject: 0.5 });
    const frame = createWarp(image, depth).draw(path.at(1));
    const gap = (y: number) => center(row(frame, y).subarray(160)) + 160 - center(row(frame, y).subarray(0, 160));
    expect(gap(20)).toBeGreaterThan(125);
    expect(gap(160)).toBeGreaterThan(gap(20) * 1.05);
  });

  it("shows more of the right side for a pan to the right", () => {
    const image = grayImage(width, height, (x) => bar(x - width / 2));
    const path = createCameraPath({ moves: [{ kind: "pan", direction: "right" }] }, { seconds: 4, width, height });
    const frame = createWarp(image, undefined).draw(path.at(1));
    expect(center(row(frame, 90))).toBeLessThan(width / 2 - 20);
  });

  it("moves evenly by fractions of a pixel", () => {
    const image = grayImage(width, height, (x) => bar(x - 150));
    const warp = createWarp(image, undefined);
    const steps: number[] = [];
    for (let frame = 0; frame < 60; frame++) {
      const position = (x: number) => center(row(warp.draw({ ...rest, x: x * 0.13, scale: 0.9 }), 90));
      steps.push(position(frame + 1) - position(frame));
    }
    const mean = steps.reduce((a, b) => a + b) / steps.length;
    expect(mean).toBeCloseTo(-0.13 / 0.9, 2);
    for (const step of steps) expect(Math.abs(step - mean)).toBeLessThan(0.03);
  });
});
