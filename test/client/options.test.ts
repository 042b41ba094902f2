import { describe, expect, test } from "vitest";
import { createUgoku, estimateCost } from "../../src/index.js";
import { runway } from "../../src/services.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { prompt, ticketOf } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { picture, portrait } from "../helpers/pictures.js";

cleanEnvironment();

const baseURL = "http://videos.test/v1";
const { fetch, requests } = createFakeVideosApi();
const client = createUgoku({ baseURL, fetch, logger: false });
const animation = async () => client.animate(await portrait()).withPrompt(prompt);

/** As plain JavaScript calls it. */
// biome-ignore lint/suspicious/noExplicitAny: tests values that the types exclude
const loose = (value: unknown): any => value;

describe("an unknown option is rejected, with a suggestion", () => {
  test.each([
    [
      ".fit()",
      { backgroud: "white" },
      "Did you mean background?",
      (a: object, o: object) => loose(a).fit("contain", o),
    ],
    [".lint()", { leevl: "error" }, "Did you mean level?", (a: object, o: object) => loose(a).lint(o)],
  ])("by %s", async (call, options, hint, say) => {
    const error = await failure(loose(say(await animation(), options)).plan());
    expect(error).toMatchObject({ code: "option_invalid", hint });
    expect(error.message).toBe(`${call} has no option "${Object.keys(options)[0]}".`);
  });

  test.each(["plan", "submit", "render"] as const)("by .%s()", async (call) => {
    const error = await failure(loose(await animation())[call]({ tiemout: 1 }));
    expect(error).toMatchObject({ message: `.${call}() has no option "tiemout".`, hint: "Did you mean timeout?" });
    expect(requests).toEqual([]);
  });

  test("by a job, a client and a clip", async () => {
    const { fetch: serve } = createFakeVideosApi();
    const own = createUgoku({ baseURL, fetch: serve, logger: false, pollInterval: () => 1 });
    const job = await own
      .animate(await portrait())
      .withPrompt(prompt)
      .submit();
    expect((await failure(loose(job).wait({ timeOut: 1 }))).hint).toBe("Did you mean timeout?");
    expect((await failure(loose(client).advance(ticketOf(baseURL), { budget: 1 }))).hint).toContain("budgetMs");
    expect((await failure(loose(client).list({ limt: 1 }))).hint).toBe("Did you mean limit?");
  });

  test.each([
    ["seconds", "duration"],
    ["text", "prompt"],
    ["aspectRatio", "size"],
    ["maxcost", "maxCost"],
  ])("by animate(), also for another API's name: %s", async (name, meant) => {
    const error = await failure(() => client.animate("cat.jpg", loose({ [name]: 4 })));
    expect(error).toMatchObject({ code: "option_invalid", option: name, hint: `Did you mean ${meant}?` });
  });

  test("by animate(), with all options for the name of a method of every object", async () => {
    const error = await failure(() => client.animate("cat.jpg", loose({ constructor: 4 })));
    expect(error.hint).toContain("Its options are prompt");
  });

  test("and all options are named if none is similar", async () => {
    const error = await failure(
      loose(await animation())
        .fit("contain", { colour: "white" })
        .plan(),
    );
    expect(error.hint).toBe("Its options are background.");
  });
});

test.each([
  ["maxCost", "1", "Pass a number, 0 or more."],
  ["model", 3, 'Pass the id as a text, such as "sora-2".'],
  ["seed", "x", "Pass a whole number, 0 or more, or leave it out."],
  ["negativePrompt", 3, "Pass a text with visible characters, or leave it out."],
  ["extra", "x", "Pass the server's own fields by their names."],
])(".%s(%j) is rejected with what to pass", async (name, value, hint) => {
  const vllm = createUgoku({ baseURL, dialect: "vllm-omni", model: "wan", fetch, logger: false });
  const start = loose(vllm.animate(await portrait()).withPrompt(prompt));
  expect(await failure(start[name](value).plan())).toMatchObject({ code: "option_invalid", option: name, hint });
});

