import type { Clip } from "../clip/clip.js";
import { isUgokuError, RequestError, show, type UgokuError } from "../errors.js";
import type { JobContext } from "./context.js";
import { JobHandle } from "./job.js";
import { Looks } from "./looks.js";
import type { ObservedJob } from "./observed-job.js";
import type { Ticket } from "./ticket.js";
import type { Job, JobUpdate } from "./types.js";
import { checkWaitOptions } from "./wait-options.js";
import { type Watched, watch } from "./watch.js";

/** How one of many jobs came out. */
export type JobOutcome =
  | { readonly state: "done"; readonly job: Job; readonly clip: Clip }
  /** The error has the `jobId` and the `ticket`: after a timeout, or a refused key, the job itself goes on. */
  | { readonly state: "failed"; readonly job: Job; readonly error: UgokuError };

/** Options of waiting for many jobs. */
export interface WaitForAllOptions {
  /** Stops the waiting at once, never the jobs. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds from now after which waiting for each job ends. Default: each ticket's own deadline. */
  readonly timeout?: number | undefined;
  readonly onUpdate?: ((update: JobUpdate, job: Job) => void) | undefined;
}

/** Outcomes in the order in which the jobs end, each job once. */
export async function* waitForAll(
  handles: readonly JobHandle[],
  context: Pick<JobContext, "clock" | "sleep">,
  options: WaitForAllOptions,
): AsyncGenerator<JobOutcome, void, undefined> {
  const jobs = new Map<ObservedJob, JobHandle>();
  const seen = new Set<string>();
  for (const handle of handles) {
    const job = JobHandle.observed(handle);
    const place = `${job?.context.client.baseURL}\n${handle.id}`;
    if (!job || seen.has(place)) continue;
    seen.add(place);
    jobs.set(job, handle);
  }
  const ends = options.timeout === undefined ? undefined : context.clock.now() + options.timeout;
  const watched: Watched[] = [...jobs.keys()].map((job) => ({ job, deadline: ends ?? job.ticket.deadline }));
  const isFresh = (job: ObservedJob) => job.tracker.video !== undefined;

  for await (const sighting of watch(watched, context, new Looks(), { signal: options.signal, isFresh })) {
    const job = jobs.get(sighting.job);
    if (!job) continue;
    if ("error" in sighting) {
      if (!isUgokuError(sighting.error)) throw sighting.error;
      yield { state: "failed", job, error: sighting.error };
      continue;
    }
    job.tell((update) => options.onUpdate?.(update, job), sighting.update);
    if (sighting.job.hasEnded) yield outcomeOf(job, sighting.update);
  }
}

function outcomeOf(job: JobHandle, update: JobUpdate): JobOutcome {
  try {
    return { state: "done", job, clip: job.clipOf(update) };
  } catch (error) {
    if (!isUgokuError(error)) throw error;
    return { state: "failed", job, error };
  }
}

/** What was passed, as handles; `resume` opens tickets, ids, and jobs of another copy of the package. */
export function readJobs(
  given: unknown,
  resume: (job: Ticket | string) => JobHandle,
  options: WaitForAllOptions,
): JobHandle[] {
  checkWaitOptions("waitForAll()", options);
  if (typeof given !== "object" || given === null || !(Symbol.iterator in given))
    throw new RequestError("option_invalid", `waitForAll() takes a list of jobs, and got ${show(given)}.`, {
      hint: "Pass an array of what submit() or resume() gave, or of tickets.",
    });
  return [...(given as Iterable<unknown>)].map((job) => {
    if (job instanceof JobHandle) return job;
    const isJob = typeof job === "object" && job !== null && "ticket" in job;
    return resume((isJob ? job.ticket : job) as Ticket | string);
  });
}
