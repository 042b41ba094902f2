/**
 * One camera state to one frame: planes in, I420 out, sampled bilinearly at sub-pixel places.
 *
 * The place that each frame pixel looks at is worked out on a mesh of nodes sixteen pixels apart and is linear
 * between them, so parallax costs the same as a plain zoom. Coordinates are fixed point with sixteen fraction bits.
 *
 * @module
 */
import type { CameraState } from "./camera-path.js";
import type { Depth, Still } from "./still.js";

const cell = 16;

/** Draws frames of one still into one reused buffer. */
export interface Warp {
  /** The frame as I420, `width * height * 3 / 2` bytes. Overwritten by the next call. */
  draw(state: CameraState): Uint8Array;
}

/** Prepares the mesh and the buffer for a still. Without `depth` every move is flat. */
export function createWarp(still: Still, depth: Depth | undefined): Warp {
  const { frameWidth, frameHeight } = still;
  const columns = Math.ceil((frameWidth - 1) / cell) + 1;
  const rows = Math.ceil((frameHeight - 1) / cell) + 1;
  const meshX = new Int32Array(columns * rows);
  const meshY = new Int32Array(columns * rows);
  const lumaSize = frameWidth * frameHeight;
  const frame = new Uint8Array((lumaSize * 3) / 2);
  const luma = frame.subarray(0, lumaSize);
  const blue = frame.subarray(lumaSize, lumaSize + lumaSize / 4);
  const red = frame.subarray(lumaSize + lumaSize / 4);
  return {
    draw(state) {
      fillMesh(still, depth, state, columns, rows, meshX, meshY);
      drawLuma(still, luma, columns, meshX, meshY);
      drawChroma(still, blue, red, columns, meshX, meshY);
      return frame;
    },
  };
}

/** Where a frame place looks at in the frame at rest, in frame pixels measured from its centre. */
export function look(
  state: CameraState,
  depth: Depth | undefined,
  width: number,
  height: number,
  x: number,
  y: number,
): { x: number; y: number } {
  const cos = Math.cos(state.roll) * state.scale;
  const sin = Math.sin(state.roll) * state.scale;
  const flatX = state.x + cos * x - sin * y;
  const flatY = state.y + sin * x + cos * y;
  if (depth === undefined) return { x: flatX, y: flatY };
  // How near a place is belongs to where the ray ends, which depends on how near it is: three steps settle it.
  let endX = flatX;
  let endY = flatY;
  for (let step = 0; step < 3; step++) {
    const near = nearAt(depth, endX / width + 0.5, endY / height + 0.5);
    endX = flatX + near * (state.shiftX + state.push * x);
    endY = flatY + near * (state.shiftY + state.push * y);
  }
  return { x: endX, y: endY };
}

/** How near a place is; `u` and `v` run from 0 to 1 over the frame, and the border goes on beyond it. */
function nearAt(depth: Depth, u: number, v: number): number {
  const x = Math.min(Math.max(u * depth.width - 0.5, 0), depth.width - 1.001);
  const y = Math.min(Math.max(v * depth.height - 0.5, 0), depth.height - 1.001);
  const left = Math.floor(x);
  const top = Math.floor(y);
  const fx = x - left;
  const at = top * depth.width + left;
  const { near } = depth;
  const upper = (near[at] ?? 0) * (1 - fx) + (near[at + 1] ?? 0) * fx;
  const lower = (near[at + depth.width] ?? 0) * (1 - fx) + (near[at + depth.width + 1] ?? 0) * fx;
  return upper + (lower - upper) * (y - top);
}

function fillMesh(
  still: Still,
  depth: Depth | undefined,
  state: CameraState,
  columns: number,
  rows: number,
  meshX: Int32Array,
  meshY: Int32Array,
): void {
  const { frameWidth, frameHeight, ratioX, ratioY } = still;
  const parallax = state.shiftX !== 0 || state.shiftY !== 0 || state.push !== 0 ? depth : undefined;
  // The path keeps the camera inside the picture; this only takes up rounding.
  const lastX = still.width - 1;
  const lastY = still.height - 1;
  for (let row = 0; row < rows; row++) {
    const y = Math.min(row * cell, frameHeight - 1) + 0.5 - frameHeight / 2;
    for (let column = 0; column < columns; column++) {
      const x = Math.min(column * cell, frameWidth - 1) + 0.5 - frameWidth / 2;
      const end = look(state, parallax, frameWidth, frameHeight, x, y);
      const planeX = still.originX + (end.x + frameWidth / 2) * ratioX - 0.5;
      const planeY = still.originY + (end.y + frameHeight / 2) * ratioY - 0.5;
      const at = row * columns + column;
      meshX[at] = Math.round(Math.min(Math.max(planeX, 0), lastX) * 65536);
      meshY[at] = Math.round(Math.min(Math.max(planeY, 0), lastY) * 65536);
    }
  }
}

