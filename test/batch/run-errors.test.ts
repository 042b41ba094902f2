import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  animateAll,
  type BatchEvent,
  type BatchItem,
  type BatchOptions,
  type Ledger,
  type LedgerEntry,
} from "../../src/batch.js";
import { createUgoku, UgokuError } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { emptyFolder, tinyDisk } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";
import { closedPort } from "../helpers/servers.js";

cleanEnvironment();

const createItems = async (count: number): Promise<BatchItem[]> => {
  const image = await portrait();
  return Array.from({ length: count }, (_, at) => ({
    image,
    prompt: `The flowers slowly sway in the wind. Take ${at}.`,
    key: `sku-${at}`,
  }));
};

/** A fake in this process, whose jobs take so long; and what was told of a batch. `answer` may stand in for the fake's. */
function world(
  runningMs: number,
  answer: (request: Request) => Response | undefined | Promise<Response | undefined> = () => undefined,
) {
  const fake = createFakeVideosApi({ script: { queuedMs: 0, runningMs, pollAfterMs: 10 } });
  const ugoku = createUgoku({
    baseURL: "http://fake.test/v1",
    logger: false,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      return (await answer(request)) ?? fake.fetch(request);
    },
  });
  const events: BatchEvent[] = [];
  return {
    fake,
    ugoku,
    events,
    onEvent: (event: BatchEvent) => void events.push(event),
    creates: () => fake.requests.filter(({ method }) => method === "POST").length,
    /** The id that each key was told to have. */
    ids: () =>
      new Map(events.flatMap((event) => (event.type === "accepted" ? [[event.item.key, event.jobId] as const] : []))),
    ended: (status: string) => events.filter(({ type }) => type === status),
  };
}

/** Something to wait for. */
function signal() {
  let give: () => void = () => {};
  const seen = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { seen, give: () => give() };
}

/** A ledger in memory whose writes may be refused. */
function createLedger(refuse: (entry: LedgerEntry) => Error | undefined): Ledger {
  const entries = new Map<string, LedgerEntry>();
  return {
    read: async (key) => entries.get(key),
    claim: async (intent) => {
      const known = entries.get(intent.key);
      if (!known || known.status === "rejected") entries.set(intent.key, intent);
      return known?.status === "rejected" ? undefined : known;
    },
    write: async (entry) => {
      const error = refuse(entry);
      if (error) throw error;
      entries.set(entry.key, entry);
    },
    since: () => [...entries.values()],
  };
}

