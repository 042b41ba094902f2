// @module-tag slow
// @module-tag node-independent

/** Runs the handlers of docs/guides/webhooks.md, with the built package and a fake server. */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { describe, expect, test, vi } from "vitest";
import { blocks } from "../../scripts/docs/markdown.mjs";
import { read } from "../../scripts/docs/pages.mjs";
import { readersFolder, run } from "../examples/page.js";

// It starts a process: time enough for a machine that is busy with others.
vi.setConfig({ testTimeout: 120_000 });

const handlers = blocks(read("docs/guides/webhooks.md"))
  .map(({ code }) => code)
  .filter((code) => code.includes("export async function POST"));
const [plain = "", withRedis = ""] = handlers;

/** Delivers the event of a job until it is answered with 2xx, and then once more. */
const program = `
import { createUgoku } from "ugoku";
import { createFakeVideosApi, sampleImage } from "ugoku/testing";
import { signWebhook } from "ugoku/webhook";

const fake = createFakeVideosApi(JSON.parse(process.argv[3]));
globalThis.fetch = (input, init) => fake.fetch(input, init);
const stored = new Map();
globalThis.redis = {
  set: async (key, value) => (stored.has(key) ? null : (stored.set(key, value), "OK")),
  del: async (key) => Number(stored.delete(key)),
};
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
process.env.WEBHOOK_SECRET = secret;
const { POST } = await import("./handler.mjs");

const { animate } = createUgoku({ baseURL: "https://videos.example/v1", logger: false });
const job = await animate(sampleImage()).withPrompt("The woman slowly turns to the right and smiles.").submit();
await job.wait().catch(() => {});
const event = { id: "evt_1", type: process.argv[2], created_at: 1, data: { id: job.id } };
const answer = async () => {
  const signed = await signWebhook(event, secret, { id: "msg_1" });
  // A framework answers 500 to an error of the handler.
  const response = await POST(new Request("https://app.example/webhooks", { method: "POST", ...signed })).catch(() => null);
  return response ? [response.status, await response.text()].join(" ") : "500";
};
for (let attempt = 0; attempt < 3; attempt++) {
  const said = await answer();
  console.log(said);
  if (said.startsWith("2")) break;
}
console.log(await answer());
`;

async function deliver(handler: string, type: "video.completed" | "video.failed" | "image.completed", options: object) {
  await using folder = await readersFolder({ title: "", files: [], packages: [], commands: [] });
  const { code } = await transform(handler, { loader: "ts", format: "esm" });
  writeFileSync(join(folder.path, "handler.mjs"), code);
  writeFileSync(join(folder.path, "deliver.mjs"), program);
  mkdirSync(join(folder.path, "clips"));
  const { out, said } = await run(`node deliver.mjs ${type} ${JSON.stringify(options)}`, folder);
  return { answers: out.trim().split("\n"), said, clips: readdirSync(join(folder.path, "clips")).length };
}

describe("the handlers of the guide", () => {
  const refused = { faults: [{ on: "content", kind: "status", status: 403 }] };

  test.each([
    ["without a store", plain, "200 ok"],
    ["with Redis", withRedis, "200 webhook_replayed"],
  ])("%s", async (_, handler, repeat) => {
    expect(await deliver(handler, "video.completed", refused)).toMatchObject({
      answers: ["500", "200 ok", repeat],
      clips: 1,
    });
    const failed = await deliver(handler, "video.failed", { script: "failing" });
    expect(failed).toMatchObject({
      answers: ["200 ok", repeat],
      clips: 0,
      said: expect.stringContaining("internal_error"),
    });
    const other = await deliver(handler, "image.completed", {});
    expect(other.answers).toEqual(["200 webhook_event_unknown", "200 webhook_event_unknown"]);
  });
});
