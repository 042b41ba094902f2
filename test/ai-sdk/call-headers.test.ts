import { describe, expect, test } from "vitest";
import { createUgokuProvider } from "../../src/ai-sdk.js";
import type { SubmitUncertainError, UgokuOptions } from "../../src/index.js";
import { secretKey } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { portrait } from "../helpers/pictures.js";
import { isCreate, json, serve, video, type WireRequest } from "../helpers/servers.js";
import { createCall } from "./helpers.js";

cleanEnvironment();

type Answer = (response: Parameters<typeof json>[0], count: number, request: WireRequest) => void;

/** A provider on a server that counts its jobs. */
async function providerOn(answer?: Answer, options: UgokuOptions = {}) {
  let creates = 0;
  const server = await serve((request, response) => {
    if (!isCreate(request)) return json(response, video({ id: request.url.split("/").pop(), status: "in_progress" }));
    creates += 1;
    if (answer) return answer(response, creates, request);
    json(response, video({ id: `video_${creates}` }));
  });
  const model = createUgokuProvider({
    baseURL: server.baseURL,
    logger: false,
    sleep: async () => {},
    ...options,
  }).video("sora-2");
  const image = { type: "file" as const, mediaType: "image/png", data: await portrait() };
  const start = (key: string | undefined, headers: Record<string, string>, fields: object = {}) =>
    model.doStart(
      createCall({ image, headers, providerOptions: { ugoku: { lint: "off", key: key ?? null } }, ...fields }),
    );
  return Object.assign(server, { model, start, creates: () => creates });
}

const idOf = ({ operation }: { operation: unknown }) => (operation as { id: string }).id;

describe("createUgokuProvider() › one key with other call headers", () => {
  test.each(["x-request-id", "traceparent", "authorization"])("is one job: %s", async (name) => {
    await using at = await providerOn();
    const first = await at.start("order-1", { [name]: "a-1" });
    const others = [{ [name]: "b-2" }, {}, { [name]: "a-1" }];
    for (const headers of others) expect(idOf(await at.start("order-1", headers))).toBe(idOf(first));
    expect(at.creates()).toBe(1);
  });

  test("is one job when the calls run at once", async () => {
    await using at = await providerOn();
    const calls = ["a", "b", "c"].map((id) => at.start("order-1", { "x-request-id": id }));
    expect(new Set((await Promise.all(calls)).map(idOf)).size).toBe(1);
    expect(at.creates()).toBe(1);
  });

  test("is one job after 100 other header sets, also for the same headers", async () => {
    await using at = await providerOn();
    await at.start("order-1", { traceparent: "00-0" });
    for (let number = 1; number <= 100; number++) await at.start(undefined, { traceparent: `00-${number}` });
    const before = at.creates();
    await at.start("order-1", { traceparent: "00-0" });
    await at.start("order-1", { traceparent: "00-101" });
    expect(at.creates()).toBe(before);
  });

  test("is not sent again after an abort in flight", async () => {
    const controller = new AbortController();
    await using at = await providerOn(() => controller.abort());
    await rejection(at.start("order-1", { "x-request-id": "a" }, { abortSignal: controller.signal }));
    expect((await failure(at.start("order-1", { "x-request-id": "b" }))).code).toBe("submit_uncertain");
    expect(at.creates()).toBe(1);
  });

  test("is not sent again after a lost response", async () => {
    await using at = await providerOn((response) => void response.socket?.resetAndDestroy());
    for (const id of ["a", "b"])
      expect((await failure(at.start("order-1", { "x-request-id": id }))).code).toBe("submit_uncertain");
    expect(at.creates()).toBe(1);
  });

  test("is sent again, with the new headers, after the server refused it", async () => {
    await using at = await providerOn((response, count, { headers }) =>
      headers.authorization === "Bearer new-key"
        ? json(response, video({ id: `video_${count}` }))
        : json(response, {}, 401),
    );
    expect((await failure(at.start("order-1", { authorization: "Bearer old-key" }))).code).toBe("unauthorized");
    expect(idOf(await at.start("order-1", { authorization: "Bearer new-key" }))).toBe("video_2");
  });

  test("is refused for another prompt", async () => {
    await using at = await providerOn();
    await at.start("order-1", { "x-request-id": "a" });
    const other = at.start("order-1", { "x-request-id": "b" }, { prompt: "The dog slowly lowers its head." });
    expect((await failure(other)).code).toBe("idempotency_key_reused");
    expect(at.creates()).toBe(1);
  });

  test("polls with the headers of the call", async () => {
    await using at = await providerOn(undefined, { apiKey: secretKey });
    const reason = new Error("enough");
    for (const id of ["a", "b"]) {
      const controller = new AbortController();
      const image = { type: "file" as const, mediaType: "image/png", data: await portrait() };
      const providerOptions = { ugoku: { lint: "off", key: "order-1" } };
      const headers = { "x-request-id": id };
      const made = at.model.doGenerate(createCall({ image, headers, providerOptions, abortSignal: controller.signal }));
      const polls = () =>
        at.requests.filter(({ method, headers }) => method === "GET" && headers["x-request-id"] === id);
      await Promise.all([
        rejection(made),
        expect
          .poll(() => polls().length)
          .toBeGreaterThan(0)
          .then(() => controller.abort(reason)),
      ]);
      expect(polls()[0]?.headers.authorization).toBe(`Bearer ${secretKey}`);
    }
    expect(at.creates()).toBe(1);
  });
});

test("createUgokuProvider() › a lost create request does not get the job of a call with other headers", async () => {
  const prompt = createCall({}).prompt;
  const listed = video({ id: "video_2", prompt, created_at: Math.floor(Date.now() / 1000) });
  await using server = await serve((request, response) => {
    if (!isCreate(request)) return json(response, { object: "list", data: [listed], has_more: false });
    if (request.headers["x-request-id"] === "a") return void response.socket?.resetAndDestroy();
    json(response, listed);
  });
  const model = createUgokuProvider({ baseURL: server.baseURL, logger: false }).video("sora-2");
  const image = { type: "file" as const, mediaType: "image/png", data: await portrait() };
  const start = (id: string) =>
    model.doStart(createCall({ image, headers: { "x-request-id": id }, providerOptions: { ugoku: { lint: "off" } } }));
  const error = (await failure(start("a"))) as unknown as SubmitUncertainError;
  expect(idOf(await start("b"))).toBe("video_2");
  expect(await error.reconcile({ settleMs: 0 })).toBeNull();
});
