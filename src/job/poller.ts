import { hasNoList, isOlderThan, listPages } from "../http/pagination.js";
import type { VideosClient } from "../http/videos-client.js";
import { isUgokuError } from "../utils/errors.js";
import type { JobState } from "./job-state.js";

/** What a look came to. `error`: why the waiting for the job is over. */
export interface Outcome {
  readonly seen: boolean;
  readonly error?: unknown;
}

/** A job whose time has come, and the milliseconds that its answer may take. */
export interface PollTarget {
  readonly job: JobState;
  readonly timeout: number;
}

/** Requests at once, and in one round: a server that hangs must not keep the others' deadlines waiting for long. */
const mostAtOnce = 16;
const mostByIdInARound = 64;

/** How much longer than before a list is thought to be after it was too long. */
const crowded = 4;

/** What is known of one server's list. */
interface ListState {
  /** Requests that it took, or is thought to take, to find all jobs. */
  pages: number;
  /** The server has none, or none that can be read. */
  isBroken: boolean;
}

/**
 * Looks at jobs: each by its id, or many through the list, whichever takes fewer requests.
 *
 * How long the list is, is learned from reading it: on an account where others' jobs crowd it, ids are cheaper. What was
 * learned fades, so that the list is tried again.
 */
export class Poller {
  readonly #lists = new Map<VideosClient, ListState>();
  /** Requests that the last round took. */
  cost = 0;

  /** One round. What is not in the answer was not looked at. */
  async at(
    due: readonly PollTarget[],
    open: readonly JobState[],
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<JobState, Outcome>> {
    this.cost = 0;
    const outcomes = new Map<JobState, Outcome>();
    const clients = new Set(due.map(({ job }) => job.context.client));
    for (const client of clients) {
      const ofClient = due.filter(({ job }) => job.context.client === client);
      if (this.#listPays(client, ofClient, open)) await this.#sweep(client, ofClient, open, outcomes, signal);
      await this.#byId(ofClient.filter(({ job }) => !outcomes.has(job)).slice(0, mostByIdInARound), outcomes, signal);
    }
    return outcomes;
  }

  #listPays(client: VideosClient, due: readonly PollTarget[], open: readonly JobState[]): boolean {
    if (due.length < 2 || !client.dialect.can.list) return false;
    let state = this.#lists.get(client);
    if (!state) {
      state = { pages: Math.ceil(open.length / 100), isBroken: false };
      this.#lists.set(client, state);
    }
    if (state.isBroken) return false;
    if (state.pages < due.length) return true;
    state.pages = Math.max(1, state.pages * 0.9);
    return false;
  }

  /** Reads the list until every job that is due was found, or until reading on would cost more than asking by id. */
  async #sweep(
    client: VideosClient,
    due: readonly PollTarget[],
    open: readonly JobState[],
    outcomes: Map<JobState, Outcome>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const state = this.#lists.get(client);
    if (!state) return;
    const jobs = new Map(open.filter(({ context }) => context.client === client).map((job) => [job.id, job]));
    const missing = new Set(due.map(({ job }) => job.id));
    // Some seconds for clocks that differ.
    const oldest = Math.min(...due.map(({ job }) => job.ticket.createdAt)) - 60_000;
    const timeout = Math.max(...due.map((look) => look.timeout));
    let pages = 0;
    try {
      for await (const page of listPages(client, { signal, timeout })) {
        pages += 1;
        for (const video of page.videos) {
          const job = jobs.get(video.id);
          if (!job) continue;
          job.see({ video, pollAfterMs: page.pollAfterMs });
          outcomes.set(job, { seen: true });
          missing.delete(job.id);
        }
        if (missing.size === 0 || pages >= due.length || isOlderThan(page.videos, oldest)) break;
      }
      state.pages = missing.size === 0 ? pages : due.length * crowded;
    } catch (error) {
      signal?.throwIfAborted();
      state.pages = due.length * crowded;
      // Whatever ails the list need not ail the jobs: they are asked for by id, but not now of a server in trouble.
      // A key that may not list may still look.
      state.isBroken = isUgokuError(error) && (hasNoList(error) || error.code === "unauthorized");
      if (!state.isBroken)
        for (const { job } of due) if (!outcomes.has(job)) outcomes.set(job, { seen: false, error: job.miss(error) });
      pages += 1;
    }
    this.cost += pages;
  }

  async #byId(
    due: readonly PollTarget[],
    outcomes: Map<JobState, Outcome>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const queue = [...due];
    const work = async () => {
      for (let look = queue.shift(); look; look = queue.shift()) {
        const { job, timeout } = look;
        try {
          job.see(await job.context.client.retrieve(job.id, { signal, timeout }));
          outcomes.set(job, { seen: true });
        } catch (error) {
          signal?.throwIfAborted();
          outcomes.set(job, { seen: false, error: job.miss(error) });
        }
      }
    };
    this.cost += due.length;
    await Promise.all(Array.from({ length: Math.min(mostAtOnce, due.length) }, work));
  }
}
