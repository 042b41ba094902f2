/**
 * Prompts found in a file, with the mapping from offsets in the prompt to offsets in the file.
 *
 * @module
 */
import type { Fix, LintContext, Range } from "../../lint.js";

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

export interface EncodedPrompt {
  readonly text: string;
  /** Where its encoded form is in the file. */
  readonly range: Range;
  /** The number of characters in the file, at an offset, that encode one UTF-16 unit of the text. */
  readonly unitLength: (offset: number) => number;
  readonly encode: (text: string) => string;
  readonly context: LintContext;
}

/** A prompt that the file writes in another form, with escapes or doubled quotes. */
export function encodedPrompt({ text, range, unitLength, encode, context }: EncodedPrompt): FoundPrompt {
  let offsets: Uint32Array | undefined;
  const offsetOf = (index: number): number => {
    offsets ??= locateUnits(text.length, range[0], unitLength);
    return offsets[index] ?? range[1];
  };
  const toFile = ([from, to]: Range): Range => [offsetOf(from), offsetOf(to)];
  const fixInFile = (fix: Fix): Fix => ({ range: toFile(fix.range), text: encode(fix.text) });
  return { text, range, context, off: noRules, toFile, fixInFile };
}

/** The offset in the file of each UTF-16 unit of a text, and of its end. */
function locateUnits(count: number, start: number, unitLength: (offset: number) => number): Uint32Array {
  const offsets = new Uint32Array(count + 1);
  let at = start;
  for (let index = 0; index < count; index++) {
    offsets[index] = at;
    at += unitLength(at);
  }
  offsets[count] = at;
  return offsets;
}

/** The file as one prompt, without surrounding white space. */
export function wholePrompt(file: string): Reading {
  const from = /^[ \t\r\n]*/.exec(file)?.[0].length ?? 0;
  let to = file.length;
  while (to > from && " \t\r\n".includes(file.charAt(to - 1))) to -= 1;
  return { prompts: [verbatimPrompt(file, [from, to])], problems: [] };
}
