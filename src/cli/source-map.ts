/**
 * Prompts found in a file, with the mapping from offsets in the prompt to offsets in the file.
 *
 * @module
 */
import type { Fix, LintContext, Range } from "../lint.js";

/** A prompt in a file. Offsets are UTF-16 units of the file without its byte order mark. */
export interface FoundPrompt {
  readonly text: string;
  readonly range: Range;
  /** Duration, size and model, if the file sets them. */
  readonly context: LintContext;
  /** Rules that the file turns off for it. */
  readonly off: ReadonlySet<string>;
  /** Maps a range of `text` to the file. */
  toFile(range: Range): Range;
  /** Maps a fix of `text` to the file; `undefined` if its range is not contiguous there. */
  fixInFile(fix: Fix): Fix | undefined;
}

/** A part of a file that cannot be read. The line counts from 1. */
export interface Problem {
  readonly line?: number;
  readonly message: string;
  readonly hint?: string;
}

/** The contents of a file. */
export interface Reading {
  readonly prompts: readonly FoundPrompt[];
  readonly problems: readonly Problem[];
}

export const noRules: ReadonlySet<string> = new Set<string>();

/** A line of a file. `end` is before its line break, `next` after it. */
export interface Line {
  readonly number: number;
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

export function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const { 0: newline, index } of text.matchAll(/\r\n|\r|\n/g)) {
    lines.push({ number: lines.length + 1, start, end: index, next: index + newline.length });
    start = index + newline.length;
  }
  lines.push({ number: lines.length + 1, start, end: text.length, next: text.length });
  return lines;
}

/** A prompt that is a slice of the file. */
export function verbatimPrompt(file: string, [from, to]: Range): FoundPrompt {
  const toFile = ([start, end]: Range): Range => [from + start, from + end];
  return {
    text: file.slice(from, to),
    range: [from, to],
    context: {},
    off: noRules,
    toFile,
    fixInFile: (fix) => ({ range: toFile(fix.range), text: fix.text }),
  };
}

/** The file as one prompt, without surrounding white space. */
export function wholePrompt(file: string): Reading {
  const from = /^[ \t\r\n]*/.exec(file)?.[0].length ?? 0;
  let to = file.length;
  while (to > from && " \t\r\n".includes(file.charAt(to - 1))) to -= 1;
  return { prompts: [verbatimPrompt(file, [from, to])], problems: [] };
}
