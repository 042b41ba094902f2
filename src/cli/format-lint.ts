/**
 * Findings as a text, with the places of the files that they are in.
 *
 * @module
 */
import { version } from "../../package.json";
import { createPositionMapper } from "../lint/core/source-text.js";
import { formatters, type LintedSource, type LintMessage, type LintResult } from "../lint.js";
import type { LintedInput, LintedPrompt } from "./lint-sources.js";

export type Format = keyof typeof formatters;
export const formats: readonly string[] = Object.keys(formatters);

/** How a terminal wants it. */
export interface Terminal {
  readonly color: boolean;
  readonly width: number | undefined;
}

/** The report, or an empty text if there is nothing to print. */
export function report(linted: readonly LintedInput[], format: Format, { color, width }: Terminal): string {
  if (format === "json") return asJson(linted);
  const sources = linted.flatMap(inFile);
  // "No problems" is not said of what could not be read.
  const isUnread = sources.length === 0 && linted.some(({ problems }) => problems.length > 0);
  if (isUnread && format === "stylish") return "";
  return formatters[format](sources, { color, width, version });
}

/**
 * A list of the prompts: `loc` and `start` are places in the file, `range` counts in `text`, the prompt itself. What
 * could not be read has an `error`, and no messages.
 */
function asJson(linted: readonly LintedInput[]): string {
  const entries = linted.flatMap(({ source, text, prompts, problems }) => {
    const place = createPositionMapper(text);
    const read = prompts.map(({ prompt, result }) => {
      const messages = result.messages.map((message) => ({
        ...message,
        loc: inFileMessage(message, prompt, place).loc,
      }));
      const placed = { start: place(prompt.range[0]), ...result, messages };
      return formatters.json({ source: source.name, text: prompt.text, result: placed });
    });
    const unread = problems.map(({ line, message, hint }) => {
      const error = {
        code: "option_invalid",
        message: `${source.name}${line === undefined ? "" : `:${line}`} ${message}`,
        hint,
      };
      const counts = { errorCount: 0, warningCount: 0, infoCount: 0 };
      return JSON.stringify({ source: source.name, line, error, messages: [], ...counts });
    });
    return [...read, ...unread];
  });
  return `[${entries.join(",")}]`;
}

/**
 * The prompts of a file, all of whose findings stand in the first: so they are listed below the file's name once, and
 * each prompt's score still counts.
 */
function inFile({ source, text, prompts }: LintedInput): LintedSource[] {
  const place = createPositionMapper(text);
  const messages = prompts.flatMap(({ prompt, result }) =>
    result.messages.map((message) => inFileMessage(message, prompt, place)),
  );
  const sum = (name: "errorCount" | "warningCount" | "infoCount") =>
    prompts.reduce((total, { result }) => total + result[name], 0);
  const all = {
    messages,
    errorCount: sum("errorCount"),
    warningCount: sum("warningCount"),
    infoCount: sum("infoCount"),
  };
  const none = { messages: [], errorCount: 0, warningCount: 0, infoCount: 0 };
  return prompts.map(({ result }, index) => ({
    source: source.name,
    text,
    result: { ...result, ...(index === 0 ? all : none) } satisfies LintResult,
  }));
}

function inFileMessage(
  { fix, suggestions, ...message }: LintMessage,
  prompt: LintedPrompt["prompt"],
  place: ReturnType<typeof createPositionMapper>,
): LintMessage {
  const range = prompt.toFile(message.range);
  const moved = fix && prompt.fixInFile(fix);
  return {
    ...message,
    range,
    loc: { start: place(range[0]), end: place(range[1]) },
    ...(moved && { fix: moved }),
    ...(suggestions && {
      suggestions: suggestions.map(({ fix: one, ...suggestion }) => {
        const change = one && prompt.fixInFile(one);
        return { ...suggestion, ...(change && { fix: change }) };
      }),
    }),
  };
}
