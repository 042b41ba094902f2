/**
 * Renders one frame of a camera state: planes to I420, with bilinear sampling at sub-pixel positions.
 *
 * The source position of each frame pixel is computed on a mesh of nodes 16 pixels apart and interpolated linearly, so
 * parallax costs the same as a zoom. Coordinates are fixed point with 16 fraction bits.
 */

import type { Motion } from "./camera-move.js";
import { atRest, type CameraState, createCameraPath } from "./camera-path.js";
import type { DecodedImage, Depth } from "./frame-types.js";

const cell = 16;

/** The source positions of the nodes, in plane pixels with 16 fraction bits, row by row. */
interface Mesh {
  readonly columns: number;
  readonly rows: number;
  readonly x: Int32Array;
  readonly y: Int32Array;
}

/** Renders frames of one image into a reused buffer. */
export interface Warp {
  /** The frame as I420, `width * height * 3 / 2` bytes. Overwritten by the next call. */
  draw(state: CameraState): Uint8Array;
}

/** Creates the mesh and the buffer for an image. Without `depth`, there is no parallax. */
export function createWarp(image: DecodedImage, depth: Depth | undefined): Warp {
  const { frameWidth, frameHeight } = image;
  const columns = Math.ceil((frameWidth - 1) / cell) + 1;
  const rows = Math.ceil((frameHeight - 1) / cell) + 1;
  const mesh: Mesh = { columns, rows, x: new Int32Array(columns * rows), y: new Int32Array(columns * rows) };
  const lumaSize = frameWidth * frameHeight;
  const frame = new Uint8Array((lumaSize * 3) / 2);
  const luma = frame.subarray(0, lumaSize);
  const blue = frame.subarray(lumaSize, lumaSize + lumaSize / 4);
  const red = frame.subarray(lumaSize + lumaSize / 4);
  return {
    draw(state) {
      fillMesh(image, depth, state, mesh);
      drawLuma(image, mesh, luma);
      drawChroma(image, mesh, blue, red);
      return frame;
    },
  };
}

/** What a clip shows. The images are of the same frame size. */
export interface Scene {
  readonly image: DecodedImage;
  /** The image that the clip ends on. */
  readonly lastFrame: DecodedImage | undefined;
  readonly depth: Depth;
  readonly motion: Motion;
  readonly seconds: number;
}

/** Seconds in which a clip fades to its last frame, and the largest part of the clip for it. */
const fade = { seconds: 1, part: 1 / 3 };

/**
 * Draws the frames of a clip by their time, from 0 (first frame) to 1 (last frame), into a reused buffer. The camera moves on
 * while the clip fades to its last frame, which stands still.
 */
export function createFrames({ image, lastFrame, depth, motion, seconds }: Scene) {
  const { frameWidth: width, frameHeight: height, margins } = image;
  const { trust, subject, slope, focus } = depth;
  const path = createCameraPath(motion, { seconds, width, height, margins, trust, subject, slope, focus });
  const warp = createWarp(image, depth);
  const end = lastFrame && createWarp(lastFrame, undefined).draw(atRest);
  const fadePart = Math.min(fade.part, fade.seconds / seconds);
  return (time: number): Uint8Array => {
    const frame = warp.draw(path.at(time));
    if (end && time > 1 - fadePart) blend(frame, end, (time - 1 + fadePart) / fadePart);
    return frame;
  };
}

/** Mixes `end` into `frame`; `part` is 0 for the frame as it is, 1 for `end`. */
function blend(frame: Uint8Array, end: Uint8Array, part: number): void {
  // Slow at both ends: nothing jumps.
  const weight = Math.round(part * part * (3 - 2 * part) * 256);
  for (let at = 0; at < frame.length; at++) {
    const value = frame[at] as number;
    frame[at] = value + ((((end[at] as number) - value) * weight + 128) >> 8);
  }
}

/** The source position of a frame position, in frame pixels from the center. */
function toSourcePoint(
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
  // The depth is known at the source position, which itself depends on the depth: three iterations converge.
  let endX = flatX;
  let endY = flatY;
  for (let step = 0; step < 3; step++) {
    const near = sampleDepth(depth, endX / width + 0.5, endY / height + 0.5);
    endX = flatX + near * (state.shiftX + state.push * x);
    endY = flatY + near * (state.shiftY + state.push * y);
  }
  return { x: endX, y: endY };
}

