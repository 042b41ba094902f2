/** An address for tickets, plans and messages: its query may contain a secret. */
export function withoutQuery(address: string | URL): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname;
}
