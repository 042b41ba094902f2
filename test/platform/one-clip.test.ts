// @module-tag slow

// The built package in processes of its own: from the image to the file without Node's fetch, whose code takes longer to load than
// all else. Runs on each Node of the matrix: the source of that fetch, by which it is recognized, is Node's own affair.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createFakeVideosApi } from "../../src/testing.js";
import { emptyFolder } from "../helpers/folders.js";
import { clipBytes, serveStandIn, standInKey, standIns } from "../services/stand-ins.js";

const root = join(import.meta.dirname, "../..");

/** The modules of undici that a process has loaded after one clip, and the bytes of the clip. `create`: the client's code. */
async function run(format: "esm" | "cjs", create: string): Promise<unknown> {
  await using folder = await emptyFolder();
  const load = (entry: string) =>
    format === "esm"
      ? `await import(${JSON.stringify(pathToFileURL(join(root, `dist/${entry}.js`)).href)})`
      : `require(${JSON.stringify(join(root, `dist/${entry}.cjs`))})`;
  const program = `(async () => {
    const { createUgoku } = ${load("index")};
    const services = ${load("services")};
    const { animate } = createUgoku({ ...${create}, pollInterval: 10, logger: false });
    const clip = await animate(${JSON.stringify(join(root, "examples/cafe.jpg"))})
      .withPrompt("The woman slowly turns her head.").lint("off").render();
    const { bytes } = await clip.saveTo(${JSON.stringify(join(folder.path, "clip.mp4"))});
    const undici = process.moduleLoadList.filter((name) => name.includes("undici"));
    console.log(JSON.stringify({ bytes, undici }));
  })();`;
  const words = format === "esm" ? ["--input-type=module", "-e", program] : ["-e", program];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  return JSON.parse(stdout);
}

test.each(["esm", "cjs"] as const)("a clip of a server loads no undici (%s)", async (format) => {
  const fake = createFakeVideosApi({ apiKey: "key-123456" });
  const server = await fake.listen({ port: 0 });
  const options = JSON.stringify({ baseURL: server.url, apiKey: "key-123456" });
  try {
    expect(await run(format, options)).toEqual({ bytes: expect.any(Number), undici: [] });
  } finally {
    await server.close();
  }
  expect(fake.requests.map(({ method }) => method)).toEqual(["POST", ...fake.requests.slice(1).map(() => "GET")]);
});

test.each(["runway", "fal", "replicate", "kling"])("a clip of %s loads no undici", async (name) => {
  const standIn = standIns.find((one) => one.name === name);
  if (!standIn) throw new Error(`no ${name}`);
  await using service = await serveStandIn(standIn);
  const options = JSON.stringify({ apiKey: standInKey, baseURL: service.origin });
  expect(await run("esm", `{ endpoint: services.${name}(${options}) }`)).toEqual({
    bytes: clipBytes.length,
    undici: [],
  });
});
