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

/** Renders in a process of its own and prints what came of it. */
const script = `
  import { readFile } from "node:fs/promises";
  const { createPreviewRenderer } = await import("./preview.js");
  const bytes = new Uint8Array(await readFile("image.jpg"));
  const request = { jobId: "a", model: "m", prompt: "", seconds: 0.5, width: 64, height: 64, image: { bytes, type: "image/jpeg" },
    signal: new AbortController().signal, onProgress: () => {} };
  const said = await createPreviewRenderer().render(request).then(
    (clip) => ({ bytes: clip.video.bytes.length }), (error) => error.toJSON());
  console.log(JSON.stringify(said));
`;

/** The same through the endpoint, which says it at the create. */
const submitScript = `
  import { readFile } from "node:fs/promises";
  const { preview } = await import("./endpoint.js");
  const endpoint = preview();
  const body = new FormData();
  for (const [name, value] of Object.entries({ model: "preview", prompt: "Pan.", seconds: "0.5", size: "64x64" })) body.set(name, value);
  body.set("input_reference", new Blob([await readFile("image.jpg")], { type: "image/jpeg" }), "image.jpg");
  const url = "http://preview.invalid/v1/videos";
  const said = await endpoint.fetch(new Request(url, { method: "POST", body })).then(
    async (response) => ({ status: response.status }), (error) => error.toJSON());
  const { data } = await (await endpoint.fetch(new Request(url))).json();
  console.log(JSON.stringify({ ...said, jobs: data.length }));
`;

describe("the optional packages", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "ugoku-missing-"));
    await bundle("renderer.ts", folder, "preview.js");
    await bundle("worker.ts", folder, "preview-worker.js");
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await writeFile(join(folder, "image.jpg"), await picture(64, 64));
    await bundle("index.ts", folder, "endpoint.js");
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

  it("renders with the two, and the process ends by itself", async () => {
    expect(await renderWith(["sharp", "h264-mp4-encoder"])).toEqual({ bytes: expect.any(Number) });
  });

  it.each([
    ["sharp", ["h264-mp4-encoder"]],
    ["h264-mp4-encoder", ["sharp"]],
  ])("says what to install when %s is missing", async (name, others) => {
    const error = await renderWith(others);
    expect(error.code).toBe("preview_unavailable");
    expect(error.message).toBe(`The preview engine needs the package "${name}", which is not installed.`);
    expect(error.hint).toMatch(/^Run: npm install sharp h264-mp4-encoder \(/);
    // And no job is left that would say "job_failed".
    expect(await renderWith(others, "submit.js")).toMatchObject({ ...error, jobs: 0 });
  });
});
