/** Options and environment → the endpoint of a client. */
import { type DialectName, findDialect } from "../dialects/define-dialect.js";
import type { Dialect } from "../dialects/types.js";
import type { Endpoint } from "../http/endpoint.js";
import { type Fetch, fetchTransport, type Transport } from "../http/fetch-transport.js";
import { isOpenAIClient, type OpenAIClientLike, openAITransport } from "../http/openai-transport.js";
import { VideosClient } from "../http/videos-client.js";
import type { Clock } from "../job/clock.js";
import { findModelProblem, type ModelSpec, type ModelTable, models, openModels } from "../models/models.js";
import { environment, keyOfEnvironment } from "../utils/env.js";
import { describeValue, EndpointError, RequestError } from "../utils/errors.js";
import type { Logger } from "../utils/logger.js";
import { codeOnly, text } from "../utils/message.js";
import { type Rates, withRates } from "./cost.js";

/** The options of `createUgoku()` that say where requests go. */
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
  readonly clock?: Clock | undefined;
  readonly logger: Logger;
  readonly allowRetired?: boolean | undefined;
}

/** An endpoint, with the HTTP client for it. */
export interface ResolvedEndpoint {
  readonly name: string;
  readonly baseURL: string;
  readonly dialect: Dialect;
  readonly models: ModelTable;
  readonly defaultModel: string;
  /** The row of a model that is not in `models`. */
  readonly otherModels?: ModelSpec | undefined;
  /** Whether the user or the endpoint chose `defaultModel`. */
  readonly isModelNamed: boolean;
  readonly client: VideosClient;
  readonly notice: string | undefined;
}

const alternativesInShort = "Use your own server, a gateway, a service such as Runway, or the built-in preview.";

const alternatives =
  'Use one of these: your own server (vLLM-Omni, SGLang …) with createUgoku({ baseURL: "http://localhost:8091/v1" }); ' +
  "a gateway that speaks the Videos API (LiteLLM, New API …) with baseURL and apiKey; a service (Runway, Veo, Kling …): " +
  'import { runway } from "ugoku/services" and createUgoku({ endpoint: runway() }); or the built-in preview, which needs ' +
  'neither key nor network: import { preview } from "ugoku/preview" and createUgoku({ endpoint: preview() }).';

/**
 * The endpoint of the options or the environment.
 *
 * @throws EndpointError before any request if there is none
 */
export function resolveConfigured(options: EndpointOptions): ResolvedEndpoint {
  if (options.endpoint !== undefined) {
    const opened = resolveGiven(options.endpoint, options);
    return Object.freeze({
      ...opened,
      models: withRates(opened.models, options.rates, opened.otherModels),
      defaultModel: options.model ?? opened.defaultModel,
    });
  }
  if (options.client !== undefined) {
    const { client, timeout, dialect } = options;
    if (!isOpenAIClient(client))
      throw new RequestError("option_invalid", `client is ${describeValue(client)}, not an OpenAI client.`, {
        hint: text`${codeOnly('Pass an instance: import OpenAI from "openai" and createUgoku({ client: new OpenAI({ baseURL }) }).')}`,
      });
    // Only an Azure client has one.
    const usual = "apiVersion" in client ? "azure" : "openai";
    return resolveTransport(openAITransport(client, timeout), options, findDialect(dialect ?? usual));
  }
  const env = environment();
  // An empty variable counts as none.
  const baseURL = options.baseURL ?? (env.UGOKU_BASE_URL || env.OPENAI_BASE_URL);
  if (baseURL === undefined || baseURL === "")
    throw new EndpointError(
      "endpoint_missing",
      `No endpoint is configured, and OpenAI's own ended on 2026-09-24. ${alternativesInShort}`,
      { hint: text`${codeOnly(alternatives)}` },
    );
  const key = keyOfEnvironment(env, baseURL);
  const apiKey = options.apiKey ?? (key?.isForHere ? key.value : undefined);
  const dialect = findDialect(options.dialect ?? ((env.UGOKU_DIALECT || "openai") as DialectName));
  const headers = {
    ...lowerCased(options.headers),
    ...(apiKey ? { [dialect.auth.header]: dialect.auth.prefix + apiKey } : {}),
  };
  checkHeaders(headers);
  const transport = fetchTransport({ baseURL: checkBaseURL(baseURL), headers, fetch: options.fetch });
  return resolveTransport(transport, options, dialect);
}

/** Rejects a header that cannot be sent: on a create request it would leave the outcome unknown. */
function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      new Headers([[name, value]]);
    } catch {
      // The message of `Headers` contains the value, which may be a key.
      throw new RequestError("option_invalid", `The header ${describeValue(name)} contains invalid characters.`, {
        hint: "Check the API key for a line break or a character that is not ASCII.",
      });
    }
  }
}

