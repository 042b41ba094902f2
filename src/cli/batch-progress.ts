/**
 * How a batch is shown while it runs: bars on a terminal, a line for each thing elsewhere, JSON for programs.
 *
 * @module
 */
import { MultiBar, type SingleBar } from "cli-progress";
import type { BatchEvent } from "../batch/types.js";
import type { UgokuError } from "../utils/errors.js";
import { type BatchState, harmless, type LineState, nameOf } from "./batch-state.js";
import { messageOf } from "./error-hints.js";
import { colours, errorObject, formatBytes, formatTime, formatUsd, log, print, truncateToWidth } from "./terminal.js";

export interface BatchView {
  /** After the state has taken the event. */
  tell(event: BatchEvent, line: LineState | undefined): void;
  /** A sentence that stays. */
  note(text: string): void;
  stop(): void;
}

export function startView(state: BatchState, asJson: boolean): BatchView {
  if (asJson) return jsonView();
  return process.stderr.isTTY && process.env.TERM !== "dumb" ? barView(state) : lineView(state);
}

/** What came out, in words; `null` for what is not worth a line. */
function endOf(event: BatchEvent, line: LineState | undefined): string | null {
  if (!line || !("result" in event)) return null;
  const { state, reason, error, bytes, elapsedMs } = event.result;
  const name = nameOf(line);
  if (state === "done")
    return `${colours.green("done")}      ${name}  ${colours.dim(`${formatBytes(bytes ?? 0)}, ${formatTime(elapsedMs)}`)}`;
  if (state === "skipped")
    return reason === "duplicate" ? `${colours.dim("skipped")}   ${name}  the same as another line` : null;
  const [word, paint] =
    state === "failed" ? (["failed", colours.red] as const) : (["in doubt", colours.yellow] as const);
  return `${paint(word.padEnd(9))} ${name}  ${error ? whyOf(error) : ""}`;
}

const whyOf = (error: UgokuError): string => `${harmless(messageOf(error))} ${colours.dim(error.code)}`;

/** How often a log that nothing happens in says that it still runs. */
const heartbeat = 30_000;

function lineView(state: BatchState): BatchView {
  let last = Date.now();
  const write = (text: string) => {
    last = Date.now();
    print(text);
  };
  const timer = setInterval(() => {
    if (Date.now() - last >= heartbeat) write(`${state.ended}/${state.lines.length}  ${summaryOf(state).join(", ")}`);
  }, 1_000);
  timer.unref();
  return {
    tell: (event, line) => {
      const text = event.type === "accepted" && line ? acceptedLine(event, line) : endOf(event, line);
      if (text !== null) write(`${`${state.ended}/${state.lines.length}`.padEnd(8)} ${text}`);
      else if (event.type === "rate") write(`${"".padEnd(8)} ${paceOf(event)}`);
    },
    note: write,
    stop: () => clearInterval(timer),
  };
}

const acceptedLine = ({ jobId, known }: Extract<BatchEvent, { type: "accepted" }>, line: LineState): string =>
  `${(known ? "found" : "sent").padEnd(9)} ${nameOf(line)}  ${colours.dim(jobId)}`;

function paceOf({ perMinute, pausedMs, reason }: Extract<BatchEvent, { type: "rate" }>): string {
  const pace = perMinute === null ? "as fast as the server takes them" : `${perMinute.toPrecision(3)} creates a minute`;
  if (pausedMs === 0) return `pace: ${pace}`;
  const then = perMinute === null ? "" : `, then ${pace}`;
  return `slower: no create for ${formatTime(pausedMs)}${then}${reason ? `: ${whyOf(reason)}` : ""}`;
}

