import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { prompt } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { json } from "../helpers/servers.js";
import { clientOf, findStandIn, imageFor } from "./stand-in-clients.js";
import { type Service, type StandIn, serveStandIn, standIns } from "./stand-ins.js";

cleanEnvironment();

const send = (response: ServerResponse, body: unknown) =>
  typeof body === "string" ? void response.writeHead(200).end(body) : json(response, body);

/** A stand-in whose first create requests are answered with these bodies, with HTTP 200. It has made the jobs. */
const serveAnswers = (standIn: StandIn, bodies: readonly unknown[]): Promise<Service> =>
  serveStandIn(standIn, {
    intercept: (kind, count, response) => {
      if (kind !== "create" || count > bodies.length) return false;
      send(response, bodies[count - 1]);
      return true;
    },
  });

/** Two submits with one key: the errors, or the ids of the jobs. */
async function submitTwice(standIn: StandIn, service: Service, maxRetries = 0) {
  const { animate } = clientOf(standIn, service);
  const animation = animate(await imageFor(standIn), { prompt, lint: "off", idempotencyKey: "order-0000000001" });
  const outcomes: { readonly code?: string; readonly id?: string; readonly message?: string }[] = [];
  for (let count = 0; count < 2; count++)
    outcomes.push(await animation.submit({ maxRetries }).catch((error: { code: string; message: string }) => error));
  return outcomes;
}

const minimaxCode = (code: unknown, message = "said") => ({ base_resp: { status_code: code, status_msg: message } });
const klingCode = (code: unknown, message = "said") => ({ code, message, request_id: "r1" });

describe.each(standIns)("$name: HTTP 200 without the id of a job", (standIn) => {
  test.each([
    ["an internal error", { error: { code: "InternalError", message: "The service failed." } }],
    ["a code and a message", { code: "RequestTimeOut", message: "Request timed out, please try again later." }],
    ["the name of a refusal", { code: "InvalidParameter", message: "duration is not valid." }],
    ["no success", { success: false, message: "The system is busy." }],
    ["an id of the request only", { req_id: "r1" }],
    ["a page of a proxy", "<html><title>One moment</title></html>"],
    ["an empty body", ""],
  ])("%s proves nothing: the key is never sent again", async (_, body) => {
    await using service = await serveAnswers(standIn, [body, body]);
    expect((await submitTwice(standIn, service)).map(({ code }) => code)).toEqual([
      "submit_uncertain",
      "submit_uncertain",
    ]);
    expect(service.jobs).toHaveLength(1);
  });
});

describe("codes inside HTTP 200", () => {
  test.each<[string, object]>([
    ...[5000, 5001, 5002, "5002", 9999, -1].map((code) => ["kling", klingCode(code)] as [string, object]),
    ["kling", klingCode(5002, "Server internal timeout")],
    ["kling", klingCode(0)],
    ...[1000, 1001, 1013, 1024, 1033, "1001", 4242].map((code) => ["minimax", minimaxCode(code)] as [string, object]),
    ["minimax", { ...minimaxCode(1001, "request timeout"), task_id: "" }],
  ])("%s: %j does not prove a refusal", async (name, body) => {
    const standIn = findStandIn(name);
    await using service = await serveAnswers(standIn, [body, body]);
    const [first, second] = await submitTwice(standIn, service);
    expect([first?.code, second?.code]).toEqual(["submit_uncertain", "submit_uncertain"]);
    // What the service said is in the message.
    expect(first?.message).toContain("HTTP 200");
    expect(first?.message).toMatch(/said|timeout/);
    expect(service.jobs).toHaveLength(1);
  });

  test.each<[string, object, string]>([
    ["kling", klingCode(1002), "unauthorized"],
    ["kling", klingCode("1102"), "insufficient_credit"],
    ["kling", klingCode(1103), "unauthorized"],
    ["kling", klingCode(1201), "request_rejected"],
    ["kling", klingCode(1203), "not_found"],
    ["kling", klingCode(1301, "Failure to pass the risk control system"), "moderation_blocked"],
    ["minimax", minimaxCode(1004), "unauthorized"],
    ["minimax", minimaxCode("1008"), "insufficient_credit"],
    ["minimax", minimaxCode(2013), "request_rejected"],
    ["minimax", minimaxCode(1026, "input involves sensitive content"), "moderation_blocked"],
  ])("%s: the documented refusal %j frees the key", async (name, body, code) => {
    const standIn = findStandIn(name);
    await using service = await serveAnswers(standIn, [body]);
    const [first, second] = await submitTwice(standIn, service);
    expect(first?.code).toBe(code);
    expect(second?.id).toMatch(standIn.create.id);
  });

  test.each<[string, object]>([
    ...[1302, 1303, "1302"].map((code) => ["kling", klingCode(code)] as [string, object]),
    ...[1002, 1039, 1041, 2045, "1002"].map((code) => ["minimax", minimaxCode(code)] as [string, object]),
  ])("%s: the rate limit %j is sent again", async (name, body) => {
    const standIn = findStandIn(name);
    await using limited = await serveAnswers(standIn, [body]);
    const [first] = await submitTwice(standIn, limited, 1);
    expect(first?.id).toMatch(standIn.create.id);
    expect(limited.requests.filter(({ method }) => method === "POST")).toHaveLength(2);
    await using strict = await serveAnswers(standIn, [body]);
    const { animate } = clientOf(standIn, strict);
    const error = await failure(animate(await imageFor(standIn), { prompt, lint: "off" }).submit({ maxRetries: 0 }));
    expect(error).toMatchObject({ code: "rate_limited", retryable: true });
  });
});

describe.each(standIns)("$name: an answer with the id of a job", (standIn) => {
  test.each(["0", null, 200, 5002, 1201])("is never a refusal, with the code %j", async (code) => {
    await using service: Service = await serveStandIn(standIn, {
      intercept: (kind, _, response) => {
        if (kind !== "create") return false;
        const answer = standIn.create.answer(standIn.create.id, service.origin);
        json(response, { ...answer, code, base_resp: { status_code: code, status_msg: "said" }, error: "said" });
        return true;
      },
    });
    const [first, second] = await submitTwice(standIn, service);
    expect(first?.id).toContain(standIn.create.id);
    expect(second?.id).toBe(first?.id);
    expect(service.jobs).toHaveLength(1);
  });
});
