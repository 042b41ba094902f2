import { isIPv4 } from "node:net";
import { describe, expect, test } from "vitest";
import { readAllowedHosts } from "../../src/image/allowed-hosts.js";
import { loadImage } from "../../src/image/source.js";
import { fetchImage } from "../../src/node/fetch-image.js";
import { judgeAddress } from "../../src/node/guard.js";
import { failure, serve, type TestServer } from "./helpers.js";

/** Every way of writing 127.0.0.1 that a URL parser, a C library or a name server has been seen to take. */
function spellings(port: number): string[] {
  const hosts = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.0.0.1.",
    "127.1.",
    "2130706433",
    "2130706433.",
    "0x7f000001",
    "0x7f.0x0.0x0.0x1",
    "0x7f.1",
    "0X7F.0.0.1",
    "0177.0.0.1",
    "0177.0.0.01",
    "0177.1",
    "017700000001",
    "00000177.0.0.1",
    "127.0x1",
    "0x7f.0.1",
    "127.000.000.001",
    "127.0.0.0x1",
    "127.255.255.254",
    "127.127.127.127",
    "0",
    "0.0.0.0",
    "0x0",
    "00",
    "%31%32%37.0.0.1",
    "%31%32%37%2e0%2e0%2e1",
    "127%2e0%2e0%2e1",
    "１２７.０.０.１",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "127．0．0．1",
    "127｡0｡0｡1",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000::0001]",
    "[::0:1]",
    "[::]",
    "[0::0]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::FFFF:7F00:0001]",
    "[::ffff:0:127.0.0.1]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2002:7f00:0001::1]",
    "[2001:0:7f00:1::]",
    "[2001::80ff:fffe]",
    "[fe80::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "[fec0::1]",
    "[100::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[5f00::1]",
    "[2001:20::1]",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "0xa9fea9fe",
    "2852039166",
    "0251.0376.0251.0376",
    "[::ffff:169.254.169.254]",
    "[64:ff9b::a9fe:a9fe]",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
    "198.18.0.1",
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "192.88.99.1",
    "0.1.2.3",
  ];
  return hosts.flatMap((host) => [`http://${host}:${port}/x.png`, `https://${host}:${port}/x.png`]);
}

/** Listens wherever a loopback address could lead. */
async function trap(): Promise<TestServer> {
  return serve((_request, response) => void response.end("caught"));
}

