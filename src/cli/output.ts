/**
 * What the command line prints: words for people on standard error, results on standard output.
 *
 * @module
 */
import pc from "picocolors";
import { estimateCost } from "../cost.js";
import { isUgokuError, show } from "../errors.js";
import type { LintResult } from "../lint/types.js";
import { models } from "../models.js";
import type { Plan } from "../plan.js";
import { hintOf, inFlags } from "./hints.js";

/** Colours are for terminals, and for those who have not said NO_COLOR. */
export const colours = pc.createColors(
  Boolean(process.stderr.isTTY) && !process.env.NO_COLOR && process.env.TERM !== "dumb",
);

/** A line for people. */
export function say(line = ""): void {
  process.stderr.write(`${line}\n`);
}

/** A result, for whatever reads standard output. */
export function emit(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What it says when the other end of a pipe is closed. */
const closed = ["EPIPE", "ERR_STREAM_DESTROYED"];

/**
 * Keeps the command at its work when nobody reads any more, as `head` does not once it has seen enough: that is no
 * failure, and what is under way may be paid for. A result that cannot be written, as on a full disk, is one: it is
 * said, and the process ends with 2.
 */
export function outliveReaders(): void {
  // Words for people have no other way to go.
  process.stderr.on("error", () => {});
  let isSaid = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (isSaid || closed.includes(error.code ?? "")) return;
    isSaid = true;
    process.exitCode = 2;
    say(`${colours.red("error")} The result cannot be written: ${error.message}.`);
    say("      Send it to another place.");
  });
}

const label = (name: string) => colours.dim(name.padEnd(8));

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
export function sayPlan(plan: Plan): void {
  const { request, image } = plan;
  if (image.kind === "file") {
    const kind = image.type.slice("image/".length).toUpperCase();
    say(`${label("image")}${image.name}  ${image.width}x${image.height} ${kind}, ${formatBytes(image.bytes)}`);
  } else {
    say(`${label("image")}${image.kind === "file_id" ? image.fileId : image.url}`);
  }
  say(`${label("prompt")}${request.prompt}`);
  sayLint(plan.lint);
  if (plan.imageLint && plan.imageLint.messages.length > 0) sayLint(plan.imageLint);
  say(`${label("plan")}${request.model}, ${request.seconds} s, ${request.size}, to ${request.endpoint}`);
  say(`${label("cost")}${describeCost(plan)}`);
  for (const warning of plan.warnings) say(`${label("note")}${colours.yellow(inFlags(warning.message))}`);
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
export function sayLint(lint: LintResult | null): void {
  if (!lint) return;
  if (lint.messages.length === 0) {
    say(`${label("lint")}${colours.green("nothing to say")}`);
    return;
  }
  for (const { severity, ruleId, message, suggestions } of lint.messages) {
    const paint = severity === "error" ? colours.red : severity === "warning" ? colours.yellow : colours.dim;
    say(`${label("lint")}${paint(severity)} ${message} ${colours.dim(ruleId)}`);
    for (const suggestion of suggestions ?? []) say(`${label("")}${inFlags(suggestion.message)}`);
  }
}

/** Where something was written. */
export function sayWritten(name: string, path: string, detail: string): void {
  say(`${label(name)}${colours.bold(path)}  ${colours.dim(detail)}`);
}

/** An error, for people: what came, what was expected, what to do next with that command; `more` where nothing else says it. */
export function sayError(error: unknown, command?: string, more?: string): void {
  if (!isUgokuError(error)) {
    say(`${colours.red("error")} ${error instanceof Error ? error.message : show(error)}`);
    return;
  }
  say(`${colours.red("error")} ${inFlags(error.message)} ${colours.dim(error.code)}`);
  const hint = hintOf(error, command) ?? more;
  if (hint) say(`      ${hint}`);
  if (error.jobId) say(`      job ${error.jobId}`);
}

/** An error, for programs that read what the command prints. */
export function errorObject(error: unknown, command?: string, more?: string): { readonly error: object } {
  if (!isUgokuError(error)) return { error: { message: error instanceof Error ? error.message : show(error) } };
  return { error: { ...error.toJSON(), message: inFlags(error.message), hint: hintOf(error, command) ?? more } };
}