function summaryOf(state: BatchState): string[] {
  const { failed, ambiguous, open, running, spent, leftMs } = state;
  const sending = open.size - running;
  return [
    ...(running > 0 ? [`${running} running`] : []),
    ...(sending > 0 ? [`${sending} sending`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(ambiguous > 0 ? [`${ambiguous} in doubt`] : []),
    ...(spent === null ? [] : [formatUsd(Math.round(spent * 100) / 100)]),
    ...(leftMs === null ? [] : [`${formatTime(leftMs)} left`]),
  ];
}

const mostJobs = 6;

/** One bar of all, and a few of the jobs that run. */
function barView(state: BatchState): BatchView {
  const columns = () => process.stderr.columns ?? 80;
  const bar = (part: number, width: number) => {
    const full = Math.round(Math.min(1, Math.max(0, part)) * width);
    return colours.cyan("█".repeat(full)) + colours.dim("░".repeat(width - full));
  };
  const width = () => Math.max(6, Math.min(32, Math.floor(columns() / 4)));
  const whole = () => {
    const head = `${state.ended}/${state.lines.length}`;
    const rest = truncateToWidth([head, ...summaryOf(state)].join("  "), columns() - width() - 3);
    return `${bar(state.lines.length === 0 ? 0 : state.ended / state.lines.length, width())}  ${rest}`;
  };
  const job = (at: number) => {
    const line = [...state.open][at];
    if (!line) return "";
    const words = { waiting: "", sending: "sending", running: `${line.percent} %`, saving: "saving", ended: "" };
    const small = Math.max(4, Math.floor(width() / 2));
    const text = truncateToWidth(`${words[line.phase].padEnd(7)} ${nameOf(line)}`, columns() - small - 5);
    return `  ${bar(line.percent / 100, small)}  ${text}`;
  };
  const bars = new MultiBar({
    format: (_options, _parameters, payload: { text: () => string }) => payload.text(),
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    gracefulExit: false,
    forceRedraw: true,
    fps: 8,
    stream: process.stderr,
  });
  // Who stops at once must not be left without a cursor, or with lines that do not break.
  const restore = () => process.stderr.write("\u001b[?25h\u001b[?7h");
  process.once("exit", restore);
  const rows = Math.max(0, Math.min(mostJobs, (process.stderr.rows ?? 24) - 6));
  const made: SingleBar[] = [bars.create(1, 0, { text: whole })];
  let trouble: string | undefined;
  /** A trouble is said once, until a create was taken: the pauses that follow are the same one. */
  const troubleOf = (event: BatchEvent): string | null => {
    if (event.type === "accepted") trouble = undefined;
    if (event.type !== "rate" || !event.reason || event.reason.code === trouble) return null;
    trouble = event.reason.code;
    return paceOf(event);
  };
  return {
    tell: (event, line) => {
      // A batch of few jobs needs few rows.
      while (made.length <= Math.min(rows, state.open.size)) {
        const at = made.length - 1;
        made.push(bars.create(1, 0, { text: () => job(at) }));
      }
      const text = event.type === "done" ? null : (troubleOf(event) ?? endOf(event, line));
      if (text !== null) bars.log(`${text}\n`);
    },
    note: (text) => {
      bars.log(`${text}\n`);
      // At once: the bars may be gone before their next turn.
      bars.update();
    },
    stop: () => {
      bars.stop();
      process.off("exit", restore);
    },
  };
}

/** One object a line, without prompts: what is logged is read by many. */
function jsonView(): BatchView {
  return {
    tell: (event, line) => {
      const item = "item" in event ? event.item : "result" in event ? event.result : undefined;
      const about = item && { line: item.line, key: item.key, image: item.image, output: item.output, usd: item.usd };
      log(JSON.stringify({ event: event.type, time: new Date().toISOString(), ...about, ...factsOf(event, line) }));
    },
    note: () => {},
    stop: () => {},
  };
}

function factsOf(event: BatchEvent, line: LineState | undefined): object {
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
      const { state: _, reason, jobId, bytes, elapsedMs, error } = event.result;
      return { reason, jobId, bytes, elapsedMs, ...(error && errorObject(error, "batch")) };
    }
  }
}
