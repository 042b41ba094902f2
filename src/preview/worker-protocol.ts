/**
 * What the pool and its workers say to each other. Everything is cloned but the still's planes, which are shared.
 *
 * @module
 */
import type { Motion } from "./camera-move.js";
import type { Depth, Still } from "./frame-types.js";

/** All that a worker needs to draw any frame of a clip. */
export interface ClipJob {
  readonly still: Still;
  readonly depth: Depth;
  readonly motion: Motion;
  /** Seconds. */
  readonly seconds: number;
  /** Frames a second. */
  readonly fps: number;
  /** Frames of the whole clip. */
  readonly frames: number;
}

/** Frames that are encoded together, as one closed group. */
export interface Group {
  readonly index: number;
  readonly first: number;
  readonly count: number;
}

export type ToWorker =
  | { readonly type: "job"; readonly job: ClipJob }
  | { readonly type: "group"; readonly group: Group };

export type FromWorker =
  | { readonly type: "frame" }
  | { readonly type: "group"; readonly index: number; readonly bytes: Uint8Array }
  /** The encoder does not load; `code` is the loader's. */
  | { readonly type: "unavailable"; readonly message: string; readonly code: string | undefined }
  | { readonly type: "failed"; readonly message: string };
