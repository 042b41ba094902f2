// @module-tag slow

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "./build-worker.js";
import { picture } from "./picture.js";

const run = promisify(execFile);
const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** A program that renders a clip and prints the result. */
const script = `
  import { readFile } from "node:fs/promises";
  const { createPreviewRenderer } = await import("./preview.js");
  const bytes = new Uint8Array(await readFile("image.jpg"));
  const request = { jobId: "a", model: "m", prompt: "", seconds: 0.5, width: 64, height: 64, image: { bytes, type: "image/jpeg" },
    signal: new AbortController().signal, onProgress: () => {} };
  const result = await createPreviewRenderer().render(request).then(
    (clip) => ({ bytes: clip.video.bytes.length }), (error) => error.toJSON());
  console.log(JSON.stringify(result));
`;

/** The same with preview(), where the create request rejects. */
const submitScript = `
  import { readFile } from "node:fs/promises";
  const { preview } = await import("./endpoint.js");
  const endpoint = preview();
  const body = new FormData();
  for (const [name, value] of Object.entries({ model: "preview", prompt: "Pan.", seconds: "0.5", size: "64x64" })) body.set(name, value);
  body.set("input_reference", new Blob([await readFile("image.jpg")], { type: "image/jpeg" }), "image.jpg");
  const url = "http://preview.invalid/v1/videos";
  const result = await endpoint.fetch(new Request(url, { method: "POST", body })).then(
    async (response) => ({ status: response.status }), (error) => error.toJSON());
  const { data } = await (await endpoint.fetch(new Request(url))).json();
  console.log(JSON.stringify({ ...result, jobs: data.length }));
`;

describe("createPreviewRenderer()", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "ugoku-missing-"));
    await bundle("preview/renderer.ts", folder, "preview.js");
    await bundle("preview/worker.ts", folder, "preview-worker.js");
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await writeFile(join(folder, "image.jpg"), await picture(64, 64));
    await bundle("preview.ts", folder, "endpoint.js");
    await writeFile(join(folder, "run.js"), script);
    await writeFile(join(folder, "submit.js"), submitScript);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function renderWith(names: readonly string[], file = "run.js") {
    await rm(join(folder, "node_modules"), { recursive: true, force: true });
    await mkdir(join(folder, "node_modules"));
    for (const name of names) await symlink(join(modules, name), join(folder, "node_modules", name), "junction");
    const { stdout } = await run(process.execPath, [file], { cwd: folder, timeout: 20_000 });
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  it("renders with the optional package, and lets the process exit", async () => {
    expect(await renderWith(["sharp"])).toEqual({ bytes: expect.any(Number) });
  });

  it("rejects with an install hint if it is missing", async () => {
    const error = await renderWith([]);
    expect(error.code).toBe("preview_unavailable");
    expect(error.message).toBe(`The preview engine needs the package "sharp", which is not installed.`);
    expect(error.hint).toMatch(/^Run: npm install sharp \(/);
    // preview() rejects the create request, and leaves no job.
    expect(await renderWith([], "submit.js")).toMatchObject({ ...error, jobs: 0 });
  });
});
