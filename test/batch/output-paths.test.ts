import { execFileSync } from "node:child_process";
import { chmod, lstat, mkdir, readFile, rename, symlink, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { animateAll, type BatchItem, type BatchReport, ManifestError, openJsonlLedger } from "../../src/batch.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { clientOf, prompt } from "../helpers/clients.js";
import { failure } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";

/** A server, a folder for clips, and what a list of items, as a manifest or as it is, comes to there. */
async function setUp(script: Parameters<typeof createFakeVideosApi>[0] = { script: { queuedMs: 0, runningMs: 0 } }) {
  const folder = await emptyFolder();
  const api = createFakeVideosApi(script);
  const server = await api.listen();
  const outDir = join(folder.path, "clips");
  await mkdir(outDir);
  await writeFile(join(folder.path, "photo.png"), await portrait());
  const ugoku = clientOf(server.url);
  const manifest = join(folder.path, "list.jsonl");
  return {
    outDir,
    folder: folder.path,
    api,
    creates: () => api.requests.filter(({ method }) => method === "POST").length,
    async run(lines: readonly Partial<BatchItem>[], options: object = {}): Promise<BatchReport> {
      const text = lines.map((line) => JSON.stringify({ image: "photo.png", prompt, ...line })).join("\n");
      await writeFile(manifest, text);
      return animateAll(manifest, { ugoku, outDir, settleMs: 0, ...options });
    },
    async stream(lines: readonly Partial<BatchItem>[]): Promise<BatchReport> {
      const image = join(folder.path, "photo.png");
      async function* items() {
        for (const line of lines) yield { image, prompt, ...line } as BatchItem;
      }
      return animateAll(items(), { ugoku, outDir, concurrency: 1 });
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const clip = (at: number): Partial<BatchItem> => ({ prompt: `${prompt} Take ${at}.`, output: `${at}.mp4` });

describe("output paths", () => {
  test.each([
    ["a name of more than 255 bytes", `${"x".repeat(260)}.mp4`, /264 bytes.*255 bytes/s],
    ["a folder of more than 255 bytes in UTF-8", `${"花".repeat(90)}/a.mp4`, /270 bytes/],
    ["a path that is too long as a whole", `${"folder/".repeat(600)}a.mp4`, /path of 4\d\d\d bytes/],
    ["a NUL character", "a\0b.mp4", /NUL/],
    ["the place of a folder that is there", "folder.mp4", /which is a folder/],
    ["a place inside a file that is there", "file.mp4/a/b.mp4", /file\.mp4, which is a file/],
    ["a place inside the ledger", "ugoku.ledger.jsonl/b.mp4", /which is a file/],
  ])("%s: rejected with its line before anything is sent", async (_what, output, told) => {
    await using at = await setUp();
    await mkdir(join(at.outDir, "folder.mp4"));
    await writeFile(join(at.outDir, "file.mp4"), "mine");
    const error = await failure(at.run([clip(1), { output }, clip(3)]));
    expect(error).toBeInstanceOf(ManifestError);
    expect(error.message).toMatch(told);
    expect((error as ManifestError).problems).toMatchObject([{ line: 2, hint: expect.stringMatching(/\w/) }]);
    expect(at.creates()).toBe(0);
    // Mended, it is made; nothing was paid for before.
    expect(await at.run([clip(1), { output: "花.mp4" }, clip(3)])).toMatchObject({ done: 3 });
    expect(at.creates()).toBe(3);
  });

  test.each(["file.mp4", "file.mp4/clips"])(
    "an outDir that cannot be created is rejected by name: %s",
    async (name) => {
      await using at = await setUp();
      await writeFile(join(at.outDir, "file.mp4"), "mine");
      const error = await failure(at.run([{}], { outDir: join(at.outDir, name) }));
      expect(error).toMatchObject({ code: "output_not_writable", hint: expect.stringContaining("another folder") });
      expect(error.message).toContain("file in its place");
      expect(at.creates()).toBe(0);
    },
  );

  test("a name of exactly 255 bytes is valid: the temporary name is not longer", async () => {
    await using at = await setUp();
    const output = `${"花".repeat(83)}xx.mp4`;
    expect(Buffer.byteLength(output)).toBe(255);
    expect(await at.run([{ output }])).toMatchObject({ done: 1 });
  });

  test.runIf(process.getuid?.() !== 0)(
    "a folder that is not writable is rejected before anything is paid for",
    async () => {
      await using at = await setUp();
      await mkdir(join(at.outDir, "closed"));
      await chmod(join(at.outDir, "closed"), 0o500);
      expect((await failure(at.run([{ output: "closed/deep/a.mp4" }]))).message).toContain("not writable");
      expect(at.creates()).toBe(0);
    },
  );

  test.runIf(process.getuid?.() !== 0)(
    "an outDir that is not writable is rejected too: clips are downloaded to it, also those of its folders",
    async () => {
      await using at = await setUp();
      await mkdir(join(at.outDir, "open"));
      await chmod(at.outDir, 0o500);
      const error = await failure(at.run([{ output: "open/a.mp4" }], { ledger: join(at.folder, "ledger.jsonl") }));
      expect(error).toMatchObject({ code: "output_not_writable", message: expect.stringContaining("EACCES") });
      expect(at.creates()).toBe(0);
      await chmod(at.outDir, 0o700);
    },
  );

  test.each([
    [["x.mp4", "x.mp4/y.mp4"], /line 2 .*inside the output of line 1/],
    [["x.mp4/y/z.mp4", "x.mp4"], /line 2 .*a folder of the output of line 1/],
    [["x.mp4", "./x.mp4"], /line 2 has the same output as line 1/],
  ])("two outputs cannot be equal or inside each other: %j", async (outputs, told) => {
    await using at = await setUp();
    const lines = outputs.map((output, index) => ({ ...clip(index), output }));
    expect((await failure(at.run(lines))).message).toMatch(told);
    const report = await at.stream(lines);
    expect(report.items.map(({ status }) => status)).toEqual(["completed", "failed"]);
    expect(report.items[1]?.error?.code).toBe("manifest_invalid");
    expect(at.creates()).toBe(1);
  });

  test("a changed output is copied or downloaded, and not paid for again", async () => {
    await using at = await setUp();
    await at.run([{ output: "old.mp4" }, clip(2)]);
    const bytes = await readFile(join(at.outDir, "old.mp4"));
    expect(await at.run([{ output: "new/name.mp4" }, clip(2)])).toMatchObject({ skipped: 2, cost: { usd: 0 } });
    expect(await readFile(join(at.outDir, "new", "name.mp4"))).toEqual(bytes);
    // Where the old one is gone, from the server.
    await unlink(join(at.outDir, "old.mp4"));
    expect(await at.run([{ output: "third.mp4" }, clip(2)])).toMatchObject({ done: 1, skipped: 1 });
    expect(await readFile(join(at.outDir, "third.mp4"))).toEqual(bytes);
    expect(at.creates()).toBe(2);
    // But never over a file that is another's.
    await writeFile(join(at.outDir, "mine.mp4"), "mine");
    expect((await failure(at.run([{ output: "mine.mp4" }]))).message).toContain("would overwrite");
    await rename(join(at.outDir, "mine.mp4"), join(at.outDir, "yours.mp4"));
    expect(await at.run([{ output: "mine.mp4" }])).toMatchObject({ skipped: 1 });
  });

  test("identical lines with different outputs are rejected unless they have their own keys", async () => {
    await using at = await setUp();
    const lines = [{ output: "a.mp4" }, { output: "b.mp4" }];
    const error = await failure(at.run(lines));
    expect(error.message).toMatch(/line 2 is the same as line 1, except for its output \(.*its own key/);
    expect((await at.stream(lines)).items.map(({ status }) => status)).toEqual(["completed", "failed"]);
    expect(at.creates()).toBe(1);
    expect(await at.run([lines[0]!, { ...lines[1]!, key: "second" }])).toMatchObject({ done: 1, skipped: 1 });
    expect(at.creates()).toBe(2);
  });
});

describe("a file at an output that the ledger does not know", () => {
  const byHand = "made by hand";

  test("is not overwritten after a run in which the line failed", async () => {
    await using at = await setUp({ script: "failing" });
    const output = join(at.outDir, "hero.mp4");
    const line = { key: "hero", output: "hero.mp4" };
    expect(await at.run([line])).toMatchObject({ failed: 1 });
    await writeFile(output, byHand);
    // Nothing is written by a run that keeps the failure.
    expect(await at.run([line, clip(2)])).toMatchObject({ failed: 2 });
    expect((await failure(at.run([line], { retryFailed: true }))).message).toContain("would overwrite");
    expect(await readFile(output, "utf8")).toBe(byHand);
    expect(at.creates()).toBe(2);
  });

  test.each(["rejected", "intent", "ambiguous"] as const)("is not overwritten if the line is %s", async (status) => {
    await using at = await setUp();
    await writeFile(join(at.outDir, "hero.mp4"), byHand);
    const attempt = {
      v: 1,
      key: "hero",
      model: "sora-2",
      seconds: 4,
      size: "720x1280",
      sentAt: 1,
      baseURL: "http://a.test",
      dialect: "openai",
    };
    const error = { code: "not_found", message: "no", retryable: true };
    const entry = { v: 1, status, key: "hero", attempt, error, candidates: [] };
    await writeFile(join(at.outDir, "ugoku.ledger.jsonl"), `${JSON.stringify(entry)}\n`);
    expect((await failure(at.run([{ key: "hero", output: "hero.mp4" }]))).message).toContain("would overwrite");
    expect(await readFile(join(at.outDir, "hero.mp4"), "utf8")).toBe(byHand);
    expect(at.creates()).toBe(0);
  });

  test("is compared with the clip of a job that is open: kept if it is the same, else the line fails", async () => {
    await using at = await setUp();
    const output = join(at.outDir, "hero.mp4");
    const ledger = join(at.outDir, "ugoku.ledger.jsonl");
    const line = { key: "hero", output: "hero.mp4" };
    await at.run([line]);
    const bytes = await readFile(output);
    // As if the process had ended between saving the clip and recording it.
    const lines = (await readFile(ledger, "utf8")).split("\n").filter((text) => !text.includes('"completed"'));
    await writeFile(ledger, lines.join("\n"));
    const { ino } = await lstat(output);
    expect(await at.run([line])).toMatchObject({ done: 1 });
    expect((await lstat(output)).ino).toBe(ino);

    await writeFile(ledger, lines.join("\n"));
    const foreign = Buffer.from(bytes);
    foreign[foreign.length - 1]! ^= 1;
    await writeFile(output, foreign);
    const report = await at.run([line]);
    expect(report).toMatchObject({ failed: 1, items: [{ error: { code: "output_exists" } }] });
    expect(await readFile(output)).toEqual(foreign);
    await unlink(output);
    expect(await at.run([line])).toMatchObject({ done: 1 });
    expect(at.creates()).toBe(1);
  });

  test("and that was edited after it was saved keeps its content under another name", async () => {
    await using at = await setUp();
    const output = join(at.outDir, "hero.mp4");
    await at.run([{ output: "hero.mp4" }]);
    const bytes = await readFile(output);
    await writeFile(output, byHand);
    expect(await at.run([{ output: "hero.mp4" }])).toMatchObject({ done: 1 });
    expect(await readFile(output)).toEqual(bytes);
    const aside = execFileSync("ls", [at.outDir], { encoding: "utf8" }).match(/hero-changed-\d+\.mp4/)?.[0] ?? "";
    expect(await readFile(join(at.outDir, aside), "utf8")).toBe(byHand);
    expect(at.creates()).toBe(1);
  });

  const special: Record<string, (path: string) => unknown> = {
    "a FIFO": (path) => execFileSync("mkfifo", [path]),
    "a device": (path) => symlink("/dev/null", path),
    "a link to nothing": (path) => symlink("nowhere.mp4", path),
    "a link to a file": async (path) => {
      await writeFile(`${path}.target`, byHand);
      await symlink(`${path}.target`, path);
    },
  };

  test.runIf(process.platform !== "win32").each(Object.entries(special))(
    "%s is rejected before anything is paid for",
    async (_, make) => {
      await using at = await setUp();
      const path = join(at.outDir, "hero.mp4");
      await make(path);
      const { ino } = await lstat(path);
      expect((await failure(at.run([{ output: "hero.mp4" }]))).message).toContain("not a regular file");
      expect((await at.stream([{ output: "hero.mp4" }])).items[0]?.error?.code).toBe("manifest_invalid");
      expect((await lstat(path)).ino).toBe(ino);
      expect(at.creates()).toBe(0);
    },
  );
});

describe.runIf(process.platform !== "win32")("a symbolic link in the output folder that leads out of it", () => {
  test.each(["out/hero.mp4", "out/deep/er/hero.mp4"])("is rejected before anything is paid for: %s", async (output) => {
    await using at = await setUp();
    await mkdir(join(at.folder, "elsewhere"));
    await symlink(join(at.folder, "elsewhere"), join(at.outDir, "out"));
    const error = await failure(at.run([{ output }]));
    expect(error.message).toContain("outside the output folder");
    expect(at.creates()).toBe(0);
  });

  test("is rejected if it appears during the run", async () => {
    await using at = await setUp();
    await mkdir(join(at.folder, "elsewhere"));
    const lines = [clip(1), { ...clip(2), output: "out/2.mp4" }];
    const report = await at.run(lines, {
      concurrency: 1,
      onEvent: ({ type }: { type: string }) => {
        if (type === "accepted") execFileSync("ln", ["-sfn", join(at.folder, "elsewhere"), join(at.outDir, "out")]);
      },
    });
    expect(report).toMatchObject({ done: 1, failed: 1 });
    expect(report.items[1]?.error?.message).toContain("outside the output folder");
    expect(at.creates()).toBe(1);
  });

  test("is allowed inside the folder, and as the folder itself", async () => {
    await using at = await setUp();
    await mkdir(join(at.outDir, "real"));
    await symlink("real", join(at.outDir, "inside"));
    await symlink(at.outDir, join(at.folder, "alias"));
    expect(await at.run([{ output: "inside/a.mp4" }], { outDir: join(at.folder, "alias") })).toMatchObject({ done: 1 });
    expect((await readFile(join(at.outDir, "real", "a.mp4"))).length).toBeGreaterThan(0);
  });
});

test("default outputs have 64 bits of the key", async () => {
  await using at = await setUp();
  const { items } = await at.run([{}, { key: "SKU 1".replace(" ", "/") }]);
  expect(items.map(({ output }) => output.slice(at.outDir.length + 1))).toEqual([
    expect.stringMatching(/^photo-[0-9a-f]{16}\.mp4$/),
    expect.stringMatching(/^SKU_1-[0-9a-f]{16}\.mp4$/),
  ]);
});

describe("animateAll() › paths of the folder and of the ledger", () => {
  test.each([
    [
      "a folder that is a file",
      { outDir: "file" },
      "output_not_writable",
      /cannot be created or written to: there is a file in its place, .*file \(/,
    ],
    [
      "a folder inside a file",
      { outDir: "file/clips" },
      "output_not_writable",
      /clips cannot be created or written to: there is a file in its place, .*file \(/,
    ],
    ["a ledger that is a folder", { ledger: "folder" }, "ledger_not_writable", /folder cannot be used: it is a folder/],
    ["a ledger inside a file", { ledger: "file/a/l.jsonl" }, "ledger_not_writable", /a part of its path is a file/],
  ])("%s: rejected before an item is read", async (_what, paths, code, message) => {
    await using folder = await emptyFolder();
    await writeFile(join(folder.path, "file"), "mine");
    await mkdir(join(folder.path, "folder"));
    let isRead = false;
    const items = {
      *[Symbol.iterator]() {
        isRead = true;
        yield { image: "photo.png", prompt };
      },
    };
    const absolute = Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, join(folder.path, path)]));
    const ugoku = clientOf("http://localhost:9/v1");
    const error = await failure(animateAll(items, { ugoku, outDir: join(folder.path, "clips"), ...absolute }));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message), hint: expect.stringMatching(/\w/) });
    expect(isRead).toBe(false);
    expect(await folder.names()).toEqual(["file", "folder"]);
  });

  test.each([
    ["a folder", (path: string) => mkdir(path), /it is a folder \(EISDIR\)/],
    ["a path in a folder that is missing", () => {}, /its folder does not exist \(ENOENT\)/],
  ])("openJsonlLedger() of %s says so", async (what, make, message) => {
    await using folder = await emptyFolder();
    const path = join(folder.path, what === "a folder" ? "x" : "x/l.jsonl");
    await make(path);
    const error = await failure(openJsonlLedger(path));
    expect(error).toMatchObject({ code: "ledger_not_writable", message: expect.stringMatching(message) });
  });
});
