import { endsWaiting } from "../job/job-state.js";
import type { Job } from "../job/types.js";
import { isUgokuError } from "../utils/errors.js";
import { maxTimerMs } from "../utils/timers.js";
import { commandName } from "./command-name.js";
import type { Run } from "./commands.js";
import { listHint, messageOf } from "./error-hints.js";
import { finishJob, isLost, outputAfter, printFinished } from "./finish-job.js";
import { chooseJobClient, openJob, waitCommand } from "./job-client.js";
import { setNextStep } from "./next-step.js";
import { chooseOutputPaths } from "./output-paths.js";
import { readTimeout } from "./parse-args.js";
import { startProgress } from "./progress.js";
import { print } from "./terminal.js";
import { defaultClipName, readJobReference, removeTicket } from "./ticket-file.js";

/** `ugoku wait photo.ticket.json -o photo.mp4`: continues a job of another process. */
export const run: Run<"wait"> = async ({ operands: [operand = ""], values }, signal) => {
  const timeout = readTimeout(values);
  const reference = await readJobReference(operand);
  const { output, poster } = await chooseOutputPaths({ name: defaultClipName(reference) }, values);
  const ugoku = await chooseJobClient(reference, values);
  const started = Date.now();
  const isQuiet = values.json ?? false;
  const waitAgain = (path: string) =>
    setNextStep({
      text: "To wait for the job again:",
      command: waitCommand({ reference, output: path, values }),
      afterError: true,
    });
  waitAgain(output);
  try {
    const job = await openJob(ugoku, reference, signal, (text) => isQuiet || print(text));
    const deadline = performance.now() + timeout;
    if (!isQuiet) await reportFirstPoll(job, signal, timeout);
    const progress = startProgress(isQuiet);
    const left = Math.max(1, deadline - performance.now());
    const finished = await finishJob(job, { output, poster, values, signal, timeout: left, progress });
    await removeTicket(reference);
    printFinished(finished, { values, started });
    return 0;
  } catch (error) {
    if (isLost(error)) setNextStep(undefined);
    else if (outputAfter(error, output) !== output) waitAgain(outputAfter(error, output));
    throw error;
  }
};

/** Polls once, and says why that failed: waiting continues, because the job may be paid for, and would not say so for a minute. */
async function reportFirstPoll(job: Job, signal: AbortSignal, timeout: number): Promise<void> {
  try {
    await job.poll({ signal: AbortSignal.any([signal, AbortSignal.timeout(Math.min(timeout, maxTimerMs))]) });
  } catch (error) {
    signal.throwIfAborted();
    // `job.wait()` reports the others.
    if (!isUgokuError(error) || endsWaiting(error)) return;
    print(
      error.code === "not_found"
        ? `The server does not know the job ${job.id}. A new job may appear late, so ugoku asks again for half a minute. If the id or the server is wrong, press Ctrl-C.${listHint(`${commandName()} jobs lists the server's jobs.`)}`
        : `The first poll failed, and ugoku asks again: ${messageOf(error)}`,
    );
  }
}
