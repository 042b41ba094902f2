import { basename, dirname, extname, join, resolve } from "node:path";
import { animateAll } from "../batch/animate-all.js";
import type { ItemDefaults } from "../batch/item.js";
import { readManifest } from "../batch/manifest.js";
import { planBatch, validateItems } from "../batch/plan-batch.js";
import { readLedgerFile } from "../batch/read-ledger-file.js";
import type { BatchEvent, BatchOptions } from "../batch/types.js";
import { checkWritable } from "../platform/node/save-file.js";
import { previewNotice } from "../preview.js";
import { describeValue, isUgokuError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { checkKind, lazyLedger } from "./batch-ledger.js";
import { createLinter, printBatchPlan, summarizePlan } from "./batch-plan.js";
import { type BatchView, startView } from "./batch-progress.js";
import { type ReportWriter, startReport } from "./batch-report.js";
import { BatchState } from "./batch-state.js";
import { chooseClient, endpointOptions, lintLevel, onOrOff, rateOption } from "./build-animation.js";
import { messageOf } from "./error-hints.js";
import { gracefulShutdown } from "./graceful-shutdown.js";
import { formatCommand, setNextStep, thisCommand } from "./next-step.js";
import { defineCommand, moreHelp, numberOf, usageError, type Values } from "./parse-args.js";
import {
  errorObject,
  formatTime,
  formatUsd,
  log,
  nearPath,
  plural,
  print,
  printError,
  printWritten,
} from "./terminal.js";

/** `ugoku batch manifest.jsonl`: animates many images; run again, it continues. */
export const batchCommand = defineCommand({
  name: "batch",
  operand: "<manifest>",
  summary: "Animate many images: a .csv, .tsv or .jsonl with the columns image and prompt, or a folder of images",
  options: [
    {
      name: "out",
      short: "o",
      value: "<folder>",
      description: "Folder for the clips (default: the manifest's name with -clips, or -previews)",
    },
    { name: "ledger", value: "<file>", description: "Record of finished work (default: ugoku.ledger.jsonl in --out)" },
    {
      name: "report",
      value: "<file>",
      description: "Write an HTML page of all lines with their pictures, such as report.html",
    },
    { name: "dry-run", description: "Validate everything and show the cost; send nothing" },
    { name: "prompt", short: "p", value: "<text>", description: "Prompt, for lines and images without a prompt" },
    {
      name: "duration",
      short: "d",
      value: "<seconds>",
      description: "Length of the clips, for lines without a duration",
    },
    {
      name: "size",
      short: "s",
      value: "<WxH>",
      description: "Width and height of the clips, for lines without a size",
    },
    { name: "model", short: "m", value: "<id>", description: "Model, for lines without a model" },
    { name: "fit", value: "<mode>", description: "auto, cover, contain or exact, for lines without a fit" },
    {
      name: "last-frame",
      value: "<image>",
      description: "The image that the clips end on, for lines without a last frame",
    },
    { name: "seed", value: "<n>", description: "Random seed, for lines without a seed" },
    {
      name: "negative-prompt",
      value: "<text>",
      description: "What should not appear, for lines without a negative prompt",
    },
    { name: "audio", value: "<on|off>", description: "Whether the clips have sound, for lines that do not set it" },
    { name: "concurrency", short: "c", value: "<count>", description: "Maximum number of open jobs (default: 20)" },
    {
      name: "creates-per-minute",
      value: "<count>",
      description: "Maximum number of create requests per minute (default: what the server accepts)",
    },
    rateOption,
    { name: "max-cost", value: "<usd>", description: "Stop before sending anything if the run would cost more" },
    { name: "retry-failed", description: "Retry what failed in an earlier run; it is paid for again" },
    {
      name: "on-ambiguous",
      value: "<what>",
      description: "report, or resubmit, which may pay twice (default: report)",
    },
    { name: "lint", value: "<level>", description: "off, warn or error (default: warn)" },
    { name: "timeout", value: "<seconds>", description: "Stop waiting for a job after this long (default: 21600)" },
    ...endpointOptions,
    { name: "json", description: "Print each event as one line of JSON; the last one is the report" },
  ],
  examples: [
    "ugoku batch catalogue.csv --size 720x1280 --fit contain --dry-run",
    "ugoku batch catalogue.jsonl --out clips --report report.html --max-cost 50",
    'ugoku batch photos/ -p "The camera slowly pushes in."',
    "ugoku batch catalogue.jsonl --out clips --report report.html --retry-failed",
  ],
  run({ operands: [manifest = ""], values }, signal): Promise<number> {
    return batch(manifest, values, signal);
  },
});

type BatchValues = Values<typeof batchCommand.options>;

async function batch(manifest: string, values: BatchValues, interrupted: AbortSignal): Promise<number> {
  const { ugoku, isPreview, fallback } = chooseClient(values, await findModels(manifest, values));
  checkFolderName(values.out);
  const outDir = resolve(values.out ?? `${getStem(manifest)}-${isPreview ? "previews" : "clips"}`);
  const ledgerPath = resolve(values.ledger ?? join(outDir, "ugoku.ledger.jsonl"));
  const lintItem = createLinter(values.lint === "off");
  const settings = parseSettings(values);
  const options = { ugoku, outDir, ...settings } satisfies Partial<BatchOptions>;
  const server = isPreview ? "the built-in preview engine" : getServerName(values);
  const about = { manifest, server, outDir, ledger: ledgerPath, retryFailed: values["retry-failed"] ?? false };

  if (values["dry-run"]) {
    // Read only: neither locked nor created.
    const { ledger } = await readLedgerFile(ledgerPath);
    checkKind(ledgerPath, ledger.entries(), isPreview);
    const notes: string[] = [];
    const tasks = await validateItems(manifest, {
      ugoku,
      outDir,
      lint: settings.lint ?? "warn",
      defaults: settings.defaults,
      signal: interrupted,
      onNote: (note) => notes.push(note),
    });
    const { items, usd } = await planBatch(tasks, ledger, { ...options, ledger });
    const plan = summarizePlan(items, usd, lintItem, notes);
    if (values.json) log(JSON.stringify({ event: "plan", ...plan, outDir, ledger: ledgerPath }));
    else {
      printBatchPlan(plan, about);
      if (fallback)
        print("No server is configured (UGOKU_BASE_URL): this is the plan for the built-in preview engine.");
      print("Nothing was sent.");
    }
    return 0;
  }

  const reportPath = await parseReportPath(values, outDir, [manifest, ledgerPath]);
  const ledger = lazyLedger(ledgerPath, isPreview);
  const state = new BatchState();
  const stop = gracefulShutdown(state, interrupted, isPreview);
  let view: BatchView | undefined;
  let report: ReportWriter | undefined;
  setNextStep({ text: "Nothing was sent. To start again:", command: thisCommand() });
  const onEvent = (event: BatchEvent) => {
    const line = state.apply(event);
    if (event.type === "start")
      setNextStep({ text: "Finished clips and open jobs are recorded. To continue:", command: thisCommand() });
    if (event.type === "start" && !values.json) {
      printBatchPlan(summarizePlan(event.items ?? [], event.estimatedUsd, lintItem, event.notes), about);
      if (fallback) print("No server is configured (UGOKU_BASE_URL): the built-in preview engine renders these clips.");
      if (isPreview) print(previewNotice);
    }
    view ??= startView(state, values.json ?? false);
    view.handle(event, line);
    report?.handle(event, line);
    stop.afterEvent(view);
  };
  let failure: unknown;
  // Should nothing be left to wait for before there is a result, the exit code must not be 0.
  const endEarly = () => {
    process.exitCode = 1;
    print("The batch ended without a result for every line. To continue:");
    print(`  ${thisCommand()}`);
  };
  process.once("beforeExit", endEarly);
  try {
    if (reportPath !== undefined) report = await startReport(reportPath, lintItem);
    await animateAll(manifest, { ...options, ledger, onEvent, signal: stop.now, drain: stop.soon });
  } catch (error) {
    if (!stop.now.aborted || error !== stop.now.reason) failure = error;
  } finally {
    process.off("beforeExit", endEarly);
    view?.stop();
    await ledger.close();
  }
  // Rejected before it started: there is nothing to report.
  if (state.lines.length === 0) throw failure ?? interrupted.reason;

  const left = state.lines.length - state.ended;
  const end: End = { state, left, failure, reportPath, ledgerPath };
  const notice = getNotice(end);
  try {
    if (report) await report.write(state, toPage(end, manifest, server, notice), left === 0);
  } catch (error) {
    // On a full disk the page cannot be written either; the result is printed all the same.
    end.failure ??= error;
    end.reportPath = undefined;
  }
  if (values.json) log(JSON.stringify(summaryObject(end)));
  else printEnd(end, notice, outDir);
  if (end.failure !== undefined) return 1;
  if (left > 0) return 130;
  return state.failed + state.ambiguous > 0 ? 1 : 0;
}

function parseSettings(values: BatchValues) {
  const { lint, "on-ambiguous": onAmbiguous } = values;
  if (onAmbiguous !== undefined && onAmbiguous !== "report" && onAmbiguous !== "resubmit")
    throw usageError(`--on-ambiguous takes report or resubmit, but got ${describeValue(onAmbiguous)}.`);
  const above0 = (value: number) => value > 0;
  const wholeAbove0 = (value: number) => value > 0 && Number.isInteger(value);
  const { prompt, size, model, fit, "last-frame": lastFrame, "negative-prompt": negativePrompt } = values;
  const duration = parseAmount("duration", values, "seconds above 0, such as 8", above0);
  const seed = parseAmount("seed", values, "a whole number, 0 or more", Number.isSafeInteger);
  const audio = values.audio === undefined ? undefined : onOrOff("audio", values.audio);
  const given = { prompt, duration, size, model, fit, lastFrame, seed, negativePrompt, audio };
  const defaults = omitUndefined(given) as ItemDefaults;
  const timeout = parseAmount("timeout", values, "seconds above 0", above0);
  return {
    ...(Object.keys(defaults).length === 0 ? {} : { defaults }),
    ...omitUndefined({
      concurrency: parseAmount("concurrency", values, "a whole number above 0, such as 20", wholeAbove0),
      createsPerMinute: parseAmount(
        "creates-per-minute",
        values,
        "create requests per minute above 0, such as 60",
        above0,
      ),
      timeout: timeout === undefined ? undefined : timeout * 1_000,
      lint: lint === undefined ? undefined : lintLevel(lint),
      maxCost: parseAmount("max-cost", values, "US dollars, 0 or more, such as 50", (value) => value >= 0),
      onAmbiguous: onAmbiguous as BatchOptions["onAmbiguous"],
    }),
    retryFailed: values["retry-failed"] ?? false,
  };
}

/** The models of the lines, for their rate. */
async function findModels(manifest: string, { rate, model, prompt }: BatchValues): Promise<string[]> {
  if (rate === undefined) return [];
  const { rows } = await readManifest(manifest, prompt !== undefined);
  const named = rows.flatMap(({ value }) => (isRecord(value) && typeof value.model === "string" ? [value.model] : []));
  return [...(model === undefined ? [] : [model]), ...new Set(named)];
}

/** A folder is created under any name: one of a file is a mistake. */
function checkFolderName(out: string | undefined): void {
  if (out === undefined || (out !== "-" && !/\.(mp4|m4v|mov|webm|gif|webp)$/i.test(out))) return;
  throw usageError(
    `--out takes a folder, but got ${describeValue(out)}.`,
    "As in --out clips. A line names its clip in the column output.",
  );
}

/** An option that is not given has its default; `undefined` is not the default. */
const omitUndefined = <Given extends object>(
  given: Given,
): { [Name in keyof Given]?: Exclude<Given[Name], undefined> } =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;

/** The option as a number; `undefined` if it is not given. */
function parseAmount(
  name: "duration" | "timeout" | "concurrency" | "creates-per-minute" | "max-cost" | "seed",
  { [name]: text }: BatchValues,
  expected: string,
  accepts: (value: number) => boolean,
): number | undefined {
  return text === undefined ? undefined : numberOf(name, text, { expected, accepts }, moreHelp(batchCommand));
}

const getStem = (path: string): string => basename(resolve(path), extname(path));

/** The server's host: its URL may contain secrets. */
function getServerName(values: BatchValues): string {
  const text = values["base-url"] ?? (process.env.UGOKU_BASE_URL || process.env.OPENAI_BASE_URL || "");
  return URL.canParse(text) ? new URL(text).host : text;
}

async function parseReportPath(
  { report }: BatchValues,
  outDir: string,
  others: readonly string[],
): Promise<string | undefined> {
  if (report === undefined) return undefined;
  const path = resolve(report);
  if (others.some((other) => resolve(other) === path) || !/\.html?$/i.test(path))
    throw usageError(`--report takes an .html file, but got ${report}.`, "As in --report report.html");
  // The output folder is created later.
  if (dirname(path) !== outDir) await checkWritable(path, true);
  return path;
}

interface End {
  readonly state: BatchState;
  readonly left: number;
  failure: unknown;
  reportPath: string | undefined;
  readonly ledgerPath: string;
}

/** The next step for the user, and its command. */
function getNotice({ state, left, failure }: End): { text: string; command?: string } | undefined {
  const again = thisCommand();
  if (failure !== undefined)
    return { text: "Finished clips are kept. To continue, run the same command:", command: again };
  if (left > 0) {
    const atServer = state.running;
    const jobs = atServer > 0 ? `, ${atServer} of them with a job that continues on the server, and is paid for` : "";
    return {
      text: `Stopped with ${plural(left, "line")} left${jobs}. The same command continues; nothing is paid twice.`,
      command: again,
    };
  }
  if (state.failed > 0)
    return {
      text: `${plural(state.failed, "line")} failed. To retry:`,
      command: formatCommand([...process.argv.slice(2).filter((word) => word !== "--retry-failed"), "--retry-failed"]),
    };
  if (state.ambiguous > 0)
    return {
      text: `${plural(state.ambiguous, "line")} uncertain: it is unknown whether a job exists. The same command searches for it again; --on-ambiguous resubmit sends the request again, and may pay twice.`,
      command: again,
    };
  return undefined;
}

function getCounts({ state, left }: End): (readonly [string, number])[] {
  const earlier = state.lines.filter(({ result }) => result?.reason === "completed").length;
  const rows = [
    ["done", state.done],
    ["finished before", earlier],
    ["failed", state.failed],
    ["uncertain", state.ambiguous],
    ["left", left],
  ] as const;
  return rows.filter(([name, number]) => number > 0 || name === "done");
}

function toPage(end: End, manifest: string, server: string, notice: ReturnType<typeof getNotice>) {
  const { state, failure } = end;
  const why = isUgokuError(failure) ? messageOf(failure) : "Unexpected error.";
  const seconds = state.lines.reduce((sum, { item, result }) => sum + (hasClip(result) ? item.seconds : 0), 0);
  return {
    title: basename(manifest),
    endpoint: server,
    madeAt: new Date().toISOString(),
    totals: [
      ["Lines", state.lines.length.toLocaleString("en")] as const,
      ...getCounts(end).map(([name, number]) => [capital(name), number.toLocaleString("en")] as const),
      ["Video", `${seconds.toLocaleString("en")} s`] as const,
      ["Cost of this run", state.spent === null ? "unknown" : formatUsd(cents(state.spent))] as const,
      ["Took", formatTime(Date.now() - state.started)] as const,
    ],
    notice: failure === undefined ? notice?.text : `Stopped early. ${why} ${notice?.text ?? ""}`,
    command: notice?.command,
  };
}

const hasClip = (result: BatchState["lines"][number]["result"]) =>
  result?.status === "completed" || result?.reason === "completed";
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const cents = (usd: number) => Math.round(usd * 100) / 100;

function summaryObject(end: End): object {
  const { state, left, failure, reportPath, ledgerPath } = end;
  const { done, failed, ambiguous, skipped } = state;
  return {
    event: "report",
    ...{ total: state.lines.length, done, failed, ambiguous, skipped, left },
    cost: { usd: state.spent, estimatedUsd: state.estimatedUsd },
    elapsedMs: Date.now() - state.started,
    ledger: ledgerPath,
    report: reportPath,
    ...(failure === undefined ? {} : errorObject(failure, "batch")),
  };
}

function printEnd(end: End, notice: ReturnType<typeof getNotice>, outDir: string): void {
  const { state, reportPath, failure } = end;
  const cost =
    state.spent === null ? "cost unknown" : `${state.spent > 0 ? "about " : ""}${formatUsd(cents(state.spent))}`;
  const counts = getCounts(end).map(([name, number]) => `${number.toLocaleString("en")} ${name}`);
  printWritten("clips", nearPath(outDir), `${counts.join(", ")}; ${cost}, ${formatTime(Date.now() - state.started)}`);
  if (reportPath !== undefined) printWritten("report", nearPath(reportPath), "");
  if (failure !== undefined) printError(failure, "batch");
  if (!notice) return;
  print(notice.text);
  if (notice.command !== undefined) print(`  ${notice.command}`);
}
