import { createService } from "./define-service.js";
import { klingImages } from "./image-limits.js";
import { modelRow, otherModel, priced } from "./model-row.js";
import type { OptionFields } from "./types.js";

const sizes = ["1280x720", "720x1280", "960x960"] as const;
const lengths = [5, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] as const;

const fields: OptionFields = {
  lastFrame: { image_tail: "$lastFrame.raw" },
  negativePrompt: { negative_prompt: "$negativePrompt" },
};
const withSound: OptionFields = { ...fields, audio: { sound: "$audio.word" } };
const limits = { ...klingImages, maxPromptCharacters: 2_500, fields } as const;

/** Sound is off by default. */
const price = priced(
  "https://kling.ai/dev/pricing",
  "2026-09-28",
  { usdPerSecond: 0.168, when: { mode: "pro", audio: true } },
  { usdPerSecond: 0.112, when: { mode: "pro" } },
  { usdPerSecond: 0.126, when: { audio: true } },
  { usdPerSecond: 0.084 },
);

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (one) => ({ "+": "-", "/": "_", "=": "" })[one] ?? "");

/** A key of the form `accessKey:secretKey` signs a token that is valid for half an hour; any other key is the token. */
async function sign(apiKey: string, now: number): Promise<string> {
  const [accessKey, secretKey, ...rest] = apiKey.split(":");
  if (!accessKey || !secretKey || rest.length > 0) return apiKey;
  const encoder = new TextEncoder();
  const encode = (value: object) => base64Url(encoder.encode(JSON.stringify(value)));
  const seconds = Math.floor(now / 1000);
  const claims = { iss: accessKey, exp: seconds + 1800, nbf: seconds - 5 };
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secretKey), algorithm, false, ["sign"]);
  return `${signed}.${base64Url(new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(signed))))}`;
}

/**
 * Kling. Takes the key of `KLINGAI_API_KEY`: an API key, or `accessKey:secretKey`. The extra field `mode` chooses `"std"` (720p) or `"pro"` (1080p).
 * The shape of the clip is that of the image.
 *
 * The idempotency key goes along as `external_task_id`, which the list returns: the job of a lost create answer is found
 * with certainty.
 *
 * Source: Kling's API reference as quoted in public repositories (2026-11-29). No live service was called.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { kling } from "ugoku/services";
 *
 * const { animate } = createUgoku({ endpoint: kling() });
 * const plan = await animate("photo.jpg").withPrompt("The horse gallops along the shore.").duration(10).plan();
 * console.log(plan.request.model);
 * ```
 */
export const kling = createService({
  name: "kling",
  baseURL: "https://api-singapore.klingai.com",
  auth: { header: "authorization", prefix: "Bearer ", variables: ["KLINGAI_API_KEY"], sign },
  // Not 5000 to 5002, internal errors and timeouts: after these there may be a task.
  refusals: {
    code: "code",
    statuses: {
      // Authentication, account, balance.
      1000: 401,
      1001: 401,
      1002: 401,
      1003: 401,
      1004: 401,
      1100: 403,
      1101: 402,
      1102: 402,
      1103: 403,
      // Parameters.
      1200: 400,
      1201: 400,
      1202: 400,
      1203: 404,
      // Content policy, rate limits, allowed addresses.
      1300: 400,
      1301: 400,
      1302: 429,
      1303: 429,
      1304: 403,
    },
  },
  create: {
    path: "/v1/videos/image2video",
    body: {
      model_name: "$model",
      prompt: "$prompt",
      image: "$image.raw",
      duration: "$seconds.text",
      external_task_id: "$key",
    },
    id: ["data.task_id", "data.id"],
    image: ["bytes", "url"],
    fields,
  },
  poll: { path: "/v1/videos/image2video/{id}", status: "data.task_status" },
  statuses: { submitted: "queued", processing: "in_progress", succeed: "completed", failed: "failed" },
  result: { url: "data.task_result.videos.0.url" },
  failure: { message: "data.task_status_msg", code: "data.task_status_code" },
  list: {
    path: "/v1/videos/image2video",
    query: { pageNum: "{after}", pageSize: "{limit}" },
    items: "data",
    wrap: "data",
    next: { page: true },
    createdAt: "data.created_at",
    key: "data.task_info.external_task_id",
  },
  keeps: "30 days",
  models: {
    "kling-v3": modelRow(lengths, sizes, { ...limits, fields: withSound, ...price }),
    "kling-v2-6": modelRow([5, 10], sizes, { ...limits, fields: withSound }),
    "kling-v2-5-turbo": modelRow([5, 10], sizes, limits),
    "kling-v2-1": modelRow([5, 10], sizes, limits),
  },
  otherModels: otherModel({ ...limits, defaultSeconds: 5, defaultSize: "1280x720" }),
  defaultModel: "kling-v2-6",
});
