/**
 * What a batch will do, known before anything is sent.
 *
 * @module
 */
import { addUsd } from "../client/cost.js";
import { CostError } from "../utils/errors.js";
import { codeOnly, setting, text } from "../utils/message.js";
import type { BatchItem } from "./item.js";
import type { Ledger, LedgerEntry } from "./ledger.js";
import { type Row, readManifest } from "./manifest.js";
import { ManifestError, type Problem, placeOf } from "./manifest-error.js";
import { Disk } from "./output-paths.js";
import { latestAttempt } from "./retry-keys.js";
import type { BatchForecast, BatchOptions } from "./types.js";
import { type CheckContext, Claims, checkRow, type Task } from "./validate-item.js";

/** Items that are looked at at once before anything is sent. */
const checkedAtOnce = 8;

export interface Survey {
  /** What is under way comes before what is not begun. */
  readonly tasks: readonly Task[];
  readonly usd: number | null;
  /** In the order of the items. */
  readonly items: readonly BatchForecast[];
}

/** Every item of a list, or all that is wrong with them. */
export async function checkAll(
  items: string | Iterable<BatchItem> | AsyncIterable<BatchItem>,
  context: CheckContext,
): Promise<Task[]> {
  const name = typeof items === "string" ? items : "the items";
  const { rows, problems: faults } =
    typeof items === "string"
      ? await readManifest(items)
      : { rows: [...(items as Iterable<unknown>)].map((value): Row => ({ value })), problems: [] };
  const checked: (Task | readonly Problem[] | undefined)[] = rows.map(() => undefined);
  let next = 0;
  const work = async () => {
    for (let at = next++; at < rows.length; at = next++) {
      const row = rows[at];
      if (row) checked[at] = await checkRow(row, at, context);
    }
  };
  await Promise.all(Array.from({ length: checkedAtOnce }, work));
  const tasks = checked.filter((one): one is Task => one !== undefined && "entry" in one);
  const claims = new Claims();
  const clashes = tasks.flatMap((task) => claims.take(task) ?? []);
  const problems = [...faults, ...checked.flatMap((one) => (one && !("entry" in one) ? one : [])), ...clashes];
  if (problems.length > 0) throw new ManifestError(name, problems);
  if (tasks.length === 0)
    throw new ManifestError(name, [{ what: "holds no item", hint: "Give it one for each clip." }]);
  return tasks;
}

/** What is known of each, what the rest will cost, and in which order: what is under way comes before what is not begun. */
export async function survey(
  checked: readonly Task[],
  ledger: Ledger,
  { maxCost, retryFailed = false, onAmbiguous }: BatchOptions,
): Promise<Survey> {
  const items: BatchForecast[] = [];
  const begun: Task[] = [];
  const fresh: Task[] = [];
  const problems: Problem[] = [];
  const keys = new Set<string>();
  const disk = new Disk();
  let usd: number | null = 0;
  for (const task of checked) {
    const { key, line, index, output } = task.entry;
    const { entry } = await latestAttempt(ledger, key);
    (entry ? begun : fresh).push(task);
    items.push({
      item: task.entry,
      state: keys.has(key) ? "duplicate" : stateOf(entry),
      warnings: task.warnings,
    });
    if (keys.has(key)) continue;
    keys.add(key);
    const fault = await disk.obstacleAt(output, entry);
    if (fault) problems.push({ ...placeOf(line, index), ...fault });
    if (willCreate(entry, retryFailed, onAmbiguous)) usd = addUsd(usd, task.entry.usd);
  }
  if (problems.length > 0) throw new ManifestError("the outputs", problems);
  if (maxCost !== undefined && (usd === null || usd > maxCost))
    throw new CostError(
      usd === null ? "cost_unknown" : "cost_above_maximum",
      usd === null
        ? text`The cost of these clips is unknown, and ${setting("maxCost", maxCost)} is set.`
        : text`These clips would cost about $${usd}, more than ${setting("maxCost", maxCost)}.`,
      {
        hint:
          usd === null
            ? text`${codeOnly("Set the price: createUgoku({ rates: { [model]: usdPerSecond } }); 0 for your own machine.")}`
            : text`Raise ${setting("maxCost")}, or make fewer clips. Nothing was sent.`,
        option: "maxCost",
        value: maxCost,
      },
    );
  return { tasks: [...begun, ...fresh], usd, items };
}

/** Whether an item may have to be paid for by this call. */
function willCreate(
  entry: LedgerEntry | undefined,
  retryFailed: boolean,
  onAmbiguous: BatchOptions["onAmbiguous"],
): boolean {
  if (!entry) return true;
  if (entry.state === "failed") return retryFailed;
  if (entry.state === "rejected") return retryFailed || entry.error.retryable;
  return (entry.state === "intent" || entry.state === "ambiguous") && onAmbiguous === "resubmit";
}

/** How an item stands before the call. */
function stateOf(entry: LedgerEntry | undefined): BatchForecast["state"] {
  switch (entry?.state) {
    case "done":
    case "failed":
      return entry.state;
    case "accepted":
      return "open";
    case "rejected":
      return entry.error.retryable ? "new" : "failed";
    case "intent":
    case "ambiguous":
      return "ambiguous";
    default:
      return "new";
  }
}
