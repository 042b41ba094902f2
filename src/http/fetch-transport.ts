/**
 * The transport over `fetch`: sends a request and returns the `Response`, whatever its status.
 *
 * @module
 */
import type { HttpResponse } from "../utils/http-response.js";
import { type Fetch, followRedirects, type Send, type Sender } from "./redirect.js";

export type { Fetch } from "./redirect.js";

/** A request of the Videos API, relative to the base URL. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "DELETE";
  /** Path under the base URL; ids are already URL-encoded. */
  readonly path: string;
  /** An absolute URL instead of `path`. To another origin, no header that may hold a key is sent. */
  readonly url?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string };
  /** Whether the server may respond later than the default timeout of `fetch`. */
  readonly isHeld?: boolean;
  readonly signal: AbortSignal;
}

/** Sends one request, once. Never retries; rejects only if there is no response. */
export interface Transport {
  readonly baseURL: string;
  /** Secrets that requests carry, to be redacted from every message. */
  secrets(): readonly string[];
  send(request: ApiRequest): Promise<HttpResponse>;
}

/** Options of {@link fetchTransport}. */
export interface FetchTransportOptions {
  readonly baseURL: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Default: the global `fetch`, read at the time of the call, so that patches of it apply; on Node without them, its HTTP client. */
  readonly fetch?: Fetch | undefined;
  /** Sends in place of `fetch`. */
  readonly endpoint?: Send | undefined;
}

/** Joins a base URL, a path and a query. */
export function joinURL(baseURL: string, path: string, query?: Readonly<Record<string, string>>): string {
  const url = new URL(baseURL);
  url.pathname = url.pathname.replace(/\/+$/, "") + path;
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  return url.href;
}

/** Whether `url`, if given, has the origin of the base URL. */
export const isSameOrigin = (url: string | undefined, baseURL: string): boolean =>
  url === undefined || new URL(url).origin === new URL(baseURL).origin;

/** Header values that are secret by the header's name, or possibly by their length. */
function collectSecrets(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers)
    .filter(([name, value]) => /auth|key|token|secret|cookie|sign|session|pass|cred/i.test(name) || value.length >= 16)
    .map(([, value]) => value.replace(/^(Bearer|Basic)\s+/i, ""));
}

/** Query parameters may be a signature. */
export const querySecrets = (address: string): string[] => [...new URL(address).searchParams.values()];

/** A transport that knows one method more: services cancel by PUT. */
export interface FetchTransport extends Transport {
  send(request: Omit<ApiRequest, "method"> & { readonly method: ApiRequest["method"] | "PUT" }): Promise<HttpResponse>;
}

const longTimeoutOption = async () => (await import("#node")).longTimeoutOption();

/** What sends a request: what the options say, else Node's HTTP client or the global `fetch`. */
export async function findSender({
  endpoint,
  fetch,
}: Pick<FetchTransportOptions, "endpoint" | "fetch">): Promise<readonly [send: Send, sender: Sender]> {
  if (endpoint) return [endpoint, "endpoint"];
  if (fetch) return [fetch, "custom"];
  const { findHttpFetch } = await import("#node");
  const send = findHttpFetch();
  return send ? [send, "node"] : [(input, init) => globalThis.fetch(input, init), "global"];
}

/** Creates a transport over `fetch`. */
export function fetchTransport(options: FetchTransportOptions): FetchTransport {
  const secrets = [...collectSecrets(options.headers), ...querySecrets(options.baseURL)];
  return {
    baseURL: options.baseURL,
    secrets: () => secrets,
    send: async (request) => {
      const [send, sender] = await findSender(options);
      return followRedirects(send, sender)(request.url ?? joinURL(options.baseURL, request.path, request.query), {
        ...(request.isHeld && sender === "global" ? await longTimeoutOption() : {}),
        method: request.method,
        headers: {
          accept: "application/json",
          ...(isSameOrigin(request.url, options.baseURL) ? options.headers : {}),
          ...request.headers,
          ...(request.body ? { "content-type": request.body.type } : {}),
        },
        signal: request.signal,
        ...(request.body ? { body: request.body.bytes } : {}),
      });
    },
  };
}
