import { describe, expect, test } from "vitest";
import { ApiError, ModerationError } from "../../src/index.js";
import { clientOf, clientThrough, secretKey, submit, transportNames } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { json, serve } from "../helpers/servers.js";

cleanEnvironment();

/** Bodies of refusals as servers were seen to write them, and the words that a reader must find. */
const bodies: readonly (readonly [string, string, string])[] = [
  ["{ error: { message, code } }", '{"error":{"message":"Bad size","type":"t","param":"size","code":"c"}}', "Bad size"],
  ["{ error: text }", '{"error":"Bad size"}', "Bad size"],
  ["{ detail: text }", '{"detail":"Bad size"}', "Bad size"],
  ["{ detail: list }", '{"detail":[{"loc":["body","size"],"msg":"Bad size"},{"msg":"x"}]}', "size: Bad size; x"],
  ["{ code, message }", '{"code":"bad","message":"Bad size","data":null}', "Bad size"],
  ["a code that is a number", '{"message":"Bad size","type":"Bad Request","code":400}', "Bad size"],
  ["{ error: text, message }", '{"error":"Bad Request","message":"Bad size"}', "Bad Request: Bad size"],
  ["{ detail: object }", '{"detail":{"error":{"message":"Bad size"}}}', "Bad size"],
  ["{ detail: an object without words }", '{"detail":{"size":"bad"}}', '{"size":"bad"}'],
  ["an empty list", '{"detail":[]}', '{"detail":[]}'],
  [
    "what Pydantic quotes",
    JSON.stringify({ detail: "size: no [type=a, input_value='The woman slowly turns h...', input_type=str]" }),
    "size: no [type=a, input_value=…, input_type=str]",
  ],
  ["an error in an error", '{"error":{"error":{"message":"Bad size"}}}', "Bad size"],
  ["{ error: { detail } }", '{"error":{"detail":"Bad size"}}', "Bad size"],
  ["an error without words", '{"error":{"status":7}}', '{"status":7}'],
  ["JSON without words", '{"ok":false}', '{"ok":false}'],
  ["a wrapped error", '{"data":{"error":{"msg":"Bad size"}}}', "Bad size"],
  ["a status object", '{"base_resp":{"status_code":1008,"status_msg":"Bad size"}}', "Bad size"],
  ["{ errno, errmsg }", '{"errno":7,"errmsg":"Bad size"}', "Bad size"],
  ["a list of errors", '{"errors":[{"message":"Bad size"},{"message":"x"}]}', "Bad size; x"],
  [
    "a list that is longer than usual",
    JSON.stringify({ detail: [..."abcdefgh"].map((name) => ({ loc: ["body", name], msg: "no" })) }),
    [..."abcdefgh"].map((name) => `${name}: no`).join("; "),
  ],
  ["a message and a list", '{"message":"Invalid","errors":[{"field":"size","message":"no"}]}', "Invalid: size: no"],
  [
    "a message and fields",
    '{"message":"Invalid","errors":{"size":["no"],"n":["a","b"]}}',
    "Invalid: size: no; n: a, b",
  ],
  ["{ reason, message }", '{"reason":"invalid","message":"Bad size"}', "invalid: Bad size"],
  ["only a code", '{"error":{"code":"bad_size"}}', "error bad_size"],
  [
    "places without a text",
    '{"detail":[{"loc":[{"toString":1},[2]],"msg":"Bad size"}]}',
    '{"toString":1}.[2]: Bad size',
  ],
  ["a JSON text", '"Bad size"', "Bad size"],
  ["null", "null", "null"],
  ["a plain text", "Bad size\n", "Bad size"],
  ["a page", "<!DOCTYPE html><html><title> Bad gateway </title>", 'an HTML page titled "Bad gateway"'],
  ["a page without a title", "<html><body>no</body></html>", "an HTML page"],
  ["nothing", "", "an empty body"],
];

