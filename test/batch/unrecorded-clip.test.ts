import { appendFile, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { animateAll, type BatchItem, type Ledger, openJsonlLedger } from "../../src/batch.js";
import { createUgoku } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { prompt } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { rejection } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";

cleanEnvironment();

const killed = new Error("the process was killed");

/** A server that deletes a job once its clip is downloaded, and a batch of one item whose process can be killed. */
async function world(before: (outDir: string) => Promise<unknown> = async () => {}) {
  const folder = await emptyFolder();
  const outDir = join(folder.path, "clips");
  const fake = createFakeVideosApi({ script: { queuedMs: 0, runningMs: 0, pollAfterMs: 5 } });
  const items: BatchItem[] = [{ image: await portrait(), prompt, key: "vase" }];
  const ugoku = createUgoku({
    baseURL: "http://fake.test/v1",
    logger: false,
    fetch: async (input, init) => {
      const response = await fake.fetch(input, init);
      const [, id] = /videos\/(\w+)\/content$/.exec(new URL(new Request(input).url).pathname) ?? [];
      if (id) await fake.fetch(`http://fake.test/v1/videos/${id}`, { method: "DELETE" });
      return response;
    },
  });
  const run = async (isKilled = false, output?: string) => {
    await using file = await openJsonlLedger(join(folder.path, "ledger.jsonl"));
    const ledger: Ledger = {
      read: (key) => file.read(key),
      claim: (intent) => file.claim(intent),
      since: (from) => file.since(from),
      write: async (entry) => {
        if (isKilled && entry.status === "accepted") await file.write(entry).then(() => before(outDir));
        else if (isKilled) throw killed;
        else await file.write(entry);
      },
    };
    return await animateAll(output ? items.map((item) => ({ ...item, output })) : items, {
      ugoku,
      outDir,
      ledger,
      lint: "off",
    });
  };
  const operations = () => fake.requests.map(({ operation }) => operation).filter((one) => one !== "delete");
  return {
    run,
    outDir,
    operations,
    clip: join(outDir, "vase.mp4"),
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
  };
}

describe("animateAll() › a process that is killed after it saved a clip, before it recorded it", () => {
  test("the next run completes the item without a request, although the server has no such job any more", async () => {
    await using at = await world();
    expect(await rejection(at.run(true))).toBe(killed);
    const sent = at.operations();
    expect(sent.filter((one) => one === "create" || one === "content")).toEqual(["create", "content"]);
    expect(await at.run()).toMatchObject({ done: 1, failed: 0, items: [{ status: "completed", output: at.clip }] });
    expect(at.operations()).toEqual(sent);
    expect(await readdir(at.outDir)).toEqual(["vase.mp4"]);
    expect(await at.run()).toMatchObject({ done: 0, skipped: 1 });
  });

  test("the clip is complete if its final name was not given yet", async () => {
    await using at = await world();
    expect(await rejection(at.run(true))).toBe(killed);
    const bytes = await readFile(at.clip);
    await rm(at.clip);
    expect(await at.run()).toMatchObject({ done: 1, failed: 0 });
    expect(await readFile(at.clip)).toEqual(bytes);
    expect(await readdir(at.outDir)).toEqual(["vase.mp4"]);
  });

  test("another file at the output is kept, and the clip saved once it is moved away", async () => {
    await using at = await world((outDir) => writeFile(join(outDir, "vase.mp4"), "a file of mine"));
    for (const isKilled of [true, false])
      expect(await at.run(isKilled)).toMatchObject({ failed: 1, items: [{ error: { code: "output_exists" } }] });
    expect(await readFile(at.clip, "utf8")).toBe("a file of mine");
    await rm(at.clip);
    expect(await at.run()).toMatchObject({ done: 1, failed: 0 });
    expect(at.operations().filter((one) => one === "create" || one === "content")).toEqual(["create", "content"]);
    expect(await readdir(at.outDir)).toEqual(["vase.mp4"]);
  });

  test("a clip that was changed in place since then is not recorded: the original is saved once it is moved away", async () => {
    await using at = await world();
    expect(await rejection(at.run(true))).toBe(killed);
    const original = await readFile(at.clip);
    await appendFile(at.clip, "an edit");
    expect(await at.run()).toMatchObject({ failed: 1, items: [{ error: { code: "output_exists" } }] });
    expect(await readFile(at.clip)).toEqual(Buffer.concat([original, Buffer.from("an edit")]));
    await rename(at.clip, join(at.outDir, "edited.mp4"));
    expect(await at.run()).toMatchObject({ done: 1, failed: 0 });
    expect(await readFile(at.clip)).toEqual(original);
    expect(at.operations().filter((one) => one === "create" || one === "content")).toEqual(["create", "content"]);
    expect((await readdir(at.outDir)).sort()).toEqual(["edited.mp4", "vase.mp4"]);
  });

  test.each(["other.mp4", "a/folder/other.mp4"])(
    "another output gets the download, and nothing stays behind: %s",
    async (other) => {
      await using at = await world((outDir) => writeFile(join(outDir, "vase.mp4"), "a file of mine"));
      expect(await at.run(true)).toMatchObject({ failed: 1, items: [{ error: { code: "output_exists" } }] });
      expect(await at.run(false, other)).toMatchObject({ done: 1, failed: 0 });
      expect(at.operations().filter((one) => one === "create" || one === "content")).toEqual(["create", "content"]);
      const files = (await readdir(at.outDir, { recursive: true })).filter((name) => name.includes("."));
      expect(files.sort()).toEqual([join(other), "vase.mp4"].sort());
    },
  );
});
