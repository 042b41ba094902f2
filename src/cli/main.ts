/**
 * The command `ugoku`. Exit codes: 0 done, 1 failed, 2 arguments or files refused, 130 stopped by Ctrl-C, 143 by SIGTERM.
 */
import { constants } from "node:os";
import { nextStep, printNextStep, thisCommand } from "./next-step.js";
import { wantsJson } from "./parse-args.js";
import { runCommandLine } from "./run.js";
import { errorObject, ignoreClosedPipe, liveRows, logJson, print, printError } from "./terminal.js";

const args = process.argv.slice(2);
const interrupted = new AbortController();
/** As in a shell: 128 plus the signal's number. */
let stopCode = 130;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    // A second signal exits immediately.
    if (interrupted.signal.aborted) exitNow();
    stopCode = 128 + constants.signals[signal];
    interrupted.abort(new DOMException(`stopped by ${signal === "SIGINT" ? "Ctrl-C" : signal}`, "AbortError"));
  });
}

function exitNow(): never {
  liveRows.stop?.();
  const next = nextStep(true) ?? { text: "To run it again:", command: thisCommand() };
  if (wantsJson(args))
    logJson({ ...errorObject(new DOMException("Stopped immediately.", "AbortError")), next: next.command });
  else {
    print("Stopped immediately.");
    printNextStep(next);
  }
  process.exit(stopCode);
}

ignoreClosedPipe();
runCommandLine(args, interrupted.signal).then(
  (code) => {
    // Already set if the result could not be written. The commands do not know which signal it was.
    process.exitCode ??= code === 130 ? stopCode : code;
  },
  (error: unknown) => {
    printError(error);
    process.exitCode = 1;
  },
);
