/**
 * A video model of the AI SDK as an endpoint.
 *
 * @module
 */

import { openai } from "../dialects/openai.js";
import type { Dialect } from "../dialects/types.js";
import type { Endpoint } from "../http/endpoint.js";
import type { ModelSpec } from "../models/models.js";
import { unknownModel } from "../models/models.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { loadOnce } from "../utils/lazy.js";
import * as rule from "../utils/option-rules.js";
import { noStore } from "../utils/redirects.js";
import { type OptionRules, validateOptions } from "../utils/validate-options.js";
import type { OperationModel } from "./operation-jobs.js";
import type { AiSdkCall } from "./parse-create.js";
import { defaultForm, unconfirmedCode } from "./provider-defaults.js";
import type { AiSdkVideoModel, JsonObject } from "./specification.js";

/** Options of {@link aiSdkEndpoint}. */
export interface AiSdkEndpointOptions<Spec extends Partial<ModelSpec> = Partial<ModelSpec>> {
  /**
   * Limits and prices of the model (`seconds`, `sizes`, `defaultSeconds`, `rates` …), as in a table of models. Used by the
   * compiler, `.plan()` and `.maxCost()`. Default: no limits, and 5 seconds without `.duration()`.
   */
  readonly model?: Spec | undefined;
  /** Sent with every call to the provider, such as `{ fal: { motionStrength: 0.5 } }`. */
  readonly providerOptions?: Readonly<Record<string, JsonObject>> | undefined;
  /**
   * The provider's own field for the image, such as `"start_image"` for Kling on Replicate: it gets a `data:` URL. Default: as
   * known for the provider and model, otherwise the AI SDK's option. A model whose field is not known is refused.
   */
  readonly imageField?: string | undefined;
  /**
   * Changes the arguments of `doStart()` last, for a model that takes the length, the size or the image in another form. With it
   * no field for the image needs to be known.
   */
  readonly prepareCall?: ((call: AiSdkCall) => AiSdkCall | Promise<AiSdkCall>) | undefined;
  /** Fetches finished videos, without the provider's key. Default: the global `fetch`. */
  readonly fetch?: ((input: string, init: RequestInit) => Promise<Response>) | undefined;
  /**
   * Milliseconds for which the provider must report a failed job before it counts as failed, because some packages report a
   * failed poll as a failed job. 0 accepts the first report: the default for packages that are known not to do it, otherwise
   * 10,000.
   */
  readonly confirmFailureMs?: number | undefined;
  /**
   * Signs job ids, so that the endpoint accepts only tickets made with the same secret. Use it if tickets pass through
   * untrusted hands: a job id tells the provider package which URL to request, and the package sends its key there.
   */
  readonly secret?: string | undefined;
}

const optionRules: OptionRules<AiSdkEndpointOptions> = {
  model: rule.record,
  providerOptions: rule.record,
  imageField: rule.text,
  prepareCall: rule.function,
  fetch: rule.function,
  confirmFailureMs: rule.from(0, "milliseconds"),
  secret: {
    accepts: (value) => typeof value === "string" && value.length >= 16,
    expected: "a text of at least 16 characters",
    secret: true,
  },
};

/** An endpoint that runs one model of the AI SDK. */
export type AiSdkEndpoint<Spec extends Partial<ModelSpec> = Partial<ModelSpec>> = Endpoint<
  Readonly<Record<string, ModelSpec & Spec>>,
  string
>;

