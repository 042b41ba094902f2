// @module-tag slow
// @module-tag node-independent

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CameraMove, Motion } from "../../src/preview/camera-move.js";
import { atRest, type CameraState, createCameraPath, type PathOptions } from "../../src/preview/camera-path.js";

const moves: readonly CameraMove[] = [
  { kind: "pan", direction: "left" },
  { kind: "pan", direction: "right" },
  { kind: "tilt", direction: "up" },
  { kind: "tilt", direction: "down" },
  { kind: "zoom", direction: "in" },
  { kind: "zoom", direction: "out" },
  { kind: "dolly", direction: "in" },
  { kind: "dolly", direction: "out" },
  { kind: "dolly", direction: "left" },
  { kind: "dolly", direction: "right" },
  { kind: "dolly", direction: "up" },
  { kind: "dolly", direction: "down" },
  { kind: "orbit", direction: "left" },
  { kind: "orbit", direction: "right" },
  { kind: "handheld" },
  { kind: "still" },
];

const motions: fc.Arbitrary<Motion> = fc.record({
  moves: fc.subarray([...moves], { minLength: 1, maxLength: 3 }),
  strength: fc.constantFrom("subtle", "gentle", "normal", "strong"),
});
const side = fc.integer({ min: 8, max: 2048 }).map((half) => half * 2);
const edge = fc.integer({ min: 0, max: 200 });
const options: fc.Arbitrary<PathOptions> = fc.record({
  seconds: fc.double({ min: 0.5, max: 30, noNaN: true }),
  width: side,
  height: side,
  margins: fc.record({ left: edge, right: edge, top: edge, bottom: edge }),
  trust: fc.double({ min: 0, max: 1, noNaN: true }),
  subject: fc.double({ min: 0, max: 1, noNaN: true }),
  slope: fc.double({ min: 0, max: 4, noNaN: true }),
  focus: fc.option(
    fc.record({
      x: fc.double({ min: -0.4, max: 0.4, noNaN: true }),
      y: fc.double({ min: -0.4, max: 0.4, noNaN: true }),
      width: fc.double({ min: 0.02, max: 0.9, noNaN: true }),
      height: fc.double({ min: 0.02, max: 0.9, noNaN: true }),
    }),
    { nil: undefined },
  ),
});
const pullsBack = ({ moves }: Motion) => moves.some((move) => "direction" in move && move.direction === "out");
const usual: PathOptions = { seconds: 4, width: 1280, height: 720, trust: 0.8, subject: 0.6 };
const times = Array.from({ length: 97 }, (_, index) => index / 96);

/** The source position of a frame position, from the center of the image. */
function corner(state: CameraState, x: number, y: number, near: number): { x: number; y: number } {
  const cos = Math.cos(state.roll) * state.scale;
  const sin = Math.sin(state.roll) * state.scale;
  return {
    x: state.x + cos * x - sin * y + near * (state.shiftX + state.push * x),
    y: state.y + sin * x + cos * y + near * (state.shiftY + state.push * y),
  };
}

const corners = [
  [-1, -1],
  [1, -1],
  [-1, 1],
  [1, 1],
] as const;

