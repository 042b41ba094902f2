// @module-tag slow
// @module-tag node-independent

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { consume, ledgerObject, objectLedger, type Storage } from "../../examples/recipes/cloudflare-queues.js";
import { type Boss, type Pool, postgresLedger, sql, startWorker } from "../../examples/recipes/pg-boss.js";
import { dynamoLedger, type Row, sqsHandler, type Table } from "../../examples/recipes/sqs-lambda.js";
import { createActivities, videoWorkflow } from "../../examples/recipes/temporal.js";
import { type Message, type VisitOptions, visit } from "../../examples/recipes/visit.js";
import { type BatchSteps, createSteps, type IntentEntry, type Ledger, type LedgerEntry } from "../../src/batch.js";
import { type VideoServer, videoServer } from "../batch/bullmq/queue-setup.js";
import { clientOf } from "../helpers/clients.js";
import { emptyFolder, type Folder } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Plays DynamoDB: the one condition that is used, decided at once, over copies. */
function table(): Table {
  const rows = new Map<string, Row>();
  return {
    get: async ({ Key }) => ({ ...(rows.has(Key.key) && { Item: structuredClone(rows.get(Key.key)!) }) }),
    async put({ Item, ConditionExpression }) {
      const known = rows.get(Item.key);
      if (ConditionExpression && known && known.status !== "rejected")
        throw Object.assign(new Error("The conditional request failed"), { name: "ConditionalCheckFailedException" });
      rows.set(Item.key, structuredClone(Item));
    },
    // A page of one row.
    async query({ ExpressionAttributeValues, ExclusiveStartKey }) {
      const from = (ExpressionAttributeValues as { ":from": number })[":from"];
      const found = [...rows.values()].filter((row) => row.sentAt >= from);
      const at = (ExclusiveStartKey as { at: number } | undefined)?.at ?? 0;
      return { Items: found.slice(at, at + 1), ...(at + 1 < found.length && { LastEvaluatedKey: { at: at + 1 } }) };
    },
  };
}

/** Plays a Durable Object's storage: one transaction after the other. */
function storage(): Storage {
  const entries = new Map<string, LedgerEntry>();
  let last: Promise<unknown> = Promise.resolve();
  const made: Storage = {
    get: async (key) => entries.get(key),
    put: async (key, entry) => void entries.set(key, entry),
    list: async () => new Map(entries),
    transaction: (work) => {
      const next = last.then(() => work(made));
      last = next.catch(() => {});
      return next;
    },
  };
  return made;
}

/** Plays Postgres for the statements of the recipe, and no other. */
function pool(): Pool {
  const rows = new Map<string, { status: string; sentAt: number | null; entry: LedgerEntry }>();
  return {
    async query(text, [key, status, sentAt, entry]) {
      if (text === sql.read) return { rows: rows.has(String(key)) ? [{ entry: rows.get(String(key))!.entry }] : [] };
      if (text === sql.since)
        return { rows: [...rows.values()].filter((row) => row.sentAt !== null && row.sentAt >= Number(key)) };
      const known = rows.get(String(key));
      if (text === sql.claim && known && known.status !== "rejected") return { rows: [] };
      if (text !== sql.claim && text !== sql.write) throw new Error(`unknown statement: ${text}`);
      rows.set(String(key), {
        status: String(status),
        sentAt: sentAt as number | null,
        entry: JSON.parse(String(entry)),
      });
      return { rows: [{}] };
    },
  };
}

/** Delivers each message at its time, again if its handler failed: what queues promise. */
async function deliver(
  first: Message,
  handle: (message: Message, send: (message: Message, delayMs: number) => void) => Promise<"ok" | "again">,
) {
  const waiting = [{ message: JSON.stringify(first), at: 0 }];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    await sleep(next.at - Date.now());
    const { message } = next;
    const send = (body: Message, delayMs: number) =>
      // Queues count in seconds; the test does not wait for whole ones.
      void waiting.push({ message: JSON.stringify(body), at: Date.now() + Math.min(delayMs, 400) });
    if ((await handle(JSON.parse(message), send)) === "again") waiting.push({ message, at: Date.now() + 50 });
  }
}

