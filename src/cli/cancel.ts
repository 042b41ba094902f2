import { ApiError } from "../utils/errors.js";
import type { Run } from "./commands.js";
import { chooseJobClient, openJob } from "./job-client.js";
import { logJson, print } from "./terminal.js";
import { readJobReference, removeTicket } from "./ticket-file.js";

/** `ugoku cancel photo.ticket.json`: exits with 0 only if the server confirms that the job is gone. */
export const run: Run<"cancel"> = async ({ operands: [operand = ""], values }, signal) => {
  const reference = await readJobReference(operand);
  const ugoku = await chooseJobClient(reference, values);
  const job = await openJob(ugoku, reference, signal, (text) => values.json || print(text));
  const { outcome, code, message } = await job.cancel({ signal });
  if (outcome === "confirmed") await removeTicket(reference);
  if (values.json) logJson({ jobId: job.id, outcome, code, message });
  else if (code) throw new ApiError(code, `The server does not know the job ${job.id}.`);
  else print(`${outcome === "confirmed" ? "canceled" : "not canceled"}: ${job.id}. ${message}`);
  return outcome === "confirmed" ? 0 : 1;
};
