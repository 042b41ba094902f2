// @module-tag slow

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type {
  Experimental_VideoModelV3,
  Experimental_VideoModelV4,
  Experimental_VideoModelV4OperationStatusResult as Status,
} from "@ai-sdk/provider";
import { beforeAll, describe, expect, test } from "vitest";
import { aiSdkEndpoint, createUgokuProvider } from "../../src/ai-sdk.js";
import { createUgoku, type Ticket } from "../../src/index.js";
import { prompt, secretKey } from "../helpers/clients.js";
import { mp4 } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { portrait } from "../helpers/pictures.js";
import { json, serve, video } from "../helpers/servers.js";
import { isMp4, providerOn } from "./helpers.js";

const folder = resolve(import.meta.dirname, "../../.cache/ai-7/node_modules");
const [major = 0] = process.versions.node.split(".").map(Number);
const missing =
  major < 22
    ? `ai 7 asks for Node 22, and this is ${process.version}`
    : existsSync(`${folder}/ai/package.json`)
      ? undefined
      : "ai 7 is not installed: scripts/ai-7.sh";

type Model = Experimental_VideoModelV3 | Experimental_VideoModelV4;
type Fields = Readonly<Record<string, unknown>>;

/** The calls of ai 7 that are tested here. Its types are not installed on Node 20. */
interface Ai7 {
  experimental_generateVideo(options: Fields & { model: Model }): Promise<{
    video: { uint8Array: Uint8Array; mediaType: string };
    warnings: { type: string; feature?: string }[];
    providerMetadata: Record<string, { videos?: { ticket: Ticket }[] }>;
  }>;
  experimental_startVideo(options: Fields & { model: Model }): Promise<{
    operation: unknown;
    warnings: { type: string; feature?: string }[];
  }>;
  experimental_getVideoStatus(model: Model, options: Fields & { operation: unknown }): Promise<Status>;
}

cleanEnvironment();

// Shows the reason in the report.
if (missing !== undefined) test.skip(`skipped: ${missing}`, () => {});

