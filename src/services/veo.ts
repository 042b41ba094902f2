import { createService } from "./define-service.js";
import { modelRow, otherModel, priced } from "./model-row.js";
import type { OptionFields, Template } from "./types.js";

const hd = ["1280x720", "720x1280"] as const;
const sizes = [...hd, "1920x1080", "1080x1920"] as const;

const price = (at720p: number, at1080p: number) =>
  priced(
    "https://ai.google.dev/gemini-api/docs/pricing",
    "2026-09-28",
    ...(at720p === at1080p ? [] : [{ usdPerSecond: at720p, sizes: hd }]),
    { usdPerSecond: at1080p },
  );

const picture = (name: "image" | "lastFrame"): Template => ({
  bytesBase64Encoded: `$${name}.base64`,
  mimeType: `$${name}.type`,
});

const seed: OptionFields = { seed: { parameters: { seed: "$seed" } } };
const negativePrompt: OptionFields = { negativePrompt: { parameters: { negativePrompt: "$negativePrompt" } } };

/**
 * Google's Veo on the Gemini API. Takes the key of `GEMINI_API_KEY` or `GOOGLE_API_KEY`. The image goes as bytes; an address
 * is not accepted. The clip's address needs the key, which goes to Google's own origin only.
 *
 * Source: @google/genai and @ai-sdk/google 4.0.121 (2026-11-29). No live service was called.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { veo } from "ugoku/services";
 *
 * const { animate } = createUgoku({ endpoint: veo() });
 * const plan = await animate("photo.jpg").withPrompt("Waves roll onto the beach.").duration(8).plan();
 * console.log(plan.request.model);
 * ```
 */
export const veo = createService({
  name: "veo",
  baseURL: "https://generativelanguage.googleapis.com/v1beta",
  auth: { header: "x-goog-api-key", prefix: "", variables: ["GEMINI_API_KEY", "GOOGLE_API_KEY"] },
  create: {
    path: "/models/{model}:predictLongRunning",
    body: {
      instances: [{ prompt: "$prompt", image: picture("image") }],
      parameters: { aspectRatio: "$ratio", resolution: "$resolution", durationSeconds: "$seconds" },
    },
    extraInto: "parameters",
    id: "name",
    image: ["bytes"],
    fields: { ...seed, ...negativePrompt, lastFrame: { instances: { 0: { lastFrame: picture("lastFrame") } } } },
  },
  poll: { path: "/{+id}", done: "done" },
  statuses: {},
  result: {
    url: ["response.generateVideoResponse.generatedSamples.0.video.uri", "response.generatedVideos.0.video.uri"],
    needsKey: true,
  },
  failure: {
    message: ["error.message", "response.generateVideoResponse.raiMediaFilteredReasons"],
    code: ["error.status", "error.code"],
    moderated: { path: "response.generateVideoResponse.raiMediaFilteredReasons" },
  },
  keeps: "2 days",
  models: {
    "veo-3.1-generate-preview": modelRow([8, 4, 6], sizes, price(0.4, 0.4)),
    "veo-3.1-fast-generate-preview": modelRow([8, 4, 6], sizes, price(0.1, 0.12)),
    "veo-3.1-lite-generate-preview": modelRow([8, 4, 6], sizes, price(0.05, 0.08)),
  },
  otherModels: otherModel({ defaultSeconds: 8, defaultSize: "1280x720" }),
  defaultModel: "veo-3.1-fast-generate-preview",
});