describe.each(transportNames)("an error response through %s", (transport) => {
  test.each(bodies)("%s", async (_, body, words) => {
    await using server = await serve((_request, response) => {
      response.writeHead(400, { "x-request-id": "req_1" });
      response.end(body);
    });
    const error = await failure(submit(clientThrough(transport, server.baseURL)));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: "request_rejected", status: 400, requestId: "req_1", retryable: false });
    expect(error.message).toBe(`[POST] "/videos": 400 ${words}`);
    expect(server.requests).toHaveLength(1);
  });

  test("the code of an error counts where another field has the words", async () => {
    const body = { success: false, error: { code: "insufficient_quota" }, message: "The task was not created" };
    await using server = await serve((_, response) => json(response, body, 429));
    const error = await failure(submit(clientThrough(transport, server.baseURL)));
    expect(error).toMatchObject({ code: "insufficient_credit", message: expect.stringContaining(body.message) });
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    [400, "request_rejected", false],
    [401, "unauthorized", false],
    [403, "unauthorized", false],
    [404, "not_found", false],
    [405, "request_rejected", false],
    [408, "request_timeout", true],
    [409, "request_rejected", false],
    [422, "request_rejected", false],
    [429, "rate_limited", true],
    [500, "server_error", true],
    [502, "server_error", true],
    [529, "server_error", true],
  ])("%i is %s", async (status, code, retryable) => {
    await using server = await serve((_, response) => json(response, { error: { message: "no" } }, status));
    const error = await failure(clientThrough(transport, server.baseURL).list());
    expect(error).toMatchObject({ name: "ApiError", code, status, retryable });
    expect(error.message).toBe(`[GET] "/videos": ${status} no`);
    expect(error.hint).toBeTruthy();
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ["/v1/v1", "/v1"],
    ["/api/v2/v2", "/api/v2"],
    ["/v1/videos", "/v1"],
  ])("a 404 of the base URL %s names the address and the right base URL", async (path, right) => {
    await using server = await serve((_, response) => json(response, { error: "Not Found" }, 404));
    const origin = new URL(server.baseURL).origin;
    const error = await failure(submit(clientThrough(transport, `${origin}${path}`)));
    expect(error).toMatchObject({ code: "not_found", message: '[POST] "/videos": 404 Not Found' });
    expect(error.hint).toBe(`The request went to ${origin}${path}/videos. Set the base URL to ${origin}${right}.`);
  });

  test("a 404 of a GET names the address, and the job id as another reason", async () => {
    await using server = await serve((_, response) => json(response, { error: "Not Found" }, 404));
    const error = await failure(clientThrough(transport, server.baseURL).list());
    expect(error.hint).toContain(`The request went to ${server.baseURL}/videos.`);
    expect(error.hint).toContain("Check the base URL: it usually ends in /v1.");
    expect(error.hint).toContain("check the job id");
  });

  test("redacts a key that the server echoes", async () => {
    await using server = await serve((request, response) =>
      json(response, { error: { message: `Incorrect key: ${request.headers.authorization?.slice(7)}` } }, 401),
    );
    const error = await failure(clientThrough(transport, server.baseURL).list());
    expect(error.message).toContain("Incorrect key: [redacted]");
    expect(JSON.stringify(error)).not.toContain(secretKey);
  });
});

