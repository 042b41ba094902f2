// @module-tag slow
import type { ServerResponse } from "node:http";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { probeImage } from "../../src/image/probe.js";
import { type AnimateOptions, createUgoku, defineModel, type Endpoint, type ImageInput } from "../../src/index.js";
import {
  defineService,
  fal,
  kling,
  luma,
  minimax,
  replicate,
  runway,
  type ServiceOptions,
  seedance,
  veo,
  wan,
  xai,
} from "../../src/services.js";
import { prompt } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { picture } from "../helpers/pictures.js";
import { json, serve, type WireRequest } from "../helpers/servers.js";
import { exampleSpec } from "./example-service.js";

cleanEnvironment();

type Make = (options: ServiceOptions) => Endpoint;

/** A PNG of noise, which cannot be compressed: six bytes a pixel. */
async function deepNoise(width: number, height: number): Promise<Uint8Array> {
  const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
  const pixels = sharp({ create: { width, height, channels: 3, background: "gray", noise } });
  return new Uint8Array(await pixels.toColourspace("rgb16").png({ compressionLevel: 0 }).toBuffer());
}

/** 12.4 MB, in the shape of a clip of 1280x720. */
const large = deepNoise(1920, 1080);

/** The images in a JSON body: `data:` URLs, Base64, and addresses of uploads. */
function imagesIn(value: unknown, uploads: ReadonlyMap<string, Uint8Array>): Uint8Array[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap((one) => imagesIn(one, uploads));
  if (typeof value !== "string") return [];
  const uploaded = uploads.get(value);
  if (uploaded) return [uploaded];
  const text = value.replace(/^data:[^,]+,/, "");
  return text.length > 200 && /^[A-Za-z0-9+/]+$/.test(text.slice(0, 200)) ? [Buffer.from(text, "base64")] : [];
}