/** The depth at a position; `u` and `v` are 0 to 1 over the frame. Beyond it, the border value applies. */
function sampleDepth(depth: Depth, u: number, v: number): number {
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

function fillMesh(image: DecodedImage, depth: Depth | undefined, state: CameraState, mesh: Mesh): void {
  const { frameWidth, frameHeight, ratioX, ratioY } = image;
  const parallax = state.shiftX !== 0 || state.shiftY !== 0 || state.push !== 0 ? depth : undefined;
  // The path keeps the camera inside the image; clamping only absorbs rounding errors.
  const lastX = image.width - 1;
  const lastY = image.height - 1;
  for (let row = 0; row < mesh.rows; row++) {
    const y = Math.min(row * cell, frameHeight - 1) + 0.5 - frameHeight / 2;
    for (let column = 0; column < mesh.columns; column++) {
      const x = Math.min(column * cell, frameWidth - 1) + 0.5 - frameWidth / 2;
      const end = toSourcePoint(state, parallax, frameWidth, frameHeight, x, y);
      const planeX = image.originX + (end.x + frameWidth / 2) * ratioX - 0.5;
      const planeY = image.originY + (end.y + frameHeight / 2) * ratioY - 0.5;
      const at = row * mesh.columns + column;
      mesh.x[at] = Math.round(Math.min(Math.max(planeX, 0), lastX) * 65536);
      mesh.y[at] = Math.round(Math.min(Math.max(planeY, 0), lastY) * 65536);
    }
  }
}

/** Start position and step per pixel of each cell in a row: four numbers per cell. */
type Spans = Int32Array;

/** Computes the spans of a row; `y` is a frame row, or half a row below one. */
function fillSpans(mesh: Mesh, image: DecodedImage, y: number, spans: Spans): void {
  const { columns, x: meshX, y: meshY } = mesh;
  const band = Math.min(Math.floor(y / cell), mesh.rows - 2);
  const top = band * cell;
  const down = (y - top) / (Math.min(top + cell, image.frameHeight - 1) - top);
  const upper = band * columns;
  const lower = upper + columns;
  let startX = interpolate(meshX, upper, lower, down);
  let startY = interpolate(meshY, upper, lower, down);
  for (let column = 0; column < columns - 1; column++) {
    const width = getCellWidth(image, column);
    const endX = interpolate(meshX, upper + column + 1, lower + column + 1, down);
    const endY = interpolate(meshY, upper + column + 1, lower + column + 1, down);
    spans[column * 4] = startX;
    spans[column * 4 + 1] = startY;
    spans[column * 4 + 2] = (endX - startX) / width;
    spans[column * 4 + 3] = (endY - startY) / width;
    startX = endX;
    startY = endY;
  }
}

/** Pixels from one column of nodes to the next. */
function getCellWidth(image: DecodedImage, column: number): number {
  return Math.min(cell, image.frameWidth - 1 - column * cell);
}

function interpolate(values: Int32Array, upper: number, lower: number, part: number): number {
  const start = values[upper] as number;
  return start + ((values[lower] as number) - start) * part;
}

// The inner loops run a million times per frame: integers only, no calls, and no checks that V8 cannot remove.

function drawLuma(image: DecodedImage, mesh: Mesh, out: Uint8Array): void {
  const { frameHeight, luma } = image;
  const stride = image.width + 1;
  const cells = mesh.columns - 1;
  const spans = new Int32Array(cells * 4);
  let write = 0;
  for (let y = 0; y < frameHeight; y++) {
    fillSpans(mesh, image, y, spans);
    for (let column = 0; column < cells; column++) {
      let sx = spans[column * 4] as number;
      let sy = spans[column * 4 + 1] as number;
      const stepX = spans[column * 4 + 2] as number;
      const stepY = spans[column * 4 + 3] as number;
      const stop = write + getCellWidth(image, column) + (column === cells - 1 ? 1 : 0);
      while (write < stop) {
        const at = (Math.imul(sy >> 16, stride) + (sx >> 16)) | 0;
        const fx = (sx >> 8) & 255;
        const a = luma[at] as number;
        const c = luma[at + stride] as number;
        const ab = ((a << 8) + Math.imul((luma[at + 1] as number) - a, fx)) | 0;
        const cd = ((c << 8) + Math.imul((luma[at + stride + 1] as number) - c, fx)) | 0;
        out[write++] = ((ab << 8) + Math.imul(cd - ab, (sy >> 8) & 255) + 32768) >> 16;
        sx = (sx + stepX) | 0;
        sy = (sy + stepY) | 0;
      }
    }
  }
}

function drawChroma(image: DecodedImage, mesh: Mesh, blueOut: Uint8Array, redOut: Uint8Array): void {
  const { frameHeight, blue, red } = image;
  const stride = (image.width >> 1) + 1;
  const cells = mesh.columns - 1;
  const spans = new Int32Array(cells * 4);
  let write = 0;
  for (let row = 0; row < frameHeight; row += 2) {
    // The default chroma position of H.264: aligned with the left luma sample, between the two rows.
    fillSpans(mesh, image, row + 0.5, spans);
    for (let column = 0; column < cells; column++) {
      // The chroma of the planes is centered between four luma pixels: half a pixel off, at half the scale. A step of one
      // chroma pixel is two luma pixels, which is the same distance in the half-size plane.
      let sx = Math.max(0, (spans[column * 4] as number) - 32768) >> 1;
      let sy = Math.max(0, (spans[column * 4 + 1] as number) - 32768) >> 1;
      const stepX = spans[column * 4 + 2] as number;
      const stepY = spans[column * 4 + 3] as number;
      const stop = write + ((getCellWidth(image, column) + 1) >> 1);
      while (write < stop) {
        // At the edge, a slanted span may step slightly outside.
        if (sy < 0) sy = 0;
        const at = (Math.imul(sy >> 16, stride) + (sx >> 16)) | 0;
        const fx = (sx >> 8) & 255;
        const fy = (sy >> 8) & 255;
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
