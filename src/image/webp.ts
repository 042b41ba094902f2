/**
 * Reads a WebP's header: https://developers.google.com/speed/webp/docs/riff_container
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

const damaged = truncated("has a damaged header");
const stops = truncated("stops inside its header");

/** Size, transparency, animation and orientation of a WebP whose signature has been checked. */
export function readWebp(bytes: Uint8Array): ImageHeader | HeaderProblem {
  if (bytes.length < 16) return stops;
  const view = toDataView(bytes);
  const end = 8 + view.getUint32(4, true);
  const header = hasText(bytes, 12, "VP8 ")
    ? readLossy(bytes, view)
    : hasText(bytes, 12, "VP8L")
      ? readLossless(bytes, view)
      : hasText(bytes, 12, "VP8X")
        ? readExtended(bytes, view, Math.min(end, bytes.length))
        : damaged;
  if ("problem" in header) return header;
  if (end > bytes.length)
    return truncated("stops before its end (it is shorter than the length in its header)", header);
  return header;
}

/** One key frame of VP8: https://www.rfc-editor.org/rfc/rfc6386#section-9.1 */
function readLossy(bytes: Uint8Array, view: DataView): ImageHeader | HeaderProblem {
  if (bytes.length < 30) return stops;
  const isKeyFrame = (view.getUint8(20) & 1) === 0;
  if (!isKeyFrame || !hasText(bytes, 23, "\x9d\x01\x2a")) return damaged;
  return {
    width: view.getUint16(26, true) & 0x3fff,
    height: view.getUint16(28, true) & 0x3fff,
    orientation: 1,
    hasAlpha: false,
    animated: false,
  };
}

/** https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification */
function readLossless(bytes: Uint8Array, view: DataView): ImageHeader | HeaderProblem {
  if (bytes.length < 25) return stops;
  if (view.getUint8(20) !== 0x2f) return damaged;
  const bits = view.getUint32(21, true);
  return {
    width: (bits & 0x3fff) + 1,
    height: ((bits >>> 14) & 0x3fff) + 1,
    orientation: 1,
    hasAlpha: ((bits >>> 28) & 1) === 1,
    animated: false,
  };
}

/** The extended form: a canvas, with flags for the chunks that follow. */
function readExtended(bytes: Uint8Array, view: DataView, end: number): ImageHeader | HeaderProblem {
  if (bytes.length < 30) return stops;
  const flags = view.getUint8(20);
  return {
    width: (view.getUint16(24, true) | (view.getUint8(26) << 16)) + 1,
    height: (view.getUint16(27, true) | (view.getUint8(29) << 16)) + 1,
    // Only if the flag is set, as in libvips, which decodes the picture.
    orientation: flags & 0x08 ? findOrientation(bytes, view, end) : 1,
    hasAlpha: (flags & 0x10) !== 0,
    animated: (flags & 0x02) !== 0,
  };
}

function findOrientation(bytes: Uint8Array, view: DataView, end: number): Orientation {
  let offset = 30;
  for (let count = 0; offset + 8 <= end && count < maxSegments; count += 1) {
    const length = view.getUint32(offset + 4, true);
    if (hasText(bytes, offset, "EXIF")) return readOrientation(bytes, offset + 8, offset + 8 + length) ?? 1;
    offset += 8 + length + (length % 2);
  }
  return 1;
}
