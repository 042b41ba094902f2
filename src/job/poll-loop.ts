/**
 * The loop that waits, for one job or for thousands.
 *
 * @module
 */
import { untilAborted } from "../utils/abort.js";
import { sleepUntil } from "./clock.js";
import type { JobContext, JobState } from "./job-state.js";
import { Poller } from "./poller.js";
import type { JobUpdate } from "./types.js";

/** A job to wait for, and until when. */
export interface WaitEntry {
  readonly job: JobState;
  /** Milliseconds since 1970. */
  readonly deadline: number;
}

/** The jobs to wait for. They may arrive while others are polled. */
export interface JobSource {
  /** The jobs that have arrived since the last call. */
  take(): readonly WaitEntry[];
  /** Resolves when there is something to take, or when no more jobs will arrive. `undefined` once none will. */
  nextArrival(): Promise<void> | undefined;
}

/** A source of these jobs and no others. */
export const listSource = (entries: readonly WaitEntry[]): JobSource => {
  const left = [...entries];
  return { take: () => left.splice(0), nextArrival: () => undefined };
};

/** A poll of a job that succeeded, or that failed in a long outage, or the error that ends waiting for it. */
export type PollEvent =
  | { readonly job: JobState; readonly update: JobUpdate }
  | { readonly job: JobState; readonly error: unknown };

/** A poll near the deadline may still take this many milliseconds. */
const minTimeout = 1_000;

/** Times are of the clock for intervals. */
interface OpenJob extends WaitEntry {
  nextAt: number;
  interval: number;
}

/**
 * Polls each job when it is due, until all have ended or failed. Returns `null` then. With `budgetMs`, returns the milliseconds
 * until the next poll instead of sleeping longer than that.
 */
export async function* pollJobs(
  source: JobSource,
  { clock, timer, sleep }: Pick<JobContext, "clock" | "timer" | "sleep">,
  signal: AbortSignal | undefined,
  budgetMs = Number.POSITIVE_INFINITY,
): AsyncGenerator<PollEvent, number | null, undefined> {
  const until = timer.now() + budgetMs;
  const poller = new Poller(timer);
  const open = new Set<OpenJob>();
  let roundAt = Number.NEGATIVE_INFINITY;
  // When the intervals of the last round began: the time that the caller takes to handle the events does not count.
  let polledAt = timer.now();
  for (;;) {
    signal?.throwIfAborted();
    for (const { job, deadline: endsAt } of source.take()) {
      const deadline = endsAt - clock.now() + timer.now();
      // A job whose create request has just been answered has a state. All others are polled at once.
      const isPolled = job.isKnown;
      const interval = isPolled && !job.hasEnded ? job.scheduleNextPoll(true) : 0;
      const update = job.update();
      if (!job.hasEnded)
        open.add({ job, deadline, interval, nextAt: isPolled ? timer.now() + interval : Number.NEGATIVE_INFINITY });
      if (update) yield { job, update };
    }
    const arrival = source.nextArrival();
    if (open.size === 0) {
      if (!arrival) return null;
      await untilAborted(arrival, signal);
      continue;
    }
    const openJobs = [...open].map(({ job }) => job);
    const wakeAt = timeOfNextRound([...open], roundAt, poller.gap(openJobs));
    if (wakeAt > until) return Math.max(0, wakeAt - polledAt);
    const pause = wakeAt - timer.now();
    // A job that arrives may be due sooner.
    if (pause > 0 && (await sleepUntil(arrival, pause, sleep, signal))) continue;
    signal?.throwIfAborted();

    // A timer may fire early, and the clock of an engine that replays may stand still.
    roundAt = Math.max(wakeAt, timer.now());
    // The longest due first: a round may not poll them all.
    const due = [...open].filter((entry) => dueAt(entry) <= roundAt).sort((a, b) => dueAt(a) - dueAt(b));
    const targets = due.map(({ job, deadline }) => ({
      job,
      timeout: Math.max(minTimeout, Math.min(deadline, until) - roundAt),
    }));
    let startedAt = roundAt;
    for await (const results of poller.pollRound(targets, openJobs, signal)) {
      polledAt = timer.now();
      for (const entry of open) {
        const { job, deadline } = entry;
        const result = results.get(job);
        if (!result) continue;
        let error: unknown;
        if ("response" in result) job.applyResponse(result.response, result.at);
        else error = job.applyFailure(result.failure, startedAt, result.at);
        if (!job.hasEnded) {
          entry.interval = job.scheduleNextPoll();
          entry.nextAt = polledAt + entry.interval;
          if (Math.max(roundAt, polledAt) >= deadline) error ??= job.timeoutError(deadline);
        }
        if (job.hasEnded || error !== undefined) open.delete(entry);
        const update = "response" in result || job.isUnreachable ? job.update() : undefined;
        if (update) yield { job, update };
        if (error !== undefined) yield { job, error };
      }
      startedAt = timer.now();
    }
  }
}

const dueAt = ({ nextAt, deadline }: OpenJob) => Math.min(nextAt, deadline);

/** When the first job is due, but not before the gap after the last round is over. A deadline is never late. */
function timeOfNextRound(open: readonly OpenJob[], roundAt: number, gap: number): number {
  const soonest = Math.min(...open.map(({ nextAt }) => nextAt));
  const deadline = Math.min(...open.map((entry) => entry.deadline));
  const intervals = open.map(({ interval }) => interval).sort((a, b) => a - b);
  const median = intervals[Math.floor(intervals.length / 2)] ?? 0;
  return Math.min(deadline, Math.max(soonest, roundAt + Math.min(gap, median)));
}
