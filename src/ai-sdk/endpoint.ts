/**
 * Any video model of the AI SDK as an endpoint of ugoku's: the Videos API over its two ways of making a video.
 *
 * @module
 */

import { openai } from "../dialects/openai.js";
import type { Dialect } from "../dialects/types.js";
import type { Endpoint } from "../http/endpoint.js";
import type { ModelSpec } from "../models/models.js";
import { unknownModel } from "../models/models.js";
import { errorResponse } from "../testing/responses.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { checkOptionNames } from "../utils/validate-options.js";
import { type BlockingModel, BlockingRuns } from "./blocking.js";
import { serveVideo } from "./content.js";
import { JobIds } from "./job-ids.js";
import { readVideoOrder } from "./order.js";
import { refusal } from "./provider-errors.js";
import type { AiSdkVideoModel, JsonObject } from "./specification.js";
import { type StartingModel, StatusRuns } from "./starting.js";

/** Options of {@link aiSdkEndpoint}. */
export interface AiSdkEndpointOptions<Spec extends Partial<ModelSpec> = Partial<ModelSpec>> {
  /**
   * What the model makes: `seconds`, `sizes`, `defaultSeconds`, `rates` … as in a table of models, for the compiler's checks,
   * for `.plan()` and for `.maxCost()`. Default: any; 5 seconds where `.duration()` was not called.
   */
  readonly model?: Spec | undefined;
  /** What goes with every call to the provider, such as `{ fal: { motionStrength: 0.5 } }`. */
  readonly providerOptions?: Readonly<Record<string, JsonObject>> | undefined;
  /** How the clip's size is told to the provider: some take pixels, some a shape, and some the image's own only. Default `"both"`. */
  readonly shape?: "both" | "resolution" | "aspectRatio" | "none" | undefined;
  /** Fetches finished videos, with no key. Default: the global one. */
  readonly fetch?: ((input: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Milliseconds for which the bytes of a finished video stay in memory. Default: an hour. */
  readonly keepMs?: number | undefined;
  /**
   * Milliseconds for which a provider's word that a job failed must stand before it is believed: some say so of a look that
   * failed. Default 10,000; 0 believes at once.
   */
  readonly confirmFailureMs?: number | undefined;
  /**
   * Signs the ids of jobs, so that only tickets of endpoints with the same secret are taken. Needed where tickets pass through
   * hands that may change them: what is in them tells the provider's package where to ask, and it asks with its key.
   */
  readonly secret?: string | undefined;
}

const optionNames = [
  "model",
  "providerOptions",
  "shape",
  "fetch",
  "keepMs",
  "confirmFailureMs",
  "secret",
] as const satisfies readonly (keyof AiSdkEndpointOptions)[];

/** An endpoint that runs one model of the AI SDK. */
export type AiSdkEndpoint<Spec extends Partial<ModelSpec> = Partial<ModelSpec>> = Endpoint<
  Readonly<Record<string, ModelSpec & Spec>>,
  string
>;

/** The reference protocol, without what no AI SDK provider can do. */
const dialect: Dialect = {
  ...openai,
  name: "ai-sdk",
  create: {
    ...openai.create,
    image: {
      bytes: { body: "multipart", field: "input_reference", as: "file" },
      image_url: { body: "json", field: "input_reference", as: "object", name: "image_url" },
    },
    imageMatch: "shape",
    extraFields: {
      seed: { type: "integer" },
      fps: { type: "number", from: 1 },
      generate_audio: { type: "boolean" },
      provider_options: { type: "json" },
    },
  },
  can: { ...openai.can, list: false, delete: false, thumbnail: false, spritesheet: false, progress: false },
};

/** `…/videos`, `…/videos/{id}` or `…/videos/{id}/content`. */
const route = /\/videos(?:\/([^/]+)(?:\/(content))?)?$/;

/**
 * Any video model of the Vercel AI SDK as an endpoint, so that `animate()` runs on it: fal, Replicate, Google Veo, Kling,
 * Runway, Luma and whatever else has a provider package for `ai` 6 or 7.
 *
 * A model that has `doStart` and `doStatus` keeps ugoku's promises: its ticket works in another process. One that has only
 * `doGenerate` waits inside of it: its job lives in the memory of this process, and a ticket of it is worth nothing elsewhere.
 * No provider tells progress, cancels, lists or makes thumbnails through the AI SDK: ugoku says so before anything is sent.
 *
 * @throws RequestError `option_invalid` for what is no video model, or options that do not exist.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { aiSdkEndpoint, type AiSdkVideoModel } from "ugoku/ai-sdk";
 *
 * // Such as fal.video("fal-ai/kling-video/v2.5-turbo/pro/image-to-video") of @ai-sdk/fal.
 * async function render(model: AiSdkVideoModel) {
 *   const endpoint = aiSdkEndpoint(model, { model: { seconds: [5, 10], defaultSeconds: 5 } });
 *   const { animate } = createUgoku({ endpoint });
 *   return animate("photo.jpg").withPrompt("The woman slowly turns her head to the right.").duration(10).render();
 * }
 * ```
 */
export function aiSdkEndpoint<const Spec extends Partial<ModelSpec> = Partial<ModelSpec>>(
  model: AiSdkVideoModel,
  options: AiSdkEndpointOptions<Spec> = {},
): AiSdkEndpoint<Spec> {
  checkModel(model);
  checkOptionNames("aiSdkEndpoint()", options, optionNames);
  const { shape = "both", providerOptions = {}, keepMs = 3_600_000, confirmFailureMs = 10_000 } = options;
  if (!["both", "resolution", "aspectRatio", "none"].includes(shape))
    throw new RequestError("option_invalid", `shape is ${describeValue(shape)}.`, {
      hint: 'Use "both", "resolution", "aspectRatio" or "none".',
    });
  for (const [name, value] of Object.entries({ keepMs, confirmFailureMs }))
    if (typeof value !== "number" || !(value >= 0))
      throw new RequestError("option_invalid", `${name} is ${describeValue(value)}, not a number of milliseconds.`);
  const { secret } = options;
  if (secret !== undefined && (typeof secret !== "string" || secret.length < 16))
    throw new RequestError("option_invalid", "secret is not a text of at least 16 characters.");
  const { modelId } = model;
  const runs = isStarting(model)
    ? new StatusRuns(model, { confirmFailureMs, ids: new JobIds(secret) })
    : new BlockingRuns(asBlocking(model), keepMs);
  const fetchVideo = options.fetch ?? ((input: string, init: RequestInit) => globalThis.fetch(input, init));

  async function answer(request: Request): Promise<Response> {
    const [, encoded, content] = route.exec(new URL(request.url).pathname) ?? [];
    if (request.method === "POST" && encoded === undefined) {
      const order = await readVideoOrder(request, { modelId, providerOptions, shape });
      return order instanceof Response ? order : runs.create(order, request.signal);
    }
    if (request.method !== "GET" || encoded === undefined)
      return errorResponse({ status: 405, message: `An AI SDK model cannot do that (${request.method}).` });
    const id = decodeURIComponent(encoded);
    if (content === undefined) return runs.look(id, request.signal);
    const video = await runs.video(id, request.signal);
    return video instanceof Response ? video : serveVideo(video, request, fetchVideo);
  }

  const spec = { ...unknownModel, defaultSeconds: 5, ...options.model };
  return Object.freeze({
    name: `${model.provider}:${modelId}`,
    // Reserved for what does not exist (RFC 2606): nothing is ever sent there. A ticket of one model is not another's.
    baseURL: `http://ai-sdk.invalid/${encodeURIComponent(model.provider)}/${encodeURIComponent(modelId)}/v1`,
    dialect,
    models: { [modelId]: spec } as AiSdkEndpoint<Spec>["models"],
    defaultModel: modelId,
    fetch: async (request: Request) => {
      request.signal.throwIfAborted();
      try {
        return await answer(request);
      } catch (error) {
        request.signal.throwIfAborted();
        return refusal(error, "");
      }
    },
  });
}

const isStarting = (model: AiSdkVideoModel): model is AiSdkVideoModel & StartingModel =>
  typeof model.doStart === "function" && typeof model.doStatus === "function";

/** Checked before: a model that cannot start can generate. */
const asBlocking = (model: AiSdkVideoModel) => model as AiSdkVideoModel & BlockingModel;

function checkModel(model: AiSdkVideoModel): void {
  const wrong = (what: string, hint: string) =>
    new RequestError("option_invalid", `aiSdkEndpoint() got ${what}, not a video model of the AI SDK.`, { hint });
  if (typeof model !== "object" || model === null)
    throw wrong(
      describeValue(model),
      "Pass the model itself, such as fal.video(…) of @ai-sdk/fal gives, and not its name.",
    );
  if (model.specificationVersion !== "v3" && model.specificationVersion !== "v4")
    throw wrong(
      `one of the specification ${describeValue(model.specificationVersion)}`,
      "Install the version of its provider package that is for ai 6 or 7.",
    );
  if (typeof model.doGenerate !== "function" && !isStarting(model))
    throw wrong("an object without doGenerate() or doStart()", "Is it an image model or a language model?");
}
