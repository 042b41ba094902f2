import { describe, expect, test } from "vitest";
import { createFakeVideosApi } from "../../src/testing.js";
import { clientOf, submit } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { mockNetwork } from "../helpers/network.js";

cleanEnvironment();
const network = mockNetwork();

describe("one handler, three fronts", () => {
  test("as a fetch", async () => {
    const fake = createFakeVideosApi();
    const clip = await (await submit(clientOf("http://videos.test/v1", { fetch: fake.fetch }))).wait();
    expect(fake.jobs.map(({ id }) => id)).toEqual([clip.jobId]);
    expect(fake.jobs[0]!.video.status).toBe("completed");
  });

  test.each(["http://videos.test/v1", "http://videos.test/v1/", "http://videos.test/deep/path/v1"])(
    "as handlers of msw, spread into its server at once, under %s",
    async (base) => {
      const fake = createFakeVideosApi();
      network.use(...fake.mswHandlers(base));
      const clip = await (await submit(clientOf(base))).wait();
      expect((await clip.bytes()).length).toBeGreaterThan(100);
      expect((await clientOf(base).list()).data).toHaveLength(1);
      expect((await clientOf(base).resume(clip.jobId).cancel()).outcome).toBe("confirmed");
    },
  );

  test("as a listener on a real socket", async () => {
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
    // The connection that was kept open has to be seen to be closed first.
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await failure(clientOf(server.url).list())).code).toBe("endpoint_unreachable");
    // A second close is no error: clean-up runs twice in many a test.
    await server.close();
  });

  test("a listener says that its port is taken", async () => {
    const fake = createFakeVideosApi();
    const server = await fake.listen();
    try {
      expect(await rejection(fake.listen({ port: server.port }))).toMatchObject({ code: "EADDRINUSE" });
    } finally {
      await server.close();
    }
  });

  test("a listener closes at once, whoever is still connected", async () => {
    const fake = createFakeVideosApi();
    const server = await fake.listen();
    await clientOf(server.url).list();
    const started = Date.now();
    await server.close();
    expect(Date.now() - started).toBeLessThan(4_000);
  });

  test("a listener survives what is no request", async () => {
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

  test("a fetch that is aborted rejects with its reason, and leaves no job", async () => {
    const fake = createFakeVideosApi();
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    const body = JSON.stringify({ prompt: "She smiles." });
    const work = fake.fetch("http://videos.test/v1/videos", {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
      signal,
    });
    expect(await rejection(work)).toBe(reason);
    expect(fake.jobs).toEqual([]);
  });
});
