/**
 * One camera state to one frame: planes in, I420 out, sampled bilinearly at sub-pixel places.
 *
 * The place that each frame pixel looks at is worked out on a mesh of nodes sixteen pixels apart and is linear
 * between them, so parallax costs the same as a plain zoom. Coordinates are fixed point with sixteen fraction bits.
 *
 * @module
 */
import type { CameraState } from "./camera-path.js";
import type { Depth, Still } from "./frame-types.js";

const cell = 16;

/** Where the frame's nodes look, in plane pixels with sixteen fraction bits, row by row. */
interface Mesh {
  readonly columns: number;
  readonly rows: number;
  readonly x: Int32Array;
  readonly y: Int32Array;
}

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
  const mesh: Mesh = { columns, rows, x: new Int32Array(columns * rows), y: new Int32Array(columns * rows) };
  const lumaSize = frameWidth * frameHeight;
  const frame = new Uint8Array((lumaSize * 3) / 2);
  const luma = frame.subarray(0, lumaSize);
  const blue = frame.subarray(lumaSize, lumaSize + lumaSize / 4);
  const red = frame.subarray(lumaSize + lumaSize / 4);
  return {
    draw(state) {
      fillMesh(still, depth, state, mesh);
      drawLuma(still, mesh, luma);
      drawChroma(still, mesh, blue, red);
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

function fillMesh(still: Still, depth: Depth | undefined, state: CameraState, mesh: Mesh): void {
  const { frameWidth, frameHeight, ratioX, ratioY } = still;
  const parallax = state.shiftX !== 0 || state.shiftY !== 0 || state.push !== 0 ? depth : undefined;
  // The path keeps the camera inside the picture; this only takes up rounding.
  const lastX = still.width - 1;
  const lastY = still.height - 1;
  for (let row = 0; row < mesh.rows; row++) {
    const y = Math.min(row * cell, frameHeight - 1) + 0.5 - frameHeight / 2;
    for (let column = 0; column < mesh.columns; column++) {
      const x = Math.min(column * cell, frameWidth - 1) + 0.5 - frameWidth / 2;
      const end = look(state, parallax, frameWidth, frameHeight, x, y);
      const planeX = still.originX + (end.x + frameWidth / 2) * ratioX - 0.5;
      const planeY = still.originY + (end.y + frameHeight / 2) * ratioY - 0.5;
      const at = row * mesh.columns + column;
      mesh.x[at] = Math.round(Math.min(Math.max(planeX, 0), lastX) * 65536);
      mesh.y[at] = Math.round(Math.min(Math.max(planeY, 0), lastY) * 65536);
    }
  }
}

/** Where each cell of a row begins to look and how far it steps for a pixel: four numbers a cell. */
type Spans = Int32Array;

/** Works out the spans of a row; `y` is a frame row, or half a row below one. */
function fillSpans(mesh: Mesh, still: Still, y: number, spans: Spans): void {
  const { columns, x: meshX, y: meshY } = mesh;
  const band = Math.min(Math.floor(y / cell), mesh.rows - 2);
  const top = band * cell;
  const down = (y - top) / (Math.min(top + cell, still.frameHeight - 1) - top);
  const upper = band * columns;
  const lower = upper + columns;
  let startX = between(meshX, upper, lower, down);
  let startY = between(meshY, upper, lower, down);
  for (let column = 0; column < columns - 1; column++) {
    const width = widthOf(still, column);
    const endX = between(meshX, upper + column + 1, lower + column + 1, down);
    const endY = between(meshY, upper + column + 1, lower + column + 1, down);
    spans[column * 4] = startX;
    spans[column * 4 + 1] = startY;
    spans[column * 4 + 2] = (endX - startX) / width;
    spans[column * 4 + 3] = (endY - startY) / width;
    startX = endX;
    startY = endY;
  }
}

/** Pixels from a column of nodes to the next. */
function widthOf(still: Still, column: number): number {
  return Math.min(cell, still.frameWidth - 1 - column * cell);
}

function between(values: Int32Array, upper: number, lower: number, part: number): number {
  const start = values[upper] as number;
  return start + ((values[lower] as number) - start) * part;
}

// The inner loops run a million times a frame: whole numbers only, no calls, no checks that V8 cannot drop.

function drawLuma(still: Still, mesh: Mesh, out: Uint8Array): void {
  const { frameHeight, luma } = still;
  const stride = still.width + 1;
  const cells = mesh.columns - 1;
  const spans = new Int32Array(cells * 4);
  let write = 0;
  for (let y = 0; y < frameHeight; y++) {
    fillSpans(mesh, still, y, spans);
    for (let column = 0; column < cells; column++) {
      let sx = spans[column * 4] as number;
      let sy = spans[column * 4 + 1] as number;
      const stepX = spans[column * 4 + 2] as number;
      const stepY = spans[column * 4 + 3] as number;
      const stop = write + widthOf(still, column) + (column === cells - 1 ? 1 : 0);
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

function drawChroma(still: Still, mesh: Mesh, blueOut: Uint8Array, redOut: Uint8Array): void {
  const { frameHeight, blue, red } = still;
  const stride = (still.width >> 1) + 1;
  const cells = mesh.columns - 1;
  const spans = new Int32Array(cells * 4);
  let write = 0;
  for (let row = 0; row < frameHeight; row += 2) {
    // H.264's usual place of a chroma sample: level with the left luma sample, between the two rows.
    fillSpans(mesh, still, row + 0.5, spans);
    for (let column = 0; column < cells; column++) {
      // The planes' own chroma lies in the middle of four luma pixels: half a pixel off, at half the scale. A step
      // of one chroma pixel is one of two luma pixels, which is as far in the half-sized plane.
      let sx = Math.max(0, (spans[column * 4] as number) - 32768) >> 1;
      let sy = Math.max(0, (spans[column * 4 + 1] as number) - 32768) >> 1;
      const stepX = spans[column * 4 + 2] as number;
      const stepY = spans[column * 4 + 3] as number;
      const stop = write + ((widthOf(still, column) + 1) >> 1);
      while (write < stop) {
        // At the very edge a slanted span may step a hair's breadth outside.
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
