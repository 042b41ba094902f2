import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type BatchSteps, createSteps, type Ledger, openJsonlLedger } from "../../src/batch.js";
import { createUgoku } from "../../src/index.js";
import { createFakeClock, createFakeVideosApi, type ScenarioName } from "../../src/testing.js";
import { prompt } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";

cleanEnvironment();

const died = new Error("the process died");

/** A server, a ledger's file, and workers that share nothing else: each has a client of its own and opens the ledger anew. */
async function world({
  script,
  answer,
  poll = () => undefined,
}: {
  script?: ScenarioName;
  answer?: (post: number) => Response | undefined;
  poll?: () => Response | undefined;
} = {}) {
  const folder = await emptyFolder();
  const path = join(folder.path, "ledger.jsonl");
  const clock = createFakeClock();
  const fake = createFakeVideosApi({
    clock,
    script: script ?? { queuedMs: 0, runningMs: 60_000, pollAfterMs: 20_000 },
  });
  let posts = 0;
  const count = (method: string, end = "") =>
    fake.requests.filter((request) => request.method === method && new URL(request.url).pathname.endsWith(end)).length;
  return {
    fake,
    clock,
    clip: join(folder.path, "clip.mp4"),
    item: { key: "sku-1", image: await portrait(), prompt },
    creates: () => count("POST"),
    downloads: () => count("GET", "/content"),
    requests: () => fake.requests.length,
    states: async () =>
      [...(await readFile(path, "utf8")).matchAll(/"status":"(\w+)","key":"([^"]+)"/g)].map(
        ([, status, key]) => `${status} ${key}`,
      ),
    /** One step, by a worker that is gone afterwards; `spoil` makes its ledger die where the test wants it to. */
    async worker<T>(work: (steps: BatchSteps) => Promise<T>, spoil: (ledger: Ledger) => Partial<Ledger> = () => ({})) {
      await using file = await openJsonlLedger(path);
      const ugoku = createUgoku({
        baseURL: "http://fake.test/v1",
        logger: false,
        clock,
        sleep: clock.sleep,
        fetch: async (input, init) => {
          const refused = init?.method === "POST" ? answer?.(++posts) : poll();
          return refused ?? fake.fetch(new Request(input, init));
        },
      });
      const whole: Ledger = {
        read: (key) => file.read(key),
        claim: (intent) => file.claim(intent),
        write: (entry) => file.write(entry),
        since: (from) => file.since(from),
      };
      return await work(createSteps({ ugoku, ledger: { ...whole, ...spoil(whole) }, lint: "off" }));
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** As a queue hands it on: through JSON. */
const passedOn = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe("createSteps(), each step by another worker", () => {
  test("creates one job and one clip, even if each step is repeated", async () => {
    await using at = await world();
    const { item, worker, clip } = at;
    const made = await worker((steps) => steps.submit(item));
    const again = await worker((steps) => steps.submit(item));
    if (made.status !== "accepted" || again.status !== "accepted") throw new Error(`${made.status}, ${again.status}`);
    expect([made.known, again.known]).toEqual([false, true]);
    expect(again.ticket).toEqual(made.ticket);

    const ticket = passedOn(made.ticket);
    const early = await worker((steps) => steps.pollOnce(ticket));
    expect(early).toMatchObject({ status: "running", retryAfterMs: 20_000 });
    const none = await failure(worker((steps) => steps.download(ticket, clip)));
    expect(none.retryable).toBe(true);
    at.clock.advance(61_000);
    for (let time = 0; time < 2; time++)
      expect((await worker((steps) => steps.pollOnce(ticket))).status).toBe("completed");

    const saved = await worker((steps) => steps.download(ticket, clip));
    expect(await worker((steps) => steps.download(ticket, clip))).toEqual(saved);
    expect((await readFile(clip)).length).toBe(saved.bytes);
    expect(await worker((steps) => steps.submit(item))).toMatchObject({ status: "accepted", known: true });
    expect([at.creates(), at.downloads()]).toEqual([1, 1]);
    expect(await at.states()).toEqual(["intent sku-1", "accepted sku-1", "completed sku-1"]);
  });

  test.each<[string, (ledger: Ledger) => Partial<Ledger>]>([
    [
      "write()",
      (ledger) => ({ write: (entry) => (entry.status === "accepted" ? Promise.reject(died) : ledger.write(entry)) }),
    ],
    ["claimJob()", () => ({ claimJob: () => Promise.reject(died) })],
    [
      "since()",
      () => ({
        since: () => {
          throw died;
        },
      }),
    ],
  ])("reconcile() finds the job of a worker whose ledger failed in %s, and whose error names it", async (_, dies) => {
    await using at = await world();
    const { item, worker } = at;
    const lost = await failure(worker((steps) => steps.submit(item), dies));
    expect(lost).toMatchObject({ code: "ledger_not_writable", jobId: at.fake.jobs[0]?.id });
    const uncertain = await worker((steps) => steps.submit(item));
    if (uncertain.status !== "ambiguous") throw new Error(uncertain.status);
    for (let time = 0; time < 2; time++) {
      const found = await worker((steps) => steps.reconcile(passedOn(uncertain.attempt), { settleMs: 0 }));
      expect(found).toMatchObject({ status: "accepted", ticket: { id: lost.jobId } });
    }
    expect(await worker((steps) => steps.submit(item))).toMatchObject({ status: "accepted", known: true });
    expect(at.creates()).toBe(1);
  });

  test("submit() resends an ambiguous item only with `again`, and with another key", async () => {
    await using at = await world();
    const { item, worker } = at;
    const dies = (ledger: Ledger) => ({
      claim: async (intent: Parameters<Ledger["claim"]>[0]) => {
        await ledger.claim(intent);
        throw died;
      },
    });
    expect(await rejection(worker((steps) => steps.submit(item), dies))).toBe(died);
    const uncertain = await worker((steps) => steps.submit(item));
    if (uncertain.status !== "ambiguous") throw new Error(uncertain.status);
    for (let time = 0; time < 2; time++)
      expect((await worker((steps) => steps.reconcile(uncertain.attempt, { settleMs: 0 }))).status).toBe("missing");
    expect((await worker((steps) => steps.submit(item))).status).toBe("ambiguous");
    expect(at.creates()).toBe(0);
    const sent = await worker((steps) => steps.submit(item, { again: "ambiguous" }));
    expect(sent).toMatchObject({ status: "accepted", known: false, ticket: { key: "sku-1#2" } });
    // Asked for once more no third create request is sent: the second is known.
    expect(await worker((steps) => steps.submit(item, { again: "ambiguous" }))).toMatchObject({ known: true });
    expect(at.creates()).toBe(1);
  });

  test("submit() sends once for two workers with the same key", async () => {
    await using at = await world();
    const { item } = at;
    const entries = new Map<string, Awaited<ReturnType<Ledger["read"]>>>();
    const shared = {
      read: async (key: string) => entries.get(key),
      claim: async (intent: Parameters<Ledger["claim"]>[0]) => {
        const known = entries.get(intent.key);
        if (!known) entries.set(intent.key, intent);
        return known;
      },
      write: async (entry: Parameters<Ledger["write"]>[0]) => void entries.set(entry.key, entry),
    };
    const outcomes = await at.worker(
      (one) => {
        const ugoku = createUgoku({
          baseURL: "http://fake.test/v1",
          logger: false,
          fetch: (input, init) => at.fake.fetch(new Request(input, init)),
        });
        const other = createSteps({ ugoku, ledger: { ...shared, since: () => [] }, lint: "off" });
        return Promise.all([one.submit(item), other.submit(item)]);
      },
      () => shared,
    );
    const kinds = outcomes.map((made) => made.status).sort();
    expect(kinds[0]).toBe("accepted");
    expect(["accepted", "ambiguous"]).toContain(kinds[1]);
    expect(at.creates()).toBe(1);
  });

  test("submit() frees the key after a rejection, and returns retryAfterMs", async () => {
    const slow = () => new Response("{}", { status: 503, headers: { "retry-after": "7" } });
    const no = () => new Response('{"error":{"message":"No such model."}}', { status: 400 });
    await using at = await world({ answer: (post) => (post === 1 ? no() : undefined) });
    const { item, worker } = at;
    const refused = await worker((steps) => steps.submit(item));
    expect(refused).toMatchObject({ status: "rejected", retryAfterMs: null });
    // Refused for good: it is not asked again, until somebody has changed something.
    expect(await worker((steps) => steps.submit(item))).toMatchObject({ status: "rejected" });
    expect(at.creates()).toBe(0);
    const made = await worker((steps) => steps.submit(item, { again: "failed" }));
    expect(made).toMatchObject({ status: "accepted", known: false, ticket: { key: "sku-1" } });
    expect(at.creates()).toBe(1);
    // A gateway's 503 is no proof that nothing was made.
    await using gateway = await world({ answer: slow });
    expect((await gateway.worker((steps) => steps.submit(gateway.item))).status).toBe("ambiguous");
  });

  test("submit() resends a failed item only with `again`, and with another key", async () => {
    await using at = await world({ script: "failing" });
    const { item, worker } = at;
    const made = await worker((steps) => steps.submit(item));
    if (made.status !== "accepted") throw new Error(made.status);
    let seen = await worker((steps) => steps.pollOnce(made.ticket));
    for (; seen.status === "running"; seen = await worker((steps) => steps.pollOnce(made.ticket)))
      at.clock.advance(20_000);
    expect(seen).toMatchObject({ status: "failed", error: { code: "job_failed" } });
    expect(await worker((steps) => steps.pollOnce(made.ticket))).toMatchObject({ status: "failed" });
    expect(await worker((steps) => steps.submit(item))).toMatchObject({
      status: "failed",
      ticket: { id: made.ticket.id },
    });
    expect(await worker((steps) => steps.submit(item, { again: "failed" }))).toMatchObject({
      status: "accepted",
      ticket: { key: "sku-1#2" },
    });
    expect(at.creates()).toBe(2);
  });

  test("pollOnce() records no failure for a job that the server does not know: it stays resumable", async () => {
    let isLost = false;
    const missing = () => new Response('{"error":{"message":"No such job."}}', { status: 404 });
    await using at = await world({ poll: () => (isLost ? missing() : undefined) });
    const { item, worker } = at;
    const made = await worker((steps) => steps.submit(item));
    if (made.status !== "accepted") throw new Error(made.status);
    isLost = true;
    let ticket = made.ticket;
    let polled = await worker((steps) => steps.pollOnce(ticket));
    for (; polled.status === "running"; polled = await worker((steps) => steps.pollOnce(ticket))) {
      ticket = passedOn(polled.ticket);
      at.clock.advance(20_000);
    }
    expect(polled).toMatchObject({ status: "failed", error: { code: "not_found" } });
    expect(await worker((steps) => steps.submit(item, { again: "failed" }))).toMatchObject({ known: true });
    isLost = false;
    at.clock.advance(61_000);
    expect((await worker((steps) => steps.pollOnce(made.ticket))).status).toBe("completed");
    expect(at.creates()).toBe(1);
    expect(await at.states()).toEqual(["intent sku-1", "accepted sku-1"]);
  });

  test("download() requests nothing after a worker that crashed before it recorded the clip", async () => {
    await using at = await world();
    const { item, worker, clip } = at;
    const made = await worker((steps) => steps.submit(item));
    if (made.status !== "accepted") throw new Error(made.status);
    at.clock.advance(61_000);
    const dies = () => ({ write: () => Promise.reject(died) });
    expect(await rejection(worker((steps) => steps.download(made.ticket, clip), dies))).toBe(died);
    const requests = at.requests();
    const saved = await worker((steps) => steps.download(made.ticket, clip));
    expect((await readFile(clip)).length).toBe(saved.bytes);
    expect([at.creates(), at.downloads(), at.requests() - requests]).toEqual([1, 1, 0]);
    expect(await readdir(dirname(clip))).toEqual([basename(clip), "ledger.jsonl"]);
  });
});
