// @module-tag slow
// @module-tag node-independent
import { beforeAll, describe, expect, test } from "vitest";
import { type AnimateOptions, createUgoku, type Endpoint } from "../../src/index.js";
import { fal, luma, minimax, replicate, runway, seedance, veo, wan, xai } from "../../src/services.js";
import { picture } from "../helpers/pictures.js";
import { json, serve, type WireRequest } from "../helpers/servers.js";
import { isInstalled, load, type Package } from "./wire-packages.js";

const key = "key-0123456789";

const runwayClient = async (baseURL: string) => {
  const { default: RunwayML } = await load("@runwayml/sdk");
  return new RunwayML({ apiKey: key, baseURL, maxRetries: 0 });
};

const prompt = "The woman slowly turns her head to the right and smiles.";
const size = "1280x720";

/** The same order by the vendor's package and by ours. */
interface Order {
  readonly name: string;
  readonly seconds: number;
  readonly model: string;
  readonly make: (options: { readonly apiKey: string; readonly baseURL: string; readonly model: string }) => Endpoint;
  /** Sends it with the vendor's package. */
  readonly send: (origin: string, image: { readonly dataUrl: string; readonly base64: string }) => Promise<unknown>;
  /** The answer to the create request. */
  readonly answer: object;
  /** Headers that both must send with the same value. */
  readonly headers: readonly string[];
  readonly image?: string;
  /** Fields in which ours differs, with the reason. `undefined` as theirs or ours: the field is missing there. */
  readonly differences?: Readonly<
    Record<string, { readonly theirs: unknown; readonly ours: unknown; readonly why: string }>
  >;
  readonly options?: AnimateOptions;
}

const remote = "https://images.example/photo.png";

