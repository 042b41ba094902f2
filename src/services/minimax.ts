import { frameItem, taskStatuses } from "./content-list.js";
import { createService } from "./define-service.js";
import { minimaxImages } from "./image-limits.js";
import { modelRow, otherModel, priced } from "./model-row.js";

const resolutions = { "2560x1440": "2K", "1440x2560": "2K", "2048x2048": "2K" } as const;

const at768p = ["1366x768", "768x1366", "768x768"] as const;
const at2K = ["2560x1440", "1440x2560", "2048x2048"] as const;
const at480p = ["854x480", "480x854", "480x480"] as const;

const page = "https://platform.minimax.io/docs/guides/pricing-paygo";

/**
 * MiniMax, the maker of Hailuo. Takes the key of `MINIMAX_API_KEY`. The shape of the clip is that of the image.
 *
 * Source: @ai-sdk/minimax 3.0.45 (2026-11-29); the codes are those of https://platform.minimax.io/docs/api-reference/errorcode.
 * No live service was called.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { minimax } from "ugoku/services";
 *
 * const { animate } = createUgoku({ endpoint: minimax() });
 * const plan = await animate("photo.jpg").withPrompt("The dancer spins around once.").duration(5).plan();
 * console.log(plan.request.model);
 * ```
 */
export const minimax = createService({
  name: "minimax",
  baseURL: "https://api.minimax.io",
  auth: { header: "authorization", prefix: "Bearer ", variables: ["MINIMAX_API_KEY"] },
  // Not 1000, 1001, 1013, 1024 and 1033, unknown and internal errors and timeouts: after these there may be a task.
  refusals: {
    code: "base_resp.status_code",
    statuses: {
      // Rate limits.
      1002: 429,
      1039: 429,
      1041: 429,
      2045: 429,
      2056: 429,
      // Authentication, balance.
      1004: 401,
      2049: 401,
      1008: 402,
      // Content of the request, parameters.
      1026: 400,
      2013: 400,
    },
  },
  create: {
    path: "/v2/video_generation",
    body: {
      model: "$model",
      content: [{ type: "text", text: "$prompt" }, frameItem("first_frame", "$image")],
      resolution: "$resolution.upper",
      duration: "$seconds",
    },
    id: "task_id",
    image: ["bytes", "url"],
    fields: { lastFrame: { content: [frameItem("last_frame", "$lastFrame")] } },
  },
  poll: { path: "/v2/query/video_generation/{id}", status: "task.status" },
  statuses: taskStatuses,
  result: { url: "task.content.url" },
  failure: { message: "task.error.message", code: "task.error.code" },
  models: {
    "MiniMax-H3": modelRow([5, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], [...at768p, ...at2K], {
      ...minimaxImages,
      resolutions,
      ...priced(page, "2026-09-28", { usdPerSecond: 0.08, sizes: at768p }, { usdPerSecond: 0.13, sizes: at2K }),
    }),
    "MiniMax-H3-Max": modelRow([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], [...at768p, ...at480p], {
      ...minimaxImages,
      ...priced(page, "2026-09-28", { usdPerSecond: 0.08, sizes: at768p }, { usdPerSecond: 0.05, sizes: at480p }),
    }),
  },
  otherModels: otherModel({ ...minimaxImages, defaultSeconds: 5, defaultSize: "1366x768", resolutions }),
  defaultModel: "MiniMax-H3",
});
