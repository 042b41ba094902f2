import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import {
  ApiError,
  JobFailedError,
  JobTimeoutError,
  type JobUpdate,
  ModerationError,
  type PollInterval,
} from "../../src/index.js";
import { clientOf, clientThrough, recordLogs, submit, ticketOf, transportNames } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { isCreate, json, serve, video } from "../helpers/servers.js";
import { manualTime, timed } from "../helpers/time.js";

cleanEnvironment();

type Answer = (response: ServerResponse) => void;

const ok =
  (fields: Record<string, unknown>, headers: Record<string, string> = {}): Answer =>
  (response) =>
    json(response, video(fields), 200, headers);
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    json(response, { error: { message: "no" } }, code, headers);
const reset: Answer = (response) => void response.socket?.resetAndDestroy();
const page: Answer = (response) => {
  response.writeHead(200, { "content-type": "text/html" });
  response.end("<html><title>Please wait</title></html>");
};
const breakOff: Answer = (response) => {
  response.writeHead(200, { "content-length": "99" });
  response.write("{", () => response.destroy());
};
const done = ok({ status: "completed", progress: 100 });
const running = ok({ status: "in_progress" });

/** A server that answers polls in that order; the last answer for ever. */
const polls = (...answers: readonly Answer[]) =>
  serve((request, response, count) => {
    if (isCreate(request)) return json(response, video());
    (answers[Math.min(count, answers.length) - 1] ?? done)(response);
  });

describe.each(transportNames)("wait() through %s tolerates failed polls", (transport) => {
  const outages: readonly (readonly [string, readonly Answer[]])[] = [
    ["six times 500", Array.from({ length: 6 }, () => status(500))],
    ["a page of a proxy, with 200 and with 502", [page, status(502)]],
    ["resets", [reset, reset, reset]],
    ["408, 429 and 409", [status(408), status(429), status(409)]],
    ["an answer that breaks off", [breakOff]],
  ];

  test.each(outages)("%s", async (_, outage) => {
    const time = manualTime();
    await using server = await polls(running, ...outage, done);
    const job = clientThrough(transport, server.baseURL, timed(time)).resume(ticketOf(server.baseURL));
    const seen: JobUpdate[] = [];
    const clip = await job.wait({ onUpdate: (update) => seen.push(update) });
    expect(clip.jobId).toBe("video_1");
    expect(seen.map((update) => update.status)).toEqual(["in_progress", "completed"]);
    expect(server.requests).toHaveLength(outage.length + 2);
  });
});

describe("failed polls", () => {
  test("double the interval, up to 20 s", async () => {
    const time = manualTime();
    await using server = await polls(...Array.from({ length: 7 }, () => status(500)), done);
    await clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL)).wait();
    expect(time.slept).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
  });

  test("are passed to the interval function, and reset by a successful poll", async () => {
    const missed: number[] = [];
    const pollInterval: PollInterval = (state) => missed.push(state.missedPolls);
    await using server = await polls(running, status(500), status(500), running, done);
    const ugoku = clientOf(server.baseURL, timed(manualTime(), { pollInterval }));
    await ugoku.resume(ticketOf(server.baseURL)).wait();
    expect(missed).toEqual([0, 1, 2, 0]);
  });

  test("are logged at the level debug", async () => {
    const logger = recordLogs();
    await using server = await polls(status(500), done);
    await clientOf(server.baseURL, timed(manualTime(), { logger })).resume(ticketOf(server.baseURL)).wait();
    expect(logger.lines.every((line) => line.startsWith("debug: "))).toBe(true);
    expect(logger.lines).toContainEqual(expect.stringMatching(/waiting continues: .*video_1.*500/));
  });
});

