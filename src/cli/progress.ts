import { SingleBar } from "cli-progress";
import type { JobUpdate } from "../job/types.js";
import { colours, print, truncateToWidth } from "./terminal.js";

/** Shows how far a job is. */
export interface Progress {
  update(update: JobUpdate): void;
  stop(): void;
}

/** A bar on a terminal, plain lines elsewhere, nothing when only a result is wanted. */
export function startProgress(quiet: boolean): Progress {
  if (quiet) return { update: () => {}, stop: () => {} };
  return process.stderr.isTTY && process.env.TERM !== "dumb" ? bar() : lines();
}

const words = (status: string) => status.replace("_", " ");

/** What a bar shows. */
export interface Shown extends Pick<JobUpdate, "progress" | "etaMs"> {
  readonly status: string;
}

/** Columns beside the bar: "  100 %  in progress  1800 s left", and one that stays free. */
const beside = 34;

/** The bar and its words, in fewer columns than there are: what is beyond them is lost. */
export function barLine({ status, progress, etaMs }: Shown, columns: number): string {
  const width = Math.max(6, Math.min(32, columns - beside));
  const full = Math.round((Math.min(100, Math.max(0, progress)) / 100) * width);
  const left = etaMs === null ? [] : [`${Math.ceil(etaMs / 1000)} s left`];
  const text = [`${Math.floor(progress)} %`.padStart(5), words(status), ...left].join("  ");
  return `${colours.cyan("█".repeat(full) + "░".repeat(width - full))} ${truncateToWidth(text, columns - width - 2)}`;
}

function bar(): Progress {
  let shown: Shown = { status: "sending", progress: 0, etaMs: null };
  const single = new SingleBar({
    // At each turn anew: a window may be resized.
    format: () => barLine(shown, process.stderr.columns || 80),
    hideCursor: true,
    clearOnComplete: true,
    // What Ctrl-C means is main's decision.
    gracefulExit: false,
    stream: process.stderr,
  });
  // Who stops at once must not be left without a cursor, or with lines that do not break.
  const restore = () => process.stderr.write("\u001b[?25h\u001b[?7h");
  process.once("exit", restore);
  single.start(100, 0);
  return {
    update: (update) => {
      shown = update;
      single.update(update.progress);
    },
    stop: () => {
      single.stop();
      process.off("exit", restore);
    },
  };
}

/** A line whenever the status changes or another tenth is done: readable in a log. */
function lines(): Progress {
  let last = "";
  return {
    update: ({ status, progress }) => {
      const step = `${status} ${Math.floor(progress / 10)}`;
      if (step === last) return;
      last = step;
      print(`${words(status)} ${progress} %`);
    },
    stop: () => {},
  };
}
