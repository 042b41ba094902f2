import { Readable } from "node:stream";
import { describe, expect, test, vi } from "vitest";
import { createUgoku, defineModel, type Endpoint } from "../../src/index.js";
import { defineService, fal, luma, replicate, runway, veo } from "../../src/services.js";
import { prompt } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { noise, picture } from "../helpers/pictures.js";
import { json, serve } from "../helpers/servers.js";
import { exampleSpec } from "./example-service.js";

cleanEnvironment();

const model = defineModel({ seconds: [5, 10], sizes: ["1280x720", "720x1280"] });
const spec = exampleSpec(model);

const clientFor = (endpoint: Endpoint) => createUgoku({ endpoint, logger: false });
const image = () => picture(1280, 720);

/** The JSON body of the one create request that `send` makes. */
async function bodyOf(send: (origin: string) => Promise<unknown>): Promise<Record<string, unknown>> {
  await using server = await serve((_, response) => json(response, { id: "job-1", state: "waiting" }));
  await send(server.origin).catch(() => {});
  const bodies = server.requests
    .filter(({ method }) => method === "POST")
    .map(({ body }) => JSON.parse(body.toString()));
  expect(bodies).toHaveLength(1);
  return bodies[0] as Record<string, unknown>;
}

describe("defineService()", () => {
  test("fills the body of a create request", async () => {
    const example = defineService(spec);
    const body = await bodyOf(async (baseURL) => {
      const { animate } = clientFor(example({ apiKey: "key-123456", baseURL }));
      return animate(await image())
        .withPrompt(prompt)
        .extra({ own: 1 })
        .submit();
    });
    expect(body).toEqual({ text: prompt, picture: expect.stringMatching(/^data:image\/png;base64,/), own: 1 });
  });

  test.each([
    ["a missing part", { ...spec, poll: undefined }, /poll of defineService\(\) is missing/],
    ["a default model without a row", { ...spec, defaultModel: "example-2" }, /example-2/],
    ["an unknown placeholder", { ...spec, create: { ...spec.create, body: { text: "$promt" } } }, /\$promt/],
    ["a misspelled part", { ...spec, cansel: {} }, /unknown part cansel/],
    ["a path without the id", { ...spec, poll: { path: "/animations", status: "state" } }, /poll\.path/],
    [
      "an HTTP status that does not mean a refusal",
      { ...spec, refusals: { code: "code", statuses: { 5: 500 } } },
      /refusals\.statuses\.5/,
    ],
    ["an unknown status", { ...spec, statuses: { done: "complete" } }, /statuses\.done/],
    ["a base URL that is none", { ...spec, baseURL: "api.example.com" }, /baseURL/],
    ["not an object", "runway", /description of defineService/],
  ])("refuses %s at once", async (_, wrong, message) => {
    const error = await failure(() => defineService(wrong as never));
    expect(error).toMatchObject({ code: "option_invalid" });
    expect(error.message).toMatch(message);
  });

  test.each([
    ["an unknown option", { key: "k" }],
    ["a base URL that is none", { baseURL: "not an address" }],
    ["an empty key", { apiKey: "" }],
  ])("a service refuses %s, and shows no key", async (_, options) => {
    const error = await failure(() => runway(options as never));
    expect(error).toMatchObject({ code: "option_invalid" });
  });
});

describe("options that not every model has", () => {
  test.each([
    [runway(), "lastFrame"],
    [runway(), "audio"],
    [fal({ model: "fal-ai/minimax/hailuo-2.3/pro/image-to-video" }), "seed"],
    [veo(), "audio"],
  ] as const)("$0.name refuses %s before anything is sent", async (endpoint, option) => {
    const animation = clientFor(endpoint as Endpoint).animate(await image());
    const value = { lastFrame: await image(), audio: true, seed: 7 }[option];
    const error = await failure(
      (animation.withPrompt(prompt) as never as Record<string, (value: unknown) => { plan(): Promise<unknown> }>)[
        option
      ]!(value).plan(),
    );
    expect(error).toMatchObject({ code: "unsupported", option });
    expect(error.message).toContain(option);
  });

  test("a plan says what is asked for", async () => {
    const { animate } = createUgoku({ endpoint: runway({ model: "veo3.1" }) });
    const plan = await animate(await image(), {
      prompt,
      audio: false,
      negativePrompt: "text",
      seed: 7,
      lastFrame: await image(),
    }).plan();
    expect(plan.request).toMatchObject({ audio: false, negativePrompt: "text", seed: 7, seconds: 8 });
    expect(plan.lastFrame).toMatchObject({ kind: "file", width: 1280 });
  });
});

