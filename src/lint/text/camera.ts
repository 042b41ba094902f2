import { englishCameraTerms } from "./camera-en.js";
import { japaneseCameraTerms, replaceLoanwords } from "./camera-ja.js";
import type { CameraTerm } from "./camera-term.js";

/** The camera terms of a normalized text, in order. Linear in its length. */
export function cameraTerms(source: string): CameraTerm[] {
  const { text, toSource } = replaceLoanwords(source);
  return [...englishCameraTerms(text), ...japaneseCameraTerms(text)]
    .map((term) => ({ ...term, range: toSource(term.range) }))
    .sort((a, b) => a.range[0] - b.range[0]);
}
