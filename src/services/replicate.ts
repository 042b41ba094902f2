import { createService } from "./define-service.js";
import { klingImages, minimaxImages } from "./image-limits.js";
import { modelRow, otherModel, priced } from "./model-row.js";
import type { OptionFields, Template, Upload } from "./types.js";

const fullHd = ["1280x720", "720x1280", "1920x1080", "1080x1920"] as const;

/** The body of a model whose image field has this name. Each model names its fields itself. */
const input = (image: string, more: Readonly<Record<string, Template>> = {}): Template => ({
  input: { prompt: "$prompt", [image]: "$image", duration: "$seconds", ...more },
});
const option = (name: string, value: string): Template => ({ input: { [name]: value } });

const seed: OptionFields = { seed: option("seed", "$seed") };
const negativePrompt: OptionFields = { negativePrompt: option("negative_prompt", "$negativePrompt") };
const audio: OptionFields = { audio: option("generate_audio", "$audio") };
const lastFrame = (name: string): OptionFields => ({ lastFrame: option(name, "$lastFrame") });

const upload: Upload = async ({ bytes, type }, send) => {
  const form = new FormData();
  form.append("content", new File([bytes], `image.${type.replace("image/", "")}`, { type }));
  const file = await send("POST", "/v1/files", { form });
  return ((await file.json()) as { readonly urls: { readonly get: string } }).urls.get;
};

/** Sound is on by default, and costs more. */
const price = (model: string, perSecond: number, withoutSound = perSecond) =>
  priced(
    `https://replicate.com/${model}`,
    "2026-01-25",
    ...(withoutSound === perSecond ? [] : [{ usdPerSecond: withoutSound, when: { audio: false } }]),
    { usdPerSecond: perSecond },
  );

/**
 * Replicate, a host of many models: Runway, Kling, Seedance, Hailuo, Wan, Veo, PixVerse. Takes the key of
 * `REPLICATE_API_TOKEN`. A model that has no row needs `imageField`, the name of its input for the image. An image above 5 MB
 * is uploaded first. Its list of predictions makes it possible to find the job of a lost create answer.
 *
 * Source: replicate 1.4.0 and published schemas of the models (2026-11-29). No live service was called.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { replicate } from "ugoku/services";
 *
 * const { animate } = createUgoku({ endpoint: replicate({ model: "kwaivgi/kling-v2.6" }) });
 * const plan = await animate("photo.jpg").withPrompt("The dog shakes off the water.").duration(5).plan();
 * console.log(plan.request.model);
 * ```
 */
export const replicate = createService({
  name: "replicate",
  baseURL: "https://api.replicate.com",
  auth: { header: "authorization", prefix: "Bearer ", variables: ["REPLICATE_API_TOKEN"] },
  create: {
    path: "/v1/models/{model}/predictions",
    body: input("$imageField"),
    extraInto: "input",
    id: "id",
    needsImageField: true,
    image: ["bytes", "url"],
    // The vendor's package puts at most 10 MB of files into a body, which is 13.3 MB of data URLs; there may be two images.
    upload: { above: 6_600_000, send: upload },
  },
  poll: { path: "/v1/predictions/{id}", status: "status" },
  statuses: {
    starting: "queued",
    processing: "in_progress",
    succeeded: "completed",
    successful: "completed",
    failed: "failed",
    canceled: "cancelled",
    aborted: "cancelled",
  },
  result: { url: ["output.0", "output.video", "output"] },
  failure: { message: "error" },
  cancel: { method: "POST", path: "/v1/predictions/{id}/cancel" },
  list: {
    path: "/v1/predictions",
    query: {},
    items: "results",
    next: { url: "next" },
    prompt: "input.prompt",
    createdAt: "created_at",
  },
  keeps: "1 hour",
  models: {
    "kwaivgi/kling-v2.6": modelRow([5, 10], ["1920x1080", "1080x1920", "1440x1440"], {
      ...klingImages,
      body: input("start_image"),
      fields: { ...negativePrompt, ...audio },
      ...price("kwaivgi/kling-v2.6", 0.14, 0.07),
    }),
    "kwaivgi/kling-v2.5-turbo-pro": modelRow([5, 10], ["1920x1080", "1080x1920", "1440x1440"], {
      ...klingImages,
      body: input("start_image"),
      fields: negativePrompt,
      ...price("kwaivgi/kling-v2.5-turbo-pro", 0.07),
    }),
    "kwaivgi/kling-v2.1": modelRow([5, 10], ["1280x720", "720x1280", "960x960"], {
      ...klingImages,
      body: input("start_image"),
      fields: negativePrompt,
    }),
    "runwayml/gen4-turbo": modelRow([5, 10], ["1280x720", "720x1280", "1104x832", "832x1104", "960x960", "1584x672"], {
      body: input("image", { aspect_ratio: "$ratio" }),
      fields: seed,
    }),
    "bytedance/seedance-1-pro": modelRow([5, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12], fullHd, {
      body: input("image", { resolution: "$resolution", aspect_ratio: "$ratio" }),
      fields: { ...seed, ...lastFrame("last_frame_image") },
    }),
    "minimax/hailuo-02": modelRow([6, 10], ["1366x768", "768x1366", "768x768"], {
      ...minimaxImages,
      body: input("first_frame_image", { resolution: "$resolution" }),
      fields: lastFrame("last_frame_image"),
    }),
    "pixverse/pixverse-v5": modelRow([5, 8], [...fullHd, "720x720"], {
      body: input("image", { quality: "$resolution", aspect_ratio: "$ratio" }),
      fields: { ...seed, ...negativePrompt, ...lastFrame("last_frame_image") },
    }),
    "google/veo-3.1": modelRow([8, 4, 6], fullHd, {
      body: input("image", { resolution: "$resolution", aspect_ratio: "$ratio" }),
      fields: { ...seed, ...negativePrompt, ...audio, ...lastFrame("last_frame") },
      ...price("google/veo-3.1", 0.4, 0.2),
    }),
    "wan-video/wan-2.5-i2v": modelRow([5, 10], fullHd, {
      body: input("image", { resolution: "$resolution" }),
      fields: { ...seed, ...negativePrompt },
    }),
  },
  otherModels: otherModel({
    defaultSeconds: 5,
    defaultSize: "1280x720",
    body: input("$imageField"),
    fields: { ...seed, ...negativePrompt },
  }),
  defaultModel: "kwaivgi/kling-v2.6",
});
