/**
 * Estimates the depth of an image with heuristics, without a model, and finds what stands out in it.
 *
 * A drawing, a text or a product on a plain ground is flat: it has no depth, because parallax would bend it.
 *
 * Lower parts are nearer. A subject that contrasts with the border is upright: as near at its top as at its base. Detailed
 * parts are slightly nearer. A guided filter aligns the estimate with the edges of the image, and a slope limit prevents
 * tearing and folding when the image is shifted. The result is good enough for small camera moves only.
 */
import type { DecodedImage, Depth, Focus } from "./frame-types.js";

/** Cells along the longer side of the depth map. */
const longSide = 128;
/** The maximum change of depth over the longer side of the frame. 10 allows the full range within a tenth of it. */
const maxSlope = 4;

/** Differences of neighboring pixels up to this are noise. */
const noise = 2;

/** Average color and detail of the frame in coarse cells. */
interface Cells {
  readonly width: number;
  readonly height: number;
  /** 0 to 1. */
  readonly luma: Float32Array;
  readonly blue: Float32Array;
  readonly red: Float32Array;
  readonly detail: Float32Array;
  /** How much of the detail is in upright and in level lines, above noise. */
  readonly upright: Float32Array;
  readonly level: Float32Array;
}

/** Estimates the depth of an image. Takes about 40 milliseconds. */
export function estimateDepth(image: DecodedImage): Depth {
  const cells = toCells(image);
  const { width, height } = cells;
  const contrast = contrastToBorder(cells);
  const detail = normalize(smooth(cells.detail, width, height, 3));
  const ground = estimateUpright(contrast, width, height);
  const estimate = new Float32Array(width * height);
  for (let at = 0; at < estimate.length; at++) {
    estimate[at] = 0.66 * (ground[at] ?? 0) + 0.2 * (contrast[at] ?? 0) + 0.14 * (detail[at] ?? 0);
  }
  const aligned = normalize(guidedFilter(cells.luma, estimate, width, height, Math.round(longSide / 12), 0.004));
  const near = smooth(limitSlope(aligned, width, height, maxSlope / longSide), width, height, 2);
  const isPlain = hasPlainGround(cells);
  const isFlat = isPlain || isDrawing(image);
  return {
    width,
    height,
    near,
    subject: getSubjectDepth(near, contrast, width, height),
    trust: isFlat ? 0 : getTrust(contrast, width, height),
    slope: getSlope(near, cells),
    focus: findFocus(contrast, width, height, isFlat),
  };
}

function toCells(image: DecodedImage): Cells {
  const scale = longSide / Math.max(image.frameWidth, image.frameHeight);
  const width = Math.max(8, Math.round(image.frameWidth * scale));
  const height = Math.max(8, Math.round(image.frameHeight * scale));
  const size = width * height;
  const cells = {
    width,
    height,
    luma: new Float32Array(size),
    blue: new Float32Array(size),
    red: new Float32Array(size),
    detail: new Float32Array(size),
    upright: new Float32Array(size),
    level: new Float32Array(size),
  };
  const stride = image.width + 1;
  const halfStride = (image.width >> 1) + 1;
  // Plane pixels for one cell.
  const stepX = (image.frameWidth * image.ratioX) / width;
  const stepY = (image.frameHeight * image.ratioY) / height;
  for (let row = 0; row < height; row++) {
    const top = Math.floor(image.originY + row * stepY);
    const bottom = Math.min(image.height, Math.max(top + 1, Math.floor(image.originY + (row + 1) * stepY)));
    for (let column = 0; column < width; column++) {
      const left = Math.floor(image.originX + column * stepX);
      const right = Math.min(image.width, Math.max(left + 1, Math.floor(image.originX + (column + 1) * stepX)));
      let sum = 0;
      let across = 0;
      let along = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          const at = y * stride + x;
          const value = image.luma[at] ?? 0;
          sum += value;
          across += Math.abs(value - (image.luma[at + 1] ?? 0));
          along += Math.abs(value - (image.luma[at + stride] ?? 0));
        }
      }
      const count = Math.max(1, (right - left) * (bottom - top));
      const middle = ((top + bottom) >> 2) * halfStride + ((left + right) >> 2);
      const at = row * width + column;
      cells.luma[at] = sum / count / 255;
      cells.detail[at] = Math.min((across + along) / count, 40);
      cells.upright[at] = Math.max(0, (across - 2 * along) / count - noise);
      cells.level[at] = Math.max(0, (along - 2 * across) / count - noise);
      cells.blue[at] = (image.blue[middle] ?? 128) / 255;
      cells.red[at] = (image.red[middle] ?? 128) / 255;
    }
  }
  return cells;
}

