/**
 * What a request without an answer proves: whether the server can have taken it.
 *
 * @module
 */

/** Why there was no answer. `sent: false` means: provably, the server never took the request. */
export class NoAnswer extends Error {
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

/** The first failure with a code in a chain of causes, such as `ECONNREFUSED`. */
function findFailure(error: unknown): Failure | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 8 && typeof current === "object" && current !== null; depth++) {
    const { code, syscall, cause, errors } = current as Record<"code" | "syscall" | "cause" | "errors", unknown>;
    // Node tries each address of a name, and throws all failures as one, which has no syscall of its own.
    const tries: readonly unknown[] = Array.isArray(errors) && errors.length > 0 ? errors : [current];
    if (typeof code === "string" && code !== "")
      return { code, connecting: tries.every((attempt) => syscallOf(attempt) === "connect") };
    // The list of ports that no fetch speaks to; its error has no code.
    if (syscall === undefined && current instanceof Error && current.message === "bad port")
      return { code: "bad port", connecting: true };
    current = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return undefined;
}

const syscallOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null && "syscall" in error ? error.syscall : undefined;

/** What a failed `fetch` proves. */
export function noAnswer(cause: unknown, timedOut: boolean): NoAnswer {
  const failure = findFailure(cause);
  const reason = failure?.code ?? (cause instanceof Error ? cause.message : String(cause));
  const unsent = failure !== undefined && (failure.connecting || neverSent.test(failure.code));
  return new NoAnswer(timedOut ? "no answer in time" : reason, { sent: timedOut || !unsent, timedOut, cause });
}
