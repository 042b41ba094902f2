import { maxImagePixels } from "../../image/limits.js";
import type { Luma } from "../../image/quality.js";
import { untilAborted } from "../../utils/abort.js";
import { ImageError } from "../../utils/errors.js";
import type { ReadLumaOptions } from "../platform.js";
import { emptySharpCache } from "./sharp-cache.js";

type SharpFactory = typeof import("sharp").default;

/** Pixels a side: fine enough to tell a soft picture, and read in some 50 ms from a JPEG of 12 megapixels. */
const side = 1024;

/**
 * The brightness of an image, upright and at most 1,024 pixels a side.
 *
 * @throws {ImageError} `image_decoder_missing` if sharp cannot be loaded, `image_unreadable` if the image cannot be
 * decoded; or rejects with the signal's reason.
 */
export async function readLuma(bytes: Uint8Array, options: ReadLumaOptions): Promise<Luma> {
  const { name, signal, importDecoder = () => import("sharp") } = options;
  signal?.throwIfAborted();
  let sharp: SharpFactory;
  try {
    sharp = ((await untilAborted(importDecoder(), signal)) as { default: SharpFactory }).default;
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw new ImageError(
      "image_decoder_missing",
      `${name} was not decoded: sharp, which does that, could not be loaded.`,
      {
        hint: "Run `npm install sharp`.",
        cause,
      },
    );
  }
  try {
    const input = { limitInputPixels: maxImagePixels, failOn: "error", autoOrient: true } as const;
    const { space = "srgb" } = await untilAborted(sharp(bytes, input).metadata(), signal);
    const picture = sharp(bytes, input)
      .resize({ width: side, height: side, fit: "inside", withoutEnlargement: true })
      .toColourspace("srgb")
      .ensureAlpha()
      .raw({ depth: "uchar" });
    const { data, info } = await untilAborted(picture.toBuffer({ resolveWithObject: true }), signal);
    return { ...fromRgba(data), width: info.width, height: info.height, colours: space };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new ImageError("image_unreadable", `${name} could not be decoded: ${why}.`, {
      hint: "Save the image again: it is damaged.",
      cause: error,
    });
  } finally {
    emptySharpCache(sharp);
  }
}

function fromRgba(data: Uint8Array): Pick<Luma, "luma" | "alpha"> {
  const luma = new Uint8Array(data.length / 4);
  const alpha = new Uint8Array(data.length / 4);
  let opaque = true;
  for (let at = 0, offset = 0; at < luma.length; at += 1, offset += 4) {
    const [red = 0, green = 0, blue = 0, opacity = 255] = [
      data[offset],
      data[offset + 1],
      data[offset + 2],
      data[offset + 3],
    ];
    // Rec. 601 in 256ths; what is transparent counts as on white.
    const opaqueLuma = (red * 77 + green * 150 + blue * 29) >> 8;
    luma[at] = opacity === 255 ? opaqueLuma : Math.round(255 + ((opaqueLuma - 255) * opacity) / 255);
    alpha[at] = opacity;
    if (opacity < 255) opaque = false;
  }
  return { luma, alpha: opaque ? undefined : alpha };
}
