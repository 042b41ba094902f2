import { expect, test } from "vitest";
import { proxyDispatcher } from "../../src/cli/proxy.js";
import { failure } from "../helpers/failure.js";
import { json, serve } from "../helpers/servers.js";
import { serveProxy } from "../http/forward-proxy.js";

/** Sends a request as the command line does with these variables. */
async function send(url: string, env: Record<string, string>): Promise<Response | undefined> {
  const dispatcher = await proxyDispatcher(env);
  const init = { dispatcher, signal: AbortSignal.timeout(400) } as RequestInit;
  try {
    return await fetch(url, init);
  } catch {
    return undefined;
  } finally {
    await dispatcher?.destroy();
  }
}

test.each([
  ["HTTP_PROXY", "http://videos.test/v1", ["videos.test:80"]],
  ["http_proxy", "http://videos.test/v1", ["videos.test:80"]],
  ["HTTPS_PROXY", "https://videos.test/v1", ["videos.test:443"]],
  ["HTTP_PROXY", "https://videos.test/v1", ["videos.test:443"]],
  ["HTTPS_PROXY", "http://127.0.0.1:9/v1", []],
])("%s is used for %s", async (name, url, tunnels) => {
  await using proxy = await serveProxy("user:word");
  await send(url, { [name]: proxy.url.replace("//", "//user:word@") });
  // The host does not exist, so the tunnel fails and is opened again.
  expect([...new Set(proxy.tunnels)]).toEqual(tunnels);
});

test("NO_PROXY and this machine are reached directly", async () => {
  await using proxy = await serveProxy("user:word");
  await using server = await serve((_, response) => json(response, {}));
  const env = { HTTP_PROXY: proxy.url, NO_PROXY: "videos.test, other.test" };
  expect((await send(server.baseURL, env))?.status).toBe(200);
  await send("http://videos.test/v1", env);
  expect([...proxy.tunnels, ...proxy.forwarded]).toEqual([]);
});

test("without a variable there is no dispatcher", async () => {
  expect(await proxyDispatcher({})).toBeUndefined();
});

test.each(["bogus", "localhost:3128", "socks5://127.0.0.1:1080"])(
  "HTTPS_PROXY=%s is wrong usage, and is not shown: it may contain a password",
  async (value) => {
    const error = await failure(proxyDispatcher({ HTTPS_PROXY: value }));
    expect(error.message).toMatch(/^HTTPS_PROXY is not the URL/);
    expect(error.message).not.toContain(value);
  },
);
