import OpenAI, { toFile } from "openai";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFakeVideosApi, type FakeServer } from "../../src/testing.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { picture, portrait } from "../helpers/pictures.js";

cleanEnvironment();

const prompt = "The woman slowly turns her head to the right and smiles.";

/** The fields of a job in OpenAI's specification, with a check for each. */
const shape: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: (value) => typeof value === "string" && /^video_[0-9a-f]{32}$/.test(value),
  object: (value) => value === "video",
  model: (value) => value === "sora-2",
  status: (value) => ["queued", "in_progress", "completed", "failed"].includes(String(value)),
  progress: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 100,
  created_at: isSeconds,
  completed_at: (value) => value === null || isSeconds(value),
  expires_at: (value) => value === null || isSeconds(value),
  prompt: (value) => value === prompt,
  size: (value) => value === "720x1280",
  seconds: (value) => value === "4",
  remixed_from_video_id: (value) => value === null,
  error: (value) => value === null || typeof value === "object",
};

function isSeconds(value: unknown): boolean {
  return Number.isInteger(value) && Math.abs(Number(value) - Date.now() / 1000) < 7_300;
}

function expectVideo(value: object): void {
  expect(Object.keys(value).sort()).toEqual(Object.keys(shape).sort());
  for (const [name, fits] of Object.entries(shape)) {
    const field = (value as Record<string, unknown>)[name];
    expect(fits(field), `${name} is ${JSON.stringify(field)}`).toBe(true);
  }
}

const keys = {
  list: ["data", "first_id", "has_more", "last_id", "object"],
  deleted: ["deleted", "id", "object"],
  error: ["code", "message", "param", "type"],
};

/** Every JSON response on the wire, before the client parses it. */
let responses: { readonly path: string; readonly status: number; readonly value: Record<string, unknown> }[] = [];

/** The global `fetch`, which records responses for {@link expectValidResponses}. */
const recordingFetch: typeof globalThis.fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (response.headers.get("content-type")?.startsWith("application/json"))
    responses.push({
      path: new URL(String(input)).pathname,
      status: response.status,
      value: (await response.clone().json()) as Record<string, unknown>,
    });
  return response;
};

/** Checks that each JSON response has exactly the keys of the specification. Returns the number of each kind. */
function expectValidResponses(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { path, status, value } of responses) {
    const kind = status >= 400 ? "error" : String(value.object);
    counts[kind] = (counts[kind] ?? 0) + 1;
    if (kind === "video") expectVideo(value);
    else if (kind === "list") {
      expect(Object.keys(value).sort(), path).toEqual(keys.list);
      const data = value.data as { id: string }[];
      for (const video of data) expectVideo(video);
      expect(typeof value.has_more).toBe("boolean");
      expect([value.first_id, value.last_id]).toEqual([data[0]?.id ?? null, data.at(-1)?.id ?? null]);
    } else if (kind === "video.deleted") {
      expect(Object.keys(value).sort(), path).toEqual(keys.deleted);
    } else {
      expect(Object.keys(value), path).toEqual(["error"]);
      expect(Object.keys(value.error as object).sort(), path).toEqual(keys.error);
    }
  }
  return counts;
}

let server: FakeServer | undefined;
beforeEach(() => {
  responses = [];
});
afterEach(() => server?.close());