describe.skipIf(missing !== undefined)("ai 7", () => {
  let ai: Ai7;
  beforeAll(async () => {
    ai = await import(pathToFileURL(`${folder}/ai/dist/index.js`).href);
    Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
  });
  const callFields = async (fields: Fields = {}) => ({ prompt: { image: await portrait(), text: prompt }, ...fields });
  const poll = { intervalMs: 20, timeoutMs: 15_000 };

  test("generateVideo() works with and without poll", async () => {
    const { provider, server, creates } = providerOn();
    const model = provider.video("sora-2");
    for (const how of [{}, { poll }]) {
      const { video: made, providerMetadata } = await ai.experimental_generateVideo({
        model,
        ...(await callFields(how)),
      });
      expect(made.mediaType).toBe("video/mp4");
      expect(isMp4(made.uint8Array)).toBe(true);
      expect(providerMetadata.ugoku?.videos?.[0]?.ticket.id).toBe(server.jobs.at(-1)?.video.id);
    }
    expect(creates()).toHaveLength(2);
    // ai 7 makes a key for each start.
    expect(creates()[1]?.headers["idempotency-key"]).toMatch(/^aisdk_vid_/);
  });

  test("starts in one process and polls in another, with an operation that is JSON without secrets", async () => {
    const { provider, server } = providerOn({ apiKey: secretKey }, { apiKey: secretKey });
    const { operation, warnings } = await ai.experimental_startVideo({
      model: provider("sora-2"),
      webhookUrl: "https://hooks.test/1",
      ...(await callFields()),
    });
    expect(warnings).toContainEqual(expect.objectContaining({ type: "unsupported", feature: "webhookUrl" }));
    const text = JSON.stringify(operation);
    expect(text).not.toContain(secretKey);
    expect(JSON.parse(text)).toMatchObject({ v: 1, id: server.jobs[0]?.video.id });

    const elsewhere = createUgokuProvider({
      baseURL: "http://fake.test/v1",
      apiKey: secretKey,
      fetch: (input, init) => server.fetch(input, init),
      logger: false,
    }).video("sora-2");
    const getStatus = () => ai.experimental_getVideoStatus(elsewhere, { operation: JSON.parse(text) });
    expect(await getStatus()).toMatchObject({ status: "pending" });
    await expect.poll(async () => (await getStatus()).status).toBe("completed");
    const status = await getStatus();
    const [made] = status.status === "completed" ? status.videos : [];
    expect(made).toMatchObject({ type: "binary", mediaType: "video/mp4" });
    expect(server.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  test("a start without a response is not sent again", async () => {
    await using server = await serve((_, response) => void response.socket?.destroy());
    const model = createUgokuProvider({ baseURL: server.baseURL, logger: false }).video("sora-2");
    const start = async () => ai.experimental_startVideo({ model, maxRetries: 5, ...(await callFields()) });
    expect(await failure(start)).toMatchObject({ code: "submit_uncertain" });
    expect(server.requests).toHaveLength(1);
  });

  test("failed polls and a failed download do not end the job", async () => {
    let polls = 0;
    let downloads = 0;
    await using server = await serve((request, response) => {
      if (request.method === "POST") return json(response, video());
      if (request.url.includes("/content")) {
        downloads += 1;
        if (downloads === 1) return json(response, { error: { message: "not there yet" } }, 503);
        return void response.end(mp4(5_000));
      }
      polls += 1;
      if (polls === 1) return json(response, { error: { message: "boom" } }, 500);
      if (polls === 2) return json(response, { error: { message: "slow down" } }, 429, { "retry-after": "1" });
      if (polls === 3) return void response.socket?.destroy();
      if (polls === 4) return void response.end("<html><title>Bad gateway</title></html>");
      if (polls === 5) return json(response, { error: { message: "no such video" } }, 404);
      return json(response, video({ status: "completed", progress: 100 }));
    });
    const model = createUgokuProvider({ baseURL: server.baseURL, logger: false }).video("sora-2");
    const { video: made } = await ai.experimental_generateVideo({ model, ...(await callFields({ poll })) });
    expect(made.uint8Array).toHaveLength(5_000);
    expect(polls).toBeGreaterThanOrEqual(6);
    expect(server.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  test("a failed job is an error with the server's message; a refused key throws unauthorized", async () => {
    const failing = providerOn({ script: "failing" });
    const error = await rejection(
      ai.experimental_generateVideo({ model: failing.provider("sora-2"), ...(await callFields({ poll })) }),
    );
    expect(String(error)).toContain("The video could not be generated.");

    const { server, provider } = providerOn({ apiKey: secretKey }, { apiKey: secretKey });
    const { operation } = await ai.experimental_startVideo({ model: provider("sora-2"), ...(await callFields()) });
    const fetch = (input: string, init: RequestInit) => server.fetch(input, init);
    const stranger = createUgokuProvider({ baseURL: "http://fake.test/v1", apiKey: "wrong-key", fetch, logger: false });
    const refused = await failure(ai.experimental_getVideoStatus(stranger("sora-2"), { operation }));
    expect(refused).toMatchObject({ code: "unauthorized", ticket: operation });
  });

  test("an operation of another server is refused before anything is sent", async () => {
    const { provider, server } = providerOn();
    const { operation } = await ai.experimental_startVideo({ model: provider("sora-2"), ...(await callFields()) });
    const sent = server.requests.length;
    const forged = { ...(operation as Ticket), baseURL: "http://elsewhere.test/v1" };
    const error = await failure(ai.experimental_getVideoStatus(provider("sora-2"), { operation: forged }));
    expect(error.code).toBe("ticket_endpoint_mismatch");
    expect(server.requests).toHaveLength(sent);
  });

  test("an abort ends polling at once", async () => {
    const { provider } = providerOn({ script: "stuck" });
    const controller = new AbortController();
    const call = ai.experimental_generateVideo({
      model: provider("sora-2"),
      abortSignal: controller.signal,
      ...(await callFields({ poll: { intervalMs: 60_000 } })),
    });
    setTimeout(() => controller.abort(), 100);
    expect(String(await rejection(call))).toContain("bort");
  });

  test("aiSdkEndpoint() runs @ai-sdk/fal 3, with a ticket for another process and one wrong status", async () => {
    let polls = 0;
    await using server = await serve((request, response) => {
      if (request.method === "POST")
        return json(response, { request_id: "1", response_url: "https://queue.fal.run/fal-ai/luma/requests/1" });
      if (request.url.startsWith("/file")) return void response.end(mp4(4_000));
      polls += 1;
      // The package reports this failed poll as a failed job, which would end generateVideo().
      if (polls === 1) return json(response, { error: { message: "boom", code: 500 } }, 500);
      if (polls === 2) return json(response, { detail: "Request is still in progress" }, 400);
      return json(response, { video: { url: `${server.origin}/file.mp4`, content_type: "video/mp4" } });
    });
    const { createFal } = await import(pathToFileURL(`${folder}/@ai-sdk/fal/dist/index.js`).href);
    const model = () =>
      createFal({
        apiKey: secretKey,
        fetch: (input: string, init: RequestInit) =>
          fetch(String(input).replace("https://queue.fal.run", server.origin), init),
      }).video("luma");
    expect(model().specificationVersion).toBe("v4");
    const client = () => createUgoku({ endpoint: aiSdkEndpoint(model()), logger: false, pollInterval: () => 5 });
    const job = await client()
      .animate(await portrait())
      .withPrompt(prompt)
      .submit();
    const clip = await client()
      .resume(JSON.parse(JSON.stringify(job.ticket)))
      .wait();
    expect(await clip.bytes()).toHaveLength(4_000);
    expect(JSON.stringify(job.ticket)).not.toContain(secretKey);
    const posts = server.requests.filter(({ method }) => method === "POST");
    expect(posts).toHaveLength(1);
    expect(posts[0]?.headers["idempotency-key"]).toBe(job.ticket.key);
    expect(server.requests.find(({ url }) => url.startsWith("/file"))?.headers.authorization).toBeUndefined();
  });

  /** The create response, the response to a poll of the finished job, and what the create request must contain. */
  const packages: [string, string, string, Fields, Fields, Fields][] = [
    [
      "fal",
      "createFal",
      "kling-video/v2.5-turbo/pro/image-to-video",
      { response_url: "https://queue.fal.run/fal-ai/x/requests/1" },
      { video: { url: "FILE", width: 704, height: 1280, duration: 5.04 } },
      { duration: "5", image_url: expect.stringMatching(/^data:/) },
    ],
    [
      "replicate",
      "createReplicate",
      "kwaivgi/kling-v2.1",
      { id: "1", status: "starting", urls: { get: "https://api.replicate.com/v1/predictions/1" } },
      { id: "1", status: "succeeded", output: "FILE", urls: { get: "x" } },
      { input: expect.objectContaining({ start_image: expect.stringMatching(/^data:/), duration: 5 }) },
    ],
    [
      "google",
      "createGoogle",
      "veo-3.1-generate-preview",
      { name: "operations/1" },
      { done: true, response: { generateVideoResponse: { generatedSamples: [{ video: { uri: "FILE" } }] } } },
      { parameters: expect.objectContaining({ resolution: "720p", aspectRatio: "9:16" }) },
    ],
    [
      "xai",
      "createXai",
      "grok-imagine-video",
      { request_id: "1" },
      { status: "done", video: { url: "FILE" } },
      { resolution: "720p", image: { url: expect.stringMatching(/^data:/) } },
    ],
    [
      "alibaba",
      "createAlibaba",
      "wan2.6-i2v",
      { output: { task_status: "PENDING", task_id: "1" } },
      { output: { task_status: "SUCCEEDED", task_id: "1", video_url: "FILE" } },
      { parameters: expect.objectContaining({ resolution: "720P" }) },
    ],
    [
      "minimax",
      "createMiniMax",
      "MiniMax-H3",
      { task_id: "1" },
      { task: { id: "1", status: "succeeded", content: { url: "FILE" } } },
      { resolution: "768P" },
    ],
    [
      "black-forest-labs",
      "createBlackForestLabs",
      "flux-3-video",
      { id: "1", polling_url: "https://api.bfl.ai/v1/get_result?id=1" },
      { id: "1", status: "Ready", result: { sample: "FILE" } },
      { resolution: "hd", aspect_ratio: "9:16" },
    ],
  ];

  test.each(packages)("aiSdkEndpoint() runs @ai-sdk/%s", async (name, create, modelId, started, ended, expected) => {
    const bodies: Fields[] = [];
    const answer = async (_url: string, init: RequestInit = {}) => {
      if (init.method === "POST") bodies.push(JSON.parse(String(init.body)));
      const body = JSON.stringify(init.method === "POST" ? started : ended).replace("FILE", "https://files.test/a.mp4");
      return new Response(body, { headers: { "content-type": "application/json" } });
    };
    const factory = (await import(pathToFileURL(`${folder}/@ai-sdk/${name}/dist/index.js`).href))[create];
    const model = factory({ apiKey: secretKey, apiToken: secretKey, fetch: answer }).video(modelId);
    const endpoint = aiSdkEndpoint(model, { fetch: async () => new Response(new Uint8Array(mp4(3_000))) });
    const { animate } = createUgoku({ endpoint, logger: false, pollInterval: () => 5 });
    const clip = await animate(await portrait())
      .withPrompt(prompt)
      .size("720x1280")
      .render();
    expect(await clip.bytes()).toHaveLength(3_000);
    expect(bodies).toEqual([expect.objectContaining(expected)]);
  });
});
