import { describe, expect, test } from "vitest";
import { defineDialect } from "../../src/index.js";
import { clientOf, submit, ticketOf } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { json, serve, video } from "../helpers/servers.js";

cleanEnvironment();

const dialect = defineDialect({
  name: "mine",
  errors: { key_gone: 401, purse_open: 402, busy_bees: 409, slow_bees: 408, many_bees: 429, wrong_hat: 422 },
});
const bodyOf = (code: string | number) => ({ error: { code, message: "No." } });
const serving = (body: unknown, status: number) => serve((_, response) => json(response, body, status));

describe("the error codes of a dialect", () => {
  test.each([
    [200, "key_gone", "unauthorized"],
    [200, "Purse_Open", "insufficient_credit"],
    [200, "wrong_hat", "request_rejected"],
    [400, "key_gone", "unauthorized"],
    [400, "purse_open", "insufficient_credit"],
    [400, "unknown", "request_rejected"],
    // Not proof that there is no job, by the dialect or by the server itself.
    [200, "busy_bees", "submit_uncertain"],
    [200, "slow_bees", "submit_uncertain"],
    [400, "busy_bees", "submit_uncertain"],
    [400, "slow_bees", "submit_uncertain"],
    [409, "wrong_hat", "submit_uncertain"],
    [408, "wrong_hat", "submit_uncertain"],
    [500, "key_gone", "submit_uncertain"],
    [303, "key_gone", "submit_uncertain"],
  ])("a create request that is answered with %i and %s is %s", async (status, code, expected) => {
    await using server = await serving(bodyOf(code), status);
    const error = await failure(submit(clientOf(server.baseURL, { dialect })));
    expect(error.code).toBe(expected);
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    [200, "busy_bees"],
    [400, "busy_bees"],
    [200, 504],
  ])("words about credit prove nothing beside %i and %s", async (status, code) => {
    await using server = await serving({ error: { code, message: "Insufficient credits" } }, status);
    const error = await failure(submit(clientOf(server.baseURL, { dialect })));
    expect(error.code).toBe("submit_uncertain");
  });

  test.each([200, 400])("a create request is sent again after %i with a code that means 429", async (status) => {
    await using server = await serve((_, response, count) =>
      count === 1 ? json(response, bodyOf("many_bees"), status) : json(response, video()),
    );
    const job = await submit(clientOf(server.baseURL, { dialect, sleep: async () => {} }));
    expect(job.id).toBe("video_1");
  });

  test.each([
    [200, bodyOf("key_gone"), "unauthorized"],
    [200, { id: "video_1", ...bodyOf("key_gone") }, "unauthorized"],
    [400, bodyOf("key_gone"), "unauthorized"],
    [200, bodyOf("purse_open"), "insufficient_credit"],
  ])("a poll that is answered with %i %j ends the wait", async (status, body, expected) => {
    await using server = await serving(body, status);
    const job = clientOf(server.baseURL, { dialect }).resume(ticketOf(server.baseURL, { dialect: "mine" }));
    expect((await failure(job.wait())).code).toBe(expected);
    expect(server.requests).toHaveLength(1);
  });
});

describe("without a code of the dialect", () => {
  test.each([409, 408, 504])(
    "a create request that is refused with 200 and the status %i is uncertain",
    async (code) => {
      await using server = await serving(bodyOf(code), 200);
      expect((await failure(submit(clientOf(server.baseURL)))).code).toBe("submit_uncertain");
      expect(server.requests).toHaveLength(1);
    },
  );
});
