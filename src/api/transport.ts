/**
 * The one door to the network: a request goes in, a `Response` comes out, whatever its status.
 *
 * @module
 */
import { type Fetch, followRedirects } from "./redirect.js";

export type { Fetch } from "./redirect.js";

/** A request of the Videos API, before it has an address. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "DELETE";
  /** Path under the base URL, ids already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string };
  readonly signal: AbortSignal;
}

/** Sends one request, once. It never retries, and rejects only when there is no answer at all. */
export interface Transport {
  readonly baseURL: string;
  /** The keys that requests bear: never to be shown, also where a server repeats them. */
  secrets(): readonly string[];
  send(request: ApiRequest): Promise<Response>;
}

/** What a request carries to one origin. */
export interface FetchTransportOptions {
  readonly baseURL: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Missing: the global one, read at the time of the call, so that what patches it applies. */
  readonly fetch?: Fetch | undefined;
}

/** Joins a base URL, a path and a query. */
export function joinURL(baseURL: string, path: string, query?: Readonly<Record<string, string>>): string {
  const url = new URL(baseURL);
  url.pathname = url.pathname.replace(/\/+$/, "") + path;
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  return url.href;
}

/** A transport over `fetch`. */
export function fetchTransport(options: FetchTransportOptions): Transport {
  const send = followRedirects(options.fetch ?? ((input, init) => globalThis.fetch(input, init)));
  const secrets = Object.entries(options.headers).filter(([name]) => /auth|key|token|secret|cookie/i.test(name));
  return {
    baseURL: options.baseURL,
    secrets: () => secrets.map(([, value]) => value.replace(/^(Bearer|Basic)\s+/i, "")),
    send: (request) =>
      send(joinURL(options.baseURL, request.path, request.query), {
        method: request.method,
        headers: {
          accept: "application/json",
          ...options.headers,
          ...request.headers,
          ...(request.body ? { "content-type": request.body.type } : {}),
        },
        signal: request.signal,
        ...(request.body ? { body: request.body.bytes } : {}),
      }),
  };
}
