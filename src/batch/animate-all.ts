import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { untilAborted } from "../utils/abort.js";
import { describeValue, RequestError } from "../utils/errors.js";
import * as rule from "../utils/option-rules.js";
import { checkOptionNames, type OptionRules, validateOptions } from "../utils/validate-options.js";
import { BatchRunner, type InvalidTask } from "./batch-runner.js";
import { type JsonlLedger, openJsonlLedger } from "./file-ledger.js";
import { type BatchInput, itemFields } from "./item.js";
import { createSteps, defaultTimeout } from "./job-steps.js";
import type { Ledger } from "./ledger.js";
import { ManifestError, type Problem } from "./manifest-error.js";
import { batchRules } from "./option-rules.js";
import { checkPaths, createOutDir, OutputConflictChecker } from "./output-paths.js";
import { mayCreate, planBatch, validateItems } from "./plan-batch.js";
import { ledgerError, readLedgerFile } from "./read-ledger-file.js";
import { latestAttempt } from "./retry-keys.js";
import type { BatchEntry, BatchEvent, BatchOptions, BatchReport } from "./types.js";
import { DuplicateDetector, findUnavailable, type Task, type ValidationContext, validateRow } from "./validate-item.js";

const { ugoku, outDir, concurrency, createsPerMinute, onAmbiguous, settleMs, timeout, lint, signal } = batchRules;

const optionRules: OptionRules<BatchOptions> = {
  ...{ ugoku, outDir, concurrency, createsPerMinute, onAmbiguous, settleMs, timeout, lint, signal },
  drain: signal,
  ledger: { accepts: isLedger, expected: "a path, or a ledger with read(), claim(), write() and since()" },
  defaults: rule.record,
  maxCost: rule.from(0, "a number of US dollars"),
  retryFailed: rule.boolean,
  onEvent: rule.function,
};

const defaultNames = itemFields.filter((name) => !["image", "key", "output"].includes(name));

function isLedger(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return typeof value === "string" && value !== "";
  return ["read", "claim", "write", "since"].every(
    (name) => typeof (value as Readonly<Record<string, unknown>>)[name] === "function",
  );
}

/**
 * Animates many images and records every step in a ledger: called again with the same ledger, it continues and pays nothing
 * twice.
 *
 * `items` is an array or another iterable, or the path of a manifest (`.jsonl`, `.csv`, `.tsv`) or of a folder of images: all of
 * it is validated before anything is sent. An async iterable is read and validated item by item; an invalid item fails alone.
 * Fields that are not options of an item are in its events and its result, as `columns`.
 *
 * Resolves when every item has a result: completed, failed, ambiguous or skipped.
 *
 * @throws ManifestError with all problems at once, CostError, RequestError for an invalid option, UgokuError for a ledger that
 * cannot be used, an error that every item would get (a rejected API key, a full disk, an unreachable server), or the signal's
 * reason. After the first three, nothing was sent.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { animateAll } from "ugoku/batch";
 *
 * const report = await animateAll("catalogue.csv", {
 *   ugoku: createUgoku({ baseURL: "http://localhost:8091/v1" }),
 *   outDir: "clips",
 *   concurrency: 20,
 *   onEvent: (event) => {
 *     if (event.type === "failed") console.error(event.result.line, event.result.error?.message);
 *   },
 * });
 * console.log(`${report.done} done, ${report.failed} failed, ${report.ambiguous} ambiguous, ${report.skipped} skipped`);
 * ```
 */
export async function animateAll(
  items: string | Iterable<BatchInput> | AsyncIterable<BatchInput>,
  options: BatchOptions,
): Promise<BatchReport> {
  checkItems(items);
  validateOptions("animateAll()", options, optionRules);
  if (options.defaults) checkOptionNames("animateAll({ defaults })", options.defaults, defaultNames);
  const started = performance.now();
  const { ugoku, outDir, ledger: ownLedger, lint = "warn", timeout = defaultTimeout } = options;
  options.signal?.throwIfAborted();
  const notes: string[] = [];
  const context: ValidationContext = {
    ...{ ugoku, outDir, lint, signal: options.signal },
    defaults: options.defaults,
    onNote: (note) => notes.push(note),
  };
  const stream = isStream(items) ? items : undefined;
  const ledgerPath = typeof ownLedger === "object" ? undefined : (ownLedger ?? join(outDir, "ugoku.ledger.jsonl"));
  await checkPaths(outDir, ledgerPath);
  const tasks = isStream(items) ? undefined : await validateItems(items, context);
  // A plan that is refused leaves nothing behind. It is made again below, with the ledger that no other process can change.
  if (tasks && ledgerPath !== undefined && !existsSync(ledgerPath))
    await planBatch(tasks, (await readLedgerFile(ledgerPath)).ledger, options);
  await createOutDir(outDir);
  const fileLedger = ledgerPath === undefined ? undefined : await createLedger(ledgerPath);
  const ledger = fileLedger ?? (ownLedger as Ledger);
  try {
    const emit = createEmitter(options);
    const plan = tasks && (await planBatch(tasks, ledger, options));
    const estimatedUsd = plan?.usd ?? null;
    emit({ type: "start", total: tasks?.length ?? null, estimatedUsd, items: plan?.items ?? null, notes });
    // The runner plans each item, which includes the linter.
    const steps = createSteps({ ugoku, ledger, timeout, lint: "off", downloadDir: outDir });
    const runner = new BatchRunner({ ledger, steps, emit, options, timeout });
    const source = stream && untilStopped(stream, runner.stopping);
    await runner.run(source ? validateStream(source, context, ledger, options) : (plan?.tasks ?? []));
    const results = runner.results.toSorted((a, b) => a.index - b.index);
    const count = (status: string) => results.filter((result) => result.status === status).length;
    return {
      done: count("completed"),
      failed: count("failed"),
      ambiguous: count("ambiguous"),
      skipped: count("skipped"),
      items: results,
      cost: { estimatedUsd, usd: runner.spent },
      elapsedMs: Math.round(performance.now() - started),
    };
  } finally {
    await fileLedger?.close();
  }
}

