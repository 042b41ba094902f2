/**
 * Plans a batch before anything is sent: validates every item, reads the ledger and adds up the cost.
 *
 * @module
 */

import { addUsd } from "../client/cost.js";
import { CostError } from "../utils/errors.js";
import { formatUsd } from "../utils/format.js";
import { codeOnly, setting, text } from "../utils/message.js";
import type { BatchInput } from "./item.js";
import type { Ledger, LedgerEntry } from "./ledger.js";
import { type Manifest, type Row, readManifest } from "./manifest.js";
import { ManifestError, type Problem } from "./manifest-error.js";
import { OutputConflictChecker } from "./output-paths.js";
import { latestAttempt, startsAnew } from "./retry-keys.js";
import type { BatchForecast, BatchOptions } from "./types.js";
import { DuplicateDetector, findUnavailable, type Task, type ValidationContext, validateRow } from "./validate-item.js";

/** Items validated concurrently. */
const maxConcurrent = 8;

export interface BatchPlan {
  /** Items with a ledger entry come first. */
  readonly tasks: readonly Task[];
  /** Estimated cost of this run in US dollars. */
  readonly usd: number | null;
  /** In the order of the items. */
  readonly items: readonly BatchForecast[];
}

/** Validates every item of a list or a manifest. @throws ManifestError with all problems */
export async function validateItems(items: string | Iterable<BatchInput>, context: ValidationContext): Promise<Task[]> {
  const name = typeof items === "string" ? items : "the items";
  const {
    rows,
    problems: parseProblems,
    notes = [],
  }: Manifest = typeof items === "string"
    ? await readManifest(items, context.defaults?.prompt !== undefined)
    : { rows: [...(items as Iterable<unknown>)].map((value): Row => ({ value })), problems: [] };
  for (const note of notes) context.onNote?.(note);
  const results: (Task | readonly Problem[])[] = rows.map(() => []);
  const queue = rows.entries();
  const work = async () => {
    for (const [index, row] of queue) results[index] = await validateRow(row, index, context);
  };
  await Promise.all(Array.from({ length: maxConcurrent }, work));
  const tasks = results.filter((result): result is Task => "entry" in result);
  const duplicates = new DuplicateDetector();
  const problems = [
    ...parseProblems,
    ...results.flatMap((result) => ("entry" in result ? [] : result)),
    ...tasks.flatMap((task) => duplicates.add(task) ?? []),
  ];
  if (problems.length > 0) throw new ManifestError(name, problems);
  if (tasks.length === 0) throw new ManifestError(name, [{ what: "has no items", hint: "Add one for each clip." }]);
  return tasks;
}

/** Reads the ledger for each task. @throws ManifestError for outputs that cannot be written, CostError */
export async function planBatch(tasks: readonly Task[], ledger: Ledger, options: BatchOptions): Promise<BatchPlan> {
  const items: BatchForecast[] = [];
  const started: Task[] = [];
  const fresh: Task[] = [];
  const problems: Problem[] = [];
  const keys = new Set<string>();
  const conflicts = new OutputConflictChecker(options.outDir);
  let usd: number | null = 0;
  for (const task of tasks) {
    const { key, output } = task.entry;
    const { entry } = await latestAttempt(ledger, key);
    const isDuplicate = keys.has(key);
    (entry ? started : fresh).push(task);
    items.push({
      item: task.entry,
      status: isDuplicate ? "duplicate" : getStatus(entry),
      warnings: task.warnings,
    });
    if (isDuplicate) continue;
    keys.add(key);
    const conflict = mayWrite(entry, options) && (await conflicts.findConflict(output, entry));
    if (conflict) problems.push({ ...task.location, ...conflict });
    if (!mayCreate(entry, options)) continue;
    usd = addUsd(usd, task.entry.usd);
    const unavailable = findUnavailable(task);
    if (unavailable) problems.push(unavailable);
  }
  if (problems.length > 0) throw new ManifestError("the items", problems);
  const maxCost = setting("maxCost", options.maxCost);
  checkMaxCost(usd, options.maxCost, {
    unknown: text`The cost of these clips is unknown, and ${maxCost} is set.`,
    above: text`These clips would cost about ${formatUsd(usd ?? 0)}, more than ${maxCost}.`,
    hint: text`Raise ${setting("maxCost")}, or make fewer clips. Nothing was sent.`,
  });
  return { tasks: [...started, ...fresh], usd, items };
}

/** @throws CostError if the sum is unknown or above the maximum */
export function checkMaxCost(
  usd: number | null,
  maxCost: number | undefined,
  messages: {
    readonly unknown: ReturnType<typeof text>;
    readonly above: ReturnType<typeof text>;
    readonly hint: ReturnType<typeof text>;
  },
): void {
  if (maxCost === undefined || (usd !== null && usd <= maxCost)) return;
  const details = { option: "maxCost", value: maxCost };
  if (usd !== null) throw new CostError("cost_above_maximum", messages.above, { ...details, hint: messages.hint });
  throw new CostError("cost_unknown", messages.unknown, {
    ...details,
    hint: text`${codeOnly("Set the price: createUgoku({ rates: { [model]: usdPerSecond } }); 0 for your own machine.")}`,
  });
}

const isUncertain = (entry: LedgerEntry | undefined) => entry !== undefined && "attempt" in entry;

/** Whether this run may send a create request for the item. */
export const mayCreate = (entry: LedgerEntry | undefined, { retryFailed, onAmbiguous }: BatchOptions): boolean =>
  startsAnew(entry, retryFailed) || (isUncertain(entry) && onAmbiguous === "resubmit");

/** Whether this run may save a clip of the item. */
const mayWrite = (entry: LedgerEntry | undefined, { retryFailed }: BatchOptions): boolean =>
  startsAnew(entry, retryFailed) || isUncertain(entry) || (entry !== undefined && !("error" in entry));

function getStatus(entry: LedgerEntry | undefined): BatchForecast["status"] {
  if (startsAnew(entry)) return "new";
  switch (entry?.status) {
    case "completed":
      return "completed";
    case "accepted":
      return "open";
    case "failed":
    case "rejected":
      return "failed";
    default:
      return "ambiguous";
  }
}
