import { once } from "node:events";
import { type AddressInfo, createServer, Socket } from "node:net";

/** Special IPv4 addresses that a URL must not reach: the ends of each range, and the metadata services of clouds. */
export const special4 = [
  "127.0.0.1",
  "127.255.255.254",
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "10.255.255.255",
  "172.16.0.1",
  "172.31.255.254",
  "192.168.0.1",
  "192.168.255.255",
  "169.254.0.1",
  "169.254.169.254",
  "169.254.170.2",
  "100.64.0.1",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.1",
  "192.0.0.192",
  "192.0.2.1",
  "192.31.196.1",
  "192.52.193.1",
  "192.88.99.1",
  "192.175.48.1",
  "198.18.0.1",
  "198.19.255.255",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "239.255.255.250",
  "240.0.0.1",
  "255.255.255.255",
] as const;

/** The same for IPv6. */
export const special6 = [
  "::",
  "::1",
  "::2",
  "100::1",
  "64:ff9b:1::1",
  "2001::1",
  "2001:2::1",
  "2001:20::1",
  "2001:db8::1",
  "2002::1",
  "2620:4f:8000::1",
  "3fff::1",
  "3fff:fff:ffff::1",
  "4000::1",
  "5f00::1",
  "8000::1",
  "fc00::1",
  "fd00:ec2::254",
  "fdff:ffff::1",
  "fe80::1",
  "febf::1",
  "fec0::1",
  "ff02::1",
  "ff0e::1",
] as const;

const map = (text: string, change: (digit: number) => string) => text.replace(/\d/g, (digit) => change(Number(digit)));
const from = (code: number) => (digit: number) => String.fromCodePoint(code + digit);

/** All notations of an IPv4 address that URL parsers, C libraries or name servers are known to accept. */
export function spellings4(dotted: string): string[] {
  const octets = dotted.split(".").map(Number) as [number, number, number, number];
  const [a, b, c, d] = octets;
  const value = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (number: number) => `0x${number.toString(16)}`;
  const octal = (number: number) => `0${number.toString(8)}`;
  const high = (a * 256 + b).toString(16);
  const low = (c * 256 + d).toString(16);
  return [
    dotted,
    `${dotted}.`,
    // One number.
    `${value}`,
    `${value}.`,
    hex(value),
    hex(value).toUpperCase().replace("0X", "0X0000"),
    octal(value),
    `000${octal(value)}`,
    // Two and three numbers.
    `${a}.${(b * 256 + c) * 256 + d}`,
    `${a}.${hex((b * 256 + c) * 256 + d)}`,
    `${a}.${b}.${c * 256 + d}`,
    `${octal(a)}.${hex(b)}.${c * 256 + d}.`,
    // Four, each in another base.
    octets.map(hex).join("."),
    octets.map(octal).join("."),
    octets.map((octet) => octet.toString(8).padStart(5, "0")).join("."),
    `${a}.${hex(b)}.${octal(c)}.${d}`,
    `${hex(a).toUpperCase()}.${b}.${octal(c)}.${hex(d)}`,
    // Percent-encoded: the digits, the dots, all characters.
    map(dotted, (digit) => `%3${digit}`),
    dotted.replaceAll(".", "%2e"),
    [...dotted].map((character) => `%${character.charCodeAt(0).toString(16)}`).join(""),
    // Digits and dots of other scripts, which a URL parser normalizes.
    map(dotted, from(0xff10)),
    map(dotted, from(0x1d7ce)),
    map(dotted, from(0x1d7f6)),
    map(dotted, (digit) => (digit === 0 ? "⓪" : String.fromCodePoint(0x245f + digit))),
    map(dotted, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(digit)),
    map(dotted, (digit) => "₀₁₂₃₄₅₆₇₈₉".charAt(digit)),
    dotted.replaceAll(".", "。"),
    dotted.replaceAll(".", "．"),
    dotted.replaceAll(".", "｡"),
    // Characters that a URL parser removes: soft hyphen, zero width space, word joiner, tab and line break.
    dotted.replace(".", "\u00ad."),
    dotted.replace(".", "\u200b."),
    dotted.replace(".", ".\u2060"),
    dotted.replace(".", ".\t"),
    dotted.replace(".", "\r\n."),
    // Inside IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP.
    `[::ffff:${dotted}]`,
    `[::ffff:${high}:${low}]`,
    `[0:0:0:0:0:FFFF:${dotted}]`,
    `[0000:0000:0000:0000:0000:ffff:${high.padStart(4, "0")}:${low.padStart(4, "0")}]`,
    `[::${dotted}]`,
    `[::${high}:${low}]`,
    `[::ffff:0:${dotted}]`,
    `[64:ff9b::${dotted}]`,
    `[64:ff9b::${high}:${low}]`,
    `[0064:FF9B:0000::${dotted}]`,
    `[64:ff9b:1::${dotted}]`,
    `[2002:${high}:${low}::]`,
    `[2002:${high}:${low}:1::1]`,
    `[2001:0:${high}:${low}::]`,
    `[2001::${(0xffff - Number.parseInt(high, 16)).toString(16)}:${(0xffff - Number.parseInt(low, 16)).toString(16)}]`,
    `[fe80::5efe:${dotted}]`,
  ];
}

