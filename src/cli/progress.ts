/** Progress on standard error: rows that are redrawn on a terminal, plain lines elsewhere. */
import { MultiBar } from "cli-progress";
import type { JobUpdate } from "../job/types.js";
import { formatTime } from "../utils/format.js";
import { colors, liveRows, print, toTerminal } from "./terminal.js";
import { truncateToWidth, wrapText } from "./text-width.js";

/** Whether standard error is a terminal that can redraw rows. */
export const isInteractive = (): boolean => Boolean(process.stderr.isTTY) && process.env.TERM !== "dumb";

/** Columns of the terminal. Read at each redraw: a window may be resized. */
export const terminalColumns = (): number => process.stderr.columns || 80;

/** `fraction`: 0 to 1. */
export function drawBar(fraction: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * width);
  return colors.cyan("█".repeat(full)) + colors.dim("░".repeat(width - full));
}

/** Rows below everything else that is printed. */
export interface ProgressRows {
  readonly count: number;
  add(render: () => string): void;
  /** Prints a line above the rows. */
  print(line: string): void;
  /** Redraws now, not at the next interval. */
  redraw(): void;
  stop(): void;
}

export function startRows(): ProgressRows {
  const bars = new MultiBar({
    format: (_options, _parameters, payload: { render: () => string }) => payload.render(),
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    // main.ts handles Ctrl-C.
    gracefulExit: false,
    forceRedraw: true,
    fps: 8,
    stream: process.stderr,
  });
  // An immediate exit must leave the cursor visible and line wrapping on.
  const restore = () => process.stderr.write("\u001b[?25h\u001b[?7h");
  process.once("exit", restore);
  let count = 0;
  const stop = () => {
    bars.stop();
    process.off("exit", restore);
    delete liveRows.stop;
  };
  liveRows.stop = stop;
  return {
    get count() {
      return count;
    },
    add: (render) => {
      bars.create(1, 0, { render });
      count += 1;
    },
    // The rows turn the terminal's line wrapping off, which would cut the line.
    // Each line replaces a row, which may be longer.
    print: (line) => {
      const lines = wrapText(toTerminal(line), terminalColumns()).split("\n");
      bars.log(`\u001b[?7h${lines.map((one) => `${one}\u001b[0K\n`).join("")}\u001b[?7l`);
    },
    redraw: () => bars.update(),
    stop,
  };
}

/** The progress of one job. */
export interface Progress {
  update(update: JobUpdate): void;
  /** Prints a line that stays. */
  note(text: string): void;
  stop(): void;
}

/** A bar on a terminal, lines elsewhere, nothing if `quiet`. */
export function startProgress(quiet: boolean): Progress {
  if (quiet) return { update: () => {}, note: () => {}, stop: () => {} };
  return isInteractive() ? barProgress() : lineProgress();
}

/** In an outage, that instead: a state of an hour ago is none. */
const statusText = ({ status, unreachableMs }: Pick<BarState, "status" | "unreachableMs">) =>
  unreachableMs === undefined ? status.replace("_", " ") : `no response for ${formatTime(unreachableMs)}`;

/** The state that a bar shows. */
export interface BarState extends Pick<JobUpdate, "progress" | "etaMs" | "unreachableMs"> {
  readonly status: string;
}

/** Columns for "  100 %  in progress  1800 s left", and one that stays free. */
const textColumns = 34;

/** A bar and its text, within `columns`. */
export function barLine(state: BarState, columns: number): string {
  const { progress, etaMs, unreachableMs } = state;
  const width = Math.max(6, Math.min(32, columns - textColumns));
  const left = etaMs === null || unreachableMs !== undefined ? [] : [`${Math.ceil(etaMs / 1000)} s left`];
  const text = [`${Math.floor(progress)} %`.padStart(5), statusText(state), ...left].join("  ");
  return `${drawBar(progress / 100, width)} ${truncateToWidth(text, columns - width - 2)}`;
}

function barProgress(): Progress {
  let state: BarState = { status: "sending", progress: 0, etaMs: null };
  const rows = startRows();
  rows.add(() => barLine(state, terminalColumns()));
  return {
    update: (update) => {
      state = update;
    },
    note: (text) => {
      rows.print(text);
      rows.redraw();
    },
    stop: rows.stop,
  };
}

/** A line whenever the status changes or another tenth is done, and each minute of an outage. */
function lineProgress(): Progress {
  let last = "";
  return {
    update: (update) => {
      const { status, progress, unreachableMs } = update;
      const step =
        unreachableMs === undefined
          ? `${status} ${Math.floor(progress / 10)}`
          : `unreachable ${Math.floor(unreachableMs / 60_000)}`;
      if (step === last) return;
      last = step;
      print(`${statusText(update)} ${progress} %`);
    },
    note: print,
    stop: () => {},
  };
}
