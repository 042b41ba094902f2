/**
 * Errors of provider packages as ugoku's errors.
 *
 * @module
 */

import { readStatusWord } from "../dialects/status-map.js";
import { isTerminal } from "../dialects/types.js";
import { toNetworkError } from "../http/network-error.js";
import { errorFromResponse } from "../http/response-errors.js";
import { readServerMessage } from "../http/server-message.js";
import { ApiError, EndpointError, type UgokuError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { redact, redactPrompt } from "../utils/redact.js";

/** Removes keys, signed URLs and the prompt. */
export const redactText = (text: string, prompt: string): string => redact(redactPrompt(text, prompt));

/** Errors that the AI SDK throws before it sends a request, with the status that they stand for. */
const unsentStatus: ReadonlyMap<unknown, number> = new Map([
  ["AI_LoadAPIKeyError", 401],
  ["AI_LoadSettingError", 401],
  ["AI_InvalidArgumentError", 400],
  ["AI_NoSuchModelError", 400],
  ["AI_UnsupportedFunctionalityError", 400],
  // Without a request: there is no key.
  ["GatewayAuthenticationError", 401],
]);

/** Where an error comes from. */
export interface ProviderCall {
  readonly provider: string;
  readonly method: "doStart()" | "doStatus()" | "GET";
  readonly prompt: string;
}

/**
 * The error of a provider's call. Fields of the AI SDK's classes are read by name: several copies and versions of them exist.
 * Without a status, or with the status of another request than the create request, the outcome is unknown: `server_error`, which
 * makes a create request uncertain.
 */
export async function toProviderError(error: unknown, { provider, method, prompt }: ProviderCall): Promise<UgokuError> {
  const fields = isRecord(error) ? error : {};
  const { name, message, statusCode, responseBody, responseHeaders } = fields;
  const body = typeof responseBody === "string" && responseBody !== "" ? responseBody : undefined;
  // If the package does not know the format of the error body, the server's message is only in the body.
  const server = body === undefined ? undefined : readServerMessage(body);
  // The package's message is empty for an HTTP/2 response whose body it does not understand.
  const own = typeof message === "string" && message !== "" ? message : (server?.message ?? String(error));
  const more = [...(server && !own.includes(server.message) ? [server.message] : []), ...issuesOf(error)];
  const words = redactText(more.length > 0 ? `${own} (${more.join("; ")})` : own, prompt);
  const isError = typeof statusCode === "number" && statusCode >= 400 && statusCode <= 599;
  const unsent = unsentStatus.get(name);
  const status = isError ? statusCode : unsent;
  const sent = sentBody(error);
  const isOfCreate = sent === "some" || (sent === "unknown" && status === unsent);
  if (status !== undefined && (isOfCreate || method !== "doStart()")) {
    const code = server?.code ?? (typeof name === "string" ? name : undefined);
    return refusal({ status, message: words, code, headers: responseHeaders }, { provider, method });
  }
  if (status === undefined && sent !== "none" && !toNetworkError(error, false).sent)
    return new EndpointError("endpoint_unreachable", `[${method}] "${provider}": ${words}. Nothing was sent.`, {
      hint: "Check the network, and the base URL that the provider package was given.",
      retryable: true,
    });
  return new ApiError("server_error", `[${method}] "${provider}": ${words}`, {
    hint:
      status === undefined
        ? "The provider's package does not say what became of the request."
        : "The provider's package does not say that this is the answer to its create request.",
    retryable: true,
  });
}

/**
 * Whether the failed request had a body. A package may send a GET after its create request: the AI SDK's errors then have an empty
 * body, and an answer to it proves nothing about the create request. Packages wrap these errors, with the first one as the cause.
 */
function sentBody(error: unknown): "some" | "none" | "unknown" {
  const bodies = causes(error).map(({ requestBodyValues }) => requestBodyValues);
  const body = bodies.find((one) => one !== undefined && one !== null);
  if (body === undefined) return "unknown";
  return typeof body === "object" && Object.keys(body as object).length === 0 ? "none" : "some";
}

interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly code?: string | undefined;
  readonly headers?: unknown;
}

