import { describe, expect, test } from "vitest";
import { defineDialect, SubmitUncertainError } from "../../src/index.js";
import { clientOf, prompt, submit, ticketOf } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { isCreate, json, serve, video } from "../helpers/servers.js";

cleanEnvironment();

/** A server with that answer to create requests, or to polls. */
const answering = (body: unknown, status = 200) => serve((_, response) => json(response, body, status));

describe("a create request that is refused with 200", () => {
  test.each<[string, unknown, string, string]>([
    [
      "an error object",
      { error: { message: "please top up", code: "quota" } },
      "insufficient_credit",
      "please top up (quota)",
    ],
    [
      "an error of a gateway",
      { error: { message: "Upstream error: ResourceExhausted", code: 502 } },
      "request_rejected",
      "ResourceExhausted (502)",
    ],
    ["an error text", { error: "the queue is full" }, "request_rejected", "the queue is full"],
    [
      "a code of a gateway",
      { code: 1102, message: "no such model", request_id: "r" },
      "request_rejected",
      "no such model (1102)",
    ],
    [
      "a code as text",
      { code: "fail_to_fetch_task", message: "上游负载已饱和", data: null },
      "request_rejected",
      "上游负载已饱和",
    ],
    [
      "a code in an object",
      { base_resp: { status_code: 1008, status_msg: "wrong image" } },
      "request_rejected",
      "wrong image",
    ],
    [
      "an error in the metadata",
      { ResponseMetadata: { RequestId: "r", Error: { Code: "InvalidImage", Message: "wrong image" } } },
      "request_rejected",
      "wrong image (InvalidImage)",
    ],
    ["a status object", { status: { code: 400, message: "wrong image" } }, "request_rejected", "wrong image (400)"],
    ["only a code", { code: "InvalidParameter" }, "request_rejected", "InvalidParameter"],
    ["success: false", { success: false, msg: "wrong image" }, "request_rejected", "wrong image"],
    ["ok: false", { ok: false, data: { errors: [{ message: "wrong image" }] } }, "request_rejected", "wrong image"],
    ["a failed status", { status: "error", message: "wrong image" }, "request_rejected", "wrong image"],
    ["an error in a wrapper", { data: { error: { msg: "wrong image" } } }, "request_rejected", "wrong image"],
    ["errno", { errno: 7, errmsg: "wrong image" }, "request_rejected", "wrong image"],
    ["a wrong key", { code: 401, message: "token invalid" }, "unauthorized", "token invalid"],
    [
      "places without a text",
      { errors: [{ loc: [{ toString: 1 }], msg: "bad" }] },
      "request_rejected",
      '{"toString":1}: bad',
    ],
    ["moderation", { error: { code: "moderation_blocked", message: "No." } }, "moderation_blocked", "No."],
  ])("with %s is refused with the server's words", async (_, body, code, words) => {
    await using server = await answering(body);
    const error = await failure(submit(clientOf(server.baseURL)));
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(server.requests).toHaveLength(1);
  });

  test("with a rate limit is sent again", async () => {
    await using server = await serve((_, response, count) =>
      json(response, count === 1 ? { code: 429, message: "slow down" } : video()),
    );
    const ugoku = clientOf(server.baseURL, { sleep: async () => {} });
    expect((await submit(ugoku)).id).toBe("video_1");
    expect(server.requests).toHaveLength(2);
  });

  test("does not show the prompt that the server quotes", async () => {
    await using server = await answering({ error: { message: `Not allowed: ${prompt}` } });
    expect((await failure(submit(clientOf(server.baseURL)))).message).not.toContain(prompt);
  });
});

describe("a create response without a job and without an error", () => {
  test.each<[string, unknown, string]>([
    ["an empty object", {}, "{}"],
    ["a success without an id", { code: 0, message: "SUCCEED", data: {} }, '"message":"SUCCEED"'],
    ["a success with another code", { code: 1, msg: "success", data: null }, '"msg":"success"'],
    ["a message", { message: "Task submitted" }, "Task submitted"],
    [
      "a time limit of a gateway",
      { error: { message: "upstream request timeout", code: 504 } },
      "upstream request timeout",
    ],
    ["a time limit in words", { code: "fail", message: "context deadline exceeded" }, "deadline exceeded"],
    ["the error handling of a job", { config: { on_error: "retry" } }, "on_error"],
  ])("is uncertain, and is quoted: %s", async (_, body, words) => {
    await using server = await answering(body);
    const error = await failure(submit(clientOf(server.baseURL)));
    expect(error).toBeInstanceOf(SubmitUncertainError);
    expect(error.message).toContain(words);
  });
});

describe("a create response in another form", () => {
  test.each<[string, unknown, string]>([
    ["wrapped", { code: "success", message: "", data: { id: "task_1", status: "queued" } }, "task_1"],
    ["with a number", { id: 8_123_456, object: "video", status: "queued" }, "8123456"],
    ["with an error, but a job", { id: "task_1", error: { message: "low priority" } }, "task_1"],
  ])("has the job: %s", async (_, body, id) => {
    await using server = await answering(body);
    expect((await submit(clientOf(server.baseURL))).id).toBe(id);
  });

  test("keeps all digits of a large id", async () => {
    await using server = await serve((request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(`{"id":12345678901234567891,"status":"${isCreate(request) ? "queued" : "completed"}"}`);
    });
    const job = await submit(clientOf(server.baseURL));
    expect(job.id).toBe("12345678901234567891");
    expect((await job.poll()).status).toBe("completed");
    expect(server.requests[1]?.url).toBe("/v1/videos/12345678901234567891");
  });

  test("has its facts where a dialect says", async () => {
    const dialect = defineDialect({
      name: "mine",
      answer: { id: ["order.ref"], status: ["oven"] },
      statuses: { baked: "completed" },
    });
    await using server = await answering({ order: { ref: "o_1" }, oven: "Baked" });
    const job = await submit(clientOf(server.baseURL, { dialect }));
    expect(job.id).toBe("o_1");
    expect((await job.wait()).video.status).toBe("Baked");
  });
});

describe("a poll", () => {
  const poll = async (body: unknown, status: number) => {
    await using server = await answering(body, status);
    return await clientOf(server.baseURL).resume(ticketOf(server.baseURL)).poll();
  };

  test.each<[string, object, string]>([
    ["a refusal", { code: "task_not_exist", message: "no such task", data: null }, "no such task (task_not_exist)"],
    ["an error beside the id", { id: "video_1", error: { message: "the task has expired" } }, "the task has expired"],
    ["nothing", { code: "success", data: null }, '{"code":"success","data":null}'],
    ["another job", video({ id: "video_2", status: "completed" }), '"video_2" in place of "video_1"'],
  ])("that is answered with %s has failed, with the server's words", async (_, body, words) => {
    expect((await failure(poll(body, 200))).message).toContain(words);
  });

  test.each([400, 404, 410, 422, 500])("with %i and a failed job is the job's last state", async (status) => {
    const error = { code: 400, message: "Input was blocked by the guardrails." };
    const update = await poll(video({ status: "failed", error }), status);
    expect(update).toMatchObject({ status: "failed", video: { error } });
  });

  test.each<[string, object]>([
    ["that still runs", video({ status: "in_progress" })],
    ["of another id", video({ id: "video_2", status: "failed" })],
    ["without a field of a job", { id: "video_1", status: "error", message: "no such task" }],
  ])("with 400 and a job %s is refused", async (_, body) => {
    expect(await failure(poll(body, 400))).toMatchObject({ code: "request_rejected", status: 400 });
  });
});
