import type { Clip } from "../download/clip.js";
import { describeValue, isUgokuError, RequestError, type UgokuError } from "../utils/errors.js";
import { codeOnly, text } from "../utils/message.js";
import { JobHandle } from "./job.js";
import type { JobContext } from "./job-context.js";
import type { JobState } from "./job-state.js";
import { Arrivals } from "./job-stream.js";
import { pollJobs, type WaitEntry } from "./poll-loop.js";
import { Poller } from "./poller.js";
import type { Ticket } from "./ticket.js";
import type { Job, JobUpdate } from "./types.js";
import { checkWaitOptions } from "./validate-wait-options.js";

/** How one of many jobs came out. */
export type JobOutcome =
  | { readonly status: "completed"; readonly job: Job; readonly clip: Clip }
  /** The error has the `jobId` and the `ticket`: after a timeout, or a refused key, the job itself goes on. */
  | { readonly status: "failed"; readonly job: Job; readonly error: UgokuError };

/** Options of waiting for many jobs. */
export interface WaitForAllOptions {
  /** Stops the waiting at once, never the jobs. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds from now after which waiting for each job ends. Default: each ticket's own deadline. */
  readonly timeout?: number | undefined;
  readonly onUpdate?: ((update: JobUpdate, job: Job) => void) | undefined;
}

/** Outcomes in the order in which the jobs end, each job once. Those of a stream join as they come. */
export async function* waitForAll(
  handles: Iterable<JobHandle> | AsyncIterable<JobHandle>,
  context: Pick<JobContext, "clock" | "sleep">,
  options: WaitForAllOptions,
): AsyncGenerator<JobOutcome, void, undefined> {
  const { signal, timeout } = options;
  const jobs = new Map<JobState, JobHandle>();
  const seen = new Set<string>();
  const admit = (handle: JobHandle): WaitEntry[] => {
    const job = JobHandle.observed(handle);
    const place = `${job?.context.client.baseURL}\n${handle.id}`;
    if (!job || seen.has(place)) return [];
    seen.add(place);
    jobs.set(job, handle);
    return [{ job, deadline: timeout === undefined ? job.ticket.deadline : context.clock.now() + timeout }];
  };
  const isFresh = (job: JobState) => job.tracker.video !== undefined;
  const isStream = !(Symbol.iterator in handles);
  const joining = isStream ? new Arrivals(handles, admit) : undefined;
  const watched = isStream ? [] : [...handles].flatMap(admit);
  try {
    for await (const sighting of pollJobs(watched, context, new Poller(), { signal, isFresh, joining })) {
      const job = jobs.get(sighting.job);
      if (!job) continue;
      if ("error" in sighting) {
        if (!isUgokuError(sighting.error)) throw sighting.error;
        jobs.delete(sighting.job);
        yield { status: "failed", job, error: sighting.error };
        continue;
      }
      job.tell((update) => options.onUpdate?.(update, job), sighting.update);
      if (!sighting.job.hasEnded) continue;
      jobs.delete(sighting.job);
      yield outcomeOf(job, sighting.update);
    }
  } finally {
    joining?.leave();
  }
}

function outcomeOf(job: JobHandle, update: JobUpdate): JobOutcome {
  try {
    return { status: "completed", job, clip: job.clipOf(update) };
  } catch (error) {
    if (!isUgokuError(error)) throw error;
    return { status: "failed", job, error };
  }
}

/** What was passed, as handles; `resume` opens tickets, ids, and jobs of another copy of the package. */
export function readJobs(
  given: unknown,
  resume: (job: Ticket | string) => JobHandle,
  options: WaitForAllOptions,
): Iterable<JobHandle> | AsyncIterable<JobHandle> {
  checkWaitOptions("waitForAll()", options);
  const handleOf = (job: unknown): JobHandle => {
    if (job instanceof JobHandle) return job;
    const isJob = typeof job === "object" && job !== null && "ticket" in job;
    return resume((isJob ? job.ticket : job) as Ticket | string);
  };
  if (typeof given === "object" && given !== null) {
    if (Symbol.iterator in given) return [...(given as Iterable<unknown>)].map(handleOf);
    if (Symbol.asyncIterator in given) return handlesOf(given as AsyncIterable<unknown>, handleOf);
  }
  throw new RequestError("option_invalid", `waitForAll() takes a list of jobs, and got ${describeValue(given)}.`, {
    hint: text`${codeOnly("Pass an array of what submit() or resume() returned, or of tickets; or a stream of them.")}`,
  });
}

async function* handlesOf(given: AsyncIterable<unknown>, handleOf: (job: unknown) => JobHandle) {
  for await (const job of given) yield handleOf(job);
}
