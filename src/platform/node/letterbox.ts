/**
 * Puts a picture in the middle of a canvas and fills what is left.
 *
 * @module
 */
import type { Sharp } from "sharp";
import type { Color, FitPlan, PixelBox } from "../../image/fit-plan.js";
import { untilAborted } from "../../utils/abort.js";

type SharpFactory = typeof import("sharp").default;

/** Pixels in rows, three bytes each. */
interface Canvas {
  readonly data: Uint8Array;
  readonly info: { readonly width: number; readonly height: number; readonly channels: 3 };
}

/** The letterbox of `plan`: the whole `picture`, and borders. */
export async function fillLetterbox(
  sharp: SharpFactory,
  picture: Sharp,
  plan: FitPlan,
  signal: AbortSignal | undefined,
): Promise<Canvas> {
  const { output, inner, background } = plan;
  const color = typeof background === "object" ? background : undefined;
  // A video is opaque: what shows through a transparent picture is the border's color, or white as on a web page.
  const opaque = picture.flatten({ background: color ?? { r: 255, g: 255, b: 255 } }).toColourspace("srgb");
  const middle = await rawPixels(opaque.clone().resize(size(inner, "lanczos3")), signal);
  const data = background === "blur" ? await blurred(sharp, opaque, plan, signal) : plainBorders(middle, plan, color);
  const rowBytes = inner.width * 3;
  for (let row = 0; row < inner.height; row += 1) {
    const from = middle.subarray(row * rowBytes, (row + 1) * rowBytes);
    data.set(from, ((inner.top + row) * output.width + inner.left) * 3);
  }
  return { data, info: { width: output.width, height: output.height, channels: 3 } };
}

function size({ width, height }: { width: number; height: number }, kernel: "lanczos3" | "cubic") {
  return { width, height, fit: "fill", kernel } as const;
}

async function rawPixels(picture: Sharp, signal: AbortSignal | undefined): Promise<Uint8Array> {
  signal?.throwIfAborted();
  return untilAborted(picture.removeAlpha().raw({ depth: "uchar" }).toBuffer(), signal);
}

/** A copy that covers the canvas, blurred while it is small: cheaper, and as soft as a large blur. */
async function blurred(
  sharp: SharpFactory,
  picture: Sharp,
  { output }: FitPlan,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const width = Math.max(1, Math.round(output.width / 16));
  const height = Math.max(1, Math.round(output.height / 16));
  const small = await rawPixels(picture.clone().resize({ width, height, fit: "cover" }), signal);
  const soft = await rawPixels(sharp(small, { raw: { width, height, channels: 3 } }).blur(3), signal);
  return rawPixels(sharp(soft, { raw: { width, height, channels: 3 } }).resize(size(output, "cubic")), signal);
}

/** One color all over, or that of the edge which each border touches: sky above and grass below stay apart. */
function plainBorders(middle: Uint8Array, { output, inner }: FitPlan, color: Color | undefined): Uint8Array {
  const data = new Uint8Array(output.width * output.height * 3);
  const sideways = inner.width < output.width;
  const first = color ?? edgeColor(middle, inner, sideways ? "left" : "top");
  const second = color ?? edgeColor(middle, inner, sideways ? "right" : "bottom");
  const centre = sideways ? inner.left + inner.width / 2 : inner.top + inner.height / 2;
  for (let row = 0, offset = 0; row < output.height; row += 1) {
    for (let column = 0; column < output.width; column += 1, offset += 3) {
      const { r, g, b } = (sideways ? column : row) < centre ? first : second;
      data[offset] = r;
      data[offset + 1] = g;
      data[offset + 2] = b;
    }
  }
  return data;
}

/** The median, channel by channel: a few odd pixels, such as a foot that touches the edge, do not tint it. */
function edgeColor(pixels: Uint8Array, box: PixelBox, side: "left" | "right" | "top" | "bottom"): Color {
  const upright = side === "left" || side === "right";
  const length = upright ? box.height : box.width;
  const start = side === "right" ? box.width - 1 : side === "bottom" ? (box.height - 1) * box.width : 0;
  const step = upright ? box.width : 1;
  const channels = [new Uint8Array(length), new Uint8Array(length), new Uint8Array(length)] as const;
  for (let index = 0; index < length; index += 1) {
    const offset = (start + index * step) * 3;
    for (const [channel, values] of channels.entries()) values[index] = pixels[offset + channel] ?? 0;
  }
  const [r, g, b] = channels;
  return { r: median(r), g: median(g), b: median(b) };
}

function median(values: Uint8Array): number {
  return values.sort()[values.length >> 1] ?? 0;
}
