/**
 * Shared parts of the three header readers: types, byte access and EXIF orientation.
 *
 * @module
 */

/** EXIF orientation of the stored pixels: 1 upright, 2 to 8 mirrored or rotated. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Size of the stored pixels. */
export interface StoredSize {
  readonly width: number;
  readonly height: number;
}

/** The fields of a header. */
export interface ImageHeader extends StoredSize {
  readonly orientation: Orientation;
  readonly hasAlpha: boolean;
  readonly animated: boolean;
  /** Whether it has 16 bits a channel. */
  readonly isDeep?: boolean;
}

/** The reason why a header cannot be read. `detail` completes the sentence "is a PNG that …". */
export interface HeaderProblem {
  readonly problem: "truncated" | "unsupported";
  readonly detail: string;
  /** Read before the problem: an impossible size is the more useful error. */
  readonly size?: StoredSize | undefined;
}

/** Maximum segments or chunks that are read. Real files have some thousands; hostile files may have millions of empty ones. */
export const maxSegments = 65_536;

/** A view for reading numbers. The bytes may be a slice of a larger buffer. */
export function toDataView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether the bytes at `offset` are the Latin-1 `text`. */
export function hasText(bytes: Uint8Array, offset: number, text: string): boolean {
  if (offset + text.length > bytes.length) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[offset + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** The problem of a file that ends too early. */
export function truncated(detail: string, size?: StoredSize): HeaderProblem {
  return { problem: "truncated", detail, size };
}

const orientationTag = 0x0112;
const typeShort = 3;
const typeLong = 4;

/**
 * The orientation in an EXIF block, or `undefined` if the block is broken or has none.
 *
 * The block starts at `start` and ends before `end`, with or without `"Exif\0\0"` in front. Only the first directory is
 * read, which describes the picture; the second describes the thumbnail. Broken blocks are common, and decoders ignore
 * them, so they are not an error. A value outside 1 to 8 counts as 1, as in libvips and in browsers.
 */
export function readOrientation(bytes: Uint8Array, start: number, end: number): Orientation | undefined {
  const begin = hasText(bytes, start, "Exif\0\0") ? start + 6 : start;
  const block = toDataView(bytes.subarray(begin, Math.min(end, bytes.length)));
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
    if (type !== typeShort && type !== typeLong) return undefined;
    const value = type === typeShort ? block.getUint16(entry + 8, little) : block.getUint32(entry + 8, little);
    return value >= 1 && value <= 8 ? (value as Orientation) : 1;
  }
  return undefined;
}
