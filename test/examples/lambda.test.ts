// @module-tag slow
// @module-tag node-independent

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { createFakeVideosApi } from "../../src/testing.js";
import type { Folder } from "../helpers/folders.js";
import { serve, type WireServer } from "../helpers/servers.js";
import { type Aws, serveAws } from "./aws.js";
import { getExample, readersFolder, run } from "./page.js";

// Each test starts processes: time enough for a machine that is busy with others.
vi.setConfig({ testTimeout: 120_000 });

type Fake = ReturnType<typeof createFakeVideosApi>;
const order = { id: "order-1", image: "photo.jpg", prompt: "The woman slowly turns to the right and smiles." };

/** The fake over a socket; `losesAnswers`: it takes a create, and its answer does not arrive. */
function serveVideos(fake: Fake, losesAnswers = false): Promise<WireServer> {
  return serve(async ({ method, url, headers, body }, response) => {
    const init = { method, headers: headers as Record<string, string> };
    const request = new Request(
      `http://127.0.0.1${url}`,
      method === "GET" ? init : { ...init, body: new Uint8Array(body) },
    );
    const answer = await fake.fetch(request);
    if (method === "POST" && losesAnswers) return void response.destroy();
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
}

/** A container: a process that loads the two handlers, is called some times, and ends. */
async function invoke(folder: Folder, aws: Aws, videos: WireServer, calls: readonly (readonly [string, unknown])[]) {
  const script = `import * as handlers from "./aws-lambda.mjs";
for (const [name, event] of ${JSON.stringify(calls)}) console.log(JSON.stringify(await handlers[name](event)));`;
  const name = `container-${Math.random().toString(36).slice(2)}.mjs`;
  writeFileSync(join(folder.path, name), script);
  const { code, out, said } = await run(`node ${name}`, folder, { ...aws.env, UGOKU_BASE_URL: videos.baseURL });
  expect({ code, said }).toMatchObject({ code: 0 });
  return {
    answers: out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
    said,
  };
}

const take = (aws: Aws) => ({ Records: aws.messages.splice(0).map(({ messageId, body }) => ({ messageId, body })) });
const creates = ({ requests }: WireServer) => requests.filter(({ method }) => method === "POST").length;
const isAttempt = ({ body }: { readonly body: string }) => "attempt" in JSON.parse(body);

test("Lambda example › an order that two containers get at once is paid once", async () => {
  const fake = createFakeVideosApi();
  await using videos = await serveVideos(fake);
  await using aws = await serveAws();
  await using folder = await readersFolder(getExample("AWS Lambda and SQS"));
  const both = await Promise.all([1, 2].map(() => invoke(folder, aws, videos, [["submit", order]])));
  expect(both.map(({ answers }) => answers[0].state).toSorted()).toEqual(["submitted", "uncertain"]);
  expect(creates(videos)).toBe(1);
  expect(aws.messages.filter(isAttempt).map(({ delay }) => delay)).toEqual([30]);

  // One message that is nobody's comes with them: only that one is to come again.
  const { Records } = take(aws);
  const event = { Records: [...Records, { messageId: "damaged", body: '{"id":"x","ticket":{}}' }] };
  const { answers } = await invoke(folder, aws, videos, [["poll", event]]);
  expect(answers).toEqual([{ batchItemFailures: [{ itemIdentifier: "damaged" }] }]);
  expect(aws.objects.get("/bucket/clips/order-1.mp4")?.toString("latin1", 4, 8)).toBe("ftyp");
  // The attempt has become a ticket.
  expect(aws.messages.map(isAttempt)).toEqual([false]);
  expect(creates(videos)).toBe(1);
});

test("Lambda example › a lost create response is reconciled, and a running job is queued again", async () => {
  const fake = createFakeVideosApi({
    script: { queuedMs: 0, runningMs: Number.POSITIVE_INFINITY, pollAfterMs: 60_000 },
  });
  await using videos = await serveVideos(fake, true);
  await using aws = await serveAws();
  await using folder = await readersFolder(getExample("AWS Lambda and SQS"));
  const first = await invoke(folder, aws, videos, [["submit", order]]);
  expect(first.answers[0]).toEqual({ id: "order-1", state: "uncertain" });
  const second = await invoke(folder, aws, videos, [["poll", take(aws)]]);
  expect(second.answers).toEqual([{ batchItemFailures: [] }]);
  const [found] = aws.messages;
  expect(JSON.parse(found?.body ?? "")).toMatchObject({ id: "order-1", ticket: { id: fake.jobs[0]?.id } });

  const third = await invoke(folder, aws, videos, [["poll", take(aws)]]);
  expect(third.answers).toEqual([{ batchItemFailures: [] }]);
  expect(aws.messages).toHaveLength(1);
  expect(aws.messages[0]?.delay).toBeGreaterThan(30);
  expect(aws.messages[0]?.delay).toBeLessThanOrEqual(60);
  expect(creates(videos)).toBe(1);
});

test("Lambda example › a failed job is recorded and not queued again", async () => {
  const fake = createFakeVideosApi({ script: "moderation" });
  await using videos = await serveVideos(fake);
  await using aws = await serveAws();
  await using folder = await readersFolder(getExample("AWS Lambda and SQS"));
  await invoke(folder, aws, videos, [["submit", order]]);
  const { answers } = await invoke(folder, aws, videos, [["poll", take(aws)]]);
  expect(answers).toEqual([{ batchItemFailures: [] }]);
  expect(JSON.parse(String(aws.objects.get("/bucket/clips/order-1.error.json")))).toMatchObject({
    code: "moderation_blocked",
  });
  expect(aws.messages).toEqual([]);
});