/** An endpoint object such as `preview()`, with the client's timeouts; without its keys, headers and rates. */
export function resolveGiven(given: Endpoint | null, options: EndpointOptions): ResolvedEndpoint {
  const endpoint = checkEndpoint(given);
  const baseURL = checkBaseURL(endpoint.baseURL);
  const transport = fetchTransport({
    baseURL,
    headers: {},
    fetch: (input, init) => endpoint.fetch(new Request(input, init)),
  });
  const dialect = findDialect(endpoint.dialect);
  const { model } = options;
  return Object.freeze({
    name: endpoint.name,
    baseURL: withoutQuery(baseURL),
    dialect,
    models: endpoint.models,
    otherModels: endpoint.otherModels,
    // The client's model applies if the endpoint has it too, as the types say.
    defaultModel: model !== undefined && Object.hasOwn(endpoint.models, model) ? model : endpoint.defaultModel,
    isModelNamed: true,
    client: createVideosClient(transport, dialect, options, endpoint.keyVariables),
    notice: endpoint.notice,
  });
}

function createVideosClient(
  transport: Transport,
  dialect: Dialect,
  { timeout, clock = Date, logger }: EndpointOptions,
  keyVariables?: readonly string[],
) {
  return new VideosClient({ transport, dialect, timeout, now: () => clock.now(), logger, keyVariables });
}

function checkEndpoint(endpoint: Endpoint | null): Endpoint {
  const wrong = (what: string) =>
    new RequestError("option_invalid", `The endpoint is ${what}.`, {
      hint: text`${codeOnly("Pass what preview() or aiSdkEndpoint() returns. For a server, use createUgoku({ baseURL }).")}`,
    });
  if (endpoint === null || typeof endpoint?.fetch !== "function") throw wrong(describeValue(endpoint));
  for (const name of ["name", "defaultModel"] as const)
    if (typeof endpoint[name] !== "string") throw wrong(`one whose ${name} is ${describeValue(endpoint[name])}`);
  checkModels(endpoint.models);
  return endpoint;
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

function resolveTransport(transport: Transport, options: EndpointOptions, dialect: Dialect): ResolvedEndpoint {
  const baseURL = checkBaseURL(transport.baseURL);
  rejectRetired(baseURL, options.allowRetired);
  if (options.models !== undefined) checkModels(options.models);
  return Object.freeze({
    name: new URL(baseURL).host,
    baseURL: withoutQuery(baseURL),
    dialect,
    models: withRates({ ...models, ...openModels, ...options.models }, options.rates),
    defaultModel: options.model ?? "sora-2",
    isModelNamed: options.model !== undefined,
    client: createVideosClient(transport, dialect, options),
    notice: undefined,
  });
}

/** OpenAI's hosts, in every region. */
function rejectRetired(baseURL: string, allowed: boolean | undefined): void {
  const { hostname } = new URL(baseURL);
  if (allowed || !/(^|\.)api\.openai\.com\.?$/.test(hostname)) return;
  throw new EndpointError(
    "endpoint_retired",
    `${hostname} stopped serving the Videos API on 2026-09-24. ${alternativesInShort}`,
    { hint: text`${codeOnly(`${alternatives} To use that host anyway: createUgoku({ allowRetired: true }).`)}` },
  );
}

/** `baseURL` as an absolute http(s) URL. */
export function checkBaseURL(baseURL: string | URL): string {
  const address = typeof baseURL === "string" ? baseURL : baseURL instanceof URL ? baseURL.href : undefined;
  const url = address !== undefined && URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new EndpointError(
      "endpoint_invalid",
      `The base URL ${describeValue(address ?? baseURL)} is not an http or https address.`,
      { hint: 'Pass an absolute URL, such as "http://localhost:8091/v1".' },
    );
  // No `fetch` accepts it, and it would be in every ticket.
  if (url.username !== "" || url.password !== "")
    throw new EndpointError("endpoint_invalid", "The base URL contains a user name or a password.", {
      hint: text`${codeOnly("Pass the credentials with createUgoku({ apiKey }) or createUgoku({ headers }) instead.")}`,
    });
  url.hash = "";
  return url.href;
}

/** A URL for tickets, plans and messages: its query may contain a secret. */
export function withoutQuery(baseURL: string): string {
  const url = new URL(baseURL);
  return url.origin + url.pathname;
}

const lowerCased = (headers: Readonly<Record<string, string>> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
