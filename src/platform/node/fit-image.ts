/**
 * Rotates, crops, resizes and letterboxes with sharp.
 *
 * @module
 */
import type { Sharp } from "sharp";
import type { ImageType } from "../../image/detect-type.js";
import {
  type Color,
  describeAccepted,
  type FitPlan,
  lossyType,
  type PixelSize,
  sendAddress,
} from "../../image/fit-plan.js";
import { groupDigits } from "../../image/limits.js";
import { untilAborted } from "../../utils/abort.js";
import { ImageError } from "../../utils/errors.js";
import type { SharpFactory } from "../../utils/import-sharp.js";
import { text } from "../../utils/message.js";
import type { DecodeOptions, FittedImage } from "../platform.js";
import { loadSharp, type MissingText, withSharp } from "./sharp.js";

const verbs = {
  pass: "read",
  rotate: "rotated",
  reencode: "encoded again",
  resize: "resized",
  crop: "cropped",
  letterbox: "letterboxed",
};

/** The quality of a JPEG or WebP, and those that are tried if the image has too many bytes. Below 50, blocks are visible. */
const quality = 95;
const lowerQualities = [92, 85, 75, 60, 50];

/**
 * Applies `plan` to the image, and encodes it as the plan's type.
 *
 * @throws {ImageError} `image_decoder_missing` if sharp cannot be loaded, `image_unreadable` if the image cannot be
 * decoded, `image_too_large` if no quality is within the limit; or rejects with the signal's reason.
 */
export async function fitImage(bytes: Uint8Array, plan: FitPlan, options: DecodeOptions): Promise<FittedImage> {
  const { signal, name } = options;
  const { accepts, output } = plan;
  const fitted = await withSharp(options, describeMissing(plan), async (sharp, open) => {
    // Oriented first: the plan's boxes are in pixels of the upright picture.
    const picture = open(bytes);
    if (plan.action !== "letterbox") return encode(crop(picture, plan), plan, signal);
    const pixels = await letterbox(sharp, picture, plan, signal);
    signal?.throwIfAborted();
    return encode(sharp(pixels, { raw: rgb(output) }), plan, signal);
  });
  if (fitted) return fitted;
  const most = groupDigits(accepts?.bytes ?? 0);
  throw new ImageError(
    "image_too_large",
    `${name} has more than ${most} bytes at ${output.width}x${output.height} in any quality.`,
    {
      hint: text`${accepts?.model ?? "The model"} takes ${most}. Pass a smaller image.${accepts?.url ? sendAddress : ""}`,
    },
  );
}

/** Rejects as {@link fitImage} does without sharp. */
export async function checkFit(plan: FitPlan, options: DecodeOptions): Promise<void> {
  await loadSharp(options, describeMissing(plan));
}

function describeMissing(plan: FitPlan): MissingText {
  const { action, misfit, output } = plan;
  const to = action === "reencode" ? "" : ` to ${output.width}x${output.height}`;
  const needed = `has to be ${verbs[action]}${to}`;
  return { message: misfit ? `${misfit}. It ${needed}` : needed, hint: text`pass ${describeAccepted(plan)}` };
}

function crop(picture: Sharp, plan: FitPlan): Sharp {
  if (plan.action === "rotate" || plan.action === "reencode") return picture;
  const { left, top, width, height } = plan.crop;
  // "fill", because the box already has the output's shape, up to the rounding of a pixel.
  return picture.extract({ left, top, width, height }).resize({ ...plan.output, fit: "fill", kernel: "lanczos3" });
}

/** The first encoding within the limit of bytes; `undefined` if there is none. */
async function encode(
  picture: Sharp,
  { type, accepts }: FitPlan,
  signal: AbortSignal | undefined,
): Promise<FittedImage | undefined> {
  const srgb = (accepts?.opaque ? picture.flatten(white) : picture).toColourspace("srgb");
  const most = accepts?.bytes ?? Number.POSITIVE_INFINITY;
  const smaller = (type === "image/png" && accepts && lossyType(accepts.types)) || type;
  // A PNG has one quality.
  const lower = smaller === "image/png" ? [] : lowerQualities;
  const encodings = [{ type, quality }, ...lower.map((one) => ({ type: smaller, quality: one }))];
  for (const encoding of encodings) {
    const encoded = encodeAs(srgb.clone(), encoding);
    const { data, info } = await untilAborted(encoded.toBuffer({ resolveWithObject: true }), signal);
    if (data.length <= most) return { bytes: data, type: encoding.type, width: info.width, height: info.height };
    signal?.throwIfAborted();
  }
  return undefined;
}

