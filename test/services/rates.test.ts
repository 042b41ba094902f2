import { describe, expect, test } from "vitest";
import { type AnimateOptions, createUgoku, defineModel, type Endpoint, estimateCost } from "../../src/index.js";
import type { ServiceModels } from "../../src/services/types.js";
import { fal, kling, luma, minimax, replicate, runway, seedance, veo, wan, xai } from "../../src/services.js";
import { prompt } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { picture } from "../helpers/pictures.js";

cleanEnvironment();

const image = await picture(1280, 720);
const plan = (endpoint: Endpoint, options: AnimateOptions = {}, rates?: Record<string, number>) =>
  createUgoku({ endpoint, rates, logger: false })
    .animate(image, { lint: "off", ...options })
    .withPrompt(prompt)
    .plan();

const services = [runway, fal, replicate, veo, kling, luma, xai, minimax, seedance, wan];
const rows = services.flatMap(({ spec }) =>
  Object.entries(spec.models as ServiceModels).map(([id, row]) => [`${spec.name} ${id}`, row] as const),
);

describe("rates of services", () => {
  test.each<[Endpoint, AnimateOptions, number]>([
    [runway(), { duration: 5 }, 0.25],
    [runway({ model: "gen4.5" }), { duration: 10 }, 1.2],
    [runway({ model: "veo3.1_fast" }), { duration: 8 }, 1.2],
    [runway({ model: "veo3.1_fast" }), { duration: 8, audio: true }, 1.2],
    [runway({ model: "veo3.1_fast" }), { duration: 8, audio: false }, 0.8],
    [veo(), { duration: 8, size: "1280x720" }, 0.8],
    [veo(), { duration: 8, size: "1920x1080" }, 0.96],
    [fal(), { duration: 5, size: "1280x720" }, 0.2],
    [fal({ model: "fal-ai/kling-video/v3/pro/image-to-video" }), { duration: 5, audio: false }, 0.56],
    [fal({ model: "fal-ai/minimax/hailuo-2.3/pro/image-to-video" }), {}, 0.49],
    [replicate({ model: "google/veo-3.1" }), { duration: 8, size: "1280x720" }, 3.2],
    [kling({ model: "kling-v3" }), { duration: 10 }, 0.84],
    [kling({ model: "kling-v3" }), { duration: 10, audio: true, extra: { mode: "pro" } }, 1.68],
    [xai(), { duration: 6, size: "1280x720" }, 0.422],
    [minimax(), { duration: 5, size: "1366x768" }, 0.4],
    [seedance({ model: "dreamina-seedance-2-0-260128" }), { duration: 5, size: "1280x720" }, 0.756],
  ])("$0.name $0.defaultModel %o", async (endpoint, options, usd) => {
    const { cost } = await plan(endpoint, options);
    expect(cost).toMatchObject({ usd, source: expect.stringContaining("https://"), ratesAsOf: expect.any(String) });
    expect(cost.perSecond).toBeGreaterThan(0);
  });

  test.each<[string, Endpoint, AnimateOptions]>([
    ["a model without a price", wan(), {}],
    ["a length without a price", fal(), { duration: 10, size: "1280x720" }],
    ["a size without a price", fal(), { duration: 5, size: "1920x1080" }],
    ["a model that is not in the table", runway({ model: "seedance2_mini" }) as Endpoint, {}],
  ])("%s has no estimate, and maxCost refuses it", async (_, endpoint, options) => {
    expect((await plan(endpoint, options)).cost.usd).toBeNull();
    expect(await failure(plan(endpoint, { ...options, maxCost: 100 }))).toMatchObject({ code: "cost_unknown" });
  });

  test("maxCost refuses what costs more, before anything is sent", async () => {
    const error = await failure(plan(runway(), { duration: 10, maxCost: 0.49 }));
    expect(error).toMatchObject({ code: "cost_above_maximum" });
    expect((await plan(runway(), { duration: 10, maxCost: 0.5 })).cost.usd).toBe(0.5);
  });

  test("your own rates replace them", async () => {
    const { cost } = await plan(runway(), { duration: 5 }, { gen4_turbo: 0.04 });
    expect(cost).toEqual({
      ...{ usd: 0.2, perSecond: 0.04, ratesAsOf: null },
      source: "the rates given to createUgoku()",
    });
  });

  test.each(rows.filter(([, { rates }]) => rates))("%s: each rate has a source and a day", (_, row) => {
    expect(row.ratesSource).toMatch(/^https:\/\//);
    expect(row.ratesAsOf).toMatch(/^2026-\d\d-\d\d$/);
    for (const { sizes } of row.rates ?? []) for (const size of sizes ?? []) expect(row.sizes).toContain(size);
  });
});

test("a rate has a price for each clip, and conditions", () => {
  const rates = [
    { usdPerSecond: 0, usdPerClip: 0.3, when: { seconds: 5 } },
    { usdPerSecond: 0.1, usdPerClip: 0.01 },
  ];
  const table = { mine: defineModel({ seconds: [5, 10], sizes: ["1280x720"], rates }) };
  const cost = (seconds: number) => estimateCost({ request: { model: "mine", seconds, size: "1280x720" } }, table);
  expect(cost(5)).toMatchObject({ usd: 0.3, perSecond: 0.06 });
  expect(cost(10)).toMatchObject({ usd: 1.01, perSecond: 0.101 });
  for (const wrong of [{ usdPerClip: -1 }, { when: "audio" }])
    expect(() =>
      defineModel({ seconds: [5], sizes: ["1280x720"], rates: [{ usdPerSecond: 1, ...wrong } as never] }),
    ).toThrow(/rates/);
});