/** The share of the pixels that have one of the few most frequent colors: from here on, it is a drawing. */
const drawnShare = 0.5;
const drawnColors = 12;

/** Whether a few colors fill most of the frame. A photo, even a soft one, has noise and gradients. */
function isDrawing({ luma, blue, red, width, height }: DecodedImage): boolean {
  const counts = new Map<number, number>();
  let total = 0;
  for (let y = 0; y < height; y += 4) {
    for (let x = 0; x < width; x += 4) {
      const chroma = (y >> 1) * ((width >> 1) + 1) + (x >> 1);
      const color = ((luma[y * (width + 1) + x] ?? 0) << 16) | ((blue[chroma] ?? 0) << 8) | (red[chroma] ?? 0);
      counts.set(color, (counts.get(color) ?? 0) + 1);
      total++;
    }
  }
  const most = [...counts.values()].sort((a, b) => b - a).slice(0, drawnColors);
  return most.reduce((sum, count) => sum + count, 0) > drawnShare * total;
}

/** Whether the border has one color, apart from soft light: a product on a table or before a backdrop. */
function hasPlainGround({ width, height, luma, blue, red, detail }: Cells): boolean {
  const border: number[] = [];
  for (let x = 0; x < width; x++) border.push(width + x, (height - 2) * width + x);
  for (let y = 0; y < height; y++) border.push(y * width + 1, y * width + width - 2);
  const middle = (values: Float32Array) =>
    percentile(
      Float32Array.from(border, (at) => values[at] ?? 0),
      0.5,
    );
  const [l, b, r] = [middle(luma), middle(blue), middle(red)];
  const isGround = (at: number) =>
    Math.abs((luma[at] ?? 0) - l) < 0.06 &&
    Math.abs((blue[at] ?? 0) - b) + Math.abs((red[at] ?? 0) - r) < 0.03 &&
    (detail[at] ?? 0) < 3;
  return border.filter(isGround).length > 0.8 * border.length;
}

/** The steepness of the depth along lines that parallax would make lean: in the steepest tenth of them. */
function getSlope(near: Float32Array, { width, height, upright, level }: Cells): number {
  const lines: { slope: number; weight: number }[] = [];
  let total = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const down = Math.abs((near[at + width] ?? 0) - (near[at - width] ?? 0)) / 2;
      const right = Math.abs((near[at + 1] ?? 0) - (near[at - 1] ?? 0)) / 2;
      for (const line of [
        { slope: down * width, weight: upright[at] ?? 0 },
        { slope: right * width, weight: level[at] ?? 0 },
      ]) {
        if (line.weight === 0) continue;
        lines.push(line);
        total += line.weight;
      }
    }
  }
  let above = 0;
  for (const { slope, weight } of lines.sort((a, b) => b.slope - a.slope)) {
    above += weight;
    if (above >= total / 10) return slope;
  }
  return 0;
}

