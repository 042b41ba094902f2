import OpenAI from "openai";
import { describe, expect, test } from "vitest";
import { createUgoku, SubmitUncertainError, type Ugoku, type UgokuOptions } from "../../src/index.js";
import { clientOf, clientThrough, submit, transportNames } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { closedPort, isCreate, json, serve, video, type WireServer } from "../helpers/servers.js";

cleanEnvironment();

type Fetch = NonNullable<UgokuOptions["fetch"]>;

const noPause = { sleep: async () => {} };

/** Fails as Node's fetch does. */
const fail = (fields: Record<string, unknown>, message = "failed") =>
  Promise.reject(new TypeError("fetch failed", { cause: Object.assign(new Error(message), fields) }));

/** Submits twice with one key. */
async function submitTwice(ugoku: Ugoku) {
  const first = await failure(submit(ugoku, { key: "order-1" }));
  const second = await failure(submit(ugoku, { key: "order-1" }));
  return { first, second };
}

const creates = (server: WireServer) => server.requests.filter(isCreate).length;

describe.each(transportNames)("a redirect of a create request through %s", (transport) => {
  const targets = {
    "the same path": () => "/v1/videos",
    "the job's path": () => "/v1/videos/video_1",
    "another origin": (other: string) => `${other}/v1/videos`,
    "an address that cannot be read": () => "http://",
  };
  const cases = [300, 301, 302, 303, 304, 305, 307, 308].flatMap((status) =>
    Object.entries(targets).map(([name, target]) => [status, name, target] as const),
  );

  test.each(cases)("%i to %s is not followed, and leaves the outcome unknown", async (status, _, target) => {
    await using other = await serve((_, response) => json(response, video()));
    await using server = await serve((request, response) => {
      if (request.method !== "POST") return json(response, video());
      response.writeHead(status, { location: target(other.origin) }).end();
    });
    const { first, second } = await submitTwice(clientThrough(transport, server.baseURL, noPause));
    expect(first).toBeInstanceOf(SubmitUncertainError);
    expect(second).toBe(first);
    expect(server.requests).toHaveLength(1);
    expect(other.requests).toEqual([]);
  });

  test("names its target, and says what to do", async () => {
    await using server = await serve(
      (_, response) => void response.writeHead(308, { location: "https://videos.test/v1/videos?token=abc" }).end(),
    );
    const error = await failure(submit(clientThrough(transport, server.baseURL)));
    expect(error.message).toContain("a redirect to https://videos.test/v1/videos");
    expect(error.hint).toContain("use it as the base URL");
    expect(error.hint).toContain("with another key");
  });
});

describe("a fetch that follows redirects by itself", () => {
  const following: Fetch = (input, init) => globalThis.fetch(input, { ...init, redirect: "follow" });
  const clients: Record<string, (baseURL: string) => UgokuOptions> = {
    "createUgoku({ fetch })": (baseURL) => ({ baseURL, fetch: following }),
    "new OpenAI({ fetch })": (baseURL) => ({
      client: new OpenAI({ baseURL, apiKey: "key", fetch: following as typeof fetch }),
    }),
  };

  test.each(Object.keys(clients).flatMap((name) => [302, 307].map((status) => [name, status] as const)))(
    "%s: the response to %i is not taken for the job",
    async (name, status) => {
      await using server = await serve((request, response, count) => {
        if (count > 1) return json(response, video({ id: `video_${count}` }));
        response.writeHead(status, { location: request.url }).end();
      });
      const ugoku = createUgoku({ logger: false, ...noPause, ...clients[name]!(server.baseURL) }) as unknown as Ugoku;
      const { first, second } = await submitTwice(ugoku);
      expect(first).toMatchObject({ code: "submit_uncertain" });
      // After 307, Node's fetch sends the request again or fails, depending on its version.
      if (status === 302) expect(first.message).toContain("followed a redirect");
      expect(second).toBe(first);
      expect(server.requests.length).toBeLessThanOrEqual(2);
    },
  );

  test("a fetch that rewrites URLs follows no redirect", async () => {
    await using server = await serve((_, response) => json(response, video()));
    const rewriting: Fetch = (input, init) =>
      globalThis.fetch(input.replace("http://videos.test/v1", server.baseURL), init);
    expect((await submit(clientOf("http://videos.test/v1", { fetch: rewriting }))).id).toBe("video_1");
  });
});

