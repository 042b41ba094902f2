/**
 * Extends an image beyond its edges, for a camera that pulls back.
 *
 * The added area mirrors the edge of the image, with a blur that increases outward. It continues light and color without
 * recognizable objects.
 *
 * @module
 */

/** A plane of bytes, row by row without padding. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** Levels of the image pyramid. Each has half the width and height of the previous one; the last is the most blurred. */
const levels = 6;

/** Copies `plane` to the middle of `out`, and fills the padding around it. */
export function extendEdges(plane: Plane, out: Uint8Array, stride: number, padX: number, padY: number): void {
  const { width, height, bytes } = plane;
  for (let y = 0; y < height; y++) {
    out.set(bytes.subarray(y * width, (y + 1) * width), (y + padY) * stride + padX);
  }
  if (padX === 0 && padY === 0) return;
  const pyramid = [plane];
  for (let level = 1; level < levels; level++) pyramid.push(halve(pyramid[level - 1] as Plane));
  for (let y = -padY; y < height + padY; y++) {
    const outsideY = Math.max(0, -y, y - height + 1);
    const sourceY = mirror(y, height);
    for (let x = -padX; x < width + padX; x++) {
      if (outsideY === 0 && x === 0) x = width;
      const outsideX = Math.max(0, -x, x - width + 1);
      // The distance from the edge as a fraction of the padding, squared.
      const distance2 = (padX > 0 ? outsideX / padX : 0) ** 2 + (padY > 0 ? outsideY / padY : 0) ** 2;
      const level = Math.min(levels - 1, (levels - 1) * Math.sqrt(Math.sqrt(distance2) * 1.5));
      out[(y + padY) * stride + x + padX] = sample(pyramid, level, mirror(x, width), sourceY);
    }
  }
}

/** Mirrors a coordinate outside 0 to `length` back inside. */
function mirror(at: number, length: number): number {
  const inside = at < 0 ? -1 - at : at >= length ? 2 * length - 1 - at : at;
  return Math.min(length - 1, Math.max(0, inside));
}

function halve({ width, height, bytes }: Plane): Plane {
  const half = { width: Math.max(1, width >> 1), height: Math.max(1, height >> 1) };
  const out = new Uint8Array(half.width * half.height);
  for (let y = 0; y < half.height; y++) {
    const upper = Math.min(2 * y, height - 1) * width;
    const lower = Math.min(2 * y + 1, height - 1) * width;
    for (let x = 0; x < half.width; x++) {
      const left = Math.min(2 * x, width - 1);
      const right = Math.min(2 * x + 1, width - 1);
      const sum = (at: number) => bytes[at] as number;
      out[y * half.width + x] =
        (sum(upper + left) + sum(upper + right) + sum(lower + left) + sum(lower + right) + 2) >> 2;
    }
  }
  return { ...half, bytes: out };
}

/** Trilinear sample: between two levels, and between four pixels of each. */
function sample(pyramid: readonly Plane[], level: number, x: number, y: number): number {
  const lower = Math.floor(level);
  const sharp = bilinear(pyramid[lower] as Plane, lower, x, y);
  const part = level - lower;
  if (part === 0) return sharp + 0.5;
  return sharp + (bilinear(pyramid[lower + 1] as Plane, lower + 1, x, y) - sharp) * part + 0.5;
}

function bilinear({ width, height, bytes }: Plane, level: number, x: number, y: number): number {
  const scale = 1 << level;
  const px = Math.min(width - 1, Math.max(0, (x + 0.5) / scale - 0.5));
  const py = Math.min(height - 1, Math.max(0, (y + 0.5) / scale - 0.5));
  const left = Math.floor(px);
  const top = Math.floor(py);
  const right = Math.min(width - 1, left + 1);
  const bottom = Math.min(height - 1, top + 1);
  const fx = px - left;
  const at = (column: number, row: number) => bytes[row * width + column] as number;
  const upper = at(left, top) + (at(right, top) - at(left, top)) * fx;
  const lower = at(left, bottom) + (at(right, bottom) - at(left, bottom)) * fx;
  return upper + (lower - upper) * (py - top);
}
