import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { createUgoku } from "../../src/index.js";
import { fal, kling, xai } from "../../src/services.js";
import { prompt, recordLogs } from "../helpers/clients.js";
import { mp4 } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { picture } from "../helpers/pictures.js";
import { json, serve } from "../helpers/servers.js";
import { manualTime, timed } from "../helpers/time.js";
import { findStandIn, submitTo } from "./stand-in-clients.js";
import {
  type Behaviour,
  clipBytes,
  type Service,
  type StandIn,
  serveStandIn,
  standInKey,
  standIns,
} from "./stand-ins.js";

cleanEnvironment();

type Fields = Readonly<Record<string, unknown>>;

/** An answer to a poll: a body with HTTP 200, or with that status. */
type Answer = readonly [status: number, body: unknown];

function send(response: ServerResponse, [status, body]: Answer): void {
  if (typeof body === "string") response.writeHead(status).end(body);
  else json(response, body, status);
}

/** A stand-in whose polls from `first` on are answered with these. */
const servePolls = (standIn: StandIn, answers: readonly Answer[], behaviour: Behaviour = {}, first = 1) =>
  serveStandIn(standIn, {
    polls: 0,
    ...behaviour,
    intercept: (kind, count, response) => {
      const answer = kind === "poll" ? answers[count - first] : undefined;
      if (answer) send(response, answer);
      return answer !== undefined;
    },
  });

const bytesOf = async (standIn: StandIn, service: Service) => (await (await submitTo(standIn, service)).wait()).bytes();

const page = "<html><title>One moment</title></html>";

/** Answers that say nothing about the job, four at a time: fewer than the attempts of a download. */
const unusable: readonly (readonly Answer[])[] = [
  [
    [200, page],
    [200, ""],
    [400, { message: "bad gateway configuration" }],
    [422, { message: "try again" }],
  ],
  [
    [200, "[]"],
    [200, "ok"],
    [400, page],
    [410, ""],
  ],
  [
    [404, { message: "not found" }],
    [409, ""],
    [500, "oops"],
    [502, page],
  ],
];

describe.each(standIns)("$name", (standIn) => {
  /** A service whose polls are answered with a completed job that has these fields besides. */
  async function serveDone(more: Fields): Promise<Service> {
    const service: Service = await serveStandIn(standIn, {
      polls: 0,
      intercept: (kind, _, response) => {
        if (kind !== "poll") return false;
        const { body } = standIn.state(standIn.create.id, "done", "completes", `${service.origin}/clips/1`);
        json(response, { ...(body as Fields), ...more });
        return true;
      },
    });
    return service;
  }

  test.each<Fields>([
    { error: "a warning", failure: "a warning", failure_reason: "a warning", message: "failed", code: "0" },
    {
      error: { code: "x", message: "a warning" },
      failureCode: "SAFETY.INPUT",
      code: 200,
      base_resp: { status_code: "0" },
    },
    { error: null, errors: [], failure: null, failure_reason: null, code: null, base_resp: null },
    {
      detail: [{ msg: "a warning", type: "x" }],
      code: 5000,
      base_resp: { status_code: 1000, status_msg: "unknown error" },
    },
  ])("a completed job with a clip stays completed beside %j", async (more) => {
    await using service = await serveDone(more);
    expect((await bytesOf(standIn, service)).byteLength).toBe(clipBytes.length);
  });

  test.each(unusable.map((answers) => [answers]))("%j while waiting are repeated", async (answers) => {
    await using service = await servePolls(standIn, answers);
    expect((await bytesOf(standIn, service)).byteLength).toBe(clipBytes.length);
  });

  test.each(unusable.map((answers) => [answers]))("%j before the download are repeated", async (answers) => {
    await using service = await servePolls(standIn, answers, {}, 2);
    expect((await bytesOf(standIn, service)).byteLength).toBe(clipBytes.length);
    expect(service.jobs).toHaveLength(1);
  });

  test.each<Answer>([
    [200, page],
    [400, { message: "bad gateway configuration" }],
  ])("HTTP %i %j at every poll before the download is not the clip's fault", async (...answer) => {
    await using service = await servePolls(standIn, Array(50).fill(answer), {}, 2);
    const error = await failure(bytesOf(standIn, service));
    expect(error).toMatchObject({ code: "server_error", retryable: true });
    expect(service.downloads).toEqual([]);
    expect(service.requests.length).toBeLessThan(30);
  });
});

