import { endpointOptions } from "./build-animation.js";
import { finishJob, isLost, outputAfter, outputOptions, printFinished, readTimeout } from "./finish-job.js";
import { chooseJobClient, openJob, waitCommand } from "./job-client.js";
import { setNextStep } from "./next-step.js";
import { chooseOutputPaths } from "./output-paths.js";
import { defineCommand } from "./parse-args.js";
import { startProgress } from "./progress.js";
import { print } from "./terminal.js";
import { defaultClipName, readJobReference, removeTicket } from "./ticket-file.js";

/** `ugoku wait photo.ticket.json -o photo.mp4`: continues a job of another process. */
export const waitForJobCommand = defineCommand({
  name: "wait",
  operand: "<job>",
  summary: "Wait for a job that exists, and save its clip: a ticket file, or a job's id",
  options: [
    {
      name: "output",
      short: "o",
      value: "<file>",
      description: "Where the clip goes (default: the ticket's name, or the job's id, with .mp4)",
    },
    ...outputOptions,
    ...endpointOptions,
    { name: "json", description: "Print one JSON object, and nothing else" },
  ],
  examples: [
    "ugoku wait photo.ticket.json -o photo.mp4",
    "ugoku wait video_123 -o photo.mp4 --base-url http://localhost:8091/v1",
    "ugoku wait 17f20503-6c24-4c16-946b-35dbbce2af2f -o photo.mp4 --service runway",
  ],
  async run({ operands: [operand = ""], values }, signal) {
    const timeout = readTimeout(values);
    const reference = await readJobReference(operand);
    const { output, poster } = await chooseOutputPaths({ name: defaultClipName(reference) }, values);
    const ugoku = chooseJobClient(reference, values);
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
      const progress = startProgress(isQuiet);
      const finished = await finishJob(job, { output, poster, values, signal, timeout, progress });
      await removeTicket(reference);
      printFinished(finished, { values, started });
      return 0;
    } catch (error) {
      if (isLost(error)) setNextStep(undefined);
      else if (outputAfter(error, output) !== output) waitAgain(outputAfter(error, output));
      throw error;
    }
  },
});
