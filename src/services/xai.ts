import { createService } from "./define-service.js";
import { modelRow, otherModel, priced } from "./model-row.js";
import type { OptionFields } from "./types.js";

const lengths = [6, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15] as const;
const hd = ["1280x720", "720x1280", "720x720", "960x720", "720x960", "1080x720", "720x1080"] as const;
const sd = ["854x480", "480x854"] as const;
const sizes = [...hd, ...sd] as const;
const fullHd = ["1920x1080", "1080x1920"] as const;

const page = "https://docs.x.ai/developers/pricing";

const audio: OptionFields = { audio: { generate_audio: "$audio" } };

/**
 * xAI's Grok Imagine. Takes the key of `XAI_API_KEY`.
 *
 * Source: @ai-sdk/xai 5.0.12 (2026-11-29). No live service was called.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { xai } from "ugoku/services";
 *
 * const { animate } = createUgoku({ endpoint: xai() });
 * const plan = await animate("photo.jpg").withPrompt("The candle flickers in the wind.").duration(6).plan();
 * console.log(plan.request.model);
 * ```
 */
export const xai = createService({
  name: "xai",
  baseURL: "https://api.x.ai/v1",
  auth: { header: "authorization", prefix: "Bearer ", variables: ["XAI_API_KEY"] },
  create: {
    path: "/videos/generations",
    body: {
      model: "$model",
      prompt: "$prompt",
      image: { url: "$image" },
      duration: "$seconds",
      aspect_ratio: "$ratio",
      resolution: "$resolution",
    },
    id: "request_id",
    image: ["bytes", "url"],
    fields: audio,
  },
  poll: { path: "/videos/{id}", status: "status", progress: { path: "progress", scale: 1 } },
  statuses: {
    pending: "in_progress",
    queued: "queued",
    done: "completed",
    failed: "failed",
    expired: "expired",
  },
  result: { url: ["video.url", "video.file_output.public_url"] },
  failure: {
    message: "error.message",
    code: "error.code",
    moderated: { path: "video.respect_moderation", value: false },
  },
  models: {
    // The input image is paid for besides the seconds; its price is from lists of third parties, not from that page.
    "grok-imagine-video": modelRow(
      lengths,
      sizes,
      priced(
        page,
        "2026-09-28",
        { usdPerSecond: 0.05, usdPerClip: 0.002, sizes: sd },
        { usdPerSecond: 0.07, usdPerClip: 0.002, sizes: hd },
      ),
    ),
    "grok-imagine-video-1.5": modelRow(lengths, [...sizes, ...fullHd], {
      ...priced(
        page,
        "2026-09-28",
        { usdPerSecond: 0.08, usdPerClip: 0.01, sizes: sd },
        { usdPerSecond: 0.14, usdPerClip: 0.01, sizes: hd },
        { usdPerSecond: 0.25, usdPerClip: 0.01, sizes: fullHd },
      ),
      fields: { ...audio, lastFrame: { last_frame: { url: "$lastFrame" } } },
    }),
  },
  otherModels: otherModel({ defaultSeconds: 6, defaultSize: "1280x720" }),
  defaultModel: "grok-imagine-video",
});
