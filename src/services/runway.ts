import { createService } from "./define-service.js";
import { modelRow, otherModel, priced } from "./model-row.js";
import type { OptionFields, Template, Upload } from "./types.js";

const sizes = ["1280x720", "720x1280", "1104x832", "832x1104", "960x960", "1584x672"] as const;
const veoSizes = ["1280x720", "720x1280", "1920x1080", "1080x1920"] as const;
const seedanceSizes = ["1280x720", "720x1280", "960x960", "1112x834", "834x1112", "1470x630"] as const;

const body = {
  model: "$model",
  promptImage: "$image",
  promptText: "$prompt",
  ratio: "$size.colon",
  duration: "$seconds",
} as const satisfies Template;

/** Models that take a last frame take the images as a list with positions. */
const bodyWithFrames = { ...body, promptImage: [{ uri: "$image", position: "first" }] } as const satisfies Template;

const seed: OptionFields = { seed: { seed: "$seed" } };
const lastFrame: OptionFields = { lastFrame: { promptImage: [{ uri: "$lastFrame", position: "last" }] } };
const audio: OptionFields = { audio: { audio: "$audio" } };

/** A credit costs $0.01. Sound is on by default, and Veo without it costs less. */
const credits = (perSecond: number, withoutSound = perSecond) =>
  priced(
    "https://docs.dev.runwayml.com/guides/pricing/",
    "2026-09-28",
    ...(withoutSound === perSecond ? [] : [{ usdPerSecond: withoutSound / 100, when: { audio: false } }]),
    { usdPerSecond: perSecond / 100 },
  );

const gen4 = { maxPromptCharacters: 1_000, fields: seed } as const;
const veo = {
  body: bodyWithFrames,
  maxPromptCharacters: 1_000,
  fields: { ...seed, ...lastFrame, ...audio, negativePrompt: { negativePrompt: "$negativePrompt" } },
} as const;
const seedance = {
  body: bodyWithFrames,
  maxPromptCharacters: 3_500,
  fields: { ...seed, ...lastFrame, ...audio },
} as const;

/** Uploads to a storage that Runway names; the upload expires after a while. */
const upload: Upload = async ({ bytes, type }, send) => {
  const filename = `image.${type.replace("image/", "").replace("jpeg", "jpg")}`;
  const place = await send("POST", "/v1/uploads", { json: { filename, type: "ephemeral" } });
  const { uploadUrl, fields, runwayUri } = (await place.json()) as {
    readonly uploadUrl: string;
    readonly fields: Readonly<Record<string, string>>;
    readonly runwayUri: string;
  };
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new File([bytes], filename, { type }));
  await send("POST", uploadUrl, { form });
  return runwayUri;
};

/**
 * Runway. Takes the key of `RUNWAYML_API_SECRET`. An image above 5 MB is uploaded first. A clip is kept for 24 to 48 hours.
 *
 * Source: @runwayml/sdk 4.20.1 (2026-11-29). No live service was called.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { runway } from "ugoku/services";
 *
 * const { animate } = createUgoku({ endpoint: runway() });
 * const plan = await animate("photo.jpg").withPrompt("The woman slowly turns to the right.").duration(5).plan();
 * console.log(plan.request.model, plan.request.size);
 * ```
 */
export const runway = createService({
  name: "runway",
  baseURL: "https://api.dev.runwayml.com",
  auth: { header: "authorization", prefix: "Bearer ", variables: ["RUNWAYML_API_SECRET"] },
  headers: { "x-runway-version": "2024-11-06" },
  create: {
    path: "/v1/image_to_video",
    body,
    id: "id",
    image: ["bytes", "url"],
    fields: seed,
    // 5 MB of data URL.
    upload: { above: 5_000_000, send: upload },
  },
  poll: {
    path: "/v1/tasks/{id}",
    status: "status",
    progress: { path: "progress", scale: 100 },
    minInterval: 5_000,
  },
  statuses: {
    pending: "queued",
    throttled: "queued",
    running: "in_progress",
    succeeded: "completed",
    failed: "failed",
    cancelled: "cancelled",
  },
  result: { url: "output.0" },
  failure: { message: "failure", code: "failureCode" },
  cancel: { method: "DELETE", path: "/v1/tasks/{id}" },
  keeps: "24 to 48 hours; a poll gives a fresh address",
  models: {
    gen4_turbo: modelRow([5, 2, 3, 4, 6, 7, 8, 9, 10], sizes, { ...gen4, ...credits(5) }),
    "gen4.5": modelRow([5, 2, 3, 4, 6, 7, 8, 9, 10], sizes, { ...gen4, ...credits(12) }),
    "veo3.1": modelRow([8, 4, 6], veoSizes, { ...veo, ...credits(40, 20) }),
    "veo3.1_fast": modelRow([8, 4, 6], veoSizes, { ...veo, ...credits(15, 10) }),
    seedance2: modelRow([5, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], seedanceSizes, { ...seedance, ...credits(36) }),
    seedance2_fast: modelRow([5, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], seedanceSizes, seedance),
  },
  otherModels: otherModel({ defaultSeconds: 5, defaultSize: "1280x720" }),
  defaultModel: "gen4_turbo",
});
