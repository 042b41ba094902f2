/**
 * Fetches an image from a URL that may come from a stranger.
 *
 * @module
 */
import { lookup as dnsLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { type AllowedHosts, fetchGuarded, getPort, readAllowedHosts } from "../../image/guarded-fetch.js";
import type { FetchedImage, FetchImageOptions, ResolvedAddress } from "../platform.js";
import { blockedAddress, classifyAddress, classifyName, isAddress, stripBrackets } from "./ssrf-guard.js";

/**
 * Fetches an image of at most 20 MiB from an `http(s):` URL, only from public addresses.
 *
 * An address in the URL is checked before anything is sent. All addresses of a name are checked when a connection is
 * opened, and the address that the socket has reached is checked before the request is written. Redirects (at most five)
 * are checked in the same way. With a custom `fetch`, names are checked only if it honors undici's `dispatcher`.
 *
 * @throws {ImageError} `image_url_blocked`, `image_url_failed`, `image_too_large`; or rejects with the signal's reason.
 */
export async function fetchImage(url: URL, options: FetchImageOptions = {}): Promise<FetchedImage> {
  options.signal?.throwIfAborted();
  const allowed = readAllowedHosts(options.allowPrivateHosts);
  const dispatcher = await createGuardedAgent(allowed, options.lookup ?? resolveName);
  const send = options.fetch ?? globalThis.fetch;
  try {
    return await fetchGuarded(url, options, {
      check: (next) => {
        const error = allowed(next.hostname, getPort(next)) ? undefined : checkLiteral(next.hostname, getPort(next));
        if (error) throw error;
      },
      send: (next, init) => {
        // Some image hosts refuse requests without a user agent.
        const headers = { ...(init.headers as Record<string, string>), "user-agent": "ugoku" };
        // `dispatcher` is Node's addition to fetch, which the web's types lack.
        return send(next, { ...init, headers, dispatcher } as RequestInit);
      },
    });
  } finally {
    dispatcher.destroy().catch(() => {});
  }
}

type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;
type AddressCheck = (address: string) => Error | undefined;

/** The error of a host that is a blocked address, or a name of this machine. */
function checkLiteral(hostname: string, port: number): Error | undefined {
  const label = classifyName(hostname);
  if (label !== undefined) return blockedAddress(hostname, port, hostname, label);
  return isAddress(hostname) ? checkAddress(hostname, port, stripBrackets(hostname)) : undefined;
}

function checkAddress(hostname: string, port: number, address: string): Error | undefined {
  const label = classifyAddress(address);
  return label === undefined ? undefined : blockedAddress(hostname, port, address, label);
}

/** An agent that checks each connection: a literal address, all addresses of a name, and the address that was reached. */
async function createGuardedAgent(allowed: AllowedHosts, resolve: Resolve) {
  // Loaded here because most images are files.
  const { Agent, buildConnector } = await import("undici");
  return new Agent({
    connect: (target, callback) => {
      const port = Number(target.port) || (target.protocol === "https:" ? 443 : 80);
      // undici removes the brackets of an IPv6 address; `allowPrivateHosts` has them.
      const bare = stripBrackets(target.hostname);
      const hostname = bare.includes(":") ? `[${bare}]` : bare;
      if (allowed(hostname, port)) return buildConnector({ lookup: toLookup(resolve) })(target, callback);
      // Sockets do not call `lookup` for an address.
      const blocked = checkLiteral(hostname, port);
      if (blocked) return callback(blocked, null);

      const check: AddressCheck = (address) => checkAddress(hostname, port, address);
      buildConnector({ lookup: toLookup(resolve, check) })(target, (...[error, socket]) => {
        if (error || !socket) return callback(error ?? new Error("no socket"), null);
        // The address that the socket is connected to, whatever the name server answered.
        const refusal = check(socket.remoteAddress ?? "");
        if (!refusal) return callback(null, socket);
        socket.destroy();
        callback(refusal, null);
      });
    },
  });
}

/** A lookup for sockets that fails if `check` rejects any address of the name. */
function toLookup(resolve: Resolve, check?: AddressCheck): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        for (const { address } of addresses) {
          const refusal = check?.(address);
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
