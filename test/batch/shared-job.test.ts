import { describe, expect, test } from "vitest";
import {
  type AcceptedEntry,
  animateAll,
  type BatchItem,
  createSteps,
  type IntentEntry,
  type Ledger,
  openJsonlLedger,
} from "../../src/batch.js";
import { createUgoku, type Ticket } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { ticketOf } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { emptyFolder } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";

cleanEnvironment();

const prompt = "The flowers slowly sway in the wind.";

/** A server behind a cache that answers every create request with the first job. */
function cachedWorld() {
  const fake = createFakeVideosApi({ script: { queuedMs: 0, runningMs: 20, pollAfterMs: 10 } });
  let first: Promise<string> | undefined;
  const ugoku = createUgoku({
    baseURL: "http://fake.test/v1",
    logger: false,
    pollInterval: 20,
    fetch: async (input, init) => {
      if (init?.method !== "POST") return fake.fetch(new Request(input, init));
      first ??= fake.fetch(new Request(input, init)).then((response) => response.text());
      return new Response(await first, { headers: { "content-type": "application/json" } });
    },
  });
  return { fake, ugoku };
}

const itemsOf = async (...keys: string[]): Promise<BatchItem[]> => {
  const image = await portrait();
  return keys.map((key) => ({ image, prompt, key }));
};

describe("two create requests that are answered with one job", () => {
  test.each([1, 20])(
    "one item gets the clip, the other is ambiguous, also in later runs (concurrency %i)",
    async (concurrency) => {
      await using folder = await emptyFolder();
      const { ugoku } = cachedWorld();
      const options = { ugoku, outDir: folder.path, concurrency, settleMs: 0, lint: "off" } as const;
      const report = await animateAll(await itemsOf("a", "b", "c"), options);
      expect(report).toMatchObject({ done: 1, ambiguous: 2, failed: 0, skipped: 0 });
      for (const { error, output } of report.items.filter(({ status }) => status === "ambiguous")) {
        expect(error?.message).toMatch(/which is that of the key [abc]/);
        expect(error?.hint).toContain("another key");
        expect(await folder.names()).not.toContain(output);
      }
      expect(await animateAll(await itemsOf("a", "b", "c"), options)).toMatchObject({ skipped: 1, ambiguous: 2 });
      // Keys of a later run too.
      expect(await animateAll(await itemsOf("d"), options)).toMatchObject({
        done: 0,
        ambiguous: 1,
      });
      expect((await folder.names()).filter((name) => name.endsWith(".mp4"))).toHaveLength(1);
    },
  );

  test("are noticed by another worker with the same ledger", async () => {
    await using folder = await emptyFolder();
    const { ugoku } = cachedWorld();
    await using ledger = await openJsonlLedger(`${folder.path}/ledger.jsonl`);
    const image = await portrait();
    const work = (key: string) => createSteps({ ugoku, ledger, lint: "off" }).submit({ key, image, prompt });
    expect(await work("a")).toMatchObject({ status: "accepted" });
    expect(await work("b")).toMatchObject({ status: "ambiguous", error: { code: "submit_uncertain" } });
  });

  test("the ledger is not read for each accepted job", async () => {
    await using folder = await emptyFolder();
    const fake = createFakeVideosApi({ script: { queuedMs: 0, runningMs: 20, pollAfterMs: 10 } });
    const ugoku = createUgoku({ baseURL: "http://fake.test/v1", logger: false, fetch: fake.fetch });
    await using file = await openJsonlLedger(`${folder.path}/ledger.jsonl`);
    let reads = 0;
    const ledger: Ledger = {
      read: (key) => file.read(key),
      claim: (intent) => file.claim(intent),
      write: (entry) => file.write(entry),
      claimJob: (ticket, from) => file.claimJob(ticket, from),
      since: (from) => {
        reads += 1;
        return file.since(from);
      },
    };
    const options = { ugoku, outDir: folder.path, ledger, lint: "off" } as const;
    expect(await animateAll(await itemsOf("a", "b", "c"), options)).toMatchObject({ done: 3 });
    expect(reads).toBe(0);
  });
});

describe("openJsonlLedger() › claimJob()", () => {
  const baseURL = "http://localhost:8091/v1";
  const accepted = (key: string, id: string, createdAt: number): AcceptedEntry => ({
    status: "accepted",
    key,
    ticket: ticketOf(baseURL, { key, id, createdAt }),
  });

  test("gives a job to one of two keys, also after a restart, and to another server's key", async () => {
    await using folder = await emptyFolder();
    const path = `${folder.path}/ledger.jsonl`;
    const [a, b] = [accepted("a", "video_1", 1_000), accepted("b", "video_1", 2_000)];
    const elsewhere = { ...b.ticket, baseURL: "http://localhost:8092/v1" };
    {
      await using ledger = await openJsonlLedger(path);
      await ledger.claim(intentOf(a.ticket));
      await ledger.claim(intentOf(b.ticket));
      expect(await Promise.all([ledger.claimJob(a.ticket, 0), ledger.claimJob(b.ticket, 0)])).toEqual(["a", "a"]);
      await ledger.write(a);
    }
    await using ledger = await openJsonlLedger(path);
    expect(await ledger.claimJob(b.ticket, 0)).toBe("a");
    expect(await ledger.claimJob(a.ticket, 0)).toBe("a");
    expect(await ledger.claimJob(elsewhere, 0)).toBe("b");
  });

  test("an id that a restarted server gives again, and one whose key has another job, are free", async () => {
    await using folder = await emptyFolder();
    await using ledger = await openJsonlLedger(`${folder.path}/ledger.jsonl`);
    await ledger.write(accepted("a", "video_1", 1_000));
    expect(await ledger.claimJob(accepted("b", "video_1", 2_000).ticket, 1_001)).toBe("b");
    await ledger.write(accepted("c", "video_2", 1_000));
    await ledger.write(accepted("c", "video_3", 1_500));
    expect(await ledger.claimJob(accepted("d", "video_2", 2_000).ticket, 0)).toBe("d");
    const error = { code: "not_found", message: "gone", retryable: true };
    await ledger.write({ status: "rejected", key: "c", error });
    expect(await ledger.claimJob(accepted("e", "video_3", 2_000).ticket, 0)).toBe("e");
  });
});

const intentOf = ({ key, baseURL, createdAt }: Ticket): IntentEntry => ({
  status: "intent",
  key,
  attempt: { v: 1, key, baseURL, dialect: "openai", model: "sora-2", seconds: 4, size: "720x1280", sentAt: createdAt },
});
