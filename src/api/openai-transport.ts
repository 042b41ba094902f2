import { followRedirects } from "./redirect.js";
import { type ApiRequest, type Fetch, secretsIn, type Transport } from "./transport.js";

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

/** Whether `value` can be used as an `OpenAI` client. Asked by shape: two copies of the package have two classes. */
export function isOpenAIClient(value: unknown): value is OpenAIClientLike {
  if (typeof value !== "object" || value === null) return false;
  const { baseURL, get, post, delete: remove } = value as Record<string, unknown>;
  return [get, post, remove].every((call) => typeof call === "function") && typeof baseURL === "string";
}

/**
 * A transport over a user's own `OpenAI` client: base URL, key, organisation, headers and fetch are the client's.
 * Its retries are switched off for every request, because it repeats a POST whose answer was lost.
 */
export function openAITransport(client: OpenAIClientLike): Transport {
  const calls = { GET: "get", POST: "post", DELETE: "delete" } as const;
  const view = client.withOptions?.({ fetch: hideErrors(fetchOf(client)) }) ?? client;
  return {
    baseURL: client.baseURL,
    secrets: () => [
      ...("apiKey" in client && typeof client.apiKey === "string" ? [client.apiKey] : []),
      ...secretsIn(client.baseURL),
    ],
    async send(request) {
      try {
        return showError(await view[calls[request.method]](request.path, requestOptions(request)).asResponse());
      } catch (error) {
        const response = answerInside(error);
        if (response) return response;
        throw error;
      }
    },
  };
}

/** The client's own `fetch`, which is not in its types, so that nothing is taken for granted. */
function fetchOf(client: object): Fetch {
  const own = "fetch" in client && typeof client.fetch === "function" ? (client.fetch as Fetch) : undefined;
  return (input, init) => (own ? own.call(undefined, input, init) : globalThis.fetch(input, init));
}

/** Carries an error's status past the client. */
const statusHeader = "x-ugoku-status";

/**
 * The client turns an error status into an error of its own, which keeps the server's words only if they are in
 * `{ error }`. So an error passes as a success, but for 401, by which the client may renew its token.
 */
function hideErrors(send: Fetch): Fetch {
  const following = followRedirects(send);
  return async (input, init) => {
    const response = await following(input, init);
    if (response.ok || response.status === 401 || response.type === "opaqueredirect") return response;
    const headers = new Headers(response.headers);
    headers.set(statusHeader, String(response.status));
    return new Response(response.body, { status: 200, headers });
  };
}

function showError(response: Response): Response {
  const status = Number(response.headers.get(statusHeader));
  if (!(status >= 200 && status <= 599)) return response;
  const headers = new Headers(response.headers);
  headers.delete(statusHeader);
  return new Response(status === 304 ? null : response.body, { status, headers });
}

function requestOptions(request: ApiRequest): object {
  return {
    maxRetries: 0,
    signal: request.signal,
    ...(request.query ? { query: request.query } : {}),
    headers: { ...request.headers, ...(request.body ? { "content-type": request.body.type } : {}) },
    ...(request.body ? { body: request.body.bytes } : {}),
  };
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
