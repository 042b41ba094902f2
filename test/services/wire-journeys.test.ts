// @module-tag slow
// @module-tag node-independent
import { describe, expect, test } from "vitest";
import { picture } from "../helpers/pictures.js";
import { standInKey as apiKey, serveStandIn, standIns } from "./stand-ins.js";
import { isInstalled, load, type Package } from "./wire-packages.js";

/** The package of a vendor creates a job on a stand-in, waits for it and returns the address of its clip. */
type Journey = (
  origin: string,
  image: { readonly dataUrl: string; readonly base64: string },
) => Promise<string | undefined>;

const prompt = "The woman slowly turns her head to the right and smiles.";
const remote = "https://images.example/photo.png";

/** Polls until `isPending` is false. A stand-in answers three polls before the clip. */
async function until<Answer>(poll: () => Promise<Answer>, isPending: (answer: Answer) => boolean): Promise<Answer> {
  for (let count = 0; count < 10; count++) {
    const answer = await poll();
    if (!isPending(answer)) return answer;
  }
  throw new Error("The job has not ended.");
}

/** A video model of the AI SDK, whose schemas check every answer. */
async function runModel(model: Package, base64: string, options: object): Promise<string | undefined> {
  const image = { type: "file", data: base64, mediaType: "image/png" };
  const { operation } = await model.doStart({ prompt, image, n: 1, providerOptions: {}, ...options });
  const poll = () => model.doStatus({ operation });
  const ended = await until<Package>(poll, ({ status }) => status === "pending");
  if (ended.status !== "completed") throw new Error(ended.error);
  return ended.videos[0].url;
}

