import type { Range } from "../core/types.js";
import type { PromptCameraMove } from "./features.js";

export type Direction = NonNullable<PromptCameraMove["direction"]>;
export const opposites = { left: "right", right: "left", up: "down", down: "up", in: "out", out: "in" } as const;
export type Strength = "subtle" | "gentle" | "normal" | "strong";
export type CameraTermKind = PromptCameraMove["kind"];

/** A camera move that a prompt names. */
export interface CameraTerm {
  readonly range: Range;
  readonly kind: CameraTermKind;
  /** Directions named around it, the likeliest first. */
  readonly directions: readonly Direction[];
  /** The direction if none is named. */
  readonly defaultDirection?: Direction | undefined;
  /** "No zoom", 「ズームなし」. */
  readonly negated: boolean;
  readonly strength?: Strength | undefined;
}

/** Reads the camera terms of one language. */
export interface CameraReader {
  /** Replaces terms of other languages that the language has adopted. `toSource` maps a range of the result back. */
  rewrite?(source: string): { readonly text: string; readonly toSource: (range: Range) => Range };
  read(text: string): Iterable<CameraTerm>;
  /** Whether a text has a word of sequence: "then", その後. */
  isSequence(text: string): boolean;
}