describe("wait() ends", () => {
  test.each([401, 403])("at once with %i, and the error has the ticket", async (code) => {
    const time = manualTime();
    await using server = await polls(running, status(code));
    const ticket = ticketOf(server.baseURL);
    const error = await failure(clientOf(server.baseURL, timed(time)).resume(ticket).wait());
    expect(error).toMatchObject({ code: "unauthorized", status: code, jobId: "video_1", ticket });
    expect(server.requests).toHaveLength(2);
  });

  test("not with a 404 for less than half a minute", async () => {
    const time = manualTime();
    await using server = await polls(...Array.from({ length: 5 }, () => status(404)), running, done);
    await clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL)).wait();
    expect(server.requests).toHaveLength(7);
  });

  test("with a 404 for half a minute", async () => {
    const time = manualTime();
    await using server = await polls(running, status(404));
    const ticket = ticketOf(server.baseURL);
    const error = await failure(clientOf(server.baseURL, timed(time)).resume(ticket).wait());
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: "not_found", jobId: "video_1", ticket });
    // The last poll is due when the grace period ends, not at the first regular one after it.
    const waited = time.slept.slice(1).reduce((sum, milliseconds) => sum + milliseconds, 0);
    expect(waited).toBe(30_000);
  });

  test("with a 404 counted from the last success", async () => {
    const lost = Array.from({ length: 5 }, () => status(404));
    await using server = await polls(...lost, running, ...lost, running, done);
    await clientOf(server.baseURL, timed(manualTime())).resume(ticketOf(server.baseURL)).wait();
    expect(server.requests).toHaveLength(13);
  });

  test.each([
    ["succeeded", "completed"],
    ["SUCCESS", "completed"],
    ["canceled", "cancelled"],
    ["error", "failed"],
    ["timed_out", "expired"],
  ])("with the status %s as %s", async (word, meaning) => {
    const logger = recordLogs();
    await using server = await polls(ok({ status: "processing" }), ok({ status: "Pending" }), ok({ status: word }));
    const seen: string[] = [];
    const job = clientOf(server.baseURL, timed(manualTime(), { logger })).resume(ticketOf(server.baseURL));
    for await (const { status } of job.updates()) seen.push(status);
    expect(seen).toEqual(["in_progress", "queued", meaning]);
    expect(logger.lines.filter((line) => line.startsWith("warn"))).toEqual([]);
  });

  test.each(["failed", "expired", "cancelled", "deleted"])("with the status %s as JobFailedError", async (word) => {
    await using server = await polls(running, ok({ status: word, error: { code: "x", message: "It broke." } }));
    const error = await failure(clientOf(server.baseURL, timed(manualTime())).resume(ticketOf(server.baseURL)).wait());
    expect(error).toBeInstanceOf(JobFailedError);
    expect(error).toMatchObject({ code: "job_failed", retryable: false, jobId: "video_1" });
    expect(error.message).toBe(`Job video_1 ended as ${word}: It broke. (x)`);
  });

  test.each([
    ["preview_failed", "preview_failed", ""],
    ["image_unreadable", "image_unreadable", ""],
    // Words of ours that a server may use for something of its own.
    ["server_error", "job_failed", " (server_error)"],
    ["unauthorized", "job_failed", " (unauthorized)"],
    ["preview_of_a_server", "job_failed", " (preview_of_a_server)"],
  ])("with the error code %s as %s", async (said, code, words) => {
    await using server = await polls(ok({ status: "failed", error: { code: said, message: "It broke." } }));
    const error = await failure(clientOf(server.baseURL).resume(ticketOf(server.baseURL)).wait());
    expect(error).toBeInstanceOf(JobFailedError);
    expect(error).toMatchObject({ code, jobId: "video_1", message: `Job video_1 ended as failed: It broke.${words}` });
  });

  test.each([
    { code: "moderation_blocked", message: "No." },
    { message: "Your request was blocked by our moderation system." },
    "Your request was blocked by our moderation system.",
  ])("with moderation (%j) as ModerationError", async (error) => {
    await using server = await polls(ok({ status: "failed", error }));
    const blocked = await failure(clientOf(server.baseURL).resume(ticketOf(server.baseURL)).wait());
    expect(blocked).toBeInstanceOf(ModerationError);
    expect(blocked).toMatchObject({ code: "moderation_blocked", jobId: "video_1" });
  });

  test("with moderation as the response to a poll", async () => {
    await using server = await serve((_, response) =>
      json(response, { error: { code: "content_policy_violation", message: "No." } }, 400),
    );
    const error = await failure(clientOf(server.baseURL).resume(ticketOf(server.baseURL)).wait());
    expect(error).toMatchObject({ name: "ModerationError", jobId: "video_1" });
  });
});

