/**
 * Converts a motion to camera states over time, which never leave the picture.
 *
 * A still has no pixels beyond its edges, so a sideways move needs a margin. The path computes how much smaller than the
 * frame the window must be for the entire move, and eases that in ahead of the move (`lead`). The parts that the cover
 * crop removed (`margins`) are used first. Such a clip begins at the still.
 *
 * A camera that pulls back ends at the still, and begins inside it.
 */
import type { CameraMove, Motion, MotionStrength } from "./camera-move.js";
import type { EdgeMargins, Focus } from "./frame-types.js";

/** The camera's state. {@link atRest}, the frame is the still. */
export interface CameraState {
  /** The window's centre, in frame pixels right of and below the still's. */
  readonly x: number;
  readonly y: number;
  /** The window's size as a part of the frame's: 0.8 shows 80 % of the width. */
  readonly scale: number;
  /** Clockwise turn of the window in radians. */
  readonly roll: number;
  /** Parallax: the shift of the nearest point relative to the farthest, in frame pixels. */
  readonly shiftX: number;
  readonly shiftY: number;
  /** Size of the window for the nearest point relative to the farthest; negative when approaching. */
  readonly push: number;
}

/** Properties of the clip and the picture. */
export interface PathOptions {
  /** Seconds. */
  readonly seconds: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly margins?: EdgeMargins | undefined;
  /** The amount of parallax, 0 to 1; see `Depth`. Default 0. */
  readonly trust?: number | undefined;
  /** How near the subject is, 0 to 1; see `Depth`. Default 0.5. */
  readonly subject?: number | undefined;
  /** The steepness of the depth along lines that would lean; see `Depth`. Default 0. */
  readonly slope?: number | undefined;
  /** The subject, which stays inside the frame; see `Depth`. Default: nothing stands out. */
  readonly focus?: Focus | undefined;
}

/** The camera's state at which the frame is the still. */
export const atRest: CameraState = { x: 0, y: 0, scale: 1, roll: 0, shiftX: 0, shiftY: 0, push: 0 };

/** Camera states of a clip. */
export interface CameraPath {
  /** `time` runs from 0 (first frame) to 1 (last frame). */
  at(time: number): CameraState;
}

/** The distance of each strength, relative to normal. */
const strengthFactor: Readonly<Record<MotionStrength, number>> = { subtle: 0.4, gentle: 0.7, normal: 1, strong: 1.5 };

/** The smallest window, as a part of the frame: smaller ones look soft. */
const smallestScale = 0.68;

const noMargins: EdgeMargins = { left: 0, right: 0, top: 0, bottom: 0 };

/** The contributions of moves, in parts of the frame's width or height. */
const noOffset = { x: 0, y: 0, zoom: 0, roll: 0, shiftX: 0, shiftY: 0, push: 0 };

/** The contribution of one move. `lead`: progress of the margin, 0 to 1; never less than the move. */
type MoveOffset = Partial<typeof noOffset> & { readonly lead: number };

/** The largest lean of upright and level lines by parallax: one degree. */
const maxLean = Math.tan(Math.PI / 180);
/** The parallax of a move of amount 1, as a part of the frame's width: the largest of the moves. */
const parallax = 0.055;

/** The smallest distance, relative to strength "normal": a move that keeps the subject in the frame is still seen. */
const smallestAmount = { ahead: 0.35, sideways: 0.5 };

const isAhead = (move: CameraMove): boolean =>
  !("direction" in move) || move.direction === "in" || move.direction === "out";

/** Creates the camera path of a motion. */
export function createCameraPath({ moves, strength = "normal" }: Motion, given: PathOptions): CameraPath {
  // The distance grows with the length, but less than proportionally, to stay in the picture.
  const time = Math.min(1.5, Math.max(0.6, Math.sqrt(given.seconds / 4)));
  const smallest = moves.every(isAhead) ? smallestAmount.ahead : smallestAmount.sideways;
  for (let amount = strengthFactor[strength] * time; ; amount *= 0.93) {
    const lean = parallax * amount * (given.slope ?? 0);
    const trust = Math.min(given.trust ?? 0, lean > 0 ? maxLean / lean : 1);
    const options = aimAtSubject(moves, amount, { ...given, trust });
    const { needed, smallest: closest } = computeMargin(moves, amount, options);
    const at = (moment: number) => getStateAt(moves, amount, needed, options, moment);
    if (amount < 0.01) return { at };
    if (closest < smallestScale) continue;
    if (amount <= smallest || keepsSubject(at, options)) return { at };
  }
}

/** The room around the subject, as a part of the frame. */
const room = 0.02;

/** Whether the subject is at the edge of the still already. */
const isAtEdge = (center: number, size: number) => Math.abs(center) + size / 2 > 0.5 - room;

