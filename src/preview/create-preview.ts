import { openai } from "../dialects/openai.js";
import type { Dialect } from "../dialects/types.js";
import type { Endpoint } from "../http/endpoint.js";
import { type ModelSpec, models } from "../models/models.js";
import { createFakeVideosApi } from "../testing/create-fake-videos-api.js";
import { limitsAt } from "./limits.js";
import { refusingFirst } from "./preflight.js";
import { type PreviewOptions, previewNotice, readOptions } from "./renderer.js";

/** What a preview costs, on the day this version was made and on any other. */
const free = {
  rates: [{ usdPerSecond: 0 }],
  ratesAsOf: "2026-11-22",
  ratesSource: "rendered on this machine",
} as const;

/** A model of its own for what the reference models do not make: any even size, any length up to two minutes. */
const previewModel = {
  ...free,
  seconds: "any",
  sizes: "any",
  limits: limitsAt(24),
  defaultSeconds: 4,
  defaultSize: "1280x720",
  imageTypes: ["image/jpeg", "image/png", "image/webp"],
  maxPromptCharacters: 32_000,
} as const satisfies ModelSpec;

/** The reference models' limits, so that a preview refuses what the real server would, and a free one. */
export const previewModels = {
  "sora-2": { ...models["sora-2"], ...free },
  "sora-2-pro": { ...models["sora-2-pro"], ...free },
  "sora-2-2025-10-06": { ...models["sora-2-2025-10-06"], ...free },
  "sora-2-2025-12-08": { ...models["sora-2-2025-12-08"], ...free },
  "sora-2-pro-2025-10-06": { ...models["sora-2-pro-2025-10-06"], ...free },
  preview: previewModel,
} as const;

/** The reference protocol, but an image may have more pixels than the clip: a zoom then stays sharp. */
const dialect: Dialect = {
  ...openai,
  name: "preview",
  create: { ...openai.create, imageMatch: "shape", image: { bytes: openai.create.image.bytes } },
};

/** The preview engine as an endpoint. */
export type PreviewEndpoint = Endpoint<typeof previewModels, "sora-2">;

/**
 * The embedded engine as an endpoint: a real MP4 with no key and no network.
 *
 * The camera moves as the prompt says (pan, tilt, zoom, dolly, orbit, handheld, still; Japanese and English), else it
 * pushes in slowly. Nothing in the picture moves by itself: it is a preview of framing, length and camera, not a
 * generation. It is reached through the Videos API, so that the same client code runs as with a real server.
 *
 * Needs the optional packages sharp and h264-mp4-encoder, which npm installs by default, and loads them only when
 * something is rendered. A package that is not there, or a picture that does not decode, is refused when
 * the job is submitted: `UgokuError` with `code: "preview_unavailable"` or `"preview_failed"`.
 *
 * @throws {RequestError} `option_invalid` for an option that does not exist or cannot have that value.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { preview } from "ugoku/preview";
 *
 * const { animate } = createUgoku({ endpoint: preview({ fps: 30 }) });
 * const clip = await animate("photo.jpg").withPrompt("The camera pans slowly to the left.").duration(4).render();
 * await clip.saveTo("photo.mp4");
 * ```
 */
export function preview(options: PreviewOptions = {}): PreviewEndpoint {
  const settings = readOptions("preview", options);
  const ownModels = { ...previewModels, preview: { ...previewModel, limits: limitsAt(settings.fps) } };
  const fetch = refusingFirst(settings, (renderer) =>
    createFakeVideosApi({
      script: { queuedMs: 0, runningMs: 0, pollAfterMs: 100 },
      renderer,
      models: ownModels,
      imageMatch: "shape",
      record: false,
    }),
  );
  return Object.freeze<PreviewEndpoint>({
    name: "preview",
    // Reserved for what does not exist (RFC 2606): nothing is ever sent there.
    baseURL: "http://preview.invalid/v1",
    dialect,
    models: ownModels,
    defaultModel: "sora-2",
    notice: previewNotice,
    fetch,
  });
}
