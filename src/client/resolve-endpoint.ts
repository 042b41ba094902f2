/** Options and environment → the endpoint of a client. */
import { findDialect } from "../dialects/find-dialect.js";
import type { Dialect } from "../dialects/types.js";
import { type Endpoint, findPlainHandler, type PlainHandler } from "../http/endpoint.js";
import { type Fetch, fetchTransport, type Transport } from "../http/fetch-transport.js";
import { openAITransport } from "../http/openai-transport.js";
import type { Send } from "../http/redirect.js";
import { linkCall } from "../http/sent-request.js";
import { VideosClient } from "../http/videos-client.js";
import { findModelProblem, type ModelSpec, type ModelTable, models, openModels } from "../models/models.js";
import { environment, keyOfEnvironment } from "../utils/env.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { createHeaders } from "../utils/http-response.js";
import { withoutQuery } from "../utils/without-query.js";
import { withRates } from "./cost.js";
import { checkBaseURL, checkEndpoint, type EndpointOptions, findAddress } from "./endpoint-address.js";

/** An endpoint, with the HTTP client for it. */
export interface ResolvedEndpoint {
  readonly name: string;
  readonly baseURL: string;
  readonly dialect: Dialect;
  readonly models: ModelTable;
  readonly defaultModel: string;
  /** The row of a model that is not in `models`. */
  readonly otherModels?: ModelSpec | undefined;
  readonly checkModel?: Endpoint["checkModel"];
  readonly checkAvailable?: Endpoint["checkAvailable"];
  readonly createURL?: Endpoint["createURL"];
  /** Whether the user or the endpoint chose `defaultModel`. */
  readonly isModelNamed: boolean;
  readonly client: VideosClient;
  readonly notice: string | undefined;
}

/**
 * The endpoint of the options or the environment.
 *
 * @throws EndpointError before any request if there is none
 */
export function resolveConfigured(options: EndpointOptions, address = findAddress(options)): ResolvedEndpoint {
  if (options.endpoint !== undefined) {
    const opened = resolveGiven(options.endpoint, options);
    return Object.freeze({
      ...opened,
      models: withRates(opened.models, options.rates, opened.otherModels),
      defaultModel: address.defaultModel,
    });
  }
  const dialect = findDialect(address.dialect);
  const { name, baseURL, defaultModel } = address;
  const transport =
    options.client === undefined
      ? ownTransport(options, baseURL, dialect)
      : openAITransport(options.client, options.timeout);
  if (options.models !== undefined) checkModels(options.models);
  return Object.freeze({
    name,
    baseURL: withoutQuery(baseURL),
    dialect,
    models: withRates({ ...models, ...openModels, ...options.models }, options.rates),
    defaultModel,
    isModelNamed: options.model !== undefined,
    client: createVideosClient(transport, dialect, options),
    notice: undefined,
  });
}

function ownTransport(options: EndpointOptions, baseURL: string, dialect: Dialect): Transport {
  const key = keyOfEnvironment(environment(), baseURL);
  const apiKey = options.apiKey ?? (key?.isForHere ? key.value : undefined);
  const headers = {
    ...lowerCased(options.headers),
    ...(apiKey ? { [dialect.auth.header.toLowerCase()]: dialect.auth.prefix + apiKey } : {}),
  };
  return fetchTransport({ baseURL, headers, fetch: options.fetch });
}

/** An endpoint object such as `preview()`, with the client's timeouts; without its keys, headers and rates. */
export function resolveGiven(endpoint: Endpoint | null, options: EndpointOptions): ResolvedEndpoint {
  checkEndpoint(endpoint);
  checkModels(endpoint.models);
  const baseURL = checkBaseURL(endpoint.baseURL);
  const handler = findPlainHandler(endpoint);
  const transport = fetchTransport({
    baseURL,
    headers: {},
    ...(handler ? { endpoint: sendPlainly(handler) } : { fetch: sendRequest(endpoint) }),
  });
  const dialect = findDialect(endpoint.dialect);
  const { model } = options;
  return Object.freeze({
    name: endpoint.name,
    baseURL: withoutQuery(baseURL),
    dialect,
    models: endpoint.models,
    otherModels: endpoint.otherModels,
    checkModel: endpoint.checkModel,
    checkAvailable: endpoint.checkAvailable,
    createURL: endpoint.createURL,
    // The client's model applies if the endpoint has it too, as the types say.
    defaultModel: model !== undefined && Object.hasOwn(endpoint.models, model) ? model : endpoint.defaultModel,
    isModelNamed: true,
    client: createVideosClient(transport, dialect, options, endpoint.keyVariables),
    notice: endpoint.notice,
  });
}

const sendRequest =
  (endpoint: Endpoint): Fetch =>
  (url, init) => {
    const request = new Request(url, init);
    if (init.signal) linkCall(init.signal, request.signal);
    return endpoint.fetch(request);
  };

const sendPlainly =
  (handler: PlainHandler): Send =>
  (url, init) => {
    const { method = "GET", signal } = init;
    const headers = createHeaders(init.headers as Readonly<Record<string, string>>);
    const json = async (): Promise<unknown> => JSON.parse(new TextDecoder().decode(init.body as Uint8Array));
    const request = { method, url, headers, json };
    if (signal) linkCall(signal, signal);
    return handler({ ...request, signal: signal ?? new AbortController().signal });
  };

function createVideosClient(
  transport: Transport,
  dialect: Dialect,
  { timeout, clock = Date, logger }: EndpointOptions,
  keyVariables?: readonly string[],
) {
  return new VideosClient({ transport, dialect, timeout, now: () => clock.now(), logger, keyVariables });
}

/** Rejects an invalid table of models. */
function checkModels(table: unknown): void {
  const wrong = (what: string, hint?: string) => new RequestError("option_invalid", what, hint ? { hint } : {});
  if (typeof table !== "object" || table === null) throw wrong(`The models are ${describeValue(table)}.`);
  for (const [id, row] of Object.entries(table)) {
    const found = findModelProblem(row);
    if (found === undefined) continue;
    throw wrong(
      `models[${describeValue(id)}] is not a valid model definition: ${found}.`,
      "defineModel() validates a definition and adds defaults.",
    );
  }
}

const lowerCased = (headers: Readonly<Record<string, string>> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
