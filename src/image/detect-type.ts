/**
 * Detects the type of a file from its first bytes.
 *
 * @module
 */
import { hasText, toDataView } from "./header.js";
import { pngSignature } from "./png.js";

/** The formats that the Videos API accepts. */
export type ImageType = "image/png" | "image/jpeg" | "image/webp";

/** The detected type of a file. */
export type DetectedType =
  | { readonly type: ImageType }
  /** An incomplete signature. */
  | { readonly type: "partial"; readonly name: string }
  /** Any other type. `name` completes the sentence "it is …"; `picture`: it could be converted. */
  | { readonly type: "other"; readonly name: string; readonly picture: boolean };

const jpegSignature = "\xff\xd8\xff";

const signatures: readonly (readonly [signature: string, name: string, picture: boolean])[] = [
  ["GIF8", "a GIF", true],
  ["II*\0", "a TIFF", true],
  ["MM\0*", "a TIFF", true],
  ["%PDF-", "a PDF", false],
  ["PK\x03\x04", "a ZIP archive", false],
];

/** Kinds of the MP4 family by the beginning of their major brand. HEIC before the others: its brands are the most common. */
const brands: readonly (readonly [brands: RegExp, name: string, picture: boolean])[] = [
  [/^(he[iv][cxms]|mif1|msf1)/, "a HEIC", true],
  [/^avi[fs]/, "an AVIF", true],
  [/^crx/, "a Canon raw photo (CR3)", true],
  [/^jxl/, "a JPEG XL", true],
  [/^jp[2xm]/, "a JPEG 2000", true],
  [/^qt/, "a QuickTime video", false],
  [/^M4[AB]/, "an MP4 audio file", false],
  [/^3g/, "a 3GP video", false],
  [/^(iso|mp4|avc|M4V|MSNV|dash|f4v|mmp4|ndsc|XAVC)/, "an MP4 video", false],
];

/** Bytes of a text that are inspected: comments may precede `<svg`. */
const textWindow = 2048;

/** The type of `bytes`, from their first 2 KB. */
export function detectImageType(bytes: Uint8Array): DetectedType {
  if (hasText(bytes, 0, jpegSignature)) return { type: "image/jpeg" };
  if (hasText(bytes, 0, pngSignature)) return { type: "image/png" };
  if (hasText(bytes, 0, "RIFF") && hasText(bytes, 8, "WEBP")) return { type: "image/webp" };
  if (isStartOf(bytes, pngSignature)) return { type: "partial", name: "PNG" };
  if (isStartOf(bytes, jpegSignature)) return { type: "partial", name: "JPEG" };
  if (hasText(bytes, 0, "RIFF") && isStartOf(bytes.subarray(8), "WEBP")) return { type: "partial", name: "WebP" };
  if (hasText(bytes, 4, "ftyp")) return detectIsoMedia(bytes);
  const known = signatures.find(([signature]) => hasText(bytes, 0, signature));
  if (known) return other(known[1], known[2]);
  return isBitmap(bytes) ? other("a BMP", true) : detectText(bytes);
}

const other = (name: string, picture = false): DetectedType => ({ type: "other", name, picture });

/** Whether `bytes` are an incomplete `signature`. */
function isStartOf(bytes: Uint8Array, signature: string): boolean {
  return bytes.length < signature.length && hasText(bytes, 0, signature.slice(0, bytes.length));
}

/** Photos and videos share one container and differ by their brand. */
function detectIsoMedia(bytes: Uint8Array): DetectedType {
  const text = String.fromCharCode(...bytes.subarray(8, 64));
  // An AVIF may have the general brand "mif1" first.
  const major = /avi[fs]/.test(text) ? "avif" : text;
  const known = brands.find(([pattern]) => pattern.test(major));
  return known ? other(known[1], known[2]) : other("a file of the MP4 family");
}

/** A text may start with `BM` too, so the size of the next header is checked. */
function isBitmap(bytes: Uint8Array): boolean {
  if (!hasText(bytes, 0, "BM") || bytes.length < 18) return false;
  const headerSize = toDataView(bytes).getUint32(14, true);
  return headerSize >= 12 && headerSize <= 256;
}

function detectText(bytes: Uint8Array): DetectedType {
  const text = decodeStart(bytes);
  if (text === undefined) return other("data of an unknown kind");
  const start = text.trimStart().toLowerCase();
  const element = firstElement(start);
  if (/^<(!doctype )?svg[\s>]/.test(element)) return other("an SVG", true);
  if (/^<(!doctype html|html|head|body|title|script|meta|h1|p|div|center)[\s>/]/.test(element))
    return other("an HTML page");
  if (start.startsWith("<?xml")) return other("an XML document");
  if (start.startsWith("version https://git-lfs")) return other("a Git LFS pointer");
  if (/^(\{\s*("|\})|\[\s*["{[\]\d])/.test(start)) return other("JSON");
  if (start.startsWith("data:image/")) return other("the text of a data URL");
  return other("text");
}

/** `text` from its first element on, without the XML declaration and comments. */
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

/** The start as text, or `undefined` if it is binary. */
function decodeStart(bytes: Uint8Array): string | undefined {
  const start = bytes.subarray(0, textWindow);
  try {
    // `stream` accepts a character that the end of the window splits.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(start, { stream: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters distinguish binary data from text
    return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
