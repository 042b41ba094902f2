import { describe, expect, test } from "vitest";
import {
  type Animation,
  createUgoku,
  estimateCost,
  frameCount,
  models,
  openModels,
  type UgokuOptions,
} from "../../src/index.js";
import { parseSize, sizeFor } from "../../src/models/models.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { portrait } from "../helpers/pictures.js";

cleanEnvironment();

/** For any model: the compiler has its own tests. */
const buildAnimation = async (model: string, options: UgokuOptions = {}): Promise<Animation> =>
  createUgoku({ baseURL: "http://videos.test/v1", logger: false, model, ...options })
    .animate(await portrait())
    .withPrompt("The woman slowly smiles.")
    .fit("cover");

const rows = Object.entries(openModels);
const tiny = "Wan-AI/Wan2.2-TI2V-5B-Diffusers";

describe("the reference models", () => {
  const landscape = ["720x1280", "1280x720"];
  const all = [...landscape, "1024x1792", "1792x1024", "1080x1920", "1920x1080"];

  // What the specification, the guide and the model pages said; the rates by size class.
  test.each([
    ["sora-2", landscape, { "720x1280": 0.1, "1280x720": 0.1 }],
    ["sora-2-2025-10-06", landscape, { "720x1280": 0.1 }],
    ["sora-2-2025-12-08", landscape, { "1280x720": 0.1 }],
    ["sora-2-pro", all, { "720x1280": 0.3, "1280x720": 0.3, "1024x1792": 0.5, "1792x1024": 0.5, "1080x1920": 0.7 }],
    ["sora-2-pro-2025-10-06", all, { "1280x720": 0.3, "1792x1024": 0.5, "1920x1080": 0.7 }],
  ] as const)("%s makes the published sizes at the published rates, dated", (id, sizes, rates) => {
    const spec = models[id];
    expect(spec.seconds).toEqual([4, 8, 12, 16, 20]);
    expect([...spec.sizes].toSorted()).toEqual(sizes.toSorted());
    expect(spec).toMatchObject({ defaultSeconds: 4, defaultSize: "720x1280", ratesAsOf: "2026-09-19" });
    for (const [size, usd] of Object.entries(rates))
      expect(estimateCost({ request: { model: id, seconds: 10, size } }), size).toMatchObject({ perSecond: usd });
  });

  test("are all there are", () => {
    expect(Object.keys(models)).toHaveLength(5);
  });
});

