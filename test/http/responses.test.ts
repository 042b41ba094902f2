import { HttpResponse, http } from "msw";
import { describe, expect, test } from "vitest";
import { clientOf, clientThrough, recordLogs, submit, ticketOf, transportNames } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { mockNetwork } from "../helpers/network.js";
import { json, serve, video } from "../helpers/servers.js";
import { manualTime } from "../helpers/time.js";

cleanEnvironment();

const base = "http://videos.test/v1";
const network = mockNetwork();

const answerPolls = (body: object | string, init?: ResponseInit) =>
  network.use(
    http.get(`${base}/videos/:id`, () =>
      typeof body === "string" ? new HttpResponse(body, init) : HttpResponse.json(body, init),
    ),
  );

describe("a job response", () => {
  test("the global fetch is read at each call, so that patches apply", async () => {
    answerPolls(video({ status: "in_progress", progress: 40 }));
    const update = await clientOf(base).resume("video_1").poll();
    expect(update).toMatchObject({ status: "in_progress", progress: 40 });
  });

  test("keeps unknown fields", async () => {
    answerPolls(video({ quality: "standard", stage_durations: { denoise: 1.5 }, media_type: "video/mp4" }));
    const { video: seen } = await clientOf(base).resume("video_1").poll();
    expect(seen).toMatchObject({ quality: "standard", stage_durations: { denoise: 1.5 }, media_type: "video/mp4" });
  });

  test("requires only an id and a status", async () => {
    answerPolls({ id: "video_1", status: "queued" });
    expect(await clientOf(base).resume("video_1").poll()).toMatchObject({ status: "queued", progress: 0 });
  });

  test("a missing status counts as not terminal", async () => {
    answerPolls({ id: "video_1" });
    expect((await clientOf(base).resume("video_1").poll()).status).toBe("unknown");
  });

  test.each([
    ["progress", "soon"],
    ["created_at", "2026-11-22 00:00:00"],
    ["expires_at", "tomorrow"],
    ["seconds", [4]],
    ["error", 7],
    ["model", { id: "m" }],
  ])("a %s of another type (%j) counts as missing, and the job is not lost", async (field, value) => {
    answerPolls(video({ status: "completed", [field]: value }));
    const update = await clientOf(base).resume("video_1").poll();
    expect(update.status).toBe("completed");
    expect(update.video[field]).toBeUndefined();
  });

  test.each([
    ["out of memory", "out of memory"],
    [{ code: "oom", message: "out of memory" }, "out of memory (oom)"],
    [{ code: 507, message: "out of memory" }, "out of memory (507)"],
    [{ message: "out of memory" }, "out of memory"],
    [null, "the server gives no reason"],
    [{}, "the server gives no reason"],
  ])("the reason of a failed job may be %j", async (error, words) => {
    answerPolls(video({ status: "failed", error }));
    const failed = await failure(clientOf(base).resume("video_1").wait());
    expect(failed).toMatchObject({ code: "job_failed", jobId: "video_1" });
    expect(failed.message).toBe(`Job video_1 ended as failed: ${words}`);
  });

  test.each([
    [
      "an HTML page",
      "<!doctype html><html><head><title>Sign in</title></head></html>",
      'an HTML page titled "Sign in"',
    ],
    ["truncated JSON", '{"id":"video_1","status":"comp', '{"id":"video_1","status":"comp'],
    ["nothing", "", "an empty body"],
    ["a list", "[]", "JSON without a job with an id: []"],
    ["a number", "7", "JSON without a job with an id: 7"],
    ["no id", '{"status":"queued"}', 'JSON without a job with an id: {"status":"queued"}'],
    ["another job", '{"id":"video_2","status":"completed"}', 'the job "video_2" in place of "video_1"'],
    ["bytes", "\u0000\u0001\u0002PNG", "bytes that are not text"],
  ])("%s with 200 is an answer of the wrong kind, and is described", async (_, body, words) => {
    answerPolls(body, { headers: { "x-request-id": "req_9" } });
    const error = await failure(clientOf(base).resume("video_1").poll());
    expect(error).toMatchObject({ code: "response_invalid", status: 200, requestId: "req_9", jobId: "video_1" });
    expect(error.message).toContain(words);
    expect(error.hint).toContain("/v1");
  });
});

describe.each(transportNames)("ids through %s", (transport) => {
  test.each(["video_YWJj/ZGVm+Z2g=", "a?b#c&d", "a b", "日本", "%2e%2e", "..%2f"])(
    "%s is one path segment",
    async (id) => {
      await using server = await serve((_, response) => json(response, video({ id })));
      await clientThrough(transport, server.baseURL).resume(id).poll();
      expect(server.requests.map(({ url }) => url)).toEqual([`/v1/videos/${encodeURIComponent(id)}`]);
    },
  );
});

