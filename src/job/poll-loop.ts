/**
 * The one loop that waits: for one job or a thousand, to their ends or for as long as fits.
 *
 * @module
 */
import { untilAborted } from "../utils/abort.js";
import type { JobContext } from "./job-context.js";
import type { JobState } from "./job-state.js";
import type { Poller } from "./poller.js";
import type { JobUpdate } from "./types.js";

/** A job that is waited for, and until when. */
export interface WaitEntry {
  readonly job: JobState;
  /** Milliseconds since 1970; `Infinity` for ever. */
  readonly deadline: number;
}

/** What the loop saw: a look at a job (the last one if it has ended), or why the waiting for it is over. */
export type PollEvent =
  | { readonly job: JobState; readonly update: JobUpdate }
  | { readonly job: JobState; readonly error: unknown };

/** Jobs that join while others are waited for. */
export interface Joining {
  /** Those that have come since the last call. */
  take(): readonly WaitEntry[];
  /** Whether none will come any more. */
  readonly closed: boolean;
  /** Resolves once there is something to take, or nothing will come any more. */
  changed(): Promise<void>;
}

export interface WatchOptions {
  readonly signal?: AbortSignal | undefined;
  /** Rather than sleeping past this moment, the loop returns. Milliseconds since 1970. */
  readonly until?: number | undefined;
  /** A job that was seen just now (its create was answered) waits for its time; others are looked at at once. */
  readonly isFresh: (job: JobState) => boolean;
  /** As long as it is open, the loop goes on, also without a job. */
  readonly joining?: Joining | undefined;
}

/** A look near the deadline still gets this many milliseconds for its answer. */
const lastLook = 1_000;

/** Milliseconds between two rounds of many jobs, for each request that a round costs; and at the most. */
const gapPerRequest = 500;
const longestGap = 10_000;

interface Entry extends WaitEntry {
  /** Milliseconds since 1970. */
  nextAt: number;
  wait: number;
}

/**
 * Looks at every job when its time has come, until all have ended. Returns `null` then, or the milliseconds until the
 * next look if that is past `until`.
 */
export async function* pollJobs(
  watched: readonly WaitEntry[],
  context: Pick<JobContext, "clock" | "sleep">,
  looks: Poller,
  { signal, until, isFresh, joining }: WatchOptions,
): AsyncGenerator<PollEvent, number | null, undefined> {
  const { clock } = context;
  const entries = new Set<Entry>();
  /** Says what was seen, and forgets what has ended. */
  function* tell(entry: Entry): Generator<PollEvent, void, undefined> {
    const update = entry.job.update();
    if (!update) return;
    if (entry.job.hasEnded) entries.delete(entry);
    yield { job: entry.job, update };
  }

  function* enter({ job, deadline }: WaitEntry): Generator<PollEvent, void, undefined> {
    const wait = isFresh(job) ? job.decideNextCheck() : 0;
    const entry: Entry = { job, deadline, nextAt: clock.now() + wait, wait };
    entries.add(entry);
    if (isFresh(job)) yield* tell(entry);
  }

  for (const one of watched) yield* enter(one);

  let roundAt = Number.NEGATIVE_INFINITY;
  // When the waits of the last round began: what is told of them must not depend on how long the telling took.
  let seenAt = clock.now();
  for (let first = until !== undefined; ; first = false) {
    signal?.throwIfAborted();
    for (const one of joining?.take() ?? []) yield* enter(one);
    if (entries.size === 0) {
      if (!joining || joining.closed) return null;
      await untilAborted(joining.changed(), signal);
      continue;
    }
    const open = [...entries];
    const wakeAt = first ? clock.now() : nextRound(open, roundAt, looks.cost);
    if (until !== undefined && wakeAt > until) return Math.max(0, wakeAt - seenAt);
    // Who joins may be due sooner than all others.
    if (wakeAt > clock.now() && (await sleepOrJoin(wakeAt - clock.now(), context, joining, signal))) continue;
    signal?.throwIfAborted();

    // A timer may fire a little early, and the clock of an engine that replays may stand still.
    roundAt = Math.max(wakeAt, clock.now());
    const due = open.filter(({ nextAt, deadline }) => first || Math.min(nextAt, deadline) <= roundAt);
    const limit = (entry: Entry) => Math.max(lastLook, Math.min(entry.deadline, until ?? entry.deadline) - roundAt);
    const outcomes = await looks.at(
      due.map((entry) => ({ job: entry.job, timeout: limit(entry) })),
      open.map(({ job }) => job),
      signal,
    );
    seenAt = clock.now();
    for (const entry of open) {
      const outcome = outcomes.get(entry.job);
      if (!outcome) continue;
      if (!entry.job.hasEnded) {
        entry.wait = entry.job.decideNextCheck();
        entry.nextAt = seenAt + entry.wait;
      }
      if (outcome.seen) yield* tell(entry);
      // What has ended by its deadline has ended.
      if (!entries.has(entry)) continue;
      const over =
        outcome.error ??
        (Math.max(roundAt, clock.now()) >= entry.deadline ? entry.job.timedOut(entry.deadline) : undefined);
      if (over === undefined) continue;
      entries.delete(entry);
      yield { job: entry.job, error: over };
    }
  }
}

/** Sleeps, or is woken by a job that joins: whether it was. */
async function sleepOrJoin(
  milliseconds: number,
  { sleep }: Pick<JobContext, "sleep">,
  joining: Joining | undefined,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (!joining || joining.closed) {
    await untilAborted(sleep(milliseconds, signal), signal);
    return false;
  }
  const awake = new AbortController();
  const slept = sleep(milliseconds, awake.signal).then(() => false);
  try {
    return await untilAborted(Promise.race([slept, joining.changed().then(() => true)]), signal);
  } finally {
    awake.abort();
    // The timer that is not needed any more says so.
    slept.catch(() => {});
  }
}

/**
 * When to look next. One job is polled when its interval is over. Many are looked at in rounds, because one page of a
 * list tells of all of them: the more requests a round costs, the longer it is until the next. A deadline waits for none.
 */
function nextRound(open: readonly Entry[], roundAt: number, cost: number): number {
  const soonest = Math.min(...open.map(({ nextAt }) => nextAt));
  const deadline = Math.min(...open.map((entry) => entry.deadline));
  const waits = open.map(({ wait }) => wait).sort((a, b) => a - b);
  const median = waits[Math.floor(waits.length / 2)] ?? 0;
  const gap = open.length === 1 ? 0 : Math.min(longestGap, gapPerRequest * (cost + 1), median);
  return Math.min(deadline, Math.max(soonest, roundAt + gap));
}
