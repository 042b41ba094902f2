import { SingleBar } from "cli-progress";
import type { JobUpdate } from "../job/types.js";
import { colours, say } from "./output.js";

/** Shows how far a job is. */
export interface Progress {
  update(update: JobUpdate): void;
  stop(): void;
}

/** A bar on a terminal, plain lines elsewhere, nothing when only a result is wanted. */
export function startProgress(quiet: boolean): Progress {
  if (quiet) return { update: () => {}, stop: () => {} };
  return process.stderr.isTTY ? bar() : lines();
}

const words = (status: string) => status.replace("_", " ");

function seconds(milliseconds: number | null): string {
  return milliseconds === null ? "" : `${Math.ceil(milliseconds / 1000)} s left`;
}

function bar(): Progress {
  const single = new SingleBar({
    format: `${colours.cyan("{bar}")} {percentage} %  {status}  {left}`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 32,
    hideCursor: true,
    clearOnComplete: true,
    // What Ctrl-C means is main's decision.
    gracefulExit: false,
    stream: process.stderr,
  });
  single.start(100, 0, { status: "sending", left: "" });
  return {
    update: ({ status, progress, etaMs }) => single.update(progress, { status: words(status), left: seconds(etaMs) }),
    stop: () => single.stop(),
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
      say(`${words(status)} ${progress} %`);
    },
    stop: () => {},
  };
}
