/**
 * Bytes of a JPEG, PNG or WebP to planes that the warp reads.
 *
 * @module
 */

import { emptySharpCache } from "../platform/node/sharp.js";
import { UgokuError } from "../utils/errors.js";
import { extendEdges, type Plane } from "./extend-edges.js";
import type { Still } from "./frame-types.js";
import { loadSharp } from "./optional-deps.js";

/**
 * Plane pixels for one frame pixel, if the picture has them. A camera that comes nearer then still finds real
 * detail, and the bilinear samples stay sharp at every sub-pixel phase.
 */
const oversampling = 1.25;
/** What is decoded. The decoder knows more, such as SVG, which is a program and not a picture. */
const formats: ReadonlySet<string> = new Set(["jpeg", "png", "webp"]);
/** How much of the picture beyond the frame is kept for the camera, as a part of the frame's width and height. */
const keptRoom = 0.2;

/**
 * Decodes the picture and cuts it to the frame's shape, centred ("cover"). Sizes are in pixels; `beyond` is how far the
 * picture is to go on beyond its edges, as a part of the frame's width and height: see `beyond.ts`.
 */
export async function loadStill(
  bytes: Uint8Array,
  frameWidth: number,
  frameHeight: number,
  beyond = 0,
): Promise<Still> {
  const sharp = await loadSharp();
  try {
    const { image, autoOrient } = await open(sharp, bytes);
    const cut = coverCut(autoOrient.width, autoOrient.height, frameWidth, frameHeight);
    image.autoOrient();
    // Without a cut a JPEG decoder may shrink while it decodes, which saves most of a large photo's time and memory.
    if (cut.width < autoOrient.width || cut.height < autoOrient.height) {
      image.extract({ left: cut.left, top: cut.top, width: cut.width, height: cut.height });
    }
    const { data, info } = await image
      .resize(cut.planeWidth, cut.planeHeight, { fit: "fill", kernel: "lanczos3" })
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    // Even, so that chroma has half of it.
    const padX = 2 * Math.ceil((beyond * frameWidth * cut.place.ratioX) / 2);
    const padY = 2 * Math.ceil((beyond * frameHeight * cut.place.ratioY) / 2);
    const planes = toPlanes(data, info.channels, cut.planeWidth, cut.planeHeight, padX, padY);
    return { frameWidth, frameHeight, ...planes, ...padded(cut.place, padX, padY) };
  } catch (cause) {
    throw undecodable(cause);
  } finally {
    emptySharpCache(sharp);
  }
}

async function open(sharp: Awaited<ReturnType<typeof loadSharp>>, bytes: Uint8Array) {
  const image = sharp(bytes, { failOn: "truncated" });
  const { autoOrient, format } = await image.metadata();
  if (!formats.has(format)) throw new TypeError(`it is ${format}, not JPEG, PNG or WebP`);
  return { image, autoOrient };
}

function undecodable(cause: unknown): UgokuError {
  return new UgokuError("preview_failed", `The preview engine cannot decode the image: ${reason(cause)}`, {
    cause,
    hint: "Pass a whole JPEG, PNG or WebP picture. If an image viewer opens it, save it again as JPEG.",
  });
}

function reason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return `${text.split("\n")[0]?.replace(/\.$/, "") ?? "unknown"}.`;
}

/** Which part of the picture to keep, how large, and where the frame lies in it. */
function coverCut(pictureWidth: number, pictureHeight: number, frameWidth: number, frameHeight: number) {
  // Picture pixels for one frame pixel.
  const step = Math.min(pictureWidth / frameWidth, pictureHeight / frameHeight);
  const horizontal = cutAxis(pictureWidth, frameWidth, step);
  const vertical = cutAxis(pictureHeight, frameHeight, step);
  return {
    left: horizontal.start,
    top: vertical.start,
    width: horizontal.length,
    height: vertical.length,
    planeWidth: horizontal.plane,
    planeHeight: vertical.plane,
    place: {
      ratioX: horizontal.ratio,
      ratioY: vertical.ratio,
      originX: horizontal.origin,
      originY: vertical.origin,
      room: { left: horizontal.before, right: horizontal.after, top: vertical.before, bottom: vertical.after },
    },
  };
}

/** Where the frame lies in the plane that goes on beyond the picture. */
function padded(place: ReturnType<typeof coverCut>["place"], padX: number, padY: number) {
  const { ratioX, ratioY, originX, originY, room } = place;
  const across = padX / ratioX;
  const along = padY / ratioY;
  return {
    ratioX,
    ratioY,
    originX: originX + padX,
    originY: originY + padY,
    room: {
      left: room.left + across,
      right: room.right + across,
      top: room.top + along,
      bottom: room.bottom + along,
    },
  };
}

function cutAxis(picture: number, frame: number, step: number) {
  const centre = picture / 2;
  const reach = (frame * step) / 2 + frame * step * keptRoom;
  const start = Math.max(0, Math.floor(centre - reach));
  const end = Math.min(picture, Math.ceil(centre + reach));
  const length = end - start;
  const wanted = (length / step) * Math.min(oversampling, Math.max(1, step));
  const plane = Math.max(2, Math.round(wanted / 2) * 2);
  const scale = plane / length;
  const ratio = step * scale;
  const origin = (centre - (frame * step) / 2 - start) * scale;
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
        const place = (y + (corner >> 1)) * width + x + (corner & 1);
        const at = place * channels;
        const pr = rgb[at] ?? 0;
        const pg = rgb[at + 1] ?? 0;
        const pb = rgb[at + 2] ?? 0;
        // 65536 * 219 / 255 * (0.2126, 0.7152, 0.0722)
        luma[place] = (11966 * pr + 40254 * pg + 4064 * pb + 1081344) >> 16;
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
  const colour = (bytes: Uint8Array) => finished({ width: half, height: halfHeight, bytes }, padX / 2, padY / 2);
  return {
    width: width + 2 * padX,
    height: height + 2 * padY,
    luma: finished({ width, height, bytes: luma }, padX, padY),
    blue: colour(blue),
    red: colour(red),
  };
}

/** The plane in shared memory, with what is beyond it and the extra column and row. */
function finished(plane: Plane, padX: number, padY: number): Uint8Array {
  const width = plane.width + 2 * padX;
  const height = plane.height + 2 * padY;
  const out = new Uint8Array(new SharedArrayBuffer((width + 1) * (height + 1)));
  extendEdges(plane, out, width + 1, padX, padY);
  extend(out, width, height);
  return out;
}

/** Repeats the last column and row once. */
function extend(plane: Uint8Array, width: number, height: number): void {
  const stride = width + 1;
  for (let y = 0; y < height; y++) plane[y * stride + width] = plane[y * stride + width - 1] ?? 0;
  plane.copyWithin(height * stride, (height - 1) * stride, height * stride);
}
