import { join } from "node:path";
import { untilAborted } from "../utils/abort.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { checkOptionNames, rule, validateOptions } from "../utils/validate-options.js";
import { Run } from "./batch-runner.js";
import { openJsonlLedger } from "./file-ledger.js";
import type { BatchItem, ItemDefaults } from "./item.js";
import { createSteps, sixHours } from "./job-steps.js";
import type { Ledger } from "./ledger.js";
import { ManifestError, type Problem } from "./manifest-error.js";
import { Disk, makeOutDir } from "./output-paths.js";
import { checkAll, survey } from "./plan-batch.js";
import { AdaptiveRateLimiter } from "./rate-limiter.js";
import { latestAttempt } from "./retry-keys.js";
import type { BatchEvent, BatchOptions, BatchReport } from "./types.js";
import { type CheckContext, Claims, checkRow, type Task } from "./validate-item.js";

const names = [
  "ugoku",
  "outDir",
  "ledger",
  "defaults",
  "concurrency",
  "rate",
  "maxCost",
  "onAmbiguous",
  "retryFailed",
  "settleMs",
  "timeout",
  "lint",
  "onEvent",
  "signal",
  "drain",
] as const satisfies readonly (keyof BatchOptions)[];

const defaultNames = ["duration", "size", "model", "fit"] as const satisfies readonly (keyof ItemDefaults)[];

/**
 * Animates many images, and writes down what it does: called again with the same ledger it goes on, and pays nothing twice.
 *
 * `items` is an array or another iterable, or the path of a manifest (`.jsonl`, `.csv`): all of it is checked before anything
 * is sent. An async iterable is taken item by item; what is wrong with one is that item's failure.
 *
 * Resolves when every item has come out, well or not.
 *
 * @throws ManifestError with all faults at once, CostError, RequestError for a wrong option, UgokuError for a ledger that
 * cannot be used, what would meet every item (a refused key, a full disk, a server that cannot be reached), or the signal's
 * reason. After the first three, nothing was sent.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { animateAll } from "ugoku/batch";
 *
 * const report = await animateAll("catalogue.csv", {
 *   ugoku: createUgoku({ baseURL: "http://localhost:8091/v1", dialect: "vllm-omni" }),
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
  items: string | Iterable<BatchItem> | AsyncIterable<BatchItem>,
  options: BatchOptions,
): Promise<BatchReport> {
  const isList =
    typeof items === "object" && items !== null && (Symbol.iterator in items || Symbol.asyncIterator in items);
  if (typeof items !== "string" && !isList)
    throw new RequestError("option_invalid", `animateAll() got ${describeValue(items)} as its items.`, {
      hint: "Pass a list or a stream of { image, prompt, … }, or the path of a manifest (.jsonl, .csv).",
    });
  checkOptions(options);
  const started = performance.now();
  const { outDir, ledger: given, signal, ugoku, defaults, lint = "warn", timeout = sixHours } = options;
  signal?.throwIfAborted();
  const isStream = isList && !(Symbol.iterator in items);
  const context: CheckContext = { ugoku, outDir, lint, defaults, signal };
  const checked = isStream ? undefined : await checkAll(items, context);
  await makeOutDir(outDir);
  const own =
    typeof given === "object" ? undefined : await openJsonlLedger(given ?? join(outDir, "ugoku.ledger.jsonl"));
  const ledger = own ?? (given as Ledger);
  try {
    const tell = teller(options);
    const plan = checked && (await survey(checked, ledger, options));
    const estimatedUsd = plan?.usd ?? null;
    tell({ type: "start", total: checked?.length ?? null, estimatedUsd, items: plan?.items ?? null });

    const pacer = new AdaptiveRateLimiter({
      perMinute: options.rate,
      onChange: (pace) => tell({ type: "rate", ...pace }),
    });
    const watched = told(ledger, (key) => {
      const item = run.underWay(key);
      if (item) tell({ type: "intent", item });
    });
    // What was planned was linted.
    const steps = createSteps({ ugoku, ledger: watched, timeout, lint: "off" });
    const run: Run = new Run({ ugoku, ledger, steps, pacer, tell, options, timeout });
    await run.all(plan ? plan.tasks : streamed(items as AsyncIterable<BatchItem>, context, ledger, run));
    const results = run.results.toSorted((a, b) => a.index - b.index);
    const count = (state: string) => results.filter((result) => result.state === state).length;
    return {
      done: count("done"),
      failed: count("failed"),
      ambiguous: count("ambiguous"),
      skipped: count("skipped"),
      items: results,
      cost: { estimatedUsd, usd: run.budget.spent },
      elapsedMs: Math.round(performance.now() - started),
    };
  } finally {
    await own?.close();
  }
}

/** The items of a stream, each checked when it is asked for. */
async function* streamed(
  items: AsyncIterable<BatchItem>,
  context: CheckContext,
  ledger: Ledger,
  run: Run,
): AsyncGenerator<Task, void, undefined> {
  let index = 0;
  const claims = new Claims();
  for await (const value of untilStopped(items, run.stopping)) {
    const at = index++;
    const task = await checkRow({ value }, at, context);
    const problems = "entry" in task ? await faultsOf(task, claims, ledger) : task;
    if ("entry" in task && problems.length === 0) {
      yield task;
      continue;
    }
    const nothing = {
      index: at,
      key: "",
      image: "",
      prompt: "",
      output: "",
      usd: null,
      model: "",
      seconds: 0,
      size: "",
    };
    run.refuse("entry" in task ? task.entry : nothing, new ManifestError("this item", problems));
  }
}

