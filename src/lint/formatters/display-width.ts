/** Width of text in terminal columns. */

import { unicodePattern } from "../core/word-list.js";

// Libraries for this add 1 to 2 kB to every bundle of the linter: docs/decisions/017-libraries-for-readers.md
/** The wide ranges of Unicode's EastAsianWidth.txt that are in use, and emoji. Ambiguous characters take one column. */
const wide = unicodePattern(
  String.raw`[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f`,
);
/** Control characters, halves of surrogate pairs, and marks without a letter. */
const unprintable = unicodePattern(String.raw`^[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{M}]`);

/** A grapheme of a line. */
export interface Cell {
  /** The text to print: never a control character, because a prompt must not control the terminal. */
  readonly shown: string;
  /** UTF-16 offsets into the line. */
  readonly start: number;
  readonly end: number;
  readonly columns: number;
}

/** The graphemes of a line. An invisible one is shown as "�", so that a caret can point at it. */
export function getCells(line: string): Cell[] {
  const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return Array.from(graphemes.segment(line), ({ segment, index }) => {
    const shown = segment === "\t" ? " " : unprintable().test(segment) ? "�" : segment;
    return { shown, start: index, end: index + segment.length, columns: wide().test(shown) ? 2 : 1 };
  });
}
