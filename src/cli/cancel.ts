import { endpointOptions } from "./build-animation.js";
import { chooseJobClient, openJob } from "./job-client.js";
import { defineCommand } from "./parse-args.js";
import { logJson, print } from "./terminal.js";
import { readJobReference, removeTicket } from "./ticket-file.js";

/** `ugoku cancel photo.ticket.json`: exits with 0 only if the server confirms that the job is gone. */
export const cancelCommand = defineCommand({
  name: "cancel",
  operand: "<job>",
  summary: "Ask the server to delete a job: a ticket file, or a job's id",
  options: [...endpointOptions, { name: "json", description: "Print one JSON object, and nothing else" }],
  examples: [
    "ugoku cancel photo.ticket.json",
    "ugoku cancel video_123 --base-url http://localhost:8091/v1",
    "ugoku cancel 17f20503-6c24-4c16-946b-35dbbce2af2f --service runway",
  ],
  async run({ operands: [operand = ""], values }, signal) {
    const reference = await readJobReference(operand);
    const ugoku = chooseJobClient(reference, values);
    const job = await openJob(ugoku, reference, signal, (text) => values.json || print(text));
    const { outcome, message } = await job.cancel({ signal });
    if (outcome === "confirmed") await removeTicket(reference);
    if (values.json) logJson({ jobId: job.id, outcome, message });
    else print(`${outcome === "confirmed" ? "canceled" : "not canceled"}: ${job.id}. ${message}`);
    return outcome === "confirmed" ? 0 : 1;
  },
});
