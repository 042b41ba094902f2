/** Options and environment → where requests go, without what is needed to send them. */
import { checkDialectName, type DialectName } from "../dialects/dialect-names.js";
import type { Dialect } from "../dialects/types.js";
import type { Endpoint } from "../http/endpoint.js";
import type { Fetch } from "../http/fetch-transport.js";
import { isOpenAIClient, type OpenAIClientLike } from "../http/openai-client.js";
import type { Clock } from "../job/clock.js";
import type { ModelTable } from "../models/models.js";
import { baseURLOfEnvironment, type Environment, environment } from "../utils/env.js";
import { describeValue, EndpointError, RequestError } from "../utils/errors.js";
import type { LazyLogger } from "../utils/logger.js";
import { codeOnly, text } from "../utils/message.js";
import type { Rates } from "./cost.js";

/** The options of `createUgoku()` that say where requests go. */
export interface EndpointOptions {
  /**
   * The base URL of a server of the Videos API, with its path, such as `"http://localhost:8091/v1"`.
   *
   * @defaultValue `UGOKU_BASE_URL`, else `OPENAI_BASE_URL`
   */
  readonly baseURL?: string | URL | undefined;
  /**
   * The API key of the server. A local server may need none.
   *
   * @defaultValue `UGOKU_API_KEY`; `OPENAI_API_KEY` if the base URL is that of `OPENAI_BASE_URL`
   */
  readonly apiKey?: string | undefined;
  /** Headers of every request to the server. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Your own `OpenAI` or `AzureOpenAI` client, in place of `baseURL`, `apiKey`, `headers` and `fetch`. */
  readonly client?: OpenAIClientLike | undefined;
  /** An endpoint object, such as `preview()` or `runway()`, in place of `baseURL`, `apiKey`, `headers`, `fetch`, `client` and `dialect`. */
  readonly endpoint?: Endpoint | undefined;
  /**
   * The dialect of the server: the name of a known one, or your own from `defineDialect()`. `ugoku doctor` reports the name.
   *
   * @defaultValue `UGOKU_DIALECT`, else `"openai"`; `"azure"` for an `AzureOpenAI` client
   */
  readonly dialect?: DialectName | Dialect | undefined;
  /**
   * The model of requests that name none.
   *
   * @defaultValue the endpoint's default model; `"sora-2"` for a server
   */
  readonly model?: string | undefined;
  /** Your own models, by id, in addition to the known ones. `defineModel()` makes a row. */
  readonly models?: ModelTable | undefined;
  /**
   * Your own rates by model id, for estimates and `.maxCost()`.
   *
   * @unit US dollars for each second
   * @defaultValue the published rates, with their date
   */
  readonly rates?: Rates | undefined;
  /**
   * Sends the requests to the server.
   *
   * @defaultValue `node:http` on Node, unless `fetch` was replaced or undici is in use; otherwise the global `fetch`
   */
  readonly fetch?: Fetch | undefined;
  readonly timeout: number;
  readonly clock?: Clock | undefined;
  readonly logger: LazyLogger;
  /**
   * Whether requests may be sent to OpenAI's own host, which stopped serving the Videos API on 2026-09-24.
   *
   * @defaultValue `false`
   */
  readonly allowRetired?: boolean | undefined;
}

/** Where the requests of a client go. */
export interface EndpointAddress {
  readonly name: string;
  /** With its query, which may contain a secret: see `withoutQuery()`. */
  readonly baseURL: string;
  readonly dialect: DialectName | Dialect;
  readonly defaultModel: string;
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
export function findAddress(options: Omit<EndpointOptions, "timeout" | "logger">): EndpointAddress {
  const { client, dialect, endpoint, model } = options;
  if (endpoint !== undefined) {
    checkEndpoint(endpoint);
    const { name, baseURL, defaultModel } = endpoint;
    return { name, baseURL: checkBaseURL(baseURL), dialect: endpoint.dialect, defaultModel: model ?? defaultModel };
  }
  const env = environment();
  const baseURL = checkBaseURL(client === undefined ? configuredURL(options, env) : baseURLOf(client));
  rejectRetired(baseURL, options.allowRetired);
  // Only an Azure client has a version.
  const usual = client === undefined ? env.UGOKU_DIALECT || "openai" : "apiVersion" in client ? "azure" : "openai";
  const chosen = dialect ?? usual;
  if (typeof chosen !== "object" || chosen === null) checkDialectName(chosen);
  return { name: new URL(baseURL).host, baseURL, dialect: chosen, defaultModel: model ?? "sora-2" };
}

function configuredURL({ baseURL }: Pick<EndpointOptions, "baseURL">, env: Environment): string | URL {
  const url = baseURL ?? baseURLOfEnvironment(env)?.value;
  if (url !== undefined && url !== "") return url;
  throw new EndpointError(
    "endpoint_missing",
    `No endpoint is configured, and OpenAI's own ended on 2026-09-24. ${alternativesInShort}`,
    { hint: text`${codeOnly(alternatives)}` },
  );
}

function baseURLOf(client: OpenAIClientLike): string {
  if (isOpenAIClient(client)) return client.baseURL;
  throw new RequestError("option_invalid", `client is ${describeValue(client)}, not an OpenAI client.`, {
    hint: text`${codeOnly('Pass an instance: import OpenAI from "openai" and createUgoku({ client: new OpenAI({ baseURL }) }).')}`,
  });
}

/** Rejects what is not an endpoint. */
export function checkEndpoint(endpoint: Endpoint | null): asserts endpoint is Endpoint {
  const hint =
    typeof endpoint === "function"
      ? text`Call the function. ${codeOnly("For example: createUgoku({ endpoint: runway() }).")}`
      : text`${codeOnly("Pass what a service such as runway(), preview() or aiSdkEndpoint() returns. For a server, use createUgoku({ baseURL }).")}`;
  const wrong = (what: string) => new RequestError("option_invalid", `The endpoint is ${what}.`, { hint });
  if (endpoint === null || typeof endpoint?.fetch !== "function") throw wrong(describeValue(endpoint));
  for (const name of ["name", "defaultModel"] as const)
    if (typeof endpoint[name] !== "string") throw wrong(`one whose ${name} is ${describeValue(endpoint[name])}`);
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
