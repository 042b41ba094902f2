/**
 * A copy of a user's `OpenAI` client whose `fetch` is watched: what was sent, and what came back or went wrong.
 *
 * @module
 */

import { type ApiRequest, isOwn } from "./fetch-transport.js";
import { type Fetch, followRedirects } from "./redirect.js";

/** What is asked of a user's own `OpenAI` client: its generic calls, which outlive its `videos` resource. */
export interface OpenAIClientLike {
  readonly baseURL: string;
  get(path: string, options?: object): ResponsePromise;
  post(path: string, options?: object): ResponsePromise;
  delete(path: string, options?: object): ResponsePromise;
  /** A copy of the client with other options. */
  withOptions?(options: object): OpenAIClientLike;
}

interface ResponsePromise {
  asResponse(): Promise<Response>;
}

/** Says of a call of the client's `fetch` which request it belongs to. The client passes it on with `fetchOptions`. */
const mark = Symbol("ugoku.trip");

type Marked = RequestInit & { readonly [mark]?: Trip };

/** One request of ours on its way through the client. */
export class Trip {
  readonly fetchOptions: object;
  /** The answer as the server gave it, whatever its status. */
  response: Response | undefined;
  /** Why there is none. */
  failure: unknown;
  /** Whether the client broke it off. */
  wasStopped = false;
  hasLeft = false;
  readonly request: ApiRequest;
  readonly #strays: () => number;
  readonly #straysBefore: number;

  constructor(request: ApiRequest, strays: () => number) {
    this.request = request;
    // A client that cannot keep our mark follows no redirect with its key either.
    this.fetchOptions = { redirect: "manual", [mark]: this };
    this.#strays = strays;
    this.#straysBefore = strays();
  }

  /** Whether the client's `fetch` was certainly not called for it. */
  isProvenUnsent(): boolean {
    return !this.hasLeft && this.#strays() === this.#straysBefore;
  }
}

/** Headers by which the client says what it is and what it sends: nothing in them is secret. */
const harmless =
  /^(accept|accept-encoding|content-type|content-length|user-agent|x-stainless-.*|openai-(organization|project|beta))$/;

/** Secrets that are remembered: tokens are renewed, and an error may speak of the one before. */
const mostSecrets = 32;

/** A client that is watched. */
export class Watched {
  readonly #own: OpenAIClientLike;
  readonly #copy: OpenAIClientLike;
  readonly #secrets = new Set<string>();
  #strays = 0;

  /** `undefined` where no copy with another `fetch` can be had, as of a class whose constructor takes none. */
  static over(client: OpenAIClientLike): Watched | undefined {
    try {
      const watched = new Watched(client);
      const { baseURL, fetch } = watched.#copy as { baseURL?: unknown; fetch?: unknown };
      return fetch === watched.#fetch && baseURL === client.baseURL ? watched : undefined;
    } catch {
      return undefined;
    }
  }

  private constructor(client: OpenAIClientLike) {
    if (!client.withOptions) throw new TypeError("The client has no withOptions().");
    this.#own = client;
    this.#copy = client.withOptions({ fetch: this.#fetch, ...forgotten(client) });
  }

  /** The copy, with the key that the user's client has now. */
  get client(): OpenAIClientLike {
    const own = this.#own as { readonly apiKey?: unknown; readonly _options?: { readonly apiKey?: unknown } };
    // A function is asked by the copy itself, for each request.
    if (typeof own.apiKey === "string" && typeof own._options?.apiKey !== "function")
      Object.assign(this.#copy, { apiKey: own.apiKey });
    return this.#copy;
  }

  startTrip(request: ApiRequest): Trip {
    return new Trip(request, () => this.#strays);
  }

  /** Keys and tokens that requests bore, those of a function and of default headers too. */
  secrets(): string[] {
    const { apiKey } = this.#copy as { readonly apiKey?: unknown };
    return [...(typeof apiKey === "string" ? [apiKey] : []), ...this.#secrets];
  }

  readonly #fetch: Fetch = async (input, init) => {
    const { [mark]: trip, ...request } = init as Marked;
    const send = fetchOf(this.#own);
    if (!trip) {
      // The client asks elsewhere for a token, or somebody between it and us has lost our mark.
      if (isOwn(input, this.#own.baseURL)) this.#strays += 1;
      return send(input, init);
    }
    trip.hasLeft = true;
    this.#learn(input, request, trip.request);
    try {
      trip.response = await followRedirects(send)(input, request);
    } catch (error) {
      trip.failure = error;
      trip.wasStopped = request.signal?.aborted ?? false;
      throw error;
    }
    return this.#answer(trip, trip.response);
  };

  /**
   * What the client gets to see. It would turn an error status into an error of its own, which keeps the server's words
   * only if they are in `{ error }`. So an error passes as an empty success, but for 401, by which it may renew its token.
   */
  async #answer(trip: Trip, response: Response): Promise<Response> {
    if (response.ok) return response;
    const headers = new Headers(response.headers);
    if (response.status !== 401) return new Response(null, { headers });
    const text = await response.text().catch(() => "");
    trip.response = new Response(text, { status: 401, headers });
    return new Response(text, { status: 401, headers });
  }

  #learn(input: string, { headers }: RequestInit, request: ApiRequest): void {
    const ours = new Headers(request.headers);
    const found = [...new Headers(headers)]
      .filter(([name]) => !harmless.test(name) && !ours.has(name))
      .map(([, value]) => value.replace(/^(Bearer|Basic)\s+/i, ""));
    for (const [name, value] of new URL(input).searchParams)
      if (!/version/i.test(name) && request.query?.[name] === undefined) found.push(value);
    for (const secret of found) {
      this.#secrets.delete(secret);
      this.#secrets.add(secret);
    }
    for (const oldest of this.#secrets) {
      if (this.#secrets.size <= mostSecrets) break;
      this.#secrets.delete(oldest);
    }
  }
}

/** The client's own `fetch`, which is not in its types, so that nothing is taken for granted. */
export function fetchOf(client: object): Fetch {
  const own = "fetch" in client && typeof client.fetch === "function" ? (client.fetch as Fetch) : undefined;
  return (input, init) => (own ? own.call(undefined, input, init) : globalThis.fetch(input, init));
}

/** What a copy forgets, and then takes from the environment or misses: 6.2 a key that is a function, Azure's 6 its own options. */
function forgotten(client: object): object {
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
