// @module-tag slow
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { describeText, readServerMessage } from "../../src/http/server-message.js";
import { clientOf, clientThrough, recordLogs, secretKey, submit, transportNames } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { growth } from "../helpers/growth.js";
import { isCreate, json, serve, video } from "../helpers/servers.js";

cleanEnvironment();

const nested = (depth: number, name: string) => `${`{"${name}":`.repeat(depth)}1${"}".repeat(depth)}`;
/** 32 MB of JSON in 32 kB. */
const bomb = gzipSync(JSON.stringify({ ...video(), padding: "a".repeat(32 * 1024 * 1024) }));
const gzip = { "content-type": "application/json", "content-encoding": "gzip" };

describe("the size of a 2xx response", () => {
  test("a poll and a list request refuse more than 16 MiB after decompression", async () => {
    await using server = await serve((_, response) => void response.writeHead(200, gzip).end(bomb));
    const ugoku = clientOf(server.baseURL);
    const job = ugoku.resume("video_1");
    for (const call of [() => job.poll(), () => ugoku.list()]) {
      const error = await failure(call());
      expect(error).toMatchObject({ code: "response_invalid", status: 200 });
      expect(error.message).toContain("longer than 16777216 bytes");
    }
  });

  test("a create request with such a response is uncertain", async () => {
    await using server = await serve((_, response) => void response.writeHead(200, gzip).end(bomb));
    expect(await failure(submit(clientOf(server.baseURL)))).toMatchObject({ code: "submit_uncertain" });
    expect(server.requests).toHaveLength(1);
  });

  test("a server that puts the clip into the job may send more", async () => {
    await using server = await serve((_, response) => void response.writeHead(200, gzip).end(bomb));
    const job = clientOf(server.baseURL, { dialect: "dynamo", model: "a" });
    expect((await submit(job)).id).toBe("video_1");
  });

  test("a response that never ends stops at the timeout", async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"id":"video_1","x":"');
      const timer = setInterval(() => response.write("a"), 20);
      response.on("close", () => clearInterval(timer));
    });
    const job = clientOf(server.baseURL, { timeout: 300 }).resume("video_1");
    expect(await failure(job.poll())).toMatchObject({ code: "request_timeout" });
  });
});

describe("the shape of a response", () => {
  test.each([
    ["more than 100 levels", JSON.stringify(video()).replace("}", `,"x":${nested(5_000, "a")}}`)],
    ["more than 200,000 values", JSON.stringify({ data: new Array(200_001).fill({}) })],
    ["bytes that are not UTF-8", Buffer.from([0xff, 0xfe, 0x7b, 0x00])],
    ["nothing", ""],
  ])("%s is a response_invalid", async (_, body) => {
    await using server = await serve((_request, response) => void response.writeHead(200).end(body));
    const ugoku = clientOf(server.baseURL);
    for (const call of [() => ugoku.resume("video_1").poll(), () => ugoku.list()])
      expect(await failure(call())).toMatchObject({ code: "response_invalid", status: 200 });
  });

  test("a byte order mark and broken characters do not make a job unreadable", async () => {
    const body = Buffer.concat([
      Buffer.from([0xef, 0xbb, 0xbf]),
      Buffer.from('{"id":"video_1","status":"queued","prompt":"'),
      Buffer.from([0xff, 0xc3]),
      Buffer.from('"}'),
    ]);
    await using server = await serve((_request, response) => void response.writeHead(200).end(body));
    expect((await clientOf(server.baseURL).resume("video_1").poll()).status).toBe("queued");
  });
});

describe.each(transportNames)("an error body of 6,000 levels through %s", (transport) => {
  test.each(["error", "detail", "message", "a"])("in %j hides no status", async (name) => {
    await using server = await serve((request, response) => {
      response.writeHead(request.method === "POST" ? 400 : 401, { "content-type": "application/json" });
      response.end(nested(6_000, name));
    });
    const ugoku = clientThrough(transport, server.baseURL);
    expect(await failure(submit(ugoku))).toMatchObject({ code: "request_rejected", status: 400 });
    expect(await failure(ugoku.resume("video_1").wait())).toMatchObject({ code: "unauthorized", status: 401 });
    expect(server.requests).toHaveLength(2);
  });
});

describe("readServerMessage()", () => {
  test("reads a location that cannot be turned into text", () => {
    const body = '{"detail":[{"loc":["body",{"toString":1},[2]],"msg":"Bad size"}]}';
    expect(readServerMessage(body).message).toBe('{"toString":1}.[2]: Bad size');
  });

  test.each(["<title", "<title>", "<html><title", "<!doctype html><title ", "input_value=", "\\", '"', "\u001b[2J"])(
    "takes no longer than a body of many %j is long",
    (unit) => {
      const read = (size: number) => {
        const text = `<html>${unit.repeat(size / unit.length)}`;
        return [describeText(text), readServerMessage(text), readServerMessage(JSON.stringify({ error: text }))];
      };
      expect(growth(read, 50_000)).toBeLessThan(40);
    },
  );
});

describe("a server that quotes the client's key", () => {
  const quotes: readonly (readonly [string, Record<string, unknown>])[] = [
    ["the code of a failed job", { status: "failed", error: { message: "no", code: `bad:${secretKey}` } }],
    ["the message of a failed job", { status: "failed", error: { message: `no ${secretKey}` } }],
    ["a status", { status: `bad key ${secretKey}`, progress: 1 }],
    ["a field of its own", { status: "failed", error: { message: "no" }, trace: { headers: [secretKey] } }],
    ["Base64", { status: "failed", error: { message: Buffer.from(`a:${secretKey}`).toString("base64") } }],
  ];
  test.each(quotes)("in %s shows it nowhere", async (_, fields) => {
    await using server = await serve((request, response) => json(response, video(isCreate(request) ? {} : fields)));
    const logger = recordLogs();
    const ugoku = clientOf(server.baseURL, { apiKey: secretKey, logger });
    const job = await submit(ugoku);
    const update = await job.poll().catch((error: unknown) => error);
    const error = await failure(job.wait({ timeout: 50 }));
    const shown = [inspect([update, error, error.cause], { depth: 20, showHidden: true }), error, update, logger.lines];
    const text = JSON.stringify(shown);
    expect(text).not.toContain(secretKey);
    expect(text).not.toContain(Buffer.from(secretKey).toString("base64").slice(4, -4));
  });

  test("in a request id or a content type shows it nowhere", async () => {
    await using server = await serve((request, response) => {
      response.setHeader("x-request-id", `trace-${secretKey}`);
      if (request.url.endsWith("/content"))
        return void response.writeHead(200, { "content-type": `text/plain; for=${secretKey}` }).end("denied");
      const isList = request.method === "GET" && request.url.endsWith("/videos");
      json(response, video({ status: "completed" }), isList ? 500 : 200);
    });
    const ugoku = clientOf(server.baseURL, { apiKey: secretKey });
    const job = await submit(ugoku);
    const errors = [await failure((await job.wait()).bytes()), await failure(ugoku.list())];
    expect(inspect(errors, { depth: 9 })).not.toContain(secretKey);
    expect(errors[1]?.requestId).toBe("trace-[redacted]");
  });

  test("keeps an address that has the key, which the download needs", async () => {
    const url = `https://store.test/v.mp4?key=${secretKey}`;
    await using server = await serve((_, response) =>
      json(response, video({ status: "completed", url, note: secretKey })),
    );
    const ugoku = clientOf(server.baseURL, { apiKey: secretKey });
    expect((await ugoku.resume("video_1").poll()).video).toMatchObject({ url, note: "[redacted]" });
  });
});
