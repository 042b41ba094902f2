import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { proxyDispatcher } from "../../src/cli/proxy.js";
import { failure } from "../helpers/failure.js";
import { closedPort, json, serve } from "../helpers/servers.js";
import { serveProxy } from "../http/forward-proxy.js";
import { commandLine } from "./command-line.js";

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
  expect(proxy.tunnels).toEqual(tunnels);
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

/** A server that answers a `CONNECT` with these bytes, and closes the connection. */
async function answerWith(answer: string) {
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    open.add(socket);
    socket.on("error", () => {});
    socket.once("data", () => socket.end(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

describe("a proxy that opens no connection", () => {
  const { ugoku } = commandLine();
  const none = { HTTPS_PROXY: "", https_proxy: "", HTTP_PROXY: "", http_proxy: "", NO_PROXY: "", no_proxy: "" };
  const baseURL = ["--base-url", "https://videos.test/v1"];
  /** The command with a proxy that has a password. */
  const run = (words: readonly string[], host: string, variable = "HTTPS_PROXY") =>
    ugoku([...words, ...baseURL], { env: { ...none, [variable]: `http://name:pass-word@${host}` } });

  let dispatcher: ReturnType<typeof getGlobalDispatcher>;
  beforeEach(() => {
    dispatcher = getGlobalDispatcher();
  });
  afterEach(() => setGlobalDispatcher(dispatcher));

  const status = (line: string) => `HTTP/1.1 ${line}\r\nContent-Length: 0\r\n\r\n`;
  const answers: [answer: string, problem: string, hint: RegExp][] = [
    [status("407 Proxy Authentication Required"), "refused the connection: 407", /asks for a user name and a password/],
    [status("403 Forbidden"), "refused the connection: 403", /does not allow this connection/],
    [status("502 Bad Gateway"), "refused the connection: 502", /did not reach the server/],
    ["", "closed the connection without a response", /that the proxy runs/],
    ["hello\r\n\r\n", "cannot be used: Response does not match the HTTP/1.1 protocol", /that the proxy runs/],
  ];

  test.each(answers)("%j: ugoku jobs names it, its variable and what it did", async (answer, problem, hint) => {
    await using proxy = await answerWith(answer);
    const { code, said } = await run(["jobs"], proxy.host);
    expect(code).toBe(1);
    expect(said).toContain(
      `[GET] "/videos": https://videos.test cannot be reached (the proxy http://${proxy.host} of HTTPS_PROXY ${problem}`,
    );
    expect(said).toContain("(endpoint_unreachable)");
    expect(said).toMatch(hint);
    expect(said).toContain("add it to NO_PROXY");
    expect(said).not.toContain("pass-word");
    expect(proxy.connections()).toBe(1);
  });

  test.each(answers)("%j: ugoku doctor says the same", async (answer, problem, hint) => {
    await using proxy = await answerWith(answer);
    const { code, out } = await run(["doctor"], proxy.host);
    expect(code).toBe(1);
    expect(out).toContain(`✗ videos.test cannot be reached (the proxy http://${proxy.host} of HTTPS_PROXY ${problem}`);
    expect(out).toMatch(hint);
    expect(out).not.toContain("pass-word");
  });

  test("ugoku animate is not uncertain: nothing was sent", { tags: ["slow"] }, async () => {
    await using proxy = await answerWith(status("407 No"));
    const { code, said } = await run(["animate", "photo.jpg", "-p", "The ball rolls.", "-s", "1280x720"], proxy.host);
    expect(code).toBe(1);
    expect(said).toContain(`(the proxy http://${proxy.host} of HTTPS_PROXY refused the connection: 407)`);
    expect(said).toContain("(endpoint_unreachable)");
    expect(said).not.toMatch(/Looking for the job|may pay twice/);
  });

  test.each(["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"])(
    "one that is not there is named with the variable that is set: %s",
    async (variable) => {
      const host = `127.0.0.1:${await closedPort()}`;
      const { said } = await run(["jobs"], host, variable);
      expect(said).toContain(`(the proxy http://${host} of ${variable} cannot be reached: ECONNREFUSED)`);
      expect(said).toContain("Check the address of the proxy");
      expect(process.env.HTTPS_PROXY).toBeUndefined();
    },
  );

  test("one that sends nothing is reported before the request times out", { tags: ["slow"] }, async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const host = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { out } = await run(["doctor"], host);
    silent.close();
    expect(out).toContain(`(the proxy http://${host} of HTTPS_PROXY sent no response within 8 seconds)`);
  });
});
