import { ApiError, isUgokuError } from "../utils/errors.js";
import { discardBody, type HttpResponse } from "../utils/http-response.js";
import { type Hop, noStore, redirectTarget, followRedirects as sendHops } from "../utils/redirects.js";
import { withoutQuery } from "../utils/without-query.js";
import { UnansweredCreate } from "./network-error.js";

/** Sends one request, and follows no redirect. */
export type Send<Answer extends HttpResponse = HttpResponse> = (input: string, init: RequestInit) => Promise<Answer>;

/** A `fetch` that may be the global one, undici's, a proxy or a fake. */
export type Fetch = Send<Response>;

/** What sends: a `fetch` of the user, an endpoint that needs no `Request`, the global `fetch`, or Node's HTTP client in its place. */
export type Sender = "custom" | "endpoint" | "global" | "node";

/** Maximum redirects of one request. */
const maxRedirects = 5;

/** The next step after a redirected request. */
export const redirectHint = "If you trust the redirect's target, use it as the base URL.";

const isFetch = (sender: Sender): boolean => sender === "custom" || sender === "global";

/** The option against caches. Only `fetch` can have one. */
export const cacheOption = (sender: Sender) => (isFetch(sender) ? noStore() : {});

/**
 * Wraps `send` to follow redirects. To another origin the endpoint's headers are not sent: any of them may hold a key, and
 * `fetch` itself removes only `Authorization`. A redirect of a create request is never followed, and one of a delete request
 * only within the origin and only if the method is kept (307, 308).
 *
 * No request may be answered by a cache.
 */
export function followRedirects<Answer extends HttpResponse>(send: Send<Answer>, sender: Sender): Send<Answer> {
  return async (input, given) => {
    const init: RequestInit = { ...cacheOption(sender), ...given, redirect: "manual" };
    if (init.method === "POST") return sendCreate(send, input, init, sender);
    const first: Hop = { url: new URL(input), init };
    return (await sendHops(first, ({ url, init }) => send(url.href, init), nextHop)).response;
  };
}

/** Sends a create request. Counts how often its body is taken, to tell later whether it can have been sent. */
async function sendCreate<Answer extends HttpResponse>(
  send: Send<Answer>,
  input: string,
  init: RequestInit,
  sender: Sender,
): Promise<Answer> {
  const { body: given, ...rest } = init;
  const body = isFetch(sender) ? sendableOnce(given) : given;
  // A client that has the body already may have sent it.
  let isReading = false;
  let bodyReads = body === undefined || body === null ? 1 : 0;
  const counted: RequestInit = {
    ...rest,
    get body() {
      // Interceptors make several requests of one call before they send any.
      if (!isReading) bodyReads += 1;
      isReading = true;
      queueMicrotask(() => {
        isReading = false;
      });
      return body ?? null;
    },
  };
  let response: Answer;
  try {
    response = await send(input, body === undefined || body === null ? rest : counted);
  } catch (cause) {
    // Errors of these two concern this request only.
    const isOwnFetch = sender === "global" || sender === "node";
    throw isUgokuError(cause) ? cause : new UnansweredCreate(input, cause, { isOwnFetch, bodyReads });
  }
  if (!isRedirected(response, input)) return response;
  discardBody(response);
  const to = URL.canParse(response.url) ? ` to ${withoutQuery(response.url)}` : "";
  throw new ApiError(
    "response_invalid",
    `[POST] "${new URL(input).pathname}": fetch followed a redirect${to}, so that the response may be that of another request.`,
    { status: response.status, hint: redirectHint },
  );
}

/**
 * Deno's `fetch` sends a request again by itself, POST too, if a connection that was kept open breaks before the response. It
 * cannot if the body is a Blob, which it reads as a stream; unlike that of another stream, its length is sent.
 */
function sendableOnce(body: RequestInit["body"]): RequestInit["body"] {
  const isReplayable = typeof body === "string" || body instanceof ArrayBuffer || ArrayBuffer.isView(body);
  return "Deno" in globalThis && isReplayable ? new Blob([body as BlobPart]) : body;
}

/** Whether `fetch` followed a redirect although it was told not to. A `fetch` may rewrite URLs: then only `redirected` counts. */
function isRedirected({ redirected, url }: Partial<HttpResponse>, input: string): boolean {
  if (typeof redirected === "boolean") return redirected;
  return typeof url === "string" && url !== "" && url !== input;
}

function nextHop(response: HttpResponse, { url, init }: Hop, redirects: number): Hop | undefined {
  const reads = (init.method ?? "GET") === "GET";
  // Browsers hide the target of a redirect. They remove `Authorization` themselves, but no other header.
  if (response.type === "opaqueredirect" && init.redirect === "manual" && reads && !hasSensitiveHeaders(init))
    return { url, init: { ...init, redirect: "follow" } };
  const target = redirectTarget(response, url);
  if (!target || redirects === maxRedirects) return undefined;
  const leaves = target.origin !== url.origin;
  if (!reads && (leaves || response.status < 307)) return undefined;
  return { url: target, init: leaves ? { ...init, headers: { accept: "*/*", ...rangeHeaders(init) } } : init };
}

/** Range headers hold no key, and a download needs them to resume. */
function rangeHeaders({ headers }: RequestInit): Record<string, string> {
  const given = [...new Headers(headers)].filter(([name]) => /^(range|if-range|accept-encoding)$/.test(name));
  return Object.fromEntries(given);
}

/** Headers that hold no key, or that a browser removes; the OpenAI client sends the last two kinds. */
const safeHeaders =
  /^(accept|accept-encoding|range|if-range|authorization|content-type|user-agent|x-stainless-.*|openai-.*)$/;

/** Whether the request has headers that may hold a key and that a browser would send to another origin. */
function hasSensitiveHeaders({ headers }: RequestInit): boolean {
  return [...new Headers(headers).keys()].some((name) => !safeHeaders.test(name));
}
