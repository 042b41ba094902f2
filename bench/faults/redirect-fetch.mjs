/**
 * Redirects the requests of `fetch` to `hosts`, which a client does not let us configure, to the server at `findOrigin()`. Without
 * hosts, `fetch` stays Node's own: ugoku uses it if it was replaced.
 */
export function redirectFetch(hosts, findOrigin) {
  if (!hosts) return;
  const realFetch = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    return realFetch(hosts.includes(url.hostname) ? new URL(url.pathname + url.search, findOrigin()) : input, init);
  };
}
