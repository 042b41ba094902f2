/**
 * The progress of a batch: bars on a terminal, lines elsewhere, or JSON.
 *
 * @module
 */
import type { BatchEvent } from "../../batch/types.js";
import type { UgokuError } from "../../utils/errors.js";
import { formatBytes, formatTime, formatUsd } from "../../utils/format.js";
import { messageOf } from "../error-hints.js";
import { drawBar, isInteractive, startRows, terminalColumns } from "../progress.js";
import { colors, errorObject, logJson, print, stripControlChars } from "../terminal.js";
import { truncateToWidth } from "../text-width.js";
import { type BatchState, getLineName, type LineState } from "./batch-state.js";

export interface BatchView {
  /** Called after the state has applied the event. */
  handle(event: BatchEvent, line: LineState | undefined): void;
  /** A line that stays. */
  note(text: string): void;
  stop(): void;
}

export function startView(state: BatchState, asJson: boolean): BatchView {
  if (asJson) return jsonView();
  return isInteractive() ? barView(state) : lineView(state);
}

/** The result as a line; `null` for results that are not printed. */
function describeResult(event: BatchEvent, line: LineState | undefined): string | null {
  if (!line || !("result" in event)) return null;
  const { status, reason, error, bytes, elapsedMs } = event.result;
  const name = getLineName(line);
  if (status === "completed")
    return `${colors.green("done")}      ${name}  ${colors.dim(`${formatBytes(bytes ?? 0)}, ${formatTime(elapsedMs)}`)}`;
  if (status === "skipped")
    return reason === "duplicate" ? `${colors.dim("skipped")}   ${name}  the same as another` : null;
  const [word, paint] =
    status === "failed" ? (["failed", colors.red] as const) : (["uncertain", colors.yellow] as const);
  return `${paint(word.padEnd(9))} ${name}  ${error ? describeError(error) : ""}`;
}

const describeError = (error: UgokuError): string =>
  `${stripControlChars(messageOf(error))} ${colors.dim(`(${error.code})`)}`;

/** Milliseconds between status lines while nothing else is printed. */
const heartbeat = 30_000;

function lineView(state: BatchState): BatchView {
  let last = Date.now();
  const write = (text: string) => {
    last = Date.now();
    print(text);
  };
  const timer = setInterval(() => {
    if (Date.now() - last >= heartbeat) write(`${state.ended}/${state.lines.length}  ${summarize(state).join(", ")}`);
  }, 1_000);
  timer.unref();
  return {
    handle: (event, line) => {
      const text = event.type === "accepted" && line ? describeAccepted(event, line) : describeResult(event, line);
      if (text !== null) write(`${`${state.ended}/${state.lines.length}`.padEnd(8)} ${text}`);
      else if (event.type === "rate") write(`${"".padEnd(8)} ${describeRate(event)}`);
    },
    note: write,
    stop: () => clearInterval(timer),
  };
}

const describeAccepted = ({ jobId, known }: Extract<BatchEvent, { type: "accepted" }>, line: LineState): string =>
  `${(known ? "found" : "sent").padEnd(9)} ${getLineName(line)}  ${colors.dim(jobId)}`;

function describeRate({ perMinute, pausedMs, reason }: Extract<BatchEvent, { type: "rate" }>): string {
  const rate =
    perMinute === null
      ? "as fast as the server accepts them"
      : `${perMinute.toPrecision(3)} create requests per minute`;
  if (pausedMs === 0) return `rate: ${rate}`;
  const then = perMinute === null ? "" : `, then ${rate}`;
  return `slower: no create requests for ${formatTime(pausedMs)}${then}${reason ? `: ${describeError(reason)}` : ""}`;
}

