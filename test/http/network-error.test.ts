import { describe, expect, test } from "vitest";
import { toNetworkError, unreachableHint } from "../../src/http/network-error.js";
import { renderMessage } from "../../src/utils/message.js";

/** An error of Node's network, wrapped as `fetch` wraps it. */
const failed = (code: string, syscall?: string) =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(`${syscall} ${code}`), { code, syscall }) });

describe("a request without a response", () => {
  test.each([
    ["ECONNREFUSED", "connect"],
    ["ENOTFOUND", "getaddrinfo"],
    ["EAI_AGAIN", "getaddrinfo"],
    ["EHOSTUNREACH", "connect"],
    ["ETIMEDOUT", "connect"],
    ["UND_ERR_CONNECT_TIMEOUT", undefined],
    ["CERT_HAS_EXPIRED", undefined],
    ["SELF_SIGNED_CERT_IN_CHAIN", undefined],
    ["ERR_TLS_CERT_ALTNAME_INVALID", undefined],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", undefined],
    ["ERR_SSL_WRONG_VERSION_NUMBER", undefined],
    ["ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", undefined],
  ])("never left with %s while it does %s", (code, syscall) => {
    expect(toNetworkError(failed(code, syscall), false)).toMatchObject({ sent: false, message: code });
  });

  test.each([
    ["ECONNRESET", "read"],
    ["EPIPE", "write"],
    ["UND_ERR_SOCKET", undefined],
    ["UND_ERR_HEADERS_TIMEOUT", undefined],
    ["UND_ERR_BODY_TIMEOUT", undefined],
    // A connection that was open can lose its way too.
    ["EHOSTUNREACH", "read"],
    ["ENETUNREACH", "write"],
    ["ETIMEDOUT", "read"],
    ["ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC", undefined],
    ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", undefined],
  ])("may have arrived with %s while it does %s", (code, syscall) => {
    expect(toNetworkError(failed(code, syscall), false)).toMatchObject({ sent: true });
  });

  test("was not sent if every address of the host refused, and is uncertain otherwise", () => {
    const attempts = (...syscalls: string[]) =>
      new TypeError("fetch failed", {
        cause: Object.assign(
          new AggregateError(syscalls.map((syscall) => Object.assign(new Error("x"), { code: "ETIMEDOUT", syscall }))),
          { code: "ETIMEDOUT" },
        ),
      });
    expect(toNetworkError(attempts("connect", "connect"), false).sent).toBe(false);
    expect(toNetworkError(attempts("connect", "read"), false).sent).toBe(true);
  });

  test.each([new Error("?"), "a text", undefined, null, { cause: { cause: {} } }])(
    "with an unknown error (%s) is uncertain",
    (cause) => {
      expect(toNetworkError(cause, false).sent).toBe(true);
    },
  );

  const deno = (step: string) =>
    new TypeError("fetch failed", {
      cause: new Error(`error sending request for url (http://videos.test/v1): ${step}`),
    });

  test.each([
    ["client error (Connect): tcp connect error: Connection refused (os error 111)", "ECONNREFUSED"],
    ["client error (Connect): dns error: failed to lookup address information", "ENOTFOUND"],
    ["client error (Connect): invalid peer certificate: UnknownIssuer", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ["client error (Connect): invalid peer certificate: Expired", "CERT_HAS_EXPIRED"],
    ["client error (Connect): invalid peer certificate: NotValidForName", "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["client error (Connect): received corrupt message of type InvalidContentType", "ERR_SSL_WRONG_VERSION_NUMBER"],
  ])("never left with Deno's %j", (step, message) => {
    expect(toNetworkError(deno(step), false)).toMatchObject({ sent: false, message });
  });

  test("never left with another failure of Deno to connect, or a port that it blocks", () => {
    expect(toNetworkError(deno("client error (Connect): Host unreachable"), false).sent).toBe(false);
    const blocked = new TypeError("Fetch failed: Requests to port 25 are blocked");
    expect(toNetworkError(blocked, false)).toMatchObject({ sent: false, message: "bad port" });
  });

  test.each(["client error (SendRequest): connection error", "connection closed before message completed"])(
    "may have arrived with Deno's %j",
    (step) => {
      expect(toNetworkError(deno(step), false).sent).toBe(true);
    },
  );

  /** As undici wraps the error of a tunnel. */
  const aborted = (words: string) =>
    new TypeError("fetch failed", {
      cause: new DOMException("Request was cancelled.", {
        name: "AbortError",
        cause: Object.assign(new Error(words), { code: "UND_ERR_ABORTED" }),
      } as never),
    });
  const withFields = (words: string, fields: object) => Object.assign(new Error(words), fields);

  test.each<[string, unknown, string]>([
    ["undici", aborted("Proxy response (407) !== 200 when HTTP Tunneling"), "refused the connection: 407"],
    ["undici", aborted("Proxy response (502) !== 200 when HTTP Tunneling"), "refused the connection: 502"],
    [
      "undici without a tunnel",
      new TypeError("fetch failed", {
        cause: withFields("Proxy Authentication Required (407)", { code: "UND_ERR_INVALID_ARG" }),
      }),
      "refused the connection: 407",
    ],
    [
      "undici 8",
      new TypeError("fetch failed", {
        cause: withFields("x", {
          code: "UND_ERR_PRX_CONN",
          cause: withFields("other side closed", { code: "UND_ERR_SOCKET" }),
        }),
      }),
      "opened no connection (UND_ERR_PRX_CONN)",
    ],
    [
      "undici with SOCKS",
      withFields("Authentication failed", { code: "UND_ERR_SOCKS5_AUTH_FAILED" }),
      "opened no connection (UND_ERR_SOCKS5_AUTH_FAILED)",
    ],
    [
      "node:https",
      withFields("Failed to establish tunnel to videos.test:443 via http://proxy.test/: HTTP/1.1 403 Forbidden", {
        code: "ERR_PROXY_TUNNEL",
        statusCode: 403,
      }),
      "refused the connection: 403",
    ],
    [
      "node:https",
      withFields("Connection to establish proxy tunnel ended unexpectedly", { code: "ERR_PROXY_TUNNEL" }),
      "opened no connection (ERR_PROXY_TUNNEL)",
    ],
    [
      "the package tunnel",
      withFields("tunneling socket could not be established, statusCode=407", { code: "ECONNRESET" }),
      "refused the connection: 407",
    ],
    [
      "Bun",
      withFields("Proxy refused to open a tunnel: 403 Forbidden", { status: 403 }),
      "refused the connection: 403",
    ],
    ["Deno", deno("client error (Connect): proxy authentication required"), "refused the connection: 407"],
    ["Deno", deno("client error (Connect): unsuccessful tunnel"), "opened no connection"],
  ])("never left through a proxy that opens no tunnel (%s, %o)", (_, error, problem) => {
    expect(toNetworkError(error, false)).toMatchObject({ sent: false, message: `the proxy ${problem}` });
  });

  test.each([
    aborted("Proxy response (200) was read, then the socket closed"),
    aborted("Request aborted"),
    withFields("socket hang up after the proxy said 407", { code: "ECONNRESET" }),
  ])("may have arrived with another error about a proxy (%o)", (error) => {
    expect(toNetworkError(error, false).sent).toBe(true);
  });

  test("that timed out is uncertain, whatever the cause", () => {
    expect(toNetworkError(failed("ECONNREFUSED", "connect"), true)).toMatchObject({ sent: true, timedOut: true });
  });

  const root = new TypeError("Promise.withResolvers is not a function");
  test.each<[string, unknown, string]>([
    ["by fetch's own words", new TypeError("fetch failed"), "fetch failed"],
    ["with the innermost cause", new TypeError("fetch failed", { cause: root }), `fetch failed: ${root.message}`],
    [
      "with the innermost cause only",
      new Error("outer", { cause: new Error("between", { cause: root }) }),
      `outer: ${root.message}`,
    ],
    ["with the first of many", new AggregateError([root, new Error("other")], "all"), `all: ${root.message}`],
    ["once, where both say the same", new Error(`x: ${root.message}`, { cause: root }), `x: ${root.message}`],
    ["with a cause that is a text", new Error("outer", { cause: "a\n  text" }), "outer: a text"],
    ["though it says nothing", new Error(""), "no reason was given"],
    ["in few words", new Error("long ".repeat(100)), `${"long ".repeat(100).slice(0, 199)}…`],
    [
      "without secrets, also where it is truncated",
      new Error(`${"x".repeat(190)} sk-abcdefghijkl0123456789`),
      `${"x".repeat(190)} sk-[reda…`,
    ],
  ])("is explained %s", (_, cause, message) => {
    expect(toNetworkError(cause, false)).toMatchObject({ sent: true, message });
  });

  test("a cycle of causes ends", () => {
    const circle: { cause?: unknown } = {};
    circle.cause = circle;
    expect(toNetworkError(circle, false).sent).toBe(true);
  });
});

describe("the hint about a server that cannot be reached", () => {
  const hintOf = (code: string, env: Record<string, string> = {}) => renderMessage(unreachableHint(code, env));

  test.each([
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "CERT_UNTRUSTED",
    "CERT_HAS_EXPIRED",
    "ERR_TLS_CERT_ALTNAME_INVALID",
  ])("names NODE_EXTRA_CA_CERTS for %s", (code) => {
    expect(hintOf(code)).toContain("NODE_EXTRA_CA_CERTS");
    expect(hintOf(code)).not.toContain("port");
  });

  test("has its own words for each kind of failure", () => {
    const codes = [
      "ENOTFOUND",
      "ECONNREFUSED",
      "UND_ERR_CONNECT_TIMEOUT",
      "EHOSTUNREACH",
      "ERR_SSL_WRONG_VERSION_NUMBER",
      "bad port",
      "?",
    ];
    const hints = codes.map((code) => hintOf(code));
    expect(new Set(hints).size).toBe(codes.length);
    for (const hint of hints) expect(hint).not.toContain("NODE_EXTRA_CA_CERTS");
    expect(hintOf("ETIMEDOUT")).toBe(hintOf("UND_ERR_CONNECT_TIMEOUT"));
  });

  test.each(["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"])("says how to use the proxy of %s", (name) => {
    expect(hintOf("ECONNREFUSED", { [name]: "http://proxy.test:3128" })).toMatch(
      new RegExp(`${name} is set: .*NO_PROXY.*EnvHttpProxyAgent`),
    );
    expect(hintOf("ECONNREFUSED")).not.toContain("PROXY");
  });
});
