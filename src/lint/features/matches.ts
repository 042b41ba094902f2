import type { Range } from "../types.js";

export function rangeOf(match: { readonly index: number; readonly 0: string }): Range {
  return [match.index, match.index + match[0].length];
}

/** The matches of a pattern; of a text that has hundreds, the first ones. */
export function* first(pattern: RegExp, text: string): Generator<RegExpExecArray> {
  pattern.lastIndex = 0;
  for (let count = 0; count < 60; count++) {
    const match = pattern.exec(text);
    if (!match) return;
    // A consumer may run another search before it asks for the next match.
    const { lastIndex } = pattern;
    yield match;
    pattern.lastIndex = lastIndex;
  }
}

export function orientationOf(ratio: number): "landscape" | "portrait" | "square" {
  return Math.abs(ratio - 1) < 0.02 ? "square" : ratio > 1 ? "landscape" : "portrait";
}
