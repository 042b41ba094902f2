/**
 * Errors of requests that got no response, and whether the server may have received them.
 *
 * @module
 */
import { type Environment, environment, proxyVariable } from "../utils/env.js";
import { getPort } from "../utils/get-port.js";
import { ConnectError } from "../utils/http-response.js";
import { codeOnly, type Message, text } from "../utils/message.js";
import { redact } from "../utils/redact.js";
import type { FailedCall } from "./sent-request.js";

/** A request without a response. `sent: false` means that the server certainly did not receive it. */
export class NetworkError extends Error {
  readonly sent: boolean;
  readonly timedOut: boolean;
  /** The call of the Videos API. */
  readonly call: FailedCall | undefined;

  constructor(message: string, options: { sent: boolean; timedOut: boolean; cause: unknown; call?: FailedCall }) {
    super(message, { cause: options.cause });
    this.name = "NetworkError";
    this.sent = options.sent;
    this.timedOut = options.timedOut;
    this.call = options.call;
  }
}

/**
 * A create request without a response. The error may come from a `fetch` of the user, which may send the request and then fail
 * for another reason: an audit log that is down, or a retry of its own.
 */
export class UnansweredCreate extends Error {
  readonly url: URL;
  /** Whether the global `fetch` was called directly. */
  readonly isOwnFetch: boolean;
  /** How often `fetch` took the body out of its options: once for each time that it was sent, if it was sent. */
  readonly bodyReads: number;

  constructor(url: string, cause: unknown, facts: { readonly isOwnFetch: boolean; readonly bodyReads: number }) {
    super("The create request got no response.", { cause });
    this.url = new URL(url);
    this.isOwnFetch = facts.isOwnFetch;
    this.bodyReads = facts.bodyReads;
  }
}

/** A proxy that opened no connection to the server: the request was not sent. `proxy`: as the message names it. */
export class ProxyError extends ConnectError {
  constructor(proxy: string, problem: string, cause?: unknown) {
    super(`the proxy ${proxy} ${problem}`, { cause });
  }
}

/**
 * Error codes that occur only before the request is sent: DNS, connection refused, TLS handshake. An open connection
 * can also fail with `EHOSTUNREACH`, `ETIMEDOUT` or a TLS alert, so these count only while connecting.
 */
const unsentCodes =
  /^(ECONNREFUSED|ConnectionRefused|ENOTFOUND|EAI_\w+|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_UNSUPPORTED_PROTOCOL|ERR_SSL_\w*HANDSHAKE_FAILURE|ERR_SSL_\w*PROTOCOL_VERSION|ERR_INVALID_URL)$/;

/** Never proof, even with `syscall: "connect"`: a TLS socket reports a later reset in this way. */
const sentCodes = /^(ECONNRESET|EPIPE)$/;

type ErrorFields = Readonly<Record<string, unknown>>;

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

/** The innermost errors: one for each address that was tried. */
function rootErrors(error: unknown, depth = 0): readonly unknown[] {
  if (!isErrorLike(error) || depth === 8 || describeRefusal(error) !== undefined) return [error];
  const { errors, cause } = error;
  if (Array.isArray(errors) && errors.length > 0) return errors.flatMap((one) => rootErrors(one, depth + 1));
  return cause === undefined || cause === null ? [error] : rootErrors(cause, depth + 1);
}

/** `fetch` blocks a list of ports; that error has no code. The longer message is Deno's. */
const isBadPort = (error: unknown): boolean =>
  error instanceof Error && /^(bad port|Fetch failed: Requests to port \d+ are blocked)$/.test(error.message);

/** Deno's `fetch` reports no code, but says in which step it failed: this one is before the request is sent. */
const denoConnect = /client error \(Connect\): (.*)/;

