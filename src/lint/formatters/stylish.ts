import type { LintMessage, Severity } from "../core/types.js";
import { type Cell, getCells } from "./display-width.js";
import {
  type FormatOptions,
  type Formattable,
  isImageResult,
  normalizeResults,
  type Source,
} from "./normalize-results.js";

const colors = { error: 31, warning: 33, info: 36, good: 32, dim: 2, bold: 1 } as const;
type Paint = (color: keyof typeof colors, text: string) => string;

/**
 * Formats findings for people: position, message, underlined text, suggestions, and a summary line.
 *
 * Colors only with `{ color: true }`. No trailing line feed.
 *
 * @example
 * ```ts
 * import { formatters, lintPrompt } from "ugoku/lint";
 *
 * console.log(formatters.stylish(lintPrompt("動画にして"), { color: process.stdout.isTTY }));
 * ```
 */
export function stylish(results: Formattable, options: FormatOptions = {}): string {
  const paint: Paint = (color, text) =>
    options.color && text !== "" ? `\u001b[${colors[color]}m${text}\u001b[0m` : text;
  const sources = normalizeResults(results, options);
  const width = Math.max(20, options.width ?? 100) - 4;
  const blocks = sources
    .filter(({ result }) => result.messages.length > 0)
    .map((source) => [
      paint("bold", safe(source.source)),
      ...source.result.messages.flatMap((message) => formatMessage(source, message, width, paint)),
    ]);
  return [...blocks.map((lines) => `${lines.join("\n")}\n`), summary(sources, paint)].join("\n");
}

function formatMessage(source: Source, message: LintMessage, width: number, paint: Paint): string[] {
  const { severity, loc, ruleId } = message;
  const line = source.line(loc.start);
  const place = isImageResult(source.result) ? "" : source.verbatim ? `${line}:${loc.start.column}  ` : `${line}  `;
  return [
    `  ${paint("dim", place)}${paint(severity, severity)}  ${safe(message.message)}  ${paint("dim", ruleId)}`,
    ...(source.text ? excerpt(source.text, message, width, paint) : []),
    ...(message.suggestions ?? []).map((suggestion) => `    ${paint("dim", "→")} ${safe(suggestion.message)}`),
  ];
}

/** The first line of the range with carets below it. */
function excerpt(text: string, { range, loc, severity }: LintMessage, width: number, paint: Paint): string[] {
  const lineStart = Math.max(0, range[0] - (loc.start.column - 1));
  const line = /^[^\r\n]*/.exec(text.slice(lineStart))?.[0] ?? "";
  const from = range[0] - lineStart;
  const to = Math.max(range[1] - lineStart, from + 1);
  const cells = getCells(line);
  if (cells.length === 0) return [];
  const { shown, cut } = around(cells, from, width);
  let carets = cut ? " " : "";
  for (const { start, end, columns } of shown) carets += (end > from && start < to ? "^" : " ").repeat(columns);
  // A range behind the last character marks missing text.
  if (!carets.includes("^")) carets += "^";
  const last = shown.at(-1) === cells.at(-1) ? "" : "…";
  return [
    `    ${cut ? "…" : ""}${shown.map((cell) => cell.shown).join("")}${last}`,
    `    ${paint(severity, carets.trimEnd())}`,
  ];
}

/** The graphemes around offset `from` that fit into `width` columns. */
function around(cells: readonly Cell[], from: number, width: number): { shown: Cell[]; cut: boolean } {
  const columns = (list: readonly Cell[]) => list.reduce((sum, cell) => sum + cell.columns, 0);
  let first = 0;
  if (columns(cells) > width) {
    const found = cells.findIndex((cell) => cell.end > from);
    first = found < 0 ? cells.length - 1 : found;
    // A third of the line for the text before.
    for (let remaining = width / 3; first > 0 && remaining > 0; first--) remaining -= cells[first - 1]?.columns ?? 0;
  }
  const shown: Cell[] = [];
  let remaining = width - (first > 0 ? 1 : 0);
  for (const cell of cells.slice(first)) {
    remaining -= cell.columns;
    if (remaining < 0) break;
    shown.push(cell);
  }
  if (shown.at(-1) !== cells.at(-1)) shown.pop();
  return { shown, cut: first > 0 };
}

function summary(sources: readonly Source[], paint: Paint): string {
  const count = (severity: Severity) => sources.reduce((sum, { result }) => sum + result[`${severity}Count`], 0);
  const [errors, warnings, infos] = [count("error"), count("warning"), count("info")];
  const total = errors + warnings + infos;
  const scores = sources.flatMap(({ result }) => result.score ?? []);
  const score = Math.round(scores.reduce((sum, value) => sum + value, 0) / Math.max(1, scores.length));
  const scoreText = scores.length === 0 ? "" : `, ${scores.length > 1 ? "mean score" : "score"} ${score} of 100`;
  if (total === 0) return paint("good", `✔ No problems${scoreText}`);
  const counts = [many(errors, "error"), many(warnings, "warning"), many(infos, "info")].join(", ");
  const color = errors > 0 ? "error" : warnings > 0 ? "warning" : "info";
  return paint(color, `${color === "info" ? "ℹ" : "✖"} ${many(total, "problem")} (${counts})${scoreText}`);
}

const many = (count: number, name: string) => `${count} ${name}${count === 1 ? "" : "s"}`;

/** A message can quote the prompt, and a prompt must not control the terminal. */
const safe = (text: string) => text.replace(/[^ -~\xa0-\uffff]/g, " ");
