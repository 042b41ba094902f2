/**
 * The two pictures that go with a clip. Both are drawn again from the image when someone first asks for them.
 *
 * @module
 */

import { emptySharpCache } from "../platform/node/sharp.js";
import type { RenderedFile } from "../testing/renderer.js";
import type { Motion } from "./camera-move.js";
import { beyondFor, createCameraPath } from "./camera-path.js";
import { loadStill } from "./decode-image.js";
import { guessDepth } from "./depth-map.js";
import { loadSharp } from "./optional-deps.js";
import { createWarp } from "./warp.js";

/** What the pictures are drawn from. */
export interface StillsSource {
  readonly image: Uint8Array;
  readonly motion: Motion;
  /** Seconds. */
  readonly seconds: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Tiles along each side of the sheet. */
const side = 4;
/** Pixels along the longer side of one tile. */
const tileLongSide = 320;
/** Pixels along the longer side of the thumbnail: sharp in a list or a card, a tenth of the clip's weight. */
const thumbnailLongSide = 640;

/** The clip's first frame, which is the cropped image itself, as WebP, at most 640 pixels long. */
export async function makeThumbnail(source: StillsSource): Promise<RenderedFile> {
  const sharp = await loadSharp();
  const shrink = Math.min(1, thumbnailLongSide / Math.max(source.width, source.height));
  const bytes = await sharp(source.image, { failOn: "truncated" })
    .autoOrient()
    .resize(Math.round(source.width * shrink), Math.round(source.height * shrink), { fit: "cover" })
    .flatten({ background: "#ffffff" })
    .webp({ quality: 82 })
    .toBuffer()
    .finally(() => emptySharpCache(sharp));
  return { bytes, type: "image/webp" };
}

/**
 * Sixteen frames, evenly spread from the first to the last, row by row in four rows of four, as JPEG.
 * Tiles have the clip's shape and are at most 320 pixels long.
 *
 * The layout of OpenAI's own sprite sheets has not been verified; this one is ugoku's.
 */
export async function makeSpritesheet(source: StillsSource): Promise<RenderedFile> {
  const sharp = await loadSharp();
  const shrink = Math.min(1, tileLongSide / Math.max(source.width, source.height));
  const width = Math.max(2, Math.round((source.width * shrink) / 2) * 2);
  const height = Math.max(2, Math.round((source.height * shrink) / 2) * 2);
  const still = await loadStill(source.image, width, height, beyondFor(source.motion));
  const depth = guessDepth(still);
  const { room } = still;
  const { trust, subject } = depth;
  const path = createCameraPath(source.motion, { seconds: source.seconds, width, height, room, trust, subject });
  const warp = createWarp(still, depth);
  const sheet = new Uint8Array(width * height * side * side * 3);
  for (let tile = 0; tile < side * side; tile++) {
    const frame = warp.draw(path.at(tile / (side * side - 1)));
    const left = (tile % side) * width;
    const top = Math.floor(tile / side) * height;
    paint(frame, width, height, sheet, (top * width * side + left) * 3, width * side * 3);
  }
  const raw = { width: width * side, height: height * side, channels: 3 } as const;
  return { bytes: await sharp(sheet, { raw }).jpeg({ quality: 82 }).toBuffer(), type: "image/jpeg" };
}

/** I420 (BT.709, limited range) to RGB at a place of a larger picture. */
function paint(frame: Uint8Array, width: number, height: number, sheet: Uint8Array, start: number, stride: number) {
  const size = width * height;
  const clamped = new Uint8ClampedArray(sheet.buffer);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = size + (y >> 1) * (width >> 1) + (x >> 1);
      const luma = 1.1644 * ((frame[y * width + x] ?? 16) - 16);
      const blue = (frame[colour] ?? 128) - 128;
      const red = (frame[colour + size / 4] ?? 128) - 128;
      const at = start + y * stride + x * 3;
      clamped[at] = luma + 1.7927 * red;
      clamped[at + 1] = luma - 0.2132 * blue - 0.5329 * red;
      clamped[at + 2] = luma + 2.1124 * blue;
    }
  }
}
