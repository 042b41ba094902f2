// @module-tag slow

import { execFile } from "node:child_process";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { bundleSources } from "../../bench/bundle.mjs";
import { emptyFolder } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";

const root = resolve(import.meta.dirname, "../..");
const source = (path: string) => JSON.stringify(join(root, "src", path));

/** Animates the photos of a list; prints the error or the report, and the requests. */
const program = `
import { createUgoku } from ${source("index.ts")};
import { animateAll } from ${source("batch.ts")};
import { preview } from ${source("preview.ts")};
import { createFakeVideosApi } from ${source("testing.ts")};
const fake = createFakeVideosApi({ script: { queuedMs: 0, runningMs: 0 } });
const [, , kind, ...names] = process.argv;
const server = kind === "preview" ? { endpoint: { ...preview(), fetch: fake.fetch } } : { baseURL: "http://fake.test/v1", fetch: fake.fetch };
const ugoku = createUgoku({ ...server, logger: false, pollInterval: 1 });
const items = names.map((image) => ({ image, prompt: "The flowers slowly sway in the wind.", size: "720x1280", key: image.replace(/\\..*/, "") }));
async function* stream() { yield* items; }
const manifest = kind === "folder" ? "photos" : kind === "stream" ? stream() : items;
const defaults = { prompt: "The flowers slowly sway in the wind." };
const result = await animateAll(manifest, { ugoku, outDir: kind + "-clips", lint: "off", defaults }).then(
  ({ done, failed, skipped, items }) => ({ done, failed, skipped, said: items.map(({ error }) => error?.message) }),
  ({ code, message, problems }) => ({ code, message, problems }),
);
console.log(JSON.stringify({ ...result, requests: fake.requests.length }));
`;

/** Runs the program in an empty folder with three photos, where sharp is installed or not. */
async function startMachine() {
  const folder = await emptyFolder();
  const file = join(folder.path, "program.mjs");
  await bundleSources({ contents: program, resolveDir: import.meta.dirname }, file);
  const modules = join(folder.path, "node_modules");
  await writeFile(join(folder.path, "fits.png"), await portrait());
  const draw = (background: string) => sharp({ create: { width: 800, height: 1280, channels: 3, background } }).png();
  await mkdir(join(folder.path, "photos"));
  for (const [name, color] of Object.entries({ wide: "#c8803c", other: "#3c80c8" })) {
    const bytes = await draw(color).toBuffer();
    for (const place of [".", "photos"]) await writeFile(join(folder.path, place, `${name}.png`), bytes);
  }
  return {
    /** Node finds no sharp in the folders above it. */
    async install(hasSharp: boolean) {
      await rm(modules, { recursive: true, force: true });
      await (hasSharp ? symlink(join(root, "node_modules"), modules) : mkdir(modules));
    },
    async run(...words: string[]): Promise<unknown> {
      const { stdout } = await promisify(execFile)(process.execPath, [file, ...words], { cwd: folder.path });
      return JSON.parse(stdout);
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

describe("animateAll() without sharp", () => {
  test("refuses images that must be decoded before anything is sent; a stream makes the others", async () => {
    await using machine = await startMachine();
    await machine.install(false);
    expect(await machine.run("list", "fits.png", "wide.png")).toEqual({
      code: "manifest_invalid",
      message: expect.stringContaining("Run `npm install sharp`"),
      problems: [expect.objectContaining({ index: 1 })],
      requests: 0,
    });
    expect(await machine.run("stream", "wide.png", "fits.png")).toMatchObject({ done: 1, failed: 1 });
    expect(await machine.run("list", "fits.png")).toMatchObject({ done: 1, failed: 0 });
    expect(await machine.run("folder")).toMatchObject({
      message: expect.stringMatching(
        /^2 problems in the items:\n {2}other\.png is invalid.*\n {2}wide\.png is invalid/,
      ),
      requests: 0,
    });
  });

  test("refuses only images that are not completed yet", async () => {
    await using machine = await startMachine();
    await machine.install(true);
    for (const kind of ["list", "stream"])
      expect(await machine.run(kind, "fits.png", "wide.png")).toMatchObject({ done: 2 });
    expect(await machine.run("folder")).toMatchObject({ done: 2 });
    await machine.install(false);
    for (const kind of ["list", "stream"])
      expect(await machine.run(kind, "fits.png", "wide.png")).toMatchObject({ done: 0, skipped: 2, requests: 0 });
    expect(await machine.run("folder")).toMatchObject({ skipped: 2, requests: 0 });
    expect(await machine.run("list", "wide.png", "other.png")).toMatchObject({
      message: expect.stringMatching(/^1 problem in the items:\n {2}item 1 is invalid: other\.png has to be cropped/),
      requests: 0,
    });
    expect(await machine.run("stream", "wide.png", "other.png")).toMatchObject({
      ...{ skipped: 1, failed: 1, said: [null, expect.stringContaining("other.png has to be cropped")], requests: 0 },
    });
  });

  test("an endpoint that needs it refuses only clips that are not completed yet", async () => {
    await using machine = await startMachine();
    await machine.install(true);
    expect(await machine.run("preview", "fits.png")).toMatchObject({ done: 1 });
    await machine.install(false);
    expect(await machine.run("preview", "fits.png")).toMatchObject({ skipped: 1 });
    for (const names of [["fits.png", "wide.png"], ["other.png"]])
      expect(await machine.run("preview", ...names)).toMatchObject({ code: "preview_unavailable" });
  });
});
