// @module-tag slow

import { setTimeout as sleep } from "node:timers/promises";
import { Redis as IoRedis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findDurabilityProblem } from "../../../src/batch/bullmq/check-redis-durability.js";
import type { RedisClient } from "../../../src/batch/bullmq/redis.js";
import { connectLedger } from "../../../src/batch/bullmq/redis-ledger.js";
import { latestAttempt } from "../../../src/batch/retry-keys.js";
import type { IntentEntry, LedgerEntry } from "../../../src/batch.js";
import { createRedisLedger, createVideoWorker } from "../../../src/bullmq.js";
import { clientOf, ticketOf } from "../../helpers/clients.js";
import { failure } from "../../helpers/failure.js";
import { hasRedis, type Redis, startRedis } from "./queue-setup.js";

test.skipIf(hasRedis)("skipped: there is no redis-server on this machine", () => {});

const baseURL = "http://localhost:8091/v1";
const attempt = (key: string, sentAt = Date.now()) =>
  ({ v: 1, key, baseURL, dialect: "openai", model: "sora-2", seconds: 4, size: "720x1280", sentAt }) as const;
const intent = (key: string, sentAt?: number): IntentEntry => ({
  status: "intent",
  key,
  attempt: attempt(key, sentAt),
});
const accepted = (key: string, createdAt = Date.now()): LedgerEntry => ({
  status: "accepted",
  key,
  ticket: ticketOf(baseURL, { key, createdAt }),
});
const error = { code: "rate_limited", message: "Slow down.", retryable: true };

