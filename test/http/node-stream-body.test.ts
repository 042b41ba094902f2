import { PassThrough, pipeline, Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { UgokuOptions } from "../../src/index.js";
import { clientOf, secretKey, submit, ticketOf } from "../helpers/clients.js";
import { clipOf, mp4, sendFile, serveContent } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { json, serve, video } from "../helpers/servers.js";
import { manualTime } from "../helpers/time.js";

cleanEnvironment();

type Fetch = NonNullable<UgokuOptions["fetch"]>;

/** A `fetch` whose bodies are Node streams, as those of node-fetch 2 and 3 and of openai 4. */
const nodeFetch: Fetch = async (input, init) => {
  const response = await globalThis.fetch(input, init);
  const body = response.body && pipeline(Readable.fromWeb(response.body as never), new PassThrough(), () => {});
  return toResponse(response, body);
};

/** A `fetch` whose responses have no body to read in parts, as those of React Native. */
const wholeFetch: Fetch = async (input, init) => toResponse(await globalThis.fetch(input, init), undefined);

function toResponse(response: Response, body: unknown): Response {
  const { status, ok, headers, url, redirected } = response;
  const arrayBuffer = async (): Promise<Uint8Array> => {
    if (body === undefined) return new Uint8Array(await response.arrayBuffer());
    const parts: Buffer[] = [];
    for await (const part of body as AsyncIterable<Buffer>) parts.push(part);
    return Buffer.concat(parts);
  };
  const text = async () => Buffer.from(await arrayBuffer()).toString();
  const json = async () => JSON.parse(await text());
  return {
    status,
    ok,
    headers,
    url,
    redirected,
    type: "default",
    body,
    arrayBuffer,
    text,
    json,
  } as unknown as Response;
}

describe.each([
  ["Node streams", nodeFetch],
  ["no streams", wholeFetch],
])("a fetch with %s", (_, fetch) => {
  test("creates, polls and downloads", async () => {
    const file = mp4(300_000);
    await using server = await serve((request, response) => {
      if (request.url.includes("/content")) sendFile(file)(response);
      else json(response, video({ status: "completed" }));
    });
    const clip = await (await submit(clientOf(server.baseURL, { fetch }))).wait();
    expect(Buffer.from(await clip.bytes()).equals(file)).toBe(true);
    expect(Buffer.from(await new Response(await clip.stream()).arrayBuffer()).equals(file)).toBe(true);
  });

  test.each([400, 401, 500])("reads the message of an error (%i)", async (status) => {
    await using server = await serve((_request, response) =>
      json(response, { error: { message: "Bad size" } }, status),
    );
    const error = await failure(clientOf(server.baseURL, { fetch }).list());
    expect(error).toMatchObject({ status });
    expect(error.message).toContain("Bad size");
  });

  test("a refused create request is not uncertain", async () => {
    await using server = await serve((_request, response) => json(response, { error: { message: "Bad size" } }, 400));
    const error = await failure(submit(clientOf(server.baseURL, { fetch })));
    expect(error).toMatchObject({ name: "ApiError", code: "request_rejected" });
  });

  test("follows a redirect", async () => {
    await using server = await serveContent((response, { url }) => {
      if (url.includes("moved")) return sendFile(mp4(100))(response);
      response.writeHead(302, { location: `${url}?moved` });
      response.end("elsewhere");
    });
    expect(await (await clipOf(server, { fetch })).bytes()).toHaveLength(100);
  });
});

test("a Node stream that breaks is a break of the transfer", async () => {
  await using server = await serveContent((response) => {
    response.writeHead(200, { "content-length": 1_000 });
    response.write(mp4(100), () => setTimeout(() => response.destroy(), 20));
  });
  const breaking: Fetch = async (input, init) => {
    const response = await globalThis.fetch(input, init);
    const body = Readable.fromWeb(response.body as never);
    return toResponse(response, body);
  };
  const { clock, sleep } = manualTime();
  const ugoku = clientOf(server.baseURL, { fetch: breaking, clock, sleep });
  const error = await failure((await ugoku.resume(ticketOf(server.baseURL)).wait()).bytes());
  expect(error).toMatchObject({ code: "download_incomplete", retryable: true });
});

test("a Node stream ends with the signal, although it waits for a byte", async () => {
  await using server = await serveContent((response) => {
    response.writeHead(200, { "content-length": 1_000 });
    response.write(mp4(100));
  });
  const controller = new AbortController();
  const reason = new Error("enough");
  setTimeout(() => controller.abort(reason), 50);
  const clip = await clipOf(server, { fetch: nodeFetch });
  expect(await rejection(clip.bytes({ signal: controller.signal }))).toBe(reason);
});

test.each([
  ["OpenAI/JS 4.104.0", true],
  ["AzureOpenAI/JS 3.3.0", true],
  ["OpenAI/JS 6.49.0", false],
  ["OpenAI/JS 10.0.0", false],
  ["My own client", false],
])("a client %j is refused before anything is sent: %j", async (userAgent, isRefused) => {
  await using server = await serve((_, response) => json(response, { data: [] }));
  const call = async () => ({ asResponse: () => globalThis.fetch(`${server.baseURL}/videos`) });
  const client = {
    baseURL: server.baseURL,
    apiKey: secretKey,
    get: () => ({ asResponse: async () => (await call()).asResponse() }),
    post: () => ({ asResponse: async () => (await call()).asResponse() }),
    delete: () => ({ asResponse: async () => (await call()).asResponse() }),
    getUserAgent: () => userAgent,
  };
  const ugoku = clientOf(server.baseURL, { baseURL: undefined, client });
  if (!isRefused) return void expect((await ugoku.list()).data).toEqual([]);
  const error = await failure(submit(ugoku));
  expect(error).toMatchObject({ name: "RequestError", code: "option_invalid" });
  expect(error.message).toContain(userAgent.split(" ")[1]);
  expect(server.requests).toEqual([]);
});
