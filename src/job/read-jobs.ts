import { describeValue, RequestError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { codeOnly, text } from "../utils/message.js";
import { validateOptions } from "../utils/validate-options.js";
import { JobHandle } from "./job.js";
import type { Ticket } from "./ticket.js";
import type { WaitForAllOptions } from "./types.js";
import { waitRules } from "./wait-rules.js";

/** Validates the arguments of `waitForAll()`. `resume` opens tickets, ids and jobs of another copy of the package. */
export function readJobs(
  given: unknown,
  resume: (job: Ticket | string) => JobHandle,
  options: WaitForAllOptions,
): Iterable<JobHandle> | AsyncIterable<JobHandle> {
  validateOptions("waitForAll()", options, waitRules);
  const toHandle = (job: unknown): JobHandle => {
    if (job instanceof JobHandle) return job;
    return resume((isRecord(job) && "ticket" in job ? job.ticket : job) as Ticket | string);
  };
  if (typeof given === "object" && given !== null) {
    if (Symbol.iterator in given) return [...(given as Iterable<unknown>)].map(toHandle);
    if (Symbol.asyncIterator in given) return mapStream(given as AsyncIterable<unknown>, toHandle);
  }
  throw new RequestError("option_invalid", `waitForAll() takes a list of jobs, not ${describeValue(given)}.`, {
    hint: text`${codeOnly("Pass an array or an async iterable of jobs, tickets or ids.")}`,
  });
}

async function* mapStream(given: AsyncIterable<unknown>, toHandle: (job: unknown) => JobHandle) {
  for await (const job of given) yield toHandle(job);
}
