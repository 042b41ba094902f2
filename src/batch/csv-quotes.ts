import { fault, type Problem } from "./manifest-error.js";

/**
 * The first quote of a CSV that is wrong, by the line where it stands: a parser sees only where it cannot go on, which is lines
 * later. `text` has `\n` as its line ends.
 */
export function quoteFault(text: string): Problem | undefined {
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const start = next(text, at, /[^ \t]/g);
    let end = next(text, start, /[,\n]/g);
    if (text[start] === '"') {
      const closing = closingQuote(text, start);
      end = closing === -1 ? text.length : next(text, closing + 1, /[^ \t]/g);
      if (closing === -1 || (end < text.length && text[end] !== "," && text[end] !== "\n"))
        return fault(
          line,
          "opens a quote that is not closed at the end of its cell",
          'A quote ends right before a comma or the end of the line; one that is meant is written twice: "".',
        );
    } else if (text.slice(start, end).includes('"'))
      return fault(
        line,
        "has a quote in the middle of a cell",
        'Put the whole cell into quotes, and write the quote in it twice: "".',
      );
    line += text.slice(at, end + 1).split("\n").length - 1;
    at = end + 1;
  }
  return undefined;
}

/** Where what `pattern` finds begins, from `at` on; the end if there is none. */
function next(text: string, at: number, pattern: RegExp): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.index ?? text.length;
}

/** Where the quote that is opened at `start` is closed: two of them are one that is meant. `-1`: nowhere. */
function closingQuote(text: string, start: number): number {
  let at = text.indexOf('"', start + 1);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}
