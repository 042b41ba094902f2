// @module-tag slow
// @module-tag node-independent

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { expect, test, vi } from "vitest";
import { createFakeVideosApi } from "../../src/testing.js";
import { getExample, readersFolder, run } from "./page.js";

// It starts a process: time enough for a machine that is busy with others.
vi.setConfig({ testTimeout: 120_000 });

const calls = `
import { readFileSync } from "node:fs";
import { GET, POST } from "./route.mjs";

const get = (...path) => GET(new Request("http://app.test/api/videos"), { params: Promise.resolve({ path }) });
const post = (fields) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return POST(new Request("http://app.test/api/videos", { method: "POST", body }));
};
const image = new File([readFileSync("photo.jpg")], "photo.jpg", { type: "image/jpeg" });
const said = async (response) => [response.status, await response.json()];

const [status, { id }] = await said(await post({ image, prompt: "The woman slowly turns to the right and smiles." }));
console.log(status, /^video_/.test(id));
console.log(...(await said(await get(id))).map((value) => JSON.stringify(value)));
console.log((await (await get(id, "content")).json()).status);
const clip = await get(id, "content");
console.log(clip.status, clip.headers.get("content-type"), Buffer.from(await clip.arrayBuffer()).toString("latin1", 4, 8));
console.log(...(await said(await post({ prompt: "no image" }))).map((value) => JSON.stringify(value)));
console.log((await said(await post({ image: new File(["text"], "a.jpg"), prompt: "She smiles." })))[0]);
console.log((await get(id, "elsewhere")).status, (await get()).status, (await get("video_unknown")).status);
`;

test("Next.js example › the handlers submit, poll and stream", async () => {
  // The job has ended by the third look, however long the first two take.
  const looks = (): number => fake.requests.filter(({ method }) => method === "GET").length;
  const clock = { now: () => 1_800_000_000_000 + (looks() >= 3 ? 1_000 : 0) };
  const fake = createFakeVideosApi({ script: { queuedMs: 0, runningMs: 500 }, clock });
  const server = await fake.listen();
  const example = getExample("Next.js route");
  await using folder = await readersFolder({ ...example, packages: [] });
  const { code } = await transform(example.files[0]?.code ?? "", { loader: "ts", format: "esm" });
  writeFileSync(join(folder.path, "route.mjs"), code);
  writeFileSync(join(folder.path, "calls.mjs"), calls);
  const { out, said } = await run("node calls.mjs", folder, { UGOKU_BASE_URL: server.url });
  await server.close();
  const lines = out.trim().split("\n");
  expect({ lines, said }).toMatchObject({
    lines: [
      "202 true",
      expect.stringMatching(/^200 \{"id":"video_\w+","status":"in_progress","progress":\d+\}$/),
      "in_progress",
      "200 video/mp4 ftyp",
      '400 {"message":"A form with image and prompt is needed."}',
      "422",
      "404 404 404",
    ],
  });
  expect(fake.jobs).toHaveLength(1);
});
