/**
 * Classifies the addresses that an image may not be fetched from.
 *
 * The ranges and the reasons are in `docs/decisions/005-image-url-guard.md`.
 *
 * @module
 */
import { BlockList, isIP } from "node:net";
import { blocked } from "../../image/guarded-fetch.js";
import { codeOnly, text } from "../../utils/message.js";

type Range = readonly [label: string, ...subnets: readonly string[]];

/** IANA's special-purpose IPv4 addresses, multicast, reserved space, and Azure's internal address. */
const ranges4: readonly Range[] = [
  ["a loopback address", "127.0.0.0/8"],
  ["a private address", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
  ["a link-local address, where clouds keep credentials", "169.254.0.0/16"],
  ["an address of this host", "0.0.0.0/8"],
  ["a carrier's private address", "100.64.0.0/10"],
  ["a cloud's internal address", "168.63.129.16/32"],
  ["a multicast address", "224.0.0.0/4"],
  ["a relay address", "192.88.99.0/24"],
  [
    "a reserved address",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "240.0.0.0/4",
  ],
];

/** IPv6: everything is blocked except global unicast, 2000::/3, and within that the special-purpose ranges. */
const ranges6: readonly Range[] = [
  ["a loopback address", "::1/128"],
  ["a private address", "fc00::/7"],
  ["a link-local address", "fe80::/10", "fec0::/10"],
  ["a multicast address", "ff00::/8"],
  ["a tunnel's address", "2001::/32", "2002::/16"],
  [
    "a reserved address",
    "::/3",
    "4000::/2",
    "8000::/1",
    "2001::/23",
    "2001:db8::/32",
    "2620:4f:8000::/48",
    "3fff::/20",
  ],
];

const lists4 = ranges4.map((range) => toList(range, "ipv4"));
const lists6 = ranges6.map((range) => toList(range, "ipv6"));

function toList([label, ...subnets]: Range, family: "ipv4" | "ipv6"): { label: string; list: BlockList } {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = "", prefix] = subnet.split("/");
    list.addSubnet(network, Number(prefix), family);
  }
  return { label, list };
}

/**
 * The kind of a blocked address, such as `"a loopback address"`, or `undefined` if it is public.
 *
 * IPv4 inside IPv6 (mapped, and NAT64 as name servers return it on IPv6-only networks) is classified as IPv4. A text that
 * is not an address is blocked.
 */
export function classifyAddress(address: string): string | undefined {
  const bare = stripBrackets(address).replace(/%.*$/, "");
  const family = isIP(bare);
  if (family === 0) return "not an IP address";
  if (family === 4) return lists4.find(({ list }) => list.check(bare, "ipv4"))?.label;
  const inside = embeddedAddress(bare);
  if (inside !== undefined) return lists4.find(({ list }) => list.check(inside, "ipv4"))?.label;
  return lists6.find(({ list }) => list.check(bare, "ipv6"))?.label;
}

/** The IPv4 address inside ::ffff:0:0/96 or 64:ff9b::/96. */
function embeddedAddress(address: string): string | undefined {
  const groups = expand(address);
  const start = groups.slice(0, 6).join(":");
  if (start !== "0:0:0:0:0:ffff" && start !== "64:ff9b:0:0:0:0") return undefined;
  const [high = "0", low = "0"] = groups.slice(6);
  const value = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

/** The eight groups of an IPv6 address, in hexadecimal without leading zeros. */
function expand(address: string): string[] {
  // URL normalizes all notations, with at most one "::" and no dotted end.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [front = "", back] = canonical.split("::");
  const first = front === "" ? [] : front.split(":");
  const last = back === undefined || back === "" ? [] : back.split(":");
  return [...first, ...new Array<string>(8 - first.length - last.length).fill("0"), ...last];
}

/** Names of this machine in resolvers and in hosts files, whatever they resolve to. */
const localNames = /(^|\.)(localhost[46]?|localhost\.localdomain|localdomain[46]?|ip6-localhost|ip6-loopback)$/i;

/** The kind of a name that is blocked before it is resolved. A dot at the end makes no difference. */
export function classifyName(hostname: string): string | undefined {
  return localNames.test(hostname.replace(/\.+$/, "")) ? "a name of this machine" : undefined;
}

/** Whether a URL's host name is an address; `URL` has already normalized its notation. */
export function isAddress(hostname: string): boolean {
  return isIP(stripBrackets(hostname)) !== 0;
}

/** `[::1]` as `::1`. */
export function stripBrackets(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "");
}

/** The error of a host whose address is blocked. */
export function blockedAddress(hostname: string, port: number, address: string, label: string): Error {
  const bare = stripBrackets(hostname);
  const problem = bare === address ? `${bare} is ${label}` : `${bare} resolves to ${address}, ${label}`;
  const entry = `${hostname}:${port}`;
  return blocked(
    `The image's URL was not fetched: ${problem}.`,
    text`${codeOnly(`If you trust that host, allow it: createUgoku({ allowPrivateHosts: [${JSON.stringify(entry)}] }).`)}`,
  );
}
