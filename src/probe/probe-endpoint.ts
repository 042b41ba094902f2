/**
 * What answers at a base URL, from harmless reads only.
 *
 * @module
 */

import { checkBaseURL, type ResolvedEndpoint, resolveConfigured, withoutQuery } from "../client/resolve-endpoint.js";
import { type DialectName, dialects } from "../dialects/define-dialect.js";
import { type Dialect, fillPath } from "../dialects/types.js";
import { joinURL } from "../http/fetch-transport.js";
import type { Fetch } from "../http/redirect.js";
import { describeValue, isUgokuError, RequestError } from "../utils/errors.js";
import { chooseLogger } from "../utils/logger.js";
import { redact } from "../utils/redact.js";
import { checkOptionNames } from "../utils/validate-options.js";
import { judgeDialect } from "./clues.js";
import { type Configured, readConfigured } from "./configured.js";
import {
  dialectFindings,
  elsewhereFinding,
  failingFindings,
  judgeAbilities,
  judgeAuth,
  judgeModels,
  noVideosFinding,
  redirectFinding,
} from "./findings.js";
import { findNearby } from "./nearby.js";
import { createReader, isAnswer, type Read, type Reader } from "./reads.js";
import type { EndpointReport, Finding } from "./report.js";
import { hasVideos, isApi, missingPath, missingVideo, readDescription, type Seen } from "./seen.js";
import { explainNoAnswer } from "./unreached.js";

/** Options of `probeEndpoint()`. What is left out is read from the environment, as `createUgoku()` reads it. */
export interface ProbeOptions {
  readonly baseURL?: string | URL | undefined;
  readonly apiKey?: string | undefined;
  /** Headers of every read under the base URL. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly fetch?: Fetch | undefined;
  /** The dialect that you mean to use: the report says whether it fits. */
  readonly dialect?: DialectName | Dialect | undefined;
  /** Milliseconds for one read. Default 10,000. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Ask OpenAI's own host too, which stopped serving the Videos API. */
  readonly allowRetired?: boolean | undefined;
}

const names = ["baseURL", "apiKey", "headers", "fetch", "dialect", "timeout", "signal", "allowRetired"] as const;

/**
 * Says what answers at a base URL: whether anything does, which dialect it speaks and how sure that is, which models it has,
 * whether the key is accepted, and what to change where something is wrong.
 *
 * It sends GET and nothing else, about eight of them, so that nothing is created, changed or paid for. The key goes to the base
 * URL's own origin only, and no secret is in the report. What is wrong with the server or with the base URL is a finding, not
 * an error.
 *
 * @throws RequestError (`option_invalid`) for an option that does not exist or is not what it must be; rejects with the
 * signal's reason.
 *
 * @example
 * ```ts
 * import { probeEndpoint } from "ugoku";
 *
 * const report = await probeEndpoint({ baseURL: "http://localhost:8091/v1", timeout: 5_000 });
 * console.log(report.dialect?.name, report.dialect?.confidence, report.models);
 * for (const { level, message, hint } of report.findings) console.log(level, message, hint ?? "");
 * ```
 */
export async function probeEndpoint(options: ProbeOptions = {}): Promise<EndpointReport> {
  checkProbeOptions(options);
  options.signal?.throwIfAborted();
  const { timeout = 10_000 } = options;
  const configured = readConfigured(options);
  const opened = open(configured, options, timeout);
  if ("level" in opened) return unopened(configured, opened);
  const { client, dialect: spoken } = opened;
  // Of the client, which knows every secret that requests bear.
  const hide = client.hide;
  const reader = createReader({
    fetch: options.fetch,
    headers: headersOf(configured, options, spoken),
    timeout,
    signal: options.signal,
    hide,
  });
  const { findings, ...seen } = await look(reader, client.baseURL, spoken, configured, timeout);
  return hidden(
    {
      ...blank(configured),
      ...seen,
      findings: [...configured.findings, ...findings],
      requests: [...reader.requests],
    },
    hide,
  );
}

type Looked = Pick<EndpointReport, "reachable" | "findings"> &
  Partial<Pick<EndpointReport, "dialect" | "can" | "confirmed" | "models" | "auth">>;

/** Asks, and judges what came. */
async function look(
  reader: Reader,
  baseURL: string,
  { paths }: Dialect,
  configured: Configured,
  timeout: number,
): Promise<Looked> {
  const url = new URL(baseURL);
  const under = (path: string) => joinURL(baseURL, path);
  // One first: where nobody answers, seven more would only take as long again.
  const models = await reader.read(under("/models"));
  if (!isAnswer(models)) return { reachable: false, findings: [explainNoAnswer(models, url, timeout)] };
  if (models.redirect !== undefined) return { reachable: true, findings: [redirectFinding(models, url)] };

  const missingURL = under(fillPath(paths.video, missingVideo));
  const [list, missing, nowhere, bare, ...descriptions] = await Promise.all([
    reader.read(under(paths.videos), { query: { limit: "1" } }),
    reader.read(missingURL),
    reader.read(under(missingPath)),
    configured.apiKey ? reader.read(missingURL, { bare: true }) : undefined,
    ...descriptionPrefixes(url).map(async (prefix) =>
      readDescription(await reader.read(`${url.origin}${prefix}/openapi.json`, { bare: true }), prefix),
    ),
  ]);
  const description = descriptions.find((one) => one !== undefined);
  let seen: Seen = { url, models, list, missing, nowhere, description };
  if (!isApi(seen)) {
    const nearby = await findNearby(reader, baseURL);
    return { reachable: true, findings: [elsewhereFinding(seen, nearby)] };
  }
  // Asked only where nothing else tells: to most servers it is one more video that does not exist.
  if (judgeDialect(seen).confidence !== "certain" || /openrouter/.test(url.hostname))
    seen = { ...seen, videoModels: await reader.read(under("/videos/models")) };
  return judge(seen, configured, bare);
}

