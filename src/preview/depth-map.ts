/**
 * A guess at how near each place of a picture is, without a model.
 *
 * What stands lower is nearer; what stands out from the colours of the border stands on its foot, as near at its
 * head as at its foot; what has detail is a little nearer than what has none. A guided filter lays the guess along
 * the picture's own edges, and a limit on its slope keeps the picture from tearing or folding when it is shifted.
 * It is a guess: good enough for a small camera move, and for nothing else.
 *
 * @module
 */
import { guidedFilter, smooth } from "./filters.js";
import type { Depth, Still } from "./frame-types.js";

/** The longer side of the depth map, in cells. */
const longSide = 128;
/** How much nearness may change over the longer side of the frame. Ten would be the whole range in a tenth of it. */
const steepest = 4;

/** Colours and detail of the frame in coarse cells. */
interface Cells {
  readonly width: number;
  readonly height: number;
  /** 0 to 1. */
  readonly luma: Float32Array;
  readonly blue: Float32Array;
  readonly red: Float32Array;
  readonly detail: Float32Array;
}

/** Guesses the depth of a still. Takes some ten milliseconds. */
export function guessDepth(still: Still): Depth {
  const cells = toCells(still);
  const { width, height } = cells;
  const apart = contrastToBorder(cells);
  const detail = normalised(smooth(cells.detail, width, height, 3));
  const ground = standing(apart, width, height);
  const guess = new Float32Array(width * height);
  for (let at = 0; at < guess.length; at++) {
    guess[at] = 0.66 * (ground[at] ?? 0) + 0.2 * (apart[at] ?? 0) + 0.14 * (detail[at] ?? 0);
  }
  const along = normalised(guidedFilter(cells.luma, guess, width, height, Math.round(longSide / 12), 0.004));
  const near = smooth(limitSlope(along, width, height, steepest / longSide), width, height, 2);
  return { width, height, near, subject: subjectOf(near, apart, width, height), trust: trustOf(apart, width, height) };
}

function toCells(still: Still): Cells {
  const scale = longSide / Math.max(still.frameWidth, still.frameHeight);
  const width = Math.max(8, Math.round(still.frameWidth * scale));
  const height = Math.max(8, Math.round(still.frameHeight * scale));
  const size = width * height;
  const cells = {
    width,
    height,
    luma: new Float32Array(size),
    blue: new Float32Array(size),
    red: new Float32Array(size),
    detail: new Float32Array(size),
  };
  const stride = still.width + 1;
  const halfStride = (still.width >> 1) + 1;
  // Plane pixels for one cell.
  const stepX = (still.frameWidth * still.ratioX) / width;
  const stepY = (still.frameHeight * still.ratioY) / height;
  for (let row = 0; row < height; row++) {
    const top = Math.floor(still.originY + row * stepY);
    const bottom = Math.min(still.height, Math.max(top + 1, Math.floor(still.originY + (row + 1) * stepY)));
    for (let column = 0; column < width; column++) {
      const left = Math.floor(still.originX + column * stepX);
      const right = Math.min(still.width, Math.max(left + 1, Math.floor(still.originX + (column + 1) * stepX)));
      let sum = 0;
      let change = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          const at = y * stride + x;
          const value = still.luma[at] ?? 0;
          sum += value;
          change += Math.abs(value - (still.luma[at + 1] ?? 0)) + Math.abs(value - (still.luma[at + stride] ?? 0));
        }
      }
      const count = Math.max(1, (right - left) * (bottom - top));
      const middle = ((top + bottom) >> 2) * halfStride + ((left + right) >> 2);
      const at = row * width + column;
      cells.luma[at] = sum / count / 255;
      cells.detail[at] = Math.min(change / count, 40);
      cells.blue[at] = (still.blue[middle] ?? 128) / 255;
      cells.red[at] = (still.red[middle] ?? 128) / 255;
    }
  }
  return cells;
}

/** How unlike the picture's left, right and top border each cell is, 0 to 1. The bottom may belong to the subject. */
function contrastToBorder(cells: Cells): Float32Array {
  const { width, height, luma, blue, red } = cells;
  const border: number[] = [];
  const every = Math.max(1, Math.round(longSide / 16));
  for (let x = 0; x < width; x += every) border.push(width + x);
  for (let y = 0; y < height; y += every) border.push(y * width + 1, y * width + width - 2);
  const apart = new Float32Array(width * height);
  for (let at = 0; at < apart.length; at++) {
    let nearest = Number.POSITIVE_INFINITY;
    for (const other of border) {
      const dl = (luma[at] ?? 0) - (luma[other] ?? 0);
      const db = (blue[at] ?? 0) - (blue[other] ?? 0);
      const dr = (red[at] ?? 0) - (red[other] ?? 0);
      nearest = Math.min(nearest, dl * dl + 4 * (db * db + dr * dr));
    }
    apart[at] = Math.sqrt(nearest);
  }
  // Only what is clearly apart counts: in a picture of one colour nothing stands out, however it is stretched.
  const highest = Math.max(0.12, percentile(apart, 0.97));
  const soft = smooth(apart, width, height, 2);
  for (let at = 0; at < soft.length; at++)
    soft[at] = Math.min(1, Math.max(0, ((soft[at] ?? 0) / highest) * 1.3 - 0.15));
  return soft;
}

