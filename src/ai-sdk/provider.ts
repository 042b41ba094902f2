/**
 * A provider of video models for the AI SDK.
 *
 * @module
 */

import type { Ugoku } from "../client/create-client.js";
import type { UgokuOptions } from "../client/options.js";
import type { ImageInput } from "../image/classify-input.js";
import type { Ticket } from "../job/ticket.js";
import type { Job } from "../job/types.js";
import { type ModelTable, models as reference } from "../models/models.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { chooseLogger, type LazyLogger } from "../utils/logger.js";
import * as rule from "../utils/option-rules.js";
import { type OptionRules, optionError, validateOptions } from "../utils/validate-options.js";
import { createClientFactory, type ProviderClient } from "./provider-client.js";
import type { AiSdkCallOptions, AiSdkWarning, UgokuVideoModel } from "./specification.js";
import { type CallClient, createVideoModel } from "./video-model.js";

/** A client of `createUgoku()`, whatever its models. */
export interface UgokuClient {
  animate(image: ImageInput): unknown;
  resume(ticket: Ticket | string): Job;
}

/** Options of {@link createUgokuProvider} that are not client options. */
export interface UgokuProviderSettings {
  /** Provider name in messages and in `providerMetadata`. Default `"ugoku"`. */
  readonly name?: string | undefined;
  /** Called with the ticket of every job once it is created. Store it, so that a paid job survives an abort or a crash. */
  readonly onJob?: ((ticket: Ticket) => void) | undefined;
}

/** Options of {@link createUgokuProvider}: a client or client options, and {@link UgokuProviderSettings}. */
export type UgokuProviderOptions = UgokuProviderSettings & (UgokuOptions | { readonly ugoku: UgokuClient });

/** Creates video models. It can be called as a function. */
export interface UgokuProvider {
  (modelId: string): UgokuVideoModel;
  /** Takes the id of a known model, or of any other model of the server. */
  video(modelId: string): UgokuVideoModel;
  /** Same as `video()`, under the name that the AI SDK's registries use. */
  videoModel(modelId: string): UgokuVideoModel;
}

const settingRules: OptionRules<UgokuProviderSettings> = {
  name: rule.text,
  onJob: rule.function,
};

const isClient = (value: unknown) =>
  [rule.withMethod("animate", ""), rule.withMethod("resume", "")].every(({ accepts }) => accepts(value));

/** Set by the AI SDK, not by the caller. */
const sdkHeaders: ReadonlySet<string> = new Set(["user-agent", "idempotency-key"]);

/** Limits the cache of clients: a header may differ in every call. */
const maxClients = 100;

/**
 * A provider of video models for the Vercel AI SDK: for `experimental_generateVideo()` of `ai` 6 and 7, and for the start and
 * status calls of `ai` 7. Each video is one create request, failed polls do not end the wait, and an interrupted download is
 * resumed.
 *
 * @throws RequestError for invalid options, EndpointError for an invalid `baseURL`. The models throw `UgokuError`s that contain
 * the job's ticket.
 *
 * @example
 * ```ts
 * import { createUgokuProvider } from "ugoku/ai-sdk";
 *
 * const ugoku = createUgokuProvider({ baseURL: "http://localhost:8091/v1", dialect: "vllm-omni" });
 * const model = ugoku.video("wan2.2-i2v-a14b");
 * console.log(model.provider, model.modelId);
 * ```
 */
export function createUgokuProvider(options: UgokuProviderOptions = {}): UgokuProvider {
  if (typeof options !== "object" || options === null)
    throw optionError(`createUgokuProvider() got ${describeValue(options)}.`, "Pass an object of options.");
  const { name = "ugoku", onJob, ...rest } = options;
  validateOptions("createUgokuProvider()", { name, onJob }, settingRules);
  const clients = "ugoku" in rest ? fromClient(rest) : fromOptions(rest);
  const video = (modelId: string): UgokuVideoModel => {
    if (typeof modelId !== "string" || modelId === "")
      throw new RequestError("option_invalid", `video() got ${describeValue(modelId)}, not a model id.`);
    return createVideoModel({ ...clients, provider: name, modelId, onJob });
  };
  return Object.freeze(Object.assign((modelId: string) => video(modelId), { video, videoModel: video }));
}

interface Clients {
  readonly logger: LazyLogger;
  readonly clientFor: (headers: AiSdkCallOptions["headers"]) => CallClient;
  readonly models: ModelTable;
  readonly isQuiet: boolean;
}

function fromClient(options: { readonly ugoku: UgokuClient }): Clients {
  validateOptions("createUgokuProvider() with a client", options, {
    ugoku: { accepts: isClient, expected: "the result of createUgoku()", required: true },
  });
  const client = options.ugoku as Ugoku;
  return {
    logger: chooseLogger(undefined),
    clientFor: (headers) => ({ ugoku: client, warnings: ignoredHeaders(headers) }),
    models: reference,
    isQuiet: false,
  };
}

/** One client, and one more for each set of call headers. */
function fromOptions(options: UgokuOptions): Clients {
  const createClient = createClientFactory(options);
  const base = createClient({});
  const others = new Map<string, ProviderClient>();
  // An endpoint or a client of the user sets its own headers.
  const hasFixedHeaders = options.endpoint !== undefined || options.client !== undefined;
  return {
    logger: chooseLogger(options.logger),
    clientFor: (headers) => {
      const own = callerHeaders(headers);
      if (own.length === 0) return { ugoku: base, warnings: [] };
      if (hasFixedHeaders) return { ugoku: base, warnings: ignoredHeaders(headers) };
      const key = JSON.stringify(own);
      const client = others.get(key) ?? createClient(Object.fromEntries(own));
      // Moved to the end: the least recently used client is removed first.
      others.delete(key);
      others.set(key, client);
      for (const oldest of others.keys()) if (others.size > maxClients) others.delete(oldest);
      return { ugoku: client, warnings: [] };
    },
    models: { ...reference, ...(options.endpoint?.models ?? options.models) },
    isQuiet: options.onLint === undefined,
  };
}

const callerHeaders = (headers: AiSdkCallOptions["headers"]): [string, string][] =>
  Object.entries(headers ?? {})
    .flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name.toLowerCase(), value]]))
    .filter(([name]) => !sdkHeaders.has(name))
    .sort();

function ignoredHeaders(headers: AiSdkCallOptions["headers"]): AiSdkWarning[] {
  const names = callerHeaders(headers).map(([name]) => name);
  if (names.length === 0) return [];
  const details = `${names.join(", ")} not sent: the client of this provider sets its own headers.`;
  return [{ type: "unsupported", feature: "headers", details }];
}
