/** Normalizes the input of formatters. */

import { isRecord } from "../../utils/guards.js";
import { describeValue } from "../../utils/message.js";
import { sourceTexts } from "../core/source-text.js";
import type { LintMessage, LintResult, Position } from "../core/types.js";

/** A result and the source of its prompt. */
export interface LintedSource {
  /** A file name; `"-"` or `"<prompt>"` for other sources. Default: `"<prompt>"`. */
  readonly source?: string | undefined;
  /** The linted text. Default: the argument of `lintPrompt()`, if the result is the same object. */
  readonly text?: string | undefined;
  readonly result: LintResult;
  /** The line of the file on which the prompt begins. Default: 1. */
  readonly startLine?: number | undefined;
  /**
   * The UTF-16 offset in the file at which the prompt begins, if the file contains it verbatim. With a `startLine` and
   * without this, the file contains it in another form, such as a line of JSON: findings then refer to that line.
   */
  readonly startOffset?: number | undefined;
}

/** Input of a formatter: a result, a result with its source, or a list of either. */
export type Formattable = LintResult | LintedSource | readonly (LintResult | LintedSource)[];

/** Options of the formatters. Each ignores those of the others. */
export interface FormatOptions {
  /** The linted text, for a single result without one. */
  readonly text?: string | undefined;
  /** A file name, for a single result without one. */
  readonly source?: string | undefined;
  /** `stylish`: terminal colors. Default: `false`. */
  readonly color?: boolean | undefined;
  /** `stylish`: columns of a line. Default: 100. */
  readonly width?: number | undefined;
  /** `sarif`: the version of the tool. */
  readonly version?: string | undefined;
}

/** A result with its normalized source. */
export interface Source {
  readonly source: string;
  /** Whether `source` is a file name. */
  readonly isFile: boolean;
  readonly text: string | undefined;
  readonly result: LintResult;
  /** Whether the file contains the prompt verbatim, so that columns and offsets are valid in it. */
  readonly verbatim: boolean;
  readonly startOffset: number;
  /** The line in the file of a position in the prompt. */
  line(position: Position): number;
}

/** Converts the input of a formatter to a list. */
export function normalizeResults(input: Formattable, options: FormatOptions = {}): Source[] {
  return (isList(input) ? input : [input]).map((item) => sourceOf(item, options));
}

export const isList = (input: Formattable): input is readonly (LintResult | LintedSource)[] => Array.isArray(input);

function sourceOf(item: LintResult | LintedSource, options: FormatOptions): Source {
  const linted: LintedSource | undefined = isResult(item)
    ? { result: item }
    : isRecord(item) && isResult(item.result)
      ? item
      : undefined;
  if (!linted)
    throw new TypeError(
      `A formatter takes what lintPrompt() returns, or { source, text, result }, and got ${describeValue(item)}.`,
    );
  const { result, startLine = 1, startOffset } = linted;
  const source = linted.source ?? options.source ?? "<prompt>";
  const verbatim = !isImageResult(result) && (startOffset !== undefined || linted.startLine === undefined);
  return {
    source,
    isFile: source !== "<prompt>" && source !== "-",
    text: linted.text ?? sourceTexts.get(result) ?? options.text,
    result,
    verbatim,
    startOffset: startOffset ?? 0,
    line: ({ line }) => (verbatim ? startLine + line - 1 : startLine),
  };
}

const isResult = (item: unknown): item is LintResult => isRecord(item) && Array.isArray(item.messages);

/** A result of `lintImage()` has no text. */
export const isImageResult = (result: LintResult): boolean => "checked" in result;

/** The text in a message's range. */
export const getMarkedText = ({ text = "" }: Source, { range }: LintMessage): string => text.slice(...range);
