/**
 * Decodes a JPEG, PNG or WebP to the planes that the warp samples.
 *
 * @module
 */

import { emptySharpCache } from "../platform/node/sharp.js";
import { UgokuError } from "../utils/errors.js";
import { extendEdges, type Plane } from "./extend-edges.js";
import type { DecodedImage } from "./frame-types.js";
import { loadSharp } from "./optional-deps.js";

/**
 * Maximum plane pixels per frame pixel. The extra pixels provide detail for a camera that moves closer, and keep bilinear
 * samples sharp at every sub-pixel phase.
 */
const oversampling = 1.25;
/** Accepted formats. sharp also decodes others, such as SVG, which can reference external content. */
const formats: ReadonlySet<string> = new Set(["jpeg", "png", "webp"]);
/** How much of the cropped part is kept for the camera, as a fraction of the frame. */
const maxMargin = 0.2;

/**
 * Decodes an image and crops it to the shape of the frame, centered ("cover"). `padding` extends the image beyond its
 * edges, as a fraction of the frame's width and height: see `extend-edges.ts`.
 */
export async function decodeImage(
  bytes: Uint8Array,
  frameWidth: number,
  frameHeight: number,
  padding = 0,
): Promise<DecodedImage> {
  const sharp = await loadSharp();
  try {
    const { image, autoOrient } = await open(sharp, bytes);
    const crop = getCoverCrop(autoOrient.width, autoOrient.height, frameWidth, frameHeight);
    image.autoOrient();
    // Without extract(), a JPEG decoder may shrink while it decodes, which saves time and memory.
    if (crop.width < autoOrient.width || crop.height < autoOrient.height) {
      image.extract({ left: crop.left, top: crop.top, width: crop.width, height: crop.height });
    }
    const { data, info } = await image
      .resize(crop.planeWidth, crop.planeHeight, { fit: "fill", kernel: "lanczos3" })
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    // Even, because chroma has half the resolution.
    const padX = 2 * Math.ceil((padding * frameWidth * crop.position.ratioX) / 2);
    const padY = 2 * Math.ceil((padding * frameHeight * crop.position.ratioY) / 2);
    const planes = toPlanes(data, info.channels, crop.planeWidth, crop.planeHeight, padX, padY);
    return { frameWidth, frameHeight, ...planes, ...addPadding(crop.position, padX, padY) };
  } catch (cause) {
    throw decodeError(cause);
  } finally {
    emptySharpCache(sharp);
  }
}

async function open(sharp: Awaited<ReturnType<typeof loadSharp>>, bytes: Uint8Array) {
  const image = sharp(bytes, { failOn: "truncated" });
  const { autoOrient, format } = await image.metadata();
  if (!formats.has(format)) throw new TypeError(`the format is ${format}, not JPEG, PNG or WebP`);
  return { image, autoOrient };
}

function decodeError(cause: unknown): UgokuError {
  return new UgokuError("preview_failed", `The preview engine cannot decode the image: ${getReason(cause)}`, {
    cause,
    hint: "Pass a complete JPEG, PNG or WebP image. If an image viewer opens it, save it again as JPEG.",
  });
}

function getReason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return `${text.split("\n")[0]?.replace(/\.$/, "") ?? "unknown"}.`;
}

/** The part of the image to keep, its plane size, and the position of the frame in it. */
function getCoverCrop(imageWidth: number, imageHeight: number, frameWidth: number, frameHeight: number) {
  // Image pixels per frame pixel.
  const step = Math.min(imageWidth / frameWidth, imageHeight / frameHeight);
  const horizontal = cropAxis(imageWidth, frameWidth, step);
  const vertical = cropAxis(imageHeight, frameHeight, step);
  return {
    left: horizontal.start,
    top: vertical.start,
    width: horizontal.length,
    height: vertical.length,
    planeWidth: horizontal.plane,
    planeHeight: vertical.plane,
    position: {
      ratioX: horizontal.ratio,
      ratioY: vertical.ratio,
      originX: horizontal.origin,
      originY: vertical.origin,
      margins: { left: horizontal.before, right: horizontal.after, top: vertical.before, bottom: vertical.after },
    },
  };
}