const keptHeaders = /^(retry-after|retry-after-ms|x-request-id)$/i;

/** The error of an error status, classified as a response of the Videos API is. */
export async function refusal(
  { status, message, code, headers }: Refusal,
  { provider, method }: Pick<ProviderCall, "provider" | "method">,
): Promise<UgokuError> {
  const kept = Object.entries(isRecord(headers) ? headers : {}).filter(
    (entry): entry is [string, string] => keptHeaders.test(entry[0]) && typeof entry[1] === "string",
  );
  const response = new Response(JSON.stringify({ error: { message, code } }), { status, headers: kept });
  const error = await errorFromResponse(
    response,
    { method, path: provider },
    { signal: new AbortController().signal, hide: (text) => text, now: Date.now },
  );
  // The general hints are about a server's base URL and ugoku's own key.
  const hint = ownHints[error.code];
  return hint === undefined ? error : new ApiError(error.code, error.message, { ...error, hint });
}

const ownHints: Readonly<Partial<Record<UgokuError["code"], string>>> = {
  unauthorized: "Check the API key that the provider package uses, and what that key may do.",
  not_found: "Check the model id and the base URL of the provider package. Providers delete old jobs.",
};

/** Errors in a chain of causes. */
function causes(error: unknown): Readonly<Record<string, unknown>>[] {
  const chain: Readonly<Record<string, unknown>>[] = [];
  for (let next = error; isRecord(next) && chain.length < 8; next = next.cause) chain.push(next);
  return chain;
}

function parseBody(body: unknown): unknown {
  try {
    return typeof body === "string" ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}

/** The field errors of a schema, of the package's own or in the provider's response. */
function issuesOf(error: unknown): string[] {
  const holders = causes(error).flatMap((one) => {
    const body = parseBody(one.responseBody);
    return [one, body, isRecord(body) ? body.error : undefined];
  });
  const issues = holders.flatMap((one) => (isRecord(one) && Array.isArray(one.issues) ? one.issues : []));
  const lines = issues.filter(isRecord).map(({ path, message }) => {
    const field = Array.isArray(path) && path.length > 0 ? `${path.join(".")}: ` : "";
    return `${field}${String(message)}`;
  });
  return [...new Set(lines)].slice(0, 5);
}

/**
 * The message of an error of `doStatus` after which no poll can succeed: the job has ended, and the package cannot use the
 * provider's answer. `undefined` for a failed poll.
 */
export function finalMessage(error: unknown): string | undefined {
  const { name, message, statusCode, responseBody } = isRecord(error) ? error : {};
  const words = redactText(String(message), "").slice(0, 1_000);
  const isProviders = isRecord(error) && Symbol.for("vercel.ai.error") in error && !/^(AI_|Gateway)/.test(String(name));
  if (/^AI_No\w+GeneratedError$/.test(String(name))) return words;
  // Such as GOOGLE_VIDEO_GENERATION_ERROR for a clip that was filtered.
  if (isProviders && statusCode === undefined && !/TIMEOUT|ABORT/i.test(String(name))) return words;
  const isRead = typeof statusCode === "number" && statusCode < 300;
  if (!isRead || !hasEnded(parseBody(responseBody))) return undefined;
  const issues = issuesOf(error).join("; ");
  return `The job has ended, but its package cannot read the provider's answer${issues && ` (${issues})`}. The clip may exist at the provider, and a new job would end the same way.`;
}

/** An error status of a poll that a package reports as a failed job. */
export const isFailedPoll = (message: string): boolean =>
  /^(internal server error|bad gateway|service unavailable|gateway time-?out|too many requests|request time-?out)$/i.test(
    message.trim(),
  );

/** Whether a JSON answer has a status that no later poll can change. */
function hasEnded(value: unknown, depth = 0): boolean {
  if (!isRecord(value) || depth > 3) return false;
  return Object.entries(value).some(([name, field]) => {
    if (/(^|_)(status|state)$/i.test(name) && typeof field === "string") return isTerminal(readStatusWord(field));
    return (name === "done" && field === true) || hasEnded(field, depth + 1);
  });
}
