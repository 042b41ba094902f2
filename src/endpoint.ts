/**
 * From options and environment to the one place that a client speaks to.
 *
 * @module
 */
import { VideosClient } from "./api/client.js";
import type { Dialect } from "./api/dialect.js";
import { type DialectName, findDialect } from "./api/dialects/index.js";
import type { Endpoint } from "./api/endpoint.js";
import { isOpenAIClient, type OpenAIClientLike, openAITransport } from "./api/openai-transport.js";
import { type Fetch, fetchTransport, type Transport } from "./api/transport.js";
import { type Rates, withRates } from "./cost.js";
import { EndpointError, RequestError, show } from "./errors.js";
import { type ModelTable, models } from "./models.js";
import type { PlanEndpoint } from "./plan.js";

/** What of `createUgoku()`'s options says where requests go. */
export interface EndpointOptions {
  readonly baseURL?: string | URL | undefined;
  readonly apiKey?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly client?: OpenAIClientLike | undefined;
  readonly endpoint?: Endpoint | undefined;
  readonly dialect?: DialectName | Dialect | undefined;
  readonly model?: string | undefined;
  readonly models?: ModelTable | undefined;
  readonly rates?: Rates | undefined;
  readonly fetch?: Fetch | undefined;
  readonly timeout: number;
  readonly allowRetired?: boolean | undefined;
}

/** An endpoint with the client that speaks to it. */
export interface OpenEndpoint extends PlanEndpoint {
  readonly client: VideosClient;
  readonly notice: string | undefined;
}

const waysOn =
  'Three ways on: a server of your own (vLLM-Omni, SGLang …) with createUgoku({ baseURL: "http://localhost:8091/v1" }); ' +
  "a gateway that speaks the Videos API (LiteLLM, New API …) with baseURL and apiKey; or the built-in preview, which needs " +
  'neither key nor network: import { preview } from "ugoku/preview" and createUgoku({ endpoint: preview() }).';

/** The endpoint that options and environment name. Throws before any request if there is none. */
export function openConfigured(options: EndpointOptions): OpenEndpoint {
  if (options.endpoint) return openGiven(options.endpoint, options);
  if (options.client) return openTransport(clientTransport(options.client), options, options.dialect);
  const env = environment();
  const baseURL = options.baseURL ?? env.UGOKU_BASE_URL ?? env.OPENAI_BASE_URL;
  if (baseURL === undefined || baseURL === "")
    throw new EndpointError("endpoint_missing", "No endpoint is configured, and OpenAI's own ended on 2026-09-24.", {
      hint: waysOn,
    });
  const apiKey = options.apiKey ?? env.UGOKU_API_KEY ?? env.OPENAI_API_KEY;
  const dialect = findDialect(options.dialect ?? (env.UGOKU_DIALECT as DialectName | undefined) ?? "openai");
  const headers = {
    ...lowerCased(options.headers),
    ...(apiKey ? { [dialect.auth.header]: dialect.auth.prefix + apiKey } : {}),
  };
  return openTransport(
    fetchTransport({ baseURL: checkBaseURL(baseURL), headers, fetch: options.fetch }),
    options,
    dialect,
  );
}

/** An endpoint object such as `preview()`, under the client's rates and time limits. Keys and headers stay behind. */
export function openGiven(endpoint: Endpoint, options: EndpointOptions): OpenEndpoint {
  if (typeof endpoint?.fetch !== "function")
    throw new RequestError("option_invalid", `The endpoint is ${show(endpoint)}.`, {
      hint: "Pass an object such as preview() gives.",
    });
  const baseURL = checkBaseURL(endpoint.baseURL);
  const transport = fetchTransport({
    baseURL,
    headers: {},
    fetch: (input, init) => endpoint.fetch(new Request(input, init)),
  });
  const dialect = findDialect(endpoint.dialect);
  return Object.freeze({
    name: endpoint.name,
    baseURL,
    dialect,
    models: withRates(endpoint.models, options.rates),
    defaultModel: endpoint.defaultModel,
    client: new VideosClient(transport, dialect, options.timeout),
    notice: endpoint.notice,
  });
}

function openTransport(
  transport: Transport,
  options: EndpointOptions,
  given: DialectName | Dialect | undefined,
): OpenEndpoint {
  const dialect = findDialect(given ?? "openai");
  refuseRetired(transport.baseURL, options.allowRetired);
  return Object.freeze({
    name: new URL(transport.baseURL).host,
    baseURL: transport.baseURL,
    dialect,
    models: withRates({ ...models, ...options.models }, options.rates),
    defaultModel: options.model ?? "sora-2",
    client: new VideosClient(transport, dialect, options.timeout),
    notice: undefined,
  });
}

function clientTransport(client: unknown): Transport {
  if (isOpenAIClient(client)) return openAITransport(client);
  throw new RequestError("option_invalid", `client is ${show(client)}, not an OpenAI client.`, {
    hint: 'Pass an instance: import OpenAI from "openai" and createUgoku({ client: new OpenAI({ baseURL }) }).',
  });
}

/** OpenAI's hosts, in every region. What they answer now is not known, so that nothing is assumed about it. */
function refuseRetired(baseURL: string, allowed: boolean | undefined): void {
  const { hostname } = new URL(baseURL);
  if (allowed || !/(^|\.)api\.openai\.com$/.test(hostname)) return;
  throw new EndpointError("endpoint_retired", `${hostname} stopped serving the Videos API on 2026-09-24.`, {
    hint: `${waysOn} To ask that host all the same: createUgoku({ allowRetired: true }).`,
  });
}

/** `baseURL` as an absolute http(s) address, or a clear refusal. */
export function checkBaseURL(baseURL: string | URL): string {
  const text = String(baseURL);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url.href;
  throw new EndpointError("endpoint_invalid", `The base URL ${show(text)} is not an http or https address.`, {
    hint: 'Pass it whole, such as "http://localhost:8091/v1".',
  });
}

const lowerCased = (headers: Readonly<Record<string, string>> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));

/** The environment, where there is one. */
function environment(): Readonly<Record<string, string | undefined>> {
  return (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env ?? {};
}
