/**
 * Reads a PNG's header: https://www.w3.org/TR/png-3/
 *
 * @module
 */
import {
  type HeaderProblem,
  hasText,
  type ImageHeader,
  maxSegments,
  type Orientation,
  readOrientation,
  toDataView,
  truncated,
} from "./header.js";

/** `"\x89PNG\r\n\x1a\n"` */
export const pngSignature = "\x89PNG\r\n\x1a\n";

// Chunk types as big-endian numbers: comparing strings would take most of the time.
const IDAT = 0x49444154;
const IEND = 0x49454e44;
const acTL = 0x6163544c;
const eXIf = 0x65584966;
const tRNS = 0x74524e53;

/** Size, transparency, animation and orientation of a PNG whose signature has been checked. */
export function readPng(bytes: Uint8Array): ImageHeader | HeaderProblem {
  if (hasText(bytes, 12, "CgBI")) {
    return {
      problem: "unsupported",
      detail: "was rewritten for Apple devices (CgBI), which other decoders cannot read",
    };
  }
  if (bytes.length < 33) return truncated("stops inside its header");
  if (!hasText(bytes, 12, "IHDR")) return truncated("has a damaged header (its first chunk is not IHDR)");
  const view = toDataView(bytes);
  const colorType = view.getUint8(25);
  let hasAlpha = colorType === 4 || colorType === 6;
  let animated = false;
  let orientation: Orientation | undefined;
  let pixelsSeen = false;
  let complete = false;

  let offset = 33;
  for (let count = 0; offset + 12 <= bytes.length && count < maxSegments; count += 1) {
    const length = view.getUint32(offset);
    const type = view.getUint32(offset + 4);
    const data = offset + 8;
    const next = data + length + 4;
    if (type === IEND) {
      complete = pixelsSeen;
      break;
    }
    if (next > bytes.length) break;
    // Chunks after the pixels are ignored, as in libvips, which later rotates the picture.
    if (type === IDAT) pixelsSeen = true;
    else if (type === tRNS) hasAlpha = true;
    else if (type === acTL) animated ||= !pixelsSeen;
    else if (type === eXIf && !pixelsSeen) orientation ??= readOrientation(bytes, data, data + length);
    offset = next;
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (!complete) {
    const missing = pixelsSeen ? "there is no IEND chunk" : "there are no pixels";
    return truncated(`stops before its end (${missing})`, { width, height });
  }
  return { width, height, orientation: orientation ?? 1, hasAlpha, animated, isDeep: view.getUint8(24) === 16 };
}
