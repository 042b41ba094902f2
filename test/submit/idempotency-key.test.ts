import { describe, expect, test } from "vitest";
import { createUgoku, type Ticket } from "../../src/index.js";
import { preview } from "../../src/preview.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { clientOf, prompt, recordLogs, submit, ticketOf } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { portrait } from "../helpers/pictures.js";
import { json, serve } from "../helpers/servers.js";
import { manualTime } from "../helpers/time.js";

cleanEnvironment();

const base = "http://videos.test/v1";

describe("idempotencyKey()", () => {
  test("is another job on another server", async () => {
    const fake = createFakeVideosApi();
    const other = createFakeVideosApi();
    const elsewhere = { ...preview(), name: "elsewhere", baseURL: "http://else.test/v1", fetch: other.fetch };
    const ugoku = createUgoku({ baseURL: base, fetch: fake.fetch, logger: false });
    const animation = ugoku
      .animate(await portrait())
      .withPrompt(prompt)
      .idempotencyKey("order-1");
    const first = await animation.endpoint(elsewhere).submit();
    const second = await animation.submit();
    expect(second.id).not.toBe(first.id);
    expect([fake.jobs.length, other.jobs.length]).toEqual([1, 1]);
  });

  test("returns the same job after the first handle was disposed", async () => {
    const fake = createFakeVideosApi();
    const ugoku = clientOf(base, { fetch: fake.fetch });
    const first = await submit(ugoku, { key: "order-1" });
    await first[Symbol.asyncDispose]();
    const second = await submit(ugoku, { key: "order-1" });
    expect(second.id).toBe(first.id);
    expect((await second.wait()).jobId).toBe(first.id);
    expect(fake.jobs.length).toBe(1);
  });

  test("gives a timed-out job the new deadline", async () => {
    const time = manualTime();
    const fake = createFakeVideosApi({ script: "slow", clock: time.clock });
    const ugoku = clientOf(base, { fetch: fake.fetch, clock: time.clock, sleep: time.sleep });
    const first = await submit(ugoku, { key: "order-1", timeout: 60_000 });
    expect((await failure(first.wait())).code).toBe("job_timeout");
    const second = await submit(ugoku, { key: "order-1", timeout: 3_600_000 });
    expect((await second.wait()).jobId).toBe(first.id);
    expect(fake.jobs.length).toBe(1);
  });
});

test("wait() › polls once more on a handle whose deadline has passed", async () => {
  const time = manualTime();
  const fake = createFakeVideosApi({ script: "slow", clock: time.clock });
  const ugoku = clientOf(base, { fetch: fake.fetch, clock: time.clock, sleep: time.sleep });
  const job = await submit(ugoku, { timeout: 60_000 });
  expect((await failure(job.wait())).code).toBe("job_timeout");
  time.pass(600_000);
  expect((await job.wait()).jobId).toBe(job.id);
});

test("onUpdate › its error is logged, and waiting continues", async () => {
  const fake = createFakeVideosApi();
  const log = recordLogs();
  const ugoku = clientOf(base, { fetch: fake.fetch, logger: log });
  const clip = await (await submit(ugoku)).wait({
    onUpdate: () => {
      throw new Error("a bug of the caller's");
    },
  });
  expect(clip.video.status).toBe("completed");
  expect(log.lines.join("\n")).toContain("a bug of the caller's");
});

test("advance() › ends with a 404 that lasts across many short calls", async () => {
  const time = manualTime();
  await using server = await serve((_, response) => json(response, { error: { message: "no such video" } }, 404));
  const make = () => clientOf(server.baseURL, { clock: time.clock, sleep: time.sleep });
  let ticket: Ticket = ticketOf(server.baseURL);
  const code = await (async () => {
    for (let call = 0; call < 50; call++) {
      try {
        const step = await make().advance(JSON.parse(JSON.stringify(ticket)) as Ticket, { budgetMs: 5_000 });
        if (step.status !== "running") return step.status;
        ({ ticket } = step);
        time.pass(step.nextCheckMs);
      } catch (error) {
        return (error as { code?: string }).code;
      }
    }
    return "running for ever";
  })();
  expect(code).toBe("not_found");
  expect(time.clock.now() - 1_800_000_000_000).toBeLessThan(120_000);
});

test.each([303, 409])("submit() › %i leaves the outcome unknown", async (status) => {
  await using server = await serve((_, response) => json(response, { error: { message: "see there" } }, status));
  const error = await failure(submit(clientOf(server.baseURL), { key: "order-1" }));
  expect(error.code).toBe("submit_uncertain");
});
