import { frameItem, taskStatuses } from "./content-list.js";
import { createService } from "./define-service.js";
import { seedanceImages } from "./image-limits.js";
import { modelRow, otherModel, priced } from "./model-row.js";
import type { OptionFields } from "./types.js";

const sizes = [
  "1280x720",
  "720x1280",
  "960x960",
  "1112x834",
  "834x1112",
  "1470x630",
  "1920x1080",
  "1080x1920",
  "864x496",
  "496x864",
  "640x640",
] as const;

/** The resolutions whose shorter side is another number. */
const resolutions = {
  "960x960": "720p",
  "1112x834": "720p",
  "834x1112": "720p",
  "1470x630": "720p",
  "864x496": "480p",
  "496x864": "480p",
  "640x640": "480p",
} as const;
const limits = { ...seedanceImages, resolutions } as const;

/** $7 per million tokens up to 720p; a second has width × height × 24 / 1024 of them. */
const ratesUpTo720p = sizes
  .filter((size) => !size.includes("1080"))
  .map((size) => {
    const [width = 0, height = 0] = size.split("x").map(Number);
    return { usdPerSecond: (width * height * 24 * 7) / 1024 / 1e6, sizes: [size] };
  });

const fields: OptionFields = {
  lastFrame: { content: [frameItem("last_frame", "$lastFrame")] },
  seed: { seed: "$seed" },
};
const withAudio: OptionFields = { ...fields, audio: { generate_audio: "$audio" } };

/**
 * ByteDance's Seedance on BytePlus ModelArk. Takes the key of `ARK_API_KEY`. A clip is kept for 24 hours. Only a job that is
 * still queued can be canceled.
 *
 * Source: @ai-sdk/bytedance 1.0.29 (2026-11-29). No live service was called.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { seedance } from "ugoku/services";
 *
 * const { animate } = createUgoku({ endpoint: seedance() });
 * const plan = await animate("photo.jpg").withPrompt("The kite rises into the sky.").duration(8).plan();
 * console.log(plan.request.model);
 * ```
 */
export const seedance = createService({
  name: "seedance",
  baseURL: "https://ark.ap-southeast.bytepluses.com/api/v3",
  auth: { header: "authorization", prefix: "Bearer ", variables: ["ARK_API_KEY"] },
  create: {
    path: "/contents/generations/tasks",
    body: {
      model: "$model",
      content: [{ type: "text", text: "$prompt" }, frameItem("first_frame", "$image")],
      ratio: "$ratio",
      duration: "$seconds",
      resolution: "$resolution",
    },
    id: "id",
    image: ["bytes", "url"],
    fields,
  },
  poll: { path: "/contents/generations/tasks/{id}", status: "status" },
  statuses: taskStatuses,
  result: { url: "content.video_url" },
  failure: { message: "error.message", code: "error.code" },
  cancel: { method: "DELETE", path: "/contents/generations/tasks/{id}" },
  keeps: "24 hours",
  models: {
    "seedance-1-5-pro-251215": modelRow([5, 4, 6, 7, 8, 9, 10, 11, 12], sizes, { ...limits, fields: withAudio }),
    "seedance-1-0-pro-250528": modelRow([5, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12], sizes, limits),
    "dreamina-seedance-2-0-260128": modelRow([5, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], sizes, {
      ...limits,
      fields: withAudio,
      ...priced("https://docs.byteplus.com/en/docs/ModelArk/1544106", "2026-09-28", ...ratesUpTo720p),
    }),
  },
  otherModels: otherModel({ ...limits, defaultSeconds: 5, defaultSize: "1280x720" }),
  defaultModel: "seedance-1-5-pro-251215",
});