function summarize(state: BatchState): string[] {
  const { failed, ambiguous, open, running, spent, leftMs } = state;
  const sending = open.size - running;
  return [
    ...(running > 0 ? [`${running} running`] : []),
    ...(sending > 0 ? [`${sending} sending`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(ambiguous > 0 ? [`${ambiguous} uncertain`] : []),
    ...(spent === null ? [] : [formatUsd(Math.round(spent * 100) / 100)]),
    ...(leftMs === null ? [] : [`${formatTime(leftMs)} left`]),
  ];
}

const maxJobRows = 6;

const phaseText = { waiting: "", sending: "sending", running: "", saving: "saving", ended: "" } as const;

/** A bar for the batch, and one for each of the first running jobs. */
function barView(state: BatchState): BatchView {
  const width = () => Math.max(6, Math.min(32, Math.floor(terminalColumns() / 4)));
  const total = () => {
    const counts = `${state.ended}/${state.lines.length}`;
    const text = truncateToWidth([counts, ...summarize(state)].join("  "), terminalColumns() - width() - 3);
    return `${drawBar(state.lines.length === 0 ? 0 : state.ended / state.lines.length, width())}  ${text}`;
  };
  const job = (index: number) => {
    const line = [...state.open][index];
    if (!line) return "";
    const jobWidth = Math.max(4, Math.floor(width() / 2));
    const phase = line.phase === "running" ? `${line.percent} %` : phaseText[line.phase];
    const text = truncateToWidth(`${phase.padEnd(7)} ${getLineName(line)}`, terminalColumns() - jobWidth - 5);
    return `  ${drawBar(line.percent / 100, jobWidth)}  ${text}`;
  };
  const rows = startRows();
  const maxRows = 1 + Math.max(0, Math.min(maxJobRows, (process.stderr.rows ?? 24) - 6));
  rows.add(total);
  let reported: string | undefined;
  /** Reports a reason for slowing down once, until the server accepts a create request. */
  const slowdownText = (event: BatchEvent): string | null => {
    if (event.type === "accepted") reported = undefined;
    if (event.type !== "rate" || !event.reason || event.reason.code === reported) return null;
    reported = event.reason.code;
    return describeRate(event);
  };
  return {
    handle: (event, line) => {
      while (rows.count < Math.min(maxRows, 1 + state.open.size)) {
        const index = rows.count - 1;
        rows.add(() => job(index));
      }
      const text = event.type === "completed" ? null : (slowdownText(event) ?? describeResult(event, line));
      if (text !== null) rows.print(text);
    },
    note: rows.print,
    stop: rows.stop,
  };
}

/** One JSON object per line, without prompts. */
function jsonView(): BatchView {
  return {
    handle: (event, line) => {
      const item = "item" in event ? event.item : "result" in event ? event.result : undefined;
      const about = item && {
        ...{ line: item.line, key: item.key, image: item.image, output: item.output, usd: item.usd },
        columns: item.columns,
      };
      logJson({ event: event.type, time: new Date().toISOString(), ...about, ...toJSONFields(event, line) });
    },
    note: () => {},
    stop: () => {},
  };
}

function toJSONFields(event: BatchEvent, line: LineState | undefined): object {
  switch (event.type) {
    case "start":
      return { total: event.total, estimatedUsd: event.estimatedUsd };
    case "planned": {
      const { request, lint, imageLint, warnings } = event.plan;
      const findings = [...(lint?.messages ?? []), ...(imageLint?.messages ?? [])];
      return {
        ...{ model: request.model, seconds: request.seconds, size: request.size },
        lint: findings.map(({ ruleId, severity }) => ({ ruleId, severity })),
        warnings: warnings.map(({ message }) => message),
      };
    }
    case "accepted":
      return { jobId: event.jobId, known: event.known };
    case "progress": {
      const { status, progress, etaMs } = event.update;
      return { jobId: line?.jobId, status, progress, etaMs };
    }
    case "rendered":
      return { jobId: event.clip.jobId };
    case "intent":
      return {};
    case "rejected":
      return errorObject(event.error, "batch");
    case "rate": {
      const { perMinute, pausedMs, reason } = event;
      return { perMinute, pausedMs, reason: reason && { code: reason.code, message: messageOf(reason) } };
    }
    default: {
      const { status: _, reason, jobId, bytes, elapsedMs, error } = event.result;
      return { reason, jobId, bytes, elapsedMs, ...(error && errorObject(error, "batch")) };
    }
  }
}
