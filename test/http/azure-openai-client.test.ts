import { inspect } from "node:util";
import { AzureOpenAI } from "openai";
import { describe, expect, test, vi } from "vitest";
import { createFakeVideosApi } from "../../src/testing.js";
import { secretKey, submit } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { json, serve, video, type WireRequest } from "../helpers/servers.js";
import { quiet, roundTrip, serveFake } from "./round-trip.js";

cleanEnvironment();

const apiVersion = "2025-04-01-preview";

/** Azure's requirements for every request; others are rejected before the fake. */
const gate =
  (credential: (headers: WireRequest["headers"]) => boolean) =>
  ({ headers, url }: WireRequest): Response | undefined => {
    const { pathname, searchParams } = new URL(url, "http://azure.test");
    if (!/^\/openai\/videos(\/[^/]+(\/content)?)?$/.test(pathname))
      return Response.json({ error: { code: "404", message: `Resource not found: ${pathname}` } }, { status: 404 });
    if (searchParams.getAll("api-version").join() !== apiVersion)
      return Response.json({ error: { code: "400", message: "Missing api-version" } }, { status: 400 });
    if (credential(headers)) return undefined;
    return Response.json({ error: { code: "401", message: "Access denied" } }, { status: 401 });
  };

const byKey = gate((headers) => headers["api-key"] === secretKey && headers.authorization === undefined);
const byToken = gate(
  (headers) => /^Bearer entra-token-\d+$/.test(String(headers.authorization)) && headers["api-key"] === undefined,
);

/** Everything that a person or a log may see of an error. */
const sight = (error: Error) => `${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}`;

describe("an AzureOpenAI client", () => {
  test.each([undefined, "my-sora"])(
    "submits, polls and downloads with its key (deployment: %s)",
    async (deployment) => {
      await using server = await serveFake(createFakeVideosApi(), byKey);
      const client = new AzureOpenAI({
        endpoint: server.origin,
        apiKey: secretKey,
        apiVersion,
        ...(deployment === undefined ? {} : { deployment }),
      });
      await roundTrip(quiet({ client }), server.fake);
    },
  );

  test("calls its token provider for each request", async () => {
    await using server = await serveFake(createFakeVideosApi(), byToken);
    let count = 0;
    const azureADTokenProvider = async () => `entra-token-${count++}`;
    const client = new AzureOpenAI({ endpoint: server.origin, azureADTokenProvider, apiVersion });
    await roundTrip(quiet({ client }), server.fake);
    expect(count).toBe(server.requests.length);
  });

  test("keeps its API version despite the environment's", async () => {
    vi.stubEnv("OPENAI_API_VERSION", "1999-12-31");
    await using server = await serveFake(createFakeVideosApi(), byKey);
    const client = new AzureOpenAI({ endpoint: server.origin, apiKey: secretKey, apiVersion });
    await roundTrip(quiet({ client }), server.fake);
  });

  test("works with the base URL of a deployment", async () => {
    await using server = await serveFake(createFakeVideosApi(), ({ url }) =>
      url.startsWith("/openai/deployments/films/videos") ? undefined : new Response(url, { status: 404 }),
    );
    const baseURL = `${server.origin}/openai/deployments/films`;
    await roundTrip(quiet({ client: new AzureOpenAI({ baseURL, apiKey: secretKey, apiVersion }) }), server.fake);
  });

  test("gets the image as bytes, and keeps the deployment's path", async () => {
    await using server = await serve((_, response) => json(response, video()));
    const client = new AzureOpenAI({ endpoint: server.origin, apiKey: secretKey, apiVersion, deployment: "films" });
    await submit(quiet({ client }));
    expect(server.requests.map(({ url }) => url)).toEqual([`/openai/videos?api-version=${apiVersion}`]);
  });

  test("redacts keys and tokens that the server echoes", async () => {
    await using server = await serve(({ headers, url }, response) =>
      json(response, { error: { message: `No: ${headers["api-key"]} ${headers.authorization} at ${url}` } }, 400),
    );
    const shared = { endpoint: server.origin, apiVersion };
    const token = "entra-token-0123456789";
    const clients = [
      new AzureOpenAI({ ...shared, apiKey: secretKey }),
      new AzureOpenAI({ ...shared, azureADTokenProvider: async () => token }),
    ];
    for (const client of clients) {
      for (const error of [await failure(quiet({ client }).list()), await failure(submit(quiet({ client })))]) {
        expect(sight(error)).not.toContain(secretKey);
        expect(sight(error)).not.toContain(token);
        // What the server minds must stay readable.
        expect(error.message).toContain(apiVersion);
      }
    }
    expect(server.requests.map(({ headers }) => headers["api-key"] ?? headers.authorization)).toEqual([
      secretKey,
      secretKey,
      `Bearer ${token}`,
      `Bearer ${token}`,
    ]);
  });

  test("sends no key to another origin", async () => {
    const mp4 = Buffer.from("\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x08moov", "latin1");
    await using store = await serve((_, response) => void response.end(mp4));
    await using server = await serve((request, response) => {
      if (!request.url.includes("/content")) return json(response, video({ status: "completed" }));
      response.writeHead(302, { location: `${store.origin}/1.mp4` }).end();
    });
    const client = new AzureOpenAI({ endpoint: server.origin, apiKey: secretKey, apiVersion });
    const clip = await quiet({ client }).resume("video_1").wait();
    expect(Buffer.from(await clip.bytes())).toEqual(mp4);
    expect(store.requests).toHaveLength(1);
    expect(JSON.stringify(store.requests[0]!.headers)).not.toContain(secretKey);
  });
});