type Drive = (
  createTestSteps: () => BatchSteps,
  first: Message,
  options: VisitOptions,
  folder: string,
) => Promise<void>;

const recipes: Record<string, { ledger: () => Ledger; drive: Drive }> = {
  "sqs-lambda": {
    ledger: () => dynamoLedger(table(), "videos"),
    drive: (createTestSteps, first, options) =>
      deliver(first, async (message, send) => {
        const handler = sqsHandler(
          createTestSteps(),
          async ({ MessageBody, DelaySeconds }) => send(JSON.parse(MessageBody), DelaySeconds * 1_000),
          options,
        );
        const { batchItemFailures } = await handler({ Records: [{ messageId: "1", body: JSON.stringify(message) }] });
        return batchItemFailures.length > 0 ? "again" : "ok";
      }),
  },
  "cloudflare-queues": {
    ledger: () => objectLedger(ledgerObject(storage())),
    drive: (createTestSteps, first, options) =>
      deliver(first, async (body, send) => {
        let fate: "ok" | "again" | undefined;
        const ends = (as: "ok" | "again") => () => {
          fate = as;
        };
        const message = { body, ack: ends("ok"), retry: ends("again") };
        await consume(
          { messages: [message] },
          createTestSteps(),
          async (next, { delaySeconds }) => send(next, delaySeconds * 1_000),
          options,
        );
        return fate!;
      }),
  },
  temporal: {
    ledger: () => objectLedger(ledgerObject(storage())),
    async drive(createTestSteps, { item }, { settleMs }, folder) {
      const activities = new Proxy({} as ReturnType<typeof createActivities>, {
        get:
          (_, name: "submit") =>
          async (...words: [never]) => {
            for (let tries = 0; ; tries++) {
              try {
                // What comes out of an activity is JSON.
                return JSON.parse(JSON.stringify(await createActivities(createTestSteps(), folder)[name](...words)));
              } catch (error) {
                if (tries > 2) throw error;
              }
            }
          },
      });
      await videoWorkflow(item, { activities, sleep: (milliseconds) => sleep(Math.min(milliseconds, 400)) }, settleMs);
    },
  },
  "pg-boss": {
    ledger: () => postgresLedger(pool()),
    drive: (createTestSteps, first, options) =>
      deliver(first, async (data, send) => {
        let fate: "ok" | "again" = "ok";
        const boss: Boss = {
          send: async (_, message, { startAfter }) => send(message, startAfter.getTime() - Date.now()),
          work: async (_, handler) => {
            await handler([{ data }]).catch(() => {
              fate = "again";
            });
          },
        };
        await startWorker(boss, "videos", createTestSteps(), options);
        return fate;
      }),
  },
};

