/**
 * A copy of a user's `OpenAI` client with a `fetch` that records each response and failure.
 *
 * @module
 */

import { type ApiRequest, isSameOrigin } from "./fetch-transport.js";
import { UnansweredCreate } from "./network-error.js";
import type { OpenAIClientLike } from "./openai-client.js";
import { type Fetch, followRedirects } from "./redirect.js";
import { readStart } from "./server-message.js";

/** Marks a call of the client's `fetch` with its request. The client passes `fetchOptions` on. */
const mark = Symbol("ugoku.request");

type Marked = RequestInit & { readonly [mark]?: TrackedRequest };

/** One request that passes through the client. */
export class TrackedRequest {
  readonly fetchOptions: object;
  /** The server's response, whatever its status. */
  response: Response | undefined;
  /** The error, if there was no response. */
  failure: unknown;
  /** Whether the client's own signal aborted it. */
  wasAborted = false;
  wasSent = false;
  readonly request: ApiRequest;
  readonly #unmarked: () => number;
  readonly #unmarkedBefore: number;

  constructor(request: ApiRequest, unmarked: () => number) {
    this.request = request;
    // Redirects are followed by the wrapper, never by the client.
    this.fetchOptions = { redirect: "manual", [mark]: this };
    this.#unmarked = unmarked;
    this.#unmarkedBefore = unmarked();
  }

  /** Whether the client's `fetch` was certainly not called for this request. */
  isProvenUnsent(): boolean {
    return !this.wasSent && this.#unmarked() === this.#unmarkedBefore;
  }
}

/** Headers that the client always sends and that hold no secret. */
const safeHeaders =
  /^(accept|accept-encoding|content-type|content-length|user-agent|x-stainless-.*|openai-(organization|project|beta))$/;

/** Maximum secrets kept for redaction: tokens are renewed, and an error may quote an earlier one. */
const maxSecrets = 32;

/** The wrapper around one client. */
export class ClientWrapper {
  readonly #own: OpenAIClientLike;
  readonly #copy: OpenAIClientLike;
  readonly #secrets = new Set<string>();
  #unmarked = 0;

  /** `undefined` if the client cannot be copied with another `fetch`. */
  static create(client: OpenAIClientLike): ClientWrapper | undefined {
    try {
      const wrapper = new ClientWrapper(client);
      const { baseURL, fetch } = wrapper.#copy as { baseURL?: unknown; fetch?: unknown };
      return fetch === wrapper.#fetch && baseURL === client.baseURL ? wrapper : undefined;
    } catch {
      return undefined;
    }
  }

  private constructor(client: OpenAIClientLike) {
    if (!client.withOptions) throw new TypeError("The client has no withOptions().");
    this.#own = client;
    this.#copy = client.withOptions({ fetch: this.#fetch, ...droppedOptions(client) });
  }

  /** The copy, with the current key of the user's client. */
  get client(): OpenAIClientLike {
    const own = this.#own as { readonly apiKey?: unknown; readonly _options?: { readonly apiKey?: unknown } };
    // The copy itself calls a key function for each request.
    if (typeof own.apiKey === "string" && typeof own._options?.apiKey !== "function")
      Object.assign(this.#copy, { apiKey: own.apiKey });
    return this.#copy;
  }

  track(request: ApiRequest): TrackedRequest {
    return new TrackedRequest(request, () => this.#unmarked);
  }

  /** Keys and tokens that requests carried, including those of key functions and default headers. */
  secrets(): string[] {
    const { apiKey } = this.#copy as { readonly apiKey?: unknown };
    return [...(typeof apiKey === "string" ? [apiKey] : []), ...this.#secrets];
  }

  readonly #fetch: Fetch = async (input, init) => {
    const { [mark]: tracked, ...request } = init as Marked;
    const send = getFetch(this.#own);
    if (!tracked) {
      // A token request, or a call from which a middleware removed the mark.
      if (isSameOrigin(input, this.#own.baseURL)) this.#unmarked += 1;
      return send(input, init);
    }
    tracked.wasSent = true;
    this.#collectSecrets(input, request, tracked.request);
    try {
      tracked.response = await followRedirects(send, usesGlobalFetch(this.#own) ? "global" : "custom")(input, request);
    } catch (error) {
      tracked.failure = error;
      tracked.wasAborted = request.signal?.aborted ?? false;
      throw error instanceof UnansweredCreate ? error.cause : error;
    }
    return this.#toClient(tracked, tracked.response);
  };

  /**
   * The response that the client sees. It turns an error status into an error of its own, which keeps the server's message
   * only if it is in `{ error }`. So an error is passed on as an empty success, except 401, after which it may renew its token.
   */
  async #toClient(tracked: TrackedRequest, response: Response): Promise<Response> {
    if (response.ok) return response;
    const headers = new Headers(response.headers);
    if (response.status !== 401) return new Response(null, { headers });
    const { text } = await readStart(response, tracked.request.signal);
    tracked.response = new Response(text, { status: 401, headers });
    return new Response(text, { status: 401, headers });
  }

  #collectSecrets(input: string, { headers }: RequestInit, request: ApiRequest): void {
    const ours = new Headers(request.headers);
    const found = [...new Headers(headers)]
      .filter(([name]) => !safeHeaders.test(name) && !ours.has(name))
      .map(([, value]) => value.replace(/^(Bearer|Basic)\s+/i, ""));
    for (const [name, value] of new URL(input).searchParams)
      if (!/version/i.test(name) && request.query?.[name] === undefined) found.push(value);
    for (const secret of found) {
      this.#secrets.delete(secret);
      this.#secrets.add(secret);
    }
    for (const oldest of this.#secrets) {
      if (this.#secrets.size <= maxSecrets) break;
      this.#secrets.delete(oldest);
    }
  }
}

/** Whether the client sends with the global `fetch`, as it does by default. */
export const usesGlobalFetch = (client: object): boolean =>
  !("fetch" in client && typeof client.fetch === "function") || client.fetch === globalThis.fetch;

/** The client's own `fetch`, which its types do not declare. */
export function getFetch(client: object): Fetch {
  const own = "fetch" in client && typeof client.fetch === "function" ? (client.fetch as Fetch) : undefined;
  return (input, init) => (own ? own.call(undefined, input, init) : globalThis.fetch(input, init));
}

/** Options that `withOptions()` drops: key functions in openai 6.2, Azure's own options in openai 6. */
function droppedOptions(client: object): object {
  const { apiVersion, deploymentName, _options } = client as {
    readonly apiVersion?: unknown;
    readonly deploymentName?: unknown;
    readonly _options?: { readonly apiKey?: unknown };
  };
  return {
    ...(typeof _options?.apiKey === "function" ? { apiKey: _options.apiKey } : {}),
    ...(typeof apiVersion === "string" ? { apiVersion } : {}),
    ...(typeof deploymentName === "string" ? { deployment: deploymentName } : {}),
  };
}