/** The box of what stands out from the border; `undefined` if nothing does, or if a photo is full of it. */
function findFocus(contrast: Float32Array, width: number, height: number, isFlat: boolean): Focus | undefined {
  const columns = new Float32Array(width);
  const rows = new Float32Array(height);
  // In a photo, a weak contrast is a gradient of the ground, and a few percent are other things. Of a drawing, all of it
  // counts: a cut through a letter is noticed.
  const [weakest, rest] = isFlat ? [0.1, 0.002] : [0.25, 0.05];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const here = contrast[y * width + x] ?? 0;
      const value = here < weakest ? 0 : here;
      columns[x] = (columns[x] ?? 0) + value;
      rows[y] = (rows[y] ?? 0) + value;
    }
  }
  const [left, right] = getSpan(columns, rest);
  const [top, bottom] = getSpan(rows, rest);
  const focus = {
    x: (left + right) / 2 / width - 0.5,
    y: (top + bottom) / 2 / height - 0.5,
    width: (right - left) / width,
    height: (bottom - top) / height,
  };
  const area = focus.width * focus.height;
  return isFlat ? (area > 0 ? focus : undefined) : area > 0.02 && area < 0.5 ? focus : undefined;
}

/** The cells between which all but the part `rest` on each side of the sum lies. */
function getSpan(sums: Float32Array, rest: number): [number, number] {
  const total = sums.reduce((sum, value) => sum + value, 0);
  const reach = (values: Float32Array) => {
    let sum = 0;
    const index = values.findIndex((value) => {
      sum += value;
      return sum > rest * total;
    });
    return Math.max(0, index);
  };
  return [reach(sums), sums.length - reach(sums.toReversed())];
}

/** The contrast of each cell to the left, right and top border, 0 to 1. The bottom may belong to the subject. */
function contrastToBorder(cells: Cells): Float32Array {
  const { width, height, luma, blue, red } = cells;
  const border: number[] = [];
  const every = Math.max(1, Math.round(longSide / 16));
  for (let x = 0; x < width; x += every) border.push(width + x);
  for (let y = 0; y < height; y += every) border.push(y * width + 1, y * width + width - 2);
  const contrast = new Float32Array(width * height);
  for (let at = 0; at < contrast.length; at++) {
    let nearest = Number.POSITIVE_INFINITY;
    for (const other of border) {
      const dl = (luma[at] ?? 0) - (luma[other] ?? 0);
      const db = (blue[at] ?? 0) - (blue[other] ?? 0);
      const dr = (red[at] ?? 0) - (red[other] ?? 0);
      nearest = Math.min(nearest, dl * dl + 4 * (db * db + dr * dr));
    }
    contrast[at] = Math.sqrt(nearest);
  }
  // The lower bound keeps an image of one color without a subject.
  const highest = Math.max(0.12, percentile(contrast, 0.97));
  const soft = smooth(contrast, width, height, 2);
  for (let at = 0; at < soft.length; at++)
    soft[at] = Math.min(1, Math.max(0, ((soft[at] ?? 0) / highest) * 1.3 - 0.15));
  return soft;
}

/** Where the ground ends and walls, hills and sky begin, as a fraction of the height. */
const horizon = 0.42;
/** The depth at the horizon. Above it, surfaces are upright, so the depth changes little from row to row. */
const horizonNear = 0.12;

function groundAt(row: number, height: number): number {
  const down = (row + 1) / height;
  if (down < horizon) return (horizonNear * down) / horizon;
  return horizonNear + ((1 - horizonNear) * (down - horizon)) / (1 - horizon);
}

/** The depth of the ground, and of an upright subject that keeps the depth of its base. */
function estimateUpright(contrast: Float32Array, width: number, height: number): Float32Array {
  const near = new Float32Array(width * height);
  for (let x = 0; x < width; x++) {
    let value = 1;
    for (let y = height - 1; y >= 0; y--) {
      const at = y * width + x;
      const upright = Math.min(contrast[at] ?? 0, contrast[Math.min(at + width, near.length - 1)] ?? 0);
      const ground = groundAt(y, height);
      // Above the subject, the ground continues as if the subject were not there.
      value = Math.max(ground, value) * upright + ground * (1 - upright);
      near[at] = value;
    }
  }
  return near;
}

