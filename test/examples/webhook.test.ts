// @module-tag slow
// @module-tag node-independent

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { createFakeVideosApi, type FakeOptions } from "../../src/testing.js";
import { getExample, readersFolder, run } from "./page.js";

// It starts a process: time enough for a machine that is busy with others.
vi.setConfig({ testTimeout: 120_000 });

/** Submits a job, and delivers its event as a sender does: up to three attempts, until one is answered with 2xx. */
const program = `
import { createUgoku } from "ugoku";
import { signWebhook } from "ugoku/webhook";
import { app } from "./webhook-hono.mjs";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const prompt = "The woman slowly turns to the right and smiles.";
const job = await createUgoku({ logger: false }).animate("photo.jpg").withPrompt(prompt).fit("cover").submit();
for await (const { status } of job.updates()) if (status === "failed") break;
const id = "msg_1";
const event = { id: "evt_1", type: process.argv[2], created_at: 1, data: { id: job.id } };
for (let attempt = 0; attempt < 3; attempt++) {
  const answer = await app.request("/webhooks", { method: "POST", ...(await signWebhook(event, secret, { id })) });
  console.log(answer.status, await answer.text());
  if (answer.ok) break;
}
const repeat = await app.request("/webhooks", { method: "POST", ...(await signWebhook(event, secret, { id })) });
console.log(repeat.status, await repeat.text());
`;

async function deliver(type: "video.completed" | "video.failed", options: FakeOptions) {
  const fake = createFakeVideosApi(options);
  const server = await fake.listen();
  await using folder = await readersFolder(getExample("Webhooks on Hono"));
  writeFileSync(join(folder.path, "deliver.mjs"), program);
  const { out, said } = await run(`node deliver.mjs ${type}`, folder, { UGOKU_BASE_URL: server.url });
  await server.close();
  return { answers: out.trim().split("\n"), said, names: await folder.names() };
}

describe("webhook example", () => {
  test("a clip that could not be saved is saved at the sender's next attempt", async () => {
    const { answers, names, said } = await deliver("video.completed", {
      faults: [{ on: "content", kind: "status", status: 403 }],
    });
    expect(answers).toEqual(["500 failed: send it again", "200 ok", "200 webhook_replayed"]);
    expect(names).toContainEqual(expect.stringMatching(/^video_\w+\.mp4$/));
    expect(said).toContain("403");
  });

  test("a failed job is recorded once, with the server's reason, and not sent again", async () => {
    const { answers, names, said } = await deliver("video.failed", { script: "failing" });
    expect(answers).toEqual(["200 ok", "200 webhook_replayed"]);
    expect(said.match(/internal_error/g)).toHaveLength(1);
    expect(names.filter((name) => name.endsWith(".mp4"))).toEqual([]);
  });
});