describe("the open models", () => {
  test.each(rows)("%s is built in, and its defaults are within its limits", async (id, row) => {
    const plan = await (await buildAnimation(id)).plan();
    expect(plan.request).toMatchObject({ model: id, seconds: row.defaultSeconds });
    expect(plan.cost).toEqual({ usd: null, perSecond: null, ratesAsOf: null, source: null });
    const fixed = await (await buildAnimation(id)).size(row.defaultSize).duration(row.defaultSeconds).plan();
    expect(fixed.request.size).toBe(row.defaultSize);
  });

  test("refuse a side that is not a multiple, and name the nearest size that fits", async () => {
    const error = await failure((await buildAnimation(tiny)).size("1280x720").plan());
    expect(error).toMatchObject({
      name: "RequestError",
      code: "size_unsupported",
      message: `.size("1280x720") is not supported; ${tiny} makes clips whose sides have a multiple of 32 pixels.`,
      hint: 'The nearest is .size("1280x704").',
    });
  });

  test("take any multiple: no longest side is established", async () => {
    const { request } = await (await buildAnimation(tiny)).size("4096x2176").plan();
    expect(request.size).toBe("4096x2176");
  });

  test("require whole seconds, without a maximum", async () => {
    const error = await failure((await buildAnimation(tiny)).duration(2.5).plan());
    expect(error).toMatchObject({
      code: "duration_unsupported",
      message: `.duration(2.5) is not supported; ${tiny} makes clips of 1 or more whole seconds.`,
      hint: "The nearest is .duration(2).",
    });
    expect((await (await buildAnimation(tiny)).duration(90).plan()).request.seconds).toBe(90);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e-7, "5", null])(
    "refuse a length of %j",
    async (seconds) => {
      const error = await failure((await buildAnimation(tiny)).duration(seconds as number).plan());
      expect(error).toMatchObject({ name: "RequestError", code: "duration_unsupported" });
      expect(error.message).toContain("makes clips of 1 or more whole seconds");
    },
  );

  test("that make one size and one length refuse every other", async () => {
    const fixed = await buildAnimation("THUDM/CogVideoX-5b-I2V");
    expect((await failure(fixed.duration(5).plan())).message).toContain("makes clips of 6 seconds");
    expect((await failure(fixed.size("1280x720").plan())).message).toContain("makes clips of 720x480");
  });

  test("have no cost without a configured rate", async () => {
    const capped = (await buildAnimation(tiny)).maxCost(1);
    expect((await failure(capped.plan())).code).toBe("cost_unknown");
    const rated = await buildAnimation(tiny, { rates: { [tiny]: 0.02 } });
    expect((await rated.duration(5).maxCost(1).plan()).cost.usd).toBe(0.1);
    expect((await failure(rated.size("1280x720").plan())).code).toBe("size_unsupported");
  });

  test("can be had under the name that a server gave them", async () => {
    const own = { models: { wan: openModels[tiny] } };
    expect((await failure((await buildAnimation("wan", own)).size("1280x720").plan())).message).toContain(
      "wan makes clips",
    );
  });

  test("give way to a custom model of the same id", async () => {
    const own = { models: { [tiny]: { ...openModels[tiny], limits: openModels["Lightricks/LTX-2"].limits } } };
    await (await buildAnimation(tiny, own)).size("640x640").plan();
    const free = { models: { [tiny]: { ...models["sora-2"], seconds: "any", sizes: "any" } } } as const;
    expect((await (await buildAnimation(tiny, free)).size("1280x720").plan()).request.size).toBe("1280x720");
  });
});

describe("the default size", () => {
  const shapes = [
    [1600, 900],
    [900, 1600],
    [3000, 2000],
    [1000, 1000],
    [4000, 500],
    [17, 4000],
  ] as const;

  test.each(rows)("is one that %s allows, whatever the shape of the image", (_, row) => {
    for (const [width, height] of shapes) {
      const size = sizeFor(row, width, height);
      const { width: w, height: h } = parseSize(size)!;
      if (row.sizes !== "any") expect(row.sizes).toContain(size);
      else for (const side of [w, h]) expect([side % row.limits.side.step, side > 0], size).toEqual([0, true]);
    }
  });

  test("has the image's shape, within the default size, lying or standing", () => {
    const row = openModels["Wan-AI/Wan2.2-I2V-A14B-Diffusers"];
    expect(shapes.slice(0, 4).map(([width, height]) => sizeFor(row, width, height))).toEqual([
      "1280x720",
      "720x1280",
      "1088x720",
      "720x720",
    ]);
    expect(sizeFor(openModels[tiny], 720, 1280)).toBe("704x1248");
  });

  test("stays within limits that are narrower than the default size", () => {
    const row = {
      ...openModels[tiny],
      limits: { ...openModels[tiny].limits, side: { from: 100, to: 500, step: 100 } },
    };
    expect(sizeFor(row, 1600, 900)).toBe("500x500");
    expect(sizeFor(row, 4000, 50)).toBe("500x100");
  });
});

describe("frames", () => {
  test.each([
    ["Wan-AI/Wan2.2-I2V-A14B-Diffusers", 5, 16, 81],
    ["Wan-AI/Wan2.2-TI2V-5B-Diffusers", 5, 24, 121],
    ["Lightricks/LTX-2", 5, 24, 121],
    ["Lightricks/LTX-2", 4, 25, 97],
    ["THUDM/CogVideoX-5b-I2V", 6, 8, 49],
    ["Wan-AI/Wan2.2-I2V-A14B-Diffusers", 0, 16, 1],
  ] as const)("of %s for %d s at %d a second are %d", (id, seconds, fps, count) => {
    expect(frameCount(openModels[id].frames, seconds, fps)).toBe(count);
  });

  test.each(rows)("of %s: the usual number is one that it can make", (_, { frames }) => {
    expect((frames.usual - 1) % frames.multiple).toBe(0);
  });
});
