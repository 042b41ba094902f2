import { describe, expect, test } from "vitest";
import { createUgoku, type Job, type JobOutcome, type Ticket, type UgokuOptions } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { clientOf, recordLogs, submit, ticketOf } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { json, serve, video } from "../helpers/servers.js";
import { type ManualTime, manualTime, timed } from "../helpers/time.js";

cleanEnvironment();

type Row = Record<string, unknown>;

interface Catalogue {
  /** Milliseconds since 1970 at which each job is done, by its id. */
  readonly doneAt: ReadonlyMap<string, number>;
  /** Jobs of others, newer than ours. */
  readonly foreign?: number;
  /** Ids that the list leaves out. */
  readonly unlisted?: ReadonlySet<string>;
  /** Ids of ours that are newer than the jobs of others. */
  readonly newest?: ReadonlySet<string>;
  /** The response of the list instead of a page. */
  readonly listStatus?: (count: number, after: string | null) => number | undefined;
  readonly polls?: (id: string, count: number) => number | undefined;
}

const start = 1_800_000_000_000;

/** A server in virtual time, as a fetch. */
function catalogue(time: ManualTime, { doneAt, foreign = 0, unlisted, newest, listStatus, polls }: Catalogue) {
  const requests = { list: 0, byId: 0 };
  /** The cursor of each request for the list. */
  const cursors: (string | null)[] = [];
  const row = (id: string): Row => {
    const end = doneAt.get(id) ?? Number.POSITIVE_INFINITY;
    const done = time.clock.now() >= end;
    const progress = done ? 100 : Math.floor((100 * (time.clock.now() - start)) / (end - start));
    const status = done ? (id.startsWith("bad") ? "failed" : "completed") : "in_progress";
    return video({ id, status, progress: id.startsWith("bad") ? 0 : progress, created_at: start / 1000 });
  };
  const others = Array.from({ length: foreign }, (_, index) =>
    video({ id: `foreign_${index}`, status: "completed", created_at: start / 1000 + 100_000 - index }),
  );
  const fetch = async (input: string): Promise<Response> => {
    const url = new URL(input);
    const id = /\/videos\/(.+)$/.exec(url.pathname)?.[1];
    if (id !== undefined) {
      requests.byId += 1;
      const status = polls?.(id, requests.byId) ?? 200;
      return Response.json(status === 200 ? row(id) : { error: { message: "no" } }, { status });
    }
    requests.list += 1;
    const after = url.searchParams.get("after");
    cursors.push(after);
    const status = listStatus?.(requests.list, after) ?? 200;
    if (status !== 200) return Response.json({ error: { message: "no" } }, { status });
    const ours = [...doneAt.keys()].filter((one) => !unlisted?.has(one));
    const isNewest = (id: string) => newest?.has(id) ?? false;
    const older = ours.filter((id) => !isNewest(id));
    const all = [...ours.filter(isNewest).map(row), ...others, ...older.map(row)];
    const first = after === null ? 0 : all.findIndex((one) => one.id === after) + 1;
    const page = all.slice(first, first + Number(url.searchParams.get("limit")));
    return Response.json({ data: page, last_id: page.at(-1)?.id ?? null, has_more: first + page.length < all.length });
  };
  return { fetch, requests, cursors };
}

/** Jobs that take 60 to 120 seconds. */
const createJobs = (count: number, prefix = "job") =>
  new Map(
    Array.from({ length: count }, (_, index) => [`${prefix}_${index}`, start + 60_000 + (index * 60_000) / count]),
  );

const base = "http://videos.test/v1";
const tickets = (ids: Iterable<string>, deadline = start + 3_600_000) =>
  [...ids].map((id) => ticketOf(base, { id, createdAt: start, deadline }));

async function collect(outcomes: AsyncIterable<JobOutcome>): Promise<JobOutcome[]> {
  const all: JobOutcome[] = [];
  for await (const outcome of outcomes) all.push(outcome);
  return all;
}

function run(options: Partial<Catalogue> & Pick<Catalogue, "doneAt">, more: UgokuOptions = {}) {
  const time = manualTime(start);
  const server = catalogue(time, options);
  const ugoku = clientOf(base, { ...timed(time), fetch: server.fetch, ...more });
  return { time, ugoku, ...server };
}

/** Jobs that end at once, in real time. */
const quick = { queuedMs: 0, runningMs: 50, pollAfterMs: 50 };

