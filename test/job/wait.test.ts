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
import { clientOf, doorNames, listener, submit, through, ticketOf } from "../helpers/clients.js";
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

describe.each(doorNames)("a poll that fails is a missed poll, not a lost job, through %s", (door) => {
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
    const job = through(door, server.baseURL, timed(time)).resume(ticketOf(server.baseURL));
    const seen: JobUpdate[] = [];
    const clip = await job.wait({ onUpdate: (update) => seen.push(update) });
    expect(clip.jobId).toBe("video_1");
    expect(seen.map((update) => update.status)).toEqual(["in_progress", "completed"]);
    expect(server.requests).toHaveLength(outage.length + 2);
  });
});

describe("looks that fail", () => {
  test("are followed by longer and longer waits, up to 20 s", async () => {
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

  test("do not say so above the level of debugging", async () => {
    const logger = listener();
    await using server = await polls(status(500), done);
    await clientOf(server.baseURL, timed(manualTime(), { logger })).resume(ticketOf(server.baseURL)).wait();
    expect(logger.lines.every((line) => line.startsWith("debug: "))).toBe(true);
    expect(logger.lines).toContainEqual(expect.stringMatching(/waiting continues: .*video_1.*500/));
  });
});

describe("what ends a wait", () => {
  test.each([401, 403])("%i does at once, and the error knows the job", async (code) => {
    const time = manualTime();
    await using server = await polls(running, status(code));
    const ticket = ticketOf(server.baseURL);
    const error = await failure(clientOf(server.baseURL, timed(time)).resume(ticket).wait());
    expect(error).toMatchObject({ code: "unauthorized", status: code, jobId: "video_1", ticket });
    expect(server.requests).toHaveLength(2);
  });

  test("404 does not within half a minute: lists lag, and servers restart", async () => {
    const time = manualTime();
    await using server = await polls(...Array.from({ length: 5 }, () => status(404)), running, done);
    await clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL)).wait();
    expect(server.requests).toHaveLength(7);
  });

  test("404 that lasts longer than half a minute does", async () => {
    const time = manualTime();
    await using server = await polls(running, status(404));
    const ticket = ticketOf(server.baseURL);
    const error = await failure(clientOf(server.baseURL, timed(time)).resume(ticket).wait());
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: "not_found", jobId: "video_1", ticket });
    const waited = time.slept.slice(2).reduce((sum, milliseconds) => sum + milliseconds, 0);
    expect(waited).toBeGreaterThanOrEqual(30_000);
    expect(waited).toBeLessThan(60_000);
  });

  test("404 that comes and goes starts its half minute anew", async () => {
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
  ])("%s is another word for %s", async (word, meaning) => {
    const logger = listener();
    await using server = await polls(ok({ status: "processing" }), ok({ status: "Pending" }), ok({ status: word }));
    const seen: string[] = [];
    const job = clientOf(server.baseURL, timed(manualTime(), { logger })).resume(ticketOf(server.baseURL));
    for await (const { status } of job.updates()) seen.push(status);
    expect(seen).toEqual(["in_progress", "queued", meaning]);
    expect(logger.lines.filter((line) => line.startsWith("warn"))).toEqual([]);
  });

  test.each(["failed", "expired", "cancelled", "deleted"])("the status %s does, as JobFailedError", async (word) => {
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
  ])("one that failed with the code %s does, as %s", async (said, code, words) => {
    await using server = await polls(ok({ status: "failed", error: { code: said, message: "It broke." } }));
    const error = await failure(clientOf(server.baseURL).resume(ticketOf(server.baseURL)).wait());
    expect(error).toBeInstanceOf(JobFailedError);
    expect(error).toMatchObject({ code, jobId: "video_1", message: `Job video_1 ended as failed: It broke.${words}` });
  });

  test.each([
    { code: "moderation_blocked", message: "No." },
    { message: "Your request was blocked by our moderation system." },
    "Your request was blocked by our moderation system.",
  ])("moderation (%j) does, as ModerationError", async (error) => {
    await using server = await polls(ok({ status: "failed", error }));
    const blocked = await failure(clientOf(server.baseURL).resume(ticketOf(server.baseURL)).wait());
    expect(blocked).toBeInstanceOf(ModerationError);
    expect(blocked).toMatchObject({ code: "moderation_blocked", jobId: "video_1" });
  });

  test("moderation as a refused poll does too", async () => {
    await using server = await serve((_, response) =>
      json(response, { error: { code: "content_policy_violation", message: "No." } }, 400),
    );
    const error = await failure(clientOf(server.baseURL).resume(ticketOf(server.baseURL)).wait());
    expect(error).toMatchObject({ name: "ModerationError", jobId: "video_1" });
  });
});

