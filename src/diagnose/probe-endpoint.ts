/** `probeEndpoint()`: sends GET requests to a base URL and reports what answers. */
import { checkBaseURL } from "../client/endpoint-address.js";
import { type ResolvedEndpoint, resolveConfigured } from "../client/resolve-endpoint.js";
import type { DialectName } from "../dialects/dialect-names.js";
import { findDialect } from "../dialects/find-dialect.js";
import { type Dialect, fillPath } from "../dialects/types.js";
import type { Fetch } from "../http/redirect.js";
import { baseURLOfEnvironment, environment, keyOfEnvironment } from "../utils/env.js";
import { isUgokuError, RequestError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { chooseLogger } from "../utils/logger.js";
import * as rule from "../utils/option-rules.js";
import { redact } from "../utils/redact.js";
import { type OptionRules, validateOptions } from "../utils/validate-options.js";
import { withoutQuery } from "../utils/without-query.js";
import { type Diagnosis, describeResponse, diagnose, diagnoseConnectionError, finding } from "./diagnose.js";
import { createGet, type Get, isResponse } from "./probe-requests.js";
import { isApi, isAuthError, listItems, parseDescription, unknownId } from "./probe-responses.js";
import type { ConfigSource, EndpointReport, Finding, FindingCode, ProbeRequest } from "./report.js";

/** Options of `probeEndpoint()`. Missing ones are read from the environment, as `createUgoku()` reads it. */
export interface ProbeOptions {
  readonly baseURL?: string | URL | undefined;
  readonly apiKey?: string | undefined;
  readonly dialect?: DialectName | Dialect | undefined;
  /** Headers of every request under the base URL. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly fetch?: Fetch | undefined;
  /** Milliseconds for one request. Default 10,000. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Also request OpenAI's own host, which stopped serving the Videos API. */
  readonly allowRetired?: boolean | undefined;
}

// `readConfig()` and `resolveConfigured()` check the rest, and report it as findings.
const optionRules: OptionRules<ProbeOptions> = {
  baseURL: rule.anything,
  apiKey: { accepts: (value) => typeof value === "string", expected: "a text", secret: true },
  dialect: rule.anything,
  headers: { ...rule.record, secret: true },
  fetch: rule.function,
  timeout: rule.above(0, "milliseconds"),
  signal: rule.anything,
  allowRetired: rule.anything,
};

/**
 * Reports which server answers at a base URL: whether it is reachable, its dialect, its models, whether it accepts the key,
 * and how to fix what is wrong.
 *
 * It sends about seven GET requests, so that nothing is created, changed or charged. The key is sent to the base URL's own
 * origin only, and the report holds no secrets. A problem of the server or of the base URL is a finding, not an error.
 *
 * @throws RequestError (`option_invalid`) for an unknown or invalid option; rejects with the signal's reason.
 *
 * @example
 * ```ts
 * import { probeEndpoint } from "ugoku/doctor";
 *
 * const report = await probeEndpoint({ baseURL: "http://localhost:8091/v1", timeout: 5_000 });
 * console.log(report.dialect?.name, report.dialect?.confidence, report.models);
 * for (const { level, message, hint } of report.findings) console.log(level, message, hint ?? "");
 * ```
 */
export async function probeEndpoint(options: ProbeOptions = {}): Promise<EndpointReport> {
  validateOptions("probeEndpoint()", options, optionRules);
  options.signal?.throwIfAborted();
  const { timeout = 10_000 } = options;
  const config = readConfig(options);
  const report: EndpointReport = {
    baseURL: displayURL(config.baseURL?.value),
    configured: {
      baseURL: config.baseURL?.from ?? null,
      apiKey: config.apiKey?.from ?? null,
      dialect: config.dialect ? { name: config.dialect.value.name, from: config.dialect.from } : null,
    },
    reachable: false,
    dialect: null,
    can: null,
    confirmed: [],
    models: null,
    auth: "unknown",
    findings: config.findings,
    requests: [],
  };
  const endpoint = openEndpoint(config, options, timeout);
  if ("level" in endpoint) return { ...report, findings: [...report.findings, endpoint] };
  const { client, dialect } = endpoint;
  const headers = Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  if (config.apiKey) headers.push([dialect.auth.header, dialect.auth.prefix + config.apiKey.value]);
  const requests: ProbeRequest[] = [];
  const { fetch, signal } = options;
  const get = createGet({ fetch, headers: Object.fromEntries(headers), timeout, signal }, requests);
  const diagnosis = await probe(get, client.baseURL, dialect, config, timeout);
  const findings = [...config.findings, ...diagnosis.findings];
  // A server may repeat the key in a message or a model id.
  return JSON.parse(JSON.stringify({ ...report, ...diagnosis, findings, requests }), (_, value) =>
    typeof value === "string" ? client.hide(value) : value,
  );
}

interface Setting<T> {
  readonly value: T;
  readonly from: ConfigSource;
}

type Config = ReturnType<typeof readConfig>;

/** Reads options and environment. Throws for an unknown dialect in the options; in the environment, it is a finding. */
export function readConfig(options: ProbeOptions) {
  const env = environment();
  const findings: Finding[] = [];
  const baseURL = firstSet<string | URL>(["options", options.baseURL]) ?? baseURLOfEnvironment(env);
  const key = keyOfEnvironment(env, baseURL?.value);
  if (options.apiKey === undefined && key?.from === "UGOKU_API_KEY" && !key.isForHere)
    findings.push(
      finding(
        "warning",
        "key_withheld",
        "UGOKU_API_KEY is set, but it belongs to UGOKU_BASE_URL and was not sent to this server.",
        "If the key is for this server, set UGOKU_BASE_URL to it.",
      ),
    );
  // An empty option means "no key", also if the environment has one.
  const ownKey = options.apiKey === undefined && key?.isForHere ? key : undefined;
  const apiKey = firstSet(["options", options.apiKey], [ownKey?.from ?? "options", ownKey?.value]);
  const named = firstSet(["options", options.dialect], ["UGOKU_DIALECT", env.UGOKU_DIALECT as DialectName | undefined]);
  let dialect: Setting<Dialect> | undefined;
  try {
    if (named) dialect = { from: named.from, value: findDialect(named.value) };
  } catch (cause) {
    if (!(cause instanceof RequestError) || options.dialect !== undefined) throw cause;
    findings.push(finding("error", cause.code as FindingCode, cause.message, cause.hint));
  }
  return { baseURL, apiKey, dialect, findings };
}

/** An empty environment variable counts as missing. */
function firstSet<T>(...settings: readonly (readonly [ConfigSource, T | undefined])[]): Setting<T> | undefined {
  for (const [from, value] of settings) if (value !== undefined && value !== "") return { from, value };
  return undefined;
}

async function probe(
  get: Get,
  baseURL: string,
  { paths }: Dialect,
  config: Config,
  timeout: number,
): Promise<Diagnosis> {
  const url = new URL(baseURL);
  // First alone: if nothing responds, the other requests would only wait for the timeout too.
  const models = await get(baseURL, "/models");
  if (!isResponse(models)) return { reachable: false, findings: [diagnoseConnectionError(models, url, timeout)] };
  if (models.redirect !== undefined) {
    const target = models.redirect?.href.replace(/(\/models)?\/?(\?.*)?$/, "") ?? "another origin, which browsers hide";
    const message = `${url.host} redirects to ${target}. The key and create requests do not follow to another origin.`;
    const hint = `If you trust it, use ${target} as the base URL.`;
    return { reachable: true, findings: [finding("error", "redirected", message, hint)] };
  }

  const root = url.pathname.replace(/\/+$/, "").replace(/\/v\d+$/, "");
  const [list, unknownVideo, unknownPath, videoModels] = await Promise.all([
    get(baseURL, paths.videos, { query: { limit: "1" } }),
    get(baseURL, fillPath(paths.video, unknownId)),
    get(baseURL, `/${unknownId}`),
    get(baseURL, "/videos/models"),
  ]);
  // Outside of the base URL: without the key. Last and alone: LiteLLM answers nothing else while it writes this document, which
  // takes seconds for the first time.
  const document = await get(url.origin + root, "/openapi.json", { headers: {} });
  const description = parseDescription(document, root);
  const responses = { url, models, list, unknownVideo, unknownPath, videoModels, description };
  if (isApi(responses)) return diagnose(responses, config.apiKey?.from, config.dialect?.value);
  const suggestion = await suggestBaseURL(get, url);
  const message = `No API was found at ${withoutQuery(baseURL)}: it serves neither models nor videos (${describeResponse(models)}).`;
  const hint = suggestion
    ? `An API answers at ${suggestion}. Use that as the base URL.`
    : "The base URL is the address to which /videos is added. It usually ends in /v1.";
  return { reachable: true, findings: [finding("error", "no_api", message, hint)] };
}

/** Finds a base URL that serves models or requires a key. */
async function suggestBaseURL(get: Get, { origin, pathname }: URL): Promise<string | undefined> {
  const given = pathname.replace(/\/+$/, "");
  const withoutEndpoint = given
    .replace(
      /\/(videos|models|chat\/completions|responses|images\/generations|openapi\.json|docs|redoc|health)\b.*$/,
      "",
    )
    .replace(/(\/v\d+)(\/v\d+)+$/, "$1");
  const root = withoutEndpoint.replace(/\/v\d+$/, "");
  const candidates = new Set([withoutEndpoint, `${root}/v1`, `${root}/api/v1`, `${root}/openai/v1`, "/v1"]);
  candidates.delete(given);
  for (const path of candidates) {
    const result = await get(origin + path, "/models");
    if (listItems(result) || (isResponse(result) && isAuthError(result) && isRecord(result.json))) return origin + path;
  }
  return undefined;
}

/** Opens the endpoint as a client would. */
function openEndpoint(config: Config, options: ProbeOptions, timeout: number): ResolvedEndpoint | Finding {
  try {
    return resolveConfigured({
      baseURL: config.baseURL?.value,
      // Empty, so that the environment does not replace it.
      apiKey: config.apiKey?.value ?? "",
      headers: options.headers,
      dialect: config.dialect?.value ?? "openai",
      timeout,
      logger: chooseLogger(false),
      allowRetired: options.allowRetired,
    });
  } catch (cause) {
    if (!isUgokuError(cause)) throw cause;
    return finding("error", cause.code as FindingCode, cause.message, cause.hint);
  }
}

/** `null` for an invalid URL, which may be any pasted text. */
function displayURL(baseURL: string | URL | undefined): string | null {
  try {
    return baseURL === undefined ? null : redact(withoutQuery(checkBaseURL(baseURL)));
  } catch {
    return null;
  }
}