describe("ids that would change the path", () => {
  test.each([".", "..", "\ud800"])("%j is refused before any request", async (id) => {
    const error = await failure(() => clientOf(base).resume(id).poll());
    expect(error.code).toBe("ticket_invalid");
    expect((await failure(() => clientOf(base).resume(ticketOf(base, { id })))).code).toBe("ticket_invalid");
  });
});

describe("the list", () => {
  test.each(transportNames)("requests a page and keeps unknown fields, through %s", async (transport) => {
    const page = { object: "list", data: [video(), video({ id: "b" })], first_id: "video_1", last_id: "b", total: 2 };
    await using server = await serve((_, response) => json(response, page));
    const list = await clientThrough(transport, server.baseURL).list({ limit: 2, after: "video_0", order: "asc" });
    expect(server.requests.map(({ url }) => url)).toEqual(["/v1/videos?limit=2&after=video_0&order=asc"]);
    expect(list.data.map(({ id }) => id)).toEqual(["video_1", "b"]);
    expect(list).toMatchObject({ last_id: "b", total: 2 });
    expect(list.has_more).toBeUndefined();
  });

  test("omits undefined parameters, such as the last page's cursor", async () => {
    await using server = await serve((_, response) => json(response, { data: [] }));
    const query = { after: undefined, limit: 5 } as unknown as { limit: number };
    await clientOf(server.baseURL).list(query);
    expect(server.requests.map(({ url }) => url)).toEqual(["/v1/videos?limit=5"]);
  });

  test("rejects with the signal's reason", async () => {
    const reason = new Error("enough");
    await expect(clientOf(base).list({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("a delete", () => {
  const answers = [
    [{ id: "video_1", object: "video.deleted", deleted: true }, 200, "confirmed"],
    [video({ status: "deleted" }), 200, "confirmed"],
    [null, 204, "confirmed"],
    [{ id: "video_1", deleted: false }, 200, "unknown"],
    [{}, 200, "unknown"],
    ["<html>", 200, "unknown"],
    [{ error: { message: "only completed videos" } }, 400, "refused"],
    [{ error: { message: "no" } }, 401, "refused"],
    [{ error: { message: "no such route" } }, 404, "unknown"],
    [{ error: { message: "later" } }, 429, "unknown"],
    [{ error: { message: "oops" } }, 500, "unknown"],
  ] as const;

  test.each(answers)("with the response %j and %i is %s", async (body, status, outcome) => {
    network.use(
      // The look after a delete that says nothing does not say more.
      http.get(`${base}/videos/video_1`, () => HttpResponse.error()),
      http.delete(`${base}/videos/video_1`, () =>
        body === null ? new HttpResponse(null, { status }) : HttpResponse.json(body, { status }),
      ),
    );
    const result = await clientOf(base).resume("video_1").cancel();
    expect(result.outcome).toBe(outcome);
    expect(result.message).not.toBe("");
  });

  test("without a response is unknown, and a signal ends it", async () => {
    network.use(http.all(`${base}/videos/video_1`, () => HttpResponse.error()));
    const job = clientOf(base).resume("video_1");
    expect((await job.cancel()).outcome).toBe("unknown");
    const reason = new Error("enough");
    await expect(job.cancel({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("the poll interval of the server", () => {
  test("a job that is completed on creation is not polled", async () => {
    let polls = 0;
    network.use(
      http.post(`${base}/videos`, () => HttpResponse.json(video({ status: "completed", progress: 100 }))),
      http.get(`${base}/videos/:id`, () => {
        polls += 1;
        return HttpResponse.json(video());
      }),
    );
    const clip = await (await submit(clientOf(base))).wait();
    expect(clip.jobId).toBe("video_1");
    expect(polls).toBe(0);
  });

  test("an unknown status is not terminal, and each is warned of once", async () => {
    const words = ["warming_up", "warming_up", "warming_up", "WARMING_UP", "polishing", "Completed"];
    network.use(http.get(`${base}/videos/:id`, () => HttpResponse.json(video({ status: words.shift() }))));
    const logger = recordLogs();
    const { clock, sleep } = manualTime();
    const clip = await clientOf(base, { logger, clock, sleep }).resume("video_1").wait();
    expect(clip.video.status).toBe("Completed");
    const warnings = logger.lines.filter((line) => line.startsWith("warn"));
    expect(warnings.filter((line) => line.includes('"warming_up"'))).toHaveLength(1);
    expect(warnings.filter((line) => line.includes('"polishing"'))).toHaveLength(1);
  });
});
