/**
 * Reads a JPEG's header: ITU-T T.81 and EXIF.
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
  type StoredSize,
  truncated,
} from "./header.js";

const DHT = 0xc4;
const JPG = 0xc8;
const DAC = 0xcc;
const RST0 = 0xd0;
const EOI = 0xd9;
const SOS = 0xda;
const APP1 = 0xe1;
const TEM = 0x01;

/** Size and orientation of a JPEG whose signature has been checked. */
export function readJpeg(bytes: Uint8Array): ImageHeader | HeaderProblem {
  let size: StoredSize | undefined;
  let orientation: Orientation | undefined;
  let offset = 2;

  for (let count = 0; count < maxSegments; count += 1) {
    // The next marker nearly always follows at once.
    let code = bytes[offset] === 0xff ? bytes[offset + 1] : undefined;
    if (!code || code === 0xff) {
      const next = nextMarker(bytes, offset);
      if (next === undefined) return truncated("stops inside its header", size);
      code = bytes[next] ?? EOI;
      offset = next - 1;
    }
    offset += 2;
    if (code === TEM || (code >= RST0 && code <= EOI)) {
      if (code === EOI) return truncated("ends before its pixels begin", size);
      continue;
    }

    if (offset + 2 > bytes.length) return truncated("stops inside its header");
    const length = uint16(bytes, offset);
    const end = offset + length;
    if (length < 2) return truncated("has a damaged header (a segment of impossible length)");
    if (code === SOS) {
      if (!size) return truncated("has a damaged header (its pixels begin before its size is given)");
      if (!hasEndMarker(bytes, offset)) return truncated("stops before its end (there is no end marker)", size);
      const { width, height } = size;
      return { width, height, orientation: orientation ?? 1, hasAlpha: false, animated: false };
    }
    if (end > bytes.length) return truncated("stops inside its header", size);
    if (isFrame(code)) {
      if (length < 7) return truncated("has a damaged header (a frame of impossible length)");
      size ??= { height: uint16(bytes, offset + 3), width: uint16(bytes, offset + 5) };
    } else if (code === APP1 && hasText(bytes, offset + 2, "Exif\0\0")) {
      orientation ??= readOrientation(bytes, offset + 2, end);
    }
    // Segments are skipped by length: the EXIF segment may contain a complete JPEG, the thumbnail.
    offset = end;
  }
  return truncated("has a damaged header (too many segments)");
}

/** SOF0 to SOF15: the segments that hold the size. */
function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== DHT && code !== JPG && code !== DAC;
}

/** Offset of the next marker's code. Fill bytes (0xFF) and bytes outside any segment are skipped, as libjpeg does. */
function nextMarker(bytes: Uint8Array, offset: number): number | undefined {
  for (let position = offset + 1; position < bytes.length; position += 1) {
    if (bytes[position - 1] === 0xff && bytes[position] !== 0xff && bytes[position] !== 0) return position;
  }
  return undefined;
}

/** A number of two bytes. A byte behind the end counts as 0. */
const uint16 = (bytes: Uint8Array, offset: number): number =>
  ((bytes[offset] as number) << 8) | (bytes[offset + 1] as number);

/** Searches backwards, down to the pixels: phones append videos ("motion photos") after the end marker. */
function hasEndMarker(bytes: Uint8Array, pixels: number): boolean {
  for (let index = bytes.length - 1; index > pixels; index -= 1) {
    if (bytes[index] === EOI && bytes[index - 1] === 0xff) return true;
  }
  return false;
}