/** Polls with the OpenAI client only. */
async function waitForEnd(client: OpenAI, id: string): Promise<OpenAI.Videos.Video> {
  for (;;) {
    const video = await client.videos.retrieve(id);
    expectVideo(video);
    if (video.status === "completed" || video.status === "failed") return video;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("the openai package › on a socket", () => {
  test("creates, retrieves, lists, downloads and deletes", async () => {
    const fake = createFakeVideosApi({ apiKey: "sk-test" });
    server = await fake.listen();
    const client = new OpenAI({ baseURL: server.url, fetch: recordingFetch, apiKey: "sk-test", maxRetries: 0 });

    const input_reference = await toFile(await portrait(), "photo.png", { type: "image/png" });
    const created = await client.videos.create({
      prompt,
      model: "sora-2",
      seconds: "4",
      size: "720x1280",
      input_reference,
    });
    expectVideo(created);
    expect(created.status).toBe("queued");

    const video = await waitForEnd(client, created.id);
    expect(video).toMatchObject({ status: "completed", progress: 100, error: null });
    expect(video.expires_at! - video.completed_at!).toBe(3_600);

    const page = await client.videos.list({ limit: 1 });
    expect(page.data.map(({ id }) => id)).toEqual([created.id]);
    expectVideo(page.data[0]!);

    const content = await client.videos.downloadContent(created.id);
    expect(content.headers.get("content-type")).toBe("video/mp4");
    const bytes = Buffer.from(await content.arrayBuffer());
    expect(bytes.subarray(4, 8).toString()).toBe("ftyp");
    expect(Number(content.headers.get("content-length"))).toBe(bytes.length);
    const thumbnail = await client.videos.downloadContent(created.id, { variant: "thumbnail" });
    expect(thumbnail.headers.get("content-type")).toBe("image/webp");

    expect(await client.videos.delete(created.id)).toEqual({ id: created.id, object: "video.deleted", deleted: true });
    await expect(client.videos.retrieve(created.id)).rejects.toMatchObject({ status: 404 });

    const [create] = fake.requests;
    expect(create!.body).toMatchObject({ kind: "multipart", files: { input_reference: { filename: "photo.png" } } });
    const counts = expectValidResponses();
    expect(counts).toMatchObject({ list: 1, "video.deleted": 1, error: 1 });
    expect(counts.video).toBeGreaterThanOrEqual(2);
  });

  test("pages through many jobs, newest first", async () => {
    const fake = createFakeVideosApi();
    server = await fake.listen();
    const client = new OpenAI({ baseURL: server.url, fetch: recordingFetch, apiKey: "any" });
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.push((await client.videos.create({ prompt })).id);
    const seen: string[] = [];
    for await (const video of client.videos.list({ limit: 2 })) seen.push(video.id);
    expect(seen).toEqual([...ids].reverse());
    const oldest: string[] = [];
    for await (const video of client.videos.list({ limit: 3, order: "asc" })) oldest.push(video.id);
    expect(oldest).toEqual(ids);
    // Pages of 2, 2 and 1, then of 3 and 2.
    expect(expectValidResponses()).toEqual({ video: 5, list: 5 });
    expect(responses.slice(5).map(({ value }) => value.has_more)).toEqual([true, true, false, true, false]);
  });

  test("receives errors", async () => {
    const fake = createFakeVideosApi({ apiKey: "sk-right" });
    server = await fake.listen();
    const unauthorized = new OpenAI({ baseURL: server.url, fetch: recordingFetch, apiKey: "sk-wrong", maxRetries: 0 });
    await expect(unauthorized.videos.create({ prompt })).rejects.toMatchObject({
      status: 401,
      code: "invalid_api_key",
    });
    const client = new OpenAI({ baseURL: server.url, fetch: recordingFetch, apiKey: "sk-right", maxRetries: 0 });
    const input_reference = await toFile(await picture(64, 64), "photo.png", { type: "image/png" });
    await expect(client.videos.create({ prompt, input_reference })).rejects.toMatchObject({
      status: 400,
      message: "400 Inpaint image must match the requested width and height",
      type: "invalid_request_error",
    });
    await expect(client.videos.create({ prompt, seconds: "5" as "4" })).rejects.toMatchObject({
      status: 400,
      param: "seconds",
    });
    expect(expectValidResponses()).toEqual({ error: 3 });
  });

  test("receives a failed job", async () => {
    const fake = createFakeVideosApi({ script: "moderation" });
    server = await fake.listen();
    const client = new OpenAI({ baseURL: server.url, fetch: recordingFetch, apiKey: "any" });
    const video = await waitForEnd(client, (await client.videos.create({ prompt })).id);
    expect(video).toMatchObject({ status: "failed", completed_at: null, error: { code: "moderation_blocked" } });
    await expect(client.videos.downloadContent(video.id)).rejects.toMatchObject({ status: 404 });
    expect(Object.keys(video.error ?? {}).sort()).toEqual(["code", "message"]);
    expect(expectValidResponses()).toMatchObject({ error: 1 });
  });
});
