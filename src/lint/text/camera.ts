import { englishCameraTerms } from "./camera-en.js";
import { inJapanese, japaneseCameraTerms } from "./camera-ja.js";
import type { CameraTerm } from "./camera-term.js";

/** The camera terms of a folded text, in order. Linear in its length. */
export function cameraTerms(text: string): CameraTerm[] {
  const unified = inJapanese(text);
  return [...englishCameraTerms(unified), ...japaneseCameraTerms(unified)].sort((a, b) => a.range[0] - b.range[0]);
}
