import { describe, expect, test } from "vitest";
import { createUgoku, type Dialect } from "../../src/index.js";
import { clientOf, clientThrough, secretKey, ticketOf, transportNames } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { json, serve, video } from "../helpers/servers.js";

cleanEnvironment();

/** The smallest thing that passes for an MP4. */
const mp4 = Buffer.from("\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x08moov", "latin1");

describe.each(transportNames)("redirects through %s", (transport) => {
  test.each([301, 302, 307, 308])("send no key to another origin of the content (%i)", async (status) => {
    await using store = await serve((_, response) => void response.end(mp4));
    await using server = await serve((request, response) => {
      if (!request.url.endsWith("/content")) return json(response, video({ status: "completed" }));
      response.writeHead(status, { location: `${store.origin}/files/1.mp4?signature=abc` });
      response.end();
    });
    const clip = await clientThrough(transport, server.baseURL).resume(ticketOf(server.baseURL)).wait();
    expect(Buffer.from(await clip.bytes())).toEqual(mp4);
    expect(server.requests.at(-1)!.headers.authorization).toBe(`Bearer ${secretKey}`);
    expect(store.requests).toHaveLength(1);
    expect(store.requests[0]!.url).toBe("/files/1.mp4?signature=abc");
    expect(JSON.stringify(store.requests[0]!.headers)).not.toContain(secretKey);
  });

  test("keep the key on the same origin", async () => {
    await using server = await serve((request, response) => {
      if (request.url === "/v1/moved") return json(response, video({ status: "in_progress" }));
      response.writeHead(307, { location: "/v1/moved" });
      response.end();
    });
    expect((await clientThrough(transport, server.baseURL).resume("video_1").poll()).status).toBe("in_progress");
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(
      Array.from({ length: 2 }, () => `Bearer ${secretKey}`),
    );
  });

  test("end in a loop", async () => {
    await using server = await serve((_, response) => {
      response.writeHead(302, { location: "/v1/videos" });
      response.end();
    });
    expect((await failure(clientThrough(transport, server.baseURL).list())).status).toBe(302);
    expect(server.requests.length).toBeLessThan(10);
  });
});

describe("a key in another header than Authorization", () => {
  test("is not sent to another origin", async () => {
    await using store = await serve((_, response) => void response.end(mp4));
    await using server = await serve((request, response) => {
      if (!request.url.endsWith("/content")) return json(response, video({ status: "completed" }));
      response.writeHead(302, { location: `${store.origin}/1.mp4` });
      response.end();
    });
    const { openai } = await import("../../src/dialects/openai.js");
    const dialect: Dialect = { ...openai, name: "mine", auth: { header: "api-key", prefix: "" } };
    const headers = { "x-gateway-token": `gateway-${secretKey}` };
    const ugoku = clientOf(server.baseURL, { dialect, apiKey: secretKey, headers });
    await (await ugoku.resume("video_1").wait()).bytes();
    expect(server.requests.at(-1)!.headers).toMatchObject({ "api-key": secretKey, ...headers });
    expect(JSON.stringify(store.requests[0]!.headers)).not.toContain(secretKey);
  });
});

describe("an opaque redirect of a browser", () => {
  function browser() {
    const sent: RequestInit[] = [];
    const fetch = async (_input: string, init: RequestInit) => {
      sent.push(init);
      if (init.redirect === "follow") return Response.json({ object: "list", data: [], has_more: false });
      return Object.defineProperties(new Response(null), {
        type: { value: "opaqueredirect" },
        status: { value: 0 },
        ok: { value: false },
      });
    };
    return { sent, fetch };
  }

  test("is followed if the key is in Authorization, which browsers remove", async () => {
    const { sent, fetch } = browser();
    await createUgoku({ baseURL: "http://videos.test/v1", apiKey: secretKey, fetch }).list();
    expect(sent.map(({ redirect }) => redirect)).toEqual(["manual", "follow"]);
  });

  test("is not followed with a key in another header", async () => {
    const { sent, fetch } = browser();
    const headers = { "api-key": secretKey };
    const error = await failure(createUgoku({ baseURL: "http://videos.test/v1", headers, fetch }).list());
    expect(sent.map(({ redirect }) => redirect)).toEqual(["manual"]);
    expect(error.message).toContain("a redirect, and browsers do not say where to");
    expect(error.hint).toContain("use it as the base URL");
  });
});
