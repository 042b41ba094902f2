import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { RunOptions } from "../animate.js";
import type { TraceMessage } from "../api/trace.js";
import { ApiError, CostError, RequestError, show } from "../errors.js";
import { checkWaitOptions } from "../job/wait-options.js";
import { checkNames } from "../option-names.js";
import { type CheckContext, checkRow, clashes, isTaken, type Task } from "./check.js";
import type { BatchItem } from "./item.js";
import { openJsonlLedger } from "./jsonl-ledger.js";
import type { Ledger, LedgerEntry } from "./ledger.js";
import { type Row, readManifest } from "./manifest.js";
import { Pacer } from "./pacer.js";
import { ManifestError, type Problem } from "./problems.js";
import { Run } from "./run.js";
import { createSteps } from "./steps.js";
import { latestTry } from "./tries.js";
import type { BatchEvent, BatchOptions, BatchReport } from "./types.js";

/** Items that are looked at at once before anything is sent. */
const checkedAtOnce = 8;

const sixHours = 6 * 3_600_000;

const names = [
  "ugoku",
  "outDir",
  "ledger",
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
  checkOptions(options);
  const started = performance.now();
  const { outDir, ledger: given, signal, ugoku, lint = "warn", timeout = sixHours } = options;
  signal?.throwIfAborted();
  const isStream = typeof items === "object" && items !== null && !(Symbol.iterator in items);
  const context: CheckContext = { ugoku, outDir, lint, signal };
  const checked = isStream ? undefined : await checkAll(items, context);
  await mkdir(outDir, { recursive: true });
  const own =
    typeof given === "object" ? undefined : await openJsonlLedger(given ?? join(outDir, "ugoku.ledger.jsonl"));
  const ledger = own ?? (given as Ledger);
  try {
    const tell = teller(options);
    const plan = checked && (await survey(checked, ledger, options));
    const estimatedUsd = plan?.usd ?? null;
    tell({ type: "start", total: checked?.length ?? null, estimatedUsd });

    const pacer = new Pacer({ perMinute: options.rate, onChange: (pace) => tell({ type: "rate", ...pace }) });
    const sent = new Map<string, Task>();
    const watched = told(ledger, (key) => {
      const task = sent.get(key.replace(/#\d+$/, ""));
      if (task) tell({ type: "intent", item: task.entry });
    });
    // What was planned was linted.
    const steps = createSteps({ ugoku, ledger: watched, timeout, lint: "off" });
    const run = new Run({ ugoku, ledger, steps, pacer, tell, options, timeout });
    const stopListening = hearRefusals(pacer, (key) => sent.has(key.replace(/#\d+$/, "")));
    async function* tasks(): AsyncGenerator<Task, void, undefined> {
      for await (const task of plan ? plan.tasks : streamed(items as AsyncIterable<BatchItem>, context, ledger, run)) {
        sent.set(task.entry.key, task);
        yield task;
      }
    }
    try {
      await run.all(tasks());
    } finally {
      stopListening();
    }
    const results = run.results.toSorted((a, b) => a.index - b.index);
    const count = (state: string) => results.filter((result) => result.state === state).length;
    return {
      done: count("done"),
      failed: count("failed"),
      ambiguous: count("ambiguous"),
      skipped: count("skipped"),
      items: results,
      cost: { estimatedUsd, usd: run.spent === null ? null : Math.round(run.spent * 10_000) / 10_000 },
      elapsedMs: Math.round(performance.now() - started),
    };
  } finally {
    await own?.close();
  }
}

/** Every item of a list, or all that is wrong with them. */
async function checkAll(
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
  const problems = [...faults, ...checked.flatMap((one) => (one && !("entry" in one) ? one : [])), ...clashes(tasks)];
  if (problems.length > 0) throw new ManifestError(name, problems);
  if (tasks.length === 0) throw new ManifestError(name, [{ what: "holds no item" }]);
  return tasks;
}

/** What is known of each, what the rest will cost, and in which order: what is under way comes before what is not begun. */
async function survey(
  checked: readonly Task[],
  ledger: Ledger,
  { maxCost, retryFailed = false, onAmbiguous }: BatchOptions,
): Promise<{ tasks: readonly Task[]; usd: number | null }> {
  const begun: Task[] = [];
  const fresh: Task[] = [];
  const problems: Problem[] = [];
  const keys = new Set<string>();
  let usd: number | null = 0;
  for (const task of checked) {
    const { key, line, index, output } = task.entry;
    const { entry } = await latestTry(ledger, key);
    (entry ? begun : fresh).push(task);
    if (keys.has(key)) continue;
    keys.add(key);
    if (!entry && (await isTaken(task)))
      problems.push({
        ...(line === undefined ? { index } : { line }),
        what: `would overwrite ${output}, of which the ledger knows nothing`,
        hint: "Use the ledger that it was made with, another output, or move the file away",
      });
    if (willCreate(entry, retryFailed, onAmbiguous))
      usd = usd === null || task.entry.usd === null ? null : usd + task.entry.usd;
  }
  if (problems.length > 0) throw new ManifestError("the outputs", problems);
  usd = usd === null ? null : Math.round(usd * 10_000) / 10_000;
  if (maxCost !== undefined && (usd === null || usd > maxCost))
    throw new CostError(
      usd === null ? "cost_unknown" : "cost_above_maximum",
      usd === null
        ? `What these clips cost is not known, and maxCost ${maxCost} was asked for.`
        : `These clips would cost about $${usd}, and maxCost ${maxCost} was asked for.`,
      {
        hint:
          usd === null
            ? "Say what they cost: createUgoku({ rates: { [model]: usdPerSecond } }); 0 for your own machine."
            : "Raise maxCost, or make fewer of them. Nothing was sent.",
      },
    );
  return { tasks: [...begun, ...fresh], usd };
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

/** The items of a stream, each checked when it is asked for. */
async function* streamed(
  items: AsyncIterable<BatchItem>,
  context: CheckContext,
  ledger: Ledger,
  run: Run,
): AsyncGenerator<Task, void, undefined> {
  let index = 0;
  for await (const value of items) {
    const at = index++;
    const task = await checkRow({ value }, at, context);
    if ("entry" in task) {
      const isUnknown = (await ledger.read(task.entry.key)) === undefined;
      if (!isUnknown || !(await isTaken(task))) {
        yield task;
        continue;
      }
    }
    const problems = "entry" in task ? [{ index: at, what: `would overwrite ${task.entry.output}` }] : task;
    const nothing = { index: at, key: "", image: "", prompt: "", output: "", usd: null };
    run.refuse("entry" in task ? task.entry : nothing, new ManifestError("this item", problems));
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

/** A create that came too fast is sent again by the client itself; the pacer is to know of it at once. */
function hearRefusals(pacer: Pacer, isOurs: (key: string) => boolean): () => void {
  const channel = "tracing:ugoku:create:error";
  const listen = (message: unknown) => {
    const { status, key, error } = message as TraceMessage;
    if (status !== 429 || key === undefined || !isOurs(key)) return;
    pacer.refused(error instanceof ApiError ? error.retryAfterMs : undefined);
  };
  subscribe(channel, listen);
  return () => unsubscribe(channel, listen);
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
  checkNames("animateAll()", options, names);
  const { ugoku, outDir, ledger, concurrency, rate, maxCost, onAmbiguous, settleMs, timeout, onEvent, signal, drain } =
    options;
  const wrong = (name: string, value: unknown, expected: string) =>
    new RequestError("option_invalid", `animateAll() got ${show(value)} as ${name}, not ${expected}.`);
  if (typeof ugoku !== "object" || ugoku === null || typeof ugoku.waitForAll !== "function")
    throw wrong("ugoku", ugoku, "what createUgoku() gives");
  if (typeof outDir !== "string" || outDir === "") throw wrong("outDir", outDir, "the path of a folder");
  if (
    ledger !== undefined &&
    (ledger === null || (typeof ledger !== "object" && (typeof ledger !== "string" || ledger === "")))
  )
    throw wrong("ledger", ledger, "a path or a ledger");
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
  const signals: RunOptions[] = [{ signal }, { signal: drain }];
  for (const one of signals) checkWaitOptions("animateAll()", one);
}
