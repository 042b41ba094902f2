/** Data types of the preview engine. They can be sent to a worker; the planes of an image are shared memory. */

/**
 * The decoded image as three planes of YUV 4:2:0 (BT.709, limited range) in shared memory.
 *
 * Every plane has an extra column and row (copies of the last ones), so that bilinear sampling needs no bounds check at
 * the edge. The image may be larger than the clip's frame: it has more pixels (`ratioX`, `ratioY`), and keeps the part
 * that the crop cuts off (`originX`, `originY`).
 */
export interface DecodedImage {
  /** The size of the clip's frame, in pixels. */
  readonly frameWidth: number;
  readonly frameHeight: number;
  /** The luma plane's size in pixels, without the extra column and row; even. */
  readonly width: number;
  readonly height: number;
  /** Luma, `(width + 1) * (height + 1)` bytes. */
  readonly luma: Uint8Array;
  /** Chroma, `(width / 2 + 1) * (height / 2 + 1)` bytes each. */
  readonly blue: Uint8Array;
  readonly red: Uint8Array;
  /** Plane pixels per frame pixel. */
  readonly ratioX: number;
  readonly ratioY: number;
  /** The left and top edge of the frame in the plane, in plane pixels. */
  readonly originX: number;
  readonly originY: number;
  /** How far the camera may move beyond the frame, in frame pixels. */
  readonly margins: EdgeMargins;
}

/** How far the image extends beyond each edge of the frame, in frame pixels. */
export interface EdgeMargins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The estimated depth of the frame, row by row: 0 far, 1 near. */
export interface Depth {
  readonly width: number;
  readonly height: number;
  readonly near: Float32Array;
  /** The depth of the subject, 0 to 1, which an orbit turns around. */
  readonly subject: number;
  /** The amount of parallax that the estimate allows: 0 (none, for a flat picture) to 1. */
  readonly trust: number;
  /** The change of `near` over the width of the frame along the upright and level lines of the image: parallax makes them lean. */
  readonly slope: number;
  /** What stands out in the frame; `undefined` if nothing does, or if it fills the frame. */
  readonly focus: Focus | undefined;
}

/** A part of the frame: its center from that of the frame and its size, in parts of the frame's width and height. */
export interface Focus {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