function encodeAs(picture: Sharp, { type, quality }: { readonly type: ImageType; readonly quality: number }): Sharp {
  if (type === "image/png") return picture.png();
  if (type === "image/webp") return picture.webp({ quality });
  // Without a background, transparent parts become black.
  return picture.flatten(white).jpeg({ quality, chromaSubsampling: "4:4:4", optimiseCoding: false });
}

/** The complete picture with borders, as RGB pixels. */
async function letterbox(
  sharp: SharpFactory,
  picture: Sharp,
  plan: FitPlan,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const { output, inner, background } = plan;
  const color = typeof background === "object" ? background : undefined;
  // A video is opaque: transparent parts get the border's color, or white as on a web page.
  const opaque = picture.flatten(color ? { background: color } : white).toColourspace("srgb");
  const scaled = await rawPixels(opaque.clone().resize(fillSize(inner, "lanczos3")), signal);
  const fill = color ?? (background === "edge" ? edgeColor(scaled, plan) : undefined);
  const data = fill ? fillWith(fill, output) : await blur(sharp, opaque, output, signal);
  const rowBytes = inner.width * 3;
  for (let row = 0; row < inner.height; row += 1) {
    const from = scaled.subarray(row * rowBytes, (row + 1) * rowBytes);
    data.set(from, ((inner.top + row) * output.width + inner.left) * 3);
  }
  return data;
}

const white = { background: { r: 255, g: 255, b: 255 } };

const rgb = ({ width, height }: PixelSize) => ({ width, height, channels: 3 }) as const;

const fillSize = ({ width, height }: PixelSize, kernel: "lanczos3" | "cubic") =>
  ({ width, height, fit: "fill", kernel }) as const;

async function rawPixels(picture: Sharp, signal: AbortSignal | undefined): Promise<Uint8Array> {
  signal?.throwIfAborted();
  return untilAborted(picture.removeAlpha().raw({ depth: "uchar" }).toBuffer(), signal);
}

/** A copy that covers the canvas, blurred at a small size: cheaper, and as soft as a large blur. */
async function blur(
  sharp: SharpFactory,
  picture: Sharp,
  output: PixelSize,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const size = {
    width: Math.max(1, Math.round(output.width / 16)),
    height: Math.max(1, Math.round(output.height / 16)),
  };
  const small = await rawPixels(picture.clone().resize({ ...size, fit: "cover" }), signal);
  const soft = await rawPixels(sharp(small, { raw: rgb(size) }).blur(3), signal);
  return rawPixels(sharp(soft, { raw: rgb(size) }).resize(fillSize(output, "cubic")), signal);
}

function fillWith({ r, g, b }: Color, { width, height }: PixelSize): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < data.length; at += 3) {
    data[at] = r;
    data[at + 1] = g;
    data[at + 2] = b;
  }
  return data;
}

/** Edges of the same color may differ by this, of 255, in each channel. */
const sameColor = 16;

/** The color of the two edges that get a border; `undefined` if they differ, because one color would fit one side only. */
function edgeColor(pixels: Uint8Array, { output, inner }: FitPlan): Color | undefined {
  const sideways = inner.width < output.width;
  const [length, step, far] = sideways
    ? [inner.height, inner.width, inner.width - 1]
    : [inner.width, 1, (inner.height - 1) * inner.width];
  // The median: a few odd pixels, such as a foot at the edge, do not tint the border.
  const median = (start: number, channel: number) => {
    const values = new Uint8Array(length);
    for (let index = 0; index < length; index += 1) values[index] = pixels[(start + index * step) * 3 + channel] ?? 0;
    return values.sort()[length >> 1] ?? 0;
  };
  const channels = [0, 1, 2].map((channel) => [median(0, channel), median(far, channel)] as const);
  if (channels.some(([first, second]) => Math.abs(first - second) > sameColor)) return undefined;
  const [r = 0, g = 0, b = 0] = channels.map(([first, second]) => Math.round((first + second) / 2));
  return { r, g, b };
}
