/**
 * Classifies a server's refusal: error code, hint, and whether to send the request again.
 *
 * @module
 */
import type { ErrorCode } from "../utils/errors.js";
import { codeOnly, type Message, text } from "../utils/message.js";
import { moderation, noCredit, parameterError, quota, type RefusalWords, rates } from "./refusal-words.js";

/** An error as a server describes it. */
export interface ServerError {
  readonly code: string | undefined;
  readonly message: string;
}

/** Maximum characters of a message that are searched. */
const maxLength = 4_000;

/** The error's code. Some servers have only the code as their message. */
const codeOf = ({ code, message }: ServerError): string => code ?? (/^[\w.-]{1,100}$/.test(message) ? message : "");

/** Whether the server's message says that moderation refused. */
export function isModeration(error: ServerError): boolean {
  const { message } = error;
  if (moderation.code.test(withoutOthers(codeOf(error), moderation))) return true;
  const words = withoutOthers(message, moderation);
  // A message about a parameter needs more than its name: only what all parameters of that kind do not have.
  return !parameterError.test(words) && moderation.message.some((phrase) => phrase.test(words));
}

/**
 * Whether the server's message says that the account has no credit. A failing server (5xx) has to say so plainly: its own
 * disk may have a quota too, and such a create request may have been accepted.
 */
export function isInsufficientCredit(error: ServerError, status = 400): boolean {
  const { message } = error;
  const code = codeOf(error);
  const words = withoutOthers(message, noCredit);
  const isRate = status >= 500 || rates.test(words) || rates.test(code);
  if (noCredit.code.test(code) && !(isRate && /quota/i.test(code))) return true;
  if (noCredit.message.some((phrase) => phrase.test(words))) return true;
  return !isRate && quota.some((phrase) => phrase.test(words) || phrase.test(code));
}

/** The message without phrases that only look like a refusal. */
const withoutOthers = (message: string, { others }: RefusalWords): string =>
  others.reduce((words, phrase) => words.replaceAll(phrase, " "), message.slice(0, maxLength));

interface Classification {
  readonly code: ErrorCode;
  readonly hint: Message;
  readonly retryable: boolean;
}

/**
 * The class of an error response, by its status and words. Moderation is not among them. `keyVariables`: the variables that hold
 * the key, if not those of this package.
 */
export function classifyResponse(
  status: number,
  error: ServerError,
  keyVariables: readonly string[] = ["UGOKU_API_KEY"],
): Classification {
  const is = (code: ErrorCode, hint: Message, retryable = false): Classification => ({ code, hint, retryable });
  if (status === 402 || isInsufficientCredit(error, status))
    return is(
      "insufficient_credit",
      "The account of this API key has no credit left. Add credit or pay the open bill with the provider, or use the key of another account.",
      // A failing server may have asked another one, whose account this is.
      status >= 500,
    );
  if (status === 401 || status === 403)
    return is(
      "unauthorized",
      text`Check that ${keyVariables.join(" or ")} holds a key of this server, and that its account has a balance and may use this model. ${codeOnly("The same goes for createUgoku({ apiKey }).")}`,
    );
  if (status === 404)
    return is(
      "not_found",
      "Check the base URL (it usually ends in /v1) and the job id. Some servers forget their jobs at a restart.",
    );
  if (status === 408) return is("request_timeout", "The server was too slow to read the request.", true);
  if (status === 429) return is("rate_limited", "Wait as long as the server asks, then send the request again.", true);
  return status >= 500
    ? is("server_error", "The server failed. See its log for the reason.", true)
    : is("request_rejected", "Fix the request as the server's message says.");
}
