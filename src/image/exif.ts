/**
 * The one EXIF field that changes what a picture looks like: its orientation.
 *
 * @module
 */
import { hasText, type Orientation, viewOf } from "./header.js";

const orientationTag = 0x0112;
const typeShort = 3;
const typeLong = 4;

/**
 * The orientation that an EXIF block holds, or `undefined` if the block is broken or does not say.
 *
 * The block starts at `start` and ends before `end`, with or without `"Exif\0\0"` in front. Only the first directory is
 * read, which describes the picture; the second describes the thumbnail. Broken blocks are common and harmless, so they
 * are never an error. A value outside 1 to 8 counts as 1, as in libvips and in browsers.
 */
export function readOrientation(bytes: Uint8Array, start: number, end: number): Orientation | undefined {
  const begin = hasText(bytes, start, "Exif\0\0") ? start + 6 : start;
  const block = viewOf(bytes.subarray(begin, Math.min(end, bytes.length)));
  if (block.byteLength < 14) return undefined;
  const order = block.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const little = order === 0x4949;
  if (block.getUint16(2, little) !== 42) return undefined;

  const directory = block.getUint32(4, little);
  if (directory + 2 > block.byteLength) return undefined;
  const entries = block.getUint16(directory, little);
  for (let index = 0; index < entries; index += 1) {
    const entry = directory + 2 + index * 12;
    if (entry + 12 > block.byteLength) return undefined;
    if (block.getUint16(entry, little) !== orientationTag) continue;
    const type = block.getUint16(entry + 2, little);
    if (type === typeShort) return asOrientation(block.getUint16(entry + 8, little));
    if (type === typeLong) return asOrientation(block.getUint32(entry + 8, little));
    return undefined;
  }
  return undefined;
}

function asOrientation(value: number): Orientation {
  return value >= 1 && value <= 8 ? (value as Orientation) : 1;
}

/** Whether the picture is shown with width and height exchanged. */
export function swapsSides(orientation: Orientation): boolean {
  return orientation >= 5;
}
