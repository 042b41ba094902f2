/**
 * Which names a server on loopback answers to. A page of the web can have its own name resolve to 127.0.0.1 (DNS
 * rebinding); its requests then bear that name.
 *
 * @module
 */

/** What this machine is called by itself, whatever the port. */
export const loopbackNames: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** As it stands in an address: an IPv6 address in brackets. */
export const inUrl = (host: string): string => (host.includes(":") ? `[${host}]` : host);

/** A `Host` header's name and port; `undefined` if it is none. */
export function readHost(header: string | undefined): { readonly name: string; readonly port: number } | undefined {
  const match = /^(\[[\da-f:.]+\]|[^\s:@/?#[\]]+)(?::(\d{1,5}))?$/i.exec(header ?? "");
  const [, name, port] = match ?? [];
  return name === undefined ? undefined : { name: name.toLowerCase(), port: Number(port ?? 80) };
}

/** Whether a `Host` header is one of `names`. Such a name is `localhost`, with any port, or `localhost:8787`. */
export function isHostAmong(header: string | undefined, names: readonly string[]): boolean {
  const host = readHost(header);
  return host !== undefined && (names.includes(host.name) || names.includes(`${host.name}:${host.port}`));
}