describe("wait({ timeout }) and the deadline", () => {
  test("rejects with JobTimeoutError and the ticket", async () => {
    const time = manualTime();
    await using server = await polls(ok({ status: "in_progress", progress: 40 }));
    const ticket = ticketOf(server.baseURL);
    const error = await failure(clientOf(server.baseURL, timed(time)).resume(ticket).wait());
    expect(error).toBeInstanceOf(JobTimeoutError);
    expect(error).toMatchObject({ code: "job_timeout", retryable: true, jobId: "video_1", ticket });
    expect(error.message).toContain("in_progress at 40 %");
    expect(error.hint).toContain("resume(error.ticket)");
    expect(time.clock.now()).toBe(ticket.deadline);
  });

  test("polls once more at the deadline, when a completed job counts as completed", async () => {
    const time = manualTime();
    await using server = await serve((_, response) =>
      json(response, video({ status: time.clock.now() >= 1_800_001_800_000 ? "completed" : "in_progress" })),
    );
    const clip = await clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL)).wait();
    expect(clip.video.status).toBe("completed");
  });

  test("returns the clip of a completed job after the deadline", async () => {
    const time = manualTime(1_900_000_000_000);
    await using server = await polls(done);
    const clip = await clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL)).wait();
    expect(clip.jobId).toBe("video_1");
  });

  test("counts a timeout from now", async () => {
    const time = manualTime(1_900_000_000_000);
    await using server = await polls(running);
    const job = clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL));
    expect((await failure(job.wait({ timeout: 60_000 }))).code).toBe("job_timeout");
    expect(time.clock.now()).toBe(1_900_000_060_000);
  });

  test("polls once with a timeout of 0", async () => {
    await using server = await polls(running);
    const job = clientOf(server.baseURL).resume(ticketOf(server.baseURL));
    expect((await failure(job.wait({ timeout: 0 }))).code).toBe("job_timeout");
    expect(server.requests).toHaveLength(1);
  });

  test("never times out with Infinity", async () => {
    await using server = await polls(running, done);
    const job = clientOf(server.baseURL, timed(manualTime())).resume(ticketOf(server.baseURL));
    expect((await job.wait({ timeout: Number.POSITIVE_INFINITY })).jobId).toBe("video_1");
  });

  test("takes the deadline from submit({ timeout })", async () => {
    const time = manualTime();
    await using server = await polls(running);
    const job = await submit(clientOf(server.baseURL, timed(time)), { timeout: 90_000 });
    expect(job.ticket.deadline - job.ticket.createdAt).toBe(90_000);
    expect((await failure(job.wait())).code).toBe("job_timeout");
  });

  test("ends at the deadline while a poll hangs", async () => {
    await using server = await serve((request, response) => {
      if (isCreate(request)) json(response, video());
    });
    const job = await submit(clientOf(server.baseURL, { pollInterval: () => 50 }), { timeout: 400 });
    const started = Date.now();
    expect((await failure(job.wait())).code).toBe("job_timeout");
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  test.each([Number.NaN, -1, "5", null])("rejects a timeout of %j before any request", async (timeout) => {
    await using server = await polls(running);
    const job = clientOf(server.baseURL).resume(ticketOf(server.baseURL));
    expect((await failure(job.wait({ timeout: timeout as number }))).code).toBe("option_invalid");
    expect(server.requests).toEqual([]);
  });

  test.each([0, Number.NaN, -1, "5", null, Number.POSITIVE_INFINITY])(
    "rejects submit({ timeout: %j }) before a job is paid for",
    async (timeout) => {
      await using server = await polls(running);
      const error = await failure(submit(clientOf(server.baseURL), { timeout: timeout as number }));
      expect(error.code).toBe("option_invalid");
      expect(server.requests).toEqual([]);
    },
  );
});