describe("a fatal error", () => {
  test("full disk: names the clip and its job; the next run continues all open jobs", async ({ skip }) => {
    await using disk = await tinyDisk(skip);
    await using folder = await emptyFolder();
    const count = 24;
    const { ugoku, events, onEvent, creates, ids, ended } = world(30);
    const items = await createItems(count);
    const ledger = join(folder.path, "ledger.jsonl");
    const options = { ugoku, outDir: disk.path, ledger, concurrency: 12, lint: "off", onEvent } as const;
    const error = await failure(animateAll(items, options));
    expect(error.code).toBe("output_not_writable");
    const key = /(sku-\d+)\.mp4/.exec(error.message)?.[1] ?? "";
    expect(error.jobId).toBe(ids().get(key));
    expect(error.jobId).toBeDefined();
    expect([ended("failed"), ended("ambiguous")]).toEqual([[], []]);
    expect(ended("completed").length).toBeGreaterThan(0);
    // Each create that left was answered, and said so.
    expect(ids().size).toBe(creates());
    expect(new Set(ids().values()).size).toBe(creates());

    execFileSync("mount", ["-o", "remount,size=4m", disk.path]);
    const before = ended("completed").length;
    events.length = 0;
    expect(await animateAll(items, options)).toMatchObject({ done: count - before, skipped: before });
    expect(creates()).toBe(count);
  });

  test("one job that could not be recorded: the message has its id once", async () => {
    await using folder = await emptyFolder();
    const { ugoku, fake, onEvent, ids, ended } = world(60_000);
    const count = 4;
    const ledger = createLedger((entry) => {
      const isIt = entry.status === "accepted" && entry.key === `sku-${count - 1}`;
      return isIt ? new Error("the database is gone") : undefined;
    });
    const error = await failure(
      animateAll(await createItems(count), { ugoku, outDir: folder.path, ledger, lint: "off", onEvent }),
    );
    expect(error.code).toBe("ledger_not_writable");
    expect(error.message).toContain(`(key sku-${count - 1})`);
    expect(error.message.match(/video_\w+/g)).toEqual([error.jobId]);
    expect([...ids().values()]).not.toContain(error.jobId);
    expect(fake.jobs.map(({ id }) => id)).toContain(error.jobId);
    expect(ended("failed")).toEqual([]);
  });

  test("several jobs that could not be recorded: the message has each id once, even if another error ended the batch", async () => {
    await using folder = await emptyFolder();
    let waiting = 0;
    const sent = signal();
    const refused = signal();
    // Two creates are taken, then the third is refused, and only then the ledger breaks.
    const { ugoku, fake } = world(60_000, async ({ method, headers }) => {
      if (method !== "POST" || headers.get("idempotency-key") !== "sku-0") return undefined;
      await sent.seen;
      return new Response('{"error":{"message":"No."}}', { status: 401 });
    });
    const ledger = createLedger(() => undefined);
    const broken: Ledger = {
      ...ledger,
      write: async (entry) => {
        if (entry.status !== "accepted") return ledger.write(entry);
        waiting += 1;
        if (waiting === 2) sent.give();
        await refused.seen;
        throw new Error("the database is gone");
      },
    };
    const options = { ugoku, outDir: folder.path, ledger: broken, lint: "off" } as const;
    const onEvent = ({ type }: BatchEvent) => type === "rejected" && setImmediate(refused.give);
    const error = await failure(animateAll(await createItems(3), { ...options, onEvent }));
    const ids = fake.jobs.map(({ id }) => id);
    expect(ids).toHaveLength(2);
    expect(error).toMatchObject({ code: "ledger_not_writable", cause: { code: "unauthorized" } });
    expect(error.message).toContain("2 jobs were created but could not be recorded");
    expect(error.message.match(/video_\w+/g)?.toSorted()).toEqual(ids.toSorted());
  });

  test("the caller's abort reason is passed on, even if it is an UgokuError", async () => {
    await using folder = await emptyFolder();
    const { ugoku, onEvent, ended } = world(60_000);
    const stop = new AbortController();
    const reason = new UgokuError("job_failed", "That will do.");
    const options = { ugoku, outDir: folder.path, lint: "off", signal: stop.signal } as const;
    let accepted = 0;
    const all = animateAll(await createItems(3), {
      ...options,
      onEvent: (event) => {
        onEvent(event);
        if (event.type === "accepted" && ++accepted === 3) stop.abort(reason);
      },
    });
    expect(await rejection(all)).toBe(reason);
    expect(ended("failed")).toEqual([]);
  });
});

test("an output path that becomes a folder during the run fails its item only", async () => {
  await using folder = await emptyFolder();
  const { ugoku } = world(10);
  const [first, second] = await createItems(2);
  const items = [{ ...first!, output: "taken.mp4" }, second!];
  const onEvent: BatchOptions["onEvent"] = (event) => {
    if (event.type === "accepted") mkdirSync(join(folder.path, "taken.mp4"), { recursive: true });
  };
  const report = await animateAll(items, { ugoku, outDir: folder.path, lint: "off", onEvent });
  expect(report.items.map(({ status }) => status).toSorted()).toEqual(["completed", "failed"]);
  const failed = report.items.find(({ status }) => status === "failed");
  expect(failed?.error?.message).toContain("taken.mp4");
  expect(failed?.error?.jobId).toEqual(expect.any(String));
});

