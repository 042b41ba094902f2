import type { Range } from "../core/types.js";

export type Way = "left" | "right" | "up" | "down" | "in" | "out";
export type Strength = "subtle" | "gentle" | "normal" | "strong";
export type CameraTermKind =
  | "pan"
  | "tilt"
  | "zoom"
  | "dolly"
  | "truck"
  | "pedestal"
  | "orbit"
  | "roll"
  | "follow"
  | "handheld"
  | "move"
  | "static";

/** A camera move that a prompt names, in either language. */
export interface CameraTerm {
  readonly range: Range;
  readonly kind: CameraTermKind;
  /** The ways that the words around it name, the likeliest first. */
  readonly ways: readonly Way[];
  /** The usual way of the word when none is named. */
  readonly defaultWay?: Way | undefined;
  /** "No zoom", 「ズームなし」. */
  readonly denied: boolean;
  readonly strength?: Strength | undefined;
}
