/**
 * What the readers of the three formats have in common.
 *
 * @module
 */

/** Which way up the stored pixels are, as in EXIF: 1 upright, 2 to 8 mirrored and turned. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What a reader found in the header; width and height are those of the stored pixels. */
export interface ImageHeader {
  readonly width: number;
  readonly height: number;
  readonly orientation: Orientation;
  readonly hasAlpha: boolean;
  readonly animated: boolean;
}

/** Why a reader could not: the sentence goes on after "is a PNG that …". */
export interface HeaderProblem {
  readonly problem: "truncated" | "unsupported";
  readonly detail: string;
  /** What was read before the problem: a size that cannot be is the better thing to say. */
  readonly size?: StoredSize | undefined;
}

/** Of the stored pixels. */
export interface StoredSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The most segments or chunks that are looked at. A real file has some thousands at the most; a file that is made of
 * millions of empty ones should not cost more than it.
 */
export const maxSegments = 65_536;

/** A view for reading numbers. The offset matters: the bytes may be a slice of a larger buffer. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether the ASCII `text` stands at `offset`. */
export function hasText(bytes: Uint8Array, offset: number, text: string): boolean {
  if (offset + text.length > bytes.length) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[offset + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** The problem of a file that stops too early. */
export function cutOff(detail: string, size?: StoredSize): HeaderProblem {
  return { problem: "truncated", detail, size };
}
