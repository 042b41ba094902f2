import { type Hop, redirectTarget, followRedirects as sendHops } from "../utils/redirects.js";

/** A `fetch` that may be the global one, undici's, a proxy or a fake. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** Maximum redirects of one request. */
const maxRedirects = 5;

/**
 * Wraps `send` to follow redirects. To another origin the endpoint's headers are not sent: any of them may hold a key, and
 * `fetch` itself removes only `Authorization`. A create or delete request is never sent to another origin: its
 * redirect is followed only within the origin and only if the method is kept (307, 308).
 */
export function followRedirects(send: Fetch): Fetch {
  return async (input, init) => {
    const first: Hop = { url: new URL(input), init: { ...init, redirect: "manual" } };
    return (await sendHops(first, ({ url, init }) => send(url.href, init), nextHop)).response;
  };
}

function nextHop(response: Response, { url, init }: Hop, redirects: number): Hop | undefined {
  const reads = (init.method ?? "GET").toUpperCase() === "GET";
  // Browsers hide the target of a redirect. They remove `Authorization` themselves, but no other header.
  if (response.type === "opaqueredirect" && init.redirect === "manual" && reads && !hasSensitiveHeaders(init))
    return { url, init: { ...init, redirect: "follow" } };
  const target = redirectTarget(response, url);
  if (!target || redirects === maxRedirects) return undefined;
  const leaves = target.origin !== url.origin;
  if (!reads && (leaves || response.status < 307)) return undefined;
  return { url: target, init: leaves ? { ...init, headers: { accept: "*/*", ...rangeHeaders(init) } } : init };
}

/** Range headers hold no key, and a download needs them to resume. */
function rangeHeaders({ headers }: RequestInit): Record<string, string> {
  const given = [...new Headers(headers)].filter(([name]) => /^(range|if-range|accept-encoding)$/.test(name));
  return Object.fromEntries(given);
}

/** Headers that hold no key, or that a browser removes; the OpenAI client sends the last two kinds. */
const safeHeaders =
  /^(accept|accept-encoding|range|if-range|authorization|content-type|user-agent|x-stainless-.*|openai-.*)$/;

/** Whether the request has headers that may hold a key and that a browser would send to another origin. */
function hasSensitiveHeaders({ headers }: RequestInit): boolean {
  return [...new Headers(headers).keys()].some((name) => !safeHeaders.test(name));
}
