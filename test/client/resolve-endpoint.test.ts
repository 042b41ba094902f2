import { inspect } from "node:util";
import OpenAI from "openai";
import { describe, expect, test, vi } from "vitest";
import { createUgoku, type Endpoint, estimateCost, models, type UgokuOptions } from "../../src/index.js";
import { preview } from "../../src/preview.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { clientOf, prompt, recordLogs, secretKey, submit } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { portrait } from "../helpers/pictures.js";
import { json, serve, video } from "../helpers/servers.js";

cleanEnvironment();

/** A client that keeps what it would have sent. */
function spied(options: UgokuOptions = {}) {
  const requests: { url: string; authorization: string | undefined }[] = [];
  const fetch: UgokuOptions["fetch"] = async (url, init) => {
    requests.push({ url, authorization: new Headers(init.headers).get("authorization") ?? undefined });
    return Response.json(video());
  };
  return { ugoku: createUgoku({ logger: false, fetch, ...options }), requests };
}

const buildAnimation = async (options: UgokuOptions) => {
  const { ugoku, requests } = spied(options);
  return { animation: ugoku.animate(await portrait()).withPrompt(prompt), requests, ugoku };
};

const alternatives = [/your own server/, /gateway/, /preview/];

describe("without a configured endpoint", () => {
  test("every call fails before any request, and names the alternatives", async () => {
    const { animation, requests, ugoku } = await buildAnimation({});
    for (const work of [
      animation.plan(),
      animation.submit(),
      animation.render(),
      ugoku.list(),
      ugoku.advance({} as never, { budgetMs: 1 }),
    ]) {
      const error = await failure(work);
      expect(error).toMatchObject({ name: "EndpointError", code: "endpoint_missing" });
      for (const way of alternatives) {
        expect(error.message).toMatch(way);
        expect(error.hint).toMatch(way);
      }
      expect(error.hint).toContain("ugoku/preview");
    }
    expect(requests).toEqual([]);
    expect(ugoku.endpoint).toBeUndefined();
  });

  test("a client can be created, and no image is read", async () => {
    const { ugoku } = spied();
    const error = await failure(ugoku.animate("no-such-file.png").withPrompt(prompt).plan());
    expect(error.code).toBe("endpoint_missing");
  });

  test("an empty variable counts as not set", async () => {
    vi.stubEnv("UGOKU_BASE_URL", "");
    vi.stubEnv("OPENAI_BASE_URL", "");
    const { animation } = await buildAnimation({});
    expect((await failure(animation.plan())).code).toBe("endpoint_missing");
  });
});

describe("OpenAI's retired host", () => {
  const hosts = ["https://api.openai.com/v1", "https://eu.api.openai.com/v1", "https://API.OPENAI.COM./v1"];

  test.each(hosts)("is rejected before any request: %s", async (baseURL) => {
    const { animation, requests } = await buildAnimation({ baseURL, apiKey: secretKey });
    const error = await failure(animation.submit());
    expect(error).toMatchObject({ name: "EndpointError", code: "endpoint_retired" });
    for (const way of alternatives) expect(error.message).toMatch(way);
    expect(error.hint).toContain("allowRetired");
    expect(requests).toEqual([]);
  });

  test("is rejected as an OpenAI client's default too", async () => {
    const error = await failure(submit(createUgoku({ client: new OpenAI({ apiKey: secretKey }) }) as never));
    expect(error.code).toBe("endpoint_retired");
  });

  test("is used with allowRetired: true", async () => {
    const { animation, requests } = await buildAnimation({ baseURL: hosts[0], allowRetired: true, apiKey: secretKey });
    await animation.submit();
    expect(requests).toEqual([{ url: "https://api.openai.com/v1/videos", authorization: `Bearer ${secretKey}` }]);
  });

  test.each([
    "https://api.openai.com.evil.test/v1",
    "https://myapi.openai.com.test/v1",
    "https://notapi.openai.test/v1",
  ])("is not %s", async (baseURL) => {
    const { animation, requests } = await buildAnimation({ baseURL });
    await animation.submit();
    expect(requests).toHaveLength(1);
  });
});

