/** Progress on standard error: rows that are redrawn on a terminal, plain lines elsewhere. */
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
  stop(): void;
}

const redrawMs = 125;

export function startRows(): ProgressRows {
  const { stderr } = process;
  const rows: (() => string)[] = [];
  /** The rows above the cursor. */
  let above = 0;
  const firstRow = () => `${above > 0 ? `\u001b[${above}A` : ""}\u001b[1G`;
  // Without line wrapping: a row is one line, also in a window that becomes smaller.
  const redraw = (printed = "") => {
    const drawn = rows.map((render) => `${render()}\u001b[0K`).join("\n\u001b[1G");
    stderr.write(`${firstRow()}${printed}\u001b[?7l${drawn}`);
    above = Math.max(0, rows.length - 1);
  };
  // An immediate exit must leave the cursor visible and line wrapping on.
  const restore = () => stderr.write("\u001b[?25h\u001b[?7h");
  const stop = () => {
    clearInterval(timer);
    restore();
    stderr.write(`${firstRow()}\u001b[0J`);
    above = 0;
    process.off("exit", restore);
    delete liveRows.stop;
  };
  stderr.write("\u001b[?25l");
  const timer = setInterval(redraw, redrawMs);
  process.once("exit", restore);
  liveRows.stop = stop;
  return {
    get count() {
      return rows.length;
    },
    add: (render) => {
      rows.push(render);
    },
    // Each line replaces a row, which may be longer.
    print: (line) => {
      const lines = wrapText(toTerminal(line), terminalColumns()).split("\n");
      redraw(`\u001b[?7h${lines.map((one) => `${one}\u001b[0K\n`).join("")}`);
    },
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
    note: rows.print,
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