describe("waitForAll()", () => {
  test("yields each job once as it ends, also failed ones", async () => {
    const doneAt = new Map([...createJobs(8), ...createJobs(2, "bad")]);
    const { ugoku } = run({ doneAt });
    const outcomes = await collect(ugoku.waitForAll(tickets(doneAt.keys())));
    expect(outcomes.map(({ job }) => job.id).sort()).toEqual([...doneAt.keys()].sort());
    for (const outcome of outcomes) {
      if (outcome.status === "completed") expect(outcome.clip.jobId).toBe(outcome.job.id);
      else expect(outcome.error).toMatchObject({ code: "job_failed", jobId: outcome.job.id, ticket: { v: 1 } });
      expect(outcome.status).toBe(outcome.job.id.startsWith("bad") ? "failed" : "completed");
    }
    const ends = outcomes.map(({ job }) => doneAt.get(job.id) ?? 0);
    // In the order of their ends, as far as one poll can tell.
    for (const [index, end] of ends.entries()) expect(end).toBeGreaterThanOrEqual((ends[index - 1] ?? 0) - 15_000);
  });

  test("reads the list for many jobs, because one page shows all of them", async () => {
    const doneAt = createJobs(100);
    const { ugoku, requests } = run({ doneAt });
    expect(await collect(ugoku.waitForAll(tickets(doneAt.keys())))).toHaveLength(100);
    // By id alone, a hundred jobs would take some 800.
    expect(requests.list + requests.byId).toBeLessThan(150);
    expect(requests.list).toBeGreaterThan(10);
  });

  test("reads the list for a few jobs as well, even if one of them is due", async () => {
    const doneAt = createJobs(10);
    const { ugoku, requests } = run({ doneAt });
    expect(await collect(ugoku.waitForAll(tickets(doneAt.keys())))).toHaveLength(10);
    // By id alone, ten jobs would take some 80.
    expect(requests.list + requests.byId).toBeLessThan(40);
    expect(requests.list).toBeGreaterThan(requests.byId);
  });

  test("polls one job by its id, when wait() polls it", async () => {
    const doneAt = createJobs(1);
    const all = run({ doneAt });
    expect(await collect(all.ugoku.waitForAll(tickets(doneAt.keys())))).toHaveLength(1);
    const one = run({ doneAt });
    await one.ugoku.resume(tickets(doneAt.keys())[0] as Ticket).wait();
    expect(all.requests).toEqual(one.requests);
    expect(all.requests).toEqual({ list: 0, byId: expect.any(Number) });
    expect(all.time.slept).toEqual(one.time.slept);
    expect(all.time.slept.length).toBeGreaterThan(2);
  });

  test("does not make jobs wait for each other if there is no list", async () => {
    const doneAt = createJobs(50);
    const { ugoku, time } = run({ doneAt, listStatus: () => 404 });
    let lag = 0;
    for await (const { job } of ugoku.waitForAll(tickets(doneAt.keys())))
      lag += time.clock.now() - (doneAt.get(job.id) ?? Number.NaN);
    expect(lag / doneAt.size).toBeLessThan(1_000);
  });

  test("yields the jobs of one page before the next page is read", async () => {
    const doneAt = new Map([...createJobs(150).keys()].map((id) => [id, start]));
    const time = manualTime(start);
    const { fetch } = catalogue(time, { doneAt });
    let release = () => {};
    const isYielded = new Promise<void>((resolve) => {
      release = resolve;
    });
    const ugoku = clientOf(base, {
      ...timed(time),
      fetch: async (input) => {
        if (input.includes("after=")) await isYielded;
        return fetch(input);
      },
    });
    let ended = 0;
    for await (const { status } of ugoku.waitForAll(tickets(doneAt.keys()))) {
      expect(status).toBe("completed");
      ended += 1;
      if (ended === 100) release();
    }
    expect(ended).toBe(150);
  });

  test("polls by id if many other jobs fill the list", async () => {
    const doneAt = createJobs(5);
    const { ugoku, requests } = run({ doneAt, foreign: 5_000 });
    expect(await collect(ugoku.waitForAll(tickets(doneAt.keys())))).toHaveLength(5);
    expect(requests.list).toBeLessThan(requests.byId);
  });

  test("reads pages that are full of other jobs once", async () => {
    const doneAt = createJobs(10);
    const { ugoku, requests, cursors } = run({ doneAt, foreign: 1_000 });
    expect(await collect(ugoku.waitForAll(tickets(doneAt.keys())))).toHaveLength(10);
    expect(cursors.filter((after) => after === null)).toHaveLength(1);
    expect(cursors.filter((after) => after === "foreign_999").length).toBeGreaterThan(5);
    expect(requests.list + requests.byId).toBeLessThan(60);
  });

  test("reads on where it stopped if other jobs fill more pages than polls by id would cost", async () => {
    const doneAt = new Map([...createJobs(20).keys()].map((id) => [id, start + 600_000]));
    const { ugoku, cursors } = run({ doneAt, foreign: 5_000 }, { pollInterval: 5_000 });
    expect(await collect(ugoku.waitForAll(tickets(doneAt.keys())))).toHaveLength(20);
    expect(cursors.slice(0, 50).map((after) => after ?? "foreign_-1")).toEqual([
      ...Array.from({ length: 40 }, (_, page) => `foreign_${100 * page - 1}`),
      ...Array.from({ length: 10 }, (_, page) => `foreign_${100 * (39 + page) - 1}`),
    ]);
    expect(cursors.at(-1)).toBe("foreign_4999");
  });

  test.each([404, 400, 500])(
    "reads the list from its start if the server answers a cursor with %i",
    async (refusal) => {
      const doneAt = createJobs(10);
      // After the first reading, the job of the cursor is gone.
      const { ugoku, cursors } = run({
        doneAt,
        foreign: 1_000,
        listStatus: (count, after) => (count > 11 && count < 30 && after !== null ? refusal : undefined),
      });
      expect(await collect(ugoku.waitForAll(tickets(doneAt.keys())))).toHaveLength(10);
      expect(cursors.filter((after) => after === null).length).toBeGreaterThan(1);
    },
  );

  test("finds a job that arrives later, before the jobs of others", async () => {
    const doneAt = new Map([...createJobs(10), ["new", start + 90_000]]);
    const { ugoku } = run({ doneAt, foreign: 1_000, newest: new Set(["new"]) });
    let wake = () => {};
    const first = new Promise<void>((resolve) => {
      wake = resolve;
    });
    async function* jobs() {
      yield* tickets([...doneAt.keys()].filter((id) => id !== "new"));
      await first;
      yield* tickets(["new"]);
    }
    const ended: string[] = [];
    for await (const { job } of ugoku.waitForAll(jobs())) {
      ended.push(job.id);
      wake();
    }
    expect(ended.sort()).toEqual([...doneAt.keys()].sort());
  });

  test("does not poll by id instead of the list if the server limits the rate", async () => {
    const doneAt = createJobs(30);
    const { ugoku, requests } = run({ doneAt, listStatus: (count) => (count % 4 === 3 ? 429 : undefined) });
    expect(await collect(ugoku.waitForAll(tickets(doneAt.keys())))).toHaveLength(30);
    expect(requests.list).toBeGreaterThan(20);
    expect(requests.byId).toBeLessThan(10);
  });

  test("polls by id while the list fails, and reads it again later", async () => {
    const doneAt = createJobs(30);
    const { ugoku, requests } = run({ doneAt, listStatus: (count) => (count < 4 ? 503 : undefined) });
    expect(await collect(ugoku.waitForAll(tickets(doneAt.keys())))).toHaveLength(30);
    expect(requests.byId).toBeGreaterThanOrEqual(30);
    expect(requests.list).toBeGreaterThan(20);
  });

  test("polls by id the jobs that the list omits", async () => {
    const doneAt = createJobs(20);
    const { ugoku } = run({ doneAt, unlisted: new Set(["job_3", "job_4"]) });
    expect(await collect(ugoku.waitForAll(tickets(doneAt.keys())))).toHaveLength(20);
  });

  test.each([
    [404, 1],
    [501, 1],
    // Asked again without what some servers refuse.
    [405, 2],
    [400, 2],
  ])("polls by id if the list does not work (%i)", async (status, most) => {
    const doneAt = createJobs(10);
    const { ugoku, requests } = run({ doneAt, listStatus: () => status });
    expect(await collect(ugoku.waitForAll(tickets(doneAt.keys())))).toHaveLength(10);
    expect(requests.list).toBe(most);
  });

  test("tolerates an outage of the list and of the jobs", async () => {
    const doneAt = createJobs(30);
    const { ugoku } = run({
      doneAt,
      listStatus: (count) => (count % 3 === 0 ? undefined : 503),
      polls: (_, count) => (count % 2 === 0 ? 500 : undefined),
    });
    const outcomes = await collect(ugoku.waitForAll(tickets(doneAt.keys())));
    expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => "completed"));
  });

  test("keeps each job's own deadline, at which a completed job counts as completed", async () => {
    const doneAt = new Map([
      ["soon", start + 30_000],
      ["late", start + 300_000],
      ["later", start + 400_000],
    ]);
    const { ugoku, time } = run({ doneAt });
    const given = [
      ...tickets(["soon"], start + 30_000),
      ...tickets(["late"], start + 100_000),
      ...tickets(["later"], start + 500_000),
    ];
    const ended = new Map<string, readonly [string, number]>();
    for await (const outcome of ugoku.waitForAll(given)) {
      const word = outcome.status === "completed" ? "done" : outcome.error.code;
      ended.set(outcome.job.id, [word, time.clock.now() - start]);
    }
    expect(ended.get("soon")).toEqual(["done", 30_000]);
    expect(ended.get("late")).toEqual(["job_timeout", 100_000]);
    expect(ended.get("later")?.[0]).toBe("done");
  });

  test("takes one timeout for all jobs", async () => {
    const doneAt = createJobs(3);
    const { ugoku, time } = run({ doneAt });
    const outcomes = await collect(ugoku.waitForAll(tickets(doneAt.keys()), { timeout: 10_000 }));
    expect(outcomes.map((outcome) => outcome.status === "failed" && outcome.error.code)).toEqual(
      Array.from({ length: 3 }, () => "job_timeout"),
    );
    expect(time.clock.now()).toBe(start + 10_000);
  });

  test("yields every job as failed if the API key is rejected, each with its ticket", async () => {
    const doneAt = createJobs(4);
    const { ugoku } = run({ doneAt, listStatus: () => 401, polls: () => 401 });
    const outcomes = await collect(ugoku.waitForAll(tickets(doneAt.keys())));
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: "failed", error: { code: "unauthorized", jobId: outcome.job.id } });
    expect(outcomes).toHaveLength(4);
  });

  test("calls onUpdate after each poll, and continues when it throws", async () => {
    const logger = recordLogs();
    const doneAt = createJobs(3);
    const { ugoku } = run({ doneAt }, { logger });
    const told = new Set<string>();
    const onUpdate = (_: unknown, job: Job) => {
      told.add(job.id);
      throw new Error("mine");
    };
    expect(await collect(ugoku.waitForAll(tickets(doneAt.keys()), { onUpdate }))).toHaveLength(3);
    expect(told.size).toBe(3);
    expect(logger.lines.some((line) => line.startsWith("error") && line.includes("mine"))).toBe(true);
  });

  test("takes jobs, tickets and ids, yields each job once, and accepts an empty list", { tags: ["slow"] }, async () => {
    const fake = createFakeVideosApi({ script: quick });
    const ugoku = clientOf(base, { fetch: fake.fetch });
    const [one, two, three] = [await submit(ugoku), await submit(ugoku), await submit(ugoku)];
    const outcomes = await collect(ugoku.waitForAll([one, two.ticket, three.id, one, one.ticket]));
    expect(outcomes.map(({ job }) => job.id).sort()).toEqual([one.id, two.id, three.id].sort());
    expect(outcomes.find(({ job }) => job.id === one.id)?.job).toBe(one);
    expect(await collect(ugoku.waitForAll([]))).toEqual([]);
  });

  test("polls jobs of two endpoints at their own", async () => {
    const fakes = [createFakeVideosApi({ script: quick }), createFakeVideosApi({ script: quick })] as const;
    const ugoku = clientOf(base, { fetch: fakes[0].fetch });
    const elsewhere = createUgoku({ baseURL: "http://elsewhere.test/v1", fetch: fakes[1].fetch, logger: false });
    const jobs = [
      await submit(ugoku),
      await submit(ugoku),
      await submit(elsewhere as never),
      await submit(elsewhere as never),
    ];
    expect(await collect(ugoku.waitForAll(jobs))).toHaveLength(4);
  });

  test.each([[null], [{}], [[42]], [[null]], [[{ v: 9 }]]])("rejects %j before any request", async (given) => {
    const { ugoku, requests } = run({ doneAt: createJobs(1) });
    const error = await failure(() => ugoku.waitForAll(given as never));
    expect(["option_invalid", "ticket_invalid"]).toContain(error.code);
    expect(requests).toEqual({ list: 0, byId: 0 });
  });

  test("rejects with its signal's reason at once, asleep and in flight, and does not cancel the jobs", async () => {
    await using server = await serve((request, response) => {
      if (request.url.endsWith("hangs")) return;
      json(response, { data: [] });
    });
    for (const ids of [["a", "hangs"], ["hangs"]]) {
      const controller = new AbortController();
      const reason = new Error("enough");
      setTimeout(() => controller.abort(reason), 60);
      const given = ids.map((id) => ticketOf(server.baseURL, { id, deadline: 9e12 }));
      const started = performance.now();
      const outcomes = collect(clientOf(server.baseURL).waitForAll(given, { signal: controller.signal }));
      expect(await rejection(outcomes)).toBe(reason);
      expect(performance.now() - started).toBeLessThan(10_000);
    }
    expect(server.requests.every(({ method }) => method === "GET")).toBe(true);
  });

  test("sends no more requests after a break", async () => {
    const doneAt = createJobs(10);
    const { ugoku, requests } = run({ doneAt });
    for await (const _ of ugoku.waitForAll(tickets(doneAt.keys()))) break;
    const before = { ...requests };
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(requests).toEqual(before);
  });
});