function drawLuma(still: Still, out: Uint8Array, columns: number, meshX: Int32Array, meshY: Int32Array): void {
  const { frameWidth, frameHeight, luma } = still;
  const stride = still.width + 1;
  const lastColumn = columns - 2;
  let write = 0;
  for (let y = 0; y < frameHeight; y++) {
    const band = Math.min(Math.floor(y / cell), Math.ceil((frameHeight - 1) / cell) - 1);
    const top = band * cell;
    const down = (y - top) / (Math.min(top + cell, frameHeight - 1) - top);
    const upper = band * columns;
    const lower = upper + columns;
    for (let column = 0; column <= lastColumn; column++) {
      const left = column * cell;
      const last = column === lastColumn;
      const span = last ? frameWidth - 1 - left : cell;
      const upX = meshX[upper + column] as number;
      const upY = meshY[upper + column] as number;
      const upNextX = meshX[upper + column + 1] as number;
      const upNextY = meshY[upper + column + 1] as number;
      const startX = upX + ((meshX[lower + column] as number) - upX) * down;
      const startY = upY + ((meshY[lower + column] as number) - upY) * down;
      const endX = upNextX + ((meshX[lower + column + 1] as number) - upNextX) * down;
      const endY = upNextY + ((meshY[lower + column + 1] as number) - upNextY) * down;
      const stepX = ((endX - startX) / span) | 0;
      const stepY = ((endY - startY) / span) | 0;
      let sx = startX | 0;
      let sy = startY | 0;
      const stop = write + (last ? span + 1 : span);
      while (write < stop) {
        const at = (Math.imul(sy >> 16, stride) + (sx >> 16)) | 0;
        const fx = (sx >> 8) & 255;
        const fy = (sy >> 8) & 255;
        const a = luma[at] as number;
        const c = luma[at + stride] as number;
        const ab = ((a << 8) + Math.imul((luma[at + 1] as number) - a, fx)) | 0;
        const cd = ((c << 8) + Math.imul((luma[at + stride + 1] as number) - c, fx)) | 0;
        out[write++] = ((ab << 8) + Math.imul(cd - ab, fy) + 32768) >> 16;
        sx = (sx + stepX) | 0;
        sy = (sy + stepY) | 0;
      }
    }
  }
}

function drawChroma(
  still: Still,
  blueOut: Uint8Array,
  redOut: Uint8Array,
  columns: number,
  meshX: Int32Array,
  meshY: Int32Array,
): void {
  const { frameWidth, frameHeight, blue, red } = still;
  const half = still.width >> 1;
  const stride = half + 1;
  const limitX = (half - 1) << 16;
  const limitY = ((still.height >> 1) - 1) << 16;
  const lastColumn = columns - 2;
  let write = 0;
  for (let row = 0; row < frameHeight; row += 2) {
    // H.264's usual place of a chroma sample: level with the left luma sample, between the two rows.
    const y = row + 0.5;
    const band = Math.min(Math.floor(y / cell), Math.ceil((frameHeight - 1) / cell) - 1);
    const top = band * cell;
    const down = (y - top) / (Math.min(top + cell, frameHeight - 1) - top);
    const upper = band * columns;
    const lower = upper + columns;
    for (let column = 0; column <= lastColumn; column++) {
      const left = column * cell;
      const last = column === lastColumn;
      const span = last ? frameWidth - 1 - left : cell;
      const upX = meshX[upper + column] as number;
      const upY = meshY[upper + column] as number;
      const upNextX = meshX[upper + column + 1] as number;
      const upNextY = meshY[upper + column + 1] as number;
      const startX = upX + ((meshX[lower + column] as number) - upX) * down;
      const startY = upY + ((meshY[lower + column] as number) - upY) * down;
      const endX = upNextX + ((meshX[lower + column + 1] as number) - upNextX) * down;
      const endY = upNextY + ((meshY[lower + column + 1] as number) - upNextY) * down;
      // Half the luma step for each of two luma pixels, and the planes' samples lie between their four luma ones.
      const stepX = ((endX - startX) / span) | 0;
      const stepY = ((endY - startY) / span) | 0;
      let sx = ((startX - 32768) / 2) | 0;
      let sy = ((startY - 32768) / 2) | 0;
      const stop = write + ((last ? span + 1 : span) >> 1);
      while (write < stop) {
        const cx = sx < 0 ? 0 : sx > limitX ? limitX : sx;
        const cy = sy < 0 ? 0 : sy > limitY ? limitY : sy;
        const at = (Math.imul(cy >> 16, stride) + (cx >> 16)) | 0;
        const fx = (cx >> 8) & 255;
        const fy = (cy >> 8) & 255;
        const a = blue[at] as number;
        const c = blue[at + stride] as number;
        const ab = ((a << 8) + Math.imul((blue[at + 1] as number) - a, fx)) | 0;
        const cd = ((c << 8) + Math.imul((blue[at + stride + 1] as number) - c, fx)) | 0;
        blueOut[write] = ((ab << 8) + Math.imul(cd - ab, fy) + 32768) >> 16;
        const e = red[at] as number;
        const g = red[at + stride] as number;
        const ef = ((e << 8) + Math.imul((red[at + 1] as number) - e, fx)) | 0;
        const gh = ((g << 8) + Math.imul((red[at + stride + 1] as number) - g, fx)) | 0;
        redOut[write++] = ((ef << 8) + Math.imul(gh - ef, fy) + 32768) >> 16;
        sx = (sx + stepX) | 0;
        sy = (sy + stepY) | 0;
      }
    }
  }
}
