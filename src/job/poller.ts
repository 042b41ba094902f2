import { pageSize } from "../http/pagination.js";
import type { VideosClient } from "../http/videos-client.js";
import type { Clock } from "./clock.js";
import { JobList, type PollResults, type PollTarget } from "./job-list.js";
import type { JobState } from "./job-state.js";

/** Parallel requests, and requests by id in one round: a server that hangs must not delay the others' deadlines for long. */
const maxParallel = 16;
const maxByIdPerRound = 64;

/** Milliseconds from one round to the next while the list is read: at least this, and for each page. */
const minListGap = 1_000;
const gapPerPage = 400;

/** Milliseconds from one round to the next for each poll by id: limits the rate, and slows down if polls fail. */
const gapPerPoll = 25;
const gapPerFailure = 500;

const maxGap = 10_000;

/** Polls jobs by id, or many at once through the server's list, whichever takes fewer requests. */
export class Poller {
  readonly #lists = new Map<VideosClient, JobList>();
  readonly #clock: Clock;
  /** Milliseconds that the polls by id of the last round add up to. */
  #gap = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Milliseconds from the last round to the next one. While the list is read, jobs wait for each other, because one page shows
   * all of them. Polls by id share nothing.
   */
  gap(open: readonly JobState[]): number {
    let pages = 0;
    for (const [client, jobs] of groupByClient(open, (job) => job)) {
      const list = this.#listOf(client, jobs.length);
      if (list.isUsable && list.pages < jobs.length) pages += list.pages;
    }
    return Math.min(maxGap, pages > 0 ? Math.max(minListGap, gapPerPage * pages) : this.#gap);
  }

  /**
   * Polls the jobs that are due, and yields results as they arrive. A job without a result was not polled; `open` jobs that the
   * list shows have one too.
   */
  async *pollRound(
    due: readonly PollTarget[],
    open: readonly JobState[],
    signal: AbortSignal | undefined,
  ): AsyncGenerator<PollResults, void, undefined> {
    this.#gap = 0;
    const jobsOf = groupByClient(open, (job) => job);
    for (const [client, targets] of groupByClient(due, ({ job }) => job)) {
      const jobs = jobsOf.get(client) ?? [];
      const list = this.#listOf(client, jobs.length);
      const isRead = list.isUsable && jobs.length > 1 && list.pages <= targets.length;
      const left = isRead ? yield* list.read(targets, jobs, signal) : targets;
      const byId = left.slice(0, maxByIdPerRound);
      if (byId.length === 0) continue;
      yield await this.#pollById(client, byId, signal);
      list.polledById(byId.length);
    }
  }

  #listOf(client: VideosClient, jobs: number): JobList {
    const list = this.#lists.get(client) ?? new JobList(client, this.#clock, Math.ceil(jobs / pageSize));
    this.#lists.set(client, list);
    return list;
  }

  async #pollById(
    client: VideosClient,
    due: readonly PollTarget[],
    signal: AbortSignal | undefined,
  ): Promise<PollResults> {
    const results: PollResults = new Map();
    const queue = [...due];
    const work = async () => {
      for (let target = queue.shift(); target; target = queue.shift()) {
        const { job, timeout } = target;
        try {
          const response = await client.retrieve(job.id, { signal, timeout });
          results.set(job, { response, at: this.#clock.now() });
          this.#gap += gapPerPoll;
        } catch (failure) {
          signal?.throwIfAborted();
          results.set(job, { failure, at: this.#clock.now() });
          this.#gap += gapPerFailure;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(maxParallel, due.length) }, work));
    return results;
  }
}

function groupByClient<T>(all: readonly T[], jobOf: (one: T) => JobState): Map<VideosClient, T[]> {
  const groups = new Map<VideosClient, T[]>();
  for (const one of all) {
    const { client } = jobOf(one).context;
    const group = groups.get(client) ?? [];
    groups.set(client, group);
    group.push(one);
  }
  return groups;
}
