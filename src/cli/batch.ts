import { stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { animateAll } from "../batch/animate-all.js";
import type { ItemDefaults } from "../batch/item.js";
import { readManifest } from "../batch/manifest.js";
import { checkPaths } from "../batch/output-paths.js";
import { planBatch, validateItems } from "../batch/plan-batch.js";
import { readLedgerFile } from "../batch/read-ledger-file.js";
import type { BatchEvent, BatchOptions } from "../batch/types.js";
import { checkWritable } from "../platform/node/save-file.js";
import { previewNotice } from "../preview/notice.js";
import { keyVariables, missingKeyError } from "../services/missing-key.js";
import { baseURLOfEnvironment, environment } from "../utils/env.js";
import { describeValue, isUgokuError } from "../utils/errors.js";
import { formatTime, formatUsd } from "../utils/format.js";
import { isRecord } from "../utils/guards.js";
import { checkKind, forgetPreviews } from "./batch/batch-ledger.js";
import { createLinter, printBatchPlan, summarizePlan } from "./batch/batch-plan.js";
import { type BatchView, startView } from "./batch/batch-progress.js";
import { type ReportWriter, startReport } from "./batch/batch-report.js";
import { BatchState } from "./batch/batch-state.js";
import { gracefulShutdown } from "./batch/graceful-shutdown.js";
import { readClipOptions } from "./build-animation.js";
import { chooseClient, serviceName } from "./choose-client.js";
import { type Args, lintLevels, type Run } from "./commands.js";
import { messageOf } from "./error-hints.js";
import { formatCommand, setNextStep, thisCommand } from "./next-step.js";
import {
  countAboveZero,
  dollars,
  omitUndefined,
  readChoice,
  readNumber,
  secondsAboveZero,
  usageError,
} from "./parse-args.js";
import { errorObject, formatNumber, logJson, nearPath, plural, print, printError, printWritten } from "./terminal.js";

type BatchValues = Args<"batch">["values"];

/** `ugoku batch manifest.jsonl`: animates many images; run again, it continues. */
export const run: Run<"batch"> = async ({ operands: [manifest = ""], values }, interrupted) => {
  const { ugoku, isPreview, fallback, withoutKey } = await chooseClient(values, await findModels(manifest, values));
  await checkFolderName(values.out);
  const outDir = resolve(values.out ?? `${getStem(manifest)}-${isPreview ? "previews" : "clips"}`);
  const ledgerPath = resolve(values.ledger ?? join(outDir, "ugoku.ledger.jsonl"));
  const lintItem = createLinter(values.lint === "off");
  const settings = parseSettings(values);
  const options = { ugoku, outDir, ...settings } satisfies Partial<BatchOptions>;
  const server = isPreview ? "the built-in preview engine" : getServerName(values);
  const about = { manifest, server, outDir, ledger: ledgerPath, retryFailed: values["retry-failed"] ?? false };

  await checkPaths(outDir, ledgerPath);
  // Read only: neither locked nor created.
  const { ledger } = await readLedgerFile(ledgerPath);
  checkKind(ledgerPath, ledger.entries(), isPreview);
  if (values["dry-run"]) {
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
    if (values.json) logJson({ event: "plan", ...plan, outDir, ledger: ledgerPath });
    else {
      printBatchPlan(plan, about);
      if (fallback)
        print("No server is configured (UGOKU_BASE_URL): this is the plan for the built-in preview engine.");
      if (withoutKey) print(`To run it, set ${keyVariables(withoutKey)} to your API key.`);
      print("Nothing was sent.");
    }
    return 0;
  }

  if (withoutKey) throw missingKeyError(withoutKey);
  const reportPath = await parseReportPath(values, outDir, [manifest, ledgerPath]);
  if (isPreview) await forgetPreviews(ledgerPath, ledger.entries());
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
    print("The batch ended without a result for every clip. To continue:");
    print(`  ${thisCommand()}`);
  };
  process.once("beforeExit", endEarly);
  try {
    if (reportPath !== undefined) report = await startReport(reportPath, lintItem);
    await animateAll(manifest, { ...options, ledger: ledgerPath, onEvent, signal: stop.now, drain: stop.soon });
  } catch (error) {
    if (!stop.now.aborted || error !== stop.now.reason) failure = error;
  } finally {
    process.off("beforeExit", endEarly);
    view?.stop();
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
  if (values.json) logJson(summaryObject(end));
  else printEnd(end, notice, outDir);
  if (end.failure !== undefined) return 1;
  if (left > 0) return 130;
  return state.failed + state.ambiguous > 0 ? 1 : 0;
};

function parseSettings(values: BatchValues) {
  const timeout = readNumber(values, "timeout", secondsAboveZero);
  return {
    defaults: readClipOptions(values) satisfies ItemDefaults,
    ...omitUndefined({
      concurrency: readNumber(values, "concurrency", countAboveZero),
      createsPerMinute: readNumber(values, "creates-per-minute", {
        expected: "create requests per minute above 0",
        accepts: (value) => value > 0,
      }),
      timeout: timeout && timeout * 1_000,
      lint: readChoice(values, "lint", ...lintLevels),
      maxCost: readNumber(values, "max-cost", dollars),
      onAmbiguous: readChoice(values, "on-ambiguous", "report", "resubmit"),
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

/** A folder is created under any name: one of a clip is a mistake. */
async function checkFolderName(out: string | undefined): Promise<void> {
  if (out === undefined) return;
  const isFile = await stat(out).then(
    (found) => !found.isDirectory(),
    () => false,
  );
  if (!isFile && out !== "-" && !/\.(mp4|m4v|mov|webm|gif|webp)$/i.test(out)) return;
  throw usageError(
    `--out takes a folder, but got ${describeValue(out)}${isFile ? ", which is a file" : ""}.`,
    "For example: --out clips. The column output names the clip of a line.",
  );
}

const getStem = (path: string): string => basename(resolve(path), extname(path));

/** The server's host: its URL may contain secrets. */
function getServerName(values: BatchValues): string {
  const service = serviceName(values);
  if (service !== undefined) return service;
  const text = values["base-url"] ?? baseURLOfEnvironment(environment())?.value ?? "";
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
    throw usageError(`--report takes an .html file, but got ${report}.`, "For example: --report report.html");
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
      text: `Stopped with ${plural(left, state.unit)} left${jobs}. The same command continues; nothing is paid twice.`,
      command: again,
    };
  }
  if (state.failed > 0)
    return {
      text: `${plural(state.failed, state.unit)} failed. To retry:`,
      command: formatCommand([...process.argv.slice(2).filter((word) => word !== "--retry-failed"), "--retry-failed"]),
    };
  if (state.ambiguous > 0)
    return {
      text: `${plural(state.ambiguous, state.unit)} uncertain: it is unknown whether a job exists. The same command searches for it again; --on-ambiguous resubmit sends the request again, and may pay twice.`,
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
    unit: state.unit,
    endpoint: server,
    madeAt: new Date().toISOString(),
    totals: [
      [state.unit === "line" ? "Lines" : "Images", formatNumber(state.lines.length)] as const,
      ...getCounts(end).map(([name, number]) => [capital(name), formatNumber(number)] as const),
      ["Video", `${formatNumber(seconds)} s`] as const,
      ["Cost of this run", state.spent === null ? "unknown" : formatUsd(state.spent)] as const,
      ["Took", formatTime(Date.now() - state.started)] as const,
    ],
    notice: failure === undefined ? notice?.text : `Stopped early. ${why} ${notice?.text ?? ""}`,
    command: notice?.command,
  };
}

const hasClip = (result: BatchState["lines"][number]["result"]) =>
  result?.status === "completed" || result?.reason === "completed";
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

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
  const cost = state.spent === null ? "cost unknown" : `${state.spent > 0 ? "about " : ""}${formatUsd(state.spent)}`;
  const counts = getCounts(end).map(([name, number]) => `${formatNumber(number)} ${name}`);
  printWritten("clips", nearPath(outDir), `${counts.join(", ")}; ${cost}, ${formatTime(Date.now() - state.started)}`);
  if (reportPath !== undefined) printWritten("report", nearPath(reportPath), "");
  if (failure !== undefined) printError(failure, "batch");
  if (!notice) return;
  print(notice.text);
  if (notice.command !== undefined) print(`  ${notice.command}`);
}
