/**
 * How many columns of a terminal a text takes.
 *
 * By the ranges of Unicode's EastAsianWidth.txt that are wide in every script in use (kana, kanji, hangul, full-width
 * forms), and by the property Emoji_Presentation, which holds the rest. Characters of ambiguous width ("…", "→", Greek)
 * count as one column, as in a terminal that is not set to an East Asian legacy encoding.
 *
 * @module
 */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

/** What is seen as one character: a flag, or a base with its marks, vowels of hangul, skin tone and joined emoji. */
const seenAsOne = /\p{RI}\p{RI}|.(?:\p{M}|\p{Emoji_Modifier}|[\u1160-\u11ff]|\u200d\p{Extended_Pictographic})*/gsu;

/** One character as it is seen, where it stands, and how many columns it takes. */
export interface Cell {
  /** What to print. Never a control character: a prompt must not steer the terminal. */
  readonly shown: string;
  /** UTF-16 offsets into the text. */
  readonly start: number;
  readonly end: number;
  readonly columns: number;
}

/** A line, character by character. What cannot be seen is shown as "�", so that a caret has something to point at. */
export function cellsOf(line: string): Cell[] {
  return Array.from(line.matchAll(seenAsOne), ({ 0: text, index }) => {
    const shown = text === "\t" ? " " : /^[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{M}]/u.test(text) ? "�" : text;
    return { shown, start: index, end: index + text.length, columns: wide.test(shown) ? 2 : 1 };
  });
}
