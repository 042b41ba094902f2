// @module-tag slow
import OpenAI from "openai";
import * as undici from "undici";
import { describe, expect, test } from "vitest";
import type { UgokuOptions } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { secretKey, submit } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { closedPort, json, serve, video } from "../helpers/servers.js";
import { foreignFetch } from "./foreign-fetch.js";
import { serveProxy } from "./forward-proxy.js";
import { quiet, roundTrip, serveFake } from "./round-trip.js";

cleanEnvironment();

type Fetch = NonNullable<UgokuOptions["fetch"]>;

/** undici's fetch, as one passes it: its types are its own. */
const undiciFetch = undici.fetch as unknown as Fetch;

/** undici's fetch through `dispatcher`. */
const fetchThrough =
  (dispatcher: undici.Dispatcher): Fetch =>
  (url, init) =>
    undiciFetch(url, { ...init, dispatcher } as RequestInit);

/** The two ways in which a fetch gets in. */
const transports: Readonly<Record<string, (baseURL: string, fetch: Fetch) => UgokuOptions>> = {
  "createUgoku({ fetch })": (baseURL, fetch) => ({ baseURL, apiKey: secretKey, fetch }),
  "new OpenAI({ fetch })": (baseURL, fetch) => ({
    client: new OpenAI({ baseURL, apiKey: secretKey, fetch: fetch as typeof globalThis.fetch, logLevel: "off" }),
  }),
};

const protectedFake = () => createFakeVideosApi({ apiKey: secretKey });

describe.each(Object.keys(transports))("through %s", (transport) => {
  const client = (baseURL: string, fetch: Fetch) => quiet(transports[transport]!(baseURL, fetch));

  test("the global fetch works", async () => {
    await using server = await serveFake(protectedFake());
    await roundTrip(client(server.baseURL, globalThis.fetch), server.fake);
  });

  test("undici's fetch works", async () => {
    await using server = await serveFake(protectedFake());
    await roundTrip(client(server.baseURL, undiciFetch), server.fake);
  });

  test("undici's fetch with an Agent uses the agent's connections", async () => {
    await using server = await serveFake(protectedFake());
    let connections = 0;
    const agent = new undici.Agent({ connections: 1 });
    agent.on("connect", () => {
      connections += 1;
    });
    await roundTrip(client(server.baseURL, fetchThrough(agent)), server.fake);
    expect(connections).toBeGreaterThan(0);
    await agent.close();
  });

  test.each([true, false])("a proxy works (tunnel: %s)", async (proxyTunnel) => {
    await using server = await serveFake(protectedFake());
    await using proxy = await serveProxy("user:pass-word-of-proxy");
    const token = `Basic ${Buffer.from("user:pass-word-of-proxy").toString("base64")}`;
    const agent = new undici.ProxyAgent({ uri: proxy.url, token, proxyTunnel });
    await roundTrip(client(server.baseURL, fetchThrough(agent)), server.fake);
    if (proxyTunnel) expect(proxy.tunnels.length).toBeGreaterThan(0);
    // Each request by itself is the proxy's then.
    else expect(proxy.forwarded.length).toBe(server.requests.length);
    expect(new Set([...proxy.tunnels, ...proxy.forwarded])).toEqual(new Set([new URL(server.origin).host]));
    expect(JSON.stringify(server.requests.map(({ headers }) => headers))).not.toContain("proxy-authorization");
    await agent.close();
  });

  test("an unreachable proxy proves nothing: the error names another host", async () => {
    await using server = await serveFake(protectedFake());
    const agent = new undici.ProxyAgent({ uri: `http://127.0.0.1:${await closedPort()}`, proxyTunnel: true });
    const ugoku = quiet({ ...transports[transport]!(server.baseURL, fetchThrough(agent)), sleep: async () => {} });
    expect((await failure(submit(ugoku))).code).toBe("submit_uncertain");
    expect(server.requests).toEqual([]);
    await agent.close();
  });

  test("undici's MockAgent replaces the server", async () => {
    const agent = new undici.MockAgent();
    agent.disableNetConnect();
    const pool = agent.get("http://videos.test");
    const replyOptions = { headers: { "content-type": "application/json" } };
    pool.intercept({ path: "/v1/videos", method: "POST" }).reply(200, video(), replyOptions);
    pool.intercept({ path: "/v1/videos/video_1" }).reply(200, video({ status: "completed" }), replyOptions);
    const ugoku = quiet({
      ...transports[transport]!("http://videos.test/v1", fetchThrough(agent)),
      sleep: async () => {},
    });
    const job = await submit(ugoku);
    expect((await job.wait()).video.id).toBe("video_1");
    agent.assertNoPendingInterceptors();
    await agent.close();
  });

  test("a fetch of another realm works", async () => {
    await using server = await serveFake(protectedFake());
    const { fetch, answers } = foreignFetch();
    await roundTrip(client(server.baseURL, fetch), server.fake);
    expect(answers.length).toBe(server.requests.length);
    expect(answers.some((answer) => answer instanceof Response)).toBe(false);
  });

  test.each([302, 307])("a fetch of another realm follows redirects without the key (%i)", async (status) => {
    const mp4 = Buffer.from("\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x08moov", "latin1");
    await using store = await serve((_, response) => void response.end(mp4));
    await using server = await serve((request, response) => {
      if (!request.url.endsWith("/content")) return json(response, video({ status: "completed" }));
      response.writeHead(status, { location: `${store.origin}/1.mp4` }).end();
    });
    const clip = await client(server.baseURL, foreignFetch().fetch).resume("video_1").wait();
    expect(Buffer.from(await clip.bytes())).toEqual(mp4);
    expect(JSON.stringify(store.requests.map(({ headers }) => headers))).not.toContain(secretKey);
  });

  test.each([400, 401, 503])("a fetch of another realm reports the server's error message (%i)", async (status) => {
    await using server = await serve((_, response) =>
      json(response, { detail: "no such tenant" }, status, { "x-request-id": "req-7" }),
    );
    const error = await failure(client(server.baseURL, foreignFetch().fetch).list());
    expect(error).toMatchObject({ status, requestId: "req-7" });
    expect(error.message).toContain("no such tenant");
  });
});
