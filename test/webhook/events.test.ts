import { describe, expect, expectTypeOf, test, vi } from "vitest";
import type { Job } from "../../src/index.js";
import { createUgoku } from "../../src/index.js";
import { verifyWebhook, type WebhookEvent } from "../../src/webhook.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { json, serve, video } from "../helpers/servers.js";
import { incoming, now, payload, secret } from "./helpers.js";

cleanEnvironment();

const options = { now };
const verify = (fields: Record<string, unknown> = {}, more = {}) =>
  verifyWebhook(incoming(JSON.stringify(payload(fields))), secret, { ...options, ...more });

describe("verifyWebhook() › a signed webhook with another body", () => {
  test.each(["response.completed", "batch.completed", "video.deleted", "VIDEO.COMPLETED", "toString", ""])(
    "of type %j has a code of its own",
    async (type) => {
      // Another event's other fields are not ours to judge.
      const request = incoming(JSON.stringify({ type, id: 7 }));
      const error = await failure(verifyWebhook(request, secret, options));
      expect(error).toMatchObject({ name: "WebhookError", code: "webhook_event_unknown" });
      expect(error.message).toContain(JSON.stringify(type));
      expect(error.hint).toContain("video.completed, video.failed");
    },
  );

  test.each(["video.expired", "video.deleted"])("of type %j is about a video, and says which", async (type) => {
    const error = await failure(verify({ type }));
    expect(error.message).toBe(`The webhook has type "${type}", which is about a video, but unknown to this version.`);
    expect(error).toMatchObject({ code: "webhook_event_unknown", jobId: "video_1" });
  });

  test.each<[string, string | Buffer<ArrayBuffer>, string]>([
    ["is not JSON", "type=video.completed", "not JSON"],
    ["is empty", "", "not JSON"],
    ["is not UTF-8", Buffer.from([0x22, 0xff, 0x22]), "not JSON"],
    ["is a list", "[]", "an array of 0"],
    ["is null", "null", "null"],
    ["has no type", JSON.stringify(payload({ type: undefined })), "type is undefined"],
    ["has no id", JSON.stringify(payload({ id: "" })), 'id is ""'],
    ["has no time", JSON.stringify(payload({ created_at: "today" })), 'created_at is "today"'],
    ["has a time that no calendar has", JSON.stringify(payload({ created_at: 1e300 })), "created_at is"],
    ["has no data", JSON.stringify(payload({ data: undefined })), "data.id is undefined"],
    ["has data without an id", JSON.stringify(payload({ data: { id: 7 } })), "data.id is 7"],
    ["has a list for data", JSON.stringify(payload({ data: ["video_1"] })), "data.id is undefined"],
  ])("%s is invalid, and the error says that the signature is valid", async (_, text, message) => {
    const error = await failure(verifyWebhook(incoming(text), secret, options));
    expect(error).toMatchObject({ code: "webhook_invalid", message: expect.stringContaining(message) });
    expect(error.hint).toContain("The signature is valid");
  });
});

describe("event.resume()", () => {
  test("with a client returns the job synchronously", async () => {
    await using server = await serve((_request, response) =>
      json(response, video({ status: "completed", progress: 100 })),
    );
    const ugoku = createUgoku({ baseURL: server.baseURL, logger: false });
    const event = await verify();
    const job = event.resume(ugoku);
    expectTypeOf(job).toEqualTypeOf<Job>();
    expect(job.id).toBe("video_1");
    expect(server.requests).toEqual([]);
    expect(await job.poll()).toMatchObject({ status: "completed" });
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(["GET /v1/videos/video_1"]);
  });

  test("without one: the client that verifyWebhook() was given", async () => {
    const ugoku = createUgoku({ baseURL: "http://videos.test/v1" });
    const event = await verify({}, { ugoku });
    expect(event.resume().ticket).toMatchObject({ id: "video_1", baseURL: "http://videos.test/v1" });
  });

  test("without any is rejected, and says what to pass", async () => {
    vi.stubEnv("UGOKU_BASE_URL", "http://environment.test/v1");
    const event = await verify();
    expect(await failure(() => event.resume())).toMatchObject({
      code: "option_invalid",
      message: "event.resume() received undefined, not a client.",
      hint: "Pass the result of createUgoku().",
    });
  });

  test("rejects an invalid client", async () => {
    const event = await verify();
    expect(await failure(() => event.resume({} as never))).toMatchObject({ code: "option_invalid" });
  });

  test("an id that would lead elsewhere is refused, though it was signed", async () => {
    const event = await verify({ data: { id: ".." } });
    const ugoku = createUgoku({ baseURL: "http://videos.test/v1" });
    expect(await failure(() => event.resume(ugoku))).toMatchObject({ code: "ticket_invalid" });
  });
});

test("WebhookEvent › is discriminated by type", async () => {
  const event: WebhookEvent = await verify();
  expectTypeOf(event.type).toEqualTypeOf<"video.completed" | "video.failed">();
  const said = ((): string => {
    switch (event.type) {
      case "video.completed":
        return "done";
      case "video.failed":
        return "failed";
      default:
        return event satisfies never;
    }
  })();
  expect(said).toBe("done");
});