describe("codes inside HTTP 200 at polls", () => {
  test.each<[string, Fields]>([
    ...[1302, 1303, "1303", 5000, 5001, 5002, 9999].map(
      (code) => ["kling", { code, message: "said" }] as [string, Fields],
    ),
    ...[1002, "1002", 1000, 1001, 1024, 4242].map(
      (code) => ["minimax", { base_resp: { status_code: code, status_msg: "said" } }] as [string, Fields],
    ),
  ])("%s: %j for minutes does not end the wait", async (name, body) => {
    const standIn = findStandIn(name);
    await using service = await servePolls(standIn, Array(20).fill([200, body]));
    const time = manualTime(Date.now());
    const before = time.clock.now();
    const job = await submitTo(standIn, service, timed(time, { pollInterval: 10_000 }));
    await job.wait();
    expect(time.clock.now() - before).toBeGreaterThan(120_000);
  });

  test.each<[string, Fields, string]>([
    ["kling", { code: 1004, message: "token expired" }, "unauthorized"],
    ["minimax", { base_resp: { status_code: "1004", status_msg: "login fail" } }, "unauthorized"],
    ["kling", { code: 1203, message: "task not found" }, "not_found"],
  ])("%s: the refusal %j ends it", async (name, body, code) => {
    const standIn = findStandIn(name);
    await using service = await servePolls(standIn, Array(100).fill([200, body]));
    expect(await failure(bytesOf(standIn, service))).toMatchObject({ code, name: "ApiError" });
  });
});

describe("the mark of moderation", () => {
  const veo = findStandIn("veo");
  const veoDone = (clip: string | undefined, reasons: unknown) => ({
    done: true,
    response: {
      generateVideoResponse: {
        ...(clip && { generatedSamples: [{ video: { uri: clip } }] }),
        raiMediaFilteredCount: 1,
        raiMediaFilteredReasons: reasons,
      },
    },
  });

  test.each([[[]], [null], [["One of two samples was filtered for safety."]]])(
    "veo: a clip counts more than %j",
    async (reasons) => {
      await using service: Service = await serveStandIn(veo, {
        intercept: (kind, _, response) => {
          if (kind !== "poll") return false;
          json(response, veoDone(`${service.origin}/clips/1`, reasons));
          return true;
        },
      });
      expect((await bytesOf(veo, service)).byteLength).toBe(clipBytes.length);
    },
  );

  test.each([[[]], [null]])("veo: %j without a clip does not mean moderation", async (reasons) => {
    await using service = await servePolls(veo, [[200, veoDone(undefined, reasons)]]);
    expect(await failure(bytesOf(veo, service))).toMatchObject({ code: "job_failed" });
  });

  test("xai: a job that is still pending is not refused", async () => {
    const standIn = findStandIn("xai");
    const pending = { status: "pending", video: { respect_moderation: false } };
    await using service = await servePolls(standIn, [[200, pending]]);
    expect((await bytesOf(standIn, service)).byteLength).toBe(clipBytes.length);
  });

  test("xai: a clip counts more, also without a status", async () => {
    const standIn = findStandIn("xai");
    await using service: Service = await serveStandIn(standIn, {
      intercept: (kind, _, response) => {
        if (kind !== "poll") return false;
        json(response, { video: { url: `${service.origin}/clips/1`, respect_moderation: false } });
        return true;
      },
    });
    expect((await bytesOf(standIn, service)).byteLength).toBe(clipBytes.length);
  });
});

describe("wan: the status UNKNOWN", () => {
  const wan = findStandIn("wan");
  const unknown: Answer = [200, { output: { task_id: wan.create.id, task_status: "UNKNOWN" } }];

  test("right after the create request may pass", async () => {
    await using service = await servePolls(wan, [unknown, unknown, unknown]);
    expect((await bytesOf(wan, service)).byteLength).toBe(clipBytes.length);
  });

  test("for two minutes is the end of the job", async () => {
    await using service = await servePolls(wan, Array(200).fill(unknown));
    const time = manualTime(Date.now());
    const before = time.clock.now();
    const logger = recordLogs();
    const error = await failure((await submitTo(wan, service, timed(time, { logger }))).wait());
    expect(error).toMatchObject({ code: "job_failed" });
    expect(error.message).toContain("no longer has it");
    expect(time.clock.now() - before).toBeGreaterThanOrEqual(120_000);
    expect(time.clock.now() - before).toBeLessThan(300_000);
  });
});

