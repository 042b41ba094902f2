/** The URL's port, or the default port of its scheme. */
export function getPort(url: URL): number {
  return url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
}