describe("the interval that the server asks for", () => {
  test.each([
    ["openai-poll-after-ms", "1234", 1_234],
    ["retry-after", "7", 7_000],
    ["retry-after", "0.5", 500],
  ])("%s: %s is used", async (name, value, expected) => {
    const time = manualTime();
    await using server = await polls(ok({}, { [name]: value }), done);
    await clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL)).wait();
    expect(time.slept).toEqual([expected]);
  });

  test("may be a date", async () => {
    const time = manualTime();
    const header = { "retry-after": new Date(time.clock.now() + 30_000).toUTCString() };
    await using server = await polls(ok({}, header), done);
    await clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL)).wait();
    // By the client's own clock, which a durable engine replays.
    expect(time.slept).toEqual([30_000]);
  });

  test("applies to the next poll only, also after a failed one", async () => {
    const time = manualTime();
    await using server = await polls(
      ok({}, { "retry-after": "9" }),
      status(429, { "retry-after": "11" }),
      status(503, { "openai-poll-after-ms": "77" }),
      running,
      done,
    );
    await clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL)).wait();
    expect(time.slept).toEqual([9_000, 11_000, 77, 5_000]);
  });

  test("may come with the response to the create request", async () => {
    const time = manualTime();
    await using server = await serve((request, response) =>
      isCreate(request)
        ? json(response, video(), 200, { "openai-poll-after-ms": "321" })
        : json(response, video({ status: "completed" })),
    );
    await (await submit(clientOf(server.baseURL, timed(time)))).wait();
    expect(time.slept).toEqual([321]);
  });

  test.each([
    [999, [999]],
    [1_000, [1_000, 1_000]],
  ])("without one, an interval of %d ms leads to the pauses %j after a create request", async (interval, slept) => {
    const time = manualTime();
    let polls = 0;
    await using server = await serve((request, response) =>
      json(response, isCreate(request) ? video() : video({ status: ++polls === 2 ? "completed" : "in_progress" })),
    );
    const job = await submit(clientOf(server.baseURL, { ...timed(time), pollInterval: interval }));
    const updates: JobUpdate[] = [];
    await job.wait({ onUpdate: (update) => updates.push(update) });
    expect(time.slept).toEqual(slept);
    expect(updates[0]?.nextCheckMs).toBe(interval < 1_000 ? 0 : interval);
  });

  test.each(["0", "-5", "soon", "", "NaN"])(
    "is ignored if it is %j, so that the server is not flooded",
    async (value) => {
      const time = manualTime();
      await using server = await polls(ok({}, { "retry-after": value }), status(429, { "retry-after": value }), done);
      await clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL)).wait();
      expect(time.slept).toEqual([5_000, 1_000]);
    },
  );

  test("longer than the maximum of a timer does not fire at once", async () => {
    await using server = await polls(running);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    const job = clientOf(server.baseURL, { pollInterval: () => 2 ** 40 }).resume(ticketOf(server.baseURL));
    await rejection(job.wait({ timeout: Number.POSITIVE_INFINITY, signal: controller.signal }));
    expect(server.requests).toHaveLength(1);
  });
});

describe("pollInterval", () => {
  test.each([
    [Number.NaN, 1_000],
    [Number.POSITIVE_INFINITY, 1_000],
    [-100, 1],
    [0, 1],
    [2.5, 2.5],
  ])("that returns %d waits %d ms", async (answer, expected) => {
    const time = manualTime();
    await using server = await polls(running, done);
    const ugoku = clientOf(server.baseURL, timed(time, { pollInterval: () => answer }));
    await ugoku.resume(ticketOf(server.baseURL)).wait();
    expect(time.slept).toEqual([expected]);
  });

  test("as a number is the interval, without jitter", async () => {
    const time = manualTime();
    await using server = await polls(running, running, done);
    await clientOf(server.baseURL, timed(time, { pollInterval: 7_000 }))
      .resume(ticketOf(server.baseURL))
      .wait();
    expect(time.slept).toEqual([7_000, 7_000]);
  });

  test("as a function gets the state of the job", async () => {
    const states: Parameters<PollInterval>[0][] = [];
    const pollInterval: PollInterval = (state) => {
      states.push(state);
      return 10_000;
    };
    await using server = await polls(
      ok({ status: "in_progress", progress: 20, seconds: "8" }),
      ok({ status: "in_progress", progress: 40, seconds: 8 }),
      done,
    );
    const time = manualTime();
    await clientOf(server.baseURL, timed(time, { pollInterval })).resume(ticketOf(server.baseURL)).wait();
    expect(states[1]).toMatchObject({
      status: "in_progress",
      progress: 40,
      progressChanges: 2,
      elapsedMs: 10_000,
      etaMs: 30_000,
      missedPolls: 0,
      model: "sora-2",
      seconds: 8,
    });
  });
});