describe("images", () => {
  test("a service that takes addresses only says what to pass", async () => {
    const error = await failure(
      clientFor(luma() as Endpoint)
        .animate(await image())
        .withPrompt(prompt)
        .plan(),
    );
    expect(error).toMatchObject({ code: "unsupported" });
    expect(String(error.hint)).toContain("http or https address");
  });

  test.each(["https://images.example/photo.png", new URL("https://images.example/photo.png")])(
    "a service that takes addresses only gets a URL as it is: $constructor.name",
    async (url) => {
      const body = await bodyOf(async (baseURL) => {
        const animation = clientFor(luma({ apiKey: "key-123456", baseURL }) as Endpoint).animate(url);
        return animation.withPrompt(prompt).lastFrame(url).submit();
      });
      const frame = { type: "image", url: "https://images.example/photo.png" };
      expect(body.keyframes).toEqual({ frame0: frame, frame1: frame });
    },
  );

  test("a service that takes bytes only refuses an address", async () => {
    const reference = { url: "https://images.example/a.png", send: "reference" } as const;
    const error = await failure(
      clientFor(veo() as Endpoint)
        .animate(reference)
        .withPrompt(prompt)
        .plan(),
    );
    expect(error).toMatchObject({ code: "unsupported" });
  });

  test("Runway gets an image above 5 MB by its upload", async () => {
    const large = await noise(1920, 1080);
    const paths: string[] = [];
    await using storage = await serve((request, response) => {
      paths.push(`storage ${request.headers.authorization ?? "without a key"} ${request.body.length > 3_000_000}`);
      response.writeHead(204).end();
    });
    await using server = await serve((request, response) => {
      paths.push(`${request.method} ${request.url}`);
      if (request.url === "/v1/uploads")
        return json(response, {
          uploadUrl: `${storage.origin}/put`,
          fields: { policy: "p" },
          runwayUri: "runway://upload/1",
        });
      expect(JSON.parse(request.body.toString())).toMatchObject({ promptImage: "runway://upload/1" });
      return json(response, { id: "job-1" });
    });
    const { animate } = clientFor(runway({ apiKey: "key-123456", baseURL: server.origin }) as Endpoint);
    await animate(large).withPrompt(prompt).lint("off").submit();
    expect(paths).toEqual(["POST /v1/uploads", "storage without a key true", "POST /v1/image_to_video"]);
  });

  test("a failed upload proves that nothing was paid", async () => {
    const large = await noise(1920, 1080);
    await using server = await serve((request, response) => {
      expect(request.url).toBe("/v1/uploads");
      response.destroy();
    });
    const { animate } = clientFor(runway({ apiKey: "key-123456", baseURL: server.origin }) as Endpoint);
    const error = await failure(animate(large).withPrompt(prompt).lint("off").submit());
    expect(error).toMatchObject({ code: "endpoint_unreachable", retryable: true });
    expect(error.hint).toContain("No job was created");
  });
});

describe("replicate(), whose models name their fields", () => {
  test("refuses an unknown model without the name of its image field", async () => {
    const { animate } = clientFor(replicate({ apiKey: "key-123456", model: "owner/name" }) as Endpoint);
    const error = await failure(
      animate(await image())
        .withPrompt(prompt)
        .submit(),
    );
    expect(error).toMatchObject({ code: "option_invalid" });
    expect(error.hint).toContain("imageField");
  });

  test("sends the image under that name", async () => {
    const body = await bodyOf(async (baseURL) => {
      const endpoint = replicate({ apiKey: "key-123456", model: "owner/name", imageField: "first_frame", baseURL });
      return clientFor(endpoint as Endpoint)
        .animate(await image())
        .withPrompt(prompt)
        .submit();
    });
    expect(Object.keys(body.input as object).toSorted()).toEqual(["duration", "first_frame", "prompt"]);
  });
});

describe("answers", () => {
  test("an id that a number cannot hold stays exact", async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end('{"id": 9007199254740993123, "state": "waiting"}');
    });
    const { animate } = clientFor(defineService(spec)({ apiKey: "key-123456", baseURL: server.origin }));
    const job = await animate(await image())
      .withPrompt(prompt)
      .submit();
    expect(job.id).toBe("9007199254740993123");
  });

  test("a fetch whose body is a Node stream, like that of node-fetch, works", async () => {
    const fetch = async () => ({
      ok: true,
      status: 200,
      headers: new Headers({ "content-type": "application/json" }),
      body: Readable.from([Buffer.from('{"id": "job-1", "state": "waiting"}')]),
    });
    const { animate } = clientFor(defineService(spec)({ apiKey: "key-123456", fetch: fetch as never }));
    const job = await animate(await image())
      .withPrompt(prompt)
      .submit();
    expect(job.id).toBe("job-1");
  });
});

