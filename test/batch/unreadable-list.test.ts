import { expect, test } from "vitest";
import { animateAll } from "../../src/batch.js";
import type { UgokuOptions } from "../../src/index.js";
import { clientOf, prompt } from "../helpers/clients.js";
import { mp4 } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { emptyFolder } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";
import { isCreate, json, serve, video } from "../helpers/servers.js";

cleanEnvironment();

type Answer = { readonly status: number; readonly body: unknown };

/** A server that creates a job for each create request and loses the first response. `list`: its answer to each request for the list. */
async function serveLostCreate(list: (count: number) => Answer | "jobs") {
  const jobs: object[] = [];
  let lists = 0;
  const server = await serve((request, response) => {
    if (isCreate(request)) {
      const id = `video_${jobs.length + 1}`;
      jobs.unshift(video({ id, prompt, status: "completed", created_at: Math.floor(Date.now() / 1000) }));
      return jobs.length === 1 ? json(response, {}, 502) : json(response, jobs[0]);
    }
    if (request.url.endsWith("/content")) return void response.end(mp4(2_000));
    if (!/videos(\?|$)/.test(request.url)) return json(response, jobs.at(-1));
    lists += 1;
    const answer = list(lists);
    if (answer === "jobs") json(response, { object: "list", data: jobs, has_more: false });
    else json(response, answer.body, answer.status);
  });
  return Object.assign(server, { jobs, lists: () => lists });
}

async function run(baseURL: string, onAmbiguous: "report" | "resubmit", settleMs: number, options: UgokuOptions = {}) {
  await using folder = await emptyFolder();
  const item = { image: await portrait(), prompt, key: "sku-1", duration: 4, size: "720x1280" };
  const ugoku = clientOf(baseURL, options);
  const report = await animateAll([item], { ugoku, outDir: folder.path, lint: "off", settleMs, onAmbiguous });
  return report.items[0]!;
}

const notFound = { status: 404, body: "default backend - 404" };
const busy = { status: 200, body: { success: false, message: "system is busy" } };
/** Only the pauses are skipped. */
const quick = { sleep: async () => {} };

test.each([
  ["404", notFound],
  ["a refusal in a 200", busy],
] as const)("one answer of %s instead of a list: the job is found, and nothing is sent again", async (_, answer) => {
  for (const onAmbiguous of ["report", "resubmit"] as const)
    for (const settleMs of [1_500, 0]) {
      // The second request of a search is the one without page size and order.
      await using server = await serveLostCreate((count) => (count <= (answer === busy ? 2 : 1) ? answer : "jobs"));
      expect(await run(server.baseURL, onAmbiguous, settleMs)).toMatchObject({ status: "completed", jobId: "video_1" });
      expect(server.jobs).toHaveLength(1);
    }
});

test("a server without a list: the item is reported or sent again after settleMs, and not later", async () => {
  for (const [onAmbiguous, status, jobs] of [
    ["report", "ambiguous", 1],
    ["resubmit", "completed", 2],
  ] as const) {
    await using server = await serveLostCreate(() => notFound);
    const started = performance.now();
    expect((await run(server.baseURL, onAmbiguous, 1_500)).status).toBe(status);
    expect(performance.now() - started).toBeGreaterThan(1_400);
    expect(performance.now() - started).toBeLessThan(6_000);
    expect(server.jobs).toHaveLength(jobs);
    expect(server.lists()).toBeGreaterThan(1);
  }
});

test.each<[string, (count: number) => Answer | "empty"]>([
  ["cannot be read any more", (count) => (count === 1 ? "empty" : notFound)],
  ["cannot be read", () => ({ status: 503, body: {} })],
])("resubmits nothing while a list %s", async (_, list) => {
  await using server = await serveLostCreate((count) => {
    const answer = list(count);
    return answer === "empty" ? { status: 200, body: { data: [], has_more: false } } : answer;
  });
  const { status, error } = await run(server.baseURL, "resubmit", 5_000, quick);
  expect(status).toBe("ambiguous");
  expect(error?.message).toContain("could not be read");
  expect(server.jobs).toHaveLength(1);
});

test("resubmits nothing if a page of the list shows a possible job, and a later page cannot be read", async () => {
  await using server = await serve((request, response) => {
    if (isCreate(request)) return json(response, {}, 502);
    if (request.url.includes("after=")) return json(response, notFound.body, 404);
    const time = Math.floor(Date.now() / 1000);
    json(response, {
      data: [video({ prompt, created_at: time }), video({ id: "other", created_at: time })],
      has_more: true,
    });
  });
  const { status, error } = await run(server.baseURL, "resubmit", 5_000, quick);
  expect(status).toBe("ambiguous");
  expect(error).toMatchObject({ candidates: expect.arrayContaining(["video_1"]) });
  expect(server.requests.filter(isCreate)).toHaveLength(1);
});