const journeys: readonly (readonly [service: string, name: string, journey: Journey])[] = [
  [
    "runway",
    "@runwayml/sdk",
    async (baseURL, { dataUrl }) => {
      const { default: RunwayML } = await load("@runwayml/sdk");
      const client = new RunwayML({ apiKey, baseURL, maxRetries: 0 });
      const request = { model: "gen4_turbo", promptImage: dataUrl, promptText: prompt, ratio: "1280:720", duration: 5 };
      const { id } = await client.imageToVideo.create(request);
      const poll = async () => client.tasks.retrieve(id);
      const task = await until<Package>(poll, ({ status }) => status === "PENDING" || status === "RUNNING");
      if (task.status !== "SUCCEEDED") throw new Error(task.failure);
      return task.output[0];
    },
  ],
  [
    "fal",
    "@fal-ai/client",
    async (origin, { dataUrl }) => {
      const { createFalClient } = await load("@fal-ai/client");
      const client = createFalClient({
        credentials: apiKey,
        fetch: (input: string, init: RequestInit) => fetch(input.replace("https://queue.fal.run", origin), init),
      });
      const input = { prompt, image_url: dataUrl, duration: "5", resolution: "720p" };
      const result = await client.subscribe("fal-ai/pika/v2.2/image-to-video", { input, pollInterval: 10 });
      return result.data.video.url;
    },
  ],
  [
    "replicate",
    "replicate",
    async (origin, { dataUrl }) => {
      const { default: Replicate } = await load("replicate");
      const client = new Replicate({ auth: apiKey, baseUrl: `${origin}/v1`, useFileOutput: false });
      const input = { prompt, start_image: dataUrl, duration: 5 };
      return client.run("kwaivgi/kling-v2.6", { input, wait: { mode: "poll", interval: 10 } });
    },
  ],
  [
    "veo",
    "@google/genai",
    async (baseUrl, { base64 }) => {
      const { GoogleGenAI } = await load("@google/genai");
      const client = new GoogleGenAI({ apiKey, httpOptions: { baseUrl } });
      const image = { imageBytes: base64, mimeType: "image/png" };
      const model = "veo-3.1-fast-generate-preview";
      let operation = await client.models.generateVideos({ model, prompt, image, config: { durationSeconds: 8 } });
      operation = await until<Package>(
        async () => client.operations.getVideosOperation({ operation }),
        ({ done }) => !done,
      );
      if (operation.error) throw new Error(operation.error.message);
      const [clip] = operation.response.generatedVideos ?? [];
      if (!clip) throw new Error(String(operation.response.raiMediaFilteredReasons));
      return clip.video.uri;
    },
  ],
  [
    "veo",
    "@ai-sdk/google",
    async (origin, { base64 }) => {
      const { createGoogle } = await load("@ai-sdk/google");
      const provider = createGoogle({ apiKey, baseURL: `${origin}/v1beta` });
      const options = { duration: 8, aspectRatio: "16:9", resolution: "1280x720" };
      // It appends the key to the address, which it cannot send as a header.
      return (await runModel(provider.video("veo-3.1-fast-generate-preview"), base64, options))?.replace(
        /\?key=.*/,
        "",
      );
    },
  ],
  [
    "luma",
    "lumaai",
    async (baseURL) => {
      const { default: LumaAI } = await load("lumaai");
      const client = new LumaAI({ authToken: apiKey, baseURL, maxRetries: 0 });
      const keyframes = { frame0: { type: "image", url: remote } };
      const { id } = await client.generations.video.create({ model: "ray-2", prompt, keyframes, duration: "5s" });
      const poll = async () => client.generations.get(id);
      const job = await until<Package>(poll, ({ state }) => state === "queued" || state === "dreaming");
      if (job.state !== "completed") throw new Error(job.failure_reason);
      return job.assets.video;
    },
  ],
  [
    "xai",
    "@ai-sdk/xai",
    async (baseURL, { base64 }) => {
      const { createXai } = await load("@ai-sdk/xai");
      const model = createXai({ apiKey, baseURL }).video("grok-imagine-video");
      return runModel(model, base64, { duration: 6, aspectRatio: "16:9", resolution: "1280x720" });
    },
  ],
  [
    "minimax",
    "@ai-sdk/minimax",
    async (baseURL, { base64 }) => {
      const { createMiniMax } = await load("@ai-sdk/minimax");
      const model = createMiniMax({ apiKey, videoBaseURL: baseURL, baseURL }).video("MiniMax-H3");
      return runModel(model, base64, { duration: 5, resolution: "1366x768" });
    },
  ],
  [
    "seedance",
    "@ai-sdk/bytedance",
    async (baseURL, { base64 }) => {
      const { createByteDance } = await load("@ai-sdk/bytedance");
      const model = createByteDance({ apiKey, baseURL }).video("seedance-1-5-pro-251215");
      const image = { type: "file", data: base64, mediaType: "image/png" };
      const providerOptions = { bytedance: { pollIntervalMs: 10 } };
      const { videos } = await model.doGenerate({ prompt, image, n: 1, duration: 5, providerOptions });
      return videos[0].url;
    },
  ],
  [
    "wan",
    "@ai-sdk/alibaba",
    async (videoBaseURL, { base64 }) => {
      const { createAlibaba } = await load("@ai-sdk/alibaba");
      const model = createAlibaba({ apiKey, videoBaseURL }).video("wan2.6-i2v");
      return runModel(model, base64, { duration: 5, resolution: "1280x720" });
    },
  ],
];

describe.runIf(isInstalled).each(journeys)("%s and %s", (service, _, journey) => {
  const standIn = standIns.find(({ name }) => name === service)!;
  const run = async (ending: "completes" | "fails" | "is moderated") => {
    await using at = await serveStandIn(standIn, { ending, takesAnyBody: true });
    const base64 = Buffer.from(await picture(1280, 720)).toString("base64");
    return await journey(at.origin, { base64, dataUrl: `data:image/png;base64,${base64}` });
  };

  test("the package understands the answers of the stand-in, up to the clip", async () => {
    expect(await run("completes")).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/clips\/\d$/);
  });

  test.each(["fails", "is moderated"] as const)("the package understands a job that %s", async (ending) => {
    const error = (await run(ending).catch((reason: unknown) => reason)) as Error;
    expect(error).toBeInstanceOf(Error);
    // Not the error of a schema that the answer does not fit.
    expect(`${error.name} ${error.message}`).not.toMatch(/JSON|TypeValidation|schema|undefined|not ended/);
  });
});
