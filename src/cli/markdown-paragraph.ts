/**
 * A paragraph of a Markdown file as a prompt: its lines without what stands before and behind them.
 *
 * @module
 */
import type { Range } from "../lint.js";
import type { FoundPrompt } from "./source-map.js";

/** Offsets into the file, the end exclusive. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

/** A line of a paragraph. It has more than one part if there are comments in it. */
export interface ContentLine {
  readonly start: number;
  readonly end: number;
  readonly next: number;
  readonly parts: readonly [Part, ...Part[]];
}

export function paragraphPrompt(file: string, lines: readonly ContentLine[], off: ReadonlySet<string>): FoundPrompt {
  /** Which offset of the text is which of the file, where they stop to go side by side. */
  const pieces: { readonly at: number; readonly from: number }[] = [];
  let text = "";
  const take = (from: number, to: number) => {
    pieces.push({ at: text.length, from });
    text += file.slice(from, to);
  };
  for (const [index, { parts, end, next }] of lines.entries()) {
    for (const { from, to } of parts) take(from, to);
    if (index < lines.length - 1) take(end, next);
  }
  const place = (offset: number, isEnd: boolean): number => {
    const piece = pieces.findLast(({ at }) => (isEnd ? at < offset : at <= offset)) ?? pieces[0];
    return piece ? piece.from + offset - piece.at : 0;
  };
  const toFile = ([from, to]: Range): Range => [place(from, false), place(to, to > from)];
  const range = toFile([0, text.length]);
  return {
    text,
    range,
    context: {},
    off,
    toFile,
    fixInFile(fix) {
      const [from, to] = toFile(fix.range);
      // What stands between the lines, such as the ">" of a quotation, must not go with it.
      return to - from === fix.range[1] - fix.range[0] ? { range: [from, to], text: fix.text } : undefined;
    },
    replaced(words) {
      // A comment between the words would be lost, or left half.
      if (file.slice(...range).includes("<!--") && !text.includes("<!--")) return undefined;
      return rewritten(file, lines, words.split(/\r\n|\r|\n/));
    },
  };
}

/** New words in the place of old lines, each between what stood before and behind the old one. */
function rewritten(file: string, lines: readonly ContentLine[], words: readonly string[]): string {
  let text = words[0] ?? "";
  for (let index = 1; index < words.length; index++) {
    const before = lines[index - 1];
    const line = lines[index];
    if (before) text += file.slice(before.parts[0].to, before.end);
    text += before && before.next > before.end ? file.slice(before.end, before.next) : "\n";
    text += line ? file.slice(line.start, line.parts[0].from) : continuing(file, lines.at(-1));
    text += words[index];
  }
  return text;
}

/** What stands before a line that is added: a quotation goes on, a list's mark becomes spaces. */
function continuing(file: string, last: ContentLine | undefined): string {
  return last ? file.slice(last.start, last.parts[0].from).replace(/[^>\s]/g, " ") : "";
}