describe("rejected create requests", () => {
  /** Two runs with one ledger: in the first one, all creates get that status. */
  async function twice(status: number) {
    await using folder = await emptyFolder();
    let isWrong = true;
    const headers = { location: "http://other.test/v1/videos" };
    const { ugoku, creates, onEvent, ended } = world(10, ({ method }) =>
      isWrong && method === "POST" ? new Response('{"error":{"message":"No."}}', { status, headers }) : undefined,
    );
    const options = { ugoku, outDir: folder.path, lint: "off", onEvent } as const;
    const first = await animateAll(await createItems(3), options).catch((error: unknown) => error);
    const failed = ended("failed").length;
    isWrong = false;
    return { first, failed, second: await animateAll(await createItems(3), options), creates: creates() };
  }

  test.each([
    [401, "unauthorized"],
    [403, "unauthorized"],
    [402, "insufficient_credit"],
    [405, "request_rejected"],
  ])("%i ends the run and fails no item; the next run completes all", async (status, code) => {
    const { first, failed, second, creates } = await twice(status);
    expect(first).toMatchObject({ code });
    expect(failed).toBe(0);
    expect(second).toMatchObject({ done: 3, failed: 0 });
    expect(creates).toBe(3);
  });

  test.each([301, 302, 303, 307, 308])(
    "%i ends the run, and no later run sends these items again by itself",
    async (status) => {
      await using folder = await emptyFolder();
      let isMoved = true;
      let redirected = 0;
      const { ugoku, creates, onEvent, ended } = world(10, ({ method }) => {
        if (!isMoved || method !== "POST") return undefined;
        redirected += 1;
        return new Response(null, { status, headers: { location: "https://fake.test/v1/videos" } });
      });
      const options = { ugoku, outDir: folder.path, settleMs: 0, concurrency: 2, lint: "off", onEvent } as const;
      const error = await failure(animateAll(await createItems(8), options));
      expect(error).toMatchObject({ code: "endpoint_invalid", hint: expect.stringContaining("base URL") });
      expect(error.message).toContain("https://fake.test/v1/videos");
      // Those that were on their way.
      expect(redirected).toBeLessThanOrEqual(3);
      expect([ended("failed"), ended("ambiguous")]).toEqual([[], []]);
      isMoved = false;
      const second = await animateAll(await createItems(8), options);
      expect(second).toMatchObject({ ambiguous: redirected, done: 8 - redirected, failed: 0 });
      expect(second.items.find(({ status }) => status === "ambiguous")?.error?.hint).toContain(
        'onAmbiguous "resubmit"',
      );
      expect(creates()).toBe(8 - redirected);
      expect(await animateAll(await createItems(8), { ...options, onAmbiguous: "resubmit" })).toMatchObject({
        done: redirected,
      });
    },
  );

  test("a server that accepts and then redirects to the job: the jobs are found, and the run continues", async () => {
    await using folder = await emptyFolder();
    const { ugoku, fake, creates } = world(10, async (request) => {
      if (request.method !== "POST") return undefined;
      const { id } = (await (await fake.fetch(request)).json()) as { id: string };
      return new Response(null, { status: 302, headers: { location: `/v1/videos/${id}` } });
    });
    const report = await animateAll(await createItems(4), { ugoku, outDir: folder.path, lint: "off" });
    expect(report).toMatchObject({ done: 4 });
    expect(creates()).toBe(4);
  });

  test("an ambiguous item of another base URL can be sent again on request", async () => {
    await using folder = await emptyFolder();
    const { fake } = world(10);
    const clientAt = (baseURL: string, status?: number) =>
      createUgoku({
        baseURL,
        logger: false,
        fetch: async (input, init) =>
          status && init?.method === "POST"
            ? new Response("", { status })
            : fake.fetch(new Request(input.replace(/^https/, "http"), init)),
      });
    const options = { outDir: folder.path, settleMs: 0, lint: "off" } as const;
    const items = await createItems(1);
    const lost = await animateAll(items, { ...options, ugoku: clientAt("http://fake.test/v1", 502) });
    expect(lost).toMatchObject({ ambiguous: 1 });
    const ugoku = clientAt("https://fake.test/v1");
    expect(await animateAll(items, { ...options, ugoku })).toMatchObject({ ambiguous: 1 });
    expect(await animateAll(items, { ...options, ugoku, onAmbiguous: "resubmit" })).toMatchObject({ done: 1 });
  });

  test("404 fails the item; the next run sends it again", async () => {
    const { first, second } = await twice(404);
    expect(first).toMatchObject({ failed: 3 });
    expect(second).toMatchObject({ done: 3 });
  });

  test("400 fails the item permanently", async () => {
    const { first, second, creates } = await twice(400);
    expect(first).toMatchObject({ failed: 3 });
    expect(second).toMatchObject({ done: 0, failed: 3 });
    expect(creates).toBe(0);
  });
});

describe("an unreachable server", () => {
  test("is reported with its reason at the first pause", async () => {
    await using folder = await emptyFolder();
    const ugoku = createUgoku({ baseURL: `http://127.0.0.1:${await closedPort()}/v1`, logger: false });
    const events: BatchEvent[] = [];
    const stop = new AbortController();
    const all = animateAll(await createItems(2), {
      ...({ ugoku, outDir: folder.path, lint: "off", signal: stop.signal } as const),
      onEvent: (event) => {
        events.push(event);
        if (event.type === "rate") stop.abort();
      },
    });
    expect(await rejection(all)).toBe(stop.signal.reason);
    // The other item's create may be on its way still.
    const pause = events.findIndex(({ type }) => type === "rate");
    expect(events[pause]).toMatchObject({ pausedMs: 1_000, reason: { code: "endpoint_unreachable" } });
    const message = expect.stringContaining("ECONNREFUSED");
    expect(events[pause - 1]).toMatchObject({ type: "rejected", error: { message } });
  });

  test("ends the batch after two minutes of pauses and fails no item", async () => {
    await using folder = await emptyFolder();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const { onEvent, ended, events } = world(10);
    const ugoku = createUgoku({
      baseURL: "http://gone.test/v1",
      logger: false,
      fetch: () => Promise.reject(Object.assign(new Error("refused"), { code: "ECONNREFUSED", syscall: "connect" })),
    });
    const from = Date.now();
    const ledger = createLedger(() => undefined);
    let isOver = false;
    const all = failure(
      animateAll(await createItems(6), { ugoku, outDir: folder.path, ledger, lint: "off", onEvent }),
    ).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await vi.advanceTimersByTimeAsync(250);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await all).toMatchObject({ code: "endpoint_unreachable" });
    const pauses = events.flatMap((event) => (event.type === "rate" ? event.pausedMs : []));
    expect(pauses.slice(0, 7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000]);
    expect(Date.now() - from).toBeGreaterThan(120_000);
    expect(ended("failed")).toEqual([]);
  });
});

