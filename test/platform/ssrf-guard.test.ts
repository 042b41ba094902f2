import { describe, expect, test } from "vitest";
import { readAllowedHosts } from "../../src/image/guarded-fetch.js";
import { loadImage } from "../../src/image/load.js";
import { fetchImage } from "../../src/platform/node/fetch-image.js";
import { classifyAddress } from "../../src/platform/node/ssrf-guard.js";
import { failure, serve, type TestServer } from "../image/helpers.js";

/** Listens wherever a loopback address could lead. */
async function trap(): Promise<TestServer> {
  return serve((_request, response) => void response.end("caught"));
}

// How it can be written, what a name server can answer and where a redirect can lead: ssrf-corpus.test.ts.
describe("fetchImage() › blocks", () => {
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

  test("an address also with a custom fetch that ignores the dispatcher", async () => {
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

  test("the error names the address and how to allow it", async () => {
    const error = await failure(loadImage("http://2130706433:8080/cat.png?token=1"));
    expect(error.message).toBe("The image's URL was not fetched: 127.0.0.1 is a loopback address.");
    expect(error.hint).toBe(
      'If you trust that host, allow it: createUgoku({ allowPrivateHosts: ["127.0.0.1:8080"] }).',
    );
  });
});

describe("allowPrivateHosts", () => {
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

  test("rejects an entry that is not a host", async () => {
    for (const entry of ["http://a.internal", "a b", "", "a/b", "user@a", 7, null]) {
      expect(await failure(() => readAllowedHosts([entry] as never))).toMatchObject({ code: "option_invalid" });
    }
    expect(await failure(() => readAllowedHosts("localhost" as never))).toMatchObject({ code: "option_invalid" });
  });
});

describe("classifyAddress()", () => {
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
    expect(classifyAddress(address)).toBeUndefined();
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
    expect(classifyAddress(address)).toBe(label);
  });
});

describe("fetchImage() › names of this machine are refused before they are resolved", () => {
  const names = ["localhost", "LOCALHOST", "localhost.", "a.localhost", "localhost6", "localhost4", "ip6-localhost"];
  const others = ["ip6-loopback", "localhost.localdomain", "localhost6.localdomain6", "a.b.localhost.", "localhost%2e"];
  test.each([...names, ...others])("%s", async (name) => {
    const lookup = () => expect.unreachable("It was resolved.");
    const error = await failure(fetchImage(new URL(`http://${name}/a.png`), { lookup }));
    expect(error).toMatchObject({ code: "image_url_blocked" });
  });

  test("other names are not", async () => {
    const lookup = () => Promise.reject(Object.assign(new Error("none"), { code: "ENOTFOUND" }));
    for (const name of ["localhost.example", "mylocalhost.test", "notlocalhost"])
      expect((await failure(fetchImage(new URL(`http://${name}/`), { lookup }))).code).toBe("image_url_failed");
  });
});