describe("JobUpdate progress and etaMs", () => {
  test("never decreases, stays within 0 to 100, and ends at 100", async () => {
    const reported = [10, 35, 20, -5, Number.NaN, null, 150, 50];
    await using server = await polls(
      ...reported.map((progress) => ok({ status: "in_progress", progress })),
      ok({ status: "completed", progress: 0 }),
    );
    const seen: number[] = [];
    await clientOf(server.baseURL, timed(manualTime()))
      .resume(ticketOf(server.baseURL))
      .wait({ onUpdate: ({ progress }) => seen.push(progress) });
    expect(seen).toEqual([10, 35, 35, 35, 35, 35, 100, 100, 100]);
  });

  test("gives an eta once progress has grown twice", async () => {
    await using server = await polls(
      ok({ status: "in_progress", progress: 10 }),
      ok({ status: "in_progress", progress: 20 }),
      done,
    );
    const seen: (number | null)[] = [];
    await clientOf(server.baseURL, timed(manualTime()))
      .resume(ticketOf(server.baseURL))
      .wait({ onUpdate: ({ etaMs }) => seen.push(etaMs) });
    // Ten percent in five seconds.
    expect(seen).toEqual([null, 40_000, 0]);
  });
});

describe("updates()", () => {
  test("yields each poll, the last one terminal, and stops with its reader", async () => {
    const time = manualTime();
    await using server = await polls(running, running, done);
    const job = clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL));
    const seen: JobUpdate[] = [];
    for await (const update of job.updates()) seen.push(update);
    expect(seen.map((update) => [update.status, update.nextCheckMs])).toEqual([
      ["in_progress", 5_000],
      ["in_progress", 5_000],
      ["completed", null],
    ]);
    expect(seen[0]).toMatchObject({ elapsedMs: 0, video: { id: "video_1" } });
    expect(seen[2]!.elapsedMs).toBe(10_000);

    for await (const update of job.updates()) {
      expect(update.status).toBe("completed");
      break;
    }
    expect(server.requests).toHaveLength(3);
  });

  test("does not throw for a failed job: the last update has its status", async () => {
    await using server = await polls(ok({ status: "failed" }));
    const words: string[] = [];
    for await (const update of clientOf(server.baseURL).resume(ticketOf(server.baseURL)).updates())
      words.push(update.status);
    expect(words).toEqual(["failed"]);
  });
});

describe("poll()", () => {
  test("polls once, and returns when to poll again", async () => {
    await using server = await polls(ok({ status: "in_progress", progress: 12 }, { "retry-after": "3" }));
    const update = await clientOf(server.baseURL).resume(ticketOf(server.baseURL)).poll();
    expect(update).toMatchObject({ status: "in_progress", progress: 12, nextCheckMs: 3_000, etaMs: null });
    expect(server.requests).toHaveLength(1);
  });

  test("rejects if the poll fails, with the ticket in the error", async () => {
    await using server = await polls(status(500));
    const error = await failure(clientOf(server.baseURL).resume(ticketOf(server.baseURL)).poll());
    expect(error).toMatchObject({ code: "server_error", jobId: "video_1", ticket: { id: "video_1" } });
  });
});

describe("wait() called twice", () => {
  test("returns the clip to both callers", async () => {
    await using server = await polls(running, running, running, done);
    const job = clientOf(server.baseURL, { pollInterval: () => 5 }).resume(ticketOf(server.baseURL));
    const clips = await Promise.all([job.wait(), job.wait()]);
    expect(clips.map(({ jobId }) => jobId)).toEqual(["video_1", "video_1"]);
  });

  test("does not share signals: one caller aborts, the other gets the clip", async () => {
    await using server = await polls(running, running, running, running, done);
    const job = clientOf(server.baseURL, { pollInterval: () => 15 }).resume(ticketOf(server.baseURL));
    const controller = new AbortController();
    const reason = new Error("enough");
    const leaves = rejection(job.wait({ signal: controller.signal, onUpdate: () => controller.abort(reason) }));
    const stays = job.wait();
    expect(await leaves).toBe(reason);
    expect((await stays).jobId).toBe("video_1");
  });
});

describe("await using", () => {
  test("ends waiting when the handle is disposed, and does not cancel the job", async () => {
    await using server = await polls(running);
    let waiting: Promise<unknown>;
    {
      await using job = await submit(clientOf(server.baseURL, { pollInterval: () => 60_000 }));
      waiting = rejection(job.wait());
    }
    expect(await waiting).toMatchObject({ name: "AbortError" });
    expect(server.requests.map(({ method }) => method)).not.toContain("DELETE");
  });
});
