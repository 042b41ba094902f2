/**
 * Terminal output: messages on standard error, results on standard output.
 *
 * @module
 */

import { isAbsolute, relative, resolve, sep } from "node:path";
import pc from "picocolors";
import { estimateCost } from "../client/cost.js";
import type { Plan } from "../client/plan.js";
import { dialects } from "../dialects/find-dialect.js";
import type { LintResult } from "../lint/core/types.js";
import { getCells } from "../lint/formatters/display-width.js";
import { models } from "../models/models.js";
import { describeValue, isUgokuError } from "../utils/errors.js";
import { printable, printableJson, printableLine } from "../utils/printable.js";
import { hintOf, messageOf } from "./error-hints.js";

/** Whether a stream is a terminal that shows colors, unless NO_COLOR is set. */
export const hasColors = ({ isTTY }: { readonly isTTY?: boolean }): boolean =>
  Boolean(isTTY) && !process.env.NO_COLOR && process.env.TERM !== "dumb";

/** For standard error. */
export const colors = pc.createColors(hasColors(process.stderr));

/** The line without what a server, a file name or a prompt could do to a terminal. */
export const toTerminal = colors.isColorSupported ? printableLine : printable;

/** Prints a line to standard error. */
export function print(line = ""): void {
  process.stderr.write(`${toTerminal(line)}\n`);
}

/** Prints a result to standard output. */
export function log(text: string): void {
  process.stdout.write(`${toTerminal(text)}\n`);
}

/** Prints a result as one line of JSON, which keeps its value. */
export function logJson(value: object): void {
  process.stdout.write(`${printableJson(JSON.stringify(value))}\n`);
}

const closedPipeCodes = ["EPIPE", "ERR_STREAM_DESTROYED"];

/**
 * Ignores a closed pipe, such as that of `head`: the command continues, because its job may be paid for. Any other
 * failure to write a result, such as a full disk, is printed, and the exit code is 2.
 */
export function ignoreClosedPipe(): void {
  process.stderr.on("error", () => {});
  let isPrinted = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (isPrinted || closedPipeCodes.includes(error.code ?? "")) return;
    isPrinted = true;
    process.exitCode = 2;
    print(`${colors.red("error")} The result cannot be written: ${error.message}.`);
    print("      Write it somewhere else.");
  });
}

/** {@link printable} on one line: for a part of a line. */
export const stripControlChars = (text: string): string => printable(text).replace(/[\n\t]/g, " ");

/** The path relative to this folder; unchanged if it is outside. */
export function nearPath(path: string): string {
  const fromHere = relative(process.cwd(), resolve(path));
  if (fromHere === "") return ".";
  return fromHere === ".." || fromHere.startsWith(`..${sep}`) || isAbsolute(fromHere) ? path : fromHere;
}

/** Quotes an argument for a POSIX shell where needed. */
export const shellQuote = (arg: string): string =>
  /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`;

/** "1 line", "2 lines" */
export const plural = (number: number, noun: string): string =>
  `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

const label = (name: string) => colors.dim(name.padEnd(8));

