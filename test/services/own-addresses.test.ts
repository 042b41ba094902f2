import { describe, expect, test } from "vitest";
import { createUgoku, type Endpoint } from "../../src/index.js";
import { fal, replicate, veo } from "../../src/services.js";
import { prompt } from "../helpers/clients.js";
import { mp4 } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { picture } from "../helpers/pictures.js";
import { json, serve } from "../helpers/servers.js";
import { manualTime } from "../helpers/time.js";
import { standInKey as apiKey } from "./stand-ins.js";

cleanEnvironment();

/** Behind a user's own proxy, which passes the service's answers on unchanged, its addresses are those of the service. */

const clip = mp4(4_000);

function clientFor(endpoint: Endpoint) {
  const { clock, sleep } = manualTime(Date.now());
  return createUgoku({ endpoint, logger: false, clock, sleep });
}

const submit = async (endpoint: Endpoint) =>
  clientFor(endpoint)
    .animate(await picture(1280, 720), { prompt, lint: "off" })
    .submit({ maxRetries: 0 });

describe("fal", () => {
  const path = "/fal-ai/pika/requests/r1";

  /** fal behind a proxy whose base URL ends in `prefix`. */
  const serveFal = async (prefix: string, created: (origin: string) => object) => {
    const server = await serve((request, response) => {
      if (request.headers.authorization !== `Key ${apiKey}` && request.url !== "/clip") return json(response, {}, 401);
      if (request.url === "/clip") return void response.writeHead(200).end(clip);
      if (request.method === "POST") return json(response, created(server.origin));
      if (request.method === "PUT") return void response.writeHead(200).end();
      if (request.url.startsWith(`${prefix}${path}/status`)) return json(response, { status: "COMPLETED" });
      return json(response, { video: { url: `${server.origin}/clip` } });
    });
    return server;
  };
  const ofVendor = () => ({ request_id: "r1", response_url: `https://queue.fal.run${path}` });

  test.each(["", "/proxy/fal"])("polls, cancels and downloads through the proxy at %j", async (prefix) => {
    await using server = await serveFal(prefix, ofVendor);
    const endpoint = fal({ apiKey, baseURL: server.origin + prefix });
    const job = await submit(endpoint);
    expect(await job.cancel()).toMatchObject({ outcome: "confirmed" });
    expect((await (await job.wait()).bytes()).byteLength).toBe(clip.length);
    const ticket = JSON.parse(JSON.stringify(job.ticket));
    expect(await clientFor(endpoint).resume(ticket).poll()).toMatchObject({ status: "completed" });
    const paths = new Set(server.requests.map(({ method, url }) => `${method} ${url}`));
    expect([...paths]).toEqual([
      `POST ${prefix}/fal-ai/pika/v2.2/image-to-video`,
      `PUT ${prefix}${path}/cancel`,
      `GET ${prefix}${path}/status`,
      `GET ${prefix}${path}`,
      "GET /clip",
    ]);
  });

  test("a query of the proxy's base URL stays", async () => {
    await using server = await serveFal("", ofVendor);
    const job = await submit(fal({ apiKey, baseURL: `${server.origin}/?team=7` }));
    await job.poll();
    expect(server.requests.at(-1)?.url).toBe(`${path}?team=7`);
  });

  test("a proxy that rewrites the addresses works too", async () => {
    await using server = await serveFal("", (origin) => ({ response_url: origin + path }));
    expect(await (await submit(fal({ apiKey, baseURL: server.origin }))).poll()).toMatchObject({ status: "completed" });
  });

  test.each([
    ["an address elsewhere", { request_id: "r1", response_url: `https://queue.fal.example${path}` }],
    ["an address of another port", { request_id: "r1", response_url: `https://queue.fal.run:444${path}` }],
    ["no address", { request_id: "r1", status: "IN_QUEUE" }],
  ])("a create answer with %s is uncertain, and names the request", async (_, created) => {
    await using server = await serveFal("", () => created);
    const error = await failure(submit(fal({ apiKey, baseURL: server.origin })));
    expect(error).toMatchObject({ code: "submit_uncertain" });
    expect(error.message).toContain("r1");
    expect(server.requests).toHaveLength(1);
  });
});

describe("replicate", () => {
  const entry = (id: string, text: string) => ({
    id,
    status: "starting",
    created_at: new Date().toISOString(),
    input: { prompt: text },
  });
  const serveReplicate = (next: string) =>
    serve((request, response) => {
      if (request.method === "POST") return void response.destroy();
      if (request.url.includes("cursor=")) return json(response, { results: [entry("p2", prompt)], next: null });
      return json(response, { results: [entry("p1", "Another prompt.")], next });
    });

  test.each(["", "/proxy"])("reads all pages of the list through the proxy at %j", async (prefix) => {
    await using server = await serveReplicate("https://api.replicate.com/v1/predictions?cursor=cD0%2BMg%3D%3D");
    const endpoint = replicate({ apiKey, baseURL: server.origin + prefix });
    const error = (await failure(submit(endpoint))) as unknown as { reconcile(): Promise<{ id: string } | null> };
    expect((await error.reconcile())?.id).toBe("p2");
    expect(server.requests.at(-1)?.url).toBe(`${prefix}/v1/predictions?cursor=cD0%2BMg%3D%3D`);
  });

  test("does not follow a page elsewhere", async () => {
    await using elsewhere = await serve((_, response) => json(response, { results: [], next: null }));
    await using server = await serveReplicate(`${elsewhere.origin}/v1/predictions?cursor=c`);
    const error = (await failure(submit(replicate({ apiKey, baseURL: server.origin })))) as unknown as {
      reconcile(): Promise<unknown>;
    };
    expect(await failure(error.reconcile())).toMatchObject({ code: "submit_uncertain" });
    expect(elsewhere.requests).toEqual([]);
  });
});

describe("veo", () => {
  test.each(["/v1beta", "/proxy/gemini"])("reads a clip that needs the key through the proxy at %s", async (prefix) => {
    const uri = "https://generativelanguage.googleapis.com/v1beta/files/f1:download?alt=media";
    await using server = await serve((request, response) => {
      if (request.headers["x-goog-api-key"] !== apiKey) return json(response, {}, 401);
      if (request.method === "POST") return json(response, { name: "models/v/operations/1" });
      if (request.url.includes("/files/")) return void response.writeHead(200).end(clip);
      const samples = [{ video: { uri } }];
      return json(response, { done: true, response: { generateVideoResponse: { generatedSamples: samples } } });
    });
    const job = await submit(veo({ apiKey, baseURL: server.origin + prefix }));
    expect((await (await job.wait()).bytes()).byteLength).toBe(clip.length);
    expect(server.requests.at(-1)?.url).toBe(`${prefix}/files/f1:download?alt=media`);
  });
});