describe.runIf(hasRedis)("createRedisLedger()", () => {
  let redis: Redis;
  let count = 0;
  const open = (options: object = {}) => createRedisLedger(redis.connection, { name: `ledger-${++count}`, ...options });
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  test("lets one of many callers claim a key", async () => {
    await using one = open();
    await using other = open({ name: `ledger-${count}` });
    for (let round = 0; round < 20; round++) {
      const claims = [one, other, one, other].map((ledger, by) => ledger.claim(intent(`key-${round}`, by + 1)));
      const answers = await Promise.all(claims);
      expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
      const winner = answers.indexOf(undefined) + 1;
      for (const answer of answers.filter(Boolean)) expect(answer).toEqual(intent(`key-${round}`, winner));
    }
  });

  test("a rejected key can be claimed again, an accepted one cannot", async () => {
    await using ledger = open();
    await ledger.claim(intent("a"));
    await ledger.write({ status: "rejected", key: "a", error });
    expect(await ledger.claim(intent("a"))).toBeUndefined();
    await ledger.write(accepted("a"));
    expect(await ledger.claim(intent("a"))).toMatchObject({ status: "accepted" });
    expect(await ledger.read("a")).toMatchObject({ status: "accepted", ticket: { key: "a" } });
    expect(await ledger.read("b")).toBeUndefined();
  });

  test("a claim that is sent again after a lost connection recognizes its own entry", async () => {
    const raw = new IoRedis(redis.connection);
    const commands = raw as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>;
    const twice: RedisClient = {
      defineCommand: (name, definition) => raw.defineCommand(name, definition),
      async runCommand(name, args) {
        await commands[name]!(...args);
        return commands[name]!(...args);
      },
    };
    const ledger = connectLedger(async () => twice, { name: `ledger-${++count}` });
    expect(await ledger.claim(intent("a"))).toBeUndefined();
    expect(await ledger.claim(intent("a", 1))).toMatchObject({ status: "intent" });
    raw.disconnect();
  });

  test("an uncertain outcome does not overwrite an accepted job", async () => {
    await using ledger = open();
    await ledger.claim(intent("a"));
    await ledger.write(accepted("a"));
    await ledger.write({ status: "ambiguous", key: "a", attempt: attempt("a"), candidates: [], error });
    await ledger.write({ status: "rejected", key: "a", error });
    expect((await ledger.read("a"))?.status).toBe("accepted");
  });

  test("claimJob() gives a job to one of many keys, until its id is old", async () => {
    await using one = open();
    await using other = open({ name: `ledger-${count}` });
    const tickets = ["a", "b", "c", "d"].map((key, index) => ticketOf(baseURL, { key, createdAt: 1_000 + index }));
    const owners = await Promise.all(tickets.map((ticket, index) => (index % 2 ? one : other).claimJob?.(ticket, 0)));
    expect(new Set(owners).size).toBe(1);
    const [a, b] = [tickets[0]!, tickets[1]!];
    expect(await one.claimJob?.({ ...a, baseURL: "http://localhost:8092/v1" }, 0)).toBe("a");
    expect(await one.claimJob?.({ ...b, key: "late", createdAt: 9_000 }, 8_000)).toBe("late");
    expect(await other.claimJob?.(a, 0)).toBe("late");
  });

  test.each([0.7, 1e-9, 1e300])("a retention of %d days records jobs, and who has them", async (retention) => {
    await using ledger = open({ retention });
    const ticket = ticketOf(baseURL, { key: "a", createdAt: Date.now() });
    expect(await ledger.claimJob?.(ticket, 0)).toBe("a");
    await ledger.write({ status: "completed", key: "a", ticket, path: "/clips/a.mp4", bytes: 1 });
    // A server may answer the next create request with the same job for longer than the entry is kept.
    await sleep(20);
    expect(await ledger.claimJob?.({ ...ticket, key: "b" }, 0)).toBe("a");
  });

  test("since() returns many pages, without rejected entries", async () => {
    await using ledger = open();
    for (let number = 0; number < 1_100; number++)
      await ledger.claim(intent(`key-${number}`, Date.now() - 1_100 + number));
    const from = Date.now() - 10_000;
    await ledger.claim(intent("old", from - 1));
    await ledger.claim(intent("refused"));
    await ledger.write({ status: "rejected", key: "refused", error });
    const keys = new Set<string>();
    for await (const entry of ledger.since(from)) keys.add(entry.key);
    expect(keys.size).toBe(1_100);
    expect(keys.has("old") || keys.has("refused")).toBe(false);
  });

  test("removes settled entries after the retention, and keeps open ones", async () => {
    await using ledger = open({ retention: 0.2 / 86_400 });
    const ticket = ticketOf(baseURL, { key: "completed" });
    await ledger.write({ status: "completed", key: "completed", ticket, path: "a.mp4", bytes: 1 });
    await ledger.write(accepted("open"));
    expect((await ledger.read("completed"))?.status).toBe("completed");
    await sleep(300);
    expect(await ledger.read("completed")).toBeUndefined();
    expect((await ledger.read("open"))?.status).toBe("accepted");
  });

  const failed = (key: string): LedgerEntry => ({ status: "failed", key, ticket: ticketOf(baseURL, { key }), error });
  const completed = (key: string): LedgerEntry => ({
    ...{ status: "completed", key, ticket: ticketOf(baseURL, { key }), path: "a.mp4", bytes: 1 },
  });
  const retention = 1.2 / 86_400;

  test("keeps the earlier attempts of a key while a later one is open, however long", async () => {
    await using ledger = open({ retention });
    await ledger.claim(intent("a"));
    await ledger.write(failed("a"));
    await ledger.claim(intent("a#2"));
    await ledger.write(failed("a#2"));
    await ledger.claim(intent("a#3"));
    await sleep(1_500);
    expect(await latestAttempt(ledger, "a")).toMatchObject({ key: "a#3", count: 3, entry: { status: "intent" } });
    await ledger.write(accepted("a#3"));
    await sleep(1_500);
    expect(await latestAttempt(ledger, "a")).toMatchObject({ key: "a#3", entry: { status: "accepted" } });
  });

  test.each<[string, (key: string) => LedgerEntry]>([
    ["failed", failed],
    ["open", accepted],
    ["ambiguous", (key) => ({ status: "ambiguous", key, attempt: attempt(key), candidates: [], error })],
  ])("keeps an earlier attempt that is %s as long as the latest, and no longer", async (_, first) => {
    await using ledger = open({ retention });
    await ledger.claim(intent("a"));
    await ledger.write(first("a"));
    await sleep(700);
    await ledger.claim(intent("a#2"));
    await ledger.write(completed("a#2"));
    await sleep(800);
    expect(await latestAttempt(ledger, "a")).toMatchObject({ key: "a#2", entry: { status: "completed" } });
    await sleep(700);
    expect(await latestAttempt(ledger, "a")).toEqual({ key: "a", count: 1, entry: undefined });
    expect(await ledger.read("a#2")).toBeUndefined();
  });

  test("an earlier attempt that a slow worker records last is kept as long as the latest", async () => {
    await using ledger = open({ retention });
    await ledger.claim(intent("a"));
    await ledger.write({ status: "rejected", key: "a", error });
    await ledger.claim(intent("a#2"));
    await ledger.write({ status: "rejected", key: "a", error });
    await sleep(1_400);
    expect(await latestAttempt(ledger, "a")).toMatchObject({ key: "a#2", entry: { status: "intent" } });
    await ledger.write(completed("a#2"));
    await sleep(700);
    await ledger.write({ status: "rejected", key: "a", error });
    await sleep(800);
    // Recorded later than the latest, it is found for longer.
    expect((await ledger.read("a"))?.status).toBe("rejected");
  });

  test("does not claim an attempt whose earlier one has expired: it would not be found", async () => {
    await using ledger = open({ retention });
    await ledger.claim(intent("a"));
    await ledger.write(failed("a"));
    await sleep(1_400);
    expect(await failure(ledger.claim(intent("a#2")))).toMatchObject({ code: "ledger_not_writable", retryable: true });
    expect(await ledger.read("a#2")).toBeUndefined();
    expect(await ledger.claim(intent("a"))).toBeUndefined();
  });
});

