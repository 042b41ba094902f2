/**
 * Errors of requests that got no response, and whether the server may have received them.
 *
 * @module
 */
import { environment, proxyVariable } from "../utils/env.js";
import { codeOnly, type Message, text } from "../utils/message.js";
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

const ownAuthority =
  "If a proxy of your network replaces certificates, set NODE_EXTRA_CA_CERTS to the file of its authority's certificate (PEM).";

/** What to do about a server that cannot be reached, by the error's code. */
const advice: readonly (readonly [code: RegExp, hint: string])[] = [
  [
    /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
    `The server's certificate is not valid at this time. Renew it on the server, and check this machine's clock. ${ownAuthority}`,
  ],
  [
    /^(ERR_TLS_CERT_ALTNAME_INVALID|.*HOSTNAME_MISMATCH)$/,
    `The server's certificate is for another host name. Use the host name that it was issued for. ${ownAuthority}`,
  ],
  [
    /CERT|SELF_SIGNED|VERIFY|UNABLE_TO_/,
    "The server's certificate is not trusted: it is self-signed, or of a private authority, such as that of a company's proxy. " +
      "Set NODE_EXTRA_CA_CERTS to the file of the authority's certificate (PEM), and start the program again.",
  ],
  [
    /^(ERR_SSL_|EPROTO)/,
    "The server does not speak TLS on that port, or another version of it. Check whether the base URL needs http:// or another port.",
  ],
  [/^(ENOTFOUND|EAI_)/, "There is no host of that name. Check its spelling in the base URL, the DNS and the VPN."],
  [
    /^(ECONNREFUSED|ConnectionRefused)$/,
    "Nothing listens on that port. Check that the server runs, and the base URL's host and port.",
  ],
  [/TIMEOUT|^ETIMEDOUT$/, "The host does not answer. Check the base URL's host and port, the firewall and the VPN."],
  [
    /^(EHOSTUNREACH|ENETUNREACH)$/,
    "There is no route to the host. Check the network, the VPN and the base URL's host.",
  ],
  [
    /^bad port$/,
    "No fetch connects to that port, which belongs to another protocol. Let the server listen on another one.",
  ],
];

const checkAddress = "Check that the server runs and that the base URL's host and port are right.";

/** The hint for a server that cannot be reached. `reason`: the error's code. */
export function unreachableHint(reason: string, env = environment()): Message {
  const hint = advice.find(([code]) => code.test(reason))?.[1] ?? checkAddress;
  const variable = proxyVariable(env);
  if (variable === undefined) return hint;
  return text`${hint} ${variable} is set: the command ugoku uses that proxy, except for the hosts of NO_PROXY; Node itself does with NODE_USE_ENV_PROXY=1, from version 24. ${codeOnly("In code, pass a fetch with undici's EnvHttpProxyAgent: createUgoku({ fetch }).")}`;
}
