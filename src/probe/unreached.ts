/**
 * Why nothing answered, in words that say what to do.
 *
 * @module
 */
import type { NetworkError } from "../http/network-error.js";
import type { Finding, FindingCode } from "./report.js";

interface Reason {
  readonly code: FindingCode;
  /** The failure's code, such as `ECONNREFUSED`. */
  readonly failures: RegExp;
  /** Only for base URLs of this scheme. */
  readonly scheme?: "http:" | "https:";
  readonly says: (url: URL) => string;
  readonly hint: (url: URL) => string;
}

const withScheme = (url: URL, scheme: string) => `${scheme}//${url.host}${url.pathname}`;

const reasons: readonly Reason[] = [
  {
    code: "host_unknown",
    failures: /^(ENOTFOUND|EAI_\w+)$/,
    says: ({ hostname }) => `The name ${hostname} is not known: no address was found for it.`,
    hint: () =>
      "Check how the host is written, and whether its network (a VPN, a container's network) is reachable here.",
  },
  {
    code: "connection_refused",
    failures: /^(ECONNREFUSED|ConnectionRefused)$/,
    says: ({ host }) => `Nobody listens at ${host}: the connection was refused.`,
    hint: ({ hostname }) =>
      `Start the server, and check the port.${
        /^(localhost|127\.|\[::1\])/.test(hostname)
          ? " In a container, localhost is the container itself; a server that listens on one of 127.0.0.1 and ::1 is not at the other."
          : ""
      }`,
  },
  {
    code: "unreachable",
    failures: /^bad port$/,
    says: ({ host }) => `No fetch speaks to the port of ${host}: it is of another service's kind.`,
    hint: () => "Let the server listen on another port.",
  },
  {
    code: "certificate_untrusted",
    failures: /CERT|SELF_SIGNED|^UNABLE_TO_/,
    says: ({ host }) => `The certificate of ${host} is not trusted here.`,
    hint: () =>
      "If it is of your own authority, start Node with NODE_EXTRA_CA_CERTS=<file>.pem; else check its names and its end.",
  },
  {
    code: "tls_not_spoken",
    scheme: "https:",
    failures: /^(ERR_SSL_|EPROTO)/,
    says: ({ host }) => `${host} does not speak TLS as https: asks for.`,
    hint: (url) => `Is it a plain server? Try ${withScheme(url, "http:")}`,
  },
  {
    code: "tls_expected",
    scheme: "http:",
    failures: /^(ECONNRESET|UND_ERR_SOCKET|HPE_\w+|EPIPE)$|other side closed/,
    says: ({ host }) => `${host} broke the connection without an answer, as a TLS server does that is asked by http:.`,
    hint: (url) => `Try ${withScheme(url, "https:")}`,
  },
];

/** The finding for a first read without an answer. */
export function explainNoAnswer(failure: NetworkError, url: URL, timeout: number): Finding {
  if (failure.timedOut || failure.message === "UND_ERR_CONNECT_TIMEOUT")
    return {
      level: "error",
      code: "timed_out",
      message: `${url.host} did not answer within ${timeout} ms.`,
      hint: "Is it still loading its model, or behind a firewall? A longer timeout can be given.",
    };
  const found = reasons.find(
    ({ failures, scheme }) => failures.test(failure.message) && (scheme === undefined || scheme === url.protocol),
  );
  const { code, says, hint } = found ?? {
    code: "unreachable" as const,
    says: ({ host }: URL) => `${host} cannot be reached.`,
    hint: () => "Check the host, the port and the network in between.",
  };
  return { level: "error", code, message: `${says(url)} (${failure.message})`, hint: hint(url) };
}
