import type { ApiRequest, Transport } from "./transport.js";

/** What is asked of a user's own `OpenAI` client: its generic calls, which outlive its `videos` resource. */
export interface OpenAIClientLike {
  readonly baseURL: string;
  get(path: string, options?: object): ResponsePromise;
  post(path: string, options?: object): ResponsePromise;
  delete(path: string, options?: object): ResponsePromise;
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
  return {
    baseURL: client.baseURL,
    async send(request) {
      try {
        return await client[calls[request.method]](request.path, requestOptions(request)).asResponse();
      } catch (error) {
        const response = answerInside(error);
        if (response) return response;
        throw error;
      }
    },
  };
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
  const text = body === undefined ? String(message ?? "").replace(`${status} `, "") : JSON.stringify({ error: body });
  return new Response(text, { status, headers: headers instanceof Headers ? headers : new Headers() });
}