/** Raises far cells next to near ones until the slope is at most `step` per cell, which keeps near parts in one piece. */
function limitSlope(values: Float32Array, width: number, height: number, step: number): Float32Array {
  const near = Float32Array.from(values);
  const slant = step * Math.SQRT2;
  const raise = (at: number, from: number, by: number) => {
    const min = (near[from] ?? 0) - by;
    if (min > (near[at] ?? 0)) near[at] = min;
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

/** The depth of the center of the frame, weighted by contrast. */
function getSubjectDepth(near: Float32Array, contrast: Float32Array, width: number, height: number): number {
  let sum = 0;
  let weight = 0;
  for (let y = Math.floor(height * 0.3); y < height * 0.8; y++) {
    for (let x = Math.floor(width * 0.33); x < width * 0.67; x++) {
      const at = y * width + x;
      const here = 0.05 + (contrast[at] ?? 0);
      sum += here * (near[at] ?? 0);
      weight += here;
    }
  }
  return weight > 0 ? sum / weight : 0.5;
}

/** Low for a tall subject in the center, which parallax would distort; high for a landscape. */
function getTrust(contrast: Float32Array, width: number, height: number): number {
  let rows = 0;
  for (let y = 0; y < height; y++) {
    let inside = 0;
    let outside = 0;
    for (let x = 0; x < width; x++) {
      const value = contrast[y * width + x] ?? 0;
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

/** Scales values to 0 to 1 between the 2nd and 98th percentile. */
function normalize(values: Float32Array): Float32Array {
  const low = percentile(values, 0.02);
  const span = Math.max(1e-3, percentile(values, 0.98) - low);
  return values.map((value) => Math.min(1, Math.max(0, (value - low) / span)));
}

/** Box blur over `2 * radius + 1` cells; at the border, over the cells that exist. */
function smooth(values: Float32Array, width: number, height: number, radius: number): Float32Array {
  const across = new Float32Array(values.length);
  for (let y = 0; y < height; y++) runningMean(values, across, y * width, 1, width, radius);
  const both = new Float32Array(values.length);
  for (let x = 0; x < width; x++) runningMean(across, both, x, width, height, radius);
  return both;
}

function runningMean(
  from: Float32Array,
  to: Float32Array,
  start: number,
  stride: number,
  length: number,
  radius: number,
): void {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < Math.min(radius, length); i++) {
    sum += from[start + i * stride] ?? 0;
    count++;
  }
  for (let i = 0; i < length; i++) {
    if (i + radius < length) {
      sum += from[start + (i + radius) * stride] ?? 0;
      count++;
    }
    if (i - radius > 0) {
      sum -= from[start + (i - radius - 1) * stride] ?? 0;
      count--;
    }
    to[start + i * stride] = sum / count;
  }
}

/**
 * Smooths `values` and preserves the edges of `guide` (He, Sun and Tang, "Guided Image Filtering", 2010).
 * Where the variance of the guide is below `softness`, it counts as flat.
 */
function guidedFilter(
  guide: Float32Array,
  values: Float32Array,
  width: number,
  height: number,
  radius: number,
  softness: number,
): Float32Array {
  const mean = (map: Float32Array) => smooth(map, width, height, radius);
  const meanGuide = mean(guide);
  const meanValues = mean(values);
  const meanBoth = mean(guide.map((value, at) => value * (values[at] ?? 0)));
  const meanSquare = mean(guide.map((value) => value * value));
  const slope = new Float32Array(values.length);
  const offset = new Float32Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const g = meanGuide[at] ?? 0;
    const v = meanValues[at] ?? 0;
    const a = ((meanBoth[at] ?? 0) - g * v) / ((meanSquare[at] ?? 0) - g * g + softness);
    slope[at] = a;
    offset[at] = v - a * g;
  }
  const meanSlope = mean(slope);
  const meanOffset = mean(offset);
  return guide.map((value, at) => (meanSlope[at] ?? 0) * value + (meanOffset[at] ?? 0));
}
