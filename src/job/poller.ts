import { hasNoList, isOlderThan, listPages } from "../http/pagination.js";
import type { VideoResponse, VideosClient } from "../http/videos-client.js";
import { isUgokuError } from "../utils/errors.js";
import type { Clock } from "./clock.js";
import type { JobState } from "./job-state.js";

/** A job that is due, and the milliseconds that its poll may take. */
export interface PollTarget {
  readonly job: JobState;
  readonly timeout: number;
}

/** The response or the failure of a poll, and when it arrived. */
export type PollResult =
  | { readonly response: VideoResponse; readonly at: number }
  | { readonly failure: unknown; readonly at: number };

type Results = Map<JobState, PollResult>;

/** Parallel requests, and requests by id in one round: a server that hangs must not delay the others' deadlines for long. */
const maxParallel = 16;
const maxByIdPerRound = 64;

/** After reading a list that is too long, the factor by which it is assumed to cost more than polling by id. */
const longListFactor = 4;

/** Pages that it takes to find all jobs in a server's list, as last seen. */
interface ListState {
  pages: number;
  /** The server has no list, or none that can be read. */
  isBroken: boolean;
}

/**
 * Polls jobs by id, or many at once through the server's list, whichever takes fewer requests.
 *
 * Reading the list shows how long it is. On an account with many other jobs, polling by id is cheaper. The figure decays, so
 * that the list is tried again.
 */
export class Poller {
  readonly #lists = new Map<VideosClient, ListState>();
  readonly #clock: Clock;
  /** Requests of the last round. */
  requests = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Polls the jobs that are due. A job without a result was not polled; `open` jobs that the list shows have one too. */
  async pollRound(
    due: readonly PollTarget[],
    open: readonly JobState[],
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<JobState, PollResult>> {
    this.requests = 0;
    const results: Results = new Map();
    for (const client of new Set(due.map(({ job }) => job.context.client))) {
      const targets = due.filter(({ job }) => job.context.client === client);
      const list = this.#selectList(client, targets.length, open.length);
      if (list) await this.#pollList(client, list, targets, open, results, signal);
      const rest = targets.filter(({ job }) => !results.has(job)).slice(0, maxByIdPerRound);
      await this.#pollById(client, rest, results, signal);
    }
    return results;
  }

  /** The state of the server's list, if reading it takes fewer requests than polling by id. */
  #selectList(client: VideosClient, due: number, open: number): ListState | undefined {
    if (due < 2 || !client.dialect.can.list) return undefined;
    const list = this.#lists.get(client) ?? { pages: Math.ceil(open / 100), isBroken: false };
    this.#lists.set(client, list);
    if (list.isBroken) return undefined;
    if (list.pages < due) return list;
    list.pages = Math.max(1, list.pages * 0.9);
    return undefined;
  }

  /** Reads the list until all jobs that are due are found, or until polling by id would have been cheaper. */
  async #pollList(
    client: VideosClient,
    list: ListState,
    due: readonly PollTarget[],
    open: readonly JobState[],
    results: Results,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const jobs = new Map(open.filter(({ context }) => context.client === client).map((job) => [job.id, job]));
    const missing = new Set(due.map(({ job }) => job.id));
    // One minute earlier, because clocks differ.
    const oldest = Math.min(...due.map(({ job }) => job.ticket.createdAt)) - 60_000;
    const timeout = Math.max(...due.map((target) => target.timeout));
    let pages = 0;
    try {
      for await (const { videos, pollAfterMs } of listPages(client, { signal, timeout })) {
        pages += 1;
        for (const video of videos) {
          const job = jobs.get(video.id);
          if (!job) continue;
          results.set(job, { response: { video, pollAfterMs }, at: this.#clock.now() });
          missing.delete(job.id);
        }
        if (missing.size === 0 || pages >= due.length || isOlderThan(videos, oldest)) break;
      }
      list.pages = missing.size === 0 ? pages : due.length * longListFactor;
    } catch (failure) {
      signal?.throwIfAborted();
      pages += 1;
      list.pages = due.length * longListFactor;
      // An API key that may not list jobs may still retrieve them.
      list.isBroken = isUgokuError(failure) && (hasNoList(failure) || failure.code === "unauthorized");
      // After a temporary failure, polls by id would add to the load of a server in trouble.
      if (!list.isBroken)
        for (const { job } of due) if (!results.has(job)) results.set(job, { failure, at: this.#clock.now() });
    }
    this.requests += pages;
  }

  async #pollById(
    client: VideosClient,
    due: readonly PollTarget[],
    results: Results,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const queue = [...due];
    const work = async () => {
      for (let target = queue.shift(); target; target = queue.shift()) {
        const { job, timeout } = target;
        try {
          const response = await client.retrieve(job.id, { signal, timeout });
          results.set(job, { response, at: this.#clock.now() });
        } catch (failure) {
          signal?.throwIfAborted();
          results.set(job, { failure, at: this.#clock.now() });
        }
      }
    };
    this.requests += due.length;
    await Promise.all(Array.from({ length: Math.min(maxParallel, due.length) }, work));
  }
}
