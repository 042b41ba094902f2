// @module-tag slow
import { isIPv4 } from "node:net";
import { describe, expect, test } from "vitest";
import { loadImage } from "../../src/image/load.js";
import type { UgokuError } from "../../src/index.js";
import { fetchImage } from "../../src/platform/node/fetch-image.js";
import { failure, serve } from "../image/helpers.js";
import { corpus, setTrap, special4, special6, spellings4, spellings6 } from "./ssrf-corpus.js";

/** Runs `check` on all items, 16 at a time. */
async function each<Item>(items: readonly Item[], check: (item: Item, index: number) => Promise<void>): Promise<void> {
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) await check(item, index);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

const blocked = (error: UgokuError, what: string) =>
  expect(
    { code: error.code, retryable: error.retryable, said: error.message !== "" },
    `${what}: ${error.message}`,
  ).toEqual({
    code: "image_url_blocked",
    retryable: false,
    said: true,
  });

describe("fetchImage() › does not connect to a private address", () => {
  // Any port that the corpus does not use otherwise.
  const count = corpus(50_000).length;

  test(`in any of ${count} notations`, async () => {
    expect(count).toBeGreaterThanOrEqual(400);
    await using trap = await setTrap();
    const urls = corpus(trap.port);
    expect(urls.length).toBe(count);
    let parsed = 0;
    await each(urls, async (url, index) => {
      const isUrl = URL.canParse(url);
      const web = isUrl && /^https?:$/.test(new URL(url).protocol);
      const input =
        index % 3 === 0 ? { url } : index % 3 === 1 && isUrl ? new URL(url) : url.replace(/^ht\ntp/, "http");
      const error = await failure(loadImage(input, { timeout: 3000 }));
      if (web) blocked(error, url);
      // An invalid URL or another scheme is rejected before the guard runs.
      else expect(error.code, url).toBe("image_input_invalid");
      expect(JSON.stringify(error)).not.toContain("secret");
      parsed += Number(web);
    });
    expect({ accepts: trap.accepts(), attempts: trap.attempts }).toEqual({ accepts: 0, attempts: [] });
    // Most are valid URLs, so the guard rejected them.
    expect(parsed).toBeGreaterThan(count * 0.8);
  });

  test("the trap works: with allowPrivateHosts, every notation of loopback reaches it", async () => {
    await using trap = await setTrap();
    const urls = corpus(trap.port).filter((url) => {
      const parsed = /^https?:/.test(url) && URL.canParse(url) ? new URL(url) : undefined;
      return (
        parsed?.hostname === "127.0.0.1" && parsed.port === `${trap.port}` && parsed.username + parsed.password === ""
      );
    });
    expect(urls.length).toBeGreaterThan(40);
    for (const url of urls) {
      const [accepts, attempts] = [trap.accepts(), trap.attempts.length];
      expect(await failure(loadImage(new URL(url), { allowPrivateHosts: true, timeout: 3000 }))).toMatchObject({
        code: "image_url_failed",
      });
      expect(trap.accepts(), url).toBeGreaterThan(accepts);
      expect(trap.attempts.slice(attempts), url).toContain(`127.0.0.1:${trap.port}`);
    }
  });

  const answers: readonly (readonly string[])[] = [
    ...[...special4, ...special6].map((address) => [address]),
    // As name servers return them: mapped, and NAT64.
    ...special4.flatMap((address) => [[`::ffff:${address}`], [`64:ff9b::${address}`]]),
    ["fe80::1%lo"],
    ["not an address"],
    ["127.1"],
    [""],
    // A private address among public ones is rejected, in any position.
    ...["127.0.0.1", "::1", "169.254.169.254", "::ffff:10.0.0.1"].flatMap((address) => [
      ["93.184.215.14", address],
      [address, "93.184.215.14"],
      ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", "93.184.215.14", address],
    ]),
  ];

  test(`for any of ${answers.length * 2} answers of a name server`, async () => {
    await using trap = await setTrap();
    await each(answers, async (addresses) => {
      const lookup = async () => addresses.map((address) => ({ address, family: isIPv4(address) ? 4 : 6 }));
      for (const scheme of ["http", "https"]) {
        const url = new URL(`${scheme}://images.example:${trap.port}/x.png`);
        const error = await failure(fetchImage(url, { lookup, timeout: 3000 }));
        blocked(error, `${addresses}`);
        expect(error.message).toContain("images.example resolves to ");
        expect(error.hint).toContain(`allowPrivateHosts: ["images.example:${trap.port}"]`);
      }
    });
    expect({ accepts: trap.accepts(), attempts: trap.attempts }).toEqual({ accepts: 0, attempts: [] });
  });

  test("for names that look like public ones", async () => {
    await using trap = await setTrap();
    const names = [
      "127.0.0.1.nip.io",
      "localtest.me",
      "metadata.google.internal",
      "instance-data",
      "kubernetes.default.svc.cluster.local",
      "host.docker.internal",
      "127.0.0.1.example",
      "0x7f.1.example",
      "example.com.",
      "xn--e1afmkfd.example",
      "a".repeat(63),
      "_dmarc.example",
    ];
    const lookup = async () => [{ address: "127.0.0.1", family: 4 }];
    await each(names, async (name) =>
      blocked(await failure(fetchImage(new URL(`http://${name}:${trap.port}/`), { lookup, timeout: 3000 })), name),
    );
    // With the resolver of this machine, which may not know the last two.
    for (const name of ["localhost", "localhost.", "a.localhost"]) {
      const error = await failure(loadImage(`http://${name}:${trap.port}/`, { timeout: 3000 }));
      expect(name === "localhost" ? ["image_url_blocked"] : ["image_url_blocked", "image_url_failed"]).toContain(
        error.code,
      );
    }
    expect({ accepts: trap.accepts(), attempts: trap.attempts }).toEqual({ accepts: 0, attempts: [] });
  });

  test("for a name whose answer changes: the checked address is the one that is used", async () => {
    await using trap = await setTrap();
    let asked = 0;
    const lookup = async () => [{ address: asked++ === 0 ? "127.0.0.1" : "93.184.215.14", family: 4 }];
    const url = new URL(`http://rebind.example:${trap.port}/`);
    blocked(await failure(fetchImage(url, { lookup, timeout: 500 })), "rebind");
    expect(asked).toBe(1);
    expect({ accepts: trap.accepts(), attempts: trap.attempts }).toEqual({ accepts: 0, attempts: [] });
  });

  test("for a name that is allowed for one hop, and private for the next", async () => {
    await using trap = await setTrap();
    await using front = await serve((_request, response) =>
      response.writeHead(302, { location: `http://rebind.example:${trap.port}/`, connection: "close" }).end(),
    );
    for (const second of ["127.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"]) {
      const asked: string[] = [];
      const lookup = async () => {
        asked.push(asked.length === 0 ? "127.0.0.1" : second);
        return [{ address: asked.at(-1)!, family: isIPv4(asked.at(-1)!) ? 4 : 6 }];
      };
      const options = { lookup, allowPrivateHosts: [`rebind.example:${front.port}`], timeout: 3000 };
      const error = await failure(fetchImage(new URL(`http://rebind.example:${front.port}/`), options));
      blocked(error, second);
      expect(asked).toEqual(["127.0.0.1", second]);
    }
    expect(trap.accepts()).toBe(0);
    expect(new Set(trap.attempts)).toEqual(new Set([`127.0.0.1:${front.port}`]));
  });
});

