/**
 * The plan of a batch, before anything is sent.
 *
 * @module
 */
import type { BatchEntry, BatchForecast } from "../../batch/types.js";
import type { LintMessage } from "../../lint/core/types.js";
import { lintPrompt } from "../../lint.js";
import { formatUsd } from "../../utils/format.js";
import { formatCommand } from "../next-step.js";
import { concernsCommand } from "../print-plan.js";
import { colors, formatNumber, nearPath, plural, print, stripControlChars } from "../terminal.js";
import { getLocation, getUnit } from "./batch-state.js";

/** Lints the prompt of a line. */
export type LintItem = (item: BatchEntry) => readonly LintMessage[];

/** A linter that caches results for equal lines. */
export function createLinter(isOff: boolean): LintItem {
  const known = new Map<string, readonly LintMessage[]>();
  return ({ prompt, seconds, size, model }) => {
    if (isOff) return [];
    const key = JSON.stringify([prompt, seconds, size, model]);
    const messages = known.get(key) ?? lintPrompt(prompt, { context: { seconds, size, model } }).messages;
    known.set(key, messages);
    return messages;
  };
}

export interface PlanSummary {
  readonly unit: "line" | "image";
  readonly lines: number;
  /** Number of lines by status. */
  readonly statuses: Readonly<Record<BatchForecast["status"], number>>;
  /** Seconds of video: of all lines, and of those that this run would make. */
  readonly seconds: number;
  readonly secondsToMake: number;
  /** Estimated cost of this run in US dollars; `null` if a rate is unknown. */
  readonly estimatedUsd: number | null;
  readonly lint: { readonly error: number; readonly warning: number; readonly info: number; readonly lines: number };
  /** The first findings, errors first. */
  readonly findings: readonly Finding[];
  readonly warnings: readonly (ItemLocation & { readonly message: string })[];
  /** What was left out, such as files that are not images. */
  readonly notes: readonly string[];
}

/** `line`: unless the manifest is a folder. */
type ItemLocation = Pick<BatchEntry, "line" | "image">;

export interface Finding extends Pick<LintMessage, "severity" | "ruleId" | "message">, ItemLocation {}

/** Maximum findings in the plan, and in its text. */
const maxFindings = 100;
const maxPrinted = 10;

export function summarizePlan(
  items: readonly BatchForecast[],
  estimatedUsd: number | null,
  lintItem: LintItem,
  notes: readonly string[],
): PlanSummary {
  const statuses = { new: 0, open: 0, completed: 0, failed: 0, ambiguous: 0, duplicate: 0 };
  const lint = { error: 0, warning: 0, info: 0, lines: 0 };
  const warnings: PlanSummary["warnings"][number][] = [];
  const findings = { error: [] as Finding[], warning: [] as Finding[], info: [] as Finding[] };
  let seconds = 0;
  let secondsToMake = 0;
  for (const { item, status, warnings: own } of items) {
    statuses[status] += 1;
    if (status !== "duplicate") seconds += item.seconds;
    if (status === "new") secondsToMake += item.seconds;
    const messages = lintItem(item);
    if (messages.length > 0) lint.lines += 1;
    const { line, image } = item;
    for (const { severity, ruleId, message } of messages) {
      lint[severity] += 1;
      if (findings[severity].length < maxFindings) findings[severity].push({ line, image, severity, ruleId, message });
    }
    for (const { message } of own) warnings.push({ line, image, message });
  }
  const first = [...findings.error, ...findings.warning, ...findings.info].slice(0, maxFindings);
  return {
    ...{ unit: getUnit(items.map(({ item }) => item)), lines: items.length },
    ...{ statuses, seconds, secondsToMake, estimatedUsd },
    ...{ lint, findings: first, warnings, notes },
  };
}

const label = (name: string) => colors.dim(name.padEnd(10));
const maxWarnings = 3;

const statusText: Readonly<Record<BatchForecast["status"], string>> = {
  new: "to make",
  open: "with an open job",
  completed: "finished before",
  failed: "failed before",
  ambiguous: "uncertain",
  duplicate: "the same as another",
};

/** Prints the plan as text. */
export function printBatchPlan(
  plan: PlanSummary,
  about: { manifest: string; server: string; outDir: string; ledger: string; retryFailed: boolean },
): void {
  const { unit, statuses, lint, estimatedUsd } = plan;
  const warnings = plan.warnings.filter(({ message }) => concernsCommand(message));
  const parts = (Object.keys(statusText) as BatchForecast["status"][])
    .filter((status) => statuses[status] > 0)
    .map((status) => `${formatNumber(statuses[status])} ${statusText[status]}`);
  print(`${label("manifest")}${about.manifest}  ${plural(plan.lines, unit)}: ${parts.join(", ")}`);
  print(
    `${label("clips")}${nearPath(about.outDir)}  ${colors.dim(`${plural(plan.seconds, "second")} of video, by ${about.server}`)}`,
  );
  print(`${label("ledger")}${nearPath(about.ledger)}`);
  const cost = estimatedUsd === null ? "unknown: no rate for a model and size" : formatUsd(estimatedUsd);
  print(`${label("cost")}${estimatedUsd ? `about ${cost} for this run` : cost}`);
  const found = (["error", "warning", "info"] as const)
    .filter((one) => lint[one] > 0)
    .map((one) => plural(lint[one], one));
  print(
    `${label("lint")}${lint.lines === 0 ? colors.green("no findings") : `${found.join(", ")} in ${plural(lint.lines, unit)}`}`,
  );
  const shown = plan.findings.filter(({ severity }) => severity !== "info");
  for (const { severity, ruleId, message, ...item } of shown.slice(0, maxPrinted))
    print(
      `${label("")}${getLocation(item)}: ${severity === "error" ? colors.red(severity) : colors.yellow(severity)} ${stripControlChars(message)} ${colors.dim(ruleId)}`,
    );
  if (shown.length > maxPrinted)
    print(
      `${label("")}${colors.dim(`and ${lint.error + lint.warning - maxPrinted} more: ${formatCommand(["lint", about.manifest])}`)}`,
    );
  for (const note of plan.notes) print(`${label("note")}${colors.yellow(note)}`);
  for (const { message, ...item } of warnings.slice(0, maxWarnings))
    print(`${label("note")}${colors.yellow(`${getLocation(item)}: ${message}`)}`);
  if (warnings.length > maxWarnings) print(`${label("")}${colors.yellow(`and ${warnings.length - maxWarnings} more`)}`);
  if (statuses.failed > 0 && !about.retryFailed)
    print(
      `${label("note")}skipped, because they failed before: ${plural(statuses.failed, unit)}. --retry-failed makes them again.`,
    );
}
