/**
 * Turns, crops, resizes and letterboxes with sharp, which is optional.
 *
 * @module
 */
import type { Sharp } from "sharp";
import type { ImageType } from "../../image/detect-type.js";
import type { FitPlan } from "../../image/fit-plan.js";
import { maxImagePixels } from "../../image/limits.js";
import { untilAborted } from "../../utils/abort.js";
import { ImageError, isUgokuError } from "../../utils/errors.js";
import type { FitImageOptions, FittedImage } from "../platform.js";
import { fillLetterbox } from "./letterbox.js";
import { emptySharpCache } from "./sharp-cache.js";

type SharpFactory = typeof import("sharp").default;

/**
 * The image as `plan` says, in the format that it had.
 *
 * @throws {ImageError} `image_decoder_missing` if sharp cannot be loaded, `image_unreadable` if the image cannot be
 * decoded; or rejects with the signal's reason.
 */
export async function fitImage(bytes: Uint8Array, plan: FitPlan, options: FitImageOptions): Promise<FittedImage> {
  const { name, type, signal } = options;
  signal?.throwIfAborted();
  const sharp = await untilAborted(loadSharp(name, plan, options.importDecoder), signal);
  signal?.throwIfAborted();
  // Oriented before anything else: the plan's boxes are those of the picture as it is shown.
  const picture = sharp(bytes, { limitInputPixels: maxImagePixels, failOn: "error", autoOrient: true });
  try {
    if (plan.action === "letterbox") {
      const canvas = await fillLetterbox(sharp, picture, plan, signal);
      signal?.throwIfAborted();
      return await encode(sharp(canvas.data, { raw: canvas.info }), type, signal);
    }
    return await encode(cropped(picture, plan), type, signal);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (isUgokuError(error)) throw error;
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new ImageError("image_unreadable", `${name} could not be decoded: ${why}.`, {
      hint: "Save the image again: it is damaged.",
      cause: error,
    });
  } finally {
    emptySharpCache(sharp);
  }
}

function cropped(picture: Sharp, plan: FitPlan): Sharp {
  if (plan.action === "rotate") return picture;
  const { left, top, width, height } = plan.crop;
  // "fill", because the box already has the output's shape, up to the rounding of a pixel.
  return picture.extract({ left, top, width, height }).resize({ ...plan.output, fit: "fill", kernel: "lanczos3" });
}

async function encode(picture: Sharp, type: ImageType, signal: AbortSignal | undefined): Promise<FittedImage> {
  const coloured = picture.toColourspace("srgb");
  const encoded =
    type === "image/png"
      ? coloured.png()
      : type === "image/jpeg"
        ? coloured.jpeg({ quality: 95, chromaSubsampling: "4:4:4", optimiseCoding: false })
        : coloured.webp({ quality: 95 });
  const { data, info } = await untilAborted(encoded.toBuffer({ resolveWithObject: true }), signal);
  return { bytes: data, type, width: info.width, height: info.height };
}

async function loadSharp(
  name: string,
  plan: FitPlan,
  importDecoder: () => Promise<unknown> = () => import("sharp"),
): Promise<SharpFactory> {
  try {
    const module = (await importDecoder()) as { default: SharpFactory };
    return module.default;
  } catch (cause) {
    const verbs = {
      pass: "read",
      rotate: "turned upright",
      resize: "resized",
      crop: "cropped",
      letterbox: "letterboxed",
    };
    const { width, height } = plan.output;
    throw new ImageError(
      "image_decoder_missing",
      `${name} has to be ${verbs[plan.action]} to ${width}x${height}, and sharp, which does that, could not be loaded.`,
      { hint: `Run \`npm install sharp\`, or pass an upright image of exactly ${width}x${height} pixels.`, cause },
    );
  }
}