/** "4.2 s", "3 min 20 s", "2 h 5 min" */
export function formatTime(milliseconds: number): string {
  if (milliseconds < 9_950) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

/** "1.9 MB" */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** "$0.40", "$0.005", "$0.00" */
export function formatUsd(usd: number): string {
  return `$${usd === 0 || usd >= 0.01 ? usd.toFixed(2) : String(usd)}`;
}

/** A price of a second may have tenths of a cent. */
function formatRate(usd: number): string {
  const digits = String(Number(usd.toFixed(4)));
  return `$${/\.\d\d/.test(digits) ? digits : usd.toFixed(2)}`;
}

/** Prints the request, its cost, lint findings and warnings. */
export function printPlan(plan: Plan): void {
  const { request, image } = plan;
  if (image.kind === "file") {
    const kind = image.type.slice("image/".length).toUpperCase();
    print(`${label("image")}${image.name}  ${image.width}x${image.height} ${kind}, ${formatBytes(image.bytes)}`);
  } else {
    print(`${label("image")}${image.kind === "file_id" ? image.fileId : image.url}`);
  }
  print(`${label("prompt")}${request.prompt}`);
  printLint(plan.lint);
  if (plan.imageLint && plan.imageLint.messages.length > 0) printLint(plan.imageLint);
  print(`${label("plan")}${request.model}, ${request.seconds} s, ${request.size}, to ${request.endpoint}`);
  print(`${label("cost")}${describeCost(plan)}`);
  // A server of the user's own has another price than the service that published the rate.
  if (plan.cost.usd && plan.cost.source !== "--rate" && Object.hasOwn(dialects, request.dialect))
    print(
      `${label("")}${colors.dim(`This is the published rate of ${request.model}. --rate sets that of your server.`)}`,
    );
  for (const warning of plan.warnings) print(`${label("note")}${colors.yellow(warning.message)}`);
}

function describeCost(plan: Plan): string {
  const { usd, perSecond, ratesAsOf, source } = plan.cost;
  if (usd === null || perSecond === null) return "unknown: no rate for this model and size";
  if (usd > 0)
    return `about ${formatUsd(usd)} (${formatRate(perSecond)} a second, ${source ?? "your rates"}${ratesAsOf ? `, ${ratesAsOf}` : ""})`;
  const reference = estimateCost(plan, models).usd;
  const published =
    reference === null ? "" : `; at the published rate of ${plan.request.model} it would cost ${formatUsd(reference)}`;
  return `${formatUsd(0)}, ${source ?? "your rates"}${published}`;
}

/** Prints lint findings. */
export function printLint(lint: LintResult | null): void {
  if (!lint) return;
  if (lint.messages.length === 0) {
    print(`${label("lint")}${colors.green("no findings")}`);
    return;
  }
  for (const { severity, ruleId, message, suggestions } of lint.messages) {
    const paint = severity === "error" ? colors.red : severity === "warning" ? colors.yellow : colors.dim;
    print(`${label("lint")}${paint(severity)} ${message} ${colors.dim(ruleId)}`);
    for (const suggestion of suggestions ?? []) print(`${label("")}${suggestion.message}`);
  }
}

/** Prints the path of a written file. */
export function printWritten(name: string, path: string, detail: string): void {
  print(`${label(name)}${colors.bold(path)}  ${colors.dim(detail)}`);
}

/** Prints an error with its hint. `more` is the hint if there is no other. */
export function printError(error: unknown, command?: string, more?: string): void {
  if (!isUgokuError(error)) {
    print(`${colors.red("error")} ${error instanceof Error ? error.message : describeValue(error)}`);
    return;
  }
  const [first, ...others] = messageOf(error).split("\n");
  print([`${colors.red("error")} ${first} ${colors.dim(`(${error.code})`)}`, ...others].join("\n"));
  const hint = hintOf(error, command) ?? more;
  if (hint) print(`      ${hint}`);
  if (error.jobId) print(`      job ${error.jobId}`);
}

/** An error as JSON for `--json`. */
export function errorObject(error: unknown, command?: string, more?: string): { readonly error: object } {
  if (!isUgokuError(error))
    return { error: { message: error instanceof Error ? error.message : describeValue(error) } };
  return { error: { ...error.toJSON(), message: messageOf(error), hint: hintOf(error, command) ?? more } };
}

/** Shortens a text to a number of columns. */
export function truncateToWidth(text: string, columns: number): string {
  const cells = getCells(text);
  if (cells.reduce((sum, cell) => sum + cell.columns, 0) <= columns) return text;
  // One column is for the ellipsis.
  let remaining = columns - 1;
  const first = cells.find((cell) => {
    remaining -= cell.columns;
    return remaining < 0;
  });
  return `${text.slice(0, first?.start)}…`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the color sequences that toTerminal() keeps
const colorSequence = /\u001b\[\d+m/g;

/** Breaks a line between words, so that no word is split at the terminal's width. A longer word stays whole. */
export function wrapText(text: string, columns: number): string {
  const widthOf = (part: string) =>
    getCells(part.replace(colorSequence, "")).reduce((sum, cell) => sum + cell.columns, 0);
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(" ")) {
    const longer: string = line === undefined ? word : `${line} ${word}`;
    if (line !== undefined && line.trim() !== "" && widthOf(longer) > columns) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line ?? ""].join("\n");
}
