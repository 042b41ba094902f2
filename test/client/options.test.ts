import { describe, expect, test } from "vitest";
import { createUgoku, estimateCost } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { prompt, ticketOf } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { portrait } from "../helpers/pictures.js";

cleanEnvironment();

const baseURL = "http://videos.test/v1";
const { fetch, requests } = createFakeVideosApi();
const client = createUgoku({ baseURL, fetch, logger: false });
const sentence = async () => client.animate(await portrait()).withPrompt(prompt);

/** As plain JavaScript calls it. */
// biome-ignore lint/suspicious/noExplicitAny: what no type stops is what is tested
const loose = (value: unknown): any => value;

describe("an option that does not exist is refused, with the one that was meant", () => {
  test.each([
    [
      ".fit()",
      { backgroud: "white" },
      "Did you mean background?",
      (a: object, o: object) => loose(a).fit("contain", o),
    ],
    [".lint()", { leevl: "error" }, "Did you mean level?", (a: object, o: object) => loose(a).lint(o)],
  ])("by %s", async (call, options, hint, say) => {
    const error = await failure(loose(say(await sentence(), options)).plan());
    expect(error).toMatchObject({ code: "option_invalid", hint });
    expect(error.message).toBe(`${call} has no option "${Object.keys(options)[0]}".`);
  });

  test.each(["plan", "submit", "render"] as const)("by .%s()", async (call) => {
    const error = await failure(loose(await sentence())[call]({ tiemout: 1 }));
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

  test("where none is near, all are named", async () => {
    const error = await failure(
      loose(await sentence())
        .fit("contain", { colour: "white" })
        .plan(),
    );
    expect(error.hint).toBe("Its options are background.");
  });
});

test("a background that is passed by itself is refused, with the way to pass it", async () => {
  const animation = loose(await sentence()).fit("contain", "blur");
  expect((await failure(animation.plan())).hint).toBe('Write .fit("contain", { background: "blur" }).');
  expect((await animation.fit("cover").plan()).image.kind).toBe("file");
});

describe("a prompt in which nothing can be seen is none", () => {
  test.each(["\u200b", "\0", "\ufeff \u2060", "\u3164\u115f", "\u{e0041}", "\u2800", "\ud800"])("%j", async (text) => {
    const error = await failure((await sentence()).withPrompt(text).plan());
    expect(error).toMatchObject({ code: "prompt_missing", message: "The prompt is empty." });
  });

  test.each(["a", "猫", "👩‍👩‍👧", "\u200b!"])("but %j is one", async (text) => {
    expect((await (await sentence()).withPrompt(text).lint("off").plan()).request.prompt).toBe(text);
  });
});

test("4n is told from 4", async () => {
  const error = await failure(
    loose(await sentence())
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
])("estimateCost(%j) says what it takes", async (given, what) => {
  const error = await failure(() => estimateCost(loose(given)));
  expect(error).toMatchObject({ code: "option_invalid", message: `estimateCost() got ${what}.` });
});

test.each([
  [{ "sora-2": "0.1" }, 'rates["sora-2"] is "0.1", not US dollars for each second.'],
  [{ "sora-2": -1 }, 'rates["sora-2"] is -1, not US dollars for each second.'],
  [{ mine: { rates: 3 } }, 'rates["mine"].rates is 3, not US dollars for each second.'],
  [
    { mine: { rates: [{ usdPerSecond: Number.NaN }] } },
    'rates["mine"].rates[0].usdPerSecond is NaN, not US dollars for each second.',
  ],
])("rates of %j are refused by the value that is wrong", async (rates, message) => {
  expect(await failure(() => createUgoku(loose({ rates })))).toMatchObject({ code: "option_invalid", message });
});