/** Path options with the point that stays in place when the camera moves closer. */
interface AimedOptions extends PathOptions {
  /** From the center of the still, in parts of its width and height. */
  readonly aim: { readonly x: number; readonly y: number };
}

/** Aims as little beside the center as keeps the subject inside the frame. */
function aimAtSubject(moves: readonly CameraMove[], amount: number, options: PathOptions): AimedOptions {
  const { focus } = options;
  const centered = { ...options, aim: { x: 0, y: 0 } };
  if (focus === undefined) return centered;
  const closest = Math.min(...[0, 1].map((time) => getStateAt(moves, amount, 0, centered, time).scale));
  if (closest >= 1) return centered;
  const along = (center: number, size: number) => {
    const outside = Math.abs(center) + size / 2 - closest * (0.5 - room);
    if (outside <= 0 || isAtEdge(center, size)) return 0;
    return Math.sign(center) * Math.min(0.5, outside / (1 - closest));
  };
  return { ...options, aim: { x: along(focus.x, focus.width), y: along(focus.y, focus.height) } };
}

/** Whether the subject is inside the frame all the time, along each axis on which the still has it inside. */
function keepsSubject(stateAt: (time: number) => CameraState, { focus, width, height }: PathOptions): boolean {
  if (focus === undefined) return true;
  const isInside = (center: number, moved: number, size: number, scale: number) =>
    isAtEdge(center, size) || Math.abs(center - moved) + size / 2 <= scale * (0.5 - room) + 1e-6;
  return [0, 0.25, 0.5, 0.75, 1].every((time) => {
    const { x, y, scale } = stateAt(time);
    return isInside(focus.x, x / width, focus.width, scale) && isInside(focus.y, y / height, focus.height, scale);
  });
}

function pullsBack(moves: readonly CameraMove[]): boolean {
  return moves.some((move) => "direction" in move && move.direction === "out");
}

function getStateAt(
  moves: readonly CameraMove[],
  amount: number,
  margin: number,
  options: AimedOptions,
  time: number,
): CameraState {
  const { width, height, aim } = options;
  const sum = { ...noOffset };
  // A pull-back begins inside the picture, so its margin is there from the first frame.
  let behind = pullsBack(moves) ? 0 : 1;
  for (const move of moves) {
    // One line each: a loop over the names takes three times as long.
    const part = getMoveOffset(move, amount, options, time);
    sum.x += part.x ?? 0;
    sum.y += part.y ?? 0;
    sum.zoom += part.zoom ?? 0;
    sum.roll += part.roll ?? 0;
    sum.shiftX += part.shiftX ?? 0;
    sum.shiftY += part.shiftY ?? 0;
    sum.push += part.push ?? 0;
    behind *= 1 - part.lead;
  }
  return {
    x: (sum.x + sum.zoom * aim.x) * width,
    y: (sum.y + sum.zoom * aim.y) * height,
    scale: 1 - sum.zoom - margin * (1 - behind),
    roll: sum.roll,
    shiftX: sum.shiftX * width,
    shiftY: sum.shiftY * height,
    push: sum.push,
  };
}

/** The margin that keeps the camera inside the picture, and the smallest scale with it. */
function computeMargin(moves: readonly CameraMove[], amount: number, options: AimedOptions) {
  const steps = 480;
  let needed = 0;
  for (let step = 0; step <= steps; step++) {
    const time = step / steps;
    const excess = getStateAt(moves, amount, 0, options, time).scale - largestScale(moves, amount, options, time);
    if (excess <= 1e-9) continue;
    const lead = getStateAt(moves, amount, 0, options, time).scale - getStateAt(moves, amount, 1, options, time).scale;
    needed = Math.max(needed, (excess / lead) * 1.002);
  }
  let smallest = 1;
  for (let step = 0; step <= steps; step++) {
    const state = getStateAt(moves, amount, needed, options, step / steps);
    smallest = Math.min(smallest, state.scale + Math.min(0, state.push));
  }
  return { needed, smallest };
}

/** The largest window inside the picture, for near and far points. */
function largestScale(moves: readonly CameraMove[], amount: number, options: AimedOptions, time: number): number {
  const { width, height, margins = noMargins } = options;
  const state = getStateAt(moves, amount, 0, options, time);
  const cos = Math.cos(state.roll);
  const sin = Math.abs(Math.sin(state.roll));
  const across = (cos * width + sin * height) / 2;
  const along = (cos * height + sin * width) / 2;
  let largest = Number.POSITIVE_INFINITY;
  for (const near of [0, 1]) {
    const x = state.x + near * state.shiftX;
    const y = state.y + near * state.shiftY;
    const pushX = (near * state.push * width) / 2;
    const pushY = (near * state.push * height) / 2;
    largest = Math.min(
      largest,
      (width / 2 + margins.right - x - pushX) / across,
      (width / 2 + margins.left + x - pushX) / across,
      (height / 2 + margins.bottom - y - pushY) / along,
      (height / 2 + margins.top + y - pushY) / along,
    );
  }
  return largest;
}