/** How each service says why a job failed. */
const failures: Readonly<Record<string, (id: string, reason: unknown) => Fields>> = {
  runway: (id, failure) => ({ id, status: "FAILED", failure }),
  fal: (_, error) => ({ status: "COMPLETED", error }),
  replicate: (id, error) => ({ id, status: "failed", error, output: null }),
  veo: (name, error) => ({ name, done: true, error }),
  kling: (id, why) => ({
    code: 0,
    message: "SUCCEED",
    data: { task_id: id, task_status: "failed", task_status_msg: why },
  }),
  luma: (id, reason) => ({ id, state: "failed", failure_reason: reason }),
  xai: (_, error) => ({ status: "failed", error }),
  minimax: (id, error) => ({ task: { id, status: "failed", error } }),
  seedance: (id, error) => ({ id, status: "failed", error }),
  wan: (id, message) => ({ output: { task_id: id, task_status: "FAILED", message } }),
};

describe.each(standIns)("$name: the reason of a failed job", (standIn) => {
  const words = "Content moderated by policy";

  test.each([
    [words],
    [{ message: words }],
    [{ code: "x", detail: words }],
    [{ error: { msg: words } }],
    [[words]],
    [[{ message: words, type: "x" }]],
  ])("as %j", async (reason) => {
    const body = failures[standIn.name]!(standIn.create.id, reason);
    await using service = await servePolls(standIn, [[200, body]], { ending: "fails" });
    const error = await failure(bytesOf(standIn, service));
    expect(error).toMatchObject({ code: "moderation_blocked", name: "ModerationError" });
    expect(error.message).toContain(words);
    expect(error.message).not.toContain("{");
  });

  test.each([[""], [null], [{}], [[]]])("as %j is none", async (reason) => {
    if (standIn.name === "fal") return;
    const body = failures[standIn.name]!(standIn.create.id, reason);
    await using service = await servePolls(standIn, [[200, body]]);
    const error = await failure(bytesOf(standIn, service));
    expect(error).toMatchObject({ code: "job_failed" });
    expect(error.message).toContain("The service gives no reason.");
  });
});

describe("fal: a job whose status is COMPLETED", () => {
  const timedOut = { status: "COMPLETED", error: "Request timed out", error_type: "request_timeout" };
  const typed = (type: string) => ({ detail: [{ loc: ["body"], msg: "The model failed.", type }] });

  /** The outcome of a job with these answers to its polls and to the request for its result. */
  async function outcomeOf(status: Fields, results: readonly Answer[]) {
    let count = 0;
    await using server = await serve((request, response) => {
      if (request.url === "/clip") return void response.writeHead(200).end(clip);
      if (request.method === "POST") return json(response, { response_url: `${server.origin}/requests/1` });
      if (request.url.endsWith("/status")) return json(response, status);
      const [http, body] = results[Math.min(count++, results.length - 1)]!;
      return send(response, [http, body === "clip" ? { video: { url: `${server.origin}/clip` } } : body]);
    });
    const endpoint = fal({ apiKey: standInKey, baseURL: server.origin });
    const { clock, sleep } = manualTime(Date.now());
    const { animate } = createUgoku({ endpoint, logger: false, clock, sleep });
    const job = await animate(await picture(1280, 720), { prompt, lint: "off" }).submit({ timeout: 600_000 });
    return await job.wait().then(
      async (done) => (await done.bytes()).byteLength,
      (error: Error) => error,
    );
  }
  const clip = mp4(4_000);

  test.each<Answer>([
    [504, { detail: "Request timed out", error_type: "request_timeout" }],
    [503, page],
    [500, ""],
    [400, { detail: "failed" }],
    [422, { detail: "failed" }],
    [404, {}],
    [200, { detail: "no output" }],
  ])("with an error has failed, if its result answers %i %j", async (http, body) => {
    const error = await outcomeOf(timedOut, [[http, body]]);
    expect(error).toMatchObject({ code: "job_failed" });
    expect((error as Error).message).toContain("Request timed out (request_timeout)");
  });

  test.each(["internal_server_error", "generation_timeout", "downstream_service_error"])(
    "has failed, if its result is the error %s of the model",
    async (type) => {
      for (const http of [400, 422, 500, 504]) {
        const error = await outcomeOf({ status: "COMPLETED", error: null }, [[http, typed(type)]]);
        expect(error).toMatchObject({ code: "job_failed" });
        expect((error as Error).message).toContain(`The model failed. (${type})`);
      }
    },
  );

  test.each<[Fields, Answer]>([
    [timedOut, [200, "clip"]],
    [{ ...timedOut, error: null }, [200, "clip"]],
  ])("with an error and a clip is completed: %j", async (status, result) => {
    expect(await outcomeOf(status, [result])).toBe(clip.length);
  });

  test.each<readonly Answer[]>([
    [[503, page]],
    [[429, { detail: "Too many requests" }]],
    [[500, { detail: "Internal Server Error" }]],
    [[200, page]],
    [[404, { detail: "Not found" }]],
  ])("without an error continues after %j at its result", async (answer) => {
    expect(await outcomeOf({ status: "COMPLETED" }, [answer, [200, "clip"]])).toBe(clip.length);
  });

  test("with an error waits on after a rate limit at its result", async () => {
    expect(
      await outcomeOf(timedOut, [
        [429, {}],
        [200, "clip"],
      ]),
    ).toBe(clip.length);
  });
});

