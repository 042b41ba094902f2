/** The thumbnail and the sprite sheet of a clip, rendered from the image on first request. */
import { emptySharpCache } from "../platform/node/sharp.js";
import type { RenderedFile } from "../testing/renderer.js";
import type { Motion } from "./camera-move.js";
import { decodeImage } from "./decode-image.js";
import { estimateDepth } from "./depth-map.js";
import { loadSharp } from "./optional-deps.js";
import { createFrames } from "./warp.js";

/** The parameters of the clip. */
export interface ClipSource {
  readonly image: Uint8Array;
  readonly lastFrame: Uint8Array | undefined;
  readonly motion: Motion;
  /** Seconds. */
  readonly seconds: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Tiles along each side of the sheet. */
const tilesPerSide = 4;
/** Pixels along the longer side of one tile. */
const tileLongSide = 320;
/** Pixels along the longer side of the thumbnail. */
const thumbnailLongSide = 640;

/** The first frame of the clip (the cropped image) as WebP, at most 640 pixels long. */
export async function makeThumbnail(source: ClipSource): Promise<RenderedFile> {
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
 * Sixteen evenly spaced frames from the first to the last, in four rows of four, as JPEG. Tiles have the shape of the clip
 * and are at most 320 pixels long.
 *
 * The layout of OpenAI's sprite sheets has not been verified, and may differ.
 */
export async function makeSpritesheet(source: ClipSource): Promise<RenderedFile> {
  const sharp = await loadSharp();
  const shrink = Math.min(1, tileLongSide / Math.max(source.width, source.height));
  const width = Math.max(2, Math.round((source.width * shrink) / 2) * 2);
  const height = Math.max(2, Math.round((source.height * shrink) / 2) * 2);
  const { motion, seconds } = source;
  const image = await decodeImage(source.image, width, height);
  const lastFrame = source.lastFrame && (await decodeImage(source.lastFrame, width, height));
  const drawAt = createFrames({ image, lastFrame, depth: estimateDepth(image), motion, seconds });
  const sheet = new Uint8Array(width * height * tilesPerSide * tilesPerSide * 3);
  for (let tile = 0; tile < tilesPerSide * tilesPerSide; tile++) {
    const frame = drawAt(tile / (tilesPerSide * tilesPerSide - 1));
    const left = (tile % tilesPerSide) * width;
    const top = Math.floor(tile / tilesPerSide) * height;
    drawTile(frame, width, height, sheet, (top * width * tilesPerSide + left) * 3, width * tilesPerSide * 3);
  }
  const raw = { width: width * tilesPerSide, height: height * tilesPerSide, channels: 3 } as const;
  return { bytes: await sharp(sheet, { raw }).jpeg({ quality: 82 }).toBuffer(), type: "image/jpeg" };
}

/** Converts I420 (BT.709, limited range) to RGB at a position of the sheet. */
function drawTile(frame: Uint8Array, width: number, height: number, sheet: Uint8Array, start: number, stride: number) {
  const size = width * height;
  const clamped = new Uint8ClampedArray(sheet.buffer);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const chroma = size + (y >> 1) * (width >> 1) + (x >> 1);
      const luma = 1.1644 * ((frame[y * width + x] ?? 16) - 16);
      const blue = (frame[chroma] ?? 128) - 128;
      const red = (frame[chroma + size / 4] ?? 128) - 128;
      const at = start + y * stride + x * 3;
      clamped[at] = luma + 1.7927 * red;
      clamped[at + 1] = luma - 0.2132 * blue - 0.5329 * red;
      clamped[at + 2] = luma + 2.1124 * blue;
    }
  }
}
