import { createService } from "./define-service.js";
import { modelRow, otherModel } from "./model-row.js";

const sizes = ["1280x720", "720x1280", "960x960", "1920x1080", "1080x1920", "1680x720"] as const;

/**
 * Luma's Dream Machine. Takes the key of `LUMAAI_API_KEY`. It takes addresses of images only: a URL is passed on, and Luma must
 * be able to read it.
 *
 * Source: lumaai 1.19.1 (2026-11-29). No live service was called.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { luma } from "ugoku/services";
 *
 * const { animate } = createUgoku({ endpoint: luma() });
 * const plan = await animate("https://example.com/photo.jpg")
 *   .withPrompt("Clouds drift over the mountains.")
 *   .duration(9)
 *   .plan();
 * console.log(plan.request.model);
 * ```
 */
export const luma = createService({
  name: "luma",
  baseURL: "https://api.lumalabs.ai/dream-machine/v1",
  auth: { header: "authorization", prefix: "Bearer ", variables: ["LUMAAI_API_KEY"] },
  create: {
    path: "/generations/video",
    body: {
      model: "$model",
      prompt: "$prompt",
      keyframes: { frame0: { type: "image", url: "$image" } },
      aspect_ratio: "$ratio",
      resolution: "$resolution",
      duration: "$seconds.unit",
    },
    id: "id",
    image: ["url"],
    fields: { lastFrame: { keyframes: { frame1: { type: "image", url: "$lastFrame" } } } },
  },
  poll: { path: "/generations/{id}", status: "state" },
  statuses: { queued: "queued", dreaming: "in_progress", completed: "completed", failed: "failed" },
  result: { url: "assets.video" },
  failure: { message: "failure_reason" },
  cancel: { method: "DELETE", path: "/generations/{id}" },
  list: {
    path: "/generations",
    query: { limit: "{limit}", offset: "{after}" },
    items: "generations",
    next: { offset: "has_more" },
    prompt: "request.prompt",
    createdAt: "created_at",
  },
  models: {
    "ray-2": modelRow([5, 9], sizes),
    "ray-flash-2": modelRow([5, 9], sizes),
  },
  otherModels: otherModel({ defaultSeconds: 5, defaultSize: "1280x720" }),
  defaultModel: "ray-2",
});
