import { describe, expect, expectTypeOf, test } from "vitest";
import type { DialectParts } from "../../src/dialects/define-dialect.js";
import { dialectNames } from "../../src/dialects/dialect-names.js";
import { dialects } from "../../src/dialects/find-dialect.js";
import { createUgoku, type Dialect, defineDialect, type Endpoint, models } from "../../src/index.js";
import { prompt, secretKey } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { picture } from "../helpers/pictures.js";
import { serve, video } from "../helpers/servers.js";
import { clientFor, named, submitTo } from "./cases.js";
import { serveStrict } from "./strict-server.js";

cleanEnvironment();

/** The error of an invalid defineDialect() call. Most of them do not compile. */
const refusal = (given: unknown) => failure(() => defineDialect(given as DialectParts));

function everyObjectIn(value: unknown): object[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(everyObjectIn)];
}

describe("defineDialect()", () => {
  test("inherits omitted parts and fields from the dialect that it extends", () => {
    const base = dialects["vllm-omni"];
    const mine = defineDialect({
      name: "mine",
      extends: "vllm-omni",
      paths: { videos: "/generate" },
      create: { heldFor: 60_000, needsModel: undefined as never },
      statuses: { Cooking: "in_progress" },
      can: { list: false },
      auth: undefined,
    });
    expect(mine).toEqual({
      ...base,
      name: "mine",
      paths: { ...base.paths, videos: "/generate" },
      create: { ...base.create, heldFor: 60_000 },
      statuses: { ...base.statuses, cooking: "in_progress" },
      can: { ...base.can, list: false },
    });
    expectTypeOf(mine).toEqualTypeOf<Dialect>();
  });

  test("extends openai by default, or another custom dialect", () => {
    const first = defineDialect({ name: "first", can: { delete: false } });
    expect(first).toEqual({ ...dialects.openai, name: "first", can: { ...dialects.openai.can, delete: false } });
    const second = defineDialect({ name: "second", extends: first, can: { list: false } });
    expect(second.can).toEqual({ ...dialects.openai.can, delete: false, list: false });
  });

  test("replaces all image encodings together: omitted ones are refused", () => {
    const bytes = { body: "json", field: "image", as: "text" } as const;
    expect(defineDialect({ name: "mine", create: { image: { bytes } } }).create.image).toEqual({ bytes });
  });

  test("returns a frozen copy and does not change its argument", () => {
    const statuses = { cooking: "in_progress" } as Record<string, "in_progress" | "failed">;
    const mine = defineDialect({ name: "mine", statuses });
    for (const inner of everyObjectIn(mine)) expect(Object.isFrozen(inner)).toBe(true);
    statuses.cooking = "failed";
    expect(mine.statuses.cooking).toBe("in_progress");
    for (const name of dialectNames)
      for (const inner of everyObjectIn(dialects[name])) expect(Object.isFrozen(inner)).toBe(true);
  });

  test.each<[unknown, RegExp, RegExp?]>([
    [undefined, /got undefined, not an object/],
    ["openai", /got "openai", not an object/],
    [{}, /undefined as the dialect's name/, /my-server/],
    [{ name: "" }, /"" as the dialect's name/],
    [{ name: "a", extends: "vlm-omni" }, /"vlm-omni"/, /Did you mean "vllm-omni"\?/],
    [{ name: "a", path: {} }, /no part "path"/, /Did you mean paths\?/],
    [{ name: "a", extend: "sglang" }, /no part "extend"/, /Did you mean extends\?/],
    [{ name: "a", colour: {} }, /no part "colour"/, /paths, auth, create, statuses, errors, answer, result, can/],
    [{ name: "a", can: true }, /The can of defineDialect\(\) is true/],
    [{ name: "a", can: [] }, /The can of/],
    [{ name: "a", can: { lists: true } }, /no option "lists"/, /Did you mean list\?/],
    [{ name: "a", can: { list: "no" } }, /can\.list is "no"/, /true or false/],
    [{ name: "a", paths: { videos: "videos" } }, /paths\.videos is "videos"/, /begins with "\/"/],
    [{ name: "a", paths: { video: "/videos" } }, /paths\.video is "\/videos"/, /\{id\}/],
    [{ name: "a", paths: { content: "/{id}/{id}" } }, /paths\.content/, /\{id\}/],
    [{ name: "a", auth: { header: "a b" } }, /auth\.header is "a b"/, /header's name/],
    [{ name: "a", create: { image: {} } }, /create\.image/, /bytes/],
    [{ name: "a", create: { image: { bytes: { body: "json", field: "i", as: "file" } } } }, /create\.image/],
    [
      { name: "a", create: { image: { bytes: { body: "multipart", field: "i", as: "first-frame" } } } },
      /create\.image/,
    ],
    [{ name: "a", create: { image: { bytes: { body: "json", field: "i", as: "object" } } } }, /create\.image/],
    [{ name: "a", create: { image: { bytes: { body: "json", field: "", as: "text" } } } }, /create\.image/],
    [{ name: "a", create: { seconds: { field: "length" } } }, /create\.seconds/, /decimal-text/],
    [{ name: "a", create: { imageMatch: "about" } }, /create\.imageMatch is "about"/, /"exact" or "shape"/],
    [{ name: "a", create: { extraFields: { seed: "integer" } } }, /create\.extraFields/, /type/],
    [{ name: "a", create: { extraFields: { seed: { type: "int" } } } }, /create\.extraFields/],
    [{ name: "a", create: { heldFor: -1 } }, /create\.heldFor is -1/, /milliseconds/],
    [{ name: "a", create: { heldFor: Number.NaN } }, /create\.heldFor/],
    [{ name: "a", statuses: { cooking: "cooked" } }, /statuses\.cooking is "cooked"/, /in_progress/],
    [{ name: "a", errors: { no_key: 500 } }, /errors\.no_key is 500/, /400 to 499/],
    [{ name: "a", errors: { no_key: "401" } }, /errors\.no_key is "401"/, /400 to 499/],
    [{ name: "a", answer: { id: "ref" } }, /answer\.id is "ref"/, /list of paths/],
    [{ name: "a", answer: { ids: ["ref"] } }, /no option "ids"/, /Did you mean id\?/],
    [{ name: "a", result: { from: [] } }, /result\.from/, /inline, url, content/],
    [{ name: "a", result: { from: ["disk"] } }, /result\.from/],
    [{ name: "a", result: { query: { index: 0 } } }, /result\.query/, /texts/],
  ])("refuses %j", async (given, words, hint = /./) => {
    const error = await refusal(given);
    expect(error).toMatchObject({ name: "RequestError", code: "option_invalid" });
    expect(error.message).toMatch(words);
    expect(error.hint ?? "none").toMatch(hint);
  });

  test("rejects misspelled names at compile time", () => {
    // @ts-expect-error there is no such detail
    expect(() => defineDialect({ name: "a", can: { lists: true } })).toThrow("lists");
    // @ts-expect-error there is no such status
    expect(() => defineDialect({ name: "a", statuses: { cooking: "cooked" } })).toThrow("cooked");
    // @ts-expect-error there is no such dialect
    expect(() => defineDialect({ name: "a", extends: "open-ai" })).toThrow("open-ai");
  });
});

describe("a custom dialect", () => {
  /** vLLM-Omni under other names. */
  const mine = defineDialect({
    name: "my-server",
    extends: "vllm-omni",
    paths: { videos: "/films", video: "/films/{id}/state", content: "/films/{id}.mp4" },
    auth: { header: "x-key", prefix: "Key " },
    create: {
      image: { bytes: { body: "json", field: "still", as: "object", name: "data" } },
      seconds: { field: "length", as: "integer" },
      defaults: { quality: "high" },
    },
    statuses: { cooking: "in_progress", served: "completed" },
    can: { delete: false, list: false },
  });

  const kitchen = () => {
    let polls = 0;
    return serve(({ method, url, headers }, response) => {
      const { pathname } = new URL(url, "http://a.test");
      if (headers["x-key"] !== `Key ${secretKey}`) response.writeHead(401).end();
      else if (method === "POST" && pathname === "/v1/films") response.end(JSON.stringify(video({ id: "a/b" })));
      else if (pathname === "/v1/films/a%2Fb/state")
        response.end(JSON.stringify(video({ id: "a/b", status: polls++ > 1 ? "Served" : "COOKING" })));
      else if (pathname === "/v1/films/a%2Fb.mp4") response.end("\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x08moov");
      else response.writeHead(404).end();
    });
  };

  test("determines the requests of a client", async () => {
    await using server = await kitchen();
    const ugoku = clientFor({ name: "openai", model: "m" }, server, { dialect: mine });
    const clip = await (await submitTo(ugoku)).wait();
    expect(Buffer.from(await clip.bytes()).toString("latin1", 4, 8)).toBe("ftyp");
    const sent = JSON.parse(String(server.requests[0]!.body));
    expect(sent).toMatchObject({ model: "m", prompt, length: 8, size: "720x1280", quality: "high" });
    expect(sent.still.data).toMatch(/^data:image\/png;base64,/);
    expect(sent).not.toHaveProperty("seconds");
    expect(await failure(ugoku.list())).toMatchObject({ code: "unsupported" });
    expect((await failure(ugoku.list())).message).toContain('"my-server"');
  });

  test("works with a custom endpoint", async () => {
    const strict = named("sglang").make();
    const dialect = defineDialect({ name: "inner", extends: "sglang", create: { defaults: { fps: 16 } } });
    const endpoint: Endpoint = {
      name: "inner",
      baseURL: `http://inner.test${strict.base}`,
      dialect,
      models,
      defaultModel: "sora-2",
      fetch: (request) => {
        const headers = new Headers(request.headers);
        headers.set("authorization", `Bearer ${secretKey}`);
        return strict.fetch(new Request(request, { headers }));
      },
    };
    const ugoku = createUgoku({ endpoint, logger: false, pollInterval: () => 1 });
    const animation = ugoku.animate(await picture(720, 1280)).withPrompt(prompt);
    const plan = await animation.plan();
    expect(plan.request.dialect).toBe("inner");
    const clip = await animation.render();
    expect(Buffer.from(await clip.bytes()).equals(strict.clip)).toBe(true);
    expect(strict.creates[0]?.fields.fps).toBe("16");
  });

  test("is validated before any request even if defineDialect() did not create it", async () => {
    await using wire = await serveStrict(named("openai").make());
    const empty = await failure(clientFor({ name: "openai", model: "sora-2" }, wire, { dialect: {} as never }).list());
    expect(empty).toMatchObject({ code: "option_invalid", hint: expect.stringContaining("defineDialect()") });
    const broken = { ...dialects.openai, paths: { ...dialects.openai.paths, video: "/videos" } };
    const error = await failure(clientFor({ name: "openai", model: "sora-2" }, wire, { dialect: broken }).list());
    expect(error).toMatchObject({ code: "option_invalid" });
    expect(error.message).toContain("paths.video");
    const unnamed = { ...dialects.openai, name: 5 as never };
    const nameless = await failure(clientFor({ name: "openai", model: "sora-2" }, wire, { dialect: unnamed }).list());
    expect(nameless.message).toContain("The dialect's name is 5");
    expect(empty.message).toContain("The dialect's paths is undefined");
    expect(wire.requests).toEqual([]);
  });
});