describe("the environment", () => {
  test("UGOKU_* comes before OPENAI_*", async () => {
    vi.stubEnv("OPENAI_BASE_URL", "http://openai.test/v1");
    vi.stubEnv("OPENAI_API_KEY", "openai-key");
    const first = await buildAnimation({});
    await first.animation.submit();
    expect(first.requests).toEqual([{ url: "http://openai.test/v1/videos", authorization: "Bearer openai-key" }]);

    vi.stubEnv("UGOKU_BASE_URL", "http://ugoku.test/v1");
    vi.stubEnv("UGOKU_API_KEY", "ugoku-key");
    const second = await buildAnimation({});
    await second.animation.submit();
    expect(second.requests).toEqual([{ url: "http://ugoku.test/v1/videos", authorization: "Bearer ugoku-key" }]);
  });

  test("comes after options", async () => {
    vi.stubEnv("UGOKU_BASE_URL", "http://ugoku.test/v1");
    vi.stubEnv("UGOKU_API_KEY", "ugoku-key");
    vi.stubEnv("UGOKU_DIALECT", "nonsense");
    const { animation, requests } = await buildAnimation({
      baseURL: new URL("http://mine.test/v1"),
      apiKey: "mine",
      dialect: "openai",
    });
    await animation.submit();
    expect(requests).toEqual([{ url: "http://mine.test/v1/videos", authorization: "Bearer mine" }]);
  });

  test("is read at the first use, not when the client is created", async () => {
    const { animation, requests } = await buildAnimation({});
    vi.stubEnv("UGOKU_BASE_URL", "http://late.test/v1");
    await animation.submit();
    expect(requests[0]!.url).toBe("http://late.test/v1/videos");
  });

  test("is rejected with an unknown dialect", async () => {
    vi.stubEnv("UGOKU_BASE_URL", "http://ugoku.test/v1");
    vi.stubEnv("UGOKU_DIALECT", "nonsense");
    const error = await failure((await buildAnimation({})).animation.plan());
    expect(error).toMatchObject({ code: "option_invalid" });
    expect(error.message).toContain('"nonsense"');
    expect(error.hint).toContain("openai");
  });

  test("is what import { animate } uses", async () => {
    const fake = createFakeVideosApi();
    const server = await fake.listen();
    try {
      vi.stubEnv("UGOKU_BASE_URL", server.url);
      const { animate } = await import("../../src/index.js");
      const clip = await animate(await portrait())
        .withPrompt(prompt)
        .render();
      expect((await clip.bytes()).length).toBeGreaterThan(100);
    } finally {
      await server.close();
    }
  });
});

describe("headers", () => {
  const baseURL = "http://videos.test/v1";

  test.each([
    ["a name with a space", { "x one": "1" }, "x one"],
    ["a line break in a value", { "x-one": "a\nb" }, "x-one"],
    ["a value that is not Latin-1", { "x-one": "鍵" }, "x-one"],
    ["the length of the body", { "Content-Length": "3" }, "content-length"],
    ["the encoding of the transfer", { "transfer-encoding": "chunked" }, "transfer-encoding"],
  ])("%s is refused before anything is sent", async (_, headers, name) => {
    const { ugoku, requests } = spied({ baseURL, headers });
    const error = await failure(submit(ugoku as never));
    expect(error).toMatchObject({ code: "option_invalid", message: expect.stringContaining(name) });
    expect(error.message).not.toMatch(/鍵|a\nb/);
    expect(requests).toEqual([]);
  });

  test("white space around a key is not sent", async () => {
    const { ugoku, requests } = spied({ baseURL, apiKey: " key-123456\r\n" });
    await submit(ugoku as never);
    expect(requests[0]?.authorization).toBe("Bearer  key-123456");
  });
});

