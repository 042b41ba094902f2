import { discardBody } from "./response-body.js";

/** A request of a chain of redirects. */
export interface Hop {
  readonly url: URL;
  readonly init: RequestInit;
}

/**
 * Sends a request and then whatever request `next` returns for the response, until it returns none.
 *
 * Redirects are followed by hand because `fetch` follows them to any host and takes most headers along. `next` is the
 * policy: it decides which URL and which headers come next, and may throw.
 */
export async function followRedirects(
  first: Hop,
  send: (hop: Hop) => Promise<Response>,
  next: (response: Response, hop: Hop, redirects: number) => Hop | undefined,
): Promise<{ readonly response: Response; readonly url: URL }> {
  let hop = first;
  for (let redirects = 0; ; redirects += 1) {
    const response = await send(hop);
    const following = next(response, hop, redirects);
    if (!following) return { response, url: hop.url };
    discardBody(response);
    hop = following;
  }
}

/** Whether the response's status asks for another request. */
export const isRedirect = ({ status }: Response): boolean => [301, 302, 303, 307, 308].includes(status);

/** The http(s) URL that the response redirects to, if any. */
export function redirectTarget(response: Response, from: URL): URL | undefined {
  const location = response.headers.get("location");
  if (!isRedirect(response) || location === null || !URL.canParse(location, from.href)) return undefined;
  const target = new URL(location, from);
  return /^https?:$/.test(target.protocol) ? target : undefined;
}
