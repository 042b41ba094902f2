/** Camera moves of the preview. */

/** One move of the camera. Directions are the camera's: a pan to the right turns to the right. */
export type CameraMove =
  | { readonly kind: "pan"; readonly direction: "left" | "right" }
  | { readonly kind: "tilt"; readonly direction: "up" | "down" }
  | { readonly kind: "zoom"; readonly direction: "in" | "out" }
  | { readonly kind: "dolly"; readonly direction: "in" | "out" | "left" | "right" | "up" | "down" }
  | { readonly kind: "orbit"; readonly direction: "left" | "right" }
  | { readonly kind: "handheld" }
  | { readonly kind: "still" };

/** How far the camera moves. */
export type MotionStrength = "subtle" | "gentle" | "normal" | "strong";

/** The camera motion of a preview. All moves happen at the same time. */
export interface Motion {
  readonly moves: readonly CameraMove[];
  /** Default `"normal"`. */
  readonly strength?: MotionStrength | undefined;
}
