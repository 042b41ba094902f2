/**
 * Reads an image's type, size and orientation from its header, without decoding it.
 *
 * @module
 */
import { describeValue, ImageError } from "../utils/errors.js";
import { type DetectedType, detectImageType, type ImageType } from "./detect-type.js";
import type { HeaderProblem, ImageHeader, Orientation, StoredSize } from "./header.js";
import { readJpeg } from "./jpeg.js";
import { groupDigits, maxImagePixels, maxImageSide } from "./limits.js";
import { readPng } from "./png.js";
import { readWebp } from "./webp.js";

export type { ImageType } from "./detect-type.js";
export type { Orientation } from "./header.js";

/** An image's header. Sizes are in pixels. */
export interface ImageProbe {
  /** Detected from the file's first bytes, never from its name. */
  readonly type: ImageType;
  /** For a file name, without a dot. */
  readonly extension: "png" | "jpg" | "webp";
  /** As the picture is shown, with its EXIF orientation applied. */
  readonly width: number;
  readonly height: number;
  /** As the pixels are stored. Servers compare these, and do not read EXIF. */
  readonly storedWidth: number;
  readonly storedHeight: number;
  /** EXIF orientation: 1 upright, 2 to 8 mirrored or rotated. */
  readonly orientation: Orientation;
  /** Whether the picture can be transparent; `undefined` if the header does not tell. */
  readonly hasAlpha: boolean | undefined;
  /** An animated PNG or WebP. Only its first frame is used. */
  readonly animated: boolean;
}

const formats = {
  "image/png": { name: "PNG", extension: "png", read: readPng },
  "image/jpeg": { name: "JPEG", extension: "jpg", read: readJpeg },
  "image/webp": { name: "WebP", extension: "webp", read: readWebp },
} as const satisfies Record<
  ImageType,
  { name: string; extension: string; read: (bytes: Uint8Array) => ImageHeader | HeaderProblem }
>;

/** The extension of a file of that type, without a dot. */
export const extensionOf = (type: ImageType): ImageProbe["extension"] => formats[type].extension;

const acceptedFormats = "Pass a JPEG, PNG or WebP file.";

/**
 * Reads type, size in pixels, EXIF orientation, transparency and animation of a JPEG, PNG or WebP from its bytes.
 *
 * Nothing is decoded: a photo of 2 MB takes some microseconds. `bytes` is the complete file, because a truncated file
 * is detected by its end. Sources: PNG (third edition), ITU-T T.81, the WebP container specification, EXIF 2.32.
 *
 * @throws {ImageError} `image_empty`; `image_type_unsupported`, which names the type found; `image_truncated` for a
 * file that ends too early or has a damaged header; `image_dimensions_invalid`; `image_too_large` above
 * {@link maxImagePixels}. It throws nothing else, whatever the bytes.
 *
 * @example
 * ```ts
 * import { readFile } from "node:fs/promises";
 * import { probeImage } from "ugoku";
 *
 * const { width, height, orientation } = probeImage(await readFile("photo.jpg"), { name: "photo.jpg" });
 * ```
 */
export function probeImage(bytes: Uint8Array, options: { readonly name?: string | undefined } = {}): ImageProbe {
  const name = options.name ?? "The image";
  // Not instanceof, which fails for a Uint8Array of another realm, such as a test runner's.
  if (!ArrayBuffer.isView(bytes)) {
    throw new ImageError("image_input_invalid", `probeImage() takes a Uint8Array, not ${describeValue(bytes)}.`);
  }
  if (bytes.length === 0) throw new ImageError("image_empty", `${name} is empty (0 bytes).`, { hint: acceptedFormats });

  const detected = detectImageType(bytes);
  if (detected.type === "other") throw unsupported(name, detected);
  if (detected.type === "partial") throw truncatedError(name, detected.name, "stops inside its first bytes");

  const { type } = detected;
  const format = formats[type];
  const header: ImageHeader | HeaderProblem = format.read(bytes);
  if ("problem" in header) {
    if (header.size) checkSize(name, header.size);
    if (header.problem === "truncated") throw truncatedError(name, format.name, header.detail);
    throw new ImageError("image_type_unsupported", `${name} is a ${format.name} that ${header.detail}.`, {
      hint: "Save it again as a JPEG, PNG or WebP.",
    });
  }
  checkSize(name, header);
  const { width, height, orientation, hasAlpha, animated } = header;
  const swapped = orientation >= 5;
  return Object.freeze({
    type,
    extension: format.extension,
    width: swapped ? height : width,
    height: swapped ? width : height,
    storedWidth: width,
    storedHeight: height,
    orientation,
    hasAlpha,
    animated,
  });
}

function unsupported(name: string, detected: Extract<DetectedType, { type: "other" }>): ImageError {
  if (detected.picture) {
    return new ImageError(
      "image_type_unsupported",
      `${name} is ${detected.name}, which the Videos API does not accept.`,
      {
        hint: "Convert it to a JPEG, PNG or WebP.",
      },
    );
  }
  return new ImageError("image_type_unsupported", `${name} is ${detected.name}, not an image.`, {
    hint: hints[detected.name] ?? acceptedFormats,
  });
}

const hints: Readonly<Record<string, string>> = {
  "an HTML page": `${acceptedFormats} This is often a saved login or error page.`,
  "a Git LFS pointer": "Run `git lfs pull` to download the file.",
  "the text of a data URL": "Pass that text as a string.",
};

function truncatedError(name: string, format: string, detail: string): ImageError {
  return new ImageError("image_truncated", `${name} is a ${format} that ${detail}.`, {
    hint: "Download or copy the file again: part of it is missing.",
  });
}

function checkSize(name: string, { width, height, isDeep }: StoredSize & Pick<ImageHeader, "isDeep">): void {
  if (width === 0 || height === 0) {
    throw new ImageError(
      "image_dimensions_invalid",
      `${name} has a size of ${width} x ${height} pixels in its header.`,
      {
        hint: "Save the image again: its header is damaged.",
      },
    );
  }
  const most = isDeep ? maxImagePixels / 2 : maxImagePixels;
  const excess =
    Math.max(width, height) > maxImageSide
      ? `The limit is ${groupDigits(maxImageSide)} a side`
      : width * height > most &&
        `${groupDigits(width * height)} pixels. The limit is ${groupDigits(most)}${isDeep ? " at 16 bits a channel" : ""}`;
  if (!excess) return;
  const size = `${name} is ${width} x ${height}`;
  throw new ImageError("image_too_large", `${size}${excess.startsWith("The") ? ". " : ": "}${excess}.`, {
    hint: "Make it smaller.",
  });
}
