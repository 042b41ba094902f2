import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { ApiError, JobFailedError, JobTimeoutError, type JobUpdate } from "../../src/index.js";
import { clientOf, recordLogs, ticketOf } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { json, serve, video } from "../helpers/servers.js";
import { manualTime, timed } from "../helpers/time.js";

cleanEnvironment();

type Answer = (response: ServerResponse) => void;

const ok =
  (fields: object = {}): Answer =>
  (response) =>
    json(response, video({ status: "in_progress", ...fields }));
const status =
  (code: number, body: unknown = { error: { message: "no such task" } }): Answer =>
  (response) =>
    json(response, body, code);
const html: Answer = (response) => {
  response.writeHead(200, { "content-type": "text/html" });
  response.end("<html><title>Be right back</title></html>");
};
const reset: Answer = (response) => void response.socket?.resetAndDestroy();

/** Waits for a job whose polls get these answers; the last answer for ever. */
async function waitFor(answers: readonly Answer[], options: { onUpdate?: (update: JobUpdate) => void } = {}) {
  const time = manualTime();
  const logger = recordLogs();
  await using server = await serve((_, response, count) => answers[Math.min(count, answers.length) - 1]?.(response));
  const ticket = ticketOf(server.baseURL);
  const start = time.clock.now();
  const job = clientOf(server.baseURL, timed(time, { logger })).resume(ticket);
  const outcome = job.wait(options).then(
    () => undefined,
    (error: Error) => error,
  );
  const error = await outcome;
  return { error, ticket, seconds: (time.clock.now() - start) / 1000, lines: logger.lines };
}
const warnings = (lines: readonly string[]) => lines.filter((line) => line.startsWith("warn"));

const noCredit = { message: "Insufficient credits" };

describe("polls that are refused for good", () => {
  test.each<[string, Answer, object, string]>([
    [
      "400",
      status(400, { code: "task_not_exist", message: "no such task" }),
      { code: "request_rejected", status: 400 },
      "no such task",
    ],
    ["404", status(404), { code: "not_found", status: 404 }, "no such task"],
    ["405", status(405), { status: 405 }, "no such task"],
    ["410", status(410), { status: 410 }, "no such task"],
    ["422", status(422, { detail: [{ loc: ["path", "id"], msg: "wrong id" }] }), { status: 422 }, "wrong id"],
    ["501", status(501), { code: "server_error", status: 501 }, "no such task"],
    ["200 with a refusal", status(200, { code: 5, message: "no such task" }), { status: 200 }, "no such task"],
    ["200 without a job", status(200, { data: null }), { code: "response_invalid" }, '{"data":null}'],
    ["200 with another job", status(200, video({ id: "video_2" })), { code: "response_invalid" }, "video_2"],
    ["200 with a text", (response) => response.end("ok"), { code: "response_invalid" }, "ok"],
  ])("(%s) end the wait after half a minute, with the server's words", async (_, answer, fields, words) => {
    const { error, ticket, seconds } = await waitFor([ok(), answer]);
    expect(error).toBeInstanceOf(ApiError);
    // Only the server's own word about the job's end is final.
    expect(error).not.toBeInstanceOf(JobFailedError);
    expect(error).toMatchObject({ ...fields, jobId: "video_1", ticket, cause: { code: expect.any(String) } });
    expect(error?.message).toContain(words);
    expect(seconds).toBeGreaterThanOrEqual(30);
    expect(seconds).toBeLessThan(80);
  });

  test("count together, and also with other failures between them", async () => {
    const mixed = [status(404), reset, status(400), status(503), status(200, {}), html];
    const { error, seconds } = await waitFor([ok(), ...mixed, ...mixed, status(501)]);
    expect(error).toMatchObject({ name: "ApiError", jobId: "video_1" });
    expect(seconds).toBeLessThan(150);
  });

  test("are repeated as late as the server asks, also after the half minute", async () => {
    const later: Answer = (response) => {
      response.setHeader("retry-after", "45");
      status(404)(response);
    };
    const { error, seconds } = await waitFor([ok(), later, ok({ status: "completed" })]);
    expect(error).toBeUndefined();
    expect(seconds).toBeGreaterThanOrEqual(45);
  });

  test("do not count from before a successful poll", async () => {
    const lost = Array.from({ length: 5 }, () => status(400));
    const { error } = await waitFor([...lost, ok(), ...lost, ok(), ...lost, ok({ status: "completed" })]);
    expect(error).toBeUndefined();
  });

  test("count across calls of advance(), and the job can be resumed", async () => {
    const time = manualTime();
    await using server = await serve((_, response) => json(response, { message: "no such task" }, 400));
    const ugoku = clientOf(server.baseURL, timed(time));
    let ticket = ticketOf(server.baseURL);
    const step = await ugoku.advance(ticket, { budgetMs: 0 });
    expect(step.status).toBe("running");
    if (step.status === "running") ({ ticket } = step);
    time.pass(31_000);
    const error = await failure(ugoku.advance(ticket, { budgetMs: 0 }));
    expect(error).toMatchObject({ code: "request_rejected", jobId: "video_1" });
    // A new wait starts again.
    expect(await ugoku.advance(error.ticket as typeof ticket, { budgetMs: 0 })).toMatchObject({ status: "running" });
  });
});

test.each([
  [401, undefined, "unauthorized"],
  [402, undefined, "insufficient_credit"],
  [403, noCredit, "insufficient_credit"],
])("a refusal of the account (%i %j) ends the wait at once", async (code, body, expected) => {
  const { error, seconds } = await waitFor([ok(), status(code, body), ok({ status: "completed" })]);
  expect(error).toMatchObject({ code: expected, status: code, jobId: "video_1" });
  expect(seconds).toBeLessThan(30);
});

