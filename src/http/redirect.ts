/** A `fetch` that may be the global one, undici's, a proxy or a fake. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** Redirects that one request may take. */
const mostRedirects = 5;

/**
 * `send`, but a redirect to another origin is followed without the endpoint's headers: a key may be in any of them, and
 * `fetch` by itself takes only `Authorization` out. A create or a delete is never repeated elsewhere, so that its
 * redirect is followed only within the origin and only where the method stays (a missing `/` at the end).
 */
export function followRedirects(send: Fetch): Fetch {
  return async (input, init) => {
    let url = new URL(input);
    let request: RequestInit = { ...init, redirect: "manual" };
    for (let hop = 0; ; hop++) {
      const response = await send(url.href, request);
      const reads = (request.method ?? "GET").toUpperCase() === "GET";
      // A browser does not say where a redirect leads. It takes a key out of `Authorization` itself, and of nothing else.
      if (response.type === "opaqueredirect" && reads && !hasOwnHeaders(request))
        return send(url.href, { ...request, redirect: "follow" });
      const next = redirectTarget(response, url);
      if (!next || hop === mostRedirects) return response;
      const leaves = next.origin !== url.origin;
      if (!reads && (leaves || response.status < 307)) return response;
      response.body?.cancel().catch(() => {});
      if (leaves) request = { ...request, headers: { accept: "*/*", ...partHeaders(request) } };
      url = next;
    }
  };
}

/** Which part of a file is asked for, and in which form: no key is in that, and without it a broken download starts over. */
function partHeaders({ headers }: RequestInit): Record<string, string> {
  const given = [...new Headers(headers)].filter(([name]) => /^(range|if-range|accept-encoding)$/.test(name));
  return Object.fromEntries(given);
}

/** What holds no key, or is taken out by a browser; the OpenAI client sends the last two kinds. */
const harmless =
  /^(accept|accept-encoding|range|if-range|authorization|content-type|user-agent|x-stainless-.*|openai-.*)$/;

/** Whether a request bears headers that a browser would take along to any other origin, and that may hold a key. */
function hasOwnHeaders({ headers }: RequestInit): boolean {
  return [...new Headers(headers).keys()].some((name) => !harmless.test(name));
}

/** Where an answer redirects to, if it does and if that is an http(s) address. */
export function redirectTarget(response: Response, from: URL): URL | undefined {
  const location = response.headers.get("location");
  if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return undefined;
  const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  return target && /^https?:$/.test(target.protocol) ? target : undefined;
}
