/**
 * Fetches an image from a URL that may come from a stranger.
 *
 * @module
 */
import { lookup as dnsLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { type AllowedHosts, fetchGuarded, readAllowedHosts } from "../../image/guarded-fetch.js";
import { getPort } from "../../utils/get-port.js";
import { noStore } from "../../utils/redirects.js";
import type { FetchedImage, FetchImageOptions, ResolvedAddress } from "../platform.js";
import { type Connection, httpRequest } from "./http-request.js";
import { blockedAddress, classifyAddress, classifyName, isAddress, stripBrackets } from "./ssrf-guard.js";

/**
 * Fetches an image of at most 20 MiB from an `http(s):` URL, only from public addresses.
 *
 * An address in the URL is checked before anything is sent. All addresses of a name are checked when a connection is
 * opened, and the address that the socket has reached is checked before the request is written. Redirects (at most five)
 * are checked in the same way. With a custom `fetch`, names are not checked.
 *
 * @throws {ImageError} `image_url_blocked`, `image_url_failed`, `image_too_large`; or rejects with the signal's reason.
 */
export async function fetchImage(url: URL, options: FetchImageOptions = {}): Promise<FetchedImage> {
  const { allowPrivateHosts, fetch: customFetch, lookup: resolve = resolveName } = options;
  const allowed = readAllowedHosts(allowPrivateHosts);
  return fetchGuarded(url, options, {
    check: (next) => {
      const error = allowed(next.hostname, getPort(next)) ? undefined : checkLiteral(next.hostname, getPort(next));
      if (error) throw error;
    },
    send: (next, init) => {
      // Some image hosts refuse requests without a user agent.
      const headers = { ...(init.headers as Record<string, string>), "user-agent": "ugoku" };
      if (customFetch) return customFetch(next, { ...noStore(), ...init, headers });
      const { signal } = init;
      return httpRequest(
        next,
        { headers: { ...headers, "accept-encoding": "identity" }, signal },
        connectionTo(next, allowed, resolve),
      );
    },
  });
}

type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;
type AddressCheck = (address: string) => Error | undefined;

/** The error of a host that is a blocked address, or a name of this machine. */
function checkLiteral(hostname: string, port: number): Error | undefined {
  const label = classifyName(hostname);
  if (label !== undefined) return blockedAddress(hostname, port, hostname, label);
  // Sockets do not call `lookup` for an address.
  return isAddress(hostname) ? checkAddress(hostname, port, stripBrackets(hostname)) : undefined;
}

function checkAddress(hostname: string, port: number, address: string): Error | undefined {
  const label = classifyAddress(address);
  return label === undefined ? undefined : blockedAddress(hostname, port, address, label);
}

/** A connection that is checked twice: all addresses of the name, and the address that was reached. */
function connectionTo(url: URL, allowed: AllowedHosts, resolve: Resolve): Connection {
  const { hostname } = url;
  const port = getPort(url);
  const check: AddressCheck = (address) =>
    allowed(hostname, port) ? undefined : checkAddress(hostname, port, address);
  return { lookup: toLookup(resolve, check), check };
}

/** A lookup for sockets that fails if `check` rejects any address of the name. */
function toLookup(resolve: Resolve, check: AddressCheck): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        for (const { address } of addresses) {
          const refusal = check(address);
          if (refusal) return callback(refusal, []);
        }
        const [first] = addresses;
        if (!first) return callback(Object.assign(new Error(`${hostname} has no address`), { code: "ENOTFOUND" }), []);
        if (options.all) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}

export function resolveName(hostname: string): Promise<readonly ResolvedAddress[]> {
  return new Promise((resolve, reject) => {
    dnsLookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });
}