describe("other failures do not end the wait before its deadline", () => {
  test.each<[string, Answer]>([
    ["503", status(503)],
    ["503 for lack of credit", status(503, noCredit)],
    ["200 with a 500 for lack of credit", status(200, { code: 500, ...noCredit })],
    ["a page of a proxy", html],
    ["resets", reset],
    ["429", status(429)],
    ["429 for lack of credit", status(429, noCredit)],
    ["half an answer", (response) => response.end('{"id":"video_1","sta')],
  ])("%s", async (_, answer) => {
    const { error, seconds } = await waitFor([
      ...Array.from({ length: 40 }, () => answer),
      ok({ status: "completed" }),
    ]);
    expect(error).toBeUndefined();
    expect(seconds).toBeGreaterThan(600);
  });
});

describe("JobTimeoutError", () => {
  test("tells the last failure, and has it as its cause", async () => {
    const { error } = await waitFor([ok({ progress: 40 }), status(503, { error: { message: "overloaded" } })]);
    expect(error).toBeInstanceOf(JobTimeoutError);
    expect(error?.message).toMatch(
      /last successful poll it was in_progress at 40 %\. The last poll failed: .*503 overloaded/,
    );
    expect(error?.cause).toMatchObject({ code: "server_error", status: 503 });
  });

  test("tells the unknown status, of which one warning was logged", async () => {
    const { error, lines } = await waitFor([ok({ status: "polishing" })]);
    expect(error?.message).toContain('at the last poll it was "polishing", an unknown status, at 0 %');
    expect((error as JobTimeoutError).hint).toContain("defineDialect");
    expect(error?.cause).toBeUndefined();
    expect(warnings(lines)).toHaveLength(1);
  });

  test("tells that no poll succeeded, and why", async () => {
    const { error } = await waitFor([status(503)]);
    expect(error?.message).toMatch(/no poll succeeded\. The last poll failed: .*503/);
  });
});

describe("an outage", () => {
  const outage = (polls: number, answer = status(503)) => Array.from({ length: polls }, () => answer);

  test.each<[string, Answer]>([
    ["503", status(503)],
    ["resets", reset],
    ["a page of a proxy", html],
  ])(
    "of a minute (%s) is told by one warning and in updates; its end by nothing louder than info",
    async (_, answer) => {
      const seen: JobUpdate[] = [];
      const answers = [ok({ progress: 40 }), ...outage(12, answer), ok({ progress: 60 }), ok({ status: "completed" })];
      const { error, lines } = await waitFor(answers, { onUpdate: (update) => seen.push(update) });
      expect(error).toBeUndefined();
      expect(warnings(lines)).toEqual([
        expect.stringMatching(/no poll has succeeded for 1 min( \d+ s)?; waiting continues\. .+/),
      ]);
      expect(lines.filter((line) => line.startsWith("info"))).toEqual([
        expect.stringMatching(/responds again, after \d+ min/),
      ]);
      const told = seen.filter(({ unreachableMs }) => unreachableMs !== undefined);
      expect(told.length).toBeGreaterThan(2);
      expect(told[0]).toMatchObject({ status: "in_progress", progress: 40, video: { id: "video_1" } });
      expect(told[0]!.unreachableMs).toBeGreaterThanOrEqual(60_000);
      expect(told[0]!.unreachableMs).toBeLessThan(120_000);
      expect(seen.slice(-2).map((update) => "unreachableMs" in update)).toEqual([false, false]);
    },
  );

  test("of less than a minute is not told", async () => {
    const { lines } = await waitFor([ok(), ...outage(5), ok({ status: "completed" })]);
    expect(warnings(lines)).toEqual([]);
  });

  test("is told again after a recovery", async () => {
    const { lines } = await waitFor([ok(), ...outage(12), ok(), ...outage(12), ok({ status: "completed" })]);
    expect(warnings(lines)).toHaveLength(2);
  });

  test("from the start is told in updates of an unknown status", async () => {
    const seen: JobUpdate[] = [];
    await waitFor([...outage(8), ok({ status: "completed" })], { onUpdate: (update) => seen.push(update) });
    expect(seen[0]).toMatchObject({ status: "unknown", progress: 0, video: { id: "video_1", status: "unknown" } });
    expect(seen[0]!.unreachableMs).toBeGreaterThanOrEqual(60_000);
  });

  test("of many jobs is told by one warning", async () => {
    const time = manualTime();
    const logger = recordLogs();
    let isDown = true;
    await using server = await serve((request, response) => {
      const id = request.url.split("/").at(-1);
      if (isDown) json(response, {}, 503);
      else json(response, video({ id, status: "completed" }));
    });
    const ugoku = clientOf(server.baseURL, timed(time, { logger, dialect: "new-api" }));
    const tickets = Array.from({ length: 5 }, (_, index) =>
      ticketOf(server.baseURL, { id: `video_${index}`, dialect: "new-api" }),
    );
    const seen: number[] = [];
    const onUpdate = ({ unreachableMs = 0 }: JobUpdate) => {
      seen.push(unreachableMs);
      if (unreachableMs > 200_000) isDown = false;
    };
    const statuses: string[] = [];
    for await (const outcome of ugoku.waitForAll(tickets, { onUpdate })) statuses.push(outcome.status);
    expect(statuses).toEqual(tickets.map(() => "completed"));
    expect(warnings(logger.lines)).toHaveLength(1);
  });
});
