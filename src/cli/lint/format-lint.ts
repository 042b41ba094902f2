/**
 * Formats findings with locations in the files.
 *
 * @module
 */
import { version } from "../../../package.json";
import { createPositionMapper } from "../../lint/core/source-text.js";
import { formatters, type LintedSource, type LintMessage, type LintResult } from "../../lint.js";
import type { LintedInput, LintedPrompt } from "./lint-sources.js";

/** The code of a file, or a line of it, that cannot be read as prompts. */
export const problemCode = "option_invalid";

export type Format = keyof typeof formatters;
export const formats: readonly string[] = Object.keys(formatters);

export interface Terminal {
  readonly color: boolean;
  readonly width: number | undefined;
}

/** The report, or an empty text if there is nothing to print. */
export function report(linted: readonly LintedInput[], format: Format, { color, width }: Terminal): string {
  if (format === "json") return formatJson(linted);
  const sources = linted.flatMap(toSources);
  // "No problems" would be wrong for an unreadable file.
  const isUnread = sources.length === 0 && linted.some(({ problems }) => problems.length > 0);
  if (isUnread && format === "stylish") return "";
  return formatters[format](sources, { color, width, version });
}

/** An array of prompts. `loc` and `start` are locations in the file, `range` counts in the prompt. Problems have an `error`. */
function formatJson(linted: readonly LintedInput[]): string {
  const entries = linted.flatMap(({ source, text, prompts, problems }) => {
    const place = createPositionMapper(text);
    const read = prompts.map(({ prompt, result }) => {
      const messages = result.messages.map((message) => ({
        ...message,
        loc: toFileMessage(message, prompt, place).loc,
      }));
      const placed = { start: place(prompt.range[0]), ...result, messages };
      return formatters.json({ source: source.name, text: prompt.text, result: placed });
    });
    const unread = problems.map(({ line, message, hint }) => {
      const error = {
        code: problemCode,
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

/** One source per prompt, for its score. The first has all messages, so that the file's name is printed once. */
function toSources({ source, text, prompts }: LintedInput): LintedSource[] {
  const place = createPositionMapper(text);
  const messages = prompts.flatMap(({ prompt, result }) =>
    result.messages.map((message) => toFileMessage(message, prompt, place)),
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

function toFileMessage(
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
