import { subscribe, tracingChannel, unsubscribe } from "node:diagnostics_channel";
import { afterEach, describe, expect, test } from "vitest";
import type { TraceOperation } from "../../../src/http/diagnostics.js";
import type { TraceMessage } from "../../../src/index.js";
import { clientOf, clientThrough, prompt, secretKey, submit, ticketOf, transportNames } from "../../helpers/clients.js";
import { mp4 } from "../../helpers/clips.js";
import { cleanEnvironment } from "../../helpers/environment.js";
import { failure } from "../../helpers/failure.js";
import { isCreate, json, serve, video, type WireRequest } from "../../helpers/servers.js";

cleanEnvironment();

const sampleClip = mp4(2_000);

const operations: readonly TraceOperation[] = ["create", "poll", "list", "delete", "download"];
const channelEvents = ["start", "end", "asyncStart", "asyncEnd", "error"] as const;

interface TraceEvent {
  readonly channel: string;
  /** A copy at the time of the event: the object changes later. */
  readonly message: TraceMessage;
}

const unsubscribers: (() => void)[] = [];
afterEach(() => {
  for (const stop of unsubscribers.splice(0)) stop();
});

/** Everything that is published, in order. */
function recordEvents(): TraceEvent[] {
  const events: TraceEvent[] = [];
  for (const operation of operations)
    for (const event of channelEvents) {
      const name = `tracing:ugoku:${operation}:${event}`;
      const listen = (message: unknown) => {
        events.push({ channel: `${operation}:${event}`, message: { ...(message as TraceMessage) } });
      };
      subscribe(name, listen);
      unsubscribers.push(() => unsubscribe(name, listen));
    }
  return events;
}

const last = (events: readonly TraceEvent[], channel: string) =>
  events.filter((one) => one.channel === channel).at(-1)?.message;

const respond = (request: WireRequest, response: Parameters<typeof json>[0]) => {
  const path = request.url.split("?")[0];
  if (path?.endsWith("/content")) {
    response.writeHead(200, { "content-type": "video/mp4", "content-length": sampleClip.byteLength });
    return void response.end(sampleClip);
  }
  if (request.method === "DELETE") return json(response, { deleted: true });
  if (request.method === "GET" && path === "/v1/videos") return json(response, { data: [] });
  const fields = request.method === "POST" ? {} : { status: "completed", progress: 100 };
  json(response, video({ prompt, ...fields }), 200, { "x-request-id": "req_7" });
};

describe.each(transportNames)("diagnostics channels through %s", (transport) => {
  test("publish create, poll, download, list and delete requests", async () => {
    const events = recordEvents();
    await using server = await serve(respond);
    const ugoku = clientThrough(transport, server.baseURL, { pollInterval: () => 1 });
    const job = await submit(ugoku, { key: "order-1" });
    const clip = await job.wait();
    await clip.bytes();
    await ugoku.list();
    await job.cancel();

    expect(events.map(({ channel }) => channel)).toEqual(
      operations
        .toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
        .flatMap((operation) => [
          `${operation}:start`,
          `${operation}:end`,
          `${operation}:asyncStart`,
          `${operation}:asyncEnd`,
        ]),
    );
    expect(last(events, "create:asyncEnd")).toMatchObject({
      operation: "create",
      method: "POST",
      url: `${server.baseURL}/videos`,
      key: "order-1",
      status: 200,
      requestId: "req_7",
      bytes: server.requests[0]?.body.byteLength,
    });
    expect(last(events, "create:asyncEnd")?.durationMs).toBeGreaterThan(0);
    expect(last(events, "poll:start")).toMatchObject({ jobId: "video_1", url: `${server.baseURL}/videos/video_1` });
    expect(last(events, "poll:asyncEnd")).toMatchObject({ jobId: "video_1", status: 200 });
    expect(last(events, "download:asyncEnd")).toMatchObject({ jobId: "video_1", bytes: sampleClip.byteLength });
    expect(last(events, "delete:asyncEnd")).toMatchObject({ jobId: "video_1", method: "DELETE" });
  });

  test("publish failures, without keys, queries, prompts or images", async () => {
    const events = recordEvents();
    await using server = await serve((request, response) =>
      isCreate(request)
        ? json(response, { error: { message: `No, ${secretKey}: "${prompt}" is not allowed` } }, 400)
        : json(response, { error: { message: `No, ${secretKey}` } }, 500),
    );
    const ugoku = clientThrough(transport, server.baseURL);
    const errors = [
      await failure(submit(ugoku)),
      await failure(ugoku.resume(ticketOf(server.baseURL)).poll()),
      await failure(ugoku.list()),
    ];
    expect(events.filter(({ channel }) => channel.endsWith(":error")).map(({ message }) => message.error)).toEqual(
      errors,
    );
    const described = events.map(({ message }) => {
      const { error, ...rest } = message;
      return JSON.stringify([rest, error, String(error), (error as Error | undefined)?.stack]);
    });
    expect(described.join()).not.toContain(secretKey);
    expect(described.join()).not.toContain(prompt);
    expect(described.join()).toContain("[prompt]");
    expect(described.join()).not.toContain("result");
  });
});

const order: readonly TraceOperation[] = ["create", "poll", "download", "list", "delete"];

test("a query of the base URL, which may sign it, is in no message", async () => {
  const events = recordEvents();
  await using server = await serve(respond);
  const ugoku = clientOf(`${server.baseURL}?sig=${secretKey}`);
  await submit(ugoku);
  await (await ugoku.resume("video_1").wait()).bytes();
  expect(server.requests[0]?.url).toContain(secretKey);
  expect(events.length).toBeGreaterThan(8);
  expect(JSON.stringify(events)).not.toContain(secretKey);
});

test("a cancelled download ends, with the bytes so far", async () => {
  const events = recordEvents();
  await using server = await serve(respond);
  const clip = await clientOf(server.baseURL).resume("video_1").wait();
  const reader = (await clip.stream()).getReader();
  await reader.read();
  await reader.cancel();
  await expect.poll(() => last(events, "download:asyncEnd")?.bytes).toBeGreaterThan(0);
});

test("an error of a subscriber does not affect the request", async () => {
  const thrown: unknown[] = [];
  const catchIt = (error: unknown) => thrown.push(error);
  const listeners = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", catchIt);
  const bad = () => {
    throw new Error("a subscriber's own");
  };
  const handlers = { start: bad, end: bad, asyncStart: bad, asyncEnd: bad, error: bad };
  tracingChannel("ugoku:create").subscribe(handlers);
  try {
    await using server = await serve(respond);
    expect((await submit(clientOf(server.baseURL))).id).toBe("video_1");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(thrown.length).toBeGreaterThan(0);
  } finally {
    tracingChannel("ugoku:create").unsubscribe(handlers);
    process.off("uncaughtException", catchIt);
    for (const listener of listeners) process.on("uncaughtException", listener);
  }
});
