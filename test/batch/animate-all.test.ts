import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  animateAll,
  type BatchEvent,
  type BatchItem,
  type Ledger,
  type LedgerEntry,
  ManifestError,
} from "../../src/batch.js";
import { createUgoku } from "../../src/index.js";
import { sleep } from "../../src/job/clock.js";
import { seeded } from "../../src/testing/seeded-random.js";
import { createFakeVideosApi, type FakeVideosApi } from "../../src/testing.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { picture, portrait } from "../helpers/pictures.js";

cleanEnvironment();

const prompt = "The flowers slowly sway in the wind.";

const createClient = (fake: FakeVideosApi) =>
  createUgoku({
    baseURL: "http://fake.test/v1",
    fetch: (input, init) => fake.fetch(new Request(input, init)),
    logger: false,
    // Jobs take milliseconds here.
    sleep: (milliseconds, signal) => sleep(Math.min(milliseconds, 10), signal),
  });

/** A client of a fake in this process, and how many creates that has got. */
function world(script: "happy" | "failing" = "happy") {
  const fake = createFakeVideosApi({
    script: script === "happy" ? { queuedMs: 0, runningMs: 10, pollAfterMs: 10 } : script,
  });
  const ugoku = createClient(fake);
  const creates = () => fake.requests.filter(({ method }) => method === "POST").length;
  return { fake, ugoku, creates };
}

const items = async (count: number): Promise<BatchItem[]> => {
  const image = await portrait();
  return Array.from({ length: count }, (_, at) => ({ image, prompt: `${prompt} Take ${at}.`, key: `sku-${at}` }));
};

/** A ledger in memory that dies at its n-th write, before or after it has taken effect. */
function crashingLedger(entries: Map<string, LedgerEntry>, dieAt: number, after: boolean): Ledger {
  let writes = 0;
  const put = (entry: LedgerEntry) => {
    writes += 1;
    if (writes > dieAt || (writes === dieAt && !after)) throw new Error("the process died");
    entries.set(entry.key, entry);
    if (writes === dieAt) throw new Error("the process died");
  };
  return {
    read: async (key) => entries.get(key),
    claim: async (intent) => {
      const known = entries.get(intent.key);
      if (known && known.status !== "rejected") return known;
      put(intent);
      return undefined;
    },
    write: async (entry) => put(entry),
    since: () => [...entries.values()],
  };
}

