// @module-tag slow

import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { expect, test } from "vitest";
import { bundleSources } from "../../bench/bundle.mjs";
import { emptyFolder } from "../helpers/folders.js";

const source = (path: string) => JSON.stringify(resolve(import.meta.dirname, "../../src", path));

/** Prints what `plan()`, `submit()` and `animateAll()` say of each image where sharp is not installed, and counts the requests. */
const program = `
import { createUgoku } from ${source("index.ts")};
import { animateAll } from ${source("batch.ts")};
import { preview } from ${source("preview.ts")};
import { runway } from ${source("services.ts")};
let requests = 0;
const fetch = async () => { requests++; return Response.json({ id: "job-1" }); };
const endpoints = { preview: preview(), runway: runway({ apiKey: "key", fetch }), server: undefined };
const report = (promise) => promise.then(() => "accepted", ({ code, message, hint }) => ({ code, message, hint }));
const said = {};
const prompt = "The flowers slowly sway in the wind.";
for (const [name, endpoint] of Object.entries(endpoints)) {
  const ugoku = createUgoku({ logger: false, maxRetries: 0, ...(endpoint ? { endpoint } : { baseURL: "http://fake.test/v1", fetch }) });
  for (const image of process.argv.slice(2)) {
    const animation = ugoku.animate(image, { prompt, size: "1280x720" });
    const [plan, submit] = [await report(animation.plan()), await report(animation.submit())];
    // A batch would wait for the job that these requests seem to create.
    const batch = plan === "accepted" ? undefined : await report(animateAll([{ image, prompt, size: "1280x720" }], { ugoku, outDir: name + image }));
    said[name + " " + image] = { plan, submit, batch };
  }
}
console.log(JSON.stringify({ said, requests }));
`;

test("without sharp, plan() refuses what submit() refuses, and the preview any image", async () => {
  await using folder = await emptyFolder();
  const file = join(folder.path, "program.mjs");
  await bundleSources({ contents: program, resolveDir: import.meta.dirname }, file);
  // Node finds no sharp in the folders above it.
  await mkdir(join(folder.path, "node_modules"));
  const draw = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: "#c8803c" } }).jpeg();
  await writeFile(join(folder.path, "fits.jpg"), await draw(1280, 720).toBuffer());
  await writeFile(join(folder.path, "large.jpg"), await draw(2560, 1440).toBuffer());
  await writeFile(join(folder.path, "turned.jpg"), await draw(720, 1280).withMetadata({ orientation: 6 }).toBuffer());
  const { stdout } = await promisify(execFile)(process.execPath, [file, "fits.jpg", "large.jpg", "turned.jpg"], {
    cwd: folder.path,
  });
  const { said, requests } = JSON.parse(stdout) as {
    said: Record<string, Record<"plan" | "submit" | "batch", unknown>>;
    requests: number;
  };
  const unavailable = {
    code: "preview_unavailable",
    message: 'The preview engine needs the package "sharp", which is not installed.',
    hint: expect.stringMatching(/^Run: npm install sharp \(/),
  };
  const refused = (name: string, sizes: string) => ({
    code: "image_decoder_missing",
    message: expect.stringMatching(new RegExp(`^${name} has to be \\w+ to \\d+x\\d+: sharp could not be loaded\\.$`)),
    hint: `Run \`npm install sharp\`, or pass an upright image of ${sizes}.`,
  });
  const shape = "1280x720 pixels, or of the same shape up to 1920x1080";
  for (const name of ["fits.jpg", "large.jpg", "turned.jpg"]) {
    expect(said[`preview ${name}`]).toEqual({ plan: unavailable, submit: unavailable, batch: unavailable });
    if (name === "fits.jpg") continue;
    for (const [endpoint, sizes] of [
      ["runway", shape],
      ["server", "exactly 1280x720 pixels"],
    ] as const) {
      const error = refused(name, sizes);
      const { plan, submit, batch } = said[`${endpoint} ${name}`] ?? {};
      expect(plan).toEqual(error);
      expect(submit).toEqual(error);
      expect(batch).toMatchObject({ code: "manifest_invalid", message: expect.stringContaining(error.hint) });
    }
  }
  expect(said["runway fits.jpg"]).toMatchObject({ plan: "accepted", submit: "accepted" });
  // Only submit() of the image that fits, at the service and the server.
  expect(requests).toBe(2);
});
