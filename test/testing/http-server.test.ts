import { describe, expect, test } from "vitest";
import { bytesResponse } from "../../src/testing/responses.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { clientOf, submit } from "../helpers/clients.js";
import { failure, rejection } from "../helpers/failure.js";
import { ask, createForm } from "../serve/helpers.js";

/** A fake that listens until the end of the test. */
async function listening() {
  const fake = createFakeVideosApi({ imageMatch: "shape" });
  const server = await fake.listen({ port: 0 });
  return { fake, ...server, [Symbol.asyncDispose]: () => server.close() };
}

describe("listen() › accepts the Host header", () => {
  test.each(["localhost", "127.0.0.1", "[::1]", "LOCALHOST", "localhost:1", "127.0.0.1:8787"])("%s", async (host) => {
    await using server = await listening();
    expect((await ask(server.port, "/v1/videos", { headers: { host } })).status).toBe(200);
  });
});

describe("listen() › rejects the Host header, which may be a rebound name", () => {
  test.each(["evil.test", "localhost.evil.test", "127.0.0.1.evil.test:80", "localhost@evil.test", "127.0.0.2", "a b"])(
    "%j",
    async (host) => {
      await using server = await listening();
      const { status, code, text } = await ask(server.port, "/v1/videos", { headers: { host } });
      expect([status, code]).toEqual([403, "host_not_allowed"]);
      expect(JSON.parse(text).error.message).toContain("Use localhost or 127.0.0.1.");
      expect(server.fake.requests).toEqual([]);
    },
  );
});

describe("listen() › answers 404 outside of its url, as a server does, and says where the API is", () => {
  const elsewhere = ["", "/v1/v1", "/api/v3", "/v1/videos", "/v1/videos/v1"];

  test.each(elsewhere)("POST %s/videos", async (basePath) => {
    await using server = await listening();
    const body = await createForm({ model: "sora-2", seconds: "4", size: "1280x720" });
    const response = await fetch(new URL(`${basePath}/videos`, server.url), { method: "POST", body });
    expect([response.status, await response.json()]).toMatchObject([
      404,
      {
        error: { message: `Invalid URL (POST ${basePath}/videos). The Videos API of this server is at /v1/videos.` },
      },
    ]);
    expect(server.fake.jobs).toEqual([]);
    expect(server.fake.requests).toMatchObject([{ operation: undefined, path: `${basePath}/videos` }]);
  });

  test.each(["/openai/v1", "/api/v1"])("but not under %s, where gateways have it", async (basePath) => {
    await using server = await listening();
    expect((await fetch(new URL(`${basePath}/videos`, server.url))).status).toBe(200);
  });

  test("so a client with a wrong base URL fails, and its error has both paths", async () => {
    await using server = await listening();
    const error = await failure(submit(clientOf(`${server.url}/v1`)));
    expect(error).toMatchObject({ code: "not_found", status: 404 });
    expect(error.message).toContain(
      "Invalid URL (POST /v1/v1/videos). The Videos API of this server is at /v1/videos.",
    );
  });
});

test("listen() › sends a clip, and a part of it", async () => {
  await using server = await listening();
  const body = await createForm({ model: "sora-2", seconds: "4", size: "1280x720" });
  const { id } = (await (await fetch(`${server.url}/videos`, { method: "POST", body })).json()) as { id: string };
  await expect.poll(async () => (await fetch(`${server.url}/videos/${id}/content`)).status).toBe(200);
  const whole = new Uint8Array(await (await fetch(`${server.url}/videos/${id}/content`)).arrayBuffer());
  const part = await fetch(`${server.url}/videos/${id}/content`, { headers: { range: "bytes=10-19" } });
  expect([part.status, part.headers.get("content-length")]).toEqual([206, "10"]);
  expect(new Uint8Array(await part.arrayBuffer())).toEqual(whole.subarray(10, 20));
});