const denoReasons: readonly (readonly [reason: RegExp, code: string])[] = [
  [/^dns error/, "ENOTFOUND"],
  [/Connection refused/, "ECONNREFUSED"],
  [/certificate.*Expired/, "CERT_HAS_EXPIRED"],
  [/certificate.*NotValidForName/, "ERR_TLS_CERT_ALTNAME_INVALID"],
  [/certificate/, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  [/corrupt message/, "ERR_SSL_WRONG_VERSION_NUMBER"],
];

/** A refused tunnel (CONNECT), in the words of undici, of Bun, of the package tunnel and of Deno; with the proxy's status. */
const refusedTunnel =
  /^(?:Proxy response \((?=\d{3}\) !== 200 when HTTP Tunneling)|Proxy Authentication Required \(|Proxy refused to open a tunnel: |tunneling socket could not be established, statusCode=)(\d{3})\b|client error \(Connect\): (?:proxy authentication required|unsuccessful tunnel)/;

/** Codes of Node's `node:https` and of undici for a proxy that opened no connection. */
const proxyCodes = /^(ERR_PROXY_TUNNEL|UND_ERR_PRX_\w+|UND_ERR_SOCKS5\w*)$/;

/** What a proxy did instead of opening a connection; `undefined` for other errors. The request was not sent. */
function describeRefusal({ code, statusCode, message }: ErrorFields): string | undefined {
  const words = toText(message) ?? "";
  const refusal = refusedTunnel.exec(words);
  const known = typeof code === "string" && proxyCodes.test(code) ? ` (${code})` : undefined;
  if (!refusal && known === undefined) return undefined;
  const named = /proxy authentication required/.test(words) ? "407" : undefined;
  const status = refusal?.[1] ?? toText(statusCode) ?? named;
  return status === undefined
    ? `the proxy opened no connection${known ?? ""}`
    : `the proxy refused the connection: ${status}`;
}

/** The code of a system error, such as `ECONNREFUSED`. */
function readCode({ code, message }: ErrorFields): string | undefined {
  if (typeof code === "string" && code !== "") return code;
  const reason = denoConnect.exec(toText(message) ?? "")?.[1];
  return reason === undefined ? undefined : denoReasons.find(([words]) => words.test(reason))?.[1];
}

/** Whether the error says itself that the request was not sent. */
const isConnectError = (error: unknown): boolean => causeChain(error).some((one) => one instanceof ConnectError);

/** Whether an error of a socket or a proxy occurs only before a request is sent. */
export function isConnectFailure(error: unknown): error is ErrorFields {
  if (!isErrorLike(error)) return false;
  if (describeRefusal(error) !== undefined) return true;
  const code = readCode(error);
  if (code === undefined) return isBadPort(error) || denoConnect.test(toText(error.message) ?? "");
  const { syscall } = error;
  return unsentCodes.test(code) || (syscall === "connect" && !sentCodes.test(code));
}

/** The code of a failed request, such as `ECONNREFUSED`. */
export function findCode(error: unknown): string | undefined {
  for (const current of causeChain(error)) {
    if (isBadPort(current)) return "bad port";
    const code = isErrorLike(current) ? readCode(current) : undefined;
    if (code !== undefined) return code;
  }
  return undefined;
}

/** Where a connection failed, as far as the error says: a name, or an address. */
interface Place {
  readonly name?: string | undefined;
  readonly address?: string | undefined;
  readonly port?: string | undefined;
}

const toText = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value) : undefined;

function readPlace({ address, port, hostname, host, message, path }: ErrorFields): Place {
  if (toText(address) !== undefined) return { address: toText(address), port: toText(port) };
  const name = toText(hostname) ?? toText(host);
  if (name !== undefined) return { name, port: toText(port) };
  const words = toText(message) ?? "";
  // Bun has it as a field, Deno in its message.
  const tried = toText(path) ?? /\bfor url \((\S+)\)/.exec(words)?.[1] ?? "";
  if (URL.canParse(tried)) {
    const url = new URL(tried);
    return { name: bareHost(url), port: String(getPort(url)) };
  }
  // Clients over `node:http` keep only the message. undici names what it tried.
  const [, connected, connectedPort] = /\bconnect \w+ (\S+):(\d+)/.exec(words) ?? [];
  if (connected !== undefined) return { address: connected, port: connectedPort };
  const [, attempted, attemptedPort] = /(?:attempted address:|tunnel to) ([^\s,]+):(\d+)/.exec(words) ?? [];
  return attempted === undefined
    ? { name: /\bgetaddrinfo \w+ ([^\s:]+)/.exec(words)?.[1] }
    : { name: attempted, port: attemptedPort };
}

const bareHost = (url: URL): string => url.hostname.replace(/^\[|\]$|\.$/g, "");
const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.includes(":");

/** Whether a connection failed on the way to the endpoint, and not to another host. */
async function concernsEndpoint(error: ErrorFields, { url, isOwnFetch }: UnansweredCreate): Promise<boolean> {
  const { name, address, port } = readPlace(error);
  const host = bareHost(url);
  if (name === undefined && address === undefined) return isOwnFetch;
  if (port !== undefined && port !== String(getPort(url))) return false;
  if (name !== undefined) return name.replace(/\.$/, "").toLowerCase() === host;
  if (address === host) return true;
  if (isAddress(host) || port === undefined) return false;
  if (isOwnFetch) return true;
  const { resolveName } = await import("#node");
  const resolved = await resolveName(host).catch(() => []);
  return resolved.some((one) => one.address === address);
}

/** The name of the class of the process's dispatcher. `version`: that of undici's interface. */
function dispatcherName(version: 1 | 2): string | undefined {
  const symbol = Symbol.for(`undici.globalDispatcher.${version}`);
  return (globalThis as { readonly [key: symbol]: object | undefined })[symbol]?.constructor.name;
}

/** Through a proxy, the address that refuses is the proxy's. */
const hasOwnDispatcher = (): boolean => !["Agent", undefined].includes(dispatcherName(1));

/** The proxy that the process's dispatcher uses for every request, or for those that the environment does not exclude. */
const isProxied = (name: "ProxyAgent" | "EnvHttpProxyAgent"): boolean =>
  dispatcherName(1) === name || dispatcherName(2) === name;

/** Whether the server certainly did not get the create request. */
async function isProvenUnsent(create: UnansweredCreate): Promise<boolean> {
  if (isConnectError(create.cause)) return true;
  const roots = rootErrors(create.cause);
  if (!roots.every(isConnectFailure)) return false;
  // Without its body it cannot have been sent, whatever could not be reached.
  if (create.bodyReads === 0) return true;
  // A `fetch` that sends it again by itself: the error is that of its last attempt.
  if (create.bodyReads > 1) return false;
  // A service's `fetch` sends its request with a transport of this package.
  const innermost = causeChain(create).findLast((error) => error instanceof UnansweredCreate) ?? create;
  if (innermost.isOwnFetch && hasOwnDispatcher()) return true;
  for (const root of roots) if (!(await concernsEndpoint(root, create))) return false;
  return true;
}

/** The address of a proxy, without its user name and password. */
export const proxyAddress = ({ protocol, host }: URL): string => `${protocol}//${host}`;

/** The proxy of the environment. */
function proxyOfEnvironment(env: Environment): { readonly variable: string; readonly url: URL } | undefined {
  const found = proxyVariable(env);
  // The command line copies HTTP_PROXY to HTTPS_PROXY for Bun and Deno: of two equal ones, the user has set this one.
  const variable = ["HTTP_PROXY", "http_proxy"].find((name) => found && env[name] === env[found]) ?? found;
  const value = variable === undefined ? undefined : env[variable];
  const isAddressOfProxy = value && /^https?:/i.test(value) && URL.canParse(value);
  return variable && isAddressOfProxy ? { variable, url: new URL(value) } : undefined;
}

/** What is wrong with the proxy, if the request failed there. */
function describeProxyFailure(cause: unknown): string | undefined {
  const chain = causeChain(cause);
  const own = chain.find((error) => error instanceof ProxyError)?.message;
  if (own !== undefined) return own;
  const refusal = chain.map((error) => (isErrorLike(error) ? describeRefusal(error) : undefined)).find(Boolean);
  if (refusal !== undefined) return refusal;
  const [root] = rootErrors(cause);
  if (!isConnectFailure(root)) return undefined;
  const proxy = findProxyAt(readPlace(root));
  return proxy && `the proxy ${proxy} cannot be reached: ${findCode(root)}`;
}

/** The proxy at the place where a connection failed, as the message names it. */
function findProxyAt({ name, address, port }: Place): string | undefined {
  const host = name ?? address;
  if (host === undefined) return undefined;
  const proxy = proxyOfEnvironment(environment());
  if (proxy && (port ?? String(getPort(proxy.url))) === String(getPort(proxy.url))) {
    const own = bareHost(proxy.url);
    const isResolved = address !== undefined && !isAddress(own) && isProxied("EnvHttpProxyAgent");
    if (host === own || isResolved) return `${proxyAddress(proxy.url)} of ${proxy.variable}`;
  }
  // In a tunnel, an error has no address.
  return isProxied("ProxyAgent") ? [host, port].filter(Boolean).join(":") : undefined;
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
  isUnsent: boolean = isConnectError(cause) || rootErrors(cause).every(isConnectFailure),
): NetworkError {
  const message = timedOut
    ? "no response in time"
    : (describeProxyFailure(cause) ?? findCode(cause) ?? describeReason(cause, hide));
  return new NetworkError(message, { sent: timedOut || !isUnsent, timedOut, cause });
}

/** {@link toNetworkError}, for a create request too: that one is sent again only on proof. */
export async function toProvenError(
  error: unknown,
  timedOut: boolean,
  hide: (text: string) => string,
): Promise<NetworkError> {
  if (!(error instanceof UnansweredCreate)) return toNetworkError(error, timedOut, hide);
  return toNetworkError(error.cause, timedOut, hide, !timedOut && (await isProvenUnsent(error)));
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
    "Node and browsers block this port, because it belongs to another protocol. Let the server listen on another port.",
  ],
];