/** Where the ground is taken to end and walls, hills and sky to begin, as a part of the height. */
const horizon = 0.42;
/** How near the ground's far end is. Above it things stand upright, so little may change from row to row. */
const horizonNear = 0.12;

function groundAt(row: number, height: number): number {
  const down = (row + 1) / height;
  if (down < horizon) return (horizonNear * down) / horizon;
  return horizonNear + ((1 - horizonNear) * (down - horizon)) / (1 - horizon);
}

/** The ground rises into the distance; what stands out from the border rises from where it stands. */
function standing(apart: Float32Array, width: number, height: number): Float32Array {
  const near = new Float32Array(width * height);
  for (let x = 0; x < width; x++) {
    let value = 1;
    for (let y = height - 1; y >= 0; y--) {
      const at = y * width + x;
      const upright = Math.min(apart[at] ?? 0, apart[Math.min(at + width, near.length - 1)] ?? 0);
      const ground = groundAt(y, height);
      // Above the subject the ground goes on where it would be without it.
      value = Math.max(ground, value) * upright + ground * (1 - upright);
      near[at] = value;
    }
  }
  return near;
}

/** Raises what is far beside what is near until nothing is steeper than `step` a cell: the near stays in one piece. */
function limitSlope(values: Float32Array, width: number, height: number, step: number): Float32Array {
  const near = Float32Array.from(values);
  const slant = step * Math.SQRT2;
  const raise = (at: number, from: number, by: number) => {
    const least = (near[from] ?? 0) - by;
    if (least > (near[at] ?? 0)) near[at] = least;
  };
  const visit = (x: number, y: number, back: -1 | 1) => {
    const at = y * width + x;
    const besideInside = back < 0 ? x > 0 : x < width - 1;
    const aboveInside = back < 0 ? y > 0 : y < height - 1;
    if (besideInside) raise(at, at + back, step);
    if (!aboveInside) return;
    const above = at + back * width;
    raise(at, above, step);
    if (x > 0) raise(at, above - 1, slant);
    if (x < width - 1) raise(at, above + 1, slant);
  };
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) visit(x, y, -1);
  for (let y = height - 1; y >= 0; y--) for (let x = width - 1; x >= 0; x--) visit(x, y, 1);
  return near;
}

/** How near the middle of the frame is, weighed by what stands out there. */
function subjectOf(near: Float32Array, apart: Float32Array, width: number, height: number): number {
  let sum = 0;
  let weight = 0;
  for (let y = Math.floor(height * 0.3); y < height * 0.8; y++) {
    for (let x = Math.floor(width * 0.33); x < width * 0.67; x++) {
      const at = y * width + x;
      const here = 0.05 + (apart[at] ?? 0);
      sum += here * (near[at] ?? 0);
      weight += here;
    }
  }
  return weight > 0 ? sum / weight : 0.5;
}

/** Little for a tall subject in the middle, which would lean or swell; most of it for a landscape. */
function trustOf(apart: Float32Array, width: number, height: number): number {
  let rows = 0;
  for (let y = 0; y < height; y++) {
    let inside = 0;
    let outside = 0;
    for (let x = 0; x < width; x++) {
      const value = apart[y * width + x] ?? 0;
      if (x > width * 0.25 && x < width * 0.75) inside += value;
      else outside += value;
    }
    if (inside / width > 0.08 && inside > outside * 1.6) rows++;
  }
  const tall = rows / height;
  return 0.8 - 0.5 * Math.min(1, Math.max(0, (tall - 0.35) / 0.35));
}

function percentile(values: Float32Array, part: number): number {
  const sorted = Float32Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}

/** Stretched to 0 to 1 between its second and ninety-eighth percentile. */
function normalised(values: Float32Array): Float32Array {
  const low = percentile(values, 0.02);
  const span = Math.max(1e-3, percentile(values, 0.98) - low);
  return values.map((value) => Math.min(1, Math.max(0, (value - low) / span)));
}
