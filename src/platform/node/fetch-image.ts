/**
 * Fetches an image from a URL that may come from a stranger.
 *
 * @module
 */
import { lookup as dnsLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { type AllowedHosts, portOf, readAllowedHosts } from "../../image/allowed-hosts.js";
import { fetchWithRedirects } from "../../image/fetch-with-redirects.js";
import type { FetchedImage, FetchImageOptions, LookupAnswer } from "../platform.js";
import { isAddress, judgeAddress, refuse } from "./ssrf-guard.js";

/**
 * The bytes behind an `http(s):` URL, of at most 20 MiB, fetched only from public addresses.
 *
 * An address in the URL is judged before anything is sent; a name is judged by all of its addresses at the moment of
 * connecting, and the connection again by the address that it reached. Redirects (five at the most) go the same way.
 * With a `fetch` of the caller's own, names are judged only if that fetch honours undici's `dispatcher`.
 *
 * @throws {ImageError} `image_url_blocked`, `image_url_failed`, `image_too_large`; or rejects with the signal's reason.
 */
export async function fetchImage(url: URL, options: FetchImageOptions = {}): Promise<FetchedImage> {
  options.signal?.throwIfAborted();
  const allowed = readAllowedHosts(options.allowPrivateHosts);
  const dispatcher = await guardedAgent(allowed, options.lookup ?? resolveName);
  const send = options.fetch ?? globalThis.fetch;
  try {
    return await fetchWithRedirects(url, options, {
      check: (next) => checkLiteral(next, allowed),
      send: (next, init) => {
        // Some image hosts refuse requests that do not say who is asking.
        const headers = { ...(init.headers as Record<string, string>), "user-agent": "ugoku" };
        // `dispatcher` is Node's own addition to fetch, which the web's types do not have.
        return send(next, { ...init, headers, dispatcher } as RequestInit);
      },
    });
  } finally {
    dispatcher.destroy().catch(() => {});
  }
}

function checkLiteral(url: URL, allowed: AllowedHosts): void {
  if (!isAddress(url.hostname) || allowed(url.hostname, portOf(url))) return;
  const label = judgeAddress(url.hostname);
  if (label !== undefined) throw refuse(url.hostname, portOf(url), url.hostname.replace(/^\[|\]$/g, ""), label);
}

type Resolve = (hostname: string) => Promise<readonly LookupAnswer[]>;

/** An agent whose every connection is judged: by literal, by all answers of the lookup, and by where it arrived. */
async function guardedAgent(allowed: AllowedHosts, resolve: Resolve) {
  // Loaded here, because most images are files.
  const { Agent, buildConnector } = await import("undici");
  return new Agent({
    connect: (target, callback) => {
      const port = Number(target.port) || (target.protocol === "https:" ? 443 : 80);
      // undici takes the brackets off an IPv6 address; the developer's list has them.
      const hostname = target.hostname.includes(":") ? `[${target.hostname.replace(/^\[|\]$/g, "")}]` : target.hostname;
      if (allowed(hostname, port)) return buildConnector({ lookup: toLookup(resolve) })(target, callback);
      // A lookup is not asked about an address, so that has to be judged here.
      const label = isAddress(hostname) ? judgeAddress(hostname) : undefined;
      if (label !== undefined) return callback(refuse(hostname, port, target.hostname, label), null);

      const judge = (address: string) => {
        const wrong = judgeAddress(address);
        return wrong === undefined ? undefined : refuse(hostname, port, address, wrong);
      };
      buildConnector({ lookup: toLookup(resolve, judge) })(target, (...[error, socket]) => {
        if (error || !socket) return callback(error ?? new Error("no socket"), null);
        // The last word: what the socket is connected to, whatever the name server said.
        const refusal = judge(socket.remoteAddress ?? "");
        if (!refusal) return callback(null, socket);
        socket.destroy();
        callback(refusal, null);
      });
    },
  });
}

/** A lookup for sockets that refuses a name if any of its addresses is refused. */
function toLookup(resolve: Resolve, judge?: (address: string) => Error | undefined): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (answers) => {
        for (const { address } of answers) {
          const refusal = judge?.(address);
          if (refusal) return callback(refusal, []);
        }
        const [first] = answers;
        if (!first) return callback(Object.assign(new Error(`${hostname} has no address`), { code: "ENOTFOUND" }), []);
        if (options.all) callback(null, [...answers]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}

function resolveName(hostname: string): Promise<readonly LookupAnswer[]> {
  return new Promise((resolve, reject) => {
    dnsLookup(hostname, { all: true }, (error, answers) => (error ? reject(error) : resolve(answers)));
  });
}