/** Where a server may describe itself: beside the base URL, and at its origin. */
function descriptionPrefixes({ pathname }: URL): string[] {
  const beside = pathname.replace(/\/+$/, "").replace(/\/v\d+$/, "");
  return [...new Set([beside, ""])];
}

function judge(seen: Seen, configured: Configured, bare: Read | undefined): Looked {
  const { url } = seen;
  const key = judgeAuth(seen, configured, bare);
  const listed = judgeModels(seen);
  const shared = { reachable: true, auth: key.auth, models: listed.models };
  const reached: Finding[] = [
    { level: "ok", code: "reachable", message: `A server answers at ${url.host}.` },
    ...(/[^/]\/+$/.test(url.pathname)
      ? [
          {
            level: "ok",
            code: "slash_at_end",
            message: "The base URL ends in a slash, which is left out: both forms are the same.",
          } as const,
        ]
      : []),
  ];
  const found = judgeDialect(seen);
  const has = hasVideos(seen);
  if (has === false)
    return { ...shared, findings: [...reached, ...key.findings, ...listed.findings, noVideosFinding(seen)] };
  // What the user knows stands above a guess.
  const known = found.confidence === "guess" ? configured.dialect?.value : undefined;
  const abilities = judgeAbilities(seen, known ?? dialects[found.name as DialectName]);
  return {
    ...shared,
    dialect: found,
    can: abilities.can,
    confirmed: abilities.confirmed,
    findings: [
      ...reached,
      ...key.findings,
      ...failingFindings(seen),
      ...dialectFindings(found, configured.dialect),
      ...listed.findings,
      ...abilities.findings,
    ],
  };
}

/** The endpoint as a client would open it, or why it would not. */
function open(configured: Configured, options: ProbeOptions, timeout: number): ResolvedEndpoint | Finding {
  try {
    return resolveConfigured({
      baseURL: configured.baseURL?.value,
      // An empty one is a choice too: it must not be replaced by the environment's.
      apiKey: configured.apiKey?.value ?? "",
      headers: options.headers,
      dialect: configured.dialect?.value ?? "openai",
      timeout,
      logger: chooseLogger(false),
      allowRetired: options.allowRetired,
    });
  } catch (error) {
    if (!isUgokuError(error)) throw error;
    const { code, message, hint } = error;
    const isFinding = code === "endpoint_missing" || code === "endpoint_retired" || code === "endpoint_invalid";
    // What stands in the environment is a finding; what was passed is the caller's mistake.
    const ofEnvironment = code === "option_invalid" && configured.apiKey?.from !== "options" && !options.headers;
    if (!isFinding && !ofEnvironment) throw error;
    return { level: "error", code, message, ...(hint === undefined ? {} : { hint }) };
  }
}

/** The headers that a client's requests bear. */
function headersOf({ apiKey }: Configured, { headers = {} }: ProbeOptions, { auth }: Dialect): Record<string, string> {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { ...Object.fromEntries(lower), ...(apiKey ? { [auth.header]: auth.prefix + apiKey.value } : {}) };
}

function blank({ baseURL, apiKey, dialect }: Configured): EndpointReport {
  return {
    baseURL: addressOf(baseURL?.value),
    configured: {
      baseURL: baseURL?.from ?? null,
      apiKey: apiKey?.from ?? null,
      dialect: dialect ? { name: dialect.value.name, from: dialect.from } : null,
    },
    reachable: false,
    dialect: null,
    can: null,
    confirmed: [],
    models: null,
    auth: "unknown",
    findings: [],
    requests: [],
  };
}

/** The address itself, also where it is not asked; what is none may be anything that was pasted, and is not shown. */
function addressOf(baseURL: string | URL | undefined): string | null {
  if (baseURL === undefined) return null;
  try {
    return redact(withoutQuery(checkBaseURL(baseURL)));
  } catch {
    return null;
  }
}

const unopened = (configured: Configured, finding: Finding): EndpointReport => ({
  ...blank(configured),
  findings: [...configured.findings, finding],
});

/** A report without secrets: a server may repeat a key in its words, or in the id of a model. */
function hidden<T>(value: T, hide: (text: string) => string): T {
  if (typeof value === "string") return hide(value) as T;
  if (Array.isArray(value)) return value.map((item) => hidden(item, hide)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, hidden(item, hide)])) as T;
}

/** Refuses what plain JavaScript may pass and no type has stopped. */
function checkProbeOptions(options: ProbeOptions): void {
  checkOptionNames("probeEndpoint()", options, names);
  const { apiKey, headers, fetch, timeout } = options;
  const wrong = (name: string, came: string, expected: string) =>
    new RequestError("option_invalid", `${name} of probeEndpoint() is ${came}, not ${expected}.`);
  // A key is not shown, also where it is not one.
  if (apiKey !== undefined && typeof apiKey !== "string") throw wrong("apiKey", typeof apiKey, "a string");
  if (headers !== undefined && (typeof headers !== "object" || headers === null))
    throw wrong("headers", typeof headers, "an object of strings");
  if (fetch !== undefined && typeof fetch !== "function") throw wrong("fetch", describeValue(fetch), "a function");
  if (timeout !== undefined && !(typeof timeout === "number" && timeout > 0 && Number.isFinite(timeout)))
    throw wrong("timeout", describeValue(timeout), "a number of milliseconds above 0");
}