/** What is wrong with the place or the key of an item of a stream. A folder may have changed since the item before. */
async function faultsOf(task: Task, claims: Claims, ledger: Ledger): Promise<Problem[]> {
  const { index, key, output } = task.entry;
  const clash = claims.take(task, true);
  if (clash) return [clash];
  const fault = await new Disk().obstacleAt(output, (await latestAttempt(ledger, key)).entry);
  return fault ? [{ index, ...fault }] : [];
}

/** The items up to the stop. A source may have no end, or be waiting for its next item for ever: it is not waited for. */
async function* untilStopped<T>(items: AsyncIterable<T>, stopping: AbortSignal): AsyncGenerator<T, void, undefined> {
  const source = items[Symbol.asyncIterator]();
  let isOver = false;
  try {
    while (!stopping.aborted) {
      const next = await untilAborted(source.next(), stopping);
      isOver = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    if (stopping.aborted) return;
    isOver = true;
    throw error;
  } finally {
    if (!isOver) (async () => source.return?.())().catch(() => {});
  }
}

/** The ledger, saying when it has taken an intent. */
function told(ledger: Ledger, onIntent: (key: string) => void): Ledger {
  return {
    read: (key) => ledger.read(key),
    write: (entry) => ledger.write(entry),
    since: (from) => ledger.since(from),
    claim: async (intent) => {
      const known = await ledger.claim(intent);
      if (!known) onIntent(intent.key);
      return known;
    },
  };
}

/** What the caller's own function throws must not cost the caller the batch: it is a fault to be seen, but elsewhere. */
function teller({ onEvent }: BatchOptions): (event: BatchEvent) => void {
  let threw = false;
  return (event) => {
    try {
      onEvent?.(event);
    } catch (error) {
      if (!threw) process.emitWarning(`ugoku: onEvent threw, going on: ${String(error)}`);
      threw = true;
    }
  };
}

function checkOptions(options: BatchOptions): void {
  checkOptionNames("animateAll()", options, names);
  const { ugoku, outDir, ledger, concurrency, rate, maxCost, onAmbiguous, settleMs, timeout, onEvent, signal, drain } =
    options;
  if (options.defaults !== undefined) checkOptionNames("animateAll({ defaults })", options.defaults, defaultNames);
  const wrong = (name: string, value: unknown, expected: string) =>
    new RequestError("option_invalid", `animateAll() got ${describeValue(value)} as ${name}, not ${expected}.`);
  if (typeof ugoku !== "object" || ugoku === null || typeof ugoku.waitForAll !== "function")
    throw wrong("ugoku", ugoku, "what createUgoku() gives");
  if (typeof outDir !== "string" || outDir === "") throw wrong("outDir", outDir, "the path of a folder");
  if (ledger !== undefined && !isLedger(ledger))
    throw wrong("ledger", ledger, "a path, or a ledger with read(), claim(), write() and since()");
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency >= 1))
    throw wrong("concurrency", concurrency, "a whole number of jobs, 1 or more");
  for (const [name, value] of Object.entries({ rate, timeout }))
    if (value !== undefined && !(Number.isFinite(value) && value > 0)) throw wrong(name, value, "a number above 0");
  for (const [name, value] of Object.entries({ maxCost, settleMs }))
    if (value !== undefined && !(typeof value === "number" && value >= 0))
      throw wrong(name, value, "a number, 0 or more");
  if (onAmbiguous !== undefined && onAmbiguous !== "report" && onAmbiguous !== "resubmit")
    throw wrong("onAmbiguous", onAmbiguous, '"report" or "resubmit"');
  if (onEvent !== undefined && typeof onEvent !== "function") throw wrong("onEvent", onEvent, "a function");
  validateOptions("animateAll()", { signal, drain }, { signal: rule.signal, drain: rule.signal });
}

function isLedger(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return typeof value === "string" && value !== "";
  const ledger = value as Partial<Record<string, unknown>>;
  return ["read", "claim", "write", "since"].every((name) => typeof ledger[name] === "function");
}