/** How far each move goes at strength "normal" in four seconds, tuned by eye. */
const distance = {
  /** Parts of the frame's width or height. */
  pan: 0.12,
  tilt: 0.12,
  zoom: 0.2,
  /** The near and the far plane of a moving camera. */
  dollyNear: 0.19,
  dollyFar: 0.08,
  truckNear: 0.08,
  truckFar: 0.042,
  /** The path around the subject; without depth, the path that the picture seems to take. */
  orbit: 0.045,
  orbitFlat: 0.085,
  handheld: 0.008,
  /** Radians. */
  handheldRoll: 0.005,
} as const;

function getMoveOffset(move: CameraMove, amount: number, options: PathOptions, time: number): MoveOffset {
  const { seconds, trust = 0, subject = 0.5 } = options;
  const moved = amount * ease(time);
  const remaining = amount - moved;
  const lead = ease(Math.min(1, time / 0.7));
  switch (move.kind) {
    case "pan":
      return { x: (move.direction === "right" ? distance.pan : -distance.pan) * moved, lead };
    case "tilt":
      return { y: (move.direction === "down" ? distance.tilt : -distance.tilt) * moved, lead };
    case "zoom":
      return { zoom: (move.direction === "out" ? remaining : moved) * distance.zoom, lead };
    case "dolly": {
      if (move.direction === "in" || move.direction === "out") {
        const size = move.direction === "out" ? remaining : moved;
        const spread = (distance.dollyNear - distance.dollyFar) * trust;
        const far = distance.dollyNear - (distance.dollyNear - distance.dollyFar) * (0.5 + trust / 2);
        return { zoom: size * far, push: -size * spread, lead };
      }
      const forward = move.direction === "right" || move.direction === "down" ? moved : -moved;
      const spread = (distance.truckNear - distance.truckFar) * trust;
      const far = distance.truckFar + (distance.truckNear - distance.truckFar) * (0.5 - trust / 2);
      const sideways = move.direction === "left" || move.direction === "right";
      return sideways
        ? { x: forward * far, shiftX: forward * spread, lead }
        : { y: forward * far, shiftY: forward * spread, lead };
    }
    case "orbit": {
      const forward = move.direction === "right" ? moved : -moved;
      const spread = distance.orbit * trust;
      // The subject stays almost in place; nearer and farther points move in opposite directions.
      const turn = distance.orbitFlat * (1 - trust) + distance.orbit * 0.2 * trust;
      return { x: forward * (turn - spread * subject), shiftX: forward * spread, zoom: moved * 0.03, lead };
    }
    case "handheld": {
      const start = ease(Math.min(1, (time * seconds) / Math.min(1.2, seconds / 2)));
      const size = amount * distance.handheld * start;
      const shake = (axis: number) => handheldNoise(time * seconds, axis);
      return {
        x: size * shake(0),
        y: size * shake(1),
        roll: amount * distance.handheldRoll * start * shake(2),
        lead: start,
      };
    }
    case "still":
      return { lead: 0 };
  }
}

/** The fraction of a move that accelerates, and the fraction that decelerates. */
const ramp = 0.35;

/** The speed of the first and the last frame, as a part of the mean speed: from 0, several frames would look the same. */
const firstSpeed = 0.3;

/** From 0 to 1 over `time` 0 to 1: accelerates along a raised cosine, moves evenly, decelerates. Monotonic. */
function ease(time: number): number {
  if (time <= 0) return 0;
  if (time >= 1) return 1;
  if (time > 0.5) return 1 - ease(1 - time);
  const speed = 1 / (1 - ramp);
  const curve =
    time < ramp
      ? (speed * (time - (ramp / Math.PI) * Math.sin((Math.PI * time) / ramp))) / 2
      : speed * (time - ramp / 2);
  return firstSpeed * time + (1 - firstSpeed) * curve;
}

/** The waves of handheld motion: cycles per second, and weights that add up to 1. */
const waves = [
  { frequency: 0.31, weight: 0.52 },
  { frequency: 0.73, weight: 0.3 },
  { frequency: 1.37, weight: 0.13 },
  { frequency: 2.21, weight: 0.05 },
] as const;

/** Handheld motion of one axis, -1 to 1. Deterministic: depends on the time and the axis only. */
function handheldNoise(seconds: number, axis: number): number {
  let sum = 0;
  for (const [index, { frequency, weight }] of waves.entries()) {
    // Frequencies and phases differ for each axis.
    const turn = 2 * Math.PI * (frequency * (1 + 0.17 * axis) * seconds + 0.37 * axis + 0.61 * index);
    sum += weight * Math.sin(turn);
  }
  return sum;
}
