/**
 * What a request without an answer proves: whether the server can have taken it.
 *
 * @module
 */
import { redact } from "../utils/redact.js";

/** Why there was no answer. `sent: false` means: provably, the server never took the request. */
export class NetworkError extends Error {
  readonly sent: boolean;
  readonly timedOut: boolean;

  constructor(message: string, options: { sent: boolean; timedOut: boolean; cause: unknown }) {
    super(message, { cause: options.cause });
    this.name = "NoAnswer";
    this.sent = options.sent;
    this.timedOut = options.timedOut;
  }
}

/**
 * Failures that only a request that has not left can have: no name, no connection, no TLS session. An open connection
 * can break with `EHOSTUNREACH`, `ETIMEDOUT` or a TLS alert as well, so that those count only while connecting.
 */
const neverSent =
  /^(ECONNREFUSED|ConnectionRefused|ENOTFOUND|EAI_\w+|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_UNSUPPORTED_PROTOCOL|ERR_SSL_\w*HANDSHAKE_FAILURE|ERR_SSL_\w*PROTOCOL_VERSION|ERR_INVALID_URL)$/;

interface Failure {
  readonly code: string;
  readonly connecting: boolean;
}

type Facts = Readonly<Record<"code" | "syscall" | "cause" | "errors" | "message", unknown>>;

const isFacts = (value: unknown): value is Facts => typeof value === "object" && value !== null;

/** An error and its causes, the outermost first; of those that were thrown as one, the first. */
function chainOf(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  // Causes can go round in a circle.
  for (let next = error; next !== undefined && next !== null && chain.length < 8; ) {
    chain.push(next);
    if (!isFacts(next)) break;
    next = next.cause ?? (Array.isArray(next.errors) ? next.errors[0] : undefined);
  }
  return chain;
}

/** The first failure with a code in a chain of causes, such as `ECONNREFUSED`. */
function findFailure(error: unknown): Failure | undefined {
  for (const current of chainOf(error)) {
    if (!isFacts(current)) continue;
    const { code, syscall, errors } = current;
    // Node tries each address of a name, and throws all failures as one, which has no syscall of its own.
    const tries: readonly unknown[] = Array.isArray(errors) && errors.length > 0 ? errors : [current];
    if (typeof code === "string" && code !== "")
      return { code, connecting: tries.every((attempt) => syscallOf(attempt) === "connect") };
    // The list of ports that no fetch speaks to; its error has no code.
    if (syscall === undefined && current instanceof Error && current.message === "bad port")
      return { code: "bad port", connecting: true };
  }
  return undefined;
}

const syscallOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null && "syscall" in error ? error.syscall : undefined;

/** Characters of a failure's words that are repeated: they are somebody else's. */
const mostWords = 200;

/** What a failure without a code says, and its innermost cause: `fetch` itself says no more than that it failed. */
function wordsOf(error: unknown, hide: (text: string) => string): string {
  const said = chainOf(error)
    .map((one) => (isFacts(one) ? one.message : one))
    .filter((message) => message !== undefined && message !== "")
    // Hidden first: half a secret would not be known for one.
    .map((message) => hide(String(message)).replaceAll(/\s+/g, " "));
  const [first = "no reason was given"] = said;
  const last = said.at(-1) ?? first;
  const words = first.includes(last) ? first : `${first}: ${last}`;
  return words.length > mostWords ? `${words.slice(0, mostWords - 1)}…` : words;
}

/** What a failed `fetch` proves. `hide` takes out of its words what no error may hold. */
export function toNetworkError(
  cause: unknown,
  timedOut: boolean,
  hide: (text: string) => string = redact,
): NetworkError {
  const failure = findFailure(cause);
  const reason = failure?.code ?? wordsOf(cause, hide);
  const unsent = failure !== undefined && (failure.connecting || neverSent.test(failure.code));
  return new NetworkError(timedOut ? "no answer in time" : reason, { sent: timedOut || !unsent, timedOut, cause });
}
