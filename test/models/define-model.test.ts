import { describe, expect, test } from "vitest";
import { createUgoku, defineModel, RequestError } from "../../src/index.js";
import type { ModelInput } from "../../src/models/define-model.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { portrait } from "../helpers/pictures.js";

cleanEnvironment();

const listed = { seconds: [2, 4], sizes: ["640x480", "480x640"] } as const;
const open = { seconds: "any", sizes: "any" } as const;

/** Invalid values from plain JavaScript. */
function refusal(spec: unknown): RequestError {
  try {
    defineModel(spec as ModelInput);
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
  throw new Error("It was taken.");
}

describe("defineModel()", () => {
  test("fills in what a short row leaves out", () => {
    expect(defineModel(listed)).toEqual({
      ...listed,
      defaultSeconds: 2,
      defaultSize: "640x480",
      imageTypes: ["image/jpeg", "image/png", "image/webp"],
      maxPromptCharacters: 32_000,
    });
    expect(defineModel(open)).toMatchObject({ ...open, defaultSeconds: 4, defaultSize: "1280x720" });
  });

  test("makes whole limits of parts, and defaults that they allow", () => {
    const side = { step: 64 };
    const { limits, ...row } = defineModel({ ...open, limits: { side, seconds: { from: 5, to: 10, step: 5 } } });
    expect(limits).toEqual({
      side: { from: 64, to: Number.POSITIVE_INFINITY, step: 64 },
      seconds: { from: 5, to: 10, step: 5 },
    });
    expect(row).toMatchObject({ defaultSeconds: 5, defaultSize: "1280x704" });
    const tenths = defineModel({
      ...open,
      limits: { seconds: { from: 0.3, to: 0.9, step: 0.1 } },
      defaultSeconds: 0.7,
    });
    expect(tenths.defaultSeconds).toBe(0.7);
    expect(tenths.limits?.side).toEqual({ from: 1, to: Number.POSITIVE_INFINITY });
  });

  test("fills up guidance, so that one figure is enough", () => {
    expect(defineModel({ ...open, guidance: { maxWords: 60 } }).guidance).toMatchObject({
      maxWords: 60,
      secondsPerAction: 2,
      maxJapaneseCharacters: 400,
    });
  });

  test("gives a row that is frozen, and leaves what it was given alone", () => {
    const given = { ...listed };
    const row = defineModel(given);
    expect(Object.isFrozen(row)).toBe(true);
    expect(given).toEqual(listed);
    expect(Object.isFrozen(given)).toBe(false);
  });

  test.each([
    [undefined, /undefined, not an object/],
    [7, /7, not an object/],
    [{}, /got no seconds/],
    [{ seconds: "any" }, /got no sizes/],
    [{ ...open, second: 4 }, /no option "second"/],
    [{ ...open, seconds: 4 }, /seconds is 4, not "any" or a list such as \[4, 8\]/],
    [{ ...open, seconds: [] }, /seconds is \[\], not/],
    [{ ...open, seconds: ["4"] }, /seconds is \["4"\], not/],
    [{ ...open, seconds: [4, 0] }, /seconds is \[4, 0\], not/],
    [{ ...open, seconds: [1e-7] }, /seconds is \[1e-7\], not/],
    [{ ...open, sizes: "1280x720" }, /sizes is "1280x720", not/],
    [{ ...open, sizes: ["720p"] }, /sizes is \["720p"\], not/],
    [{ ...open, sizes: ["1280x720", "1280X720"] }, /sizes is \["1280x720", "1280X720"\], not/],
    [{ ...listed, defaultSeconds: 3 }, /defaultSeconds is 3, not a duration that it supports/],
    [{ ...listed, defaultSize: "1280x720" }, /defaultSize is 1280x720, not a size that it supports/],
    [{ ...open, limits: { side: { step: 16 } }, defaultSize: "100x160" }, /defaultSize is 100x160/],
    [{ ...open, limits: { seconds: { to: 3 } }, defaultSeconds: 4 }, /defaultSeconds is 4/],
    [{ ...open, defaultSize: "large" }, /defaultSize is "large"/],
    [{ ...listed, limits: { seconds: { to: 3 } } }, /limits together with a list/],
    [{ ...listed, limits: { side: { step: 16 } } }, /limits together with a list/],
    [{ ...open, limits: { width: { step: 16 } } }, /limits has no option "width"/],
    [{ ...open, limits: { side: { max: 16 } } }, /limits.side has no option "max"/],
    [{ ...open, limits: { side: { from: 100, to: 50 } } }, /limits.side from 100 to 50/],
    [{ ...open, limits: { side: { from: 40, step: 16 } } }, /limits.side from 40/],
    [{ ...open, limits: { seconds: { from: 0 } } }, /limits.seconds from 0/],
    [{ ...open, limits: { seconds: { step: 0 } } }, /limits.seconds/],
    [{ ...open, limits: { seconds: { step: -1 } } }, /limits.seconds/],
    [{ ...open, limits: { seconds: { to: "10" } } }, /limits.seconds from 0.001 to "10"/],
    [{ ...open, limits: 7 }, /limits are 7/],
    [{ ...open, limits: { side: 7 } }, /limits.side are 7/],
    [{ ...open, imageTypes: [] }, /imageTypes is \[\]/],
    [{ ...open, imageLimits: { bytes: 0 } }, /imageLimits is an object, not such as/],
    [{ ...open, imageLimits: { maxBytes: 5 } }, /imageLimits is an object, not such as/],
    [{ ...open, imageLimits: { side: { from: "300" } } }, /imageLimits is an object, not such as/],
    [{ ...open, maxPromptCharacters: 0 }, /maxPromptCharacters is 0/],
    [{ ...open, guidance: { maxWords: "many" } }, /guidance is an object, not such as/],
    [{ ...open, frames: { fps: 16 } }, /frames is an object, not such as \{ multiple: 4/],
    [{ ...open, rates: [{ usdPerSecond: -1 }] }, /rates is \[an object\], not/],
    [{ ...open, rates: 0.1 }, /rates is 0.1, not/],
    [{ ...open, ratesAsOf: "yesterday" }, /ratesAsOf is "yesterday", not a string such as "2026-11-22"/],
  ])("refuses %j, and says what is wrong and what is taken", (spec, message) => {
    const error = refusal(spec);
    expect(error).toMatchObject({ name: "RequestError", code: "option_invalid" });
    expect(error.message).toMatch(message);
    expect(error.hint).toBeTruthy();
  });
});

describe("a custom model in the builder", () => {
  const buildAnimation = async (mine: ReturnType<typeof defineModel>) =>
    createUgoku({ baseURL: "http://videos.test/v1", logger: false, model: "mine", models: { mine } })
      .animate(await portrait())
      .withPrompt("The woman slowly smiles.")
      .fit("cover");

  test("refuses what it does not make, and costs what it says", async () => {
    const own = await buildAnimation(
      defineModel({ ...listed, rates: [{ usdPerSecond: 0.02 }], ratesAsOf: "2026-11-22" }),
    );
    expect((await failure(own.duration(3).plan())).message).toContain("mine makes clips of 2, 4 seconds");
    expect((await failure(own.size("1280x720").plan())).message).toContain("mine makes clips of 640x480, 480x640");
    const plan = await own.duration(4).size("640x480").plan();
    expect(plan.cost).toMatchObject({ usd: 0.08, ratesAsOf: "2026-11-22" });
  });

  test("of limits names the nearest length and size", async () => {
    const own = await buildAnimation(
      defineModel({ ...open, limits: { side: { to: 1024, step: 64 }, seconds: { step: 5 } } }),
    );
    expect(await failure(own.duration(7).plan())).toMatchObject({ hint: "The nearest is .duration(5)." });
    expect(await failure(own.size("1000x2000").plan())).toMatchObject({ hint: 'The nearest is .size("1024x1024").' });
  });
});

describe("a row that was not made with defineModel()", () => {
  const whole = defineModel(listed);

  test.each([
    [{ ...whole, sizes: ["720p"] }, 'sizes is ["720p"]'],
    [{ ...whole, seconds: ["4"] }, 'seconds is ["4"]'],
    [{ ...whole, seconds: [] }, "seconds is []"],
    [{ ...whole, limits: { side: { step: 16 } } }, "limits is an object"],
    [{ ...whole, defaultSize: undefined }, "defaultSize is undefined"],
    [7, "it is 7, not an object"],
  ])("is looked at as well, and the error says what is wrong: %#", async (row, what) => {
    const ugoku = createUgoku({ baseURL: "http://videos.test/v1", models: { mine: row } as never });
    const error = await failure(ugoku.list());
    expect(error).toMatchObject({ name: "RequestError", code: "option_invalid" });
    expect(error.message).toContain(`models["mine"] is not a valid model definition: ${what}`);
    expect(error.hint).toContain("defineModel()");
  });
});
