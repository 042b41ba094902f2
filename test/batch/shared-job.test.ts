import { describe, expect, test } from "vitest";
import { animateAll, type BatchItem, createSteps, openJsonlLedger } from "../../src/batch.js";
import { createUgoku } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
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
});