describe.each(Object.entries(recipes))("the recipe for %s", (_name, { ledger: open, drive }) => {
  let server: VideoServer;
  let folder: Folder;
  beforeEach(async () => {
    server = await videoServer();
    folder = await emptyFolder();
    vi.spyOn(console, "error").mockImplementation(() => {});
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await server[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  /** Runs one item to its end. After each failure the process is another: nothing in memory outlives it. */
  async function run(crashOnce?: (entry: LedgerEntry) => boolean) {
    const ledger = open();
    let crashed = 0;
    const crashing: Ledger = {
      ...ledger,
      read: (key) => ledger.read(key),
      since: (from) => ledger.since(from),
      claim: (intent) => ledger.claim(intent),
      async write(entry) {
        if (crashed === 0 && crashOnce?.(entry)) {
          crashed += 1;
          throw new Error("The process died.");
        }
        await ledger.write(entry);
      },
    };
    const saved = new Set<string>();
    const options = {
      settleMs: 200,
      save: async (clip: { saveTo(path: string, options: object): Promise<unknown> }, ticket: { key: string }) => {
        await clip.saveTo(join(folder.path, `${ticket.key}.mp4`), { overwrite: true });
        saved.add(ticket.key);
      },
    };
    const image = `data:image/png;base64,${Buffer.from(await portrait()).toString("base64")}`;
    const item = { key: "sku-1", image, prompt: "The flowers slowly sway in the wind." };
    const createTestSteps = () => createSteps({ ugoku: clientOf(server.baseURL), ledger: crashing, lint: "off" });
    await drive(createTestSteps, { item }, options, folder.path);
    return { crashed, files: await folder.names(), entry: await ledger.read("sku-1") };
  }

  test("makes one clip for one item", async () => {
    expect(await run()).toMatchObject({ files: ["sku-1.mp4"] });
    expect(server.jobs).toHaveLength(1);
  });

  test("pays once if the process crashes between the claim and the response", async () => {
    const { crashed, files } = await run((entry) => entry.status === "accepted");
    expect(crashed).toBe(1);
    expect(files).toEqual(["sku-1.mp4"]);
    expect(server.jobs).toHaveLength(1);
  });

  test("waits after a 429", async () => {
    let creates = 0;
    server.behavior.create = () => (++creates < 3 ? "429" : undefined);
    expect(await run()).toMatchObject({ files: ["sku-1.mp4"] });
    expect(server.jobs).toHaveLength(1);
  });

  test("does not resend a job that the list does not show", async () => {
    server.behavior.create = () => "lost";
    server.behavior.isListed = false;
    await run().catch(() => {});
    expect(server.jobs).toHaveLength(1);
    expect(await folder.names()).toEqual([]);
  });

  test("its ledger lets one of two callers claim a key", async () => {
    const ledger = open();
    const intent = (sentAt: number): IntentEntry => ({
      status: "intent",
      key: "a",
      attempt: {
        v: 1,
        key: "a",
        baseURL: server.baseURL,
        dialect: "openai",
        model: "sora-2",
        seconds: 4,
        size: "720x1280",
        sentAt,
      },
    });
    const answers = await Promise.all([1, 2, 3].map((sentAt) => ledger.claim(intent(sentAt))));
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
    await ledger.write({
      status: "rejected",
      key: "a",
      error: { code: "rate_limited", message: "Slow down.", retryable: true },
    });
    expect(await ledger.claim(intent(4))).toBeUndefined();
  });
});

test("visit() searches for a lost job settleMs after the loss was detected, however old the claim is", async () => {
  const server = await videoServer();
  const ledger = objectLedger(ledgerObject(storage()));
  const first = { v: 1, key: "a", baseURL: server.baseURL, dialect: "openai", model: "sora-2", seconds: 4 } as const;
  const attempt = { ...first, size: "720x1280", sentAt: Date.now() - 60_000 };
  await ledger.claim({ status: "intent", key: "a", attempt });
  const steps = createSteps({ ugoku: clientOf(server.baseURL), ledger, lint: "off" });
  const options = { settleMs: 30_000, save: async () => {} };
  const item = { key: "a", image: "a.png", prompt: "The flowers slowly sway in the wind." };
  const before = Date.now();
  const next = await visit(steps, { item }, options);
  if (next.status !== "again" || !next.message.lost) throw new Error(next.status);
  const { lost } = next.message;
  expect(lost.searchAt).toBeGreaterThanOrEqual(before + 30_000);
  // A queue that delivers too early, or twice.
  expect(await visit(steps, next.message, options)).toMatchObject({ status: "again" });
  expect(server.requests).toHaveLength(0);
  const due = { item, lost: { ...lost, searchAt: Date.now() } };
  expect(await visit(steps, due, options)).toMatchObject({ status: "failed", code: "submit_uncertain" });
  expect(server.requests.length).toBeGreaterThan(0);
  await server[Symbol.asyncDispose]();
});

test("docs/guides/recipes.md contains the files of examples/recipes", () => {
  const root = resolve(import.meta.dirname, "../..");
  const page = readFileSync(join(root, "docs/guides/recipes.md"), "utf8");
  for (const name of ["visit", ...Object.keys(recipes)])
    expect(page, name).toContain(readFileSync(join(root, `examples/recipes/${name}.ts`), "utf8").trim());
});
