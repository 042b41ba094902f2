/**
 * What a provider's package throws, as a server would say it.
 *
 * @module
 */
import { readServerMessage } from "../http/response-errors.js";
import { redact, redactPrompt } from "../utils/redact.js";

/** What is read of an error of the AI SDK's: any of its copies, in any version. */
interface Thrown {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly statusCode?: unknown;
  readonly responseBody?: unknown;
  readonly responseHeaders?: unknown;
}

/** A provider's words for why it failed, without keys, signed addresses and the prompt. */
export function providerWords(error: unknown, prompt: string): { message: string; code: string } {
  const { name, message, responseBody }: Thrown = typeof error === "object" && error !== null ? error : {};
  const own = typeof message === "string" && message !== "" ? message : String(error);
  // Where the package did not find its own form of an error, the server's words are in the body only.
  const said = typeof responseBody === "string" && responseBody !== "" ? readServerMessage(responseBody) : undefined;
  const words = said && !own.includes(said.message) ? `${own} (${said.message})` : own;
  return { message: clean(words, prompt), code: said?.code ?? (typeof name === "string" ? name : "error") };
}

/** Text of a provider's, for eyes and logs. */
export const clean = (words: string, prompt: string): string => redact(redactPrompt(words, prompt));

/** What the AI SDK throws before it sends anything, by the names of its errors. */
const neverSent: Readonly<Record<string, number>> = {
  AI_LoadAPIKeyError: 401,
  AI_LoadSettingError: 401,
  AI_InvalidArgumentError: 400,
  AI_NoSuchModelError: 400,
  AI_UnsupportedFunctionalityError: 400,
};

/**
 * The error as an answer. What the provider's server refused is refused here with the same status; of anything else it is
 * not known what became of the request, which is what a 502 says.
 */
export function refusal(error: unknown, prompt: string): Response {
  const { name, statusCode, responseHeaders }: Thrown = typeof error === "object" && error !== null ? error : {};
  const isStatus = typeof statusCode === "number" && statusCode >= 400 && statusCode <= 599;
  const unsent = typeof name === "string" && Object.hasOwn(neverSent, name) ? neverSent[name] : undefined;
  const status = isStatus ? statusCode : (unsent ?? 502);
  const retryAfter = (responseHeaders as Record<string, unknown> | undefined)?.["retry-after"];
  return new Response(JSON.stringify({ error: providerWords(error, prompt) }), {
    status,
    headers: {
      "content-type": "application/json",
      ...(typeof retryAfter === "string" ? { "retry-after": retryAfter } : {}),
    },
  });
}
