/**
 * The reads of a probe: GET, and nothing else. What answered is kept as data; what did not, with its reason.
 *
 * @module
 */

import { NetworkError, toNetworkError } from "../http/network-error.js";
import type { Fetch } from "../http/redirect.js";
import { startTimeout } from "../http/timeout.js";
import { untilAborted } from "../utils/abort.js";
import { redirectTarget } from "../utils/redirects.js";
import type { ProbeRequest } from "./report.js";

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What the text is as JSON; `undefined` if it is none. */
  readonly json: unknown;
  /** Where it leads, if that is another origin; `null` where a browser does not say. */
  readonly redirect?: URL | null;
}

/** An answer, or why there is none. */
export type Read = Answer | NetworkError;

export const isAnswer = (read: Read | undefined): read is Answer =>
  read !== undefined && !(read instanceof NetworkError);

/** What a reader needs. */
export interface ReaderOptions {
  /** Missing: the global one. */
  readonly fetch?: Fetch | undefined;
  /** What requests under the base URL bear. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds for one read. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
  /** Takes secrets out of what is reported. */
  readonly hide: (text: string) => string;
}

/** Reads addresses of one origin, and remembers that it did. */
export interface Reader {
  readonly requests: readonly ProbeRequest[];
  /** `bare`: without the key and the configured headers. Rejects only with the caller's reason to stop. */
  read(
    url: string,
    options?: { readonly bare?: boolean; readonly query?: Readonly<Record<string, string>> },
  ): Promise<Read>;
}

/** Bytes of an answer that are read: an API's description may be long. */
const mostBytes = 8 * 1024 * 1024;

/** Redirects within the origin that one read follows. */
const mostRedirects = 3;

export function createReader(options: ReaderOptions): Reader {
  const requests: ProbeRequest[] = [];
  const send: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));

  async function once(url: URL, shown: string, bare: boolean): Promise<{ read: Read; next?: URL }> {
    options.signal?.throwIfAborted();
    const limit = startTimeout(options.timeout, options.signal);
    const started = performance.now();
    // In its place before the answer is there, so that the order is the one in which they were asked.
    const place = requests.length;
    const note = (status: number | null) => {
      requests[place] = {
        method: "GET",
        path: options.hide(shown),
        withHeaders: !bare,
        status,
        ms: Math.round(performance.now() - started),
      };
    };
    note(null);
    try {
      const work = send(url.href, {
        method: "GET",
        headers: { accept: "application/json", ...(bare ? {} : options.headers) },
        // By hand: no header may go to another origin.
        redirect: "manual",
        signal: limit.signal,
      });
      const response = await untilAborted(work, limit.signal);
      const { status, headers } = response;
      const target = redirectTarget(response, url);
      if (target || response.type === "opaqueredirect") {
        response.body?.cancel().catch(() => {});
        note(status);
        const answer = { status, headers, text: "", json: undefined };
        if (target?.origin === url.origin) return { read: answer, next: target };
        return { read: { ...answer, redirect: target ?? null } };
      }
      const text = await readText(response, limit.signal);
      note(status);
      return { read: { status, headers, text, json: parse(text) } };
    } catch (error) {
      options.signal?.throwIfAborted();
      note(null);
      return { read: toNetworkError(error, limit.expired()) };
    } finally {
      limit.clear();
    }
  }

  return {
    requests,
    async read(address, { bare = false, query = {} } = {}) {
      let url = new URL(address);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const asked = new URLSearchParams(query).toString();
      let shown = url.pathname + (asked ? `?${asked}` : "");
      for (let hop = 0; ; hop++) {
        const { read, next } = await once(url, shown, bare);
        if (!next || hop === mostRedirects) return read;
        url = next;
        shown = next.pathname;
      }
    },
  };
}

/** The body as text, up to a limit. What is longer is no answer to any of these questions. */
async function readText(response: Response, signal: AbortSignal): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  for (let size = 0; size < mostBytes; ) {
    const { done, value } = await untilAborted(reader.read(), signal);
    if (done) return text + decoder.decode();
    size += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  reader.cancel().catch(() => {});
  return text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