describe("the deadline", () => {
  test("ends a wait with what is needed to go on", async () => {
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

  test("is looked at once more when it comes: a job that is done by then is done", async () => {
    const time = manualTime();
    await using server = await serve((_, response) =>
      json(response, video({ status: time.clock.now() >= 1_800_001_800_000 ? "completed" : "in_progress" })),
    );
    const clip = await clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL)).wait();
    expect(clip.video.status).toBe("completed");
  });

  test("that has long passed still lets a finished job be fetched", async () => {
    const time = manualTime(1_900_000_000_000);
    await using server = await polls(done);
    const clip = await clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL)).wait();
    expect(clip.jobId).toBe("video_1");
  });

  test("can be given anew, from now", async () => {
    const time = manualTime(1_900_000_000_000);
    await using server = await polls(running);
    const job = clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL));
    expect((await failure(job.wait({ timeout: 60_000 }))).code).toBe("job_timeout");
    expect(time.clock.now()).toBe(1_900_000_060_000);
  });

  test("of no time at all is one look", async () => {
    await using server = await polls(running);
    const job = clientOf(server.baseURL).resume(ticketOf(server.baseURL));
    expect((await failure(job.wait({ timeout: 0 }))).code).toBe("job_timeout");
    expect(server.requests).toHaveLength(1);
  });

  test("of Infinity is none", async () => {
    await using server = await polls(running, done);
    const job = clientOf(server.baseURL, timed(manualTime())).resume(ticketOf(server.baseURL));
    expect((await job.wait({ timeout: Number.POSITIVE_INFINITY })).jobId).toBe("video_1");
  });

  test("is written into the ticket by submit({ timeout })", async () => {
    const time = manualTime();
    await using server = await polls(running);
    const job = await submit(clientOf(server.baseURL, timed(time)), { timeout: 90_000 });
    expect(job.ticket.deadline - job.ticket.createdAt).toBe(90_000);
    expect((await failure(job.wait())).code).toBe("job_timeout");
  });

  test("is not overrun by a poll that hangs", async () => {
    await using server = await serve((request, response) => {
      if (isCreate(request)) json(response, video());
    });
    const job = await submit(clientOf(server.baseURL, { pollInterval: () => 50 }), { timeout: 400 });
    const started = Date.now();
    expect((await failure(job.wait())).code).toBe("job_timeout");
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  test.each([Number.NaN, -1, "5", null])("of %j is refused before anything is asked", async (timeout) => {
    await using server = await polls(running);
    const job = clientOf(server.baseURL).resume(ticketOf(server.baseURL));
    expect((await failure(job.wait({ timeout: timeout as number }))).code).toBe("option_invalid");
    expect(server.requests).toEqual([]);
  });

  test.each([0, Number.NaN, -1, "5", null, Number.POSITIVE_INFINITY])(
    "of %j is refused before a job is paid for",
    async (timeout) => {
      await using server = await polls(running);
      const error = await failure(submit(clientOf(server.baseURL), { timeout: timeout as number }));
      expect(error.code).toBe("option_invalid");
      expect(server.requests).toEqual([]);
    },
  );
});

