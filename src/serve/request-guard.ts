/**
 * Who may ask a server that listens on this machine: those who know it by its own name, and no page of another site.
 *
 * @module
 */
import { isIP } from "node:net";
import { inUrl, isHostAmong, loopbackNames, readHost } from "../testing/host-header.js";
import { errorResponse } from "../testing/responses.js";

/** Whether only this machine reaches `host`. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** All of this machine's addresses. */
const isEverywhere = (host: string) => host === "0.0.0.0" || host === "::";

/**
 * Judges `Host` headers of a server that is bound to `host` and `port`. `further` are names with any port, or with one.
 *
 * A server that is bound to all addresses has no name of its own. Any address in figures is then taken: what needs no
 * name server cannot be rebound by one.
 */
export function createHostValidator(host: string, further: readonly string[]) {
  return (header: string | undefined, port: number): boolean => {
    const own = [...loopbackNames, inUrl(host).toLowerCase()].map((name) => `${name}:${port}`);
    if (isHostAmong(header, [...own, ...further])) return true;
    const asked = readHost(header);
    return isEverywhere(host) && asked?.port === port && isIP(asked.name.replace(/^\[|\]$/g, "")) !== 0;
  };
}

/**
 * The refusal of a request with which a page of another origin would change something. Browsers let such a page send it,
 * and only keep the answer from it. Programs that are no browser send neither of the two headers.
 */
export function rejectCrossOrigin(request: Request): Response | undefined {
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const isOwnOrigin = origin === null || (URL.canParse(origin) && new URL(origin).host === request.headers.get("host"));
  const isOwnSite = site === null || site === "same-origin" || site === "none";
  if (isOwnOrigin && isOwnSite) return undefined;
  const from = origin === null ? `another site (Sec-Fetch-Site: ${site})` : JSON.stringify(origin.slice(0, 200));
  return errorResponse({
    status: 403,
    message: `The request comes from a web page of ${from}. Only this server's own page may change anything; ask it from a server or a script instead.`,
    code: "origin_not_allowed",
  });
}