describe("nothing connects to a private address", () => {
  test("however it is written", async () => {
    await using server = await trap();
    const urls = spellings(server.port);
    expect(urls.length).toBeGreaterThanOrEqual(180);
    for (const url of urls) {
      const error = await failure(loadImage(url, { timeout: 3000 }));
      expect(["image_url_blocked", "image_input_invalid"], `${url}: ${error.message}`).toContain(error.code);
      // A spelling that is not even a URL is refused as one; most are.
      if (error.code === "image_input_invalid") expect(() => new URL(url)).toThrow();
    }
    expect(server.connections()).toBe(0);
  });

  test("by a name", async () => {
    await using server = await trap();
    const answers: readonly (readonly string[])[] = [
      ["127.0.0.1"],
      ["::1"],
      ["10.0.0.1"],
      ["169.254.169.254"],
      ["::ffff:127.0.0.1"],
      ["64:ff9b::7f00:1"],
      ["fe80::1%lo"],
      ["0.0.0.0"],
      // One public answer does not make up for a private one.
      ["93.184.215.14", "127.0.0.1"],
      ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::1"],
      ["not an address"],
    ];
    for (const addresses of answers) {
      const lookup = async () => addresses.map((address) => ({ address, family: isIPv4(address) ? 4 : 6 }));
      for (const scheme of ["http", "https"]) {
        const error = await failure(
          fetchImage(new URL(`${scheme}://images.example:${server.port}/x.png`), { lookup, timeout: 3000 }),
        );
        expect(error, `${addresses}`).toMatchObject({ code: "image_url_blocked", retryable: false });
        expect(error.message).toContain(`images.example resolves to ${addresses.at(-1)}`);
        expect(error.hint).toContain(`allowPrivateHosts: ["images.example:${server.port}"]`);
      }
    }
    for (const host of ["localhost", "LOCALHOST"]) {
      expect(await failure(loadImage(`http://${host}:${server.port}/`))).toMatchObject({ code: "image_url_blocked" });
    }
    // Some systems do not resolve it at all.
    const dotted = await failure(loadImage(`http://localhost.:${server.port}/`));
    expect(["image_url_blocked", "image_url_failed"]).toContain(dotted.code);
    expect(server.connections()).toBe(0);
  });

  test("by a name whose answer changes: the answer that is judged is the one that is used", async () => {
    await using server = await trap();
    let asked = 0;
    const lookup = async () => [{ address: asked++ === 0 ? "127.0.0.1" : "93.184.215.14", family: 4 }];
    expect(
      await failure(fetchImage(new URL(`http://rebind.example:${server.port}/`), { lookup, timeout: 500 })),
    ).toMatchObject({ code: "image_url_blocked" });
    expect(asked).toBe(1);
    expect(server.connections()).toBe(0);
  });

  test("by a redirect", async () => {
    await using server = await trap();
    const targets = [
      `http://127.0.0.1:${server.port}/`,
      `//127.0.0.1:${server.port}/`,
      `http://2130706433:${server.port}/`,
      `http://[::1]:${server.port}/`,
      `http://[::ffff:7f00:1]:${server.port}/`,
      `http://private.example:${server.port}/`,
      "http://169.254.169.254/latest/meta-data/",
      "file:///etc/passwd",
      "data:image/png;base64,AAAA",
      "ftp://127.0.0.1/",
      `http://user:pass@public.example:${server.port}/`,
      "gopher://127.0.0.1:70/",
    ];
    const lookup = async (hostname: string) => [
      { address: hostname === "open.example" ? "127.0.0.1" : "10.1.2.3", family: 4 },
    ];
    for (const status of [301, 302, 303, 307, 308]) {
      for (const location of targets) {
        await using front = await serve((_request, response) => response.writeHead(status, { location }).end());
        const options = { lookup, allowPrivateHosts: [`open.example:${front.port}`], timeout: 3000 };
        const error = await failure(fetchImage(new URL(`http://open.example:${front.port}/`), options));
        expect(error, `${status} ${location}`).toMatchObject({ code: "image_url_blocked" });
        expect(front.requests).toHaveLength(1);
      }
    }
    expect(server.connections()).toBe(0);
  });

  test("with a password in the URL", async () => {
    await using server = await trap();
    for (const user of ["user@", "user:secret@", ":secret@", "example.com:80%40@", "example.com%23@"]) {
      const error = await failure(loadImage(`http://${user}127.0.0.1:${server.port}/`, { allowPrivateHosts: true }));
      expect(error).toMatchObject({ code: "image_url_blocked" });
      expect(JSON.stringify(error)).not.toContain("secret");
    }
    expect(server.connections()).toBe(0);
  });

  test("by the connection itself, if the name's answer passed: nothing is sent", async () => {
    await using server = await trap();
    let reads = 0;
    // Says one thing to the judge and another to the socket, as a broken resolver might.
    const shifty = {
      family: 4,
      get address() {
        reads += 1;
        return reads === 1 ? "93.184.215.14" : "127.0.0.1";
      },
    };
    const url = new URL(`http://images.example:${server.port}/`);
    const error = await failure(fetchImage(url, { lookup: async () => [shifty], timeout: 3000 }));
    expect(error).toMatchObject({ code: "image_url_blocked", message: expect.stringContaining("127.0.0.1") });
    expect(reads).toBeGreaterThan(1);
    expect(server.requests).toEqual([]);
  });

  test("the trap works: with allowPrivateHosts it is reached", async () => {
    await using server = await trap();
    let reached = 0;
    for (const url of spellings(server.port).filter((text) => /^http:\/\/[^/]*127|2130706433|0x7f/.test(text))) {
      await loadImage(url, { allowPrivateHosts: true, timeout: 500 }).catch(() => {});
      if (server.connections() > reached) reached = server.connections();
    }
    expect(reached).toBeGreaterThan(15);
  });

  test("with a fetch of one's own, which knows nothing of the connector, an address is refused all the same", async () => {
    let called = 0;
    const fetch = async () => {
      called += 1;
      return new Response(null, { status: 302, headers: { location: "http://169.254.169.254/" } });
    };
    for (const host of ["127.0.0.1", "2130706433", "[::1]", "[::ffff:7f00:1]"]) {
      expect(await failure(loadImage(`http://${host}/`, { fetch }))).toMatchObject({ code: "image_url_blocked" });
    }
    expect(called).toBe(0);
    expect(await failure(loadImage("https://example.com/", { fetch }))).toMatchObject({ code: "image_url_blocked" });
    expect(called).toBe(1);
  });

  test("the refusal says which address, and how to allow it", async () => {
    const error = await failure(loadImage("http://2130706433:8080/cat.png?token=1"));
    expect(error.message).toBe("The image's URL was not fetched: 127.0.0.1 is a loopback address.");
    expect(error.hint).toBe(
      'If you trust that host, allow it: createUgoku({ allowPrivateHosts: ["127.0.0.1:8080"] }).',
    );
  });
});