describe("the fetch of a service's endpoint", () => {
  const options = (baseURL: string) => ({ apiKey: "key-123456", baseURL });
  const submit = async (endpoint: Endpoint) =>
    clientFor(endpoint)
      .animate(await image())
      .withPrompt(prompt)
      .submit();
  const mocked = async () => Response.json({ id: "mocked", object: "video", status: "queued", progress: 0 });

  test.each<[string, (endpoint: Endpoint) => Endpoint]>([
    ["a copy with another one", (endpoint) => ({ ...endpoint, fetch: mocked })],
    [
      "vi.spyOn()",
      (endpoint) => {
        const copy = { ...endpoint };
        vi.spyOn(copy, "fetch").mockImplementation(mocked);
        return copy;
      },
    ],
    ["a Proxy", (endpoint) => ({ ...endpoint, fetch: new Proxy(endpoint.fetch, { apply: mocked }) })],
    [
      "a function with the properties of the original",
      (endpoint) => ({ ...endpoint, fetch: Object.assign(mocked, endpoint.fetch) }),
    ],
  ])("is that of %s", async (_, change) => {
    await using server = await serve((_, response) => json(response, {}, 500));
    const job = await submit(change(defineService(spec)(options(server.origin))));
    expect([job.id, server.requests]).toEqual(["mocked", []]);
  });

  test("answers a Request, also where the service answers without a body", async () => {
    await using server = await serve((_, response) => json(response, { message: "" }, 429));
    const endpoint = defineService(spec)(options(server.origin));
    const wrapped: Endpoint = { ...endpoint, fetch: (request) => endpoint.fetch(request) };
    expect(await failure(submit(wrapped))).toMatchObject({ code: "rate_limited" });
    await using silent = await serve((_, response) => void response.writeHead(401).end());
    const refused = await defineService(spec)(options(silent.origin)).fetch(new Request(`${silent.origin}/videos/1`));
    expect([refused.status, await refused.text()]).toEqual([401, ""]);
  });

  test("answers with JSON by its type", async () => {
    await using server = await serve((_, response) => json(response, { id: "1", state: "waiting" }));
    const endpoint = defineService(spec)(options(server.origin));
    const response = await endpoint.fetch(new Request(`${server.origin}/videos/1`));
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toMatchObject({ id: "1", object: "video" });
  });

  test("sends a key without the line break behind it, and the headers without those of the connection", async () => {
    await using server = await serve((_, response) => json(response, { id: "1", state: "waiting" }));
    await submit(defineService(spec)({ ...options(server.origin), apiKey: "key-123456\n" }));
    expect(JSON.stringify(server.requests[0]?.headers)).toContain("key-123456");
    for (const name of ["content-length", "Transfer-Encoding", "expect"]) {
      const endpoint = defineService(spec)({ ...options(server.origin), headers: { [name]: "1" } });
      expect(await failure(submit(endpoint))).toMatchObject({
        code: "option_invalid",
        message: expect.stringContaining(name),
      });
    }
    expect(server.requests).toHaveLength(1);
  });

  test("works where a body is sent as a Blob, as on Deno", async () => {
    vi.stubGlobal("Deno", {});
    try {
      await using server = await serve((_, response) => json(response, { id: "1", state: "waiting" }));
      expect((await submit(defineService(spec)(options(server.origin)))).id).toBe("1");
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe("tickets are data from outside", () => {
  test.each(["https://elsewhere.example/fal-ai/pika/requests/1", "http://127.0.0.1:1/x", "../../v1/secrets"])(
    "fal sends no key to %s",
    async (id) => {
      await using server = await serve((_, response) => json(response, {}));
      const { resume } = clientFor(fal({ apiKey: "key-123456", baseURL: server.origin }) as Endpoint);
      expect(await failure(resume(id).poll())).toMatchObject({ code: "ticket_invalid" });
      expect(server.requests).toEqual([]);
    },
  );

  test.each(["../v1/other", "operations/../../x", "operations/1?key=2", "//elsewhere.example/x"])(
    "veo refuses the id %s",
    async (id) => {
      await using server = await serve((_, response) => json(response, {}));
      const { resume } = clientFor(veo({ apiKey: "key-123456", baseURL: server.origin }) as Endpoint);
      expect(await failure(resume(id).poll())).toMatchObject({ code: "ticket_invalid" });
      expect(server.requests).toEqual([]);
    },
  );
});
