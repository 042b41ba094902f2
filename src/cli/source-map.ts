/**
 * What a prompt is, once it is found in a file: its words, and the way back to the file's own characters.
 *
 * @module
 */
import type { Fix, LintContext, Range } from "../lint.js";

/** A prompt, and where it stands. Offsets are UTF-16 units of the file without its byte order mark. */
export interface FoundPrompt {
  readonly text: string;
  /** What a mended prompt takes the place of. */
  readonly range: Range;
  /** What the file says of the clip. */
  readonly context: LintContext;
  /** Rules that the file turns off for it. */
  readonly off: ReadonlySet<string>;
  /** Where a range of `text` is in the file. */
  toFile(range: Range): Range;
  /** A fix of `text` as one of the file, if it can be made there in one piece. */
  fixInFile(fix: Fix): Fix | undefined;
  /** What stands at `range` once the prompt is `text`, or `undefined` if that cannot be said. */
  replaced(text: string): string | undefined;
}

/** Something in a file that could not be read as it was meant. The line counts from 1. */
export interface Problem {
  readonly line?: number;
  readonly message: string;
  readonly hint?: string;
}

/** All that a file holds. */
export interface Reading {
  readonly prompts: readonly FoundPrompt[];
  readonly problems: readonly Problem[];
}

export const nothing: ReadonlySet<string> = new Set<string>();

/** A line of a file: where it starts, where its words end, and where the next one starts. */
export interface Line {
  readonly number: number;
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const { 0: newline, index } of text.matchAll(/\r\n|\r|\n/g)) {
    lines.push({ number: lines.length + 1, start, end: index, next: index + newline.length });
    start = index + newline.length;
  }
  lines.push({ number: lines.length + 1, start, end: text.length, next: text.length });
  return lines;
}

/** A prompt that stands in the file letter by letter. */
export function verbatimPrompt(file: string, [from, to]: Range): FoundPrompt {
  const toFile = ([start, end]: Range): Range => [from + start, from + end];
  return {
    text: file.slice(from, to),
    range: [from, to],
    context: {},
    off: nothing,
    toFile,
    fixInFile: (fix) => ({ range: toFile(fix.range), text: fix.text }),
    replaced: (text) => withNewlinesOf(file, text),
  };
}

/** A whole file as one prompt, without the white space around it. */
export function wholePrompt(file: string): Reading {
  const from = /^[ \t\r\n]*/.exec(file)?.[0].length ?? 0;
  let to = file.length;
  while (to > from && " \t\r\n".includes(file.charAt(to - 1))) to -= 1;
  return { prompts: [verbatimPrompt(file, [from, to])], problems: [] };
}

/** In a file with Windows' line ends, and no others, what is new has them too. */
function withNewlinesOf(file: string, text: string): string {
  return file.includes("\r\n") && !/(^|[^\r])\n/.test(file) ? text.replace(/\r\n|\n/g, "\r\n") : text;
}
