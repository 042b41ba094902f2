/**
 * Which hosts the developer has vouched for.
 *
 * @module
 */
import { describeValue, RequestError } from "../utils/errors.js";

/** Whether a host and port were named in `allowPrivateHosts`. */
export type AllowedHosts = (hostname: string, port: number) => boolean;

/**
 * Reads `allowPrivateHosts`: `true` for all, or names such as `"images.internal"`, `"127.0.0.1:8080"`, `"[::1]:8080"`.
 * A name without a port holds for all of its ports, and not for its subdomains.
 *
 * @throws {RequestError} `option_invalid` for an entry that is not a host.
 */
export function readAllowedHosts(option: boolean | readonly string[] | undefined): AllowedHosts {
  if (option === undefined || option === false) return () => false;
  if (option === true) return () => true;
  if (!Array.isArray(option)) throw wrong(option);
  const entries = new Set(option.map(canonicalHost));
  return (hostname, port) => entries.has(hostname) || entries.has(`${hostname}:${port}`);
}

/** The port that a URL means, given or not. */
export function portOf(url: URL): number {
  return url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
}

function canonicalHost(entry: unknown): string {
  if (typeof entry !== "string") throw wrong(entry);
  // A bare IPv6 address has at least two colons, and no port can follow it.
  const host = /^[0-9a-f:.]*:[0-9a-f.]*:[0-9a-f:.]*$/i.test(entry) ? `[${entry}]` : entry;
  if (!/^[^\s/?#@\\]+$/.test(host)) throw wrong(entry);
  try {
    // Port 80 would be dropped from an http: URL, so the port is taken from the text.
    const port = /:(\d+)$/.exec(host)?.[1];
    const { hostname } = new URL(`http://${host}`);
    return port === undefined ? hostname : `${hostname}:${Number(port)}`;
  } catch {
    throw wrong(entry);
  }
}

function wrong(entry: unknown): RequestError {
  return new RequestError("option_invalid", `allowPrivateHosts cannot hold ${describeValue(entry)}.`, {
    hint: `Pass true, or host names such as "images.internal" or "localhost:8080".`,
  });
}