/** The position of the frame in the padded plane. */
function addPadding(position: ReturnType<typeof getCoverCrop>["position"], padX: number, padY: number) {
  const { ratioX, ratioY, originX, originY, margins } = position;
  const across = padX / ratioX;
  const along = padY / ratioY;
  return {
    ratioX,
    ratioY,
    originX: originX + padX,
    originY: originY + padY,
    margins: {
      left: margins.left + across,
      right: margins.right + across,
      top: margins.top + along,
      bottom: margins.bottom + along,
    },
  };
}

function cropAxis(image: number, frame: number, step: number) {
  const center = image / 2;
  const reach = (frame * step) / 2 + frame * step * maxMargin;
  const start = Math.max(0, Math.floor(center - reach));
  const end = Math.min(image, Math.ceil(center + reach));
  const length = end - start;
  const wanted = (length / step) * Math.min(oversampling, Math.max(1, step));
  const plane = Math.max(2, Math.round(wanted / 2) * 2);
  const scale = plane / length;
  const ratio = step * scale;
  const origin = (center - (frame * step) / 2 - start) * scale;
  return { start, length, plane, ratio, origin, before: origin / ratio, after: (plane - origin) / ratio - frame };
}

/** RGB to BT.709 limited range in fixed point, chroma averaged over two by two pixels. */
function toPlanes(rgb: Uint8Array, channels: number, width: number, height: number, padX: number, padY: number) {
  const luma = new Uint8Array(width * height);
  const half = width >> 1;
  const halfHeight = height >> 1;
  const blue = new Uint8Array(half * halfHeight);
  const red = new Uint8Array(half * halfHeight);
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let corner = 0; corner < 4; corner++) {
        const pixel = (y + (corner >> 1)) * width + x + (corner & 1);
        const at = pixel * channels;
        const pr = rgb[at] ?? 0;
        const pg = rgb[at + 1] ?? 0;
        const pb = rgb[at + 2] ?? 0;
        // 65536 * 219 / 255 * (0.2126, 0.7152, 0.0722)
        luma[pixel] = (11966 * pr + 40254 * pg + 4064 * pb + 1081344) >> 16;
        r += pr;
        g += pg;
        b += pb;
      }
      const at = (y >> 1) * half + (x >> 1);
      // The sums are of four pixels, so a quarter of 65536 * 224 / 255 * the BT.709 weights.
      blue[at] = (-1649 * r - 5547 * g + 7196 * b + 8421376) >> 16;
      red[at] = (7196 * r - 6536 * g - 660 * b + 8421376) >> 16;
    }
  }
  const finishChroma = (bytes: Uint8Array) =>
    finishPlane({ width: half, height: halfHeight, bytes }, padX / 2, padY / 2);
  return {
    width: width + 2 * padX,
    height: height + 2 * padY,
    luma: finishPlane({ width, height, bytes: luma }, padX, padY),
    blue: finishChroma(blue),
    red: finishChroma(red),
  };
}

/** Copies a plane into shared memory, with padding and the extra column and row. */
function finishPlane(plane: Plane, padX: number, padY: number): Uint8Array {
  const width = plane.width + 2 * padX;
  const height = plane.height + 2 * padY;
  const out = new Uint8Array(new SharedArrayBuffer((width + 1) * (height + 1)));
  extendEdges(plane, out, width + 1, padX, padY);
  repeatLastEdges(out, width, height);
  return out;
}

/** Fills the extra column and row with copies of the last ones. */
function repeatLastEdges(plane: Uint8Array, width: number, height: number): void {
  const stride = width + 1;
  for (let y = 0; y < height; y++) plane[y * stride + width] = plane[y * stride + width - 1] ?? 0;
  plane.copyWithin(height * stride, (height - 1) * stride, height * stride);
}