async function createLedger(path: string): Promise<JsonlLedger> {
  await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
    throw ledgerError(path, cause);
  });
  return openJsonlLedger(path);
}

type Items = Parameters<typeof animateAll>[0];

function checkItems(items: unknown): asserts items is Items {
  const isList =
    typeof items === "object" && items !== null && (Symbol.iterator in items || Symbol.asyncIterator in items);
  if (typeof items === "string" || isList) return;
  throw new RequestError("option_invalid", `The items of animateAll() are ${describeValue(items)}.`, {
    hint: "Pass a list or a stream of { image, prompt, … }, or the path of a manifest (.jsonl, .csv, .tsv) or of a folder of images.",
  });
}

const isStream = (items: Items): items is AsyncIterable<BatchInput> =>
  typeof items === "object" && !(Symbol.iterator in items);

/** Validates each item when it is read. */
async function* validateStream(
  items: AsyncIterable<BatchInput>,
  context: ValidationContext,
  ledger: Ledger,
  options: BatchOptions,
): AsyncGenerator<Task | InvalidTask, void, undefined> {
  const duplicates = new DuplicateDetector();
  const conflicts = new OutputConflictChecker(context.outDir);
  let index = 0;
  for await (const value of items) {
    const task = await validateRow({ value }, index, context);
    const problems = "entry" in task ? await findProblems(task, duplicates, conflicts, ledger, options) : task;
    if ("entry" in task && problems.length === 0) yield task;
    else {
      const entry = "entry" in task ? task.entry : unknownEntry(index);
      yield { entry, error: new ManifestError("this item", problems) };
    }
    index += 1;
  }
}

const unknownEntry = (index: number): BatchEntry => ({
  ...{ index, key: "", image: "", prompt: "", output: "", usd: null, model: "", seconds: 0, size: "" },
});

/** Problems of an item's key and output, and of this machine. */
async function findProblems(
  task: Task,
  duplicates: DuplicateDetector,
  conflicts: OutputConflictChecker,
  ledger: Ledger,
  options: BatchOptions,
): Promise<Problem[]> {
  const { key, output } = task.entry;
  const duplicate = duplicates.add(task, true);
  if (duplicate) return [duplicate];
  const { entry } = await latestAttempt(ledger, key);
  const conflict = await conflicts.findConflict(output, entry);
  const unavailable = mayCreate(entry, options) ? findUnavailable(task) : undefined;
  return [conflict && { ...task.location, ...conflict }, unavailable].filter((problem) => problem !== undefined);
}

/** The items until the batch stops. A source may be endless, or never yield its next item: it is not awaited then. */
async function* untilStopped<T>(items: AsyncIterable<T>, stopping: AbortSignal): AsyncGenerator<T, void, undefined> {
  const source = items[Symbol.asyncIterator]();
  let isDone = false;
  try {
    while (!stopping.aborted) {
      const next = await untilAborted(source.next(), stopping);
      isDone = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    if (stopping.aborted) return;
    isDone = true;
    throw error;
  } finally {
    if (!isDone) (async () => source.return?.())().catch(() => {});
  }
}

/** An error of the caller's `onEvent` must not stop a paid batch: it is reported once as a warning. */
function createEmitter({ onEvent }: BatchOptions): (event: BatchEvent) => void {
  let hasWarned = false;
  return (event) => {
    try {
      onEvent?.(event);
    } catch (error) {
      if (!hasWarned) process.emitWarning(`ugoku: onEvent threw; the batch continues: ${String(error)}`);
      hasWarned = true;
    }
  };
}
