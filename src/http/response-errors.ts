/**
 * Converts error responses and failed requests to errors with the server's own message.
 *
 * @module
 */
import { untilAborted } from "../utils/abort.js";
import {
  ApiError,
  EndpointError,
  type ErrorCode,
  type ErrorDetails,
  ModerationError,
  type UgokuError,
} from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { codeOnly, type Message, text } from "../utils/message.js";
import { redirectTarget } from "../utils/redirects.js";
import type { NetworkError } from "./network-error.js";
import { readPollAfter } from "./retry-after.js";

/** Maximum bytes of an error body that are read. */
const maxErrorBytes = 64 * 1024;

/** The message and code of an error response. */
export interface ServerMessage {
  readonly message: string;
  readonly code: string | undefined;
}

/** Maximum characters of the server's message that are quoted. */
const maxMessageLength = 2_000;

/** Reads the start of a body as text. `failure`: the error after which the rest is missing. */
export async function readStart(
  response: Response,
  signal: AbortSignal,
  maxBytes = maxErrorBytes,
): Promise<{ readonly text: string; readonly failure?: unknown }> {
  const reader = response.body?.getReader();
  if (!reader) return { text: "" };
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (let size = 0; size < maxBytes; ) {
      const { done, value } = await untilAborted(reader.read(), signal);
      if (done) break;
      size += value.byteLength;
      text += decoder.decode(value, { stream: true });
    }
    return { text };
  } catch (failure) {
    return { text, failure };
  } finally {
    reader.cancel().catch(() => {});
  }
}

const asText = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== ""
    ? value.trim()
    : typeof value === "number"
      ? String(value)
      : undefined;

const shorten = (text: string, max: number): string => (text.length > max ? `${text.slice(0, max - 1)}…` : text);

/** Reads the message of `{error:{message}}`, `{error:"…"}`, `{detail}`, `{detail:[{loc,msg}]}`, `{code,message}` or a page. */
export function readServerMessage(text: string): ServerMessage {
  const { message, code } = parseServerMessage(text);
  // Pydantic quotes the start of its input, which may be the prompt or the image.
  const shown = message.replace(/input_value=.*?(?=, input_type=)/gs, "input_value=…");
  return { message: shorten(shown, maxMessageLength), code };
}

function parseServerMessage(text: string): ServerMessage {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { message: describeText(text), code: undefined };
  }
  if (typeof body !== "object" || body === null) return { message: describeText(String(body)), code: undefined };
  const { error, detail, message, code } = body as Record<string, unknown>;
  if (isRecord(error)) {
    // A gateway may wrap an error twice.
    if (isRecord(error.error)) return parseServerMessage(JSON.stringify(error));
    const innerMessage = asText(error.message) ?? asText(error.detail) ?? JSON.stringify(error);
    return { message: innerMessage, code: asText(error.code) ?? asText(error.type) };
  }
  // FastAPI's detail may be an object.
  if (isRecord(detail)) return parseServerMessage(JSON.stringify(detail));
  const found = readPair(error, message) ?? asText(detail) ?? readDetails(detail) ?? asText(message);
  return { message: found ?? JSON.stringify(body), code: asText(code) };
}

/** Where `error` is only the name of the status, `message` has the reason. */
function readPair(error: unknown, message: unknown): string | undefined {
  const [name, reason] = [asText(error), asText(message)];
  return name !== undefined && reason !== undefined && reason !== name ? `${name}: ${reason}` : name;
}

/** FastAPI's list of validation errors. */
function readDetails(detail: unknown): string | undefined {
  if (!Array.isArray(detail) || detail.length === 0) return undefined;
  const lines = detail.map((item: { loc?: unknown; msg?: unknown }) => {
    const field = Array.isArray(item?.loc) ? `${item.loc.filter((part) => part !== "body").join(".")}: ` : "";
    return `${field}${asText(item?.msg) ?? JSON.stringify(item)}`;
  });
  return lines.join("; ");
}

/** Describes a body in a few words. */
export function describeText(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "an empty body";
  if (/^<(!doctype|html|head|body|\?xml)/i.test(trimmed)) {
    const title = /<title[^>]*>([^<]{1,200})/i.exec(trimmed)?.[1]?.trim();
    return title ? `an HTML page titled "${title}"` : "an HTML page";
  }
  // Control characters other than white space: a binary file, or terminal escapes.
  if (/[^\P{Cc}\s]|\uFFFD/u.test(trimmed)) return "bytes that are not text";
  return shorten(trimmed, 300);
}

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
  const message = hide(`[${method}] "${path}": ${status} ${serverMessage.message}`);
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

/** Whether the server's message says that moderation refused. */
export function isModeration(error: { readonly code: string | undefined; readonly message: string }): boolean {
  return (
    /moderation|content_policy|safety/i.test(error.code ?? "") || /moderation (system|policy)/i.test(error.message)
  );
}

function classifyStatus(status: number): { code: ErrorCode; hint: Message; retryable: boolean } {
  if (status === 401 || status === 403)
    return {
      code: "unauthorized",
      hint: text`Check that UGOKU_API_KEY holds a key of this server. ${codeOnly("The same goes for createUgoku({ apiKey }).")}`,
      retryable: false,
    };
  if (status === 404)
    return {
      code: "not_found",
      hint: "Check the base URL (it usually ends in /v1) and the job id. Some servers forget their jobs at a restart.",
      retryable: false,
    };
  if (status === 408)
    return { code: "request_timeout", hint: "The server was too slow to read the request.", retryable: true };
  if (status === 429)
    return {
      code: "rate_limited",
      hint: "Wait as long as the server asks, then send the request again.",
      retryable: true,
    };
  if (status >= 500)
    return { code: "server_error", hint: "The server failed. See its log for the reason.", retryable: true };
  return {
    code: "request_rejected",
    hint: "Fix the request as the server's message says.",
    retryable: false,
  };
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
      `[${method}] "${path}": ${origin} cannot be reached (${failure.message}).`,
      {
        hint: "Check that the server runs and that the base URL's host and port are right.",
        retryable: true,
        cause: failure.cause,
      },
    );
  return new ApiError(
    failure.timedOut ? "request_timeout" : "connection_failed",
    `[${method}] "${path}": ${failure.timedOut ? "no response in time" : `no response (${failure.message})`}.`,
    { retryable: true, cause: failure.cause, hint: "The server may have received the request." },
  );
}

/** Creates the error for a 2xx response that does not match the protocol. */
export function invalidResponse(response: Response, method: string, path: string, received: string): ApiError {
  return new ApiError(
    "response_invalid",
    `[${method}] "${path}": ${response.status}, but the body is ${received}, not a response of the Videos API.`,
    {
      status: response.status,
      requestId: response.headers.get("x-request-id") ?? undefined,
      hint: "Check the base URL: it must be the address of the API (it usually ends in /v1), not of a web page or a proxy.",
    },
  );
}