describe("a paid job stays open", () => {
  const page = () => new Response("default backend - 404", { status: 404, headers: { "content-type": "text/plain" } });
  const refusals: Record<string, () => Response> = {
    "404 of a proxy": page,
    "403 of a proxy": () => new Response("<html>Forbidden</html>", { status: 403 }),
    "400 that speaks of a content policy": () =>
      Response.json(
        { error: { code: "content_policy_violation", message: "Blocked by the moderation system." } },
        { status: 400 },
      ),
    "a page": () => new Response("<html>Maintenance</html>"),
    "410": () => new Response("Gone", { status: 410 }),
  };

  test.each(Object.entries(refusals))("while every poll is answered with %s", async (_, refuse) => {
    await using folder = await emptyFolder();
    let isDown = true;
    const { fake, onEvent, creates } = world(10);
    const ugoku = createUgoku({
      baseURL: "http://fake.test/v1",
      logger: false,
      pollInterval: 20,
      fetch: async (input, init) =>
        isDown && init?.method !== "POST" ? refuse() : fake.fetch(new Request(input, init)),
    });
    const options = { ugoku, outDir: folder.path, lint: "off", onEvent, timeout: 300 } as const;
    const items = await createItems(2);
    const first = await animateAll(items, options).catch((error: unknown) => error);
    if (!(first instanceof UgokuError)) expect(first).toMatchObject({ failed: 2 });
    const ledger = await readFile(join(folder.path, "ugoku.ledger.jsonl"), "utf8");
    expect(ledger).not.toContain('"status":"failed"');
    isDown = false;
    expect(await animateAll(items, { ...options, timeout: 60_000, retryFailed: true })).toMatchObject({ done: 2 });
    expect(creates()).toBe(2);
  });

  test.each([
    ["two hours ahead", 2 * 3_600_000, (now: number) => Math.floor(now / 1_000) + 3_600],
    ["a day behind", -86_400_000, (now: number) => Math.floor(now / 1_000) + 3_600],
    ["right, and the server sends a duration in place of a time", 0, () => 3_600],
  ])("and its clip is downloaded if this machine's clock is %s", async (_, ahead, expiry) => {
    await using folder = await emptyFolder();
    const now = Date.now;
    vi.spyOn(Date, "now").mockImplementation(() => now() + ahead);
    onTestFinished(() => void vi.restoreAllMocks());
    const { fake } = world(0);
    const ugoku = createUgoku({
      baseURL: "http://fake.test/v1",
      logger: false,
      fetch: async (input, init) => {
        const response = await fake.fetch(new Request(input, init));
        if (!response.headers.get("content-type")?.includes("json")) return response;
        const body = (await response.json()) as Record<string, unknown>;
        const expire = (video: object) => ({ ...video, expires_at: expiry(now()) });
        const { data } = body as { data?: object[] };
        return Response.json(data ? { ...body, data: data.map(expire) } : expire(body), { status: response.status });
      },
    });
    expect(await animateAll(await createItems(2), { ugoku, outDir: folder.path, lint: "off" })).toMatchObject({
      done: 2,
    });
  });
});

describe("a Retry-After that is too long", () => {
  test("pauses create requests for ten minutes at most, and the batch carries on", async () => {
    await using folder = await emptyFolder();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
    onTestFinished(() => void vi.useRealTimers());
    let isFirst = true;
    const { ugoku, onEvent, events } = world(10, ({ method }) => {
      if (method !== "POST" || !isFirst) return undefined;
      isFirst = false;
      return Response.json({}, { status: 429, headers: { "retry-after": "1000000000" } });
    });
    let isOver = false;
    const all = animateAll(await createItems(2), {
      ...{ ugoku, outDir: folder.path, ledger: createLedger(() => undefined), lint: "off", onEvent, concurrency: 1 },
    }).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await vi.advanceTimersByTimeAsync(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await all).toMatchObject({ done: 2 });
    expect(events.find(({ type }) => type === "rate")).toMatchObject({ pausedMs: 600_000 });
  });
});
