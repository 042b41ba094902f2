/**
 * Converts error responses and failed requests to errors with the server's own message.
 *
 * @module
 */
import type { Dialect } from "../dialects/types.js";
import {
  ApiError,
  DownloadError,
  EndpointError,
  type ErrorDetails,
  ModerationError,
  type UgokuError,
} from "../utils/errors.js";
import type { HttpResponse } from "../utils/http-response.js";
import { shortId } from "../utils/message.js";
import { redirectTarget } from "../utils/redirects.js";
import { withoutQuery } from "../utils/without-query.js";
import { classifyResponse, isModeration } from "./classify-error.js";
import { type NetworkError, unreachableHint } from "./network-error.js";
import { redirectHint } from "./redirect.js";
import { readPollAfter } from "./retry-after.js";
import type { FailedCall } from "./sent-request.js";
import { readServerMessage, readStart } from "./server-message.js";

/** Options of {@link errorFromResponse}. */
export interface ReadErrorOptions {
  readonly signal: AbortSignal;
  /** Redacts the client's own keys. */
  readonly hide: (text: string) => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The variables that hold the key. */
  readonly keyVariables?: readonly string[] | undefined;
  /** The dialect's own error codes. */
  readonly errors?: Dialect["errors"] | undefined;
}

interface FailedRequest extends FailedCall {
  readonly url?: string;
  /** Of a download: the endpoint's origin. */
  readonly ownOrigin?: string;
}

/** Creates the error for a response whose status is not 2xx. */
export async function errorFromResponse(
  response: HttpResponse,
  call: FailedRequest,
  { signal, hide, now, keyVariables, errors = {} }: ReadErrorOptions,
): Promise<UgokuError> {
  const { status } = response;
  const { method, url, ownOrigin } = call;
  const target = redirectTarget(response, new URL(response.url || "http://unknown.invalid"));
  const isHidden = response.type === "opaqueredirect";
  const redirect = target
    ? `a redirect to ${withoutQuery(target)}`
    : isHidden && "a redirect, and browsers do not say where to";
  const serverMessage = redirect
    ? { message: redirect, code: undefined }
    : readServerMessage(hide((await readStart(response, signal)).text));
  const message = hide(`${nameCall(call)}: ${status} ${serverMessage.message}`);
  const details: ErrorDetails = {
    requestId: readRequestId(response),
    retryAfterMs: readPollAfter(response.headers, now()),
    ...(redirect ? { hint: redirectHint } : {}),
  };
  const foreign = foreignOrigin(response.url || url, ownOrigin);
  if (foreign !== undefined && !redirect && status < 500 && status !== 408 && status !== 429)
    return new DownloadError("download_refused", hide(`${message} (from ${foreign})`), {
      ...details,
      status,
      hint: `${foreign} refused the file, not the endpoint. A signed URL may have expired: poll the job for a fresh one.`,
    });
  const own = status < 500 ? ownStatus(serverMessage.code, errors) : undefined;
  // A dialect cannot prove that a create request was refused by a status that does not prove it.
  const kind = method === "POST" && isUncertain(own) ? 504 : (own ?? status);
  const address = response.url || url;
  const hint = kind === 404 && address && !redirect ? { hint: hide(notFoundHint(method, withoutQuery(address))) } : {};
  return refusalError(message, serverMessage, kind, { ...details, ...hint, status }, keyVariables);
}

/** The hint of a 404: most often the base URL is wrong, which the user may not see, because a variable sets it. */
function notFoundHint(method: string, address: string): string {
  const [, start, version = ""] = /^(.+?)(?:(\/v\d+)\2+(?=\/)|\/videos(?=\/videos))/.exec(address) ?? [];
  const advice =
    start === undefined ? "Check the base URL: it usually ends in /v1." : `Set the base URL to ${start}${version}.`;
  const job =
    method === "POST" ? "" : " If it is right, check the job id: some servers forget their jobs at a restart.";
  return `The request went to ${address}. ${advice}${job}`;
}

/** The HTTP status that a server's own error code means. */
function ownStatus(code: string | undefined, errors: Dialect["errors"]): number | undefined {
  const own = code?.toLowerCase() ?? "";
  return Object.hasOwn(errors, own) ? errors[own] : undefined;
}

