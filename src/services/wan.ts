import { createService } from "./define-service.js";
import { wanImages } from "./image-limits.js";
import { modelRow, otherModel } from "./model-row.js";
import type { OptionFields, Template } from "./types.js";

const resolutions = {
  "960x960": "720P",
  "1088x832": "720P",
  "832x1088": "720P",
  "1440x1440": "1080P",
} as const;
const sizes = [
  "1280x720",
  "720x1280",
  "960x960",
  "1088x832",
  "832x1088",
  "1920x1080",
  "1080x1920",
  "1440x1440",
] as const;

const limits = { ...wanImages, resolutions } as const;

const parameters = { resolution: "$resolution.upper", duration: "$seconds" } as const;
const fields: OptionFields = {
  seed: { parameters: { seed: "$seed" } },
  negativePrompt: { input: { negative_prompt: "$negativePrompt" } },
};
const audio: OptionFields = { audio: { parameters: { audio: "$audio" } } };

/** Wan 3 takes its images as a list of media. */
const media: Template = {
  model: "$model",
  input: { prompt: "$prompt", media: [{ type: "first_frame", url: "$image" }] },
  parameters: { ...parameters, ratio: "$ratio" },
};

/**
 * Alibaba's Wan on DashScope (international). Takes the key of `DASHSCOPE_API_KEY`.
 *
 * Source: @ai-sdk/alibaba 2.0.58 (2026-11-29). No live service was called.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { wan } from "ugoku/services";
 *
 * const { animate } = createUgoku({ endpoint: wan() });
 * const plan = await animate("photo.jpg").withPrompt("Leaves fall from the tree.").duration(5).plan();
 * console.log(plan.request.model);
 * ```
 */
export const wan = createService({
  name: "wan",
  baseURL: "https://dashscope-intl.aliyuncs.com",
  auth: { header: "authorization", prefix: "Bearer ", variables: ["DASHSCOPE_API_KEY"] },
  create: {
    headers: { "x-dashscope-async": "enable" },
    path: "/api/v1/services/aigc/video-generation/video-synthesis",
    body: { model: "$model", input: { prompt: "$prompt", img_url: "$image" }, parameters },
    extraInto: "parameters",
    id: "output.task_id",
    image: ["bytes", "url"],
    fields,
  },
  poll: {
    path: "/api/v1/tasks/{id}",
    status: "output.task_status",
    // The service no longer knows a task after 24 hours.
    missing: { status: "unknown", forMs: 120_000 },
  },
  statuses: {
    pending: "queued",
    running: "in_progress",
    succeeded: "completed",
    failed: "failed",
    canceled: "cancelled",
  },
  result: { url: "output.video_url" },
  failure: { message: "output.message", code: "output.code" },
  keeps: "24 hours",
  models: {
    "wan2.6-i2v": modelRow([5, 10, 15], sizes, { ...limits, fields: { ...fields, ...audio } }),
    "wan2.6-i2v-flash": modelRow([5, 10, 15], sizes, { ...limits, fields: { ...fields, ...audio } }),
    "wan3.0-video": otherModel({
      defaultSeconds: 5,
      defaultSize: "1280x720",
      body: media,
      ...limits,
      fields: { ...fields, ...audio, lastFrame: { input: { media: [{ type: "last_frame", url: "$lastFrame" }] } } },
    }),
  },
  otherModels: otherModel({ ...limits, defaultSeconds: 5, defaultSize: "1280x720" }),
  defaultModel: "wan2.6-i2v",
});
