import { findLastIndexUpTo } from "../text/pattern-matches.js";
import type { LintResult, Position } from "./types.js";

/**
 * The linted text of each result, so that `formatters.stylish(lintPrompt(text))` can show it. It is not a field of the
 * result, because results are printed and stored, and a prompt can be long or private.
 */
export const sourceTexts = new WeakMap<LintResult, string>();

/** Maps offsets of a text to lines and columns. */
export function createPositionMapper(text: string): (offset: number) => Position {
  const starts = [0];
  for (const { 0: newline, index } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + newline.length);
  return (offset) => {
    const line = findLastIndexUpTo(starts, offset, (start) => start);
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}