describe("createCameraPath()", () => {
  it("starts at the image itself", () => {
    fc.assert(
      fc.property(motions, options, (motion, given) => {
        fc.pre(!pullsBack(motion));
        const { scale, ...rest } = createCameraPath(motion, given).at(0);
        expect(scale).toBe(1);
        for (const value of Object.values(rest)) expect(Math.abs(value)).toBe(0);
      }),
    );
  });

  it.each(["zoom", "dolly"] as const)("ends at the image itself when it pulls back: %s", (kind) => {
    fc.assert(
      fc.property(options, (given) => {
        const path = createCameraPath({ moves: [{ kind, direction: "out" }] }, given);
        for (const [name, value] of Object.entries(path.at(1))) expect(value).toBeCloseTo(atRest[name as "x"], 9);
      }),
    );
  });

  it("stays inside the image", () => {
    fc.assert(
      fc.property(motions, options, (motion, given) => {
        const path = createCameraPath(motion, given);
        const { width, height, margins } = given;
        let beyond = 0;
        for (const time of times) {
          const state = path.at(time);
          for (const near of [0, 0.5, 1]) {
            for (const [sx, sy] of corners) {
              const at = corner(state, (sx * width) / 2, (sy * height) / 2, near);
              beyond = Math.max(
                beyond,
                -width / 2 - (margins?.left ?? 0) - at.x,
                at.x - width / 2 - (margins?.right ?? 0),
                -height / 2 - (margins?.top ?? 0) - at.y,
                at.y - height / 2 - (margins?.bottom ?? 0),
              );
            }
          }
        }
        // Rounding to the mesh has a similar error.
        expect(beyond).toBeLessThan(0.05);
      }),
      { numRuns: 60 },
    );
  });

  it("never zooms in so far that the image looks soft", () => {
    fc.assert(
      fc.property(motions, options, (motion, given) => {
        const path = createCameraPath(motion, given);
        for (const time of times) expect(path.at(time).scale).toBeGreaterThan(0.67);
      }),
      { numRuns: 60 },
    );
  });

  it("has a limited acceleration", () => {
    fc.assert(
      fc.property(motions, options, (motion, given) => {
        const frames = Math.max(24, Math.round(given.seconds * 24));
        const path = createCameraPath(motion, given);
        const at = (frame: number) => corner(path.at(frame / (frames - 1)), given.width / 2, -given.height / 2, 1);
        const max = 0.006 * Math.max(given.width, given.height) * Math.max(1, (4 / given.seconds) ** 2);
        for (let frame = 1; frame < frames - 1; frame++) {
          const [before, now, after] = [at(frame - 1), at(frame), at(frame + 1)];
          expect(Math.abs(before.x - 2 * now.x + after.x)).toBeLessThan(max);
          expect(Math.abs(before.y - 2 * now.y + after.y)).toBeLessThan(max);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each(moves.filter((move) => move.kind === "pan" || move.kind === "tilt" || move.kind === "dolly"))(
    "moves in one direction: %j",
    (move) => {
      if (move.direction === "out") return;
      const path = createCameraPath({ moves: [move] }, usual);
      const sign = { left: -1, right: 1, up: -1, down: 1, in: 1 }[move.direction];
      const along = (state: CameraState) => {
        if (move.direction === "in") return 1 - state.scale - state.push;
        return move.direction === "left" || move.direction === "right" ? state.x : state.y;
      };
      for (const [index, time] of times.entries()) {
        if (index === 0) continue;
        expect(sign * along(path.at(time))).toBeGreaterThan(sign * along(path.at(times[index - 1]!)) - 1e-9);
      }
      expect(Math.abs(along(path.at(1)))).toBeGreaterThan(0);
    },
  );

  /** The width of the window as a fraction of the frame, at a depth of `near`. */
  const widthAt = (state: CameraState, near: number) => state.scale + near * state.push;
  const outs: readonly Motion[] = [
    { moves: [{ kind: "zoom", direction: "out" }] },
    { moves: [{ kind: "dolly", direction: "out" }] },
    {
      moves: [
        { kind: "zoom", direction: "out" },
        { kind: "orbit", direction: "right" },
      ],
      strength: "gentle",
    },
    {
      moves: [
        { kind: "dolly", direction: "out" },
        { kind: "pan", direction: "left" },
      ],
      strength: "strong",
    },
    { moves: [{ kind: "handheld" }, { kind: "dolly", direction: "out" }] },
  ];

  it.each(outs)("pulls back monotonically, and visibly: %j", (motion) => {
    for (const seconds of [1, 4, 12, 60]) {
      const path = createCameraPath(motion, { ...usual, seconds });
      for (const near of [0, 0.5, 1]) {
        for (const [index, time] of times.entries()) {
          if (index === 0) continue;
          expect(widthAt(path.at(time), near)).toBeGreaterThanOrEqual(widthAt(path.at(times[index - 1]!), near));
        }
        expect(widthAt(path.at(1), near)).toBeGreaterThan(widthAt(path.at(0), near) + 0.03);
      }
    }
  });

  it("pulls near parts back more than far ones, by a visible distance", () => {
    const change = (motion: Motion, near: number) => {
      const path = createCameraPath(motion, usual);
      return widthAt(path.at(1), near) - widthAt(path.at(0), near);
    };
    const dolly: Motion = { moves: [{ kind: "dolly", direction: "out" }] };
    expect(change(dolly, 1)).toBeGreaterThan(change(dolly, 0) + 0.05);
    const zoom: Motion = { moves: [{ kind: "zoom", direction: "out" }] };
    expect(change(zoom, 0)).toBeCloseTo(0.2, 6);
    expect(change(zoom, 1)).toBeCloseTo(0.2, 6);
  });

  it("moves from the first frame to the last", () => {
    for (const move of moves) {
      if (move.kind === "still" || move.kind === "handheld") continue;
      const path = createCameraPath({ moves: [move] }, usual);
      const states = Array.from({ length: 96 }, (_, index) => path.at(index / 95));
      const steps = states.slice(1).map((state, index) => {
        const before = corner(states[index]!, usual.width / 2, usual.height / 2, 0.5);
        const now = corner(state, usual.width / 2, usual.height / 2, 0.5);
        const centers = Math.hypot(state.x - states[index]!.x, state.y - states[index]!.y);
        return Math.max(centers, Math.hypot(now.x - before.x, now.y - before.y));
      });
      const usualStep = steps.toSorted((a, b) => a - b)[48]!;
      for (const step of [steps[0]!, steps[94]!]) expect(step).toBeGreaterThan(usualStep / 12);
    }
  });

  it.each<CameraMove>([
    { kind: "pan", direction: "left" },
    { kind: "orbit", direction: "right" },
    { kind: "dolly", direction: "left" },
  ])("moves sideways far enough to be seen, also with a flat subject that fills the frame: %j", (move) => {
    const focus = { x: 0, y: 0, width: 0.9, height: 0.9 };
    const path = createCameraPath({ moves: [move] }, { ...usual, trust: 0, focus });
    expect(Math.abs(path.at(1).x)).toBeGreaterThan(usual.width * 0.028);
  });

  it("keeps a subject beside the center in the frame when it moves closer", () => {
    for (const focus of [
      { x: 0.36, y: 0.1, width: 0.2, height: 0.3 },
      { x: -0.3, y: -0.25, width: 0.3, height: 0.4 },
      { x: 0, y: 0, width: 0.2, height: 0.85 },
    ]) {
      for (const kind of ["zoom", "dolly"] as const) {
        for (const direction of ["in", "out"] as const) {
          const path = createCameraPath({ moves: [{ kind, direction }], strength: "strong" }, { ...usual, focus });
          for (const time of times) {
            const { x, y, scale } = path.at(time);
            expect(Math.abs(focus.x - x / usual.width) + focus.width / 2).toBeLessThan(scale / 2);
            expect(Math.abs(focus.y - y / usual.height) + focus.height / 2).toBeLessThan(scale / 2);
          }
        }
      }
    }
  });

  it("limits the lean of lines by parallax to one degree", () => {
    for (const move of moves) {
      const slope = 2.5;
      const { shiftX, shiftY, push } = createCameraPath({ moves: [move], strength: "strong" }, { ...usual, slope }).at(
        1,
      );
      const most = Math.max(Math.abs(shiftX), Math.abs(shiftY), (Math.abs(push) * usual.width) / 2);
      expect((Math.atan((most / usual.width) * slope) * 180) / Math.PI).toBeLessThan(1.1);
    }
  });

  it("does not move for the move still", () => {
    const path = createCameraPath({ moves: [{ kind: "still" }] }, usual);
    for (const time of times) expect(path.at(time)).toMatchObject({ x: 0, y: 0, scale: 1, roll: 0 });
  });

  it("uses the cropped part of the image before it zooms in", () => {
    const motion: Motion = { moves: [{ kind: "tilt", direction: "down" }] };
    const narrow = createCameraPath(motion, usual).at(1);
    const withMargins = createCameraPath(motion, {
      ...usual,
      margins: { left: 0, right: 0, top: 200, bottom: 200 },
    }).at(1);
    expect(withMargins.y).toBeCloseTo(narrow.y, 6);
    expect(narrow.scale).toBeLessThan(0.9);
    expect(withMargins.scale).toBe(1);
  });

  it("is deterministic for handheld motion", () => {
    const motion: Motion = { moves: [{ kind: "handheld" }] };
    const [one, two] = [createCameraPath(motion, usual), createCameraPath(motion, usual)];
    for (const time of times) expect(one.at(time)).toEqual(two.at(time));
  });
});
