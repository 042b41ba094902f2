import { inspect } from "node:util";
import OpenAI from "openai";
import { describe, expect, test } from "vitest";
import { createFakeVideosApi } from "../../src/testing.js";
import { recordLogs, secretKey, submit } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { closedPort, json, serve, video } from "../helpers/servers.js";
import { quiet, roundTrip, serveFake } from "./round-trip.js";

cleanEnvironment();

/** As a program would make one that never heard of ugoku: with its retries. */
const openai = (baseURL: string, options: ConstructorParameters<typeof OpenAI>[0] = {}) =>
  new OpenAI({ baseURL, apiKey: secretKey, logLevel: "off", ...options });

/** Everything that a person or a log may see of an error. */
const sight = (error: Error): string => {
  const causes: string[] = [];
  for (let cause: unknown = error; cause instanceof Error && causes.length < 9; cause = cause.cause)
    causes.push(`${cause.stack}${cause}`);
  return [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), ...causes].join("\n");
};

describe("an OpenAI client", () => {
  test("submits, polls and downloads", async () => {
    await using server = await serveFake(createFakeVideosApi({ apiKey: secretKey }));
    await roundTrip(quiet({ client: openai(server.baseURL) }), server.fake);
  });

  test("adds its organization, project, headers and query to every request", async () => {
    await using server = await serveFake();
    const client = openai(server.baseURL, {
      organization: "org-1",
      project: "proj-1",
      defaultHeaders: { "x-team": "films" },
      defaultQuery: { tenant: "blue" },
    });
    await roundTrip(quiet({ client }), server.fake);
    expect(server.requests.length).toBeGreaterThan(5);
    for (const { headers, url } of server.requests) {
      expect(headers).toMatchObject({
        authorization: `Bearer ${secretKey}`,
        "openai-organization": "org-1",
        "openai-project": "proj-1",
        "x-team": "films",
        "x-stainless-retry-count": "0",
      });
      expect(new URL(url, server.origin).searchParams.get("tenant")).toBe("blue");
    }
    const lists = server.requests.filter(({ url }) => url.includes("limit="));
    expect(lists.map(({ url }) => new URL(url, server.origin).search)).toEqual(["?tenant=blue&limit=5"]);
  });

  test("works without `videos`", async () => {
    await using server = await serveFake();
    class Later extends OpenAI {
      constructor(options: ConstructorParameters<typeof OpenAI>[0]) {
        super(options);
        Object.defineProperty(this, "videos", {
          get() {
            throw new Error("There is no such resource.");
          },
        });
      }
    }
    const client = new Later({ baseURL: server.baseURL, apiKey: secretKey });
    expect(() => client.videos).toThrow("no such resource");
    await roundTrip(quiet({ client }), server.fake);
  });

  test("uses its own fetch and fetch options", async () => {
    await using server = await serveFake();
    const seen: RequestInit[] = [];
    const client = openai(server.baseURL, {
      fetch: (url, init) => {
        seen.push(init ?? {});
        return globalThis.fetch(url, init);
      },
      fetchOptions: { keepalive: true },
    });
    await roundTrip(quiet({ client }), server.fake);
    expect(seen).toHaveLength(server.requests.length);
    expect(new Set(seen.map(({ keepalive }) => keepalive))).toEqual(new Set([true]));
    // What we note on the way is ours alone.
    expect(seen.flatMap((init) => Object.getOwnPropertySymbols(init))).toEqual([]);
  });

  test("sends a changed key with the next request", async () => {
    await using server = await serveFake();
    const client = openai(server.baseURL);
    const ugoku = quiet({ client });
    await ugoku.list();
    client.apiKey = "another-key-9876543210";
    await ugoku.list();
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${secretKey}`,
      "Bearer another-key-9876543210",
    ]);
  });

  test.each([429, 500, 503])("does not use its own retries (%i)", async (status) => {
    await using server = await serve((_, response) =>
      json(response, { error: { message: "later" } }, status, { "x-should-retry": "true", "retry-after": "600" }),
    );
    const client = openai(server.baseURL, { maxRetries: 3 });
    expect((await failure(quiet({ client }).list())).status).toBe(status);
    await failure(submit(quiet({ client })));
    expect(server.requests.map(({ method }) => method)).toEqual(["GET", "POST"]);
  });

  test.each([
    ['{"detail":"Video not found"}', "Video not found"],
    ['{"error":"plain words"}', "plain words"],
    ['{"code":"bad_seed","message":"The seed is odd."}', "The seed is odd."],
    ["<html><title>Bad gateway of mine</title></html>", 'an HTML page titled "Bad gateway of mine"'],
  ])("does not swallow the server's words: %s", async (body, words) => {
    for (const status of [400, 401, 404]) {
      await using server = await serve((_, response) => void response.writeHead(status).end(body));
      const error = await failure(quiet({ client: openai(server.baseURL) }).list());
      expect(error).toMatchObject({ status });
      expect(error.message).toContain(words);
    }
  });
});

describe("a key that is a function", () => {
  test("is called for each request, and its key is redacted", async () => {
    const tokens: string[] = [];
    await using server = await serve(({ headers }, response) =>
      json(response, { error: { message: `No: ${headers.authorization}` } }, 400),
    );
    const client = openai(server.baseURL, {
      apiKey: async () => {
        tokens.push(`entra-token-number-${tokens.length}-abcdef`);
        return tokens.at(-1)!;
      },
    });
    const logger = recordLogs();
    const ugoku = quiet({ client, logger });
    const errors = [await failure(ugoku.list()), await failure(submit(ugoku))];
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(
      tokens.map((token) => `Bearer ${token}`),
    );
    expect(tokens).toHaveLength(2);
    for (const text of [...errors.map(sight), ...logger.lines]) expect(text).not.toMatch(/entra-token/);
    expect(errors[0]!.message).toContain("No: Bearer [redacted]");
  });

  test("that fails proves that nothing was sent", async () => {
    await using server = await serveFake();
    const client = openai(server.baseURL, { apiKey: () => Promise.reject(new Error("the vault is closed")) });
    const error = await failure(submit(quiet({ client })));
    expect(error).toMatchObject({ code: "endpoint_unreachable", name: "EndpointError" });
    expect(error.message).toContain("before it sent anything");
    expect(error.message).toContain("the vault is closed");
    expect(server.requests).toEqual([]);
  });

  test("that fails during a poll counts as one failed poll", async () => {
    await using server = await serve((_, response) => json(response, video({ status: "completed" })));
    let asked = 0;
    const client = openai(server.baseURL, {
      apiKey: async () => {
        asked += 1;
        if (asked === 1) throw new Error("the vault is closed");
        return secretKey;
      },
    });
    const job = quiet({ client, sleep: async () => {} }).resume("video_1");
    expect((await job.wait()).video.id).toBe("video_1");
    expect(asked).toBe(2);
  });
});

describe("no error shows", () => {
  test("a key with characters that are invalid in a header", async () => {
    await using server = await serveFake();
    const client = openai(server.baseURL, { apiKey: "first-half-of-key\nsecond-half-of-key" });
    const error = await failure(submit(quiet({ client })));
    expect(error.code).toBe("endpoint_unreachable");
    expect(sight(error)).not.toMatch(/half-of-key/);
    expect(server.requests).toEqual([]);
  });

  test("values of default headers and of the default query", async () => {
    await using server = await serve(({ headers, url }, response) =>
      json(response, { error: { message: `No: ${headers["x-gateway-token"]} ${url} ${headers["user-agent"]}` } }, 403),
    );
    const client = openai(server.baseURL, {
      defaultHeaders: { "x-gateway-token": "gateway-token-0123" },
      defaultQuery: { signature: "query-signature-4567" },
    });
    const error = await failure(quiet({ client }).list({ limit: 2 }));
    expect(sight(error)).not.toMatch(/gateway-token-0123|query-signature-4567/);
    // And what is not a secret is left for people to read.
    expect(error.message).toContain("limit=2");
    expect(error.message).toContain("OpenAI/JS");
  });
});

describe("the cause of a failed fetch is known", () => {
  test("a refused connection proves that nothing was sent", async () => {
    const port = await closedPort();
    const error = await failure(
      submit(quiet({ client: openai(`http://127.0.0.1:${port}/v1`), sleep: async () => {} })),
    );
    expect(error.code).toBe("endpoint_unreachable");
    expect(error.message).toContain("ECONNREFUSED");
  });

  test("a connection timeout, reported without a cause, proves that nothing was sent", async () => {
    const cause = Object.assign(new Error("Connect Timeout Error"), { code: "UND_ERR_CONNECT_TIMEOUT" });
    const client = openai("http://videos.test/v1", {
      fetch: () => Promise.reject(new TypeError("fetch failed", { cause })),
    });
    const error = await failure(submit(quiet({ client, sleep: async () => {} })));
    expect(error.code).toBe("endpoint_unreachable");
  });

  test("a reset after the create request is uncertain", async () => {
    await using server = await serve((_, response) => void response.destroy());
    const error = await failure(submit(quiet({ client: openai(server.baseURL, { maxRetries: 3 }) })));
    expect(error.code).toBe("submit_uncertain");
    expect(server.requests).toHaveLength(1);
  });
});