/** Creates the error for what a server said. `kind`: the HTTP status that it means. */
function refusalError(
  message: string,
  said: { readonly message: string; readonly code: string | undefined },
  kind: number,
  details: ErrorDetails,
  keyVariables?: readonly string[] | undefined,
): UgokuError {
  // A failing moderation service (5xx) or a rate limit (429) is not a refusal.
  if (kind >= 400 && kind < 500 && kind !== 429 && isModeration(said)) {
    return new ModerationError("moderation_blocked", message, {
      ...details,
      hint: "The server's moderation refused the prompt or the image. Review both before sending them again.",
    });
  }
  const { code, hint, retryable } = classifyResponse(kind, said, keyVariables);
  return new ApiError(code, message, { hint, retryable, ...details });
}

/** As messages name a call. */
function nameCall(call: FailedCall): string {
  const { method, path } = call.sent ?? call;
  return `[${method}] "${shortId(path)}"`;
}

/** The server's id of a request. */
export const readRequestId = ({ headers }: HttpResponse): string | undefined =>
  headers.get("x-request-id") ?? undefined;

/** Statuses that a create request may have got after the server accepted it: timeouts, and a request that is in progress. */
const uncertainStatuses: ReadonlySet<number> = new Set([408, 409, 504, 522, 524]);

/** Whether a server may respond with this status to a create request that it accepted. */
export const isUncertain = (status: number | undefined): boolean =>
  status !== undefined && uncertainStatuses.has(status);

/**
 * Creates the error for a refusal in a 2xx response. `embedded`: the HTTP status that it names, if any. The gateway says itself
 * that there is no job, so a create request is refused; only after a timeout, or if the request is in progress, the server
 * behind it may have accepted it.
 */
export function errorFromRefusal(
  response: HttpResponse,
  call: FailedCall,
  said: { readonly message: string; readonly code: string | undefined },
  errors: Dialect["errors"],
  embedded = 400,
): UgokuError {
  const { status } = response;
  const { method } = call;
  const kind = embedded < 500 ? (ownStatus(said.code, errors) ?? embedded) : embedded;
  const code = said.code === undefined || said.message.includes(said.code) ? "" : ` (${said.code})`;
  const message = `${nameCall(call)}: ${status}, but the body is a refusal: ${said.message}${code}`;
  const isTimeout = /time[ds]?[- ]?out|deadline exceeded/i.test(`${said.message} ${said.code}`);
  const mayBeAccepted = isTimeout || isUncertain(embedded) || isUncertain(kind);
  const meant = method !== "POST" ? kind : mayBeAccepted ? 504 : kind >= 500 ? 400 : kind;
  const requestId = readRequestId(response);
  return refusalError(message, said, meant, { status, requestId });
}

/** The origin of a URL, if it is not the endpoint's. */
function foreignOrigin(url: string | undefined, ownOrigin: string | undefined): string | undefined {
  if (ownOrigin === undefined || url === undefined || !URL.canParse(url)) return undefined;
  const { origin } = new URL(url);
  return origin === ownOrigin ? undefined : origin;
}

/** Creates the error for a request without a response. */
export function errorFromNetworkError(failure: NetworkError, call: FailedCall, baseURL: string): UgokuError {
  const origin = new URL(baseURL).origin;
  if (!failure.sent)
    return new EndpointError(
      "endpoint_unreachable",
      `${nameCall(call)}: ${origin} cannot be reached (${failure.message}).`,
      {
        hint: unreachableHint(failure.message),
        retryable: true,
        cause: failure.cause,
      },
    );
  return new ApiError(
    failure.timedOut ? "request_timeout" : "connection_failed",
    `${nameCall(call)}: ${failure.timedOut ? "no response in time" : `no response (${failure.message})`}.`,
    { retryable: true, cause: failure.cause, hint: "The server may have received the request." },
  );
}

/** Creates the error for a 2xx response that does not match the protocol. `retryable`: a proxy may have sent it. */
export function invalidResponse(
  response: HttpResponse,
  call: FailedCall,
  received: string,
  retryable = false,
): ApiError {
  return new ApiError(
    "response_invalid",
    `${nameCall(call)}: ${response.status}, but the body is ${received}, not a response of the Videos API.`,
    {
      status: response.status,
      requestId: readRequestId(response),
      retryable,
      hint: "Check the base URL: it must be the address of the API (it usually ends in /v1), not of a web page or a proxy.",
    },
  );
}