/** A bare BullMQ 5 worker that is closed while it connects leaves unhandled rejections of its own: 16 in 60 rounds. */
const isBullMQ5 = /bullmq@5\./.test(process.env.UGOKU_TEST_BULLMQ ?? "");

describe.runIf(hasRedis)("findDurabilityProblem()", () => {
  test.skipIf(isBullMQ5)("a worker that is closed at once prints no warning", async () => {
    await using redis = await startRedis();
    const ugoku = clientOf(baseURL);
    const warnings: string[] = [];
    const listen = (warning: Error) => void warnings.push(warning.message);
    process.on("warning", listen);
    for (let round = 0; round < 5; round++) {
      const worker = createVideoWorker({ connection: redis.connection, name: `gone-${round}`, ugoku, outDir: "never" });
      worker.worker.on("error", () => {});
      if (round > 0) await sleep(round * 3);
      await worker.close();
    }
    await sleep(50);
    process.off("warning", listen);
    expect(warnings).toEqual([]);
    // Cut off in the midst of its questions, it says nothing either.
    const client = new IoRedis({ ...redis.connection, lazyConnect: true });
    await client.connect();
    const asked = findDurabilityProblem(client as never);
    client.disconnect();
    await expect(asked).rejects.toThrow(/closed/);
  });

  test.each([
    ["always", { appendfsync: "always" }, undefined],
    ["everysec", { appendfsync: "everysec" }, /appendfsync everysec/],
    ["nothing", { appendonly: "no" }, /no append-only file/],
    // As on managed services.
    ["unknown", { "rename-command": "CONFIG hidden" }, /does not tell/],
  ])("reads the settings of Redis: %s", async (_name, settings: Record<string, string>, problem) => {
    const redis = await startRedis(settings);
    const client = new IoRedis(redis.connection);
    try {
      const found = await findDurabilityProblem(client as never);
      expect(found).toEqual(problem && expect.stringMatching(problem));
    } finally {
      client.disconnect();
      await redis[Symbol.asyncDispose]();
    }
  });
});
