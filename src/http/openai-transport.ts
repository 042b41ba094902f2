/**
 * A transport over a user's own `OpenAI` or `AzureOpenAI` client.
 *
 * @module
 */
import { EndpointError } from "../utils/errors.js";
import { redactAll } from "../utils/redact.js";
import { type ApiRequest, isOwn, joinURL, secretsIn, type Transport } from "./fetch-transport.js";
import { NetworkError } from "./network-error.js";
import { fetchOf, type OpenAIClientLike, Watched } from "./openai-client-wrapper.js";
import { followRedirects } from "./redirect.js";
import { errorFromNetworkError } from "./response-errors.js";
import { uploadTime } from "./timeout.js";

export type { OpenAIClientLike } from "./openai-client-wrapper.js";

/** Whether `value` can be used as an `OpenAI` client. Asked by shape: two copies of the package have two classes. */
export function isOpenAIClient(value: unknown): value is OpenAIClientLike {
  if (typeof value !== "object" || value === null) return false;
  const { baseURL, get, post, delete: remove } = value as Record<string, unknown>;
  return [get, post, remove].every((call) => typeof call === "function") && typeof baseURL === "string";
}

/**
 * Milliseconds that the user gave the client for one request. `undefined` where nobody chose: the ten minutes that are its
 * default would make every poll that hangs cost as long.
 */
export function clientTimeout(client: object): number | undefined {
  const { timeout, constructor: made } = client as { readonly timeout?: unknown; readonly constructor?: unknown };
  const usual = typeof made === "function" && "DEFAULT_TIMEOUT" in made ? made.DEFAULT_TIMEOUT : 600_000;
  return typeof timeout === "number" && timeout > 0 && timeout !== usual ? timeout : undefined;
}

/**
 * A transport over a user's own `OpenAI` client: base URL, key, organisation, headers, query and fetch are the client's.
 * Its retries are switched off for every request, because it repeats a POST whose answer was lost.
 *
 * `timeout`: milliseconds that somebody else watches. The client's own timer is then kept out of the way.
 */
export function openAITransport(client: OpenAIClientLike, timeout?: number): Transport {
  const watched = Watched.over(client);
  const secrets = () => [...keysOf(client), ...secretsIn(client.baseURL), ...(watched?.secrets() ?? [])];
  return {
    baseURL: client.baseURL,
    secrets,
    send: (request) => {
      const { url, signal, headers = {} } = request;
      // The client would send its key along to any address.
      if (!isOwn(url, client.baseURL)) return followRedirects(fetchOf(client))(url ?? "", { headers, signal });
      const options = requestOptions(request, timeout);
      return watched ? sendWatched(watched, request, options, secrets) : sendPlainly(client, request, options);
    },
  };
}

const calls = { GET: "get", POST: "post", DELETE: "delete" } as const;

const keysOf = (client: object): string[] =>
  "apiKey" in client && typeof client.apiKey === "string" ? [client.apiKey] : [];

function requestOptions(request: ApiRequest, timeout: number | undefined): object {
  const { query, body, signal } = request;
  // A second more, so that the two timers never race.
  const patience = timeout && Math.ceil(timeout) + uploadTime(body?.bytes.byteLength ?? 0) + 1_000;
  return {
    maxRetries: 0,
    signal,
    ...(query ? { query } : {}),
    ...(patience && patience < 2 ** 31 ? { timeout: patience } : {}),
    headers: { ...request.headers, ...(body ? { "content-type": body.type } : {}) },
    ...(body ? { body: body.bytes } : {}),
  };
}

/** Through the client's calls, with an eye on what its `fetch` gets: the client keeps neither bodies nor causes. */
async function sendWatched(
  watched: Watched,
  request: ApiRequest,
  options: object,
  secrets: () => readonly string[],
): Promise<Response> {
  const { client } = watched;
  const trip = watched.startTrip(request);
  try {
    const response = await client[calls[request.method]](request.url ?? request.path, {
      ...options,
      fetchOptions: trip.fetchOptions,
    }).asResponse();
    return trip.response ?? response;
  } catch (error) {
    if (request.signal.aborted) throw error;
    if (trip.response) return trip.response;
    if (trip.isProvenUnsent()) throw unsent(error, request, secrets());
    // The only other signal that the client's `fetch` knows is that of the client's own timer.
    if (trip.wasStopped) throw tooLate(error, client.baseURL, request);
    // It has the cause, such as a connection that was refused; the client's own error may not.
    throw trip.failure ?? answerInside(error) ?? error;
  }
}

/** The error for a client that could not even make a request, as when its token's source is out of order. */
function unsent(error: unknown, { method, path }: ApiRequest, secrets: readonly string[]): EndpointError {
  const words = error instanceof Error ? error.message : String(error);
  const isClean = secrets.every((secret) => secret.length < 6 || !textOf(error).includes(secret));
  return new EndpointError(
    "endpoint_unreachable",
    `[${method}] "${path}": the OpenAI client failed before it sent anything: ${redactAll(words, secrets)}`,
    {
      hint: "Check what the client was made with: its key or what gives its token, its headers, its fetch.",
      retryable: true,
      ...(isClean ? { cause: error } : {}),
    },
  );
}

/** What a log would show of an error and its causes. */
function textOf(error: unknown): string {
  const texts: string[] = [];
  let current = error;
  for (; current instanceof Error && texts.length < 8; current = current.cause)
    texts.push(`${current.stack}${current}`);
  return `${texts.join("\n")}${String(current)}`;
}

const tooLate = (cause: unknown, baseURL: string, { method, path }: ApiRequest) =>
  errorFromNetworkError(
    new NetworkError("no answer in time", { sent: true, timedOut: true, cause }),
    method,
    baseURL,
    path,
  );

/** Through a client that cannot be watched. What its `fetch` is given stays on the base URL's origin all the same. */
function sendPlainly(client: OpenAIClientLike, request: ApiRequest, options: object): Promise<Response> {
  const first = request.url ?? joinURL(client.baseURL, request.path, request.query);
  const send = async (url: string, init: RequestInit) => {
    if (new URL(url).origin !== new URL(first).origin) return fetchOf(client)(url, init);
    const moved = url !== first && { query: undefined };
    const fetchOptions = { redirect: "manual" };
    try {
      return await client[calls[request.method]](moved ? url : (request.url ?? request.path), {
        ...options,
        ...moved,
        fetchOptions,
      }).asResponse();
    } catch (error) {
      const response = answerInside(error);
      if (response) return response;
      throw error;
    }
  };
  const { method, headers = {}, signal } = request;
  return followRedirects(send)(first, { method, headers, signal });
}

/** The client throws on an error status. This turns its error back into the answer that the server gave. */
function answerInside(error: unknown): Response | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { status, headers, error: body, message } = error as Record<string, unknown>;
  if (typeof status !== "number" || status < 200 || status > 599) return undefined;
  // The client unwraps `{ error: … }`; what was not JSON is only left in its message.
  const words = String(message ?? "").replace(`${status} `, "");
  const text = body === undefined ? words.replace(/^status code \(no body\)$/, "") : JSON.stringify({ error: body });
  return new Response(status === 304 ? null : text, {
    status,
    headers: headers instanceof Headers ? headers : new Headers(),
  });
}