describe("allowPrivateHosts opens it for what is named", () => {
  test("true, names, ports, IPv6 and spellings", async () => {
    await using server = await serve((_request, response) => response.writeHead(404).end());
    const { port } = server;
    const lookup = async () => [{ address: "127.0.0.1", family: 4 }];
    const cases: readonly (readonly [string, boolean | readonly string[], boolean])[] = [
      [`http://127.0.0.1:${port}/`, true, true],
      [`http://127.0.0.1:${port}/`, ["127.0.0.1"], true],
      [`http://127.0.0.1:${port}/`, [`127.0.0.1:${port}`], true],
      [`http://2130706433:${port}/`, ["127.0.0.1"], true],
      [`http://127.0.0.1:${port}/`, ["2130706433"], true],
      [`http://127.0.0.1:${port}/`, [`127.0.0.1:${port === 1 ? 2 : 1}`], false],
      [`http://127.0.0.1:${port}/`, ["127.0.0.2"], false],
      [`http://127.0.0.1:${port}/`, [], false],
      [`http://127.0.0.1:${port}/`, false, false],
      [`http://images.internal:${port}/`, ["images.internal"], true],
      [`http://IMAGES.internal:${port}/`, ["Images.Internal"], true],
      [`http://images.internal:${port}/`, [`images.internal:${port}`], true],
      [`http://a.images.internal:${port}/`, ["images.internal"], false],
      [`http://images.internal:${port}/`, ["internal"], false],
      // Naming an address does not open every name that resolves to it.
      [`http://images.internal:${port}/`, ["127.0.0.1"], false],
    ];
    for (const [url, allowPrivateHosts, opens] of cases) {
      const error = await failure(fetchImage(new URL(url), { allowPrivateHosts, lookup }));
      expect(error.code, `${url} ${allowPrivateHosts}`).toBe(opens ? "image_url_failed" : "image_url_blocked");
    }
  });

  test("an IPv6 host", async ({ skip }) => {
    const server = await serve((_request, response) => response.writeHead(404).end(), "::1").catch(() => undefined);
    if (!server) return skip();
    await using open = server;
    for (const entry of ["::1", "[::1]", `[::1]:${open.port}`, "0:0:0:0:0:0:0:1"]) {
      expect(await failure(loadImage(`${open.origin}/`, { allowPrivateHosts: [entry] }))).toMatchObject({
        status: 404,
      });
    }
    expect(await failure(loadImage(`${open.origin}/`, { allowPrivateHosts: ["127.0.0.1"] }))).toMatchObject({
      code: "image_url_blocked",
    });
  });

  test("default ports can be named", () => {
    expect(readAllowedHosts(["a.internal:80"])("a.internal", 80)).toBe(true);
    expect(readAllowedHosts(["a.internal:443"])("a.internal", 443)).toBe(true);
    expect(readAllowedHosts(["a.internal:443"])("a.internal", 80)).toBe(false);
  });

  test("an entry that is no host is an error", async () => {
    for (const entry of ["http://a.internal", "a b", "", "a/b", "user@a", 7, null]) {
      expect(await failure(() => readAllowedHosts([entry] as never))).toMatchObject({ code: "option_invalid" });
    }
    expect(await failure(() => readAllowedHosts("localhost" as never))).toMatchObject({ code: "option_invalid" });
  });
});

describe("addresses", () => {
  test.each([
    "8.8.8.8",
    "1.1.1.1",
    "93.184.215.14",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001:80b::200e",
    "2001:4860:4860::8888",
    "2001:200::1",
    "[2606:4700::1]",
    // A public host as an IPv6-only network's name server gives it.
    "64:ff9b::808:808",
    "::ffff:8.8.8.8",
  ])("%s is public", (address) => {
    expect(judgeAddress(address)).toBeUndefined();
  });
  test.each([
    ["127.0.0.1", "a loopback address"],
    ["::1", "a loopback address"],
    ["[::1]", "a loopback address"],
    ["::ffff:127.0.0.1", "a loopback address"],
    ["::ffff:7f00:1", "a loopback address"],
    ["64:ff9b::127.0.0.1", "a loopback address"],
    ["64:ff9b::", "an address of this host"],
    ["10.1.2.3", "a private address"],
    ["fd12:3456::1", "a private address"],
    ["fe80::1%eth0", "a link-local address"],
    ["169.254.169.254", "a link-local address, where clouds keep credentials"],
    ["2002:7f00:1::", "a tunnel's address"],
    ["2001:0:1::", "a tunnel's address"],
    ["2001:db8::1", "a reserved address"],
    ["::", "a reserved address"],
    ["1fff:ffff::", "a reserved address"],
    ["4000::", "a reserved address"],
    ["", "not an IP address"],
    ["localhost", "not an IP address"],
    ["127.1", "not an IP address"],
  ])("%s is %s", (address, label) => {
    expect(judgeAddress(address)).toBe(label);
  });
});
