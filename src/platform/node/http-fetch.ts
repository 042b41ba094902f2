import type { HttpResponse } from "../../utils/http-response.js";
import { nodeModule } from "../../utils/node.js";
import { httpRequest } from "./http-request.js";

/** The property of `globalThis` that holds undici's dispatcher; the number is that of its interface. */
const dispatcherSymbol = /^undici\.globalDispatcher\b/;

/** The source of Node's own `fetch`, a function that loads undici. Another source is a replacement, such as a mock. */
const ownSource = /^(async )?function fetch\(input, .*\binternal\/deps\/undici\/undici\b/s;

let known: { readonly fetch: unknown; readonly isOwn: boolean } | undefined;

/** Whether the global `fetch` is that of Node. */
export function isOwnFetch(): boolean {
  const { fetch } = globalThis as { readonly fetch?: unknown };
  if (known?.fetch !== fetch) known = { fetch, isOwn: looksOwn(fetch) };
  return known?.isOwn ?? false;
}

/** Wrappers can show the source of what they wrap, but not all of it is the same. */
function looksOwn(fetch: unknown): boolean {
  if (!(fetch instanceof Function) || Object.hasOwn(fetch, "toString") || nodeModule("util")?.types.isProxy(fetch))
    return false;
  return fetch.name === "fetch" && fetch.length === 1 && ownSource.test(Function.prototype.toString.call(fetch));
}

/** Whether undici is in use: then a proxy, a mock or a pool may be its dispatcher. */
const hasDispatcher = (): boolean =>
  Object.getOwnPropertySymbols(globalThis).some(
    (symbol) =>
      dispatcherSymbol.test(symbol.description ?? "") && (globalThis as Record<symbol, unknown>)[symbol] !== undefined,
  );

/** Whether a program listens to the requests of undici, as instrumentation does. */
const isObserved = (): boolean => nodeModule("diagnostics_channel")?.hasSubscribers("undici:request:create") ?? false;

/**
 * Sends requests as Node's own `fetch` does, without loading it. `undefined` if `fetch` was replaced, or undici is in use or observed,
 * so that mocks, instrumentation and proxies of the process apply, and in Bun and Deno.
 */
export function findHttpFetch(): typeof httpFetch | undefined {
  return isOwnFetch() && !hasDispatcher() && !isObserved() ? httpFetch : undefined;
}

export const httpFetch = (url: string, { method, headers, body, signal }: RequestInit): Promise<HttpResponse> =>
  httpRequest(new URL(url), {
    method,
    headers: { "accept-encoding": "gzip", "user-agent": "ugoku", ...(headers as Record<string, string>) },
    body: (body ?? undefined) as Uint8Array | undefined,
    signal,
  });

interface Dispatcher {
  dispatch(options: object, handler: unknown): boolean;
}

/**
 * The option of Node's `fetch` for a response that may come after more than five minutes, when `fetch` gives up, and the clip of a
 * long create request would be lost. Removes the limit for one request and keeps the process's own dispatcher; the request's
 * signal limits the time. Other runtimes have neither the limit nor a dispatcher.
 */
export async function longTimeoutOption(): Promise<object> {
  const key = Symbol.for("undici.globalDispatcher.1");
  const globals = globalThis as { readonly [key]?: Dispatcher };
  // It exists only after the first fetch of a process. This one sends nothing.
  if (!globals[key]) await globalThis.fetch("data:,").catch(() => {});
  const dispatcher = globals[key];
  if (!dispatcher) return {};
  const dispatch: Dispatcher["dispatch"] = (options, handler) =>
    dispatcher.dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler);
  return { dispatcher: { dispatch } };
}