describe("animateAll()", () => {
  test("makes each clip once, and does nothing the second time", async () => {
    await using folder = await emptyFolder();
    const { ugoku, creates } = world();
    const events: BatchEvent[] = [];
    const options = { ugoku, outDir: folder.path, onEvent: (event: BatchEvent) => void events.push(event) };
    const report = await animateAll(await items(3), options);
    expect(report).toMatchObject({
      done: 3,
      failed: 0,
      ambiguous: 0,
      skipped: 0,
      cost: { estimatedUsd: 1.2, usd: 1.2 },
    });
    expect(await folder.names()).toEqual(["sku-0.mp4", "sku-1.mp4", "sku-2.mp4", "ugoku.ledger.jsonl"]);
    const kinds = events.flatMap((event) =>
      "item" in event && event.item.index === 0
        ? event.type
        : "result" in event && event.result.index === 0
          ? event.type
          : [],
    );
    expect(kinds.filter((kind) => kind !== "progress" && kind !== "rendered")).toEqual([
      "planned",
      "intent",
      "accepted",
      "completed",
    ]);
    expect(events[0]).toMatchObject({ type: "start", total: 3, estimatedUsd: 1.2 });

    const again = await animateAll(await items(3), options);
    expect(again).toMatchObject({ done: 0, skipped: 3, cost: { estimatedUsd: 0, usd: 0 } });
    expect(creates()).toBe(3);
    // What is gone or cut off is downloaded again, not made again.
    await unlink(join(folder.path, "sku-0.mp4"));
    await writeFile(join(folder.path, "sku-1.mp4"), "cut");
    expect(await animateAll(await items(3), options)).toMatchObject({ done: 2, skipped: 1 });
    expect(creates()).toBe(3);
    expect((await readFile(join(folder.path, "sku-1.mp4"))).length).toBeGreaterThan(100);
  });

  test("pays nothing twice and completes every clip after crashes at any ledger write", {
    timeout: 60_000,
  }, async () => {
    const list = await items(4);
    for (let seed = 1; seed <= 30; seed++) {
      await using folder = await emptyFolder();
      const random = seeded(seed);
      const { fake, creates } = world();
      const entries = new Map<string, LedgerEntry>();
      const lives: string[] = [];
      for (let crashes = 0; ; crashes++) {
        // Twelve writes are all there are: of the first lives, most end early.
        const dieAt = crashes < 3 ? 1 + Math.floor(random() * 12) : Number.POSITIVE_INFINITY;
        const after = random() < 0.5;
        lives.push(`${after ? "after" : "before"} write ${dieAt}`);
        const outcome = await animateAll(list, {
          ugoku: createClient(fake),
          ledger: crashingLedger(entries, dieAt, after),
          outDir: folder.path,
          ...{ concurrency: 1 + (seed % 4), settleMs: 0, onAmbiguous: "resubmit", lint: "off" },
        }).catch((error: unknown) => error);
        if (outcome instanceof Error) continue;
        expect(outcome, `seed ${seed}: ${lives}`).toMatchObject({ failed: 0, ambiguous: 0 });
        break;
      }
      expect(creates(), `seed ${seed}: ${lives}`).toBe(list.length);
      const clips = (await folder.names()).filter((name) => name.endsWith(".mp4"));
      expect(clips, `seed ${seed}: ${lives}`).toHaveLength(list.length);
    }
  });

  test("retryFailed sends failed items again with another key", async () => {
    await using folder = await emptyFolder();
    const { ugoku, creates } = world("failing");
    const options = { ugoku, outDir: folder.path };
    expect(await animateAll(await items(1), options)).toMatchObject({ failed: 1 });
    expect(await animateAll(await items(1), options)).toMatchObject({ failed: 1 });
    expect(creates()).toBe(1);
    expect(await animateAll(await items(1), { ...options, retryFailed: true })).toMatchObject({ failed: 1 });
    expect(creates()).toBe(2);
    expect(await readFile(join(folder.path, "ugoku.ledger.jsonl"), "utf8")).toContain('"key":"sku-0#2"');
  });

  test("onAmbiguous reports a lost job by default, and resubmits it on request", async () => {
    await using folder = await emptyFolder();
    const { fake, creates } = world();
    let lose = true;
    const ugoku = createUgoku({
      baseURL: "http://fake.test/v1",
      logger: false,
      fetch: async (input, init) => {
        if (init?.method !== "POST" || !lose) return fake.fetch(new Request(input, init));
        return new Response("gone", { status: 502 });
      },
    });
    const options = { ugoku, outDir: folder.path, settleMs: 0 };
    const report = await animateAll(await items(1), options);
    expect(report).toMatchObject({ ambiguous: 1 });
    expect(report.items[0]?.error?.code).toBe("submit_uncertain");
    lose = false;
    expect(await animateAll(await items(1), options)).toMatchObject({ ambiguous: 1 });
    expect(creates()).toBe(0);
    expect(await animateAll(await items(1), { ...options, onAmbiguous: "resubmit" })).toMatchObject({ done: 1 });
    expect(creates()).toBe(1);
  });

  test("maxCost rejects a higher or unknown cost before anything is sent", async () => {
    await using folder = await emptyFolder();
    const { ugoku, creates } = world();
    const options = { ugoku, outDir: folder.path };
    expect((await failure(animateAll(await items(3), { ...options, maxCost: 1 }))).code).toBe("cost_above_maximum");
    const unknown = (await items(1)).map((item) => ({ ...item, model: "nobody-knows" }));
    expect((await failure(animateAll(unknown, { ...options, maxCost: 100 }))).code).toBe("cost_unknown");
    expect(creates()).toBe(0);
    // Nor is anything created, with a ledger anywhere.
    const fresh = { outDir: join(folder.path, "clips"), ledger: join(folder.path, "new", "ledger.jsonl"), maxCost: 1 };
    const before = await readdir(folder.path);
    expect((await failure(animateAll(await items(3), { ugoku, ...fresh }))).code).toBe("cost_above_maximum");
    expect(await readdir(folder.path)).toEqual(before);
    await animateAll(await items(1), { ugoku, ...fresh });
    expect(await readdir(join(folder.path, "new"))).toEqual(["ledger.jsonl"]);
  });

  test("reads a stream item by item: an invalid item fails alone", async () => {
    await using folder = await emptyFolder();
    const { ugoku, creates } = world();
    async function* stream() {
      yield* await items(2);
      yield { image: "no-such.jpg", prompt };
      yield* await items(1);
    }
    const report = await animateAll(stream(), { ugoku, outDir: folder.path, maxCost: 0.5, concurrency: 1 });
    expect(report.items.map(({ status }) => status)).toEqual(["completed", "failed", "failed", "skipped"]);
    expect(report.items[1]?.error?.code).toBe("cost_above_maximum");
    expect(report.items[3]?.reason).toBe("duplicate");
    expect(creates()).toBe(1);
  });

  test("adds costs without rounding errors: three clips of 0.4 are not above 1.2", async () => {
    await using folder = await emptyFolder();
    const { ugoku } = world();
    async function* stream() {
      yield* await items(4);
    }
    const report = await animateAll(stream(), { ugoku, outDir: folder.path, maxCost: 1.2, concurrency: 1 });
    expect(report).toMatchObject({ done: 3, failed: 1, cost: { usd: 1.2 } });
    expect(report.items[3]?.error?.message).toContain("about $1.60,");
  });

  test("drain completes open jobs and starts no more; signal rejects with its reason", async () => {
    await using folder = await emptyFolder();
    const { ugoku, creates } = world();
    const drain = new AbortController();
    const onEvent = (event: BatchEvent) => event.type === "accepted" && drain.abort();
    const options = { ugoku, outDir: folder.path, concurrency: 1 };
    const report = await animateAll(await items(3), { ...options, drain: drain.signal, onEvent });
    expect(report).toMatchObject({ done: 1, skipped: 2 });
    expect(report.items[2]?.reason).toBe("stopped");
    expect(creates()).toBe(1);
    const stop = new AbortController();
    const reason = new Error("stopped");
    const stopped = animateAll(await items(3), {
      ...options,
      signal: stop.signal,
      onEvent: (event) => event.type === "accepted" && stop.abort(reason),
    });
    expect(await rejection(stopped)).toBe(reason);
  });
});

