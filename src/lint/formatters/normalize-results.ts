/**
 * What the formatters take, made uniform in one place.
 *
 * @module
 */
import { describeValue } from "../../utils/errors.js";
import { sourceTexts } from "../core/source-text.js";
import type { LintMessage, LintResult, Position } from "../core/types.js";

/** A result, and where its prompt came from. */
export interface LintedSource {
  /** A file's name; `"-"` or `"<prompt>"` for what is not a file. Default: `"<prompt>"`. */
  readonly source?: string | undefined;
  /** What was linted. Default: what `lintPrompt()` was given, as long as the result is the same object. */
  readonly text?: string | undefined;
  readonly result: LintResult;
  /** The line of the file on which the prompt begins. Default: 1. */
  readonly startLine?: number | undefined;
  /**
   * The UTF-16 offset in the file at which the prompt begins, and from which it stands there letter by letter. With a
   * `startLine` and without this, the prompt is written in another way there, such as in a line of JSON: findings then
   * point at that line as a whole.
   */
  readonly startOffset?: number | undefined;
}

/** What every formatter takes: a result as it is, a result with its source, or a list of either. */
export type Formattable = LintResult | LintedSource | readonly (LintResult | LintedSource)[];

/** Options of the formatters. Each uses those that mean something to it. */
export interface FormatOptions {
  /** What was linted, for a single result without its text. */
  readonly text?: string | undefined;
  /** A file's name, for a single result without one. */
  readonly source?: string | undefined;
  /** `stylish`: colours of a terminal. Default: `false`. */
  readonly color?: boolean | undefined;
  /** `stylish`: columns that a line may take. Default: 100. */
  readonly width?: number | undefined;
  /** `sarif`: the version of the tool. */
  readonly version?: string | undefined;
}

/** A result with all that can be known of its source. */
export interface Source {
  readonly source: string;
  /** Whether `source` is a file's name. */
  readonly isFile: boolean;
  readonly text: string | undefined;
  readonly result: LintResult;
  /** Whether the prompt stands in the file letter by letter, so that columns and offsets mean something there. */
  readonly verbatim: boolean;
  readonly startOffset: number;
  /** Where in the file a place in the prompt is. */
  line(position: Position): number;
}

/** The list that a formatter works on. */
export function normalizeResults(input: Formattable, options: FormatOptions = {}): Source[] {
  return (isList(input) ? input : [input]).map((item) => sourceOf(item, options));
}

export function isList(input: Formattable): input is readonly (LintResult | LintedSource)[] {
  return Array.isArray(input);
}

function sourceOf(item: LintResult | LintedSource, options: FormatOptions): Source {
  const linted: LintedSource | undefined = isResult(item)
    ? { result: item }
    : typeof item === "object" && item !== null && isResult(item.result)
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

function isResult(item: unknown): item is LintResult {
  return typeof item === "object" && item !== null && "messages" in item && Array.isArray(item.messages);
}

/** What `lintImage()` returns has no text to point into. */
export function isImageResult(result: LintResult): boolean {
  return "checked" in result;
}

/** The words that a message points at. */
export function getMarkedText({ text = "" }: Source, { range }: LintMessage): string {
  return text.slice(range[0], range[1]);
}