describe("fetchImage() › does not follow a redirect to a private address", () => {
  const lookup = async (hostname: string) => [
    { address: /^open\d?\.example$/.test(hostname) ? "127.0.0.1" : "10.1.2.3", family: 4 },
  ];

  /** Targets of redirects. A header is ASCII, so other scripts are percent-encoded. */
  function targets(port: number): string[] {
    const hosts = [
      ...["127.0.0.1", "169.254.169.254", "10.0.0.1"].flatMap(spellings4),
      ...["::1", "fd00:ec2::254"].flatMap(spellings6),
    ];
    const urls = hosts
      .map((host) => `http://${host}:${port}/x.png`)
      .filter((url) => /^[ -~]*$/.test(url) && URL.canParse(url));
    return [
      ...urls,
      `//127.0.0.1:${port}/`,
      `//[::1]:${port}/`,
      `/\\127.0.0.1:${port}/`,
      `\\\\127.0.0.1:${port}/`,
      `https:127.0.0.1:${port}/`,
      `https:/127.0.0.1:${port}/`,
      `http://private.example:${port}/`,
      `http://user:secret@open.example:${port}/`,
      `http://open.example@127.0.0.1:${port}/`,
      `http://127.0.0.1:${port}#open.example`,
      "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
      "http://metadata.google.internal/computeMetadata/v1/",
      "file:///etc/passwd",
      "file://127.0.0.1/etc/passwd",
      "data:image/png;base64,iVBORw0KGgo=",
      "data:text/html,<img>",
      "javascript:alert(1)",
      "about:blank",
      `blob:http://127.0.0.1:${port}/1`,
      `ftp://127.0.0.1:${port}/`,
      `gopher://127.0.0.1:${port}/_GET`,
      `ws://127.0.0.1:${port}/`,
    ];
  }

  const statuses = [301, 302, 303, 307, 308];
  const count = targets(1).length * statuses.length;

  test(`for any of ${count}: ${statuses.join(", ")}, each to ${targets(1).length} targets`, async () => {
    await using trap = await setTrap();
    const locations = targets(trap.port);
    await using front = await serve((request, response) => {
      const [, status, index] = (request.url ?? "").split("/").map(Number);
      response.writeHead(status!, { location: locations[index!]! }).end("elsewhere");
    });
    const options = { lookup, allowPrivateHosts: [`open.example:${front.port}`], timeout: 3000 };
    const all = statuses.flatMap((status) => locations.map((target, index) => ({ status, target, index })));
    await each(all, async ({ status, target, index }) => {
      const error = await failure(fetchImage(new URL(`http://open.example:${front.port}/${status}/${index}`), options));
      blocked(error, `${status} ${target}`);
      expect(JSON.stringify(error)).not.toContain("secret");
    });
    expect(front.requests).toHaveLength(count);
    expect(trap.accepts()).toBe(0);
    expect(new Set(trap.attempts)).toEqual(new Set([`127.0.0.1:${front.port}`]));
  });

  test("after several hops over two hosts, relative and absolute", async () => {
    await using trap = await setTrap();
    await using front = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      const next = [
        `/${left - 1}`,
        `//open2.example:${front.port}/${left - 1}`,
        `http://open.example:${front.port}/${left - 1}`,
      ];
      const location = left === 0 ? `http://127.0.0.1:${trap.port}/x.png` : next[left % next.length]!;
      response.writeHead(statuses[left % statuses.length]!, { location }).end();
    });
    const options = {
      lookup,
      allowPrivateHosts: [`open.example:${front.port}`, `open2.example:${front.port}`],
      timeout: 3000,
    };
    for (const hops of [1, 2, 3, 4]) {
      blocked(await failure(fetchImage(new URL(`http://open.example:${front.port}/${hops}`), options)), `${hops} hops`);
    }
    expect(front.requests).toEqual([
      "/1",
      "/0",
      "/2",
      "/1",
      "/0",
      "/3",
      "/2",
      "/1",
      "/0",
      "/4",
      "/3",
      "/2",
      "/1",
      "/0",
    ]);
    expect(trap.accepts()).toBe(0);
    expect(new Set(trap.attempts)).toEqual(new Set([`127.0.0.1:${front.port}`]));
  });

  test("by a response that is not a redirect: 201, 300, 304, 305, 306, a Refresh header, a page with a refresh", async () => {
    await using trap = await setTrap();
    const location = `http://127.0.0.1:${trap.port}/x.png`;
    const page = `<!doctype html><meta http-equiv="refresh" content="0;url=${location}"><img src="${location}">`;
    await using front = await serve((request, response) => {
      const status = Number(request.url?.slice(1));
      response.writeHead(status, { location, refresh: `0;url=${location}`, link: `<${location}>; rel=preload` });
      response.end(status === 304 ? undefined : page);
    });
    for (const status of [200, 201, 300, 304, 305, 306, 404, 503]) {
      const error = await failure(
        loadImage(`${front.origin}/${status}`, { allowPrivateHosts: [`127.0.0.1:${front.port}`] }),
      );
      expect(error, `${status}`).toMatchObject({ code: "image_url_failed" });
    }
    expect(front.requests).toHaveLength(8);
    expect(trap.accepts()).toBe(0);
    expect(new Set(trap.attempts)).toEqual(new Set([`127.0.0.1:${front.port}`]));
  });

  test("the trap works: an allowed redirect reaches it", async () => {
    await using trap = await setTrap();
    await using front = await serve((_request, response) =>
      response.writeHead(302, { location: `//127.0.0.1:${trap.port}/` }).end(),
    );
    await failure(loadImage(front.origin, { allowPrivateHosts: ["127.0.0.1"] }));
    expect(trap.accepts()).toBe(1);
  });
});