describe("an endpoint object", () => {
  test("needs no configuration on a builder", async () => {
    const { animation, requests } = await buildAnimation({});
    const plan = await animation.endpoint(preview()).plan();
    expect(plan.request).toMatchObject({ endpoint: "preview", dialect: "preview" });
    expect(requests).toEqual([]);
  });

  test("gets requests without the client's keys and headers", async () => {
    const seen: Request[] = [];
    const endpoint = createEndpoint(async (request) => {
      seen.push(request);
      return Response.json(video({ status: "completed" }));
    });
    const headers = { "x-token": secretKey };
    const { animation, requests } = await buildAnimation({
      baseURL: "http://paid.test/v1",
      apiKey: secretKey,
      headers,
    });
    await animation.endpoint(endpoint).render();
    expect(requests).toEqual([]);
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual(["POST http://mine.test/v1/videos"]);
    expect(JSON.stringify([...seen[0]!.headers])).not.toContain(secretKey);
  });

  test.each([undefined, null, 0, "", "preview", {}, [], () => {}])(
    "of %j is rejected, and the configured one is not used instead",
    async (endpoint) => {
      const { animation, requests } = await buildAnimation({ baseURL: "http://paid.test/v1" });
      const error = await failure(animation.endpoint(endpoint as never).submit());
      expect(error.code).toBe("option_invalid");
      expect(error.message).toContain("endpoint");
      expect(requests).toEqual([]);
    },
  );

  test.each([
    { baseURL: "mine.test" },
    { baseURL: null },
    { baseURL: Object.create(null) },
    { dialect: undefined },
    { dialect: "nonsense" },
    { dialect: {} },
    { models: null },
    { models: { m: {} } },
    { models: { m: null } },
    { defaultModel: 7 },
    { name: 5n },
  ])("is rejected with an invalid part", async (part) => {
    const { animation } = await buildAnimation({});
    const endpoint = {
      ...createEndpoint(() => Promise.reject(new Error("It was asked."))),
      ...part,
    } as unknown as Endpoint;
    expect((await failure(animation.endpoint(endpoint).submit())).code).toMatch(/^(option_invalid|endpoint_invalid)$/);
  });

  test("keeps the client's model if the endpoint has it", async () => {
    const { animation } = await buildAnimation({ baseURL: "http://paid.test/v1", model: "sora-2-pro" });
    expect((await animation.endpoint(preview()).plan()).request.model).toBe("sora-2-pro");
    const configured = createUgoku({ endpoint: preview(), model: "sora-2-pro" });
    expect(
      (
        await configured
          .animate(await portrait())
          .withPrompt(prompt)
          .plan()
      ).request.model,
    ).toBe("sora-2-pro");
    const unknown = await buildAnimation({ baseURL: "http://paid.test/v1", model: "wan-2.2" });
    expect((await unknown.animation.endpoint(preview()).plan()).request.model).toBe("sora-2");
  });

  test("logs its notice once", async () => {
    const logger = recordLogs();
    const fake = createFakeVideosApi();
    const endpoint = { ...createEndpoint((request) => fake.fetch(request)), notice: "Only a test." };
    const { animation } = await buildAnimation({ logger });
    // The picture of this test is one colour, of which the linter has its own to say.
    for (let times = 0; times < 2; times++) await animation.endpoint(endpoint).lint("off").submit();
    expect(logger.lines.filter((line) => !line.startsWith("debug"))).toEqual(["warn: Only a test."]);
  });
});

function createEndpoint(fetch: (request: Request) => Promise<Response>): Endpoint {
  return { name: "mine", baseURL: "http://mine.test/v1", dialect: "openai", models, defaultModel: "sora-2", fetch };
}