/** What to do about a proxy, by the end of the reason. */
const proxyAdvice: readonly (readonly [reason: RegExp, hint: string])[] = [
  [
    /: 407$/,
    "The proxy asks for a user name and a password, or refuses those that it got. Its address has them before the host, as name:password@, with special characters percent-encoded.",
  ],
  [/: 4\d\d$/, "The proxy does not allow this connection. Ask those who run it to allow the base URL's host and port."],
  [
    /: \d{3}$|opened no connection/,
    "The proxy did not reach the server. Check the base URL's host and port, and that the proxy may and can reach them.",
  ],
  [/CERT|SELF_SIGNED|VERIFY|UNABLE_TO_/, `The proxy's certificate is not trusted. ${ownAuthority}`],
  [
    /ERR_SSL_|EPROTO/,
    "The proxy does not speak TLS on that port. Check whether its address needs http:// in place of https://.",
  ],
  [/./, "Check the address of the proxy, and that the proxy runs."],
];

/** Whether the reason of a failure, a {@link NetworkError}'s message, is the proxy. */
export const isProxyReason = (reason: string): boolean => reason.startsWith("the proxy ");

function proxyHint(reason: string, env: Environment): string {
  const [, hint] = proxyAdvice.find(([words]) => words.test(reason)) ?? [];
  const proxy = proxyOfEnvironment(env);
  if (proxy === undefined) return hint ?? "";
  // Another proxy may be in use: this error does not say which one.
  const named = reason.includes(" of ") ? "" : ` ${proxy.variable} is ${proxyAddress(proxy.url)}.`;
  return `${hint}${named} If the host can be reached without a proxy, add it to NO_PROXY.`;
}

const checkAddress = "Check that the server runs and that the base URL's host and port are right.";

/** The hint for a server that cannot be reached. `reason`: the message of a {@link NetworkError}. */
export function unreachableHint(reason: string, env = environment()): Message {
  if (isProxyReason(reason)) return proxyHint(reason, env);
  const hint = advice.find(([code]) => code.test(reason))?.[1] ?? checkAddress;
  const proxy = proxyOfEnvironment(env);
  if (proxy === undefined) return hint;
  return text`${hint} ${proxy.variable} is set: the command ugoku uses that proxy, except for the hosts of NO_PROXY; Node itself does with NODE_USE_ENV_PROXY=1, from version 24. ${codeOnly("In code, call undici's setGlobalDispatcher(new EnvHttpProxyAgent()), or pass a fetch that uses it: createUgoku({ fetch }).")}`;
}
