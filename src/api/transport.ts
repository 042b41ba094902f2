/**
 * The one door to the network: a request goes in, a `Response` comes out, whatever its status.
 *
 * @module
 */

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
  send(request: ApiRequest): Promise<Response>;
}

/** A `fetch` that may be the global one, undici's, a proxy or a fake. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** What a request carries to one origin. */
export interface FetchTransportOptions {
  readonly baseURL: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Missing: the global one, read at the time of the call, so that what patches it applies. */
  readonly fetch?: Fetch | undefined;
}

/** Why there was no answer. `sent: false` means: provably, the server never took the request. */
export class NoAnswer extends Error {
  readonly sent: boolean;
  readonly timedOut: boolean;

  constructor(message: string, options: { sent: boolean; timedOut: boolean; cause: unknown }) {
    super(message, { cause: options.cause });
    this.name = "NoAnswer";
    this.sent = options.sent;
    this.timedOut = options.timedOut;
  }
}

/** Failures before the first byte of a request can have left: no connection, no name, no TLS session. */
const neverSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_SSL_\w+|ERR_INVALID_URL)$/;

/** The first error code in a chain of causes, such as `"ECONNREFUSED"`. */
function errorCode(error: unknown): string | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 8 && typeof current === "object" && current !== null; depth++) {
    const { code, cause, errors } = current as { code?: unknown; cause?: unknown; errors?: unknown };
    if (typeof code === "string") return code;
    // Node tries each address of a name, and throws all failures as one.
    current = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return undefined;
}

/** What a failed `fetch` proves. */
export function noAnswer(cause: unknown, timedOut: boolean): NoAnswer {
  const code = errorCode(cause);
  const reason = code ?? (cause instanceof Error ? cause.message : String(cause));
  return new NoAnswer(timedOut ? "no answer in time" : reason, {
    sent: timedOut || !(code !== undefined && neverSent.test(code)),
    timedOut,
    cause,
  });
}

/** Joins a base URL, a path and a query. */
export function joinURL(baseURL: string, path: string, query?: Readonly<Record<string, string>>): string {
  const url = new URL(baseURL);
  url.pathname = url.pathname.replace(/\/+$/, "") + path;
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  return url.href;
}

/** A signal that fires with the caller's, or when `timeout` milliseconds have passed without {@link Timeout.clear}. */
export interface Timeout {
  readonly signal: AbortSignal;
  readonly expired: () => boolean;
  clear(): void;
}

/** Starts a timeout of `milliseconds` that also follows `outer`. */
export function startTimeout(milliseconds: number, outer: AbortSignal | undefined): Timeout {
  const controller = new AbortController();
  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    controller.abort(new DOMException(`No answer within ${milliseconds} ms`, "TimeoutError"));
  }, milliseconds);
  const follow = () => controller.abort(outer?.reason);
  if (outer?.aborted) follow();
  else outer?.addEventListener("abort", follow, { once: true });
  return {
    signal: controller.signal,
    expired: () => expired,
    // Lets go of the caller's signal too: it may be one signal for thousands of polls. Who reads a body on watches it.
    clear: () => {
      clearTimeout(timer);
      outer?.removeEventListener("abort", follow);
    },
  };
}

/** A transport over `fetch`. */
export function fetchTransport(options: FetchTransportOptions): Transport {
  const send: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  return {
    baseURL: options.baseURL,
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