const orders: readonly Order[] = [
  {
    name: "runway and @runwayml/sdk",
    model: "gen4_turbo",
    seconds: 5,
    make: runway,
    headers: ["authorization", "x-runway-version", "content-type"],
    answer: { id: "17f20503-6c24-4c16-946b-35dbbce2af2f" },
    async send(origin, { dataUrl }) {
      const client = await runwayClient(origin);
      return client.imageToVideo.create({
        model: "gen4_turbo",
        promptImage: dataUrl,
        promptText: prompt,
        ratio: "1280:720",
        duration: 5,
        seed: 7,
      });
    },
    options: { seed: 7 },
  },
  {
    name: "runway and @runwayml/sdk, with a last frame",
    model: "veo3.1",
    seconds: 8,
    make: runway,
    headers: ["authorization", "x-runway-version", "content-type"],
    answer: { id: "17f20503-6c24-4c16-946b-35dbbce2af2f" },
    async send(origin, { dataUrl }) {
      const client = await runwayClient(origin);
      return client.imageToVideo.create({
        model: "veo3.1",
        promptImage: [
          { position: "first", uri: dataUrl },
          { position: "last", uri: dataUrl },
        ],
        promptText: prompt,
        ratio: "1280:720",
        duration: 8,
        audio: false,
        negativePrompt: "text",
      });
    },
    options: { lastFrame: "the same image", audio: false, negativePrompt: "text" },
  },
  {
    name: "fal and @fal-ai/client: Pika",
    model: "fal-ai/pika/v2.2/image-to-video",
    seconds: 5,
    make: fal,
    headers: ["authorization", "content-type"],
    answer: { request_id: "r", response_url: "https://queue.fal.run/r", status: "IN_QUEUE" },
    async send(origin, { dataUrl }) {
      const { createFalClient } = await load("@fal-ai/client");
      const client = createFalClient({
        credentials: key,
        fetch: (input: string, init: RequestInit) => fetch(input.replace("https://queue.fal.run", origin), init),
      });
      return client.queue.submit("fal-ai/pika/v2.2/image-to-video", {
        input: { prompt, image_url: dataUrl, duration: "5", resolution: "720p", negative_prompt: "text" },
      });
    },
    options: { negativePrompt: "text" },
  },
  {
    name: "replicate and replicate: Kling",
    model: "kwaivgi/kling-v2.6",
    seconds: 5,
    make: replicate,
    headers: ["authorization", "content-type"],
    answer: { id: "gm3qorzdhgbfurvjtvhg6dckhu", status: "starting", urls: {} },
    async send(origin, { dataUrl }) {
      const { default: Replicate } = await load("replicate");
      const client = new Replicate({ auth: key, baseUrl: `${origin}/v1` });
      return client.predictions.create({
        model: "kwaivgi/kling-v2.6",
        input: { prompt, start_image: dataUrl, duration: 5, generate_audio: false },
      });
    },
    options: { audio: false, size: "1920x1080" },
  },
  {
    name: "veo and @google/genai",
    model: "veo-3.1-fast-generate-preview",
    seconds: 8,
    make: (options) => veo({ ...options, baseURL: `${options.baseURL}/v1beta` }),
    headers: ["x-goog-api-key", "content-type"],
    answer: { name: "models/veo/operations/1" },
    async send(origin, { base64 }) {
      const { GoogleGenAI } = await load("@google/genai");
      const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: origin } });
      const image = { imageBytes: base64, mimeType: "image/png" };
      return client.models.generateVideos({
        model: "veo-3.1-fast-generate-preview",
        prompt,
        image,
        config: {
          durationSeconds: 8,
          aspectRatio: "16:9",
          resolution: "720p",
          lastFrame: image,
          negativePrompt: "text",
        },
      });
    },
    options: { lastFrame: "the same image", negativePrompt: "text" },
  },
  {
    name: "veo and @ai-sdk/google",
    model: "veo-3.1-fast-generate-preview",
    seconds: 8,
    make: (options) => veo({ ...options, baseURL: `${options.baseURL}/v1beta` }),
    headers: ["x-goog-api-key", "content-type"],
    answer: { name: "models/veo/operations/1" },
    async send(origin, { base64 }) {
      const { createGoogleGenerativeAI, createGoogle } = await load("@ai-sdk/google");
      const provider = (createGoogle ?? createGoogleGenerativeAI)({ apiKey: key, baseURL: `${origin}/v1beta` });
      return start(provider.video("veo-3.1-fast-generate-preview"), base64, {
        duration: 8,
        aspectRatio: "16:9",
        resolution: "1280x720",
      });
    },
    differences: {
      "parameters.sampleCount": { theirs: 1, ours: undefined, why: "One clip is the default of the service." },
    },
  },
  {
    name: "luma and lumaai",
    model: "ray-2",
    seconds: 5,
    make: luma,
    headers: ["authorization", "content-type"],
    answer: { id: "123e4567-e89b-12d3-a456-426614174000", state: "queued" },
    image: remote,
    async send(origin) {
      const { default: LumaAI } = await load("lumaai");
      const client = new LumaAI({ authToken: key, baseURL: origin, maxRetries: 0 });
      return client.generations.video.create({
        model: "ray-2",
        prompt,
        keyframes: { frame0: { type: "image", url: remote } },
        aspect_ratio: "16:9",
        resolution: "720p",
        duration: "5s",
        generation_type: "video",
      });
    },
    differences: {
      generation_type: { theirs: "video", ours: undefined, why: "The path says so already; the field is optional." },
    },
  },
  {
    name: "xai and @ai-sdk/xai",
    model: "grok-imagine-video",
    seconds: 6,
    make: xai,
    headers: ["authorization", "content-type"],
    answer: { request_id: "r" },
    async send(origin, { base64 }) {
      const { createXai } = await load("@ai-sdk/xai");
      const provider = createXai({ apiKey: key, baseURL: origin });
      return start(provider.video("grok-imagine-video"), base64, {
        duration: 6,
        aspectRatio: "16:9",
        resolution: "1280x720",
      });
    },
  },
  {
    name: "minimax and @ai-sdk/minimax",
    model: "MiniMax-H3",
    seconds: 5,
    make: minimax,
    headers: ["authorization", "content-type"],
    answer: { task_id: "106916112212032" },
    async send(origin, { base64 }) {
      const { createMiniMax, createMinimax } = await load("@ai-sdk/minimax");
      const provider = (createMiniMax ?? createMinimax)({ apiKey: key, videoBaseURL: origin, baseURL: origin });
      return start(provider.video("MiniMax-H3"), base64, { duration: 5, resolution: "1366x768" });
    },
    options: { size: "1366x768" },
  },
  {
    name: "seedance and @ai-sdk/bytedance",
    model: "seedance-1-5-pro-251215",
    seconds: 5,
    make: seedance,
    headers: ["authorization", "content-type"],
    answer: { id: "cgt-1" },
    async send(origin, { base64 }) {
      const { createByteDance } = await load("@ai-sdk/bytedance");
      const provider = createByteDance({ apiKey: key, baseURL: origin });
      // It has no start: its generation is aborted at the first poll.
      const model = provider.video("seedance-1-5-pro-251215");
      const file = { type: "file", data: base64, mediaType: "image/png" };
      return model
        .doGenerate({
          prompt,
          image: file,
          n: 1,
          duration: 5,
          aspectRatio: "16:9",
          resolution: "1280x720",
          seed: 7,
          fps: undefined,
          providerOptions: {},
        })
        .catch(() => {});
    },
    options: { seed: 7 },
    differences: {
      "content.1.role": {
        theirs: undefined,
        ours: "first_frame",
        why: "The role is optional for one image. It is said, so that an image is never taken for a mere reference.",
      },
    },
  },
  {
    name: "wan and @ai-sdk/alibaba",
    model: "wan2.6-i2v",
    seconds: 5,
    make: wan,
    headers: ["authorization", "x-dashscope-async", "content-type"],
    answer: { output: { task_id: "t", task_status: "PENDING" } },
    async send(origin, { base64 }) {
      const { createAlibaba } = await load("@ai-sdk/alibaba");
      const provider = createAlibaba({ apiKey: key, videoBaseURL: origin });
      return start(provider.video("wan2.6-i2v"), base64, { duration: 5, resolution: "1280x720" });
    },
    differences: {
      "input.img_url": {
        theirs: "the Base64 text",
        ours: "the data URL",
        why: "The documentation of the service asks for a data URL; Base64 without a type is what the package sends.",
      },
    },
  },
];

