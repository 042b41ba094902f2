import type { Luma } from "../../image/quality.js";
import { untilAborted } from "../../utils/abort.js";
import type { DecodeOptions } from "../platform.js";
import { withSharp } from "./sharp.js";

/** Pixels a side: enough to detect a soft picture, and decoded in about 50 ms from a JPEG of 12 megapixels. */
const side = 1024;

/**
 * The brightness of an image, upright and at most 1,024 pixels a side.
 *
 * @throws {ImageError} `image_decoder_missing` if sharp cannot be loaded, `image_unreadable` if the image cannot be
 * decoded; or rejects with the signal's reason.
 */
export function readLuma(bytes: Uint8Array, options: DecodeOptions): Promise<Luma> {
  const { signal } = options;
  return withSharp(options, { message: "was not decoded" }, async (_, open) => {
    const { space = "srgb" } = await untilAborted(open(bytes).metadata(), signal);
    const picture = open(bytes)
      .resize({ width: side, height: side, fit: "inside", withoutEnlargement: true })
      .toColourspace("srgb")
      .ensureAlpha()
      .raw({ depth: "uchar" });
    const { data, info } = await untilAborted(picture.toBuffer({ resolveWithObject: true }), signal);
    return { ...fromRgba(data), width: info.width, height: info.height, colorSpace: space };
  });
}

function fromRgba(data: Uint8Array): Pick<Luma, "luma" | "alpha"> {
  const luma = new Uint8Array(data.length / 4);
  const alpha = new Uint8Array(data.length / 4);
  let opaque = true;
  for (let at = 0, offset = 0; at < luma.length; at += 1, offset += 4) {
    const red = data[offset] ?? 0;
    const green = data[offset + 1] ?? 0;
    const blue = data[offset + 2] ?? 0;
    const opacity = data[offset + 3] ?? 255;
    // Rec. 601 in 256ths, composed onto white.
    const value = (red * 77 + green * 150 + blue * 29) >> 8;
    luma[at] = opacity === 255 ? value : Math.round(255 + ((value - 255) * opacity) / 255);
    alpha[at] = opacity;
    if (opacity < 255) opaque = false;
  }
  return { luma, alpha: opaque ? undefined : alpha };
}