test.each([42, null, undefined])("items that are %j are rejected by name", async (items) => {
  const { ugoku } = world();
  const error = await failure(animateAll(items as never, { ugoku, outDir: "clips" }));
  expect(error).toMatchObject({ code: "option_invalid" });
  expect(error.message).toContain("items");
});

test("an item's own options override the defaults", async () => {
  await using folder = await emptyFolder();
  const { fake, ugoku } = world();
  const [first, second] = await items(2);
  const wide = await picture(1600, 900);
  const report = await animateAll(
    [
      { ...first!, image: wide, size: undefined },
      { ...second!, duration: 12 },
    ],
    {
      ugoku,
      outDir: folder.path,
      defaults: { duration: 8, size: "720x1280", fit: "contain" },
    },
  );
  expect(report).toMatchObject({ done: 2, failed: 0 });
  expect(fake.jobs.map(({ video }) => [video.seconds, video.size]).toSorted()).toEqual([
    ["12", "720x1280"],
    ["8", "720x1280"],
  ]);
  const wrong = animateAll([first!], { ugoku, outDir: folder.path, defaults: { fitt: "contain" } as never });
  expect((await failure(wrong)).message).toContain("fitt");
});

describe("manifest", () => {
  /** A folder with `flower.png`, and that manifest. */
  async function manifest(name: string, text: string) {
    const folder = await emptyFolder();
    await mkdir(join(folder.path, "clips"));
    await writeFile(join(folder.path, "花.png"), await portrait());
    await writeFile(join(folder.path, name), text);
    const { ugoku, creates } = world();
    const run = (options: object = {}) =>
      animateAll(join(folder.path, name), { ugoku, outDir: join(folder.path, "clips"), ...options });
    return { folder, run, creates };
  }

  test("CSV with a byte order mark, CRLF, quotes, empty lines and Japanese", async () => {
    const text = `\uFEFFimage,prompt,duration,output\r\n\r\n花.png,"花が、\r\n""そよ風""にゆれる。",4,春/花.mp4\r\n\r\n`;
    const { folder, run } = await manifest("list.csv", text);
    await using _ = folder;
    const report = await run();
    expect(report.items).toMatchObject([{ status: "completed", line: 3, prompt: '花が、\n"そよ風"にゆれる。' }]);
    expect(report.items[0]?.output).toBe(join(folder.path, "clips", "春", "花.mp4"));
  });

  test("reports all problems with their lines, and sends nothing", async () => {
    const lines = [
      { image: "花.png", prompt, key: "a" },
      { image: "花.png" },
      { image: "none.png", prompt },
      { image: "花.png", prompt, duration: 5 },
      { image: "花.png", prompt, key: "a" },
      { image: "花.png", prompt, output: "../out.mp4" },
      { image: "花.png", promt: prompt },
      { image: "花.png", prompt, key: "b", output: "same.mp4" },
      { image: "花.png", prompt, key: "c", output: "same.mp4" },
    ];
    const { folder, run, creates } = await manifest(
      "list.jsonl",
      `${lines.map((line) => JSON.stringify(line)).join("\n")}\n{oops\n`,
    );
    await using _ = folder;
    const error = await failure(run());
    expect(error).toBeInstanceOf(ManifestError);
    expect((error as ManifestError).problems.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 9, 10]);
    expect(error.message).toContain("did you mean prompt?");
    expect(error.message).not.toContain("sway");
    expect(creates()).toBe(0);
  });

  test("CSV: reports an unknown column, and the line with an extra cell", async () => {
    const wrong = await manifest("list.csv", "image,prompt,lenght,ouput\n");
    await using _ = wrong.folder;
    expect((await failure(wrong.run())).message).toMatch(/line 1 has an unknown column "ouput"; did you mean output\?/);
    const many = await manifest("list.csv", `image,prompt\n花.png,one, two\n`);
    await using __ = many.folder;
    expect((await failure(many.run())).message).toContain("line 2 has 3 cells");
  });

  test("the default key depends on the image's bytes, not on its folder or date", async () => {
    const { folder, run, creates } = await manifest("list.csv", `image,prompt\n花.png,${prompt}\n花.png,${prompt}\n`);
    await using _ = folder;
    expect(await run()).toMatchObject({ done: 1, skipped: 1 });
    const picture = await portrait();
    await writeFile(join(folder.path, "花.png"), picture);
    expect(await run()).toMatchObject({ done: 0, skipped: 2 });
    await writeFile(join(folder.path, "花.png"), Buffer.concat([picture, Buffer.from("another")]));
    expect(await run()).toMatchObject({ done: 1 });
    expect(creates()).toBe(2);
    expect(createHash("sha256").update(picture).digest("hex")).toHaveLength(64);
  });

  test("does not overwrite a file that is not in the ledger", async () => {
    const { folder, run, creates } = await manifest("list.csv", `image,prompt,output\n花.png,${prompt},a.mp4\n`);
    await using _ = folder;
    await run();
    const lost = await failure(run({ ledger: join(folder.path, "other.jsonl") }));
    expect(lost.message).toContain("would overwrite");
    expect(creates()).toBe(1);
  });
});
