import { openai } from "../dialects/openai.js";
import type { Dialect } from "../dialects/types.js";
import type { Endpoint } from "../http/endpoint.js";
import { type ModelSpec, models } from "../models/models.js";
import { createFakeVideosApi } from "../testing/create-fake-videos-api.js";
import { previewBaseURL, previewNotice } from "./notice.js";
import { checkRender, getLimits, type PreviewOptions, readOptions, render } from "./renderer.js";

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

/** How long a create request waits for its image to be decoded, in milliseconds. */
const preflightMs = 2_000;

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
 * Needs the optional package sharp, which npm installs by default, and loads it on the first render. `submit()` rejects
 * if it is missing or the image cannot be decoded: `UgokuError` with
 * `code: "preview_unavailable"` or `"preview_failed"`.
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
  /** Settles when a job has passed or failed the checks of its create request. */
  const preflights = new Map<string, Promise<void>>();
  const api = createFakeVideosApi({
    script: { queuedMs: 0, runningMs: 0, pollAfterMs: 100 },
    models: ownModels,
    imageMatch: "shape",
    record: false,
    renderer: {
      async render(request) {
        let pass = () => {};
        const passed = new Promise<void>((resolve) => {
          pass = resolve;
        });
        const rendered = checkRender(request, settings).then(() => {
          const onProgress = (fraction: number) => {
            // 0 means that the job left the queue; more means that its image is decoded.
            if (fraction > 0) pass();
            request.onProgress(fraction);
          };
          // Unlike a server, the engine runs in the client's process, and must not keep it alive.
          return render({ ...request, onProgress }, settings, false);
        });
        // A job that is still queued is accepted; its error is then reported by the job.
        const timer = setTimeout(pass, preflightMs);
        const preflight = Promise.race([passed, rendered.then(() => {})]).finally(() => clearTimeout(timer));
        preflight.catch(() => {});
        preflights.set(request.jobId, preflight);
        return rendered;
      },
    },
  });
  const fetch = async (request: Request): Promise<Response> => {
    const response = await api.fetch(request);
    if (request.method !== "POST" || !response.ok) return response;
    const { id } = (await response.clone().json()) as { id: string };
    try {
      await preflights.get(id);
      return response;
    } catch (error) {
      // The client never learns the id of this job.
      await api.fetch(`${request.url.replace(/[?#].*$/, "")}/${id}`, { method: "DELETE" });
      throw error;
    } finally {
      preflights.delete(id);
    }
  };
  return Object.freeze<PreviewEndpoint>({
    name: "preview",
    // A reserved domain (RFC 2606): no request ever leaves the process.
    baseURL: previewBaseURL,
    dialect,
    models: ownModels,
    defaultModel: "sora-2",
    notice: previewNotice,
    fetch,
  });
}
