/**
 * Turns what a server answers into one kind of error, with the server's own words in it.
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
import { codeOnly, type Message, text } from "../utils/message.js";
import type { NetworkError } from "./network-error.js";
import { redirectTarget } from "./redirect.js";
import { readPollAfter } from "./retry-after.js";

/** Bytes of an error body that are read; more is not an explanation. */
const maxErrorBytes = 64 * 1024;

/** What is known of a failed request. */
export interface ServerSaid {
  readonly message: string;
  readonly code: string | undefined;
}

/** Characters of the server's words that are shown. */
const maxWords = 2_000;

/** The start of a body as text, without waiting for its end. */
async function readStart(response: Response, signal: AbortSignal): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (let size = 0; size < maxErrorBytes; ) {
      const { done, value } = await untilAborted(reader.read(), signal);
      if (done) break;
      size += value.byteLength;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // Whatever arrived before the connection broke or the time was up is still worth showing.
  }
  reader.cancel().catch(() => {});
  return text;
}

const asText = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== ""
    ? value.trim()
    : typeof value === "number"
      ? String(value)
      : undefined;

const shorten = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** The words of `{error:{message}}`, `{error:"…"}`, `{detail}`, `{detail:[{loc,msg}]}`, `{code,message}` or a page. */
export function readServerWords(text: string): ServerSaid {
  const { message, code } = findWords(text);
  // Pydantic quotes the start of what it was given: of a prompt or an image, that is not ours to show.
  const words = message.replace(/input_value=.*?(?=, input_type=)/gs, "input_value=…");
  return { message: shorten(words, maxWords), code };
}

function findWords(text: string): ServerSaid {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { message: describeText(text), code: undefined };
  }
  if (typeof body !== "object" || body === null) return { message: describeText(String(body)), code: undefined };
  const { error, detail, message, code } = body as Record<string, unknown>;
  if (typeof error === "object" && error !== null) {
    const inner = error as Record<string, unknown>;
    // A gateway may wrap a wrapped error once more.
    if (typeof inner.error === "object" && inner.error !== null) return findWords(JSON.stringify(inner));
    const words = asText(inner.message) ?? asText(inner.detail) ?? JSON.stringify(inner);
    return { message: words, code: asText(inner.code) ?? asText(inner.type) };
  }
  // FastAPI's detail may be an object of the server's own.
  if (typeof detail === "object" && detail !== null && !Array.isArray(detail)) return findWords(JSON.stringify(detail));
  const words = readPair(error, message) ?? asText(detail) ?? readDetails(detail) ?? asText(message);
  return { message: words ?? JSON.stringify(body), code: asText(code) };
}

/** Where `error` is the name of the status, what is wrong is beside it. */
function readPair(error: unknown, message: unknown): string | undefined {
  const [kind, words] = [asText(error), asText(message)];
  return kind !== undefined && words !== undefined && words !== kind ? `${kind}: ${words}` : kind;
}

/** FastAPI's list of what is wrong with which field. */
function readDetails(detail: unknown): string | undefined {
  if (!Array.isArray(detail) || detail.length === 0) return undefined;
  const lines = detail.map((item: { loc?: unknown; msg?: unknown }) => {
    const place = Array.isArray(item?.loc) ? `${item.loc.filter((part) => part !== "body").join(".")}: ` : "";
    return `${place}${asText(item?.msg) ?? JSON.stringify(item)}`;
  });
  return lines.join("; ");
}

/** A page or a text, in a few words. */
export function describeText(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "an empty body";
  if (/^<(!doctype|html|head|body|\?xml)/i.test(trimmed)) {
    const title = /<title[^>]*>([^<]{1,200})/i.exec(trimmed)?.[1]?.trim();
    return title ? `an HTML page titled "${title}"` : "an HTML page";
  }
  // Control characters other than white space: a file, or what a terminal would obey.
  if (/[^\P{Cc}\s]|\uFFFD/u.test(trimmed)) return "bytes that are not text";
  return shorten(trimmed, 300);
}

/** What the reading of an error's body needs. */
export interface ReadErrorOptions {
  readonly signal: AbortSignal;
  /** Takes the client's own keys out of the server's words. */
  readonly hide: (text: string) => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The error for an answer whose status is not 2xx. */
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
  const said = redirect
    ? { message: redirect, code: undefined }
    : readServerWords(hide(await readStart(response, signal)));
  const details: ErrorDetails = { status, requestId: response.headers.get("x-request-id") ?? undefined };
  const message = hide(`[${method}] "${path}": ${status} ${said.message}`);
  // A moderation that is out of order (5xx) or asks for patience has refused nothing.
  if (status >= 400 && status < 500 && status !== 429 && isModeration(said)) {
    return new ModerationError("moderation_blocked", message, {
      ...details,
      hint: "The server's moderation refused the prompt or the image. Review both before sending them again.",
    });
  }
  const kind = kindOf(status);
  const hint = redirect ? "If you trust the address that it leads to, make that the base URL." : kind.hint;
  const retryAfterMs = readPollAfter(response.headers, now());
  return new ApiError(kind.code, message, { ...details, hint, retryable: kind.retryable, retryAfterMs });
}

/** Whether the server's own words say that moderation refused. */
export function isModeration(said: { readonly code: string | undefined; readonly message: string }): boolean {
  return /moderation|content_policy|safety/i.test(said.code ?? "") || /moderation (system|policy)/i.test(said.message);
}

function kindOf(status: number): { code: ErrorCode; hint: Message; retryable: boolean } {
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
    return { code: "rate_limited", hint: "Wait as long as the server asks, then send it again.", retryable: true };
  if (status >= 500) return { code: "server_error", hint: "The server failed. Its log knows why.", retryable: true };
  return {
    code: "request_rejected",
    hint: "The server refused the request for the reason it gives.",
    retryable: false,
  };
}

/** The error for a request that got no answer. */
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
    `[${method}] "${path}": ${failure.timedOut ? "no answer in time" : `no answer came (${failure.message})`}.`,
    { retryable: true, cause: failure.cause, hint: "The request may have arrived all the same." },
  );
}

/** The error for a 2xx answer that is not what the protocol says. */
export function invalidResponse(response: Response, method: string, path: string, came: string): ApiError {
  return new ApiError(
    "response_invalid",
    `[${method}] "${path}": ${response.status}, but the body is ${came}, not what the Videos API answers.`,
    {
      status: response.status,
      requestId: response.headers.get("x-request-id") ?? undefined,
      hint: "Check the base URL: it must be the API's own address (it usually ends in /v1), not a web page's or a proxy's.",
    },
  );
}
