import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { EnvHttpProxyAgent, getGlobalDispatcher, ProxyAgent, setGlobalDispatcher, fetch as undiciFetch } from "undici";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createUgoku } from "../../src/index.js";
import { failure } from "../helpers/failure.js";
import { closedPort } from "../helpers/servers.js";

/** A dispatcher is one of undici, and so of `fetch`. */
const withDispatcher = test.skipIf(process.env.UGOKU_TEST_HTTP !== undefined);

/** A proxy that refuses every `CONNECT`, and counts them. */
async function refuse(status: string) {
  const open = new Set<Socket>();
  const asked: string[] = [];
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => {});
    socket.once("data", (bytes) => {
      asked.push(String(bytes).split("\r\n")[0] ?? "");
      socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

const image = Uint8Array.from(
  atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
  (character) => character.charCodeAt(0),
);

/** The error of a create request, which is sent once. */
function submit(fetch?: typeof globalThis.fetch) {
  const options = { baseURL: "https://videos.test/v1", apiKey: "k", maxRetries: 0, logger: false, fetch } as const;
  const { animate } = createUgoku(options);
  const animation = animate(image).withPrompt("The ball slowly rolls.").size("1280x720").fit("contain").lint("off");
  return failure(animation.submit());
}

const variables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];
let dispatcher: ReturnType<typeof getGlobalDispatcher>;
beforeEach(() => {
  dispatcher = getGlobalDispatcher();
  for (const name of variables) vi.stubEnv(name, undefined);
});
afterEach(() => {
  setGlobalDispatcher(dispatcher);
  vi.unstubAllEnvs();
});

describe("a create request through a proxy that refuses the tunnel was not sent", () => {
  withDispatcher.each([
    ["407 Proxy Authentication Required", "407", "asks for a user name and a password"],
    ["403 Forbidden", "403", "does not allow this connection"],
    ["502 Bad Gateway", "502", "did not reach the server"],
  ])("with the global dispatcher: %s", async (line, status, hint) => {
    await using proxy = await refuse(line);
    setGlobalDispatcher(new ProxyAgent(proxy.url.replace("//", "//name:pass-word@")));
    const error = await submit();
    expect(error).toMatchObject({ code: "endpoint_unreachable", retryable: true });
    expect(error.message).toContain(
      `https://videos.test cannot be reached (the proxy refused the connection: ${status})`,
    );
    expect(error.hint).toContain(hint);
    expect(`${error.message} ${error.hint}`).not.toContain("pass-word");
    expect(proxy.asked).toEqual(["CONNECT videos.test:443 HTTP/1.1"]);
  });

  withDispatcher("the hint names the proxy of the environment, without its password", async () => {
    await using proxy = await refuse("407 No");
    vi.stubEnv("https_proxy", proxy.url.replace("//", "//name:pass-word@"));
    setGlobalDispatcher(new EnvHttpProxyAgent());
    const { code, hint } = await submit();
    expect(code).toBe("endpoint_unreachable");
    expect(hint).toContain(`https_proxy is ${proxy.url}.`);
    expect(hint).toContain("add it to NO_PROXY");
    expect(hint).not.toContain("pass-word");
  });

  test("with a fetch of the user whose error names the endpoint", async () => {
    const tunnel = (target: string) => async (_: unknown, init?: RequestInit) => {
      void init?.body;
      const words = `Failed to establish tunnel to ${target} via http://127.0.0.1:9/: HTTP/1.1 407 No`;
      throw Object.assign(new Error(words), { code: "ERR_PROXY_TUNNEL", statusCode: 407 });
    };
    const own = await submit(tunnel("videos.test:443"));
    expect(own).toMatchObject({ code: "endpoint_unreachable" });
    expect(own.message).toContain("(the proxy refused the connection: 407)");
    expect(await submit(tunnel("audit.test:443"))).toMatchObject({ code: "submit_uncertain" });
  });

  test("with a fetch of the user whose error does not say which request failed, the outcome is unknown", async () => {
    await using proxy = await refuse("407 No");
    const agent = new ProxyAgent(proxy.url);
    const through = (input: unknown, init: unknown) =>
      undiciFetch(input as string, { ...(init as object), dispatcher: agent } as never);
    const error = await submit(through as never);
    expect(error.code).toBe("submit_uncertain");
    expect(error.message).toContain("the proxy refused the connection: 407");
  });
});

describe("a proxy that is not there is named", () => {
  withDispatcher("one of the environment, by its name too", async () => {
    const port = await closedPort();
    vi.stubEnv("HTTPS_PROXY", `http://name:pass-word@localhost:${port}`);
    setGlobalDispatcher(new EnvHttpProxyAgent());
    const error = await submit();
    expect(error.code).toBe("endpoint_unreachable");
    expect(error.message).toContain(
      `(the proxy http://localhost:${port} of HTTPS_PROXY cannot be reached: ECONNREFUSED)`,
    );
    expect(error.hint).toContain("Check the address of the proxy");
  });

  withDispatcher("one of the program", async () => {
    const port = await closedPort();
    setGlobalDispatcher(new ProxyAgent(`http://127.0.0.1:${port}`));
    expect((await submit()).message).toContain(`(the proxy 127.0.0.1:${port} cannot be reached: ECONNREFUSED)`);
  });

  test("not a server that is not there while a proxy is configured", async () => {
    const port = await closedPort();
    vi.stubEnv("HTTPS_PROXY", "http://proxy.test:3128");
    const { animate } = createUgoku({ baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0, logger: false });
    const animation = animate(image).withPrompt("The ball slowly rolls.").size("1280x720").fit("contain").lint("off");
    const error = await failure(animation.submit());
    expect(error.message).toContain(`http://127.0.0.1:${port} cannot be reached (ECONNREFUSED)`);
  });
});