/** Serves any service: its uploads, and an answer to a create request with an id at every place. */
async function serveAny() {
  const uploads = new Map<string, Uint8Array>();
  const created: Uint8Array[][] = [];
  const upload = async (request: WireRequest, response: ServerResponse, field: string) => {
    const type = request.headers["content-type"] ?? "";
    const form = await new Response(new Uint8Array(request.body), { headers: { "content-type": type } }).formData();
    const address = `${server.origin}/uploads/${uploads.size + 1}`;
    uploads.set(address, new Uint8Array(await (form.get(field) as File).arrayBuffer()));
    json(response, { urls: { get: address } }, 201);
  };
  const server = await serve((request, response) => {
    if (request.url === "/v1/files") return upload(request, response, "content");
    if (request.url.startsWith("/storage/")) return upload(request, response, "file");
    if (request.url === "/v1/uploads")
      return json(response, {
        uploadUrl: `${server.origin}/storage/`,
        fields: {},
        runwayUri: `${server.origin}/uploads/${uploads.size + 1}`,
      });
    created.push(imagesIn(JSON.parse(request.body.toString()), uploads));
    const id = "job-1";
    json(response, {
      ...{ id, task_id: id, name: `models/m/operations/${id}`, request_id: id },
      ...{ response_url: `${server.origin}/${id}`, data: { task_id: id }, output: { task_id: id } },
    });
  });
  return { ...server, uploads, created, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** Sends a create request, and returns the images that arrived and the plan. */
async function send(make: Make, image: ImageInput, options: Omit<AnimateOptions, "prompt"> = {}) {
  await using server = await serveAny();
  const endpoint = make({ apiKey: "key-0123456789", baseURL: server.origin });
  const animation = createUgoku({ endpoint, logger: false }).animate(image, { prompt, lint: "off", ...options });
  const plan = await animation.plan();
  await animation.submit({ maxRetries: 0 });
  expect(server.created).toHaveLength(1);
  return { plan, images: server.created[0] ?? [], uploads: server.uploads.size };
}

/** Asserts that nothing is sent, and returns the error. */
async function refusal(make: Make, image: ImageInput, options: Omit<AnimateOptions, "prompt"> = {}) {
  await using server = await serveAny();
  const endpoint = make({ apiKey: "key-0123456789", baseURL: server.origin });
  const { animate } = createUgoku({ endpoint, logger: false });
  const error = await failure(animate(image, { prompt, lint: "off", ...options }).submit({ maxRetries: 0 }));
  expect(server.requests).toEqual([]);
  return error;
}

/** `most`: the limit of bytes. `model`: one that takes a last frame, if the default model does not. */
const services: readonly {
  readonly make: Make;
  readonly name: string;
  readonly model?: string;
  readonly most?: number;
  readonly uploads?: number;
}[] = [
  { name: "runway", make: runway, model: "veo3.1", uploads: 2 },
  { name: "fal", make: fal, model: "fal-ai/kling-video/v2.6/pro/image-to-video", most: 10_000_000 },
  { name: "replicate", make: replicate, model: "google/veo-3.1", uploads: 2 },
  { name: "veo", make: veo },
  { name: "kling", make: kling, most: 10_000_000 },
  { name: "xai", make: xai, model: "grok-imagine-video-1.5" },
  { name: "minimax", make: minimax, most: 20_000_000 },
  { name: "seedance", make: seedance },
  { name: "wan", make: wan, model: "wan3.0-video", most: 20_000_000 },
];

describe("a PNG of 12 MB arrives within the limit of the model", () => {
  test.each(services)("$name", async ({ make, model, most, uploads = 0 }) => {
    const image = await large;
    expect(image.length).toBeGreaterThan(12_000_000);
    const chosen = model === undefined ? {} : { model };
    const sent = await send(make, image, { ...chosen, lastFrame: image });
    expect(sent.images).toHaveLength(2);
    expect(sent.uploads).toBe(uploads);
    for (const bytes of sent.images) {
      if (most !== undefined) expect(bytes.length).toBeLessThanOrEqual(most);
      const { width, height } = probeImage(bytes);
      expect(width / height).toBeCloseTo(16 / 9, 2);
      // The pixels can be read, not only the header.
      await sharp(bytes).stats();
    }
  });

  test("luma takes addresses only, and says so", async () => {
    const error = await refusal(luma, await large);
    expect(error).toMatchObject({ code: "unsupported" });
    expect(String(error.hint)).toContain("http or https address");
  });

  test("one that needs no change arrives byte for byte", async () => {
    const image = await large;
    const { images, plan } = await send(veo, image);
    expect(Buffer.from(images[0] ?? []).equals(image)).toBe(true);
    expect(plan.image).toMatchObject({ fit: { action: "pass" } });
    expect(plan.warnings.filter(({ code }) => code === "image_fit")).toEqual([]);
  });
});

describe("an image that the model does not take", () => {
  test("above the limit of bytes: the plan says the limit, and a JPEG is sent", async () => {
    const { images, plan } = await send(kling, await large, { lastFrame: await large });
    const warnings = plan.warnings.filter(({ code }) => code === "image_fit").map(({ message }) => message);
    const warning = /^The image has 12,\d{3},\d{3} bytes; kling-v2-6 takes 10,000,000: it is sent as image\/jpeg\.$/;
    expect(warnings).toEqual([expect.stringMatching(warning), expect.stringMatching(warning)]);
    expect(plan.lastFrame).toMatchObject({ fit: { action: "reencode", type: "image/jpeg" } });
    expect(images.map((bytes) => probeImage(bytes).type)).toEqual(["image/jpeg", "image/jpeg"]);
  });

  test("of another type", async () => {
    const webp = await picture(1280, 720, "webp");
    const { images, plan } = await send(kling, webp);
    expect(probeImage(images[0] ?? new Uint8Array())).toMatchObject({ type: "image/jpeg", width: 1280, height: 720 });
    expect(plan.warnings.map(({ message }) => message)).toContain(
      "The image is image/webp; kling-v2-6 takes image/jpeg, image/png: it is sent as image/jpeg.",
    );
  });

  test("that is transparent: its background becomes white", async () => {
    const clear = { width: 1280, height: 720, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } as const;
    const { images } = await send(wan, await sharp({ create: clear }).png().toBuffer());
    const { channels, isOpaque } = await sharp(images[0]).stats();
    expect(isOpaque).toBe(true);
    expect(channels.every(({ min }) => min > 250)).toBe(true);
  });

  test("below the least side: the sides are enlarged", async () => {
    const model = "wan-of-tomorrow";
    const { images } = await send(wan, await picture(200, 200), { model, size: "200x200" });
    expect(probeImage(images[0] ?? new Uint8Array())).toMatchObject({ width: 240, height: 240 });
  });

  test.each([
    ["too many bytes", large, "image_too_large", /10,000,000/],
    ["another type", picture(1280, 720, "webp"), "image_type_unsupported", /image\/jpeg, image\/png/],
  ] as const)('fit "exact" refuses %s, for both frames', async (_, image, code, message) => {
    for (const options of [{}, { lastFrame: await image }]) {
      const first = "lastFrame" in options ? await picture(1280, 720) : await image;
      const error = await refusal(kling, first, { ...options, fit: "exact" });
      expect(error).toMatchObject({ code });
      expect(error.message).toMatch(message);
      expect(String(error.hint)).toMatch(/Leave out .*send: "reference"/);
    }
  });
});

describe("a limit of bytes of a custom service", () => {
  const limited = (bytes: number, imageTypes?: readonly string[]) => {
    const sizes = { seconds: [5], sizes: ["1280x720"] } as const;
    const model = defineModel({ ...sizes, ...(imageTypes ? { imageTypes } : {}), imageLimits: { bytes } });
    return defineService(exampleSpec(model)) as Make;
  };
  /** Too large only once it is enlarged or encoded again. */
  const small = deepNoise(800, 450);

  test.each([2_500_000, 1_500_000])("%d: the quality is lowered until it fits", async (bytes) => {
    for (const image of [await large, await small]) {
      const { images } = await send(limited(bytes), image, { fit: "cover" });
      expect(images[0]?.length).toBeLessThanOrEqual(bytes);
      expect(images[0]?.length).toBeGreaterThan(bytes / 4);
    }
  });

  test("a WebP stays one where JPEG is not taken", async () => {
    const { images } = await send(limited(2_500_000, ["image/webp"]), await large);
    expect(probeImage(images[0] ?? new Uint8Array()).type).toBe("image/webp");
  });

  test.each([undefined, ["image/png"]])(
    "a limit that no quality meets is refused before anything is sent: %j",
    async (types) => {
      const error = await refusal(limited(10_000, types), await large);
      expect(error).toMatchObject({ code: "image_too_large" });
      expect(error.message).toContain("10,000");
      expect(String(error.hint)).not.toContain("reference");
    },
  );
});