describe("the server's wish when to look again", () => {
  test.each([
    ["openai-poll-after-ms", "1234", 1_234],
    ["retry-after", "7", 7_000],
    ["retry-after", "0.5", 500],
  ])("%s: %s is obeyed", async (name, value, expected) => {
    const time = manualTime();
    await using server = await polls(ok({}, { [name]: value }), done);
    await clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL)).wait();
    expect(time.slept).toEqual([expected]);
  });

  test("as a date is obeyed too", async () => {
    const time = manualTime();
    const header = { "retry-after": new Date(time.clock.now() + 30_000).toUTCString() };
    await using server = await polls(ok({}, header), done);
    await clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL)).wait();
    // By the client's own clock, which a durable engine replays.
    expect(time.slept).toEqual([30_000]);
  });

  test("holds for the next look only, and for looks that fail as well", async () => {
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

  test("on the answer to the create counts as well", async () => {
    const time = manualTime();
    await using server = await serve((request, response) =>
      isCreate(request)
        ? json(response, video(), 200, { "openai-poll-after-ms": "321" })
        : json(response, video({ status: "completed" })),
    );
    await (await submit(clientOf(server.baseURL, timed(time)))).wait();
    expect(time.slept).toEqual([321]);
  });

  test.each(["0", "-5", "soon", "", "NaN"])("of %j is none, so that the server is not flooded", async (value) => {
    const time = manualTime();
    await using server = await polls(ok({}, { "retry-after": value }), status(429, { "retry-after": value }), done);
    await clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL)).wait();
    expect(time.slept).toEqual([5_000, 1_000]);
  });

  test("for longer than any timer can run does not fire at once", async () => {
    await using server = await polls(running);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    const job = clientOf(server.baseURL, { pollInterval: () => 2 ** 40 }).resume(ticketOf(server.baseURL));
    await rejection(job.wait({ timeout: Number.POSITIVE_INFINITY, signal: controller.signal }));
    expect(server.requests).toHaveLength(1);
  });
});

describe("the option pollInterval", () => {
  test.each([
    [Number.NaN, 1_000],
    [Number.POSITIVE_INFINITY, 1_000],
    [-100, 1],
    [0, 1],
    [2.5, 2.5],
  ])("as a function that returns %d waits %d ms", async (answer, expected) => {
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

describe("progress", () => {
  test("never runs backwards, never leaves 0 to 100, and is 100 at the end", async () => {
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

  test("tells the time that is left once it has moved twice", async () => {
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
  test("gives each look, the last one terminal, and stops when its reader does", async () => {
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

  test("does not throw for a job that failed: how it ended is in the last update", async () => {
    await using server = await polls(ok({ status: "failed" }));
    const words: string[] = [];
    for await (const update of clientOf(server.baseURL).resume(ticketOf(server.baseURL)).updates())
      words.push(update.status);
    expect(words).toEqual(["failed"]);
  });
});

describe("check()", () => {
  test("looks once, and says when it would look again", async () => {
    await using server = await polls(ok({ status: "in_progress", progress: 12 }, { "retry-after": "3" }));
    const update = await clientOf(server.baseURL).resume(ticketOf(server.baseURL)).poll();
    expect(update).toMatchObject({ status: "in_progress", progress: 12, nextCheckMs: 3_000, etaMs: null });
    expect(server.requests).toHaveLength(1);
  });

  test("does not ride out anything, and its errors know the job", async () => {
    await using server = await polls(status(500));
    const error = await failure(clientOf(server.baseURL).resume(ticketOf(server.baseURL)).poll());
    expect(error).toMatchObject({ code: "server_error", jobId: "video_1", ticket: { id: "video_1" } });
  });
});

describe("two who wait for one job", () => {
  test("both get the clip", async () => {
    await using server = await polls(running, running, running, done);
    const job = clientOf(server.baseURL, { pollInterval: () => 5 }).resume(ticketOf(server.baseURL));
    const clips = await Promise.all([job.wait(), job.wait()]);
    expect(clips.map(({ jobId }) => jobId)).toEqual(["video_1", "video_1"]);
  });

  test("do not share a signal: one leaves, the other gets the clip", async () => {
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
  test("ends what waits when the handle goes, and never touches the job", async () => {
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