describe("a client that cannot be copied", () => {
  /** Its constructor takes other things, so that withOptions() gives something else. */
  class House extends OpenAI {
    constructor(place: { readonly url: string }) {
      super({ baseURL: place.url, apiKey: secretKey, logLevel: "off", maxRetries: 2 });
    }
  }

  test("submits, polls and downloads", async () => {
    await using server = await serveFake();
    await roundTrip(quiet({ client: new House({ url: server.baseURL }) }), server.fake);
    expect(server.requests.map(({ headers }) => headers.authorization)).toContain(`Bearer ${secretKey}`);
  });

  test("sends no key to the origin of the content", async () => {
    const mp4 = Buffer.from("\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x08moov", "latin1");
    await using store = await serve((_, response) => void response.end(mp4));
    await using server = await serve((request, response) => {
      if (!request.url.endsWith("/content")) return json(response, video({ status: "completed" }));
      response.writeHead(302, { location: `${store.origin}/1.mp4?sig=1` }).end();
    });
    const clip = await quiet({ client: new House({ url: server.baseURL }) })
      .resume("video_1")
      .wait();
    expect(Buffer.from(await clip.bytes())).toEqual(mp4);
    expect(store.requests.map(({ url }) => url)).toEqual(["/1.mp4?sig=1"]);
    expect(JSON.stringify(store.requests[0]!.headers)).not.toContain(secretKey);
  });

  test("reports the server's message once", async () => {
    await using server = await serve((_, response) => json(response, { error: { message: "no such model" } }, 500));
    const error = await failure(quiet({ client: new House({ url: server.baseURL }) }).list());
    expect(error.message).toContain("no such model");
    expect(server.requests).toHaveLength(1);
  });
});
