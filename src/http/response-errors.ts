/**
 * Converts error responses and failed requests to errors with the server's own message.
 *
 * @module
 */
import { ApiError, EndpointError, type ErrorDetails, ModerationError, type UgokuError } from "../utils/errors.js";
import { shortId } from "../utils/message.js";
import { redirectTarget } from "../utils/redirects.js";
import { classifyStatus, isModeration } from "./classify-error.js";
import type { NetworkError } from "./network-error.js";
import { readPollAfter } from "./retry-after.js";
import { readServerMessage, readStart } from "./server-message.js";

/** Options of {@link errorFromResponse}. */
export interface ReadErrorOptions {
  readonly signal: AbortSignal;
  /** Redacts the client's own keys. */
  readonly hide: (text: string) => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Creates the error for a response whose status is not 2xx. */
export async function errorFromResponse(
  response: Response,
  { method, path }: { readonly method: string; readonly path: string },
  { signal, hide, now }: ReadErrorOptions,
): Promise<UgokuError> {
  const { status } = response;
  const target = redirectTarget(response, new URL(response.url || "http://unknown.invalid"));
  const isHidden = response.type === "opaqueredirect";
  const redirect = target
    ? `a redirect to ${target.origin}${target.pathname}`
    : isHidden && "a redirect, and browsers do not say where to";
  const serverMessage = redirect
    ? { message: redirect, code: undefined }
    : readServerMessage(hide((await readStart(response, signal)).text));
  const details: ErrorDetails = { status, requestId: response.headers.get("x-request-id") ?? undefined };
  const message = hide(`[${method}] "${shortId(path)}": ${status} ${serverMessage.message}`);
  // A failing moderation service (5xx) or a rate limit (429) is not a refusal.
  if (status >= 400 && status < 500 && status !== 429 && isModeration(serverMessage)) {
    return new ModerationError("moderation_blocked", message, {
      ...details,
      hint: "The server's moderation refused the prompt or the image. Review both before sending them again.",
    });
  }
  const kind = classifyStatus(status);
  const hint = redirect ? "If you trust the redirect's target, use it as the base URL." : kind.hint;
  const retryAfterMs = readPollAfter(response.headers, now());
  return new ApiError(kind.code, message, { ...details, hint, retryable: kind.retryable, retryAfterMs });
}

/** Creates the error for a request without a response. */
export function errorFromNetworkError(
  failure: NetworkError,
  method: string,
  baseURL: string,
  path: string,
): UgokuError {
  const origin = new URL(baseURL).origin;
  if (!failure.sent)
    return new EndpointError(
      "endpoint_unreachable",
      `[${method}] "${shortId(path)}": ${origin} cannot be reached (${failure.message}).`,
      {
        hint: "Check that the server runs and that the base URL's host and port are right.",
        retryable: true,
        cause: failure.cause,
      },
    );
  return new ApiError(
    failure.timedOut ? "request_timeout" : "connection_failed",
    `[${method}] "${shortId(path)}": ${failure.timedOut ? "no response in time" : `no response (${failure.message})`}.`,
    { retryable: true, cause: failure.cause, hint: "The server may have received the request." },
  );
}

/** Creates the error for a 2xx response that does not match the protocol. */
export function invalidResponse(response: Response, method: string, path: string, received: string): ApiError {
  return new ApiError(
    "response_invalid",
    `[${method}] "${shortId(path)}": ${response.status}, but the body is ${received}, not a response of the Videos API.`,
    {
      status: response.status,
      requestId: response.headers.get("x-request-id") ?? undefined,
      hint: "Check the base URL: it must be the address of the API (it usually ends in /v1), not of a web page or a proxy.",
    },
  );
}