describe("createUgoku()", () => {
  test.each([
    ["baseUrl", "baseURL"],
    ["base_url", "baseURL"],
    ["apikey", "apiKey"],
    ["api_key", "apiKey"],
    ["onlint", "onLint"],
  ])("rejects %s, and suggests %s", async (wrong, right) => {
    const error = await failure(() => createUgoku({ [wrong]: "x" } as UgokuOptions));
    expect(error).toMatchObject({ name: "RequestError", code: "option_invalid", hint: `Did you mean ${right}?` });
  });

  test("names all options if none is similar", async () => {
    const error = await failure(() => createUgoku({ colour: "red" } as UgokuOptions));
    expect(error.hint).toContain("baseURL, apiKey");
  });

  test.each([
    ["timeout", [0, -1, Number.NaN, Number.POSITIVE_INFINITY, "60", null]],
    ["fetch", [7, {}, null]],
    ["pollInterval", [0, -1, Number.NaN, "5000", {}, null]],
    ["sleep", ["long"]],
    ["clock", [{}, 7, null]],
    ["logger", [true, {}, { warn() {} }, null]],
    ["onLint", [{}]],
    ["apiKey", [7, null, {}]],
    ["headers", [7, null, { a: 1 }, []]],
    ["model", [7, "", null]],
  ])("rejects an invalid %s", async (name, values: readonly unknown[]) => {
    for (const value of values) {
      const error = await failure(() => createUgoku({ [name]: value } as UgokuOptions));
      expect(error.code, JSON.stringify(value)).toBe("option_invalid");
      expect(error.message).toContain(name);
    }
  });

  test.each(["localhost:8091/v1", "ftp://host/v1", "/v1", "", 7, {}, Object.create(null)])(
    "rejects an invalid base URL",
    async (baseURL) => {
      expect((await failure(() => createUgoku({ baseURL: baseURL as string }))).code).toBe("endpoint_invalid");
    },
  );

  test("rejects a password in a base URL", async () => {
    const error = await failure(() => createUgoku({ baseURL: `http://user:${secretKey}@host.test/v1` }));
    expect(error.code).toBe("endpoint_invalid");
    expect(error.hint).toContain("apiKey");
    expect(inspect(error)).not.toContain(secretKey);
  });

  test.each([7, {}, "sk-x", null])("rejects an invalid client: %j", async (client) => {
    const ugoku = createUgoku({ client: client as never });
    expect((await failure(ugoku.list())).code).toBe("option_invalid");
  });

  test.each([7, { m: {} }, { m: { seconds: [4] } }, null])("rejects invalid models: %j", async (own) => {
    const ugoku = createUgoku({ baseURL: "http://x.test/v1", models: own as never });
    expect((await failure(ugoku.list())).code).toBe("option_invalid");
  });

  test("returns a frozen object whose functions need no this", async () => {
    const fake = createFakeVideosApi();
    const { animate, list, resume, advance, endpoint } = clientOf("http://videos.test/v1", { fetch: fake.fetch });
    const job = await animate(await portrait())
      .withPrompt(prompt)
      .submit();
    expect((await list()).data).toHaveLength(1);
    expect((await resume(job.ticket).wait()).jobId).toBe(job.id);
    expect((await advance(job.ticket, { budgetMs: 100 })).status).toBe("completed");
    expect(endpoint).toEqual({
      name: "videos.test",
      baseURL: "http://videos.test/v1",
      dialect: "openai",
      defaultModel: "sora-2",
    });
    expect(Object.isFrozen(createUgoku())).toBe(true);
  });

  test("is not affected by later changes of its options", async () => {
    const options: { baseURL: string; model: string } = { baseURL: "http://videos.test/v1", model: "sora-2-pro" };
    const ugoku = createUgoku(options as UgokuOptions);
    options.model = "sora-2";
    options.baseURL = "http://evil.test/v1";
    expect(ugoku.endpoint).toMatchObject({ baseURL: "http://videos.test/v1", defaultModel: "sora-2-pro" });
  });
});

