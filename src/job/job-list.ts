import { hasNoList, isOlderThan, listPages } from "../http/pagination.js";
import type { CallOptions, ListQuery, VideoResponse, VideosClient } from "../http/videos-client.js";
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

export type PollResults = Map<JobState, PollResult>;

/** Pages without any of the jobs that are read for each job that is due, and in all. The next reading continues there. */
const maxSkippedPerJob = 2;
const maxSkippedPages = 100;

/** Polls by id before the list is read again, for each page that was read in vain. */
const pausePerPage = 10;

/** With each poll by id, the jobs are assumed to be this much closer to the first page: the list is tried again. */
const decayPerPoll = 0.25;

/** The list of one server, and what is known of it. */
export class JobList {
  readonly #client: VideosClient;
  readonly #clock: Clock;
  /** Pages that it takes to find the jobs that are due. */
  pages: number;
  /** The cursor of the first page with one of the jobs: newer jobs of others come before it. */
  #after: string | undefined;
  /** Polls by id before the list is read again. */
  #pause = 0;
  /** The server has no list, or none that can be read. */
  #isBroken: boolean;

  constructor(client: VideosClient, clock: Clock, pages: number) {
    this.#client = client;
    this.#clock = clock;
    this.pages = pages;
    this.#isBroken = !client.dialect.can.list;
  }

  get isUsable(): boolean {
    return !this.#isBroken && this.#pause <= 0;
  }

  /** After polls by id, reading the list comes closer. */
  polledById(count: number): void {
    this.#pause -= count;
    this.pages = Math.max(1, this.pages - decayPerPoll * count);
  }

  /** Reads pages until all jobs that are due are found, or until polling by id is cheaper. Returns those to poll by id. */
  async *read(
    due: readonly PollTarget[],
    open: readonly JobState[],
    signal: AbortSignal | undefined,
  ): AsyncGenerator<PollResults, readonly PollTarget[], undefined> {
    const jobs = new Map(open.map((job) => [job.id, job]));
    const missing = new Map(due.map((target) => [target.job.id, target]));
    // One minute earlier, because clocks differ.
    const oldest = Math.min(...due.map(({ job }) => job.ticket.createdAt)) - 60_000;
    const timeout = Math.max(...due.map((target) => target.timeout));
    const maxSkipped = Math.min(maxSkippedPages, maxSkippedPerJob * due.length);
    const start = this.#after;
    let after = start;
    const page = (query: ListQuery, options: CallOptions) => {
      after = query.after ?? start;
      return this.#client.page({ ...query, after }, options);
    };
    // Pages before the first one with a job, and pages from that one on.
    let skipped = 0;
    let pages = 0;
    try {
      for await (const { videos, pollAfterMs } of listPages({ page }, { signal, timeout })) {
        const results: PollResults = new Map();
        for (const video of videos) {
          const job = jobs.get(video.id);
          if (!job) continue;
          results.set(job, { response: { video, pollAfterMs }, at: this.#clock.now() });
          missing.delete(job.id);
        }
        if (pages === 0) this.#after = after;
        if (pages > 0 || results.size > 0) pages += 1;
        else skipped += 1;
        yield results;
        if (missing.size === 0 || pages >= due.length || skipped >= maxSkipped || isOlderThan(videos, oldest)) break;
      }
    } catch (failure) {
      signal?.throwIfAborted();
      const isRefused = isUgokuError(failure) && (hasNoList(failure) || failure.code === "unauthorized");
      // With a cursor, its job may have been deleted.
      this.#isBroken = isRefused && start === undefined;
      // If the server limits the rate, the list still takes the fewest requests.
      if (!isUgokuError(failure) || failure.status !== 429) {
        this.#pause = pausePerPage + due.length;
        this.#after = undefined;
      }
      // An API key that may not list jobs may still retrieve them.
      if (isRefused) return [...missing.values()];
      // After a temporary failure, polls by id would add to the load of a server in trouble.
      const at = this.#clock.now();
      yield new Map([...missing.values()].map(({ job }) => [job, { failure, at }]));
      return [];
    }
    // A job that is missing may be a newer one, before the cursor.
    if (missing.size > 0 && (pages > 0 || skipped < maxSkipped)) this.#after = undefined;
    if (pages > 0) this.pages = pages + missing.size;
    else this.#pause = pausePerPage * skipped;
    return [...missing.values()];
  }
}