describe("the body of an error response", () => {
  test("is truncated", async () => {
    await using server = await serve((_, response) => json(response, { error: { message: "x".repeat(60_000) } }, 400));
    expect((await failure(clientOf(server.baseURL).list())).message.length).toBeLessThan(2_100);
  });

  test("is read up to a limit", async () => {
    let sent = 0;
    await using server = await serve((_, response) => {
      response.writeHead(400, { "content-type": "text/plain" });
      const more = () => {
        while (!response.destroyed && sent < 300_000_000) {
          sent += 65_536;
          if (!response.write("a".repeat(65_536))) {
            response.once("drain", more);
            return;
          }
        }
        response.end();
      };
      more();
    });
    const error = await failure(clientOf(server.baseURL).list());
    expect(error.message).toMatch(/^\[GET\] "\/videos": 400 a{100,299}…$/);
    expect(sent).toBeLessThan(20_000_000);
  });

  test("is used as far as it arrived if the rest hangs", async () => {
    await using server = await serve((_, response) => {
      response.writeHead(400, { "content-length": "1000" });
      response.write("Bad size");
    });
    const error = await failure(clientOf(server.baseURL, { timeout: 1_000 }).list());
    expect(error).toMatchObject({ code: "request_rejected", status: 400 });
    expect(error.message).toContain("Bad size");
  });

  test("has its control characters removed", async () => {
    await using server = await serve((_, response) => {
      response.writeHead(400);
      response.end("\u001b[31mred");
    });
    expect((await failure(clientOf(server.baseURL).list())).message).toBe(
      '[GET] "/videos": 400 bytes that are not text',
    );
  });
});

describe("moderation", () => {
  test.each([
    [{ error: { code: "moderation_blocked", message: "No." } }, 400],
    [{ error: { type: "content_policy_violation", message: "No." } }, 403],
    [{ error: { message: "Your request was blocked by our moderation system." } }, 400],
  ])("a refusal by it (%j) is a ModerationError", async (body, status) => {
    await using server = await serve((_, response) => json(response, body, status));
    const error = await failure(submit(clientOf(server.baseURL)));
    expect(error).toBeInstanceOf(ModerationError);
    expect(error).toMatchObject({ code: "moderation_blocked", status, retryable: false });
  });

  test.each([500, 503])("that fails with %i is uncertain", async (status) => {
    await using server = await serve((_, response) =>
      json(response, { error: { code: "moderation_unavailable", message: "The moderation system is down." } }, status),
    );
    expect((await failure(submit(clientOf(server.baseURL)))).code).toBe("submit_uncertain");
    expect((await failure(clientOf(server.baseURL).list())).code).toBe("server_error");
  });
});

test("a create request that fails with 500 for lack of credit is uncertain, and not sent again", async () => {
  await using server = await serve((_, response) => json(response, { message: "Insufficient credits" }, 500));
  const error = await failure(submit(clientOf(server.baseURL)));
  expect(error).toMatchObject({ code: "submit_uncertain", cause: { code: "insufficient_credit" } });
  expect(server.requests).toHaveLength(1);
});

describe("no answer", () => {
  test("within the time is request_timeout", async () => {
    await using server = await serve(() => {});
    const started = Date.now();
    const error = await failure(clientOf(server.baseURL, { timeout: 150 }).list());
    expect(error).toMatchObject({ code: "request_timeout", retryable: true });
    expect(error.status).toBeUndefined();
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  test("a timeout above the timer limit does not fire at once", async () => {
    await using server = await serve((_, response) => json(response, { data: [] }));
    expect((await clientOf(server.baseURL, { timeout: 2 ** 40 }).list()).data).toEqual([]);
  });

  test("a fetch that ignores its signal does not delay the rejection", async () => {
    const deaf = { fetch: () => new Promise<Response>(() => {}) };
    const ugoku = clientOf("http://videos.test/v1", { ...deaf, timeout: 60 });
    expect((await failure(ugoku.list())).code).toBe("request_timeout");
    const reason = new Error("enough");
    await expect(clientOf("http://videos.test/v1", deaf).list({ signal: abortAfter(20, reason) })).rejects.toBe(reason);
  });
});

function abortAfter(milliseconds: number, reason: unknown): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), milliseconds);
  return controller.signal;
}

test("an error has the server's Retry-After", async () => {
  await using server = await serve((_request, response) =>
    json(response, { error: { message: "Slow down" } }, 429, { "retry-after": "7" }),
  );
  const error = await failure(submit(clientOf(server.baseURL, { sleep: async () => {} })));
  expect(error).toMatchObject({ code: "rate_limited", retryAfterMs: 7_000 });
  expect(JSON.parse(JSON.stringify(error)).retryAfterMs).toBe(7_000);
});
