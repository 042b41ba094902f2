/**
 * What the command line prints: words for people on standard error, results on standard output.
 *
 * @module
 */

import pc from "picocolors";
import { estimateCost } from "../cost.js";
import type { LintResult } from "../lint/core/types.js";
import { getCells } from "../lint/formatters/display-width.js";
import { models } from "../models/models.js";
import type { Plan } from "../plan.js";
import { describeValue, isUgokuError } from "../utils/errors.js";
import { hintOf, inFlags } from "./error-hints.js";

/** Colours are for terminals, and for those who have not said NO_COLOR. */
export const colours = pc.createColors(
  Boolean(process.stderr.isTTY) && !process.env.NO_COLOR && process.env.TERM !== "dumb",
);

/** A line for people. */
export function print(line = ""): void {
  process.stderr.write(`${line}\n`);
}

/** A result, for whatever reads standard output. */
export function log(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What it says when the other end of a pipe is closed. */
const closed = ["EPIPE", "ERR_STREAM_DESTROYED"];

/**
 * Keeps the command at its work when nobody reads any more, as `head` does not once it has seen enough: that is no
 * failure, and what is under way may be paid for. A result that cannot be written, as on a full disk, is one: it is
 * said, and the process ends with 2.
 */
export function ignoreClosedPipe(): void {
  // Words for people have no other way to go.
  process.stderr.on("error", () => {});
  let isSaid = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (isSaid || closed.includes(error.code ?? "")) return;
    isSaid = true;
    process.exitCode = 2;
    print(`${colours.red("error")} The result cannot be getSourceText: ${error.message}.`);
    print("      Send it to another place.");
  });
}

const label = (name: string) => colours.dim(name.padEnd(8));

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

/** What would be sent, what it would cost, and what there is to say about it. */
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
  for (const warning of plan.warnings) print(`${label("note")}${colours.yellow(inFlags(warning.message))}`);
}

function describeCost(plan: Plan): string {
  const { usd, perSecond, ratesAsOf, source } = plan.cost;
  if (usd === null || perSecond === null) return "not known: no rate for this model and size";
  if (usd > 0)
    return `about ${formatUsd(usd)} (${formatUsd(perSecond)} a second, ${source ?? "your rates"}${ratesAsOf ? `, ${ratesAsOf}` : ""})`;
  const reference = estimateCost(plan, models).usd;
  const beside =
    reference === null ? "" : `; ${plan.request.model}'s last published rate makes it ${formatUsd(reference)}`;
  return `${formatUsd(0)}, ${source ?? "your rates"}${beside}`;
}

/** What the linter found. */
export function printLint(lint: LintResult | null): void {
  if (!lint) return;
  if (lint.messages.length === 0) {
    print(`${label("lint")}${colours.green("nothing to say")}`);
    return;
  }
  for (const { severity, ruleId, message, suggestions } of lint.messages) {
    const paint = severity === "error" ? colours.red : severity === "warning" ? colours.yellow : colours.dim;
    print(`${label("lint")}${paint(severity)} ${message} ${colours.dim(ruleId)}`);
    for (const suggestion of suggestions ?? []) print(`${label("")}${inFlags(suggestion.message)}`);
  }
}

/** Where something was written. */
export function printWritten(name: string, path: string, detail: string): void {
  print(`${label(name)}${colours.bold(path)}  ${colours.dim(detail)}`);
}

/** An error, for people: what came, what was expected, what to do next with that command; `more` where nothing else says it. */
export function printError(error: unknown, command?: string, more?: string): void {
  if (!isUgokuError(error)) {
    print(`${colours.red("error")} ${error instanceof Error ? error.message : describeValue(error)}`);
    return;
  }
  print(`${colours.red("error")} ${inFlags(error.message)} ${colours.dim(error.code)}`);
  const hint = hintOf(error, command) ?? more;
  if (hint) print(`      ${hint}`);
  if (error.jobId) print(`      job ${error.jobId}`);
}

/** An error, for programs that read what the command prints. */
export function errorObject(error: unknown, command?: string, more?: string): { readonly error: object } {
  if (!isUgokuError(error))
    return { error: { message: error instanceof Error ? error.message : describeValue(error) } };
  return { error: { ...error.toJSON(), message: inFlags(error.message), hint: hintOf(error, command) ?? more } };
}

/** As much of a text as fits into so many columns. */
export function truncateToWidth(text: string, columns: number): string {
  const cells = getCells(text);
  if (cells.reduce((sum, cell) => sum + cell.columns, 0) <= columns) return text;
  // The last column is for the sign that there is more.
  let room = columns - 1;
  const first = cells.find((cell) => {
    room -= cell.columns;
    return room < 0;
  });
  return `${text.slice(0, first?.start)}…`;
}
