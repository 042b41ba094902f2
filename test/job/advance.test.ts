import { describe, expect, test } from "vitest";
import type { Ticket } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { clientOf, submit, ticketOf } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { json, serve, video } from "../helpers/servers.js";
import { manualTime } from "../helpers/time.js";

cleanEnvironment();

/** A server whose answers are made by the number of the poll. */
const polls = (answer: (count: number) => readonly [object, number?, Record<string, string>?]) =>
  serve((_, response, count) => json(response, ...answer(count)));

describe("advance()", () => {
  test("finishes a ten-minute job in calls of ten seconds", async () => {
    const time = manualTime();
    const fake = createFakeVideosApi({ script: "slow", clock: time.clock });
    const make = () => clientOf("http://videos.test/v1", { fetch: fake.fetch, clock: time.clock, sleep: time.sleep });
    let ticket: Ticket = (await submit(make())).ticket;
    let calls = 0;
    for (; calls < 200; calls++) {
      const started = time.clock.now();
      const step = await make().advance(JSON.parse(JSON.stringify(ticket)) as Ticket, { budgetMs: 10_000 });
      expect(time.clock.now() - started).toBeLessThanOrEqual(10_000);
      if (step.status === "completed") {
        expect(step.clip.jobId).toBe(ticket.id);
        break;
      }
      if (step.status === "failed") throw step.error;
      expect(step.nextCheckMs).toBeGreaterThan(0);
      ({ ticket } = step);
      time.pass(step.nextCheckMs);
    }
    expect(calls).toBeGreaterThan(20);
    expect(calls).toBeLessThan(150);
  });

  test("polls as often as fits into budgetMs", async () => {
    const time = manualTime();
    await using server = await polls(() => [video({ status: "in_progress" })]);
    const ugoku = clientOf(server.baseURL, { clock: time.clock, sleep: time.sleep });
    const step = await ugoku.advance(ticketOf(server.baseURL), { budgetMs: 12_000 });
    expect(step).toMatchObject({ status: "running", nextCheckMs: 5_000, ticket: { id: "video_1" } });
    expect(time.slept).toEqual([5_000, 5_000]);
    expect(server.requests).toHaveLength(3);
  });

  test("polls once with a budget of 0", async () => {
    await using server = await polls(() => [video({ status: "in_progress" })]);
    const { clock, sleep } = manualTime();
    const ugoku = clientOf(server.baseURL, { clock, sleep });
    const step = await ugoku.advance(ticketOf(server.baseURL, { deadline: 9e12 }), { budgetMs: 0 });
    expect(step).toMatchObject({ status: "running", nextCheckMs: 5_000 });
    expect(server.requests).toHaveLength(1);
  });

  test("returns early rather than polling early: the server's interval holds across calls", async () => {
    const time = manualTime();
    await using server = await polls(() => [{}, 429, { "retry-after": "60" }]);
    const ugoku = clientOf(server.baseURL, { clock: time.clock, sleep: time.sleep });
    const step = await ugoku.advance(ticketOf(server.baseURL), { budgetMs: 10_000 });
    expect(step).toMatchObject({ status: "running", nextCheckMs: 60_000 });
    expect(server.requests).toHaveLength(1);
  });

  test("returns a nextCheckMs above 0 when no poll succeeds", async () => {
    const time = manualTime();
    await using server = await polls(() => [{}, 500]);
    const ugoku = clientOf(server.baseURL, { clock: time.clock, sleep: time.sleep });
    const step = await ugoku.advance(ticketOf(server.baseURL), { budgetMs: 500 });
    expect(step).toMatchObject({ status: "running", nextCheckMs: 1_000 });
  });

  test("returns the clip of a completed job without another request", async () => {
    await using server = await polls(() => [video({ status: "completed" })]);
    const step = await clientOf(server.baseURL).advance(ticketOf(server.baseURL), { budgetMs: 1_000 });
    expect(step).toMatchObject({ status: "completed", clip: { jobId: "video_1" } });
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    [{ status: "failed", error: { message: "It broke." } }, "job_failed"],
    [{ status: "failed", error: { code: "moderation_blocked", message: "No." } }, "moderation_blocked"],
    [{ status: "expired" }, "job_failed"],
  ])("returns status failed for %j", async (fields, code) => {
    await using server = await polls(() => [video(fields)]);
    const step = await clientOf(server.baseURL).advance(ticketOf(server.baseURL), { budgetMs: 1_000 });
    expect(step).toMatchObject({ status: "failed", error: { code, jobId: "video_1" } });
  });

  test("returns status failed past the ticket's deadline, unless the job has completed", async () => {
    const clock = { now: () => 1_900_000_000_000 };
    await using late = await polls(() => [video({ status: "in_progress" })]);
    const step = await clientOf(late.baseURL, { clock }).advance(ticketOf(late.baseURL), { budgetMs: 1_000 });
    expect(step).toMatchObject({ status: "failed", error: { code: "job_timeout", ticket: { id: "video_1" } } });
    await using inTime = await polls(() => [video({ status: "completed" })]);
    const other = await clientOf(inTime.baseURL, { clock }).advance(ticketOf(inTime.baseURL), { budgetMs: 1_000 });
    expect(other.status).toBe("completed");
  });

  test("throws if the API key is rejected", async () => {
    await using server = await polls(() => [{}, 401]);
    const work = clientOf(server.baseURL).advance(ticketOf(server.baseURL), { budgetMs: 1_000 });
    expect(await failure(work)).toMatchObject({ code: "unauthorized", jobId: "video_1" });
  });

  test.each([undefined, {}, { budgetMs: -1 }, { budgetMs: Number.NaN }, { budgetMs: "5" }])(
    "rejects the options %j",
    async (options) => {
      const ugoku = clientOf("http://videos.test/v1");
      const work = ugoku.advance(ticketOf("http://videos.test/v1"), options as { budgetMs: number });
      expect((await failure(work)).code).toBe("option_invalid");
    },
  );
});
