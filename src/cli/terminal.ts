/**
 * Terminal output: messages on standard error, results on standard output.
 *
 * @module
 */

import { isAbsolute, relative, resolve, sep } from "node:path";
import pc from "picocolors";
import { groupDigits } from "../image/limits.js";
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

/** The rows of `progress.ts`, while they are shown. They stop before a message of an immediate exit. */
export const liveRows: { stop?: () => void } = {};

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

/** "1,234.5", without `toLocaleString()`, which loads the tables of all locales. */
export const formatNumber = (number: number): string => groupDigits(Math.round(number * 100) / 100);

/** "1 line", "2 lines" */
export const plural = (number: number, noun: string): string =>
  `${formatNumber(number)} ${noun}${number === 1 ? "" : "s"}`;

/** The first column of a line of a plan or a result. */
export const label = (name: string) => colors.dim(name.padEnd(8));

/** Prints the path of a written file. */
export function printWritten(name: string, path: string, detail: string): void {
  print(`${label(name)}${colors.bold(path)}${detail === "" ? "" : `  ${colors.dim(detail)}`}`);
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

/**
 * An error as JSON for `--json`. Every one has a name, a code and a message: `stopped` after Ctrl-C or a signal, `unexpected` for
 * what ugoku did not foresee, the code of a `UgokuError` otherwise.
 */
export function errorObject(error: unknown, command?: string, more?: string): { readonly error: object } {
  if (isUgokuError(error))
    return { error: { ...error.toJSON(), message: messageOf(error), hint: hintOf(error, command) ?? more } };
  const { name, message } = error instanceof Error ? error : { name: "Error", message: describeValue(error) };
  return { error: { name, code: name === "AbortError" ? "stopped" : "unexpected", message } };
}
