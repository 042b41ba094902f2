import type { Socket } from "node:net";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { EndpointError, SubmitUncertainError, type UgokuOptions } from "../../src/index.js";
import { clientOf, clientThrough, prompt, secretKey, submit, transportNames } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { closedPort, json, serve, serveSocket, video, type WireRequest } from "../helpers/servers.js";

cleanEnvironment();

/** Counts the creates that reach a socket, and then does its worst. */
function countCreates(worst: (socket: Socket) => void, when: "headers" | "body") {
  let creates = 0;
  const handler = (socket: Socket) => {
    let head = "";
    let left = Number.POSITIVE_INFINITY;
    socket.on("data", (chunk: Buffer) => {
      if (left === Number.POSITIVE_INFINITY) {
        head += chunk.toString("latin1");
        const end = head.indexOf("\r\n\r\n");
        if (end < 0) return;
        if (head.startsWith("POST /v1/videos ")) creates += 1;
        left = Number(/content-length: (\d+)/i.exec(head)?.[1]) - (head.length - end - 4);
      } else left -= chunk.length;
      if (when === "headers" || left <= 0) worst(socket);
    });
  };
  return { handler, creates: () => creates };
}

/** Creates that were not taken are sent again; these tests are about what comes of that in the end. */
const noPause = async () => {};

const truncated = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n";