/** The notations of an IPv6 address. */
export function spellings6(address: string): string[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [front = "", back = ""] = canonical.split("::");
  const first = front.split(":").filter(Boolean);
  const last = back.split(":").filter(Boolean);
  const groups = [...first, ...Array<string>(8 - first.length - last.length).fill("0"), ...last];
  const full = groups.map((group) => group.padStart(4, "0")).join(":");
  const tail = groups.slice(6).flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 255];
  });
  return [
    `[${canonical}]`,
    `[${canonical.toUpperCase()}]`,
    `[${groups.join(":")}]`,
    `[${full}]`,
    `[${full.toUpperCase()}]`,
    `[${groups.slice(0, 6).join(":")}:${tail.join(".")}]`,
    // With a zone, and percent-encoded: not valid URLs, and rejected as such.
    `[${canonical}%25lo]`,
    `[${canonical}%lo]`,
    `[${canonical.replace(":", "%3a")}]`,
  ];
}

/** URL patterns that disguise the host. `{here}` is the trap. */
const disguises = [
  "http://example.com@{here}/",
  "http://example.com:80@{here}/",
  "http://example.com%23@{here}/",
  "http://example.com%2f@{here}/",
  "http://user:secret@{here}/",
  "http://:secret@{here}/",
  "http://:@{here}/",
  "http://@{here}/",
  "http://{here}@example.com/",
  "http://a@{here}@example.com/",
  "http://{here}#@example.com/",
  "http://{here}?@example.com/",
  "http://{here}/@example.com/",
  "http://{here}\\@example.com/",
  "http:\\\\{here}\\x.png",
  "http:/{here}/",
  "http:{here}/",
  "http:///{here}/",
  "http://///{here}/",
  "hTTp://{here}/",
  "ht\ntp://{here}/",
  "http://\t{here}/",
  "http://{here}/..;/x.png",
  "http://{here}/%2e%2e/x.png?url=https://example.com/x.png",
  "https://{here}/x.png#.example.com",
];

const schemes = [
  "ftp",
  "ftps",
  "sftp",
  "tftp",
  "gopher",
  "dict",
  "ldap",
  "ldaps",
  "imap",
  "smb",
  "ssh",
  "ws",
  "wss",
  "jar",
  "netdoc",
  "redis",
  "unix",
  "http+unix",
  "view-source",
  "phar",
];

const ports = ["", ":0", ":1", ":22", ":25", ":80", ":443", ":2375", ":6379", ":11211", ":65535", ":00080", ":"];

/** URLs that must not lead to a connection. `port` is the trap's. */
export function corpus(port: number): string[] {
  const hosts = [...special4.flatMap(spellings4), ...special6.flatMap(spellings6)];
  const urls = [
    ...hosts.map((host) => `http://${host}:${port}/x.png`),
    // The same addresses with https, each in another notation.
    ...special4.map((address, index) => `https://${spellings4(address).at((index * 7) % 50)}:${port}/x.png`),
    ...special6.map((address, index) => `https://${spellings6(address).at(index % 6)}:${port}/x.png`),
    ...["127.0.0.1", "2130706433", "[::1]", "[::ffff:7f00:1]"].flatMap((host) =>
      disguises.map((disguise) => disguise.replaceAll("{here}", `${host}:${port}`)),
    ),
    ...["127.0.0.1", "[::1]"].flatMap((host) => schemes.map((scheme) => `${scheme}://${host}:${port}/x.png`)),
    ...["127.0.0.1", "[::1]", "169.254.169.254"].flatMap((host) =>
      ports.flatMap((each) => [`http://${host}${each}/x.png`, `https://${host}${each}/x.png`]),
    ),
    ...["localhost", "LOCALHOST", "ｌocalhost", "local\u00adhost", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "%6cocalhost"].flatMap((host) => [
      `http://${host}:${port}/x.png`,
      `https://${host}:${port}/x.png`,
    ]),
  ];
  return [...new Set(urls)];
}

/** A server on loopback, and a record of all connections that this process attempts, to any address. */
export interface Trap extends AsyncDisposable {
  readonly port: number;
  /** Number of connections so far. */
  accepts(): number;
  /** The addresses of attempted connections, such as `"10.0.0.1:80"`; the server itself only sees those to loopback. */
  readonly attempts: string[];
}

export async function setTrap(): Promise<Trap> {
  let accepts = 0;
  const attempts: string[] = [];
  const open = () =>
    createServer((socket) => {
      accepts += 1;
      socket.on("error", () => {});
      socket.destroy();
    });
  const servers = [open(), open()] as const;
  servers[0].listen(0, "127.0.0.1");
  await once(servers[0], "listening");
  const { port } = servers[0].address() as AddressInfo;
  // Not every machine has IPv6.
  await new Promise<void>((resolve) => {
    servers[1]
      .once("listening", resolve)
      .once("error", () => resolve())
      .listen(port, "::1");
  });

  // The last call before the system connects, after names are resolved; TLS uses it too.
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (this: Socket, ...parameters: Parameters<typeof connect>) {
    this.on("connectionAttempt", (address: string, to: number) => attempts.push(`${address}:${to}`));
    return connect.apply(this, parameters);
  } as typeof connect;
  return {
    port,
    accepts: () => accepts,
    attempts,
    async [Symbol.asyncDispose]() {
      Socket.prototype.connect = connect;
      for (const server of servers) if (server.listening) server.close();
    },
  };
}