describe("a status request is not the result", () => {
  test("fal: an error of a model at the status is repeated", async () => {
    const standIn = findStandIn("fal");
    await using service = await servePolls(standIn, [[422, { detail: [{ msg: "x", type: "y" }] }]]);
    expect((await bytesOf(standIn, service)).byteLength).toBe(clipBytes.length);
  });
});

describe("cancelling", () => {
  test.each<Answer>([
    [200, page],
    [200, "ok"],
  ])("HTTP %i %j confirms nothing", async (status, body) => {
    const standIn = findStandIn("runway");
    await using server = await serve((request, response) => {
      if (request.method === "POST") return json(response, { id: "1" });
      if (request.method === "DELETE") return send(response, [status, body]);
      return json(response, { id: "1", status: "RUNNING" });
    });
    const job = await submitTo(standIn, server);
    expect(await job.cancel()).toMatchObject({ outcome: "unknown" });
  });
});

describe("kling: a list that cannot be read at first", () => {
  const job = (key: unknown) => ({
    task_id: "t1",
    task_status: "submitted",
    created_at: Date.now(),
    task_info: { external_task_id: key },
  });

  test.each<[unknown]>([
    [{ code: 1302, message: "too fast" }],
    [{ code: "1303", message: "too many", data: null }],
    [{ code: 5001, message: "unavailable", data: null }],
    [page],
    [""],
    [{}],
  ])("%j is repeated, and the job is found", async (first) => {
    let lists = 0;
    let key: unknown;
    await using server = await serve((request, response) => {
      if (request.method === "POST") {
        key = JSON.parse(request.body.toString()).external_task_id;
        return void response.destroy();
      }
      lists += 1;
      return lists === 1 ? send(response, [200, first]) : json(response, { code: 0, data: [job(key)] });
    });
    const endpoint = kling({ apiKey: standInKey, baseURL: server.origin });
    const { clock, sleep } = manualTime(Date.now());
    const { animate, reconcile } = createUgoku({ endpoint, logger: false, clock, sleep });
    const error = await failure(animate(await picture(1280, 720), { prompt, lint: "off" }).submit({ maxRetries: 0 }));
    const { attempt } = error as unknown as { attempt: Parameters<typeof reconcile>[0] };
    expect((await reconcile(attempt))?.id).toBe("t1");
    expect(lists).toBe(2);
  });

  test.each([{ code: 0, data: [] }, { code: 0, data: null }, { data: null }])("%j is an empty list", async (body) => {
    await using server = await serve((_, response) => json(response, body));
    const endpoint = kling({ apiKey: standInKey, baseURL: server.origin });
    expect((await createUgoku({ endpoint, logger: false }).list()).data).toEqual([]);
  });
});

test("xai: a status of HTTP 202 without a body means that the job goes on", async () => {
  await using server = await serve((_, response) => void response.writeHead(202).end());
  const { resume } = createUgoku({ endpoint: xai({ apiKey: standInKey, baseURL: server.origin }), logger: false });
  expect(await resume("1").poll()).toMatchObject({ status: "in_progress" });
});
