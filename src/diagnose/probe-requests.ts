/** The requests of a probe. All are GET, so that nothing is created or changed. */
import { findSender, joinURL } from "../http/fetch-transport.js";
import { NetworkError, toNetworkError } from "../http/network-error.js";
import { cacheOption, type Fetch } from "../http/redirect.js";
import { readStart } from "../http/server-message.js";
import { startTimeout } from "../http/timeout.js";
import { untilAborted } from "../utils/abort.js";
import type { HttpHeaders } from "../utils/http-response.js";
import { type ParsedJson, parseJson } from "../utils/json.js";
import { followRedirects, redirectTarget } from "../utils/redirects.js";
import type { ProbeRequest } from "./report.js";

export interface ProbeResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly text: string;
  /** The parsed text; `undefined` if it is not JSON. */
  readonly json: unknown;
  /** Target on another origin; `null` in browsers, which hide it. */
  readonly redirect: URL | null | undefined;
}

export type ProbeResult = ProbeResponse | NetworkError;

export const isResponse = (result: ProbeResult | undefined): result is ProbeResponse =>
  result !== undefined && !(result instanceof NetworkError);

/** Sends a GET request with `headers`. Rejects only if the caller's signal aborts. */
export type Get = (base: string, path: string, options?: GetOptions) => Promise<ProbeResult>;

interface GetOptions {
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const maxRedirects = 3;

/** Maximum bytes of a body that are read: an OpenAPI document has some 100 KB. */
const maxBodyBytes = 8 * 1024 * 1024;

/** A {@link Get} that adds its requests to `log`. */
export function createGet(
  options: {
    readonly fetch: Fetch | undefined;
    readonly headers: Readonly<Record<string, string>>;
    readonly timeout: number;
    readonly signal: AbortSignal | undefined;
  },
  log: ProbeRequest[],
): Get {
  return async (base, path, { query, headers = options.headers } = {}) => {
    options.signal?.throwIfAborted();
    const { signal, expired, clear } = startTimeout(options.timeout, options.signal);
    const [send, sender] = await findSender(options);
    const init = {
      ...cacheOption(sender),
      method: "GET",
      headers: { accept: "application/json", ...headers },
      redirect: "manual",
      signal,
    } as const;
    const addedQuery = query ? `?${new URLSearchParams(query)}` : "";
    const first = new URL(joinURL(base, path, query));
    let entry = { method: "GET" as const, path: "", status: null as number | null };
    try {
      const { response, url } = await followRedirects(
        { url: first, init },
        async ({ url }) => {
          entry = { method: "GET", path: url.pathname + (url === first ? addedQuery : ""), status: null };
          log.push(entry);
          return untilAborted(send(url.href, init), signal);
        },
        (redirect, from, redirects) => {
          entry.status = redirect.status;
          const target = redirectTarget(redirect, from.url);
          // The key must not follow a redirect to another origin.
          return target?.origin === from.url.origin && redirects < maxRedirects ? { url: target, init } : undefined;
        },
      );
      const { text, failure } = await readStart(response, signal, maxBodyBytes);
      if (failure !== undefined) {
        entry.status = null;
        throw failure;
      }
      const target = redirectTarget(response, url) ?? (response.type === "opaqueredirect" ? null : undefined);
      const redirect = target?.origin === url.origin ? undefined : target;
      return {
        status: response.status,
        headers: response.headers,
        text,
        json: toValue(parseJson(text, { maxValues: 2_000_000 })),
        redirect,
      };
    } catch (error) {
      options.signal?.throwIfAborted();
      return toNetworkError(error, expired());
    } finally {
      clear();
    }
  };
}

const toValue = (parsed: ParsedJson): unknown => (parsed.ok ? parsed.value : undefined);