test("an AbortController in place of its signal is named", async () => {
  const error = await failure(loose(await animation()).plan({ signal: new AbortController() }));
  expect(error).toMatchObject({
    message: "The signal of .plan() is an AbortController.",
    hint: "Pass the signal of an AbortController, or leave it out for the default.",
  });
});

test("an endpoint's function in place of what it returns is rejected", async () => {
  const own = createUgoku({ endpoint: loose(runway), logger: false });
  const error = await failure(
    own
      .animate(await portrait())
      .withPrompt(prompt)
      .plan(),
  );
  expect(error).toMatchObject({ code: "option_invalid", message: "The endpoint is a function." });
  expect(error.hint).toContain("Call the function");
});

test.each([
  ["gen4-turbo", ["model_unknown"]],
  ["gen4_turbo", []],
  ["my-own-model", []],
])("a service's model that is nearly a known one is a warning: %s", async (model, codes) => {
  const own = createUgoku({ endpoint: runway({ apiKey: "key_1234567890", model }), logger: false });
  const { warnings } = await own
    .animate(await picture(1280, 720))
    .withPrompt(prompt)
    .plan();
  expect(warnings.map(({ code }) => code).filter((code) => code !== "server_cannot")).toEqual(codes);
  if (codes.length > 0) expect(warnings[0]!.message).toContain('Did you mean "gen4_turbo"?');
});

test(".fit() › rejects a background that is not in an object", async () => {
  const fitted = loose(await animation()).fit("contain", "blur");
  expect((await failure(fitted.plan())).hint).toBe('Write .fit("contain", { background: "blur" }).');
  expect((await fitted.fit("cover").plan()).image.kind).toBe("file");
});

describe(".withPrompt() › rejects a prompt without visible characters", () => {
  test.each(["\u200b", "\0", "\ufeff \u2060", "\u3164\u115f", "\u{e0041}", "\u2800", "\ud800"])("%j", async (text) => {
    const error = await failure((await animation()).withPrompt(text).plan());
    expect(error).toMatchObject({ code: "prompt_missing", message: "The prompt is empty." });
  });

  test.each(["a", "猫", "👩‍👩‍👧", "\u200b!"])("accepts %j", async (text) => {
    expect((await (await animation()).withPrompt(text).lint("off").plan()).request.prompt).toBe(text);
  });
});

test(".duration() › shows that a value is a bigint", async () => {
  const error = await failure(
    loose(await animation())
      .duration(4n)
      .plan(),
  );
  expect(error.message).toBe(".duration(4n) is not supported; sora-2 makes clips of 4, 8, 12, 16, 20 seconds.");
  expect(error.hint).toBe("Pass a number: .duration(4).");
});

test.each([
  [{}, "an object without a request"],
  [undefined, "undefined"],
  [{ request: { model: "sora-2", size: "720x1280" } }, "a request whose seconds are undefined"],
  [{ request: { model: "sora-2", seconds: 4, size: 720 } }, "a request whose size is 720"],
])("estimateCost(%j) is rejected", async (given, what) => {
  const error = await failure(() => estimateCost(loose(given)));
  expect(error).toMatchObject({ code: "option_invalid", message: `estimateCost() got ${what}.` });
});

test.each([
  [{ "sora-2": "0.1" }, 'rates["sora-2"] is "0.1", not US dollars.'],
  [{ "sora-2": -1 }, 'rates["sora-2"] is -1, not US dollars.'],
  [{ mine: { rates: 3 } }, 'rates["mine"].rates is 3, not US dollars.'],
  [{ mine: { rates: [{ usdPerSecond: Number.NaN }] } }, 'rates["mine"].rates[0].usdPerSecond is NaN, not US dollars.'],
])("createUgoku({ rates: %j }) › names the invalid value", async (rates, message) => {
  expect(await failure(() => createUgoku(loose({ rates })))).toMatchObject({ code: "option_invalid", message });
});
