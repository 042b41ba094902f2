import { writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { animateAll, type BatchEvent, type BatchItem } from "../../src/batch.js";
import { createUgoku } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { emptyFolder, tinyDisk } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";

cleanEnvironment();

const createItem = async (at: number): Promise<BatchItem> => ({
  image: await portrait(),
  prompt: `The flowers slowly sway in the wind. Take ${at}.`,
  key: `sku-${at}`,
});

/** A fake and its client; `onResponse` delays the response to a create request. */
function setUp(onResponse: () => Promise<void> | void = () => {}) {
  const fake = createFakeVideosApi({ script: { queuedMs: 0, runningMs: 10, pollAfterMs: 10 } });
  const ugoku = createUgoku({
    baseURL: "http://fake.test/v1",
    logger: false,
    fetch: async (input, init) => {
      const answer = await fake.fetch(new Request(input, init));
      if (init?.method === "POST") await onResponse();
      return answer;
    },
  });
  const creates = () => fake.requests.filter(({ method }) => method === "POST").length;
  return { fake, ugoku, creates };
}

/** An endless stream of items, which stalls after `stallAfter` items. */
function source(stallAfter = Number.POSITIVE_INFINITY) {
  let given = 0;
  const seen = { isLeft: false };
  const items: AsyncIterable<BatchItem> = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        if (given >= stallAfter) await new Promise(() => {});
        return { done: false, value: await createItem(given++) };
      },
      return: async () => {
        seen.isLeft = true;
        return { done: true, value: undefined };
      },
    }),
  };
  return { items, seen };
}

describe("stopping animateAll()", () => {
  test.each([
    ["has no end", undefined],
    ["never yields its next item", 3],
  ])("drain completes open jobs and ends a stream that %s", async (_, stallAfter) => {
    await using folder = await emptyFolder();
    const { ugoku, creates } = setUp();
    const { items, seen } = source(stallAfter);
    const drain = new AbortController();
    let accepted = 0;
    const onEvent = ({ type }: BatchEvent) => {
      if (type === "accepted" && ++accepted === 3) drain.abort();
    };
    const options = { ugoku, outDir: folder.path, concurrency: 2, lint: "off", onEvent } as const;
    const report = await animateAll(items, { ...options, drain: drain.signal });
    // The place beside the third may have sent its create by then: that one is finished as well.
    expect(report).toMatchObject({ done: creates(), failed: 0, ambiguous: 0 });
    expect(report.items.filter(({ status }) => status === "skipped").every(({ reason }) => reason === "stopped")).toBe(
      true,
    );
    expect(seen.isLeft).toBe(true);
    expect(creates()).toBeLessThanOrEqual(4);
  });

  test("signal does not wait for a stream either", async () => {
    await using folder = await emptyFolder();
    const { ugoku } = setUp();
    const { items, seen } = source(1);
    const stop = new AbortController();
    const reason = new Error("stopped");
    const onEvent = ({ type }: BatchEvent) => type === "completed" && stop.abort(reason);
    const options = { ugoku, outDir: folder.path, lint: "off", onEvent } as const;
    expect(await rejection(animateAll(items, { ...options, signal: stop.signal }))).toBe(reason);
    expect(seen.isLeft).toBe(true);
  });

  test("an error of the stream rejects and loses no job", async () => {
    await using folder = await emptyFolder();
    const { ugoku, creates } = setUp();
    const broken = new Error("the database is gone");
    async function* items() {
      yield await createItem(0);
      throw broken;
    }
    const options = { ugoku, outDir: folder.path, lint: "off", settleMs: 0 } as const;
    expect(await rejection(animateAll(items(), options))).toBe(broken);
    const report = await animateAll([await createItem(0)], options);
    expect(report.done + report.skipped).toBe(1);
    expect(creates()).toBe(1);
  });

  test("a full disk: the error names the jobs that could not be recorded, and the next run finds them", async ({
    skip,
  }) => {
    await using disk = await tinyDisk(skip);
    await using folder = await emptyFolder();
    const count = 24;
    const filler = join(disk.path, "filler");
    const fill = () => {
      for (const size of [16_384, 4_096])
        try {
          for (;;) writeFileSync(filler, Buffer.alloc(size), { flag: "a" });
        } catch {
          // Full.
        }
    };
    let waiting = 0;
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    // All have been sent, and none was answered, when the last of the disk is gone.
    const { fake, ugoku, creates } = setUp(async () => {
      waiting += 1;
      if (waiting === count) {
        fill();
        open();
      }
      await gate;
    });
    const list = await Promise.all(Array.from({ length: count }, (_, at) => createItem(at)));
    const ledger = join(disk.path, "ledger.jsonl");
    const options = { ugoku, ledger, outDir: folder.path, concurrency: count, settleMs: 0, lint: "off" } as const;
    const error = await failure(animateAll(list, options));
    expect(error.code).toBe("ledger_not_writable");
    expect(error.message).toContain("full");
    const written = (await readFile(ledger, "utf8"))
      .split("\n")
      .filter((line) => line.includes('"accepted"'))
      .join();
    const lost = fake.jobs.map(({ id }) => id).filter((id) => !written.includes(`"${id}"`));
    expect(lost.length).toBeGreaterThan(1);
    for (const id of lost) expect(error.message).toContain(id);

    await writeFile(filler, "");
    const report = await animateAll(list, options);
    expect(report).toMatchObject({ failed: 0, ambiguous: 0 });
    expect(report.done + report.skipped).toBe(count);
    expect(creates()).toBe(count);
  });
});
