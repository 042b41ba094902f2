/**
 * The transport over `fetch`: sends a request and returns the `Response`, whatever its status.
 *
 * @module
 */
import { describeValue, RequestError } from "../utils/errors.js";
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

/** Headers of the connection, which the HTTP client writes itself. */
const connectionHeaders = /^(content-length|transfer-encoding|expect|upgrade|keep-alive|te|trailer)$/;

/**
 * The headers as they are sent. White space around a value does not belong to it: a key may end in a line break.
 *
 * @throws RequestError for a header that cannot be sent: on a create request it would leave the outcome unknown. The value may be a
 * key, and is not shown.
 */
function checkHeaders(given: Readonly<Record<string, string>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const trimmed = value.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "");
    if (connectionHeaders.test(name.toLowerCase()))
      throw new RequestError("option_invalid", `The header ${describeValue(name)} belongs to the connection.`, {
        hint: "Leave it out: it is set for each request.",
      });
    // RFC 9110, sections 5.1 and 5.5; not by `Headers`, for which Node loads all of its `fetch`.
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(trimmed))
      throw new RequestError("option_invalid", `The header ${describeValue(name)} contains invalid characters.`, {
        hint: "Check the API key for a line break or a character that is not ASCII.",
      });
    headers[name] = trimmed;
  }
  return headers;
}

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

const longTimeoutOption = () =>
  import("#node").then(
    (platform) => platform.longTimeoutOption(),
    () => ({}),
  );

/** What sends a request: what the options say, else Node's HTTP client or the global `fetch`. */
export async function findSender({
  endpoint,
  fetch,
}: Pick<FetchTransportOptions, "endpoint" | "fetch">): Promise<readonly [send: Send, sender: Sender]> {
  if (endpoint) return [endpoint, "endpoint"];
  if (fetch) return [fetch, "custom"];
  // A bundle may lack the file: then `fetch` is there.
  const send = await import("#node").then(
    ({ findHttpFetch }) => findHttpFetch(),
    () => undefined,
  );
  return send ? [send, "node"] : [(input, init) => globalThis.fetch(input, init), "global"];
}

/** Creates a transport over `fetch`. */
export function fetchTransport(options: FetchTransportOptions): FetchTransport {
  const headers = checkHeaders(options.headers);
  const secrets = [...collectSecrets(headers), ...querySecrets(options.baseURL)];
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
          ...(isSameOrigin(request.url, options.baseURL) ? headers : {}),
          ...request.headers,
          ...(request.body ? { "content-type": request.body.type } : {}),
        },
        signal: request.signal,
        ...(request.body ? { body: request.body.bytes } : {}),
      });
    },
  };
}
