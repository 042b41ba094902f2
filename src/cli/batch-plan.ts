/**
 * The plan of a batch, before anything is sent.
 *
 * @module
 */
import { MemoryLedger } from "../batch/memory-ledger.js";
import { readJournal } from "../batch/read-ledger-file.js";
import type { BatchEntry, BatchForecast } from "../batch/types.js";
import { lintPrompt } from "../lint/core/lint-prompt.js";
import type { LintMessage } from "../lint/core/types.js";
import { colors, formatUsd, nearPath, plural, print } from "./terminal.js";

/** Lints the prompt of a line. */
export type LintOf = (item: BatchEntry) => readonly LintMessage[];

/** A linter that caches results for equal lines. */
export function linter(isOff: boolean): LintOf {
  const known = new Map<string, readonly LintMessage[]>();
  return ({ prompt, seconds, size, model }) => {
    if (isOff) return [];
    const key = JSON.stringify([prompt, seconds, size, model]);
    const messages = known.get(key) ?? lintPrompt(prompt, { context: { seconds, size, model } }).messages;
    known.set(key, messages);
    return messages;
  };
}

/** A read-only snapshot of a ledger, without locking or creating it. */
export async function readLedger(path: string): Promise<MemoryLedger> {
  const ledger = new MemoryLedger();
  await readJournal(path, (entry) => ledger.set(entry));
  return ledger;
}

export interface BatchPlan {
  readonly lines: number;
  /** Number of lines by state. */
  readonly states: Readonly<Record<BatchForecast["state"], number>>;
  /** Seconds of video: of all lines, and of those that this run would make. */
  readonly seconds: number;
  readonly secondsToMake: number;
  /** Estimated cost of this run in US dollars; `null` if a rate is unknown. */
  readonly estimatedUsd: number | null;
  readonly lint: { readonly error: number; readonly warning: number; readonly info: number; readonly lines: number };
  readonly warnings: readonly { readonly line: number; readonly message: string }[];
}

export function planOf(items: readonly BatchForecast[], estimatedUsd: number | null, lintOf: LintOf): BatchPlan {
  const states = { new: 0, open: 0, done: 0, failed: 0, ambiguous: 0, duplicate: 0 };
  const lint = { error: 0, warning: 0, info: 0, lines: 0 };
  const warnings: { line: number; message: string }[] = [];
  let seconds = 0;
  let secondsToMake = 0;
  for (const { item, state, warnings: told } of items) {
    states[state] += 1;
    if (state !== "duplicate") seconds += item.seconds;
    if (state === "new") secondsToMake += item.seconds;
    const messages = lintOf(item);
    if (messages.length > 0) lint.lines += 1;
    for (const { severity } of messages) lint[severity] += 1;
    const line = item.line ?? item.index + 1;
    for (const { message } of told) warnings.push({ line, message });
  }
  return { lines: items.length, states, seconds, secondsToMake, estimatedUsd, lint, warnings };
}

const label = (name: string) => colors.dim(name.padEnd(10));
const maxWarnings = 3;

const stateText: Readonly<Record<BatchForecast["state"], string>> = {
  new: "to make",
  open: "with an open job",
  done: "finished before",
  failed: "failed before",
  ambiguous: "uncertain",
  duplicate: "the same as another line",
};

/** Prints the plan as text. */
export function printBatchPlan(
  plan: BatchPlan,
  about: { manifest: string; server: string; outDir: string; ledger: string; retryFailed: boolean },
): void {
  const { states, lint, warnings, estimatedUsd } = plan;
  const parts = (Object.keys(stateText) as BatchForecast["state"][])
    .filter((state) => states[state] > 0)
    .map((state) => `${states[state].toLocaleString("en")} ${stateText[state]}`);
  print(`${label("manifest")}${about.manifest}  ${plural(plan.lines, "line")}: ${parts.join(", ")}`);
  print(
    `${label("clips")}${nearPath(about.outDir)}  ${colors.dim(`${plural(plan.seconds, "second")} of video, by ${about.server}`)}`,
  );
  print(`${label("ledger")}${nearPath(about.ledger)}`);
  const cost = estimatedUsd === null ? "unknown: no rate for a model and size" : formatUsd(estimatedUsd);
  print(`${label("cost")}${estimatedUsd ? `about ${cost} for what this run makes` : cost}`);
  const found = (["error", "warning", "info"] as const)
    .filter((one) => lint[one] > 0)
    .map((one) => plural(lint[one], one));
  print(
    `${label("lint")}${lint.lines === 0 ? colors.green("no findings") : `${found.join(", ")} in ${plural(lint.lines, "line")}`}`,
  );
  for (const { line, message } of warnings.slice(0, maxWarnings))
    print(`${label("note")}${colors.yellow(`line ${line}: ${message}`)}`);
  if (warnings.length > maxWarnings) print(`${label("")}${colors.yellow(`and ${warnings.length - maxWarnings} more`)}`);
  if (states.failed > 0 && !about.retryFailed)
    print(
      `${label("note")}${plural(states.failed, "line")} failed before and are skipped; --retry-failed retries them`,
    );
}