describe("secrets are redacted", () => {
  test("in a client, a builder, a plan, a job, a clip and a log line", async () => {
    const logger = recordLogs();
    await using server = await serve((_, response, count) =>
      count === 2
        ? json(response, { error: { message: `Bad key ${secretKey}` } }, 500)
        : json(response, video({ status: count > 2 ? "completed" : "new_word" })),
    );
    const ugoku = createUgoku({
      baseURL: `${server.baseURL}?token=${secretKey}`,
      apiKey: secretKey,
      headers: { "x-token": secretKey },
      logger,
      pollInterval: () => 1,
    });
    const picture = `data:image/png;base64,${Buffer.from(await portrait()).toString("base64")}`;
    const animation = ugoku.animate(picture).withPrompt("Make it a video.");
    const plan = await animation.plan();
    const job = await animation.submit();
    const clip = await job.wait();
    const url = ugoku.animate(`https://store.test/a.png?sig=${secretKey}`);
    const inline = ugoku.animate(`data:image/png;base64,${secretKey.replaceAll("-", "")}`);
    for (const thing of [ugoku, animation, plan, job, clip, logger.lines, url, inline]) {
      const text = inspect(thing, { depth: 20, showHidden: true, getters: true }) + (JSON.stringify(thing) ?? "");
      expect(text).not.toContain(secretKey);
      expect(text).not.toContain(secretKey.replaceAll("-", ""));
    }
    expect(logger.lines.length).toBeGreaterThan(2);
  });

  test("with a logger that throws, which does not lose the job", async () => {
    const hear = () => {
      throw new Error("The log is full.");
    };
    await using server = await serve((_, response, count) =>
      json(response, video({ status: count > 1 ? "completed" : "new_word" })),
    );
    const logger = { debug: hear, info: hear, warn: hear, error: hear };
    const job = await submit(clientOf(server.baseURL, { logger, pollInterval: () => 1 }));
    expect((await job.wait()).jobId).toBe("video_1");
  });
});

describe("keys and endpoints", () => {
  test("OpenAI's key goes only to where OPENAI_BASE_URL points", async () => {
    vi.stubEnv("OPENAI_API_KEY", "openai-key");
    vi.stubEnv("UGOKU_BASE_URL", "http://own.test/v1");
    const first = await buildAnimation({});
    await first.animation.submit();
    const second = await buildAnimation({ baseURL: "http://other.test/v1" });
    await second.animation.submit();
    expect([...first.requests, ...second.requests].map(({ authorization }) => authorization)).toEqual([
      undefined,
      undefined,
    ]);
    vi.stubEnv("UGOKU_BASE_URL", "");
    vi.stubEnv("OPENAI_BASE_URL", "http://compatible.test/v1");
    const third = await buildAnimation({});
    await third.animation.submit();
    expect(third.requests[0]?.authorization).toBe("Bearer openai-key");
  });

  test.each([
    [{ endpoint: preview(), baseURL: "http://a.test/v1" }, /both endpoint and baseURL/],
    [{ endpoint: preview(), apiKey: "key-of-mine" }, /both endpoint and apiKey/],
    [{ client: new OpenAI({ apiKey: "x", baseURL: "http://a.test/v1" }), apiKey: "y" }, /both client and apiKey/],
  ])("options that would be ignored are rejected", (options, message) => {
    expect(() => createUgoku(options as UgokuOptions)).toThrow(message);
  });

  test("a preview is free with any rates of the client", async () => {
    const { ugoku } = spied({ baseURL: "http://own.test/v1", rates: { "sora-2": 5 } });
    const plan = await ugoku
      .animate(await portrait())
      .withPrompt(prompt)
      .endpoint(preview())
      .maxCost(0)
      .plan();
    expect(plan.cost.usd).toBe(0);
    expect(estimateCost(plan).usd).toBe(0);
    expect(estimateCost(plan, models).usd).toBe(0.4);
  });
});
