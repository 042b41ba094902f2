import { discardBody, type HttpResponse } from "./http-response.js";

/** A request of a chain of redirects. */
export interface Hop {
  readonly url: URL;
  readonly init: RequestInit;
}

let takesNoStore: boolean | undefined;

/**
 * The option of `fetch` against caches: Next.js caches GET requests without it, so that a job would never end. Some Workers
 * runtimes throw an error for it.
 */
export function noStore(): { readonly cache?: "no-store" } {
  takesNoStore ??= acceptsNoStore();
  return takesNoStore ? { cache: "no-store" } : {};
}

function acceptsNoStore(): boolean {
  try {
    return new Request("http://localhost/", { cache: "no-store" }) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Sends a request and then whatever request `next` returns for the response, until it returns none.
 *
 * Redirects are followed by hand because `fetch` follows them to any host and takes most headers along. `next` is the
 * policy: it decides which URL and which headers come next, and may throw.
 */
export async function followRedirects<Answer extends HttpResponse>(
  first: Hop,
  send: (hop: Hop) => Promise<Answer>,
  next: (response: Answer, hop: Hop, redirects: number) => Hop | undefined,
): Promise<{ readonly response: Answer; readonly url: URL }> {
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
export const isRedirect = ({ status }: HttpResponse): boolean => [301, 302, 303, 307, 308].includes(status);

/** The http(s) URL that the response redirects to, if any. */
export function redirectTarget(response: HttpResponse, from: URL): URL | undefined {
  const location = response.headers.get("location");
  if (!isRedirect(response) || location === null || !URL.canParse(location, from.href)) return undefined;
  const target = new URL(location, from);
  return /^https?:$/.test(target.protocol) ? target : undefined;
}