describe("listen() › limits the body", () => {
  const mebibyte = new Uint8Array(1024 * 1024);
  const headers = { host: "localhost", "content-type": "multipart/form-data; boundary=x" };

  test("by Content-Length, and the client receives the error", async () => {
    await using server = await listening();
    const body = async function* () {
      for (let count = 0; count < 40; count++) yield mebibyte;
    };
    const withLength = { ...headers, "content-length": String(40 * mebibyte.length) };
    const { status, code } = await ask(server.port, "/v1/videos", {
      method: "POST",
      headers: withLength,
      body: body(),
    });
    expect([status, code]).toEqual([413, "body_too_large"]);
    expect(server.fake.requests).toEqual([]);
  });

  test("by the bytes received without a Content-Length, and stays available", async () => {
    await using server = await listening();
    let sent = 0;
    // Endless: a server that reads it all would never respond.
    const body = async function* () {
      for (;;) {
        sent += 1;
        yield mebibyte;
        if (sent > 60) await new Promise((resolve) => setTimeout(resolve, 20));
        if (sent > 600) return;
      }
    };
    const wire = await ask(server.port, "/v1/videos", { method: "POST", headers, body: body() });
    expect([wire.status, wire.code]).toEqual([413, "body_too_large"]);
    expect(sent).toBeLessThan(600);
    expect(server.fake.jobs).toEqual([]);
    const response = await fetch(`${server.url}/videos`, {
      method: "POST",
      body: await createForm({ model: "sora-2", seconds: "4", size: "1280x720" }),
    });
    expect(response.status).toBe(200);
  });
});

describe("bytesResponse()", () => {
  const bytes = new Uint8Array(150_000).map((_, index) => index);

  test("hands out the bytes without a copy, only as they are read", async () => {
    const response = bytesResponse(bytes, { headers: { "content-type": "image/png" } });
    expect(Object.fromEntries(response.headers)).toEqual({ "content-type": "image/png", "content-length": "150000" });
    const parts: Uint8Array[] = [];
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) parts.push(part);
    expect(parts.map((part) => [part.buffer === bytes.buffer, part.byteLength])).toEqual([
      [true, 65_536],
      [true, 65_536],
      [true, 18_928],
    ]);
  });

  test("reads as the same bytes", async () => {
    expect(new Uint8Array(await bytesResponse(bytes, { headers: {} }).arrayBuffer())).toEqual(bytes);
  });
});

describe("listen()", () => {
  test("serves the API at its url until it is closed", async () => {
    const fake = createFakeVideosApi({ apiKey: "key-123" });
    const server = await fake.listen({ port: 0 });
    try {
      expect(server.url).toBe(`http://127.0.0.1:${server.port}/v1`);
      const clip = await (await submit(clientOf(server.url, { apiKey: "key-123" }))).wait();
      expect((await clip.bytes()).length).toBeGreaterThan(100);
      expect((await failure(clientOf(server.url, { apiKey: "other" }).list())).code).toBe("unauthorized");
    } finally {
      await server.close();
    }
    // The client must notice first that its idle connection is closed.
    await expect
      .poll(async () => (await failure(clientOf(server.url).list())).code, { timeout: 5_000 })
      .toBe("endpoint_unreachable");
    // Closing twice is allowed.
    await server.close();
  });

  test("rejects with EADDRINUSE if the port is taken", async () => {
    const fake = createFakeVideosApi();
    const server = await fake.listen();
    try {
      expect(await rejection(fake.listen({ port: server.port }))).toMatchObject({ code: "EADDRINUSE" });
    } finally {
      await server.close();
    }
  });

  test("closes open connections", async () => {
    const fake = createFakeVideosApi();
    const server = await fake.listen();
    await clientOf(server.url).list();
    const started = Date.now();
    await server.close();
    expect(Date.now() - started).toBeLessThan(4_000);
  });

  test("survives invalid requests", async () => {
    const fake = createFakeVideosApi();
    const server = await fake.listen();
    try {
      const { connect } = await import("node:net");
      for (const text of [
        "nonsense\r\n\r\n",
        "GET /v1/videos HTTP/1.1\r\nhost: a b\r\n\r\n",
        "POST /v1/videos HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{",
      ]) {
        const socket = connect(server.port, "127.0.0.1");
        socket.on("error", () => {});
        socket.write(text);
        await new Promise((resolve) => setTimeout(resolve, 15));
        socket.destroy();
      }
      expect((await clientOf(server.url).list()).data).toEqual([]);
    } finally {
      await server.close();
    }
  });
});