describe("a failure to connect", () => {
  /** Fetches that send the create request and then fail elsewhere. */
  const elsewhere: Record<string, (server: WireServer) => Promise<() => Promise<unknown>>> = {
    "another port": async () => {
      const port = await closedPort();
      return () => globalThis.fetch(`http://127.0.0.1:${port}/audit`);
    },
    "another address with the same port": async ({ origin }) => {
      const { port } = new URL(origin);
      return () => fail({ code: "ECONNREFUSED", syscall: "connect", address: "10.0.0.9", port: Number(port) });
    },
    "another name": async () => () => globalThis.fetch("http://audit.invalid/"),
    "a name inside another error": async () => () =>
      globalThis.fetch("http://audit.invalid/").catch((cause: unknown) => {
        throw new Error("The audit failed.", { cause });
      }),
    "all of several hosts": async () => () =>
      Promise.any(["http://a.invalid/", "http://b.invalid/"].map((url) => globalThis.fetch(url))),
    "a host that the error does not name": async () => () => fail({ code: "ECONNREFUSED", syscall: "connect" }),
    "a certificate that names another host": async () => () =>
      fail({ code: "ERR_TLS_CERT_ALTNAME_INVALID", host: "audit.test" }),
    "a certificate that names no host": async () => () => fail({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" }),
    "another host, by its message only": async () => () =>
      Promise.reject(Object.assign(new Error("connect ECONNREFUSED 10.0.0.9:443"), { code: "ECONNREFUSED" })),
    "another host, too slowly": async () => () =>
      fail(
        { code: "UND_ERR_CONNECT_TIMEOUT" },
        "Connect Timeout Error (attempted address: audit.test:443, timeout: 1ms)",
      ),
  };

  test.each(Object.entries(elsewhere))("to %s, after the create request was sent, proves nothing", async (_, make) => {
    await using server = await serve((_, response) => json(response, video()));
    const failElsewhere = await make(server);
    const fetch: Fetch = async (input, init) => {
      const response = await globalThis.fetch(input, init);
      if (init.method === "POST") await failElsewhere();
      return response;
    };
    const { first, second } = await submitTwice(clientOf(server.baseURL, { fetch, ...noPause }));
    expect(first).toBeInstanceOf(SubmitUncertainError);
    expect(second).toBe(first);
    expect(creates(server)).toBe(1);
  });

  test("of a replaced global fetch to another host proves nothing", async () => {
    await using server = await serve((_, response) => json(response, video()));
    const port = await closedPort();
    const original = globalThis.fetch;
    globalThis.fetch = async (...request) => {
      const response = await original(...request);
      await original(`http://127.0.0.1:${port}/audit`);
      return response;
    };
    try {
      expect((await failure(submit(clientOf(server.baseURL, noPause)))).code).toBe("submit_uncertain");
    } finally {
      globalThis.fetch = original;
    }
    expect(creates(server)).toBe(1);
  });

  test("to the endpoint itself, in a retry by the fetch, proves nothing", async () => {
    let server: WireServer | undefined = await serve((_, response) => void response.socket?.resetAndDestroy());
    const { baseURL, requests } = server;
    const fetch: Fetch = async (input, init) => {
      const first = await globalThis.fetch(input, init).catch(() => undefined);
      if (first) return first;
      await server?.[Symbol.asyncDispose]();
      server = undefined;
      return globalThis.fetch(input, init);
    };
    expect((await failure(submit(clientOf(baseURL, { fetch, ...noPause })))).code).toBe("submit_uncertain");
    expect(requests).toHaveLength(1);
  });

  test.each(["127.0.0.1", "localhost"])("to the endpoint itself is proof: %s", async (host) => {
    const fetch: Fetch = (input, init) => globalThis.fetch(input, { ...init });
    const ugoku = clientOf(`http://${host}:${await closedPort()}/v1`, { fetch, ...noPause });
    expect((await failure(submit(ugoku))).code).toBe("endpoint_unreachable");
  });

  const named: Record<string, [Record<string, unknown>, string?]> = {
    "its name": [{ code: "ENOTFOUND", syscall: "getaddrinfo", hostname: "videos.test" }],
    "its name, in the message": [{ code: "ENOTFOUND" }, "request failed, reason: getaddrinfo ENOTFOUND videos.test"],
    "its certificate": [{ code: "ERR_TLS_CERT_ALTNAME_INVALID", host: "videos.test" }],
    "a timeout": [
      { code: "UND_ERR_CONNECT_TIMEOUT" },
      "Connect Timeout Error (attempted address: videos.test:443, timeout: 10000ms)",
    ],
  };

  test.each(Object.entries(named))("that names the endpoint is proof: %s", async (_, [fields, message]) => {
    const fetch: Fetch = (_input, { body }) => (body ? fail(fields, message) : fail({}));
    expect((await failure(submit(clientOf("https://videos.test/v1", { fetch, ...noPause })))).code).toBe(
      "endpoint_unreachable",
    );
  });

  test("before the fetch took the request is proof: a token that cannot be renewed", async () => {
    await using server = await serve((_, response) => json(response, video()));
    let isDown = true;
    const fetch: Fetch = async (input, init) => {
      if (isDown) await fail({ code: "ECONNREFUSED", syscall: "connect", address: "10.0.0.9", port: 443 });
      return globalThis.fetch(input, init);
    };
    const sleep = async () => {
      isDown = false;
    };
    expect((await submit(clientOf(server.baseURL, { fetch, sleep }))).id).toBe("video_1");
    expect(creates(server)).toBe(1);
  });

  test.each(["ECONNRESET", "EPIPE"])("is never proof with %s, even while connecting", async (code) => {
    const fetch: Fetch = () => fail({ code, syscall: "connect", address: "127.0.0.1", port: 80 });
    expect((await failure(submit(clientOf("http://127.0.0.1/v1", { fetch, ...noPause })))).code).toBe(
      "submit_uncertain",
    );
  });
});
