/**
 * Protects a server on this machine from other hosts' names (DNS rebinding) and from web pages of other origins.
 *
 * @module
 */
import { isIP } from "node:net";
import { formatHost, loopbackHosts, matchesHost, parseHost } from "../testing/http-server.js";
import { errorResponse } from "../testing/responses.js";

/** Whether only this machine can connect to `host`. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

const isWildcard = (host: string) => host === "0.0.0.0" || host === "::";

/**
 * Creates a validator of `Host` headers for a server that is bound to `host`. `allowedHosts` may include a port.
 *
 * A server that is bound to all addresses accepts any IP address: only hostnames can be rebound.
 */
export function createHostValidator(host: string, allowedHosts: readonly string[]) {
  return (header: string | undefined, port: number): boolean => {
    const ownHosts = [...loopbackHosts, formatHost(host).toLowerCase()].map((name) => `${name}:${port}`);
    if (matchesHost(header, [...ownHosts, ...allowedHosts])) return true;
    const parsed = parseHost(header);
    return isWildcard(host) && parsed?.port === port && isIP(parsed.name.replace(/^\[|\]$/g, "")) !== 0;
  };
}

/**
 * The error response to a state-changing request from a web page of another origin. Browsers send such requests and
 * only hide the response. Other clients send neither of the two headers.
 */
export function rejectCrossOrigin(request: Request): Response | undefined {
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const isOwnOrigin = origin === null || (URL.canParse(origin) && new URL(origin).host === request.headers.get("host"));
  const isOwnSite = site === null || site === "same-origin" || site === "none";
  if (isOwnOrigin && isOwnSite) return undefined;
  const source = origin === null ? `another site (Sec-Fetch-Site: ${site})` : JSON.stringify(origin.slice(0, 200));
  return errorResponse({
    status: 403,
    message: `The request comes from a web page of ${source}. Only this server's own page may change anything; send the request from a server or a script instead.`,
    code: "origin_not_allowed",
  });
}
