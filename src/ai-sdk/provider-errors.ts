/**
 * Errors of provider packages as error responses of the Videos API.
 *
 * @module
 */
import { readServerMessage } from "../http/server-message.js";
import { isRecord } from "../utils/guards.js";
import { redact, redactPrompt } from "../utils/redact.js";

/** Fields of the AI SDK's error classes. Read by name: several copies and versions of the classes exist. */
interface ProviderError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly statusCode?: unknown;
  readonly responseBody?: unknown;
  readonly responseHeaders?: unknown;
}

/** Removes keys, signed URLs and the prompt. */
export const redactText = (text: string, prompt: string): string => redact(redactPrompt(text, prompt));

/** Errors that the AI SDK throws before it sends a request, with the status of their response. */
const unsentStatus: ReadonlyMap<unknown, number> = new Map([
  ["AI_LoadAPIKeyError", 401],
  ["AI_LoadSettingError", 401],
  ["AI_InvalidArgumentError", 400],
  ["AI_NoSuchModelError", 400],
  ["AI_UnsupportedFunctionalityError", 400],
]);

/** Keeps the provider's HTTP status. For any other error the outcome of the request is unknown, which is a 502. */
export function toErrorResponse(error: unknown, prompt: string): Response {
  const { name, message, statusCode, responseBody, responseHeaders }: ProviderError = isRecord(error) ? error : {};
  const ownText = typeof message === "string" && message !== "" ? message : String(error);
  // If the package does not know the format of the error body, the server's message is only in the body.
  const server = typeof responseBody === "string" && responseBody !== "" ? readServerMessage(responseBody) : undefined;
  const text = server && !ownText.includes(server.message) ? `${ownText} (${server.message})` : ownText;
  const code = server?.code ?? (typeof name === "string" ? name : "error");
  const isErrorStatus = typeof statusCode === "number" && statusCode >= 400 && statusCode <= 599;
  const retryAfter = (responseHeaders as Record<string, unknown> | undefined)?.["retry-after"];
  return new Response(JSON.stringify({ error: { message: redactText(text, prompt), code } }), {
    status: isErrorStatus ? statusCode : (unsentStatus.get(name) ?? 502),
    headers: {
      "content-type": "application/json",
      ...(typeof retryAfter === "string" ? { "retry-after": retryAfter } : {}),
    },
  });
}
