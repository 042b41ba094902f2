/**
 * What the parts of the preview engine hand to each other: plain data that crosses a worker boundary without a copy.
 *
 * @module
 */

/**
 * The decoded picture as three planes of YUV 4:2:0 (BT.709, limited range) in shared memory.
 *
 * Every plane has one more column and one more row than its size says (copies of the last ones), so that a
 * bilinear sample at the very edge needs no test. The picture may be larger than the clip's frame: by more
 * pixels (`ratioX`, `ratioY`), and by what the cover crop cut off (`originX`, `originY`).
 */
export interface Still {
  /** The clip's frame, in pixels. */
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
  /** Plane pixels for one frame pixel. */
  readonly ratioX: number;
  readonly ratioY: number;
  /** Where the frame's left and top edge lie in the plane, in plane pixels. */
  readonly originX: number;
  readonly originY: number;
  /** How far a camera may go beyond the frame and still see picture, in frame pixels. */
  readonly room: Room;
}

/** How far the picture goes on beyond each edge of the frame, in frame pixels. */
export interface Room {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** How near each place of the frame seems: 0 far, 1 near. Covers the frame's area, row by row. */
export interface Depth {
  readonly width: number;
  readonly height: number;
  readonly near: Float32Array;
  /** How near the middle of the frame is, 0 to 1: what an orbit turns around. */
  readonly subject: number;
  /** How much parallax the picture stands, 0 (none) to 1. */
  readonly trust: number;
}
