import { createService } from "./define-service.js";
import { klingImages, minimaxImages } from "./image-limits.js";
import { modelRow, otherModel, priced } from "./model-row.js";
import type { OptionFields, Template } from "./types.js";

const hd = ["1280x720", "720x1280"] as const;
const fullHd = ["1280x720", "720x1280", "1920x1080", "1080x1920"] as const;

// The shape of most clips is that of the image, which the client has already cropped to the size.
const plain = { prompt: "$prompt", image_url: "$image" } as const satisfies Template;
const asText = { ...plain, duration: "$seconds.text" } as const satisfies Template;
const asTextHd = { ...asText, resolution: "$resolution" } as const satisfies Template;
const asUnit = { ...plain, duration: "$seconds.unit", resolution: "$resolution", aspect_ratio: "$ratio" } as const;
/** Newer Kling models call the image `start_image_url`. */
const kling = { prompt: "$prompt", start_image_url: "$image", duration: "$seconds.text" } as const satisfies Template;

const seed: OptionFields = { seed: { seed: "$seed" } };
const negativePrompt: OptionFields = { negativePrompt: { negative_prompt: "$negativePrompt" } };
const audio: OptionFields = { audio: { generate_audio: "$audio" } };
const endImage: OptionFields = { lastFrame: { end_image_url: "$lastFrame" } };

const page = (model: string) => `https://fal.ai/models/${model}`;

/** Rates of models whose sound is on by default and costs more. */
const bySound = (model: string, withSound: number, withoutSound: number) =>
  priced(
    page(model),
    "2026-09-24",
    { usdPerSecond: withoutSound, when: { audio: false } },
    { usdPerSecond: withSound },
  );

/**
 * fal, a host of many models: Pika, Kling, Luma, Hailuo, Wan, Seedance, Veo, Sora 2. Takes the key of `FAL_KEY`.
 *
 * Source: @fal-ai/client 1.10.1 with its types of the models (2026-11-29). No live service was called.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { fal } from "ugoku/services";
 *
 * const pika = fal({ model: "fal-ai/pika/v2.2/image-to-video" });
 * const { animate } = createUgoku({ endpoint: pika });
 * const plan = await animate("photo.jpg").withPrompt("The cat jumps onto the table.").duration(10).plan();
 * console.log(plan.request.model);
 * ```
 */
export const fal = createService({
  name: "fal",
  baseURL: "https://queue.fal.run",
  auth: { header: "authorization", prefix: "Key ", variables: ["FAL_KEY"] },
  create: { path: "/{model}", body: asText, id: "response_url", image: ["bytes", "url"] },
  poll: {
    path: "{url}/status",
    result: "{url}",
    status: "status",
    // An error of the model. The status has those of the platform.
    failedBy: "detail.0.type",
  },
  statuses: { in_queue: "queued", in_progress: "in_progress", completed: "completed" },
  result: { url: ["video.url", "video.0.url", "videos.0.url"] },
  failure: { message: ["error", "detail.0.msg"], code: ["error_type", "detail.0.type"] },
  cancel: { method: "PUT", path: "{url}/cancel" },
  models: {
    "fal-ai/pika/v2.2/image-to-video": modelRow([5, 10], fullHd, {
      body: asTextHd,
      fields: { ...seed, ...negativePrompt },
      ...priced(page("fal-ai/pika/v2.2/image-to-video"), "2026-09-29", {
        usdPerSecond: 0,
        usdPerClip: 0.2,
        sizes: hd,
        when: { seconds: 5 },
      }),
    }),
    "fal-ai/kling-video/v2.5-turbo/pro/image-to-video": modelRow([5, 10], ["1920x1080", "1080x1920", "1440x1440"], {
      ...klingImages,
      body: asText,
      fields: { ...negativePrompt, lastFrame: { tail_image_url: "$lastFrame" } },
      ...priced(page("fal-ai/kling-video/v2.5-turbo/pro/image-to-video"), "2026-09-14", { usdPerSecond: 0.07 }),
    }),
    "fal-ai/kling-video/v2.6/pro/image-to-video": modelRow([5, 10], ["1920x1080", "1080x1920", "1440x1440"], {
      ...klingImages,
      body: kling,
      fields: { ...negativePrompt, ...audio, ...endImage },
      ...bySound("fal-ai/kling-video/v2.6/pro/image-to-video", 0.14, 0.07),
    }),
    "fal-ai/kling-video/v3/pro/image-to-video": modelRow(
      [5, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
      ["1920x1080", "1080x1920", "1440x1440"],
      {
        ...klingImages,
        body: kling,
        fields: { ...negativePrompt, ...audio, ...endImage },
        ...bySound("fal-ai/kling-video/v3/pro/image-to-video", 0.168, 0.112),
      },
    ),
    "fal-ai/luma-dream-machine/ray-2/image-to-video": modelRow([5, 9], fullHd, { body: asUnit, fields: endImage }),
    "fal-ai/minimax/hailuo-2.3/standard/image-to-video": modelRow([6, 10], ["1366x768", "768x1366", "768x768"], {
      ...minimaxImages,
      body: asText,
      fields: {},
      ...priced(page("fal-ai/minimax/hailuo-2.3/standard/image-to-video"), "2026-09-14", {
        usdPerSecond: 0,
        usdPerClip: 0.28,
        when: { seconds: 6 },
      }),
    }),
    // The length of the pro model is fixed.
    "fal-ai/minimax/hailuo-2.3/pro/image-to-video": modelRow([6], ["1920x1080", "1080x1920"], {
      ...minimaxImages,
      body: plain,
      fields: {},
      ...priced(page("fal-ai/minimax/hailuo-2.3/pro/image-to-video"), "2026-09-24", {
        usdPerSecond: 0,
        usdPerClip: 0.49,
      }),
    }),
    "wan/v2.6/image-to-video": modelRow([5, 10, 15], fullHd, {
      body: asTextHd,
      maxPromptCharacters: 800,
      fields: { ...seed, ...negativePrompt },
      ...priced(
        page("wan/v2.6/image-to-video"),
        "2026-09-29",
        { usdPerSecond: 0.1, sizes: hd },
        { usdPerSecond: 0.15 },
      ),
    }),
    "fal-ai/bytedance/seedance/v1.5/pro/image-to-video": modelRow([5, 4, 6, 7, 8, 9, 10, 11, 12], fullHd, {
      body: { ...asTextHd, aspect_ratio: "$ratio" },
      fields: { ...seed, ...audio, ...endImage },
    }),
    // "Input images up to 8MB in size": fal's page of the model.
    "fal-ai/veo3.1/image-to-video": modelRow([8, 4, 6], fullHd, {
      imageLimits: { bytes: 8_000_000 },
      body: asUnit,
      fields: { ...seed, ...negativePrompt, ...audio },
      ...bySound("fal-ai/veo3.1/image-to-video", 0.4, 0.2),
    }),
    "fal-ai/sora-2/image-to-video": modelRow([4, 8, 12, 16, 20], hd, {
      body: { ...asTextHd, aspect_ratio: "$ratio" },
      fields: {},
    }),
  },
  otherModels: otherModel({
    defaultSeconds: 5,
    defaultSize: "1280x720",
    body: asText,
    fields: { ...seed, ...negativePrompt },
  }),
  defaultModel: "fal-ai/pika/v2.2/image-to-video",
});
