/**
 * Names what a file is by its first bytes, so that an error can say what came.
 *
 * @module
 */
import { hasText, viewOf } from "./header.js";
import { pngSignature } from "./png.js";

/** The formats that the Videos API takes. */
export type ImageType = "image/png" | "image/jpeg" | "image/webp";

/** What a file turned out to be. */
export type DetectedType =
  | { readonly type: ImageType }
  /** A signature of which the rest is missing. */
  | { readonly type: "partial"; readonly name: string }
  /** Something else: `name` goes on after "is …". */
  | { readonly type: "other"; readonly name: string; readonly picture: boolean };

const jpegSignature = "\xff\xd8\xff";

/** Offset, signature, name, and whether it is a picture that could be converted. */
const others: readonly (readonly [number, string, string, boolean])[] = [
  [0, "GIF87a", "a GIF", true],
  [0, "GIF89a", "a GIF", true],
  [0, "II*\0", "a TIFF", true],
  [0, "MM\0*", "a TIFF", true],
  [0, "II+\0", "a TIFF", true],
  [0, "MM\0+", "a TIFF", true],
  [0, "\xff\x0a", "a JPEG XL", true],
  [0, "\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL", true],
  [0, "\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000", true],
  [0, "\xff\x4f\xff\x51", "a JPEG 2000", true],
  [0, "8BPS", "a Photoshop file", true],
  [0, "\0\0\x01\0", "an icon (ICO)", true],
  [0, "qoif", "a QOI", true],
  [0, "DDS ", "a DDS texture", true],
  [0, "%PDF-", "a PDF", false],
  [0, "%!PS", "a PostScript file", false],
  [0, "PK\x03\x04", "a ZIP archive", false],
  [0, "\x1f\x8b", "gzip-compressed data", false],
  [0, "\x1aE\xdf\xa3", "a WebM or Matroska video", false],
  [8, "AVI ", "an AVI video", false],
  [8, "WAVE", "a WAV sound", false],
  [0, "OggS", "an Ogg file", false],
  [0, "ID3", "an MP3 sound", false],
];

const heic = new Set(["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"]);

/** How much of a text is looked at: comments may stand before `<svg`. */
const textWindow = 2048;

/** What `bytes` are, going by the bytes alone. Looks at 2 KB at the most. */
export function detectImageType(bytes: Uint8Array): DetectedType {
  if (hasText(bytes, 0, pngSignature)) return { type: "image/png" };
  if (hasText(bytes, 0, jpegSignature)) return { type: "image/jpeg" };
  if (hasText(bytes, 0, "RIFF") && hasText(bytes, 8, "WEBP")) return { type: "image/webp" };
  if (isStartOf(bytes, pngSignature)) return { type: "partial", name: "PNG" };
  if (isStartOf(bytes, jpegSignature)) return { type: "partial", name: "JPEG" };
  if (hasText(bytes, 0, "RIFF") && isStartOf(bytes.subarray(8), "WEBP")) return { type: "partial", name: "WebP" };
  if (hasText(bytes, 4, "ftyp")) return sniffBox(bytes);
  for (const [offset, signature, name, picture] of others) {
    if (hasText(bytes, offset, signature)) return { type: "other", name, picture };
  }
  if (isBitmap(bytes)) return { type: "other", name: "a BMP", picture: true };
  return sniffText(bytes);
}

/** Whether there is nothing but a beginning of `signature`. */
function isStartOf(bytes: Uint8Array, signature: string): boolean {
  return bytes.length < signature.length && hasText(bytes, 0, signature.slice(0, bytes.length));
}

/** HEIC, AVIF, MP4 and QuickTime share one container and differ by their brand. */
function sniffBox(bytes: Uint8Array): DetectedType {
  const brand = latin1(bytes.subarray(8, 12));
  const brands = latin1(bytes.subarray(8, 64));
  if (brands.includes("avif") || brands.includes("avis")) return { type: "other", name: "an AVIF", picture: true };
  if (heic.has(brand)) return { type: "other", name: "a HEIC", picture: true };
  if (brand === "qt  ") return { type: "other", name: "a QuickTime video", picture: false };
  return { type: "other", name: "an MP4 video", picture: false };
}

/** `BM` alone is also how a sentence may begin: the size of the header behind it decides. */
function isBitmap(bytes: Uint8Array): boolean {
  if (!hasText(bytes, 0, "BM") || bytes.length < 18) return false;
  const headerSize = viewOf(bytes).getUint32(14, true);
  return headerSize >= 12 && headerSize <= 256;
}

function sniffText(bytes: Uint8Array): DetectedType {
  const text = decode(bytes);
  if (text === undefined) return { type: "other", name: "data of an unknown kind", picture: false };
  const start = text.trimStart().toLowerCase();
  const element = firstElement(start);
  if (/^<(!doctype )?svg[\s>]/.test(element)) return { type: "other", name: "an SVG", picture: true };
  if (/^<(!doctype html|html|head|body|title|script|meta|h1|p|div|center)[\s>/]/.test(element)) {
    return { type: "other", name: "an HTML page", picture: false };
  }
  if (start.startsWith("<?xml")) return { type: "other", name: "an XML document", picture: false };
  if (start.startsWith("version https://git-lfs")) {
    return { type: "other", name: "a Git LFS pointer", picture: false };
  }
  if (/^(\{\s*("|\})|\[\s*["{[\]\d])/.test(start)) return { type: "other", name: "JSON", picture: false };
  if (start.startsWith("data:image/")) return { type: "other", name: "the text of a data URL", picture: false };
  return { type: "other", name: "text", picture: false };
}

/** `text` from its first element on: the XML declaration and comments are skipped, in one pass. */
function firstElement(text: string): string {
  let rest = text;
  for (;;) {
    const closing = rest.startsWith("<?") ? "?>" : rest.startsWith("<!--") ? "-->" : undefined;
    if (closing === undefined) return rest;
    const end = rest.indexOf(closing);
    if (end < 0) return rest;
    rest = rest.slice(end + closing.length).trimStart();
  }
}

/** The beginning as text, or `undefined` if it holds what no text holds. */
function decode(bytes: Uint8Array): string | undefined {
  const start = bytes.subarray(0, textWindow);
  const encoding = hasText(start, 0, "\xff\xfe") ? "utf-16le" : hasText(start, 0, "\xfe\xff") ? "utf-16be" : "utf-8";
  try {
    // `stream` forgives a character that the window cuts in two.
    const text = new TextDecoder(encoding, { fatal: true }).decode(start, { stream: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells data from text
    return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