/** Starts a job with a video model of the AI SDK. */
function start(model: Package, base64: string, options: object): Promise<unknown> {
  const image = { type: "file", data: base64, mediaType: "image/png" };
  return model.doStart({ prompt, image, n: 1, providerOptions: {}, ...options });
}

/** Every value of a JSON body by its path. */
function flatten(value: unknown, path = ""): Record<string, unknown> {
  if (typeof value !== "object" || value === null) return { [path]: value };
  const entries = Object.entries(value).map(([name, inner]) => flatten(inner, path === "" ? name : `${path}.${name}`));
  return Object.assign({}, ...entries) as Record<string, unknown>;
}

async function record(answer: object, send: (origin: string) => Promise<unknown>): Promise<WireRequest> {
  await using server = await serve((_, response) => json(response, answer));
  await send(server.origin);
  const create = server.requests.find(({ method }) => method === "POST");
  if (!create) throw new Error("no create request was sent");
  return create;
}

describe.runIf(isInstalled).each(orders)(
  "$name",
  ({ make, model, seconds, send, answer, headers, image, differences = {}, options = {} }) => {
    let theirs: WireRequest;
    let ours: WireRequest;

    beforeAll(async () => {
      const [width = 0, height = 0] = (options.size ?? size).split("x").map(Number);
      const bytes = await picture(width, height);
      const base64 = Buffer.from(bytes).toString("base64");
      theirs = await record(answer, (origin) => send(origin, { base64, dataUrl: `data:image/png;base64,${base64}` }));
      ours = await record(answer, (origin) => {
        const { animate } = createUgoku({ endpoint: make({ apiKey: key, baseURL: origin, model }), logger: false });
        const input = image === undefined ? bytes : ({ url: image, send: "reference" } as const);
        const last = options.lastFrame === undefined ? {} : { lastFrame: bytes };
        const animation = animate(input, { duration: seconds, size, lint: "off", ...options, ...last });
        return animation.withPrompt(prompt).submit();
      });
    });

    test("same method, path and headers", () => {
      expect([ours.method, ours.url]).toEqual([theirs.method, theirs.url]);
      for (const name of headers) expect(ours.headers[name], name).toBe(theirs.headers[name]);
    });

    test("same body, but for the differences that have a reason", () => {
      const [a, b] = [theirs, ours].map(({ body }) => flatten(JSON.parse(body.toString())));
      const names = new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})]);
      const found = [...names].filter((name) => a?.[name] !== b?.[name]);
      expect(found.toSorted()).toEqual(Object.keys(differences).toSorted());
      for (const name of found) {
        const { theirs: given, ours: own } = differences[name]!;
        if (typeof given !== "string" || given.startsWith("the ")) continue;
        expect([a?.[name], b?.[name]]).toEqual([given, own]);
      }
    });
  },
);
