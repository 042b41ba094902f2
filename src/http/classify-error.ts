/**
 * Classifies a server's refusal: error code, hint, and whether to send the request again.
 *
 * @module
 */
import type { ErrorCode } from "../utils/errors.js";
import { codeOnly, type Message, text } from "../utils/message.js";

/** Whether the server's message says that moderation refused. */
export function isModeration(error: { readonly code: string | undefined; readonly message: string }): boolean {
  return (
    /moderation|content_policy|safety/i.test(error.code ?? "") || /moderation (system|policy)/i.test(error.message)
  );
}

export function classifyStatus(status: number): { code: ErrorCode; hint: Message; retryable: boolean } {
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
