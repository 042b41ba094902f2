import { describe, expect, it } from "vitest";
import type { CameraMove } from "../../src/preview/camera-move.js";
import { type CameraState, createCameraPath } from "../../src/preview/camera-path.js";
import type { Depth } from "../../src/preview/frame-types.js";
import { createWarp } from "../../src/preview/warp.js";
import { stillOf } from "./picture.js";

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
};

/** A soft bright bar, upright at a place across or level at a place down. */
const bar = (distance: number) => 40 + 180 * Math.exp(-((distance / 4) ** 2));

/** Where the bar is in a row or column, to a fraction of a pixel. */
function centre(values: ArrayLike<number>): number {
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

describe("the warp", () => {
  it("at rest gives the still back, byte for byte", () => {
    const still = stillOf(width, height, (x, y) => (x * 7 + y * 13) % 256);
    const frame = createWarp(still, depth).draw(rest);
    for (let y = 0; y < height; y++) {
      expect(row(frame, y)).toEqual(still.luma.subarray(y * (width + 1), y * (width + 1) + width));
    }
    expect(frame.length).toBe((width * height * 3) / 2);
    expect(new Set(frame.subarray(width * height))).toEqual(new Set([128]));
  });

  it.each([
    [18, 16],
    [16, 18],
    [22, 50],
    [34, 66],
  ])("takes sizes that are no multiple of its mesh: %i by %i", (w, h) => {
    const still = stillOf(w, h, (x, y) => (x * 5 + y * 3) % 256);
    const frame = createWarp(still, undefined).draw(rest);
    for (let y = 0; y < h; y++) {
      expect([...frame.subarray(y * w, (y + 1) * w)]).toEqual([...still.luma.subarray(y * (w + 1), y * (w + 1) + w)]);
    }
  });

  it.each<[CameraMove, number]>([
    [{ kind: "dolly", direction: "right" }, -1],
    [{ kind: "dolly", direction: "left" }, 1],
  ])("moves the near more than the far, against the camera: %j", (move, way) => {
    const still = stillOf(width, height, (x) => bar(x - width / 2));
    const path = createCameraPath({ moves: [move] }, { seconds: 4, width, height, trust: 1, subject: 0.5 });
    const warp = createWarp(still, depth);
    const state = path.at(1);
    // The margin's zoom keeps the middle where it is, so what moves the middle is the camera's own travel.
    const frame = warp.draw(state);
    const far = (centre(row(frame, 20)) - width / 2) * way;
    const near = (centre(row(frame, 160)) - width / 2) * way;
    expect(far).toBeGreaterThan(2);
    expect(near).toBeGreaterThan(far * 1.4);
  });

  it.each<[CameraMove, number]>([
    [{ kind: "dolly", direction: "up" }, 1],
    [{ kind: "dolly", direction: "down" }, -1],
  ])("does so for a crane as well: %j", (move, way) => {
    const sides: Depth = { ...depth, near: depth.near.map((_, at) => (at % 32 < 16 ? 0 : 1)) };
    const still = stillOf(width, height, (_, y) => bar(y - height / 2));
    const path = createCameraPath({ moves: [move] }, { seconds: 4, width, height, trust: 1, subject: 0.5 });
    const frame = createWarp(still, sides).draw(path.at(1));
    const far = (centre(column(frame, 40)) - height / 2) * way;
    const near = (centre(column(frame, 280)) - height / 2) * way;
    expect(far).toBeGreaterThan(1);
    expect(near).toBeGreaterThan(far * 1.4);
  });

  it("parts near and far around the subject of an orbit", () => {
    const still = stillOf(width, height, (x) => bar(x - width / 2));
    const motion = { moves: [{ kind: "orbit", direction: "right" }] } as const;
    const path = createCameraPath(motion, { seconds: 4, width, height, trust: 1, subject: 0.6 });
    const frame = createWarp(still, depth).draw(path.at(1));
    expect(centre(row(frame, 160))).toBeLessThan(width / 2 - 1);
    expect(centre(row(frame, 20))).toBeGreaterThan(width / 2 + 1);
  });

  it("grows the near more than the far when it comes closer", () => {
    const still = stillOf(width, height, (x) => Math.max(bar(x - 100), bar(x - 220)));
    const motion = { moves: [{ kind: "dolly", direction: "in" }] } as const;
    const path = createCameraPath(motion, { seconds: 4, width, height, trust: 1, subject: 0.5 });
    const frame = createWarp(still, depth).draw(path.at(1));
    const gap = (y: number) => centre(row(frame, y).subarray(160)) + 160 - centre(row(frame, y).subarray(0, 160));
    expect(gap(20)).toBeGreaterThan(125);
    expect(gap(160)).toBeGreaterThan(gap(20) * 1.05);
  });

  it("looks to the right when it pans to the right", () => {
    const still = stillOf(width, height, (x) => bar(x - width / 2));
    const path = createCameraPath({ moves: [{ kind: "pan", direction: "right" }] }, { seconds: 4, width, height });
    const frame = createWarp(still, undefined).draw(path.at(1));
    expect(centre(row(frame, 90))).toBeLessThan(width / 2 - 20);
  });

  it("moves by fractions of a pixel, evenly", () => {
    const still = stillOf(width, height, (x) => bar(x - 150));
    const warp = createWarp(still, undefined);
    const steps: number[] = [];
    for (let frame = 0; frame < 60; frame++) {
      const place = (x: number) => centre(row(warp.draw({ ...rest, x: x * 0.13, scale: 0.9 }), 90));
      steps.push(place(frame + 1) - place(frame));
    }
    const mean = steps.reduce((a, b) => a + b) / steps.length;
    expect(mean).toBeCloseTo(-0.13 / 0.9, 2);
    for (const step of steps) expect(Math.abs(step - mean)).toBeLessThan(0.03);
  });
});
