/**
 * ugoku as a provider of video models for the AI SDK.
 *
 * @module
 */

import type { ImageInput } from "../image/classify-input.js";
import type { Ticket } from "../job/ticket.js";
import type { Job } from "../job/types.js";
import { type ModelTable, models as reference } from "../models/models.js";
import type { UgokuOptions } from "../options.js";
import { createUgoku, type Ugoku } from "../ugoku.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { chooseLogger, type Logger } from "../utils/logger.js";
import { checkOptionNames } from "../utils/validate-options.js";
import type { AiSdkCallOptions, AiSdkWarning, SpecificationVersion, UgokuVideoModel } from "./specification.js";
import { type CallClient, createVideoModel } from "./video-model.js";

/** A client that `createUgoku()` made, for whatever models. */
export interface UgokuClient {
  animate(image: ImageInput): unknown;
  resume(ticket: Ticket | string): Job;
}

/** What concerns the AI SDK's side. */
export interface UgokuProviderSettings<Version extends SpecificationVersion = "v3"> {
  /** The provider's name in messages and in `providerMetadata`. Default `"ugoku"`. */
  readonly name?: string | undefined;
  /** What the models call themselves. Default `"v3"`, which `ai` 6 and 7 both take; `"v4"` is for 7 and later only. */
  readonly specificationVersion?: Version | undefined;
  /** Gets the ticket of every job as soon as there is one: kept, no abort and no crash loses what is paid for. */
  readonly onJob?: ((ticket: Ticket) => void) | undefined;
}

/** Options of {@link createUgokuProvider}: a client, or what `createUgoku()` makes one of. */
export type UgokuProviderOptions<Version extends SpecificationVersion = "v3"> = UgokuProviderSettings<Version> &
  (UgokuOptions | { readonly ugoku: UgokuClient });

/** Makes video models. Can be called itself. */
export interface UgokuProvider<Version extends SpecificationVersion = "v3"> {
  (modelId: string): UgokuVideoModel<Version>;
  /** The model of that id: one of ugoku's table, or any that the server has. */
  video(modelId: string): UgokuVideoModel<Version>;
  /** The same, by the name that registries look for. */
  videoModel(modelId: string): UgokuVideoModel<Version>;
}

/** Headers that are not the caller's own: the AI SDK's name, and the key of a start. */
const ownHeaders: ReadonlySet<string> = new Set(["user-agent", "idempotency-key"]);

/** Clients for calls with headers of their own; a header that is new with each call must not keep them all. */
const mostClients = 100;

/**
 * A provider of video models for the Vercel AI SDK: `experimental_generateVideo()` of `ai` 6 and 7, and the start and status
 * calls of 7. What the AI SDK leaves to its providers is ugoku's: one create for each video, a wait that no failed look
 * ends, and a download that goes on where it broke.
 *
 * @throws RequestError for options that do not exist, EndpointError for a malformed `baseURL`. Its models throw ugoku's errors,
 * with the ticket of the job.
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
export function createUgokuProvider<const Version extends SpecificationVersion = "v3">(
  options: UgokuProviderOptions<Version> = {},
): UgokuProvider<Version> {
  if (typeof options !== "object" || options === null)
    throw new RequestError("option_invalid", `The options of createUgokuProvider() are ${describeValue(options)}.`);
  const { name = "ugoku", specificationVersion = "v3" as Version, onJob, ...rest } = options;
  if (specificationVersion !== "v3" && specificationVersion !== "v4")
    throw new RequestError("option_invalid", `specificationVersion is ${describeValue(specificationVersion)}.`, {
      hint: 'Use "v3", which ai 6 and 7 take, or "v4".',
    });
  if (typeof name !== "string" || name === "")
    throw new RequestError("option_invalid", `name is ${describeValue(name)}.`);
  if (onJob !== undefined && typeof onJob !== "function")
    throw new RequestError("option_invalid", `onJob is ${describeValue(onJob)}, not a function.`);
  const clients = "ugoku" in rest ? given(rest) : made(rest);
  const video = (modelId: string): UgokuVideoModel<Version> => {
    if (typeof modelId !== "string" || modelId === "")
      throw new RequestError("option_invalid", `video() got ${describeValue(modelId)}, not a model's id.`);
    return createVideoModel({ ...clients, provider: name, specificationVersion, modelId, onJob });
  };
  return Object.freeze(Object.assign((modelId: string) => video(modelId), { video, videoModel: video }));
}

interface Clients {
  readonly logger: Logger;
  readonly clientFor: (headers: AiSdkCallOptions["headers"]) => CallClient;
  readonly models: ModelTable;
  readonly isQuiet: boolean;
}

/** The user's own client, as it is. */
function given(options: { readonly ugoku: UgokuClient }): Clients {
  checkOptionNames("createUgokuProvider() with a client", options, ["ugoku", "name", "specificationVersion", "onJob"]);
  const { ugoku } = options;
  if (typeof ugoku?.animate !== "function" || typeof ugoku.resume !== "function")
    throw new RequestError("option_invalid", `ugoku is ${describeValue(ugoku)}, not a client.`, {
      hint: "Pass what createUgoku() gave.",
    });
  const client = ugoku as Ugoku;
  return {
    logger: chooseLogger(undefined),
    clientFor: (headers) => ({ ugoku: client, warnings: leftOut(headers) }),
    models: reference,
    isQuiet: false,
  };
}

/** Clients of our own: one, and one for each set of headers that a call brings. */
function made(options: UgokuOptions): Clients {
  const plain = createUgoku(options) as unknown as Ugoku;
  const others = new Map<string, Ugoku>();
  // There, what a request bears is said by somebody else.
  const isFixed = options.endpoint !== undefined || options.client !== undefined;
  return {
    logger: chooseLogger(options.logger),
    clientFor: (headers) => {
      const own = headersOf(headers);
      if (own.length === 0) return { ugoku: plain, warnings: [] };
      if (isFixed) return { ugoku: plain, warnings: leftOut(headers) };
      const name = JSON.stringify(own);
      const known = others.get(name);
      const client =
        known ??
        (createUgoku({ ...options, headers: { ...options.headers, ...Object.fromEntries(own) } }) as unknown as Ugoku);
      // The one that was used last is forgotten last.
      others.delete(name);
      others.set(name, client);
      for (const oldest of others.keys()) if (others.size > mostClients) others.delete(oldest);
      return { ugoku: client, warnings: [] };
    },
    models: { ...reference, ...(options.endpoint?.models ?? options.models) },
    isQuiet: options.onLint === undefined,
  };
}

const headersOf = (headers: AiSdkCallOptions["headers"]): [string, string][] =>
  Object.entries(headers ?? {})
    .flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name.toLowerCase(), value]]))
    .filter(([name]) => !ownHeaders.has(name))
    .sort();

function leftOut(headers: AiSdkCallOptions["headers"]): AiSdkWarning[] {
  const names = headersOf(headers).map(([name]) => name);
  if (names.length === 0) return [];
  const details = `${names.join(", ")} stayed behind: this provider's client has its headers already.`;
  return [{ type: "unsupported", feature: "headers", details }];
}
