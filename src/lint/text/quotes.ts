import type { Range } from "../core/types.js";
import { speakerOf } from "./speaker-attribution.js";

/** Something in quotation marks. */
export interface Quote {
  /** With its marks. */
  readonly range: Range;
  /** Without them. */
  readonly text: string;
  /** Who says it, as written beside it ("the man", 女性), or `undefined`. */
  readonly speaker: string | undefined;
  /** Whether it is spoken; text on a sign is not. */
  readonly spoken: boolean;
  /** Whether its closing mark is there. If not, the quote ends with its line. */
  readonly closed: boolean;
}

const closing: Readonly<Record<string, string>> = {
  "「": "」",
  "『": "』",
  "“": "”",
  "”": "”",
  "〝": "〟",
  "«": "»",
  '"': '"',
};

/** Everything in quotation marks, in order. Marks around the whole prompt are a wrapper and no quote. */
export function quotesIn(text: string): Quote[] {
  if (!/["'「『“”〝«]/.test(text)) return [];
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  const found = spans(text, start, end);
  const [only] = found;
  const wraps = found.length === 1 && only?.closed && only.start === start && only.end === end;
  return (wraps ? spans(text, start + 1, end - 1) : found).map((span, index, all) =>
    quoteOf(text, span, all[index - 1]?.end ?? 0),
  );
}

/** `text` with the quotes' contents blanked out, of the same length. A quote without an end is left as it is. */
export function withoutQuotes(text: string, quotes: readonly Quote[]): string {
  let prose = "";
  let done = 0;
  for (const { range, closed } of quotes) {
    if (!closed) continue;
    prose += `${text.slice(done, range[0] + 1)}${" ".repeat(Math.max(0, range[1] - range[0] - 2))}`;
    done = range[1] - 1;
  }
  return prose + text.slice(done);
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly closed: boolean;
}

/** A prompt with more quotes than this is no script; the rest of it is read as prose. */
const most = 200;

/** One pass. A mark within another pair's is part of the quote; a blank line ends a quote that nobody closed. */
function spans(text: string, from: number, to: number): Span[] {
  const found: Span[] = [];
  let closer = from;
  let open = -1;
  let wanted = "";
  let lineEnd = -1;
  const giveUp = (at: number) => {
    if (open >= 0) found.push({ start: open, end: lineEnd < 0 ? at : lineEnd, closed: false });
    open = lineEnd = -1;
  };
  for (let index = from; index < to && found.length < most; index++) {
    const mark = text.charAt(index);
    if (open >= 0) {
      if (mark === wanted) {
        found.push({ start: open, end: index + 1, closed: true });
        open = lineEnd = -1;
      } else if (mark === "\n") {
        if (lineEnd < 0) lineEnd = index;
        else if (text.charAt(index - 1) === "\n") giveUp(index);
      }
    } else if (mark === "'") {
      if (isWord(text.charAt(index - 1)) || !/[\p{L}…]/u.test(text.charAt(index + 1))) continue;
      if (closer <= index) closer = singleCloser(text, index + 1, to);
      if (closer - index > 500 || closer === to) continue;
      found.push({ start: index, end: closer + 1, closed: true });
      index = closer;
    } else if (closing[mark] && !(mark === '"' && /\d/.test(text.charAt(index - 1)))) {
      open = index;
      wanted = closing[mark] ?? "";
    }
  }
  giveUp(to);
  return found;
}

const isWord = (character: string) => /[a-z\d]/.test(character) || /[\p{L}\p{N}]/u.test(character);

/** Where a single mark closes next: after a letter or a point and before neither, so not in "don't". */
function singleCloser(text: string, from: number, to: number): number {
  for (let index = text.indexOf("'", from); index >= 0 && index < to; index = text.indexOf("'", index + 1))
    if (/[\p{L}\p{N}.,!?…]/u.test(text.charAt(index - 1)) && !isWord(text.charAt(index + 1))) return index;
  return to;
}

/** `after` is where the quote before it ends. */
function quoteOf(text: string, { start, end, closed }: Span, after: number): Quote {
  const words = text.slice(start + 1, closed ? end - 1 : end);
  let from = start;
  while (from > after && start - from < 80 && !/[.!?。\n」』”"〟»]/.test(text.charAt(from - 1))) from -= 1;
  const said = speakerOf(text.slice(from, start), text.slice(end, end + 40), words);
  return { range: [start, end], text: words, speaker: said?.trim() || undefined, spoken: said !== undefined, closed };
}
