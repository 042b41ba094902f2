/**
 * Errors of requests that got no response, and whether the server may have received them.
 *
 * @module
 */
import { redact } from "../utils/redact.js";

/** A request without a response. `sent: false` means that the server certainly did not receive it. */
export class NetworkError extends Error {
  readonly sent: boolean;
  readonly timedOut: boolean;

  constructor(message: string, options: { sent: boolean; timedOut: boolean; cause: unknown }) {
    super(message, { cause: options.cause });
    this.name = "NetworkError";
    this.sent = options.sent;
    this.timedOut = options.timedOut;
  }
}

/**
 * Error codes that occur only before the request is sent: DNS, connection refused, TLS handshake. An open connection
 * can also fail with `EHOSTUNREACH`, `ETIMEDOUT` or a TLS alert, so these count only while connecting.
 */
const unsentCodes =
  /^(ECONNREFUSED|ConnectionRefused|ENOTFOUND|EAI_\w+|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_UNSUPPORTED_PROTOCOL|ERR_SSL_\w*HANDSHAKE_FAILURE|ERR_SSL_\w*PROTOCOL_VERSION|ERR_INVALID_URL)$/;

interface SystemError {
  readonly code: string;
  readonly connecting: boolean;
}

type ErrorFields = Readonly<Record<"code" | "syscall" | "cause" | "errors" | "message", unknown>>;

const isErrorLike = (value: unknown): value is ErrorFields => typeof value === "object" && value !== null;

/** The error and its causes, outermost first; of an AggregateError, its first error. */
function causeChain(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  // A chain of causes can be circular.
  for (let next = error; next !== undefined && next !== null && chain.length < 8; ) {
    chain.push(next);
    if (!isErrorLike(next)) break;
    next = next.cause ?? (Array.isArray(next.errors) ? next.errors[0] : undefined);
  }
  return chain;
}

/** The first error with a code in the chain of causes, such as `ECONNREFUSED`. */
function findSystemError(error: unknown): SystemError | undefined {
  for (const current of causeChain(error)) {
    if (!isErrorLike(current)) continue;
    const { code, syscall, errors } = current;
    // Node tries every address of a host name and throws one AggregateError, which has no syscall.
    const attempts: readonly unknown[] = Array.isArray(errors) && errors.length > 0 ? errors : [current];
    if (typeof code === "string" && code !== "")
      return { code, connecting: attempts.every((attempt) => isErrorLike(attempt) && attempt.syscall === "connect") };
    // fetch blocks a list of ports; that error has no code.
    if (syscall === undefined && current instanceof Error && current.message === "bad port")
      return { code: "bad port", connecting: true };
  }
  return undefined;
}

/** Maximum characters of an error message of another library that are quoted. */
const maxReasonLength = 200;

/** The message of an error without a code, with that of its innermost cause: `fetch` itself only says "fetch failed". */
function describeReason(error: unknown, hide: (text: string) => string): string {
  const messages = causeChain(error)
    .map((one) => (isErrorLike(one) ? one.message : one))
    .filter((message) => message !== undefined && message !== "")
    // Redacted before shortening: half a secret would not be recognized.
    .map((message) => hide(String(message)).replaceAll(/\s+/g, " "));
  const [first = "no reason was given"] = messages;
  const last = messages.at(-1) ?? first;
  const words = first.includes(last) ? first : `${first}: ${last}`;
  return words.length > maxReasonLength ? `${words.slice(0, maxReasonLength - 1)}…` : words;
}

/** Converts what `fetch` threw. `hide` removes secrets from the message. */
export function toNetworkError(
  cause: unknown,
  timedOut: boolean,
  hide: (text: string) => string = redact,
): NetworkError {
  const failure = findSystemError(cause);
  const reason = failure?.code ?? describeReason(cause, hide);
  const unsent = failure !== undefined && (failure.connecting || unsentCodes.test(failure.code));
  return new NetworkError(timedOut ? "no response in time" : reason, { sent: timedOut || !unsent, timedOut, cause });
}