/** The reference protocol without the features that the AI SDK's interface lacks. */
const dialect: Dialect = {
  ...openai,
  name: "ai-sdk",
  subject: "Models of the AI SDK",
  create: {
    ...openai.create,
    // Bytes only: some packages ignore an address, and the clip would be made without the image.
    image: { bytes: { body: "json", field: "input_reference", as: "object", name: "image_url" } },
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
 * Runs a video model of the Vercel AI SDK under `animate()`: fal, Replicate, Google Veo and other providers.
 *
 * The model must have `doStart` and `doStatus`, as those of provider packages for `ai` 7 do. A ticket then works in another
 * process. A model that only has `doGenerate` is refused: its job cannot be resumed, so a lost connection would mean paying
 * twice. The AI SDK's interface has no progress, cancel, list or thumbnails; these are refused before anything is sent.
 *
 * @throws RequestError `unsupported` for a model that only has `doGenerate`, `option_invalid` for a value that is not a video
 * model and for invalid options.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { aiSdkEndpoint, type AiSdkVideoModel } from "ugoku/ai-sdk";
 *
 * // For example fal.video("fal-ai/kling-video/v2.5-turbo/pro/image-to-video") of @ai-sdk/fal 3.
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
  validateOptions("aiSdkEndpoint()", options, optionRules);
  const { provider, modelId } = model;
  const { providerOptions = {}, prepareCall, secret } = options;
  const known = defaultForm(provider, modelId);
  const { confirmFailureMs = known.confirmFailureMs, imageField = known.imageField } = options;
  const fetchVideo: typeof options.fetch = (input, init) => globalThis.fetch(input, { ...noStore(), ...init });
  // An app may need only the provider of this entry point.
  const loadJobs = loadOnce(async () => {
    const { OperationJobs } = await import("./operation-jobs.js");
    return new OperationJobs(model, { confirmFailureMs, secret, fetch: options.fetch ?? fetchVideo });
  });

  const spec = { ...unknownModel, defaultSeconds: 5, ...options.model };
  return Object.freeze({
    name: `${provider}:${modelId}`,
    // A reserved domain (RFC 2606) that is never requested. It differs by model, so that tickets cannot be mixed up.
    baseURL: `http://ai-sdk.invalid/${encodeURIComponent(provider)}/${encodeURIComponent(modelId)}/v1`,
    dialect: {
      ...dialect,
      result: { ...dialect.result, unconfirmed: { code: unconfirmedCode, forMs: confirmFailureMs } },
    },
    models: { [modelId]: spec } as AiSdkEndpoint<Spec>["models"],
    defaultModel: modelId,
    fetch: async (request: Request) => {
      const { method, signal } = request;
      signal.throwIfAborted();
      const jobs = await loadJobs();
      const [, encodedId, content] = route.exec(new URL(request.url).pathname) ?? [];
      if (method === "POST" && encodedId === undefined)
        return jobs.create(request, { ...known, imageField, provider, modelId, providerOptions, prepareCall });
      if (method !== "GET" || encodedId === undefined)
        throw new RequestError("unsupported", `An AI SDK model does not support ${method} ${request.url}.`);
      const id = decodeURIComponent(encodedId);
      return content === undefined ? jobs.retrieve(id, signal) : jobs.content(id, request);
    },
  });
}

function checkModel(model: AiSdkVideoModel): asserts model is OperationModel {
  const invalid = (value: string, hint: string) =>
    new RequestError("option_invalid", `aiSdkEndpoint() got ${value}, not a video model of the AI SDK.`, { hint });
  if (typeof model !== "object" || model === null)
    throw invalid(describeValue(model), "Pass the model itself, such as fal.video(…) of @ai-sdk/fal, not its name.");
  const { specificationVersion, provider, modelId } = model;
  if (specificationVersion !== "v3" && specificationVersion !== "v4")
    throw invalid(
      `a model of specification version ${describeValue(specificationVersion)}`,
      "Install the version of the provider package that is for ai 7.",
    );
  if (typeof model.doStart === "function" && typeof model.doStatus === "function") return;
  if (typeof model.doGenerate !== "function")
    throw invalid("an object without doStart() and doStatus()", "Is it an image model or a language model?");
  throw new RequestError(
    "unsupported",
    `aiSdkEndpoint() cannot run ${modelId} of ${provider}: the model only has doGenerate(), which cannot be resumed. A lost connection would mean paying twice.`,
    {
      hint: "Use the version of the provider package whose video models have doStart() and doStatus(), such as @ai-sdk/fal 3 (ai 7, Node 22). If the service has a /v1/videos API, use createUgoku({ baseURL, dialect }).",
    },
  );
}
