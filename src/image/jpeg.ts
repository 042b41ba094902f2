/**
 * Reads a JPEG's header: ITU-T T.81 and EXIF.
 *
 * @module
 */
import { readOrientation } from "./exif.js";
import {
  cutOff,
  type HeaderProblem,
  hasText,
  type ImageHeader,
  maxSegments,
  type Orientation,
  viewOf,
} from "./header.js";

const DHT = 0xc4;
const JPG = 0xc8;
const DAC = 0xcc;
const RST0 = 0xd0;
const EOI = 0xd9;
const SOS = 0xda;
const APP1 = 0xe1;
const TEM = 0x01;

/** Size and orientation of a JPEG whose signature has been seen. */
export function readJpeg(bytes: Uint8Array): ImageHeader | HeaderProblem {
  const view = viewOf(bytes);
  let size: { width: number; height: number } | undefined;
  let orientation: Orientation | undefined;
  let offset = 2;

  for (let count = 0; count < maxSegments; count += 1) {
    const marker = nextMarker(bytes, offset);
    if (marker === undefined) return cutOff("stops inside its header", size);
    const code = bytes[marker];
    offset = marker + 1;
    if (code === undefined || code === EOI) return cutOff("ends before its pixels begin", size);
    if (code === TEM || (code >= RST0 && code < EOI)) continue;

    if (offset + 2 > bytes.length) return cutOff("stops inside its header");
    const length = view.getUint16(offset);
    const end = offset + length;
    if (length < 2) return cutOff("has a damaged header (a segment of impossible length)");
    if (code === SOS) {
      if (!size) return cutOff("has a damaged header (its pixels begin before its size is given)");
      if (!hasEnd(bytes, offset)) return cutOff("stops before its end (there is no end marker)", size);
      return { ...size, orientation: orientation ?? 1, hasAlpha: false, animated: false };
    }
    if (end > bytes.length) return cutOff("stops inside its header", size);
    if (isFrame(code)) {
      if (length < 7) return cutOff("has a damaged header (a frame of impossible length)");
      size ??= { height: view.getUint16(offset + 3), width: view.getUint16(offset + 5) };
    } else if (code === APP1 && hasText(bytes, offset + 2, "Exif\0\0")) {
      orientation ??= readOrientation(bytes, offset + 2, end);
    }
    // A thumbnail is a whole JPEG inside the EXIF segment: going by lengths never looks into it.
    offset = end;
  }
  return cutOff("has a damaged header (too many segments)");
}

/** SOF0 to SOF15: the segments that hold the size. */
function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== DHT && code !== JPG && code !== DAC;
}

/**
 * Where the next marker's code byte is. Any number of 0xFF may stand before it, and bytes that belong to no segment are
 * skipped: libjpeg does both.
 */
function nextMarker(bytes: Uint8Array, offset: number): number | undefined {
  let position = offset;
  while (position < bytes.length) {
    while (position < bytes.length && bytes[position] !== 0xff) position += 1;
    while (bytes[position] === 0xff) position += 1;
    if (bytes[position] !== 0) return position < bytes.length ? position : undefined;
  }
  return undefined;
}

/**
 * Whether an end marker follows. It is searched for from the end, where it nearly always is, but as far as the pixels:
 * phones append whole films ("motion photos"), and decoders do not mind.
 */
function hasEnd(bytes: Uint8Array, pixels: number): boolean {
  for (let index = bytes.length - 1; index > pixels; index -= 1) {
    if (bytes[index] === EOI && bytes[index - 1] === 0xff) return true;
  }
  return false;
}
