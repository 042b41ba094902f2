// @module-tag slow

import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { expect, test } from "vitest";
import { bundleSources } from "../../bench/bundle.mjs";
import { emptyFolder } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";

const source = (path: string) => JSON.stringify(resolve(import.meta.dirname, "../../src", path));

/** Animates the photos of a list where sharp is not installed; prints the error or the report, and the requests. */
const program = `
import { createUgoku } from ${source("index.ts")};
import { animateAll } from ${source("batch.ts")};
import { createFakeVideosApi } from ${source("testing.ts")};
const fake = createFakeVideosApi({ script: { queuedMs: 0, runningMs: 0 } });
const ugoku = createUgoku({ baseURL: "http://fake.test/v1", logger: false, pollInterval: 1, fetch: fake.fetch });
const items = process.argv.slice(3).map((image) => ({ image, prompt: "The flowers slowly sway in the wind.", key: image.replace(".png", "") }));
async function* stream() { yield* items; }
const result = await animateAll(process.argv[2] === "stream" ? stream() : items, { ugoku, outDir: "clips", lint: "off" }).then(
  ({ done, failed }) => ({ done, failed }),
  ({ code, message, problems }) => ({ code, message, indices: problems.map(({ index }) => index) }),
);
console.log(JSON.stringify({ ...result, requests: fake.requests.length }));
`;

test("animateAll() without sharp refuses images that must be decoded before anything is sent; a stream makes the others", async () => {
  await using folder = await emptyFolder();
  const file = join(folder.path, "program.mjs");
  await bundleSources({ contents: program, resolveDir: import.meta.dirname }, file);
  // Node finds no sharp in the folders above it.
  await mkdir(join(folder.path, "node_modules"));
  await writeFile(join(folder.path, "fits.png"), await portrait());
  const wide = sharp({ create: { width: 800, height: 1280, channels: 3, background: "#c8803c" } });
  await writeFile(join(folder.path, "wide.png"), await wide.png().toBuffer());
  const run = async (...words: string[]): Promise<unknown> => {
    const { stdout } = await promisify(execFile)(process.execPath, [file, ...words], { cwd: folder.path });
    return JSON.parse(stdout);
  };
  expect(await run("list", "fits.png", "wide.png")).toEqual({
    code: "manifest_invalid",
    message: expect.stringContaining("Run `npm install sharp`"),
    indices: [1],
    requests: 0,
  });
  expect(await run("stream", "wide.png", "fits.png")).toMatchObject({ done: 1, failed: 1 });
  expect(await run("list", "fits.png")).toMatchObject({ done: 0, failed: 0, requests: 0 });
});
