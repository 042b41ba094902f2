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
  /** An absolute address in place of the path: of another origin, it gets none of the headers that may hold a key. */
  readonly url?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string };
  /** Whether the server may hold its answer for longer than a `fetch` waits by itself. */
  readonly isHeld?: boolean;
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

/** Whether an address, if one is given, is of the same origin. */
export const isOwn = (url: string | undefined, baseURL: string): boolean =>
  url === undefined || new URL(url).origin === new URL(baseURL).origin;

/** Header values that are a secret by their header's name, or may be one by their length. */
function secretsOf(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers)
    .filter(([name, value]) => /auth|key|token|secret|cookie|sign|session|pass|cred/i.test(name) || value.length >= 16)
    .map(([, value]) => value.replace(/^(Bearer|Basic)\s+/i, ""));
}

/** What is in the query of an address may sign it. */
export const secretsIn = (address: string): string[] => [...new URL(address).searchParams.values()];

interface Dispatcher {
  dispatch(options: object, handler: unknown): boolean;
}

/**
 * Node's `fetch` gives up after five minutes without an answer, and the clip of a create that is held for longer would be
 * lost. This takes that limit away for one request, and leaves whatever dispatcher the process has in its place; time is
 * watched by the request's own signal. Elsewhere there is no such limit, and no dispatcher.
 */
async function patience(): Promise<object> {
  const place = Symbol.for("undici.globalDispatcher.1");
  const known = globalThis as { readonly [place]?: Dispatcher };
  // It is only there after the first fetch of a process. This one goes nowhere.
  if (!known[place]) await globalThis.fetch("data:,").catch(() => {});
  const dispatcher = known[place];
  if (!dispatcher) return {};
  const dispatch: Dispatcher["dispatch"] = (options, handler) =>
    dispatcher.dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler);
  return { dispatcher: { dispatch } };
}

/** A transport over `fetch`. */
export function fetchTransport(options: FetchTransportOptions): Transport {
  const send = followRedirects(options.fetch ?? ((input, init) => globalThis.fetch(input, init)));
  const secrets = [...secretsOf(options.headers), ...secretsIn(options.baseURL)];
  return {
    baseURL: options.baseURL,
    secrets: () => secrets,
    send: async (request) =>
      send(request.url ?? joinURL(options.baseURL, request.path, request.query), {
        ...(request.isHeld && !options.fetch ? await patience() : {}),
        method: request.method,
        headers: {
          accept: "application/json",
          ...(isOwn(request.url, options.baseURL) ? options.headers : {}),
          ...request.headers,
          ...(request.body ? { "content-type": request.body.type } : {}),
        },
        signal: request.signal,
        ...(request.body ? { body: request.body.bytes } : {}),
      }),
  };
}
