/**
 * Bytes of a JPEG, PNG or WebP to planes that the warp reads.
 *
 * @module
 */
import { UgokuError } from "../errors.js";
import { emptyCache, loadSharp } from "./load.js";
import type { Still } from "./still.js";

/**
 * Plane pixels for one frame pixel, if the picture has them. A camera that comes nearer then still finds real
 * detail, and the bilinear samples stay sharp at every sub-pixel phase.
 */
const oversampling = 1.25;
/** What is decoded. The decoder knows more, such as SVG, which is a program and not a picture. */
const formats: ReadonlySet<string> = new Set(["jpeg", "png", "webp"]);
/** How much of the picture beyond the frame is kept for the camera, as a part of the frame's width and height. */
const keptRoom = 0.2;

/** Decodes the picture and cuts it to the frame's shape, centred ("cover"). Sizes are in pixels. */
export async function loadStill(bytes: Uint8Array, frameWidth: number, frameHeight: number): Promise<Still> {
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
    const planes = toPlanes(data, info.channels, cut.planeWidth, cut.planeHeight);
    return { frameWidth, frameHeight, width: cut.planeWidth, height: cut.planeHeight, ...planes, ...cut.place };
  } catch (cause) {
    throw undecodable(cause);
  } finally {
    emptyCache(sharp);
  }
}

/** Rejects as {@link loadStill} would, and keeps nothing. A JPEG is shrunk while it is decoded, so that it is quick. */
export async function checkDecodes(bytes: Uint8Array): Promise<void> {
  const sharp = await loadSharp();
  try {
    const { image } = await open(sharp, bytes);
    await image.resize(32, 32, { fit: "inside" }).raw().toBuffer();
  } catch (cause) {
    throw undecodable(cause);
  } finally {
    emptyCache(sharp);
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
function toPlanes(rgb: Uint8Array, channels: number, width: number, height: number) {
  const stride = width + 1;
  const luma = shared(stride * (height + 1));
  const half = width >> 1;
  const halfHeight = height >> 1;
  const halfStride = half + 1;
  const blue = shared(halfStride * (halfHeight + 1));
  const red = shared(halfStride * (halfHeight + 1));
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let corner = 0; corner < 4; corner++) {
        const column = x + (corner & 1);
        const row = y + (corner >> 1);
        const at = (row * width + column) * channels;
        const pr = rgb[at] ?? 0;
        const pg = rgb[at + 1] ?? 0;
        const pb = rgb[at + 2] ?? 0;
        // 65536 * 219 / 255 * (0.2126, 0.7152, 0.0722)
        luma[row * stride + column] = (11966 * pr + 40254 * pg + 4064 * pb + 1081344) >> 16;
        r += pr;
        g += pg;
        b += pb;
      }
      const at = (y >> 1) * halfStride + (x >> 1);
      // The sums are of four pixels, so a quarter of 65536 * 224 / 255 * the BT.709 weights.
      blue[at] = (-1649 * r - 5547 * g + 7196 * b + 8421376) >> 16;
      red[at] = (7196 * r - 6536 * g - 660 * b + 8421376) >> 16;
    }
  }
  extend(luma, width, height);
  extend(blue, half, halfHeight);
  extend(red, half, halfHeight);
  return { luma, blue, red };
}

function shared(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

/** Repeats the last column and row once. */
function extend(plane: Uint8Array, width: number, height: number): void {
  const stride = width + 1;
  for (let y = 0; y < height; y++) plane[y * stride + width] = plane[y * stride + width - 1] ?? 0;
  plane.copyWithin(height * stride, (height - 1) * stride, height * stride);
}
