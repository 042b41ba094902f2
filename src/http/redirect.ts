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
    let url = new URL(input);
    let request: RequestInit = { ...init, redirect: "manual" };
    for (let hop = 0; ; hop++) {
      const response = await send(url.href, request);
      const reads = (request.method ?? "GET").toUpperCase() === "GET";
      // Browsers hide the target of a redirect. They remove `Authorization` themselves, but no other header.
      if (response.type === "opaqueredirect" && reads && !hasSensitiveHeaders(request))
        return send(url.href, { ...request, redirect: "follow" });
      const next = redirectTarget(response, url);
      if (!next || hop === maxRedirects) return response;
      const leaves = next.origin !== url.origin;
      if (!reads && (leaves || response.status < 307)) return response;
      response.body?.cancel().catch(() => {});
      if (leaves) request = { ...request, headers: { accept: "*/*", ...rangeHeaders(request) } };
      url = next;
    }
  };
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

/** The http(s) URL that a response redirects to, if it does. */
export function redirectTarget(response: Response, from: URL): URL | undefined {
  const location = response.headers.get("location");
  if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return undefined;
  const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  return target && /^https?:$/.test(target.protocol) ? target : undefined;
}
