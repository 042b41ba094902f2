import { appendFile, link, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { animateAll, type BatchItem, type Ledger, openJsonlLedger } from "../../src/batch.js";
import { createUgoku } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { prompt } from "../helpers/clients.js";
import { mp4 } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { rejection } from "../helpers/failure.js";
import { emptyFolder, tinyDisk } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";

cleanEnvironment();

const killed = new Error("the process was killed");
const original = mp4(4_000);

/**
 * A server that `deletes` a job once its clip is downloaded, and a batch of one item whose process is killed before or after it
 * records its clip. `before`: called before the clip is downloaded; `recorded`: before the download gets the clip's name.
 */
async function world({
  before = async () => {},
  recorded = async () => {},
  deletes = true,
}: {
  before?: (outDir: string) => Promise<unknown>;
  recorded?: (outDir: string) => Promise<unknown>;
  deletes?: boolean;
} = {}) {
  const folder = await emptyFolder();
  const outDir = join(folder.path, "clips");
  const video = { type: "video/mp4", bytes: original };
  const fake = createFakeVideosApi({
    script: { queuedMs: 0, runningMs: 0, pollAfterMs: 5 },
    renderer: { render: async () => ({ video, thumbnail: async () => video, spritesheet: async () => video }) },
  });
  const items: BatchItem[] = [{ image: await portrait(), prompt, key: "vase" }];
  const ugoku = createUgoku({
    baseURL: "http://fake.test/v1",
    logger: false,
    fetch: async (input, init) => {
      const response = await fake.fetch(input, init);
      const [, id] = /videos\/(\w+)\/content$/.exec(new URL(new Request(input).url).pathname) ?? [];
      if (id && deletes) await fake.fetch(`http://fake.test/v1/videos/${id}`, { method: "DELETE" });
      return response;
    },
  });
  const run = async (kill: "before" | "after" | "never" = "never", output?: string) => {
    await using file = await openJsonlLedger(join(folder.path, "ledger.jsonl"));
    const ledger: Ledger = {
      read: (key) => file.read(key),
      claim: (intent) => file.claim(intent),
      since: (from) => file.since(from),
      write: async (entry) => {
        const isClip = entry.status === "completed";
        if (kill !== "before" || !isClip) await file.write(entry);
        if (isClip) await recorded(outDir);
        if (kill !== "never" && isClip) throw killed;
        if (kill !== "never" && entry.status === "accepted") await before(outDir);
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
  const names = async () => (await readdir(outDir, { recursive: true })).filter((name) => name.includes(".")).sort();
  return {
    run,
    outDir,
    names,
    operations,
    /** The create requests and downloads. */
    paid: () => operations().filter((one) => one === "create" || one === "content"),
    clip: join(outDir, "vase.mp4"),
    /** The path of the download, which has another name than the clip. */
    download: async () => join(outDir, (await names()).find((name) => name.startsWith(".ugoku-")) ?? "none"),
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
  };
}

const once = ["create", "content"];

test("a folder that is removed after its check is created again for the clip", async () => {
  await using at = await world({ recorded: (outDir) => rm(join(outDir, "a"), { recursive: true }) });
  expect(await at.run("never", "a/vase.mp4")).toMatchObject({ done: 1, failed: 0 });
  expect(at.paid()).toEqual(once);
  expect(await readFile(join(at.outDir, "a/vase.mp4"))).toEqual(original);
});

describe.each(["before", "after"] as const)("animateAll() › a process that is killed %s it recorded a clip", (kill) => {
  test("the next run completes the item without a request, although the server has no such job any more", async () => {
    await using at = await world();
    expect(await rejection(at.run(kill))).toBe(killed);
    const sent = at.operations();
    expect(at.paid()).toEqual(once);
    expect(await readFile(await at.download())).toEqual(original);
    expect(await at.names()).not.toContain("vase.mp4");
    expect(await at.run()).toMatchObject({
      done: 1,
      failed: 0,
      items: [{ status: "completed", output: at.clip, bytes: original.length }],
    });
    expect(at.operations()).toEqual(sent);
    expect(await readFile(at.clip)).toEqual(original);
    expect(await at.names()).toEqual(["vase.mp4"]);
    expect(await at.run()).toMatchObject({ done: 0, skipped: 1 });
  });

  test.each([
    ["before", "of another length"],
    ["before", "of the clip's length"],
    ["after", "of another length"],
    ["after", "of the clip's length"],
  ])(
    "a file that was at the output %s that, %s, is kept, and the clip saved once it is moved away",
    async (when, length) => {
      const mine = Buffer.alloc(length === "of another length" ? 10 : original.length, "mine");
      const put = (outDir: string) => writeFile(join(outDir, "vase.mp4"), mine);
      await using at = await world(when === "before" ? { before: put } : {});
      // The file is found before the clip is recorded.
      if (when === "before") expect(await at.run(kill)).toMatchObject({ failed: 1 });
      else expect(await rejection(at.run(kill))).toBe(killed);
      if (when === "after") await put(at.outDir);
      const failed = { failed: 1, items: [{ status: "failed", error: { code: "output_exists" } }] };
      for (let time = 0; time < 2; time++) expect(await at.run()).toMatchObject(failed);
      expect(await readFile(at.clip)).toEqual(mine);
      await rm(at.clip);
      expect(await at.run()).toMatchObject({ done: 1, failed: 0 });
      expect(at.paid()).toEqual(once);
      expect(await readFile(at.clip)).toEqual(original);
      expect(await at.names()).toEqual(["vase.mp4"]);
    },
  );

  test.each(["other.mp4", "a/folder/other.mp4"])("another output gets the download: %s", async (other) => {
    await using at = await world();
    expect(await rejection(at.run(kill))).toBe(killed);
    await writeFile(at.clip, "a file of mine");
    expect(await at.run("never", other)).toMatchObject({ done: 1, failed: 0 });
    expect(at.paid()).toEqual(once);
    expect(await at.names()).toEqual([join(other), "vase.mp4"].sort());
    expect(await at.run("never", other)).toMatchObject({ skipped: 1 });
  });

  test("the clip gets its name also on another disk", async ({ skip }) => {
    await using at = await world();
    await mkdir(join(at.outDir, "disk"), { recursive: true });
    await using disk = await tinyDisk(skip, join(at.outDir, "disk"));
    expect(await rejection(at.run(kill, "disk/vase.mp4"))).toBe(killed);
    expect(await at.run("never", "disk/vase.mp4")).toMatchObject({ done: 1 });
    expect(at.paid()).toEqual(once);
    expect(await disk.names()).toEqual(["vase.mp4"]);
    expect(await at.names()).toEqual([join("disk", "vase.mp4")]);
  });
});

describe("animateAll() › a process that is killed while a recorded clip has both names", () => {
  async function killedBetween(deletes = true) {
    const at = await world({ deletes });
    expect(await rejection(at.run("after"))).toBe(killed);
    await link(await at.download(), at.clip);
    return at;
  }

  test("the next run removes the download's name", async () => {
    await using at = await killedBetween();
    const sent = at.operations();
    const { ino } = await lstat(at.clip);
    expect(await at.run()).toMatchObject({ done: 0, skipped: 1, items: [{ reason: "completed" }] });
    expect(at.operations()).toEqual(sent);
    expect(await at.names()).toEqual(["vase.mp4"]);
    expect((await lstat(at.clip)).ino).toBe(ino);
  });

  test("a clip that was changed in place since then is kept under another name, and the original downloaded again", async () => {
    await using at = await killedBetween(false);
    await appendFile(at.clip, "an edit");
    expect(await at.run()).toMatchObject({ done: 1, items: [{ bytes: original.length }] });
    expect(at.paid()).toEqual([...once, "content"]);
    expect(await readFile(at.clip)).toEqual(original);
    const [edited = ""] = (await at.names()).filter((name) => name !== "vase.mp4");
    expect(edited).toMatch(/^vase-changed-\d+\.mp4$/);
    expect(await readFile(join(at.outDir, edited))).toEqual(Buffer.concat([original, Buffer.from("an edit")]));
  });

  test("a clip that was replaced since then is kept, and the original saved once it is moved away", async () => {
    await using at = await killedBetween();
    await rm(at.clip);
    await writeFile(at.clip, "an edit");
    expect(await at.run()).toMatchObject({ failed: 1, items: [{ error: { code: "output_exists" } }] });
    await rename(at.clip, join(at.outDir, "edited.mp4"));
    expect(await at.run()).toMatchObject({ done: 1 });
    expect(await readFile(at.clip)).toEqual(original);
    expect(await at.names()).toEqual(["edited.mp4", "vase.mp4"]);
    expect(at.paid()).toEqual(once);
  });
});
