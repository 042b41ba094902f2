import { estimateCost } from "../client/cost.js";
import type { Plan } from "../client/plan.js";
import { dialects } from "../dialects/find-dialect.js";
import type { LintResult } from "../lint/core/types.js";
import { models } from "../models/models.js";
import { formatBytes, formatUsd } from "../utils/format.js";
import type { AnimateValues } from "./commands.js";
import { colors, label, print } from "./terminal.js";

/** Prints the request, its cost, lint findings, and the warnings about what the command does. */
export function printPlan(plan: Plan, { poster }: Pick<AnimateValues, "poster">): void {
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
  for (const warning of plan.warnings)
    if (concernsCommand(warning.message, poster !== undefined))
      print(`${label("note")}${colors.yellow(warning.message)}`);
}

/** Whether a warning is about what the command does. After a failure for which another one matters, the command says so. */
export const concernsCommand = (message: string, hasPoster = false): boolean =>
  !/ cannot (list jobs|cancel a job|make sprite sheets)\b/.test(message) &&
  (hasPoster || !/ cannot make thumbnails\b/.test(message));

function describeCost(plan: Plan): string {
  const { usd, perSecond, ratesAsOf, source } = plan.cost;
  if (usd === null || perSecond === null) return "unknown: no rate for this model and size";
  if (usd > 0)
    return `about ${formatUsd(usd)} (${formatUsd(perSecond)} a second, ${source ?? "your rates"}${ratesAsOf ? `, ${ratesAsOf}` : ""})`;
  const reference = estimateCost(plan, models).usd;
  const published =
    reference === null ? "" : `; at the published rate of ${plan.request.model} it would cost ${formatUsd(reference)}`;
  return `${formatUsd(0)}, ${source ?? "your rates"}${published}`;
}

/** Prints lint findings. */
function printLint(lint: LintResult | null): void {
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