describe.each(transportNames)("submit() through %s › sends a create request once", (transport) => {
  const faults: readonly (readonly [string, "headers" | "body", (socket: Socket) => void])[] = [
    ["the connection is reset while it is being sent", "headers", (socket) => socket.resetAndDestroy()],
    ["the connection is reset when it has been read", "body", (socket) => socket.resetAndDestroy()],
    ["the connection is closed without an answer", "body", (socket) => socket.end()],
    ["the answer breaks off", "body", (socket) => socket.end(`${truncated}{"id":"video_1"`)],
    ["the response is not HTTP", "body", (socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n")],
  ];

  test.each(faults)("when %s", async (_, when, worst) => {
    const { handler, creates } = countCreates(worst, when);
    await using server = await serveSocket(handler);
    const error = await failure(submit(clientThrough(transport, server.baseURL), { key: "order-1" }));
    expect(error).toBeInstanceOf(SubmitUncertainError);
    expect(error).toMatchObject({
      code: "submit_uncertain",
      retryable: false,
      attempt: { v: 1, key: "order-1", baseURL: server.baseURL, model: "sora-2", seconds: 4, size: "720x1280" },
    });
    expect(creates()).toBe(1);
    expect(server.connections()).toBe(1);
  });

  const answers: readonly (readonly [string, number, string])[] = [
    ["500", 500, '{"error":{"message":"boom"}}'],
    ["502 with a page", 502, "<html><title>Bad gateway</title>"],
    ["503 that asks for a retry", 503, "{}"],
    ["408", 408, "{}"],
    ["a page with 200", 200, "<!doctype html>"],
    ["200 without an id", 200, '{"created":1,"data":[]}'],
    ["nothing with 200", 200, ""],
  ];

  test.each(answers)("when the response is %s", async (_, status, body) => {
    await using server = await serve((_request, response) => {
      response.writeHead(status, { "retry-after": "0", "x-should-retry": "true" });
      response.end(body);
    });
    const error = await failure(submit(clientThrough(transport, server.baseURL)));
    expect(error).toBeInstanceOf(SubmitUncertainError);
    expect(server.requests).toHaveLength(1);
  });

  test("when the response takes too long", async () => {
    await using server = await serve(() => {});
    const { animate } = clientThrough(transport, server.baseURL, { timeout: 500 });
    // Without a picture: the time for its upload would come on top.
    const error = await failure(animate({ fileId: "file-1" }).withPrompt("She smiles.").submit());
    expect(error).toBeInstanceOf(SubmitUncertainError);
    expect(error.message).toContain("no response in time");
    expect(server.requests).toHaveLength(1);
  });

  test("when its caller aborts it", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    await using server = await serve(() => controller.abort(reason));
    expect(await rejection(submit(clientThrough(transport, server.baseURL), { signal: controller.signal }))).toBe(
      reason,
    );
    expect(server.requests).toHaveLength(1);
  });

  test("rejects with EndpointError if nothing listens", async () => {
    const baseURL = `http://127.0.0.1:${await closedPort()}/v1`;
    const error = await failure(submit(clientThrough(transport, baseURL, { sleep: noPause })));
    expect(error).toBeInstanceOf(EndpointError);
    expect(error).toMatchObject({ code: "endpoint_unreachable", retryable: true });
    expect(error.message).toContain(new URL(baseURL).origin);
    expect(error.message).toContain("ECONNREFUSED");
  });

  test("rejects with EndpointError for an unknown host", async () => {
    const ugoku = clientThrough(transport, "http://no-such-host.invalid/v1", { sleep: noPause });
    expect(await failure(submit(ugoku))).toMatchObject({ code: "endpoint_unreachable", retryable: true });
  });

  // The error of these does not name a host. That is proof only if the global fetch was called directly.
  test.each(["a blocked port", "a server without TLS"])("ends for %s without a second request", async (name) => {
    await using server = await serve((_, response) => json(response, video()));
    const baseURL = name === "a blocked port" ? "http://127.0.0.1:6000/v1" : server.baseURL.replace("http:", "https:");
    const error = await failure(submit(clientThrough(transport, baseURL, { sleep: noPause })));
    const isOwn = transport !== "a fetch that is passed in";
    expect(error.code).toBe(isOwn ? "endpoint_unreachable" : "submit_uncertain");
    expect(server.requests).toEqual([]);
  });
});

describe("SubmitUncertainError", () => {
  test("has the attempt as plain data, without a secret", async () => {
    await using server = await serve((_, response) => json(response, {}, 500));
    const error = await failure(submit(clientOf(`${server.baseURL}?sig=${secretKey}`, { apiKey: secretKey })));
    const shown = JSON.parse(JSON.stringify(error)) as Record<string, unknown>;
    expect(shown).toMatchObject({ code: "submit_uncertain", attempt: { model: "sora-2", baseURL: server.baseURL } });
    expect(JSON.stringify(shown)).not.toContain(secretKey);
    expect(error.hint).toContain("twice");
  });

  test("names the cause of the failed fetch, without key and prompt", async () => {
    const root = new TypeError(
      `resolvers is not a function, for Bearer ${secretKey} and ${JSON.stringify({ prompt })}`,
    );
    const fetch = () => Promise.reject(new TypeError("fetch failed", { cause: root }));
    const error = await failure(submit(clientOf("http://videos.test/v1", { apiKey: secretKey, fetch })));
    expect(error.code).toBe("submit_uncertain");
    expect(error.message).toContain("no response (fetch failed: resolvers is not a function, for Bearer");
    // As a log prints it, with its cause.
    for (const shown of [error.message, inspect(error), JSON.stringify(error)]) {
      expect(shown).toContain("resolvers is not a function");
      expect(shown).not.toContain(secretKey);
      expect(shown).not.toContain(prompt);
    }
  });
});

describe("idempotencyKey()", () => {
  const clients = (baseURL: string, options: UgokuOptions = {}) => clientOf(baseURL, { sleep: noPause, ...options });
  const numbered = (_: WireRequest, response: Parameters<typeof json>[0], count: number) =>
    json(response, video({ id: `video_${count}` }));

  test("used twice sends one create request and returns the same job", async () => {
    await using server = await serve(numbered);
    const ugoku = clients(server.baseURL);
    const first = await submit(ugoku, { key: "order-1" });
    const second = await submit(ugoku, { key: "order-1" });
    expect(second).toBe(first);
    expect(server.requests).toHaveLength(1);
  });

  test("used by many callers at once sends one create request", async () => {
    await using server = await serve(numbered);
    const ugoku = clients(server.baseURL);
    const jobs = await Promise.all(Array.from({ length: 20 }, () => submit(ugoku, { key: "order-1" })));
    expect(new Set(jobs.map(({ id }) => id))).toEqual(new Set(["video_1"]));
    expect(server.requests).toHaveLength(1);
  });

  test("with another key, or none, creates another job", async () => {
    await using server = await serve(numbered);
    const ugoku = clients(server.baseURL);
    const jobs = [
      await submit(ugoku, { key: "a" }),
      await submit(ugoku, { key: "b" }),
      await submit(ugoku),
      await submit(ugoku),
    ];
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(4);
  });

  test("is not sent again if its outcome is unknown", async () => {
    await using server = await serve((_, response) => json(response, {}, 500));
    const ugoku = clients(server.baseURL);
    const first = await failure(submit(ugoku, { key: "order-1" }));
    const second = await failure(submit(ugoku, { key: "order-1" }));
    expect(second).toBe(first);
    expect(server.requests).toHaveLength(1);
  });

  test("is not sent again after an abort in flight", async () => {
    const controller = new AbortController();
    await using server = await serve(() => controller.abort(new Error("enough")));
    const ugoku = clients(server.baseURL);
    await rejection(submit(ugoku, { key: "order-1", signal: controller.signal }));
    const second = await failure(submit(ugoku, { key: "order-1" }));
    expect(second).toMatchObject({ code: "submit_uncertain", attempt: { key: "order-1" } });
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ["that the server refused", 400],
    ["that was not authorised", 401],
  ])("can be used again after %s", async (_, status) => {
    await using server = await serve((_request, response, count) =>
      count === 1 ? json(response, { error: { message: "no" } }, status) : json(response, video()),
    );
    const ugoku = clients(server.baseURL);
    expect((await failure(submit(ugoku, { key: "order-1" }))).status).toBe(status);
    expect((await submit(ugoku, { key: "order-1" })).id).toBe("video_1");
    expect(server.requests).toHaveLength(2);
  });

  test("can be used again if nothing was sent", async () => {
    await using server = await serve((_, response) => json(response, video()));
    let up = false;
    const unreachable = `http://127.0.0.1:${await closedPort()}/v1`;
    const fetch = async (input: string, init: RequestInit) => {
      if (!up) await globalThis.fetch(unreachable);
      return globalThis.fetch(input, init);
    };
    const ugoku = clients(server.baseURL, { fetch });
    expect((await failure(submit(ugoku, { key: "order-1" }))).code).toBe("endpoint_unreachable");
    up = true;
    expect((await submit(ugoku, { key: "order-1" })).id).toBe("video_1");
  });

  test("can be used again after an invalid image", async () => {
    await using server = await serve((_, response) => json(response, video()));
    const ugoku = clients(server.baseURL);
    const bad = ugoku.animate(new Uint8Array(9)).withPrompt("She smiles.").idempotencyKey("order-1");
    expect((await failure(bad.submit())).name).toBe("ImageError");
    expect((await submit(ugoku, { key: "order-1" })).id).toBe("video_1");
    expect(server.requests).toHaveLength(1);
  });

  test("one caller's abort does not reject the others", async () => {
    await using server = await serve((_, response) => {
      setTimeout(() => json(response, video()), 80);
    });
    const ugoku = clients(server.baseURL);
    const controller = new AbortController();
    const stays = submit(ugoku, { key: "order-1" });
    const leaves = rejection(submit(ugoku, { key: "order-1", signal: controller.signal }));
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 20);
    expect(await leaves).toBe(reason);
    expect((await stays).id).toBe("video_1");
    expect(server.requests).toHaveLength(1);
  });

  test("is sent by the next caller if the first aborts before sending", async () => {
    await using server = await serve((_, response) => json(response, video()));
    const ugoku = clients(server.baseURL);
    const controller = new AbortController();
    const first = rejection(submit(ugoku, { key: "order-1", signal: controller.signal }));
    const second = submit(ugoku, { key: "order-1" });
    const reason = new Error("enough");
    controller.abort(reason);
    expect(await first).toBe(reason);
    expect((await second).id).toBe("video_1");
    expect(server.requests).toHaveLength(1);
  });

  test.each([undefined, null, "", "a b", "naïve", "x".repeat(256), 7, {}])(
    "plan() and submit() reject %j before anything is sent",
    async (key) => {
      await using server = await serve((_, response) => json(response, video()));
      const wrong = clients(server.baseURL)
        .animate(new Uint8Array(9))
        .withPrompt("She smiles.")
        .idempotencyKey(key as string);
      expect((await failure(wrong.plan())).code).toBe("option_invalid");
      expect((await failure(wrong.submit())).code).toBe("option_invalid");
      expect(server.requests).toEqual([]);
    },
  );
});
