/**
 * The requests of a probe. All are GET, so that nothing is created or changed.
 *
 * @module
 */

import { joinURL } from "../http/fetch-transport.js";
import { NetworkError, toNetworkError } from "../http/network-error.js";
import type { Fetch } from "../http/redirect.js";
import { readStart } from "../http/server-message.js";
import { startTimeout } from "../http/timeout.js";
import { untilAborted } from "../utils/abort.js";
import { type ParsedJson, parseJson } from "../utils/json.js";
import { followRedirects, type Hop, redirectTarget } from "../utils/redirects.js";
import type { ProbeRequest } from "./report.js";

export interface ProbeResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed text; `undefined` if it is not JSON. */
  readonly json: unknown;
  /** Target on another origin; `null` in browsers, which hide it. */
  readonly redirect: URL | null | undefined;
}

export type ProbeResult = ProbeResponse | NetworkError;

export const isResponse = (result: ProbeResult | undefined): result is ProbeResponse =>
  result !== undefined && !(result instanceof NetworkError);

export interface ProbeRequestOptions {
  readonly query?: Readonly<Record<string, string>>;
  /** Without the key and the configured headers. */
  readonly anonymous?: boolean;
}

/** Sends a GET request. Rejects only if the caller's signal aborts. */
export type Get = (base: string, path: string, options?: ProbeRequestOptions) => Promise<ProbeResult>;

const maxRedirects = 3;

/** Maximum bytes of a body that are read: an OpenAPI document has some 100 KB. */
const maxBodyBytes = 8 * 1024 * 1024;

/** `get` for one endpoint, and the log of its requests. */
export function createProbeRequests(options: {
  readonly fetch: Fetch | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}): { readonly get: Get; readonly requests: readonly ProbeRequest[] } {
  const requests: ProbeRequest[] = [];

  async function get(base: string, path: string, { query, anonymous = false }: ProbeRequestOptions = {}) {
    options.signal?.throwIfAborted();
    const { signal, expired, clear } = startTimeout(options.timeout, options.signal);
    const headers = { accept: "application/json", ...(anonymous ? {} : options.headers) };
    const init: RequestInit = { method: "GET", headers, redirect: "manual", signal };
    const addedQuery = query ? `?${new URLSearchParams(query)}` : "";
    let entry = { method: "GET" as const, path: "", status: null as number | null };
    const send = ({ url }: Hop) => {
      entry = { method: "GET", path: url.pathname + (url === first ? addedQuery : ""), status: null };
      requests.push(entry);
      return untilAborted((options.fetch ?? globalThis.fetch)(url.href, init), signal);
    };
    const first = new URL(joinURL(base, path, query));
    try {
      const { response, url } = await followRedirects({ url: first, init }, send, (redirect, from, redirects) => {
        entry.status = redirect.status;
        const target = redirectTarget(redirect, from.url);
        // The key must not follow a redirect to another origin.
        return target?.origin === from.url.origin && redirects < maxRedirects ? { url: target, init } : undefined;
      });
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
  }
  return { get, requests };
}

const toValue = (parsed: ParsedJson): unknown => (parsed.ok ? parsed.value : undefined);
