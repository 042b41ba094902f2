/**
 * The transport over a user's own `OpenAI` or `AzureOpenAI` client.
 *
 * @module
 */
import { EndpointError, RequestError } from "../utils/errors.js";
import { codeOnly, text } from "../utils/message.js";
import { redactCause } from "../utils/redact-cause.js";
import { noStore } from "../utils/redirects.js";
import { redactAll } from "../utils/secrets.js";
import { maxTimerMs } from "../utils/timers.js";
import { type ApiRequest, isSameOrigin, joinURL, querySecrets, type Transport } from "./fetch-transport.js";
import { NetworkError } from "./network-error.js";
import type { OpenAIClientLike } from "./openai-client.js";
import { ClientWrapper, getFetch, usesGlobalFetch } from "./openai-client-wrapper.js";
import { followRedirects } from "./redirect.js";
import { errorFromNetworkError } from "./response-errors.js";
import { uploadTime } from "./timeout.js";

/**
 * The timeout that the user set on the client, in milliseconds. `undefined` for the client's default of ten minutes, with
 * which every poll that hangs would take that long.
 */
export function clientTimeout(client: object): number | undefined {
  const { timeout, constructor: clientClass } = client as {
    readonly timeout?: unknown;
    readonly constructor?: unknown;
  };
  const defaultTimeout =
    typeof clientClass === "function" && "DEFAULT_TIMEOUT" in clientClass ? clientClass.DEFAULT_TIMEOUT : 600_000;
  return typeof timeout === "number" && timeout > 0 && timeout !== defaultTimeout ? timeout : undefined;
}

/**
 * Creates a transport over a user's own `OpenAI` client: base URL, key, organization, headers, query and fetch are the client's.
 * Its retries are disabled, because it repeats a POST whose response was lost.
 *
 * `timeout`: milliseconds that the caller enforces; the client's own timer is then set a little longer.
 */
export function openAITransport(client: OpenAIClientLike, timeout?: number): Transport {
  rejectOldClient(client);
  const wrapper = ClientWrapper.create(client);
  const secrets = () => [...getApiKeys(client), ...querySecrets(client.baseURL), ...(wrapper?.secrets() ?? [])];
  return {
    baseURL: client.baseURL,
    secrets,
    send: (request) => {
      const { url, signal, headers = {} } = request;
      // The client would send its key to any origin.
      if (!isSameOrigin(url, client.baseURL))
        return followRedirects(getFetch(client), "custom")(url ?? "", { headers, signal });
      const options = requestOptions(request, timeout);
      return wrapper ? sendWrapped(wrapper, request, options, secrets) : sendPlainly(client, request, options);
    },
  };
}

/** openai 4 ignores that redirects must not be followed: its `fetch` would repeat a create request at another address. */
function rejectOldClient(client: object): void {
  const userAgent = "getUserAgent" in client && typeof client.getUserAgent === "function" ? client.getUserAgent() : "";
  const version = /\bJS (\d+)(\.[\w.-]*)?$/.exec(String(userAgent));
  if (!version || Number(version[1]) >= 5) return;
  throw new RequestError("option_invalid", `client is of openai ${version[0].slice(3)}, which is too old.`, {
    hint: text`Update openai to version 6 or 7. ${codeOnly("Or pass its address and key: createUgoku({ baseURL: client.baseURL, apiKey: client.apiKey }).")}`,
  });
}

const calls = { GET: "get", POST: "post", DELETE: "delete" } as const;

const getApiKeys = (client: object): string[] =>
  "apiKey" in client && typeof client.apiKey === "string" ? [client.apiKey] : [];

function requestOptions(request: ApiRequest, timeout: number | undefined): object {
  const { query, body, signal } = request;
  // One second longer, so that the two timers never race.
  const clientLimit = timeout && Math.ceil(timeout) + uploadTime(body?.bytes.byteLength ?? 0) + 1_000;
  return {
    maxRetries: 0,
    signal,
    ...(query ? { query } : {}),
    ...(clientLimit && clientLimit <= maxTimerMs ? { timeout: clientLimit } : {}),
    headers: { ...request.headers, ...(body ? { "content-type": body.type } : {}) },
    ...(body ? { body: body.bytes } : {}),
  };
}

/** Sends through the wrapped client, which keeps the response and the cause that the client itself drops. */
async function sendWrapped(
  wrapper: ClientWrapper,
  request: ApiRequest,
  options: object,
  secrets: () => readonly string[],
): Promise<Response> {
  const { client } = wrapper;
  const tracked = wrapper.track(request);
  try {
    const response = await client[calls[request.method]](request.url ?? request.path, {
      ...options,
      fetchOptions: tracked.fetchOptions,
    }).asResponse();
    return tracked.response ?? response;
  } catch (error) {
    if (request.signal.aborted) throw error;
    if (tracked.response) return tracked.response;
    if (tracked.isProvenUnsent()) throw unsentError(error, request, secrets());
    // The client's `fetch` has only one other signal: that of the client's own timer.
    if (tracked.wasAborted) throw timeoutError(error, client.baseURL, request);
    // Our error has the cause, such as a refused connection; the client's own error may not.
    throw tracked.failure ?? toResponse(error) ?? error;
  }
}

/** The error for a client that failed before sending, for instance because its token provider failed. */
function unsentError(error: unknown, { method, path }: ApiRequest, secrets: readonly string[]): EndpointError {
  const words = error instanceof Error ? error.message : String(error);
  return new EndpointError(
    "endpoint_unreachable",
    `[${method}] "${path}": the OpenAI client failed before it sent anything: ${redactAll(words, secrets)}`,
    {
      hint: "Check the client's options: its key or token provider, its headers, its fetch.",
      retryable: true,
      cause: redactCause(error, (text) => redactAll(text, secrets)),
    },
  );
}

const timeoutError = (cause: unknown, baseURL: string, request: ApiRequest) =>
  errorFromNetworkError(
    new NetworkError("no response in time", { sent: true, timedOut: true, cause }),
    request,
    baseURL,
  );

/** Sends through a client that cannot be wrapped; redirects are still followed here, without the key. */
function sendPlainly(client: OpenAIClientLike, request: ApiRequest, options: object): Promise<Response> {
  const first = request.url ?? joinURL(client.baseURL, request.path, request.query);
  const send = async (url: string, init: RequestInit) => {
    if (new URL(url).origin !== new URL(first).origin) return getFetch(client)(url, init);
    const moved = url !== first && { query: undefined };
    const fetchOptions = { redirect: "manual", ...noStore() };
    try {
      return await client[calls[request.method]](moved ? url : (request.url ?? request.path), {
        ...options,
        ...moved,
        fetchOptions,
      }).asResponse();
    } catch (error) {
      const response = toResponse(error);
      if (response) return response;
      throw error;
    }
  };
  const { method, headers = {}, signal } = request;
  return followRedirects(send, usesGlobalFetch(client) ? "global" : "custom")(first, { method, headers, signal });
}

/** Restores the server's response from the error that the client throws for it. */
function toResponse(error: unknown): Response | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { status, headers, error: body, message } = error as Record<string, unknown>;
  if (typeof status !== "number" || status < 200 || status > 599) return undefined;
  // The client unwraps `{ error: … }`; a body that was not JSON is only in its message.
  const words = String(message ?? "").replace(`${status} `, "");
  const text = body === undefined ? words.replace(/^status code \(no body\)$/, "") : JSON.stringify({ error: body });
  return new Response(status === 304 ? null : text, {
    status,
    headers: headers instanceof Headers ? headers : new Headers(),
  });
}
