/**
 * The requests of a probe. All are GET, so that nothing is created or changed.
 *
 * @module
 */

import { joinURL } from "../http/fetch-transport.js";
import { NetworkError, toNetworkError } from "../http/network-error.js";
import type { Fetch } from "../http/redirect.js";
import { startTimeout } from "../http/timeout.js";
import { untilAborted } from "../utils/abort.js";
import { redirectTarget } from "../utils/redirects.js";
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

/** `get` for one endpoint, and the log of its requests. */
export function createProbeRequests(options: {
  readonly fetch: Fetch | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}): { readonly get: Get; readonly requests: readonly ProbeRequest[] } {
  const requests: ProbeRequest[] = [];

  async function getOnce(url: URL, path: string, anonymous: boolean): Promise<ProbeResult> {
    options.signal?.throwIfAborted();
    const { signal, expired, clear } = startTimeout(options.timeout, options.signal);
    const entry = { method: "GET" as const, path, status: null as number | null };
    requests.push(entry);
    try {
      const headers = { accept: "application/json", ...(anonymous ? {} : options.headers) };
      // The key must not follow a redirect to another origin.
      const init = { method: "GET", headers, redirect: "manual", signal } as const;
      const response = await untilAborted((options.fetch ?? globalThis.fetch)(url.href, init), signal);
      const text = await untilAborted(response.text(), signal);
      entry.status = response.status;
      const redirect = redirectTarget(response, url) ?? (response.type === "opaqueredirect" ? null : undefined);
      return { status: response.status, headers: response.headers, text, json: parseJson(text), redirect };
    } catch (error) {
      options.signal?.throwIfAborted();
      return toNetworkError(error, expired());
    } finally {
      clear();
    }
  }

  async function get(base: string, path: string, { query, anonymous = false }: ProbeRequestOptions = {}) {
    let url = new URL(joinURL(base, path, query));
    let shown = url.pathname + (query ? `?${new URLSearchParams(query)}` : "");
    for (let redirects = 0; ; redirects++) {
      const result = await getOnce(url, shown, anonymous);
      if (!isResponse(result) || result.redirect?.origin !== url.origin) return result;
      if (redirects === maxRedirects) return { ...result, redirect: undefined };
      url = result.redirect;
      shown = url.pathname;
    }
  }
  return { get, requests };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
