import { describe, expect, test, vi } from "vitest";
import { createUgokuProvider, type JsonValue } from "../../src/ai-sdk.js";
import type { Ticket } from "../../src/index.js";
import { recordLogs, secretKey } from "../helpers/clients.js";
import { mp4 } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { portrait } from "../helpers/pictures.js";
import { json, serve, video } from "../helpers/servers.js";
import { createCall, isMp4, providerOn } from "./helpers.js";

cleanEnvironment();

const call = async (fields: object = {}) =>
  createCall({ image: { type: "file" as const, mediaType: "image/png", data: await portrait() }, ...fields });

/** A model on a server that accepts every create request, and a started job. */
async function started(answer: Parameters<typeof serve>[0]) {
  const server = await serve((request, response, count) =>
    request.method === "POST" ? json(response, video()) : answer(request, response, count),
  );
  const model = createUgokuProvider({ baseURL: server.baseURL, logger: false, sleep: async () => {} }).video("sora-2");
  const { operation } = await model.doStart(await call());
  return { server, model, operation: JSON.parse(JSON.stringify(operation)) as JsonValue };
}

describe("createUgokuProvider() › doStart() and doStatus()", () => {
  test("the operation is the ticket as JSON, with the key of the start", async () => {
    const { provider, server, creates } = providerOn({ apiKey: secretKey }, { apiKey: secretKey });
    const model = provider.video("sora-2");
    const headers = { "Idempotency-Key": "aisdk_vid_1", "user-agent": "ai/7" };
    const [first, again] = [await model.doStart(await call({ headers })), await model.doStart(await call({ headers }))];
    expect(first.operation).toMatchObject({ v: 1, id: server.jobs[0]?.video.id, key: "aisdk_vid_1" });
    expect(JSON.stringify(first)).not.toContain(secretKey);
    expect(again.operation).toEqual(first.operation);
    expect(creates()).toHaveLength(1);
    await expect.poll(async () => (await model.doStatus({ operation: first.operation })).status).toBe("completed");
    const status = await model.doStatus({ operation: first.operation });
    const [made] = status.status === "completed" ? status.videos : [];
    expect(made?.type === "binary" && isMp4(made.data)).toBe(true);
  });

  test.each([
    ["a 500", "server_error", (response) => json(response, { error: { message: "boom" } }, 500)],
    ["a 429", "rate_limited", (response) => json(response, { error: { message: "slow down" } }, 429)],
    ["an HTML page", "response_invalid", (response) => response.end("<html><title>Bad gateway</title></html>")],
    ["no response", "connection_failed", (response) => response.socket?.destroy()],
    ["a 404", "not_found", (response) => json(response, { error: { message: "no such video" } }, 404)],
  ] as [string, string, (response: Parameters<typeof json>[0]) => void][])(
    "a poll that gets %s is pending, with the error code",
    async (_, missed, answer) => {
      const { server, model, operation } = await started((_request, response) => answer(response));
      await using _server = server;
      const status = await model.doStatus({ operation });
      expect(status).toMatchObject({ status: "pending", providerMetadata: { ugoku: { missed } } });
    },
  );

  test("throws not_found after 30 seconds of 404s", async () => {
    const { server, model, operation } = await started((_, response) => json(response, { error: "unknown" }, 404));
    await using _server = server;
    const now = Date.now();
    const clock = vi.spyOn(Date, "now");
    try {
      clock.mockReturnValue(now);
      expect((await model.doStatus({ operation })).status).toBe("pending");
      clock.mockReturnValue(now + 29_000);
      expect((await model.doStatus({ operation })).status).toBe("pending");
      clock.mockReturnValue(now + 31_000);
      expect(await failure(model.doStatus({ operation }))).toMatchObject({ code: "not_found", ticket: operation });
    } finally {
      clock.mockRestore();
    }
  });

  test("a failed download is pending and repeated by the next poll", async () => {
    let isBusy = true;
    const { server, model, operation } = await started((request, response) => {
      if (!request.url.includes("/content")) return json(response, video({ status: "completed" }));
      if (isBusy) return json(response, { error: { message: "busy" } }, 503);
      response.end(mp4(2_000));
    });
    await using _server = server;
    expect(await model.doStatus({ operation })).toMatchObject({ status: "pending" });
    isBusy = false;
    expect(await model.doStatus({ operation })).toMatchObject({ status: "completed", videos: [{ type: "binary" }] });
  });

  test("a failed job is an error with the server's message; a refused key is thrown", async () => {
    const words = "The picture shows nothing that could move.";
    const error = { code: "bad_picture", message: words };
    const { server, model, operation } = await started((request, response) =>
      request.headers.authorization
        ? json(response, { error: { message: "Incorrect API key provided." } }, 401)
        : json(response, video({ status: "failed", error })),
    );
    await using _server = server;
    const status = await model.doStatus({ operation });
    expect(status).toMatchObject({ status: "error", providerMetadata: { ugoku: { code: "job_failed" } } });
    expect(status.status === "error" && status.error).toContain(words);
    const headers = { authorization: "Bearer wrong" };
    expect(await failure(model.doStatus({ operation, headers }))).toMatchObject({ code: "unauthorized" });
  });

  test("forged and invalid operations are refused before anything is sent", async () => {
    const { server, model, operation } = await started((_, response) => json(response, video()));
    await using _server = server;
    const forged = { ...(operation as unknown as Ticket), baseURL: "http://elsewhere.test/v1" };
    expect(await failure(model.doStatus({ operation: forged }))).toMatchObject({ code: "ticket_endpoint_mismatch" });
    expect(await failure(model.doStatus({ operation: { id: 1 } }))).toMatchObject({ code: "ticket_invalid" });
    expect(server.requests).toHaveLength(1);
  });

  test("an aborted poll rejects with the signal's reason", async () => {
    const { server, model, operation } = await started(() => {});
    await using _server = server;
    const reason = new Error("The visitor left.");
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 30);
    await expect(model.doStatus({ operation, abortSignal: controller.signal })).rejects.toBe(reason);
  });

  test("calls work without this, as ai 7 calls them through a proxy", async () => {
    const { provider } = providerOn();
    const { doStart, doStatus, doGenerate } = provider("sora-2");
    const { operation } = await doStart(await call());
    expect((await doStatus({ operation })).status).toMatch(/pending|completed/);
    expect((await doGenerate(await call())).videos).toHaveLength(1);
  });

  test("an onJob that throws does not lose the job", async () => {
    const logger = recordLogs();
    const onJob = () => {
      throw new Error("The database is away.");
    };
    const { provider } = providerOn({}, { onJob, logger });
    expect((await provider("sora-2").doStart(await call())).operation).toMatchObject({ v: 1 });
    expect(logger.lines.join("\n")).toContain("The database is away.");
  });
});
