/** Decodes a JPEG, PNG or WebP to the planes that the warp samples. */
import { emptySharpCache } from "../platform/node/sharp.js";
import { UgokuError } from "../utils/errors.js";
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

/** Decodes an image and crops it to the shape of the frame, centered ("cover"). */
export async function decodeImage(
  bytes: Uint8Array,
  frameWidth: number,
  frameHeight: number,
  name = "image",
): Promise<DecodedImage> {
  const sharp = await loadSharp();
  try {
    const image = sharp(bytes, { failOn: "truncated" });
    const { autoOrient: full, format } = await image.metadata();
    if (!formats.has(format)) throw new TypeError(`the format is ${format}, not JPEG, PNG or WebP`);
    // Image pixels per frame pixel.
    const step = Math.min(full.width / frameWidth, full.height / frameHeight);
    const x = cropAxis(full.width, frameWidth, step);
    const y = cropAxis(full.height, frameHeight, step);
    image.autoOrient();
    // Without extract(), a JPEG decoder may shrink while it decodes, which saves time and memory.
    if (x.length < full.width || y.length < full.height)
      image.extract({ left: x.start, top: y.start, width: x.length, height: y.length });
    const rgb = await image
      .resize(x.plane, y.plane, { fit: "fill", kernel: "lanczos3" })
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .removeAlpha()
      .raw()
      .toBuffer();
    return {
      frameWidth,
      frameHeight,
      ...toPlanes(rgb, x.plane, y.plane),
      ratioX: x.ratio,
      ratioY: y.ratio,
      originX: x.origin,
      originY: y.origin,
      margins: { left: x.before, right: x.after, top: y.before, bottom: y.after },
    };
  } catch (cause) {
    throw decodeError(cause, name);
  } finally {
    emptySharpCache(sharp);
  }
}

function decodeError(cause: unknown, name: string): UgokuError {
  const [reason = "unknown"] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
  return new UgokuError(
    "preview_failed",
    `The preview engine cannot decode the ${name}: ${reason.replace(/\.$/, "")}.`,
    {
      cause,
      hint: "Pass a complete JPEG, PNG or WebP image. If an image viewer opens it, save it again as JPEG.",
    },
  );
}

/** The part of the image to keep along one axis, its plane size, and the position of the frame in the plane. */
function cropAxis(image: number, frame: number, step: number) {
  const center = image / 2;
  const reach = (frame * step) / 2 + frame * step * maxMargin;
  const start = Math.max(0, Math.floor(center - reach));
  const end = Math.min(image, Math.ceil(center + reach));
  const length = end - start;
  const wanted = (length / step) * Math.min(oversampling, Math.max(1, step));
  // The plane is even, because chroma has half the resolution.
  const plane = Math.max(2, Math.round(wanted / 2) * 2);
  const scale = plane / length;
  const ratio = step * scale;
  const origin = (center - (frame * step) / 2 - start) * scale;
  return {
    start,
    length,
    plane,
    ratio,
    origin,
    before: origin / ratio,
    after: (plane - origin) / ratio - frame,
  };
}

/** Creates a plane in shared memory, with one more column and row for copies of the last ones. */
const createPlane = (width: number, height: number) =>
  new Uint8Array(new SharedArrayBuffer((width + 1) * (height + 1)));

/**
 * From here on, near-white is lifted above the white level of video, which players show as white. Otherwise, the rounding of
 * the encoder would tint a white ground.
 */
const whiteFrom = 250;

/** RGB to BT.709 limited range in fixed point, chroma averaged over two by two pixels. */
function toPlanes(rgb: Uint8Array, width: number, height: number) {
  const half = width >> 1;
  const halfHeight = height >> 1;
  const luma = createPlane(width, height);
  const blue = createPlane(half, halfHeight);
  const red = createPlane(half, halfHeight);
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let corner = 0; corner < 4; corner++) {
        const row = y + (corner >> 1);
        const column = x + (corner & 1);
        const at = (row * width + column) * 3;
        const pr = rgb[at] ?? 0;
        const pg = rgb[at + 1] ?? 0;
        const pb = rgb[at + 2] ?? 0;
        // 65536 * 219 / 255 * (0.2126, 0.7152, 0.0722)
        const value = (11966 * pr + 40254 * pg + 4064 * pb + 1081344) >> 16;
        luma[row * (width + 1) + column] = value + Math.max(0, Math.min(pr, pg, pb) - whiteFrom);
        r += pr;
        g += pg;
        b += pb;
      }
      const at = (y >> 1) * (half + 1) + (x >> 1);
      // The sums are of four pixels, so a quarter of 65536 * 224 / 255 * the BT.709 weights.
      blue[at] = (-1649 * r - 5547 * g + 7196 * b + 8421376) >> 16;
      red[at] = (7196 * r - 6536 * g - 660 * b + 8421376) >> 16;
    }
  }
  repeatLastEdges(luma, width, height);
  for (const chroma of [blue, red]) repeatLastEdges(chroma, half, halfHeight);
  return { width, height, luma, blue, red };
}

/** Fills the extra column and row with copies of the last ones. */
function repeatLastEdges(plane: Uint8Array, width: number, height: number): void {
  const stride = width + 1;
  for (let y = 0; y < height; y++) plane[y * stride + width] = plane[y * stride + width - 1] ?? 0;
  plane.copyWithin(height * stride, (height - 1) * stride, height * stride);
}
