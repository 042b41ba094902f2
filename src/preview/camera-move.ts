/**
 * What a camera can do, as data.
 *
 * @module
 */

/** One move of the camera. The directions are the camera's own: a pan to the right looks to the right. */
export type CameraMove =
  | { readonly kind: "pan"; readonly direction: "left" | "right" }
  | { readonly kind: "tilt"; readonly direction: "up" | "down" }
  | { readonly kind: "zoom"; readonly direction: "in" | "out" }
  | { readonly kind: "dolly"; readonly direction: "in" | "out" | "left" | "right" | "up" | "down" }
  | { readonly kind: "orbit"; readonly direction: "left" | "right" }
  | { readonly kind: "handheld" }
  | { readonly kind: "still" };

/** How far the camera goes in the time it has. */
export type MotionStrength = "subtle" | "gentle" | "normal" | "strong";

/** What the camera of a preview does. Several moves are made at once. */
export interface Motion {
  readonly moves: readonly CameraMove[];
  /** Default `"normal"`. */
  readonly strength?: MotionStrength | undefined;
}
