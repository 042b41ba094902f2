import { openai } from "../dialects/openai.js";
import type { Dialect } from "../dialects/types.js";
import type { Endpoint } from "../http/endpoint.js";
import { type ModelSpec, models } from "../models/models.js";
import { createFakeVideosApi } from "../testing/create-fake-videos-api.js";
import { RequestError } from "../utils/errors.js";
import { option, text } from "../utils/message.js";
import { previewBaseURL, previewNotice } from "./notice.js";
import { loadSharp } from "./optional-deps.js";
import { getLimits, type PreviewOptions, readOptions, render } from "./renderer.js";

const free = {
  rates: [{ usdPerSecond: 0 }],
  ratesAsOf: "2026-11-22",
  ratesSource: "rendered on this machine",
} as const;

/** Every row has the option that the reference protocol lacks. */
const own = { ...free, options: ["lastFrame"] } as const;

/** An additional model: any even size, any length up to two minutes. */
const previewModel = {
  ...own,
  seconds: "any",
  sizes: "any",
  limits: getLimits(24),
  defaultSeconds: 4,
  defaultSize: "1280x720",
  imageTypes: ["image/jpeg", "image/png", "image/webp"],
  maxPromptCharacters: 32_000,
} as const satisfies ModelSpec;

/** The reference models, free of charge and with the limits of the real ones, and the model `preview`. */
export const previewModels = {
  "sora-2": { ...models["sora-2"], ...own },
  "sora-2-pro": { ...models["sora-2-pro"], ...own },
  "sora-2-2025-10-06": { ...models["sora-2-2025-10-06"], ...own },
  "sora-2-2025-12-08": { ...models["sora-2-2025-12-08"], ...own },
  "sora-2-pro-2025-10-06": { ...models["sora-2-pro-2025-10-06"], ...own },
  preview: previewModel,
} as const;

/**
 * The reference protocol, except that an image may have more pixels than the clip, so that a zoom stays sharp, and that there
 * may be a last frame.
 */
const dialect: Dialect = {
  ...openai,
  name: "preview",
  subject: "The preview engine",
  create: {
    ...openai.create,
    imageMatch: "shape",
    image: { bytes: openai.create.image.bytes },
    options: { lastFrame: { bytes: { body: "multipart", field: "last_frame", as: "file" } } },
  },
};

/** The preview engine as an endpoint. */
export type PreviewEndpoint = Endpoint<typeof previewModels, "sora-2">;

/**
 * The embedded preview engine as an endpoint: a real MP4 without a key or a network.
 *
 * The camera moves as the prompt says (pan, tilt, zoom, dolly, orbit, handheld, still; Japanese and English), or pushes
 * in slowly by default. Nothing in the image moves: it previews framing, length and camera, and is not a generation.
 * `.lastFrame(image)` fades to that image at the end of the clip. The engine implements the Videos API, so the same client
 * code runs as with a real server.
 *
 * Needs the optional package sharp, which npm installs by default, and loads it on first use. If it is missing, `plan()` and
 * `submit()` reject with `UgokuError` `code: "preview_unavailable"`. If the image cannot be decoded, the job fails with `JobFailedError`
 * `code: "preview_failed"`.
 *
 * @throws {RequestError} `option_invalid` for an unknown option or an invalid value.
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
  const ownModels = { ...previewModels, preview: { ...previewModel, limits: getLimits(settings.fps) } };
  const api = createFakeVideosApi({
    script: { queuedMs: 0, runningMs: 0, pollAfterMs: 100 },
    models: ownModels,
    imageMatch: "shape",
    record: false,
    // Unlike a server, the engine runs in the client's process, and must not keep it alive.
    renderer: { render: (request) => render(request, settings, false) },
  });
  return Object.freeze<PreviewEndpoint>({
    name: "preview",
    // A reserved domain (RFC 2606): no request ever leaves the process.
    baseURL: previewBaseURL,
    dialect,
    models: ownModels,
    defaultModel: "sora-2",
    notice: previewNotice,
    checkModel: (id) => {
      if (Object.hasOwn(ownModels, id)) return;
      const known = Object.keys(ownModels);
      throw new RequestError("option_invalid", text`${option("model", id)} is not a model of the preview engine.`, {
        hint: `Use ${known.join(", ")}.`,
        option: "model",
        value: id,
        allowed: known,
      });
    },
    checkAvailable: async () => void (await loadSharp()),
    fetch: async (request) => {
      // Also for a client that does not ask `checkAvailable()`.
      if (request.method === "POST") await loadSharp();
      return api.fetch(request);
    },
  });
}
