import { describe, expect, test } from "vitest";
import type { Rates } from "../../src/client/cost.js";
import { addUsd } from "../../src/client/cost.js";
import { createUgoku, estimateCost, models } from "../../src/index.js";
import { preview } from "../../src/preview.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { prompt } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { picture, portrait } from "../helpers/pictures.js";

cleanEnvironment();

const base = "http://videos.test/v1";
const request = (model: string, seconds: number, size: string) => ({ request: { model, seconds, size } });

describe("estimateCost()", () => {
  test.each([
    ["sora-2", 4, "720x1280", 0.4, 0.1],
    ["sora-2", 12, "1280x720", 1.2, 0.1],
    ["sora-2-2025-12-08", 20, "1280x720", 2, 0.1],
    ["sora-2-pro", 8, "720x1280", 2.4, 0.3],
    ["sora-2-pro", 8, "1792x1024", 4, 0.5],
    ["sora-2-pro", 8, "1024x1792", 4, 0.5],
    ["sora-2-pro", 20, "1920x1080", 14, 0.7],
    ["sora-2-pro-2025-10-06", 12, "1080x1920", 8.4, 0.7],
  ])("of %s, %i s, %s is $%d", (model, seconds, size, usd, perSecond) => {
    const cost = estimateCost(request(model, seconds, size));
    expect(cost).toMatchObject({ usd, perSecond });
    expect(cost.ratesAsOf).toMatch(/^2026-\d\d-\d\d$/);
    expect(cost.source).toMatch(/^https:\/\//);
  });

  test.each([
    ["a model that nobody knows", "wan-2.2", "1280x720"],
    ["a size that the model does not make", "sora-2-pro", "640x640"],
    ["a name that every object has", "constructor", "1280x720"],
  ])("of %s is unknown, not zero", (_, model, size) => {
    const unknown = { usd: null, perSecond: null, ratesAsOf: null, source: null };
    expect(estimateCost(request(model, 4, size))).toEqual(unknown);
  });

  test("of every size of every known model is known", () => {
    for (const [model, { sizes, seconds }] of Object.entries(models))
      for (const size of sizes)
        for (const length of seconds) expect(estimateCost(request(model, length, size)).usd, model).toBeGreaterThan(0);
  });

  test("takes a plan, and one that has been through JSON", async () => {
    const plan = await createUgoku({ baseURL: base })
      .animate(await portrait())
      .withPrompt(prompt)
      .duration(8)
      .plan();
    expect(plan.cost.usd).toBe(0.8);
    expect(estimateCost(plan)).toEqual(plan.cost);
    expect(estimateCost(JSON.parse(JSON.stringify(plan)) as typeof plan)).toEqual(plan.cost);
  });
});

describe("createUgoku({ rates })", () => {
  const costWith = async (rates: Rates, model = "sora-2") => {
    const { animate } = createUgoku({ baseURL: base, rates, model });
    return (
      await animate(await portrait())
        .withPrompt(prompt)
        .duration(4)
        .plan()
    ).cost;
  };

  test("override the table, with their own date and source", async () => {
    expect(await costWith({ "sora-2": 0.25 })).toEqual({
      usd: 1,
      perSecond: 0.25,
      ratesAsOf: null,
      source: "the rates given to createUgoku()",
    });
    const own = { rates: [{ usdPerSecond: 0.05 }], asOf: "2026-11-01", source: "contract" };
    expect(await costWith({ "sora-2": own })).toEqual({
      usd: 0.2,
      perSecond: 0.05,
      ratesAsOf: "2026-11-01",
      source: "contract",
    });
  });

  test("may differ by size", async () => {
    const rates = [{ usdPerSecond: 9, sizes: ["1280x720"] }, { usdPerSecond: 1 }];
    expect((await costWith({ "sora-2": { rates } })).usd).toBe(4);
  });

  test("apply to unknown models, and may be zero", async () => {
    expect((await costWith({ "wan-2.2": 0 }, "wan-2.2")).usd).toBe(0);
    expect((await costWith({ "other-model": 1 }, "wan-2.2")).usd).toBeNull();
  });

  test("do not change the package's table", async () => {
    await costWith({ "sora-2": 99 });
    expect(estimateCost(request("sora-2", 4, "720x1280")).usd).toBe(0.4);
  });

  test.each([
    { "sora-2": Number.NaN },
    { "sora-2": -1 },
    { "sora-2": Number.POSITIVE_INFINITY },
    { "sora-2": "0.1" },
    { "sora-2": {} },
    { "sora-2": { rates: [{ usdPerSecond: "1" }] } },
    7,
    null,
    [],
  ])("rejects %j, which would allow any cost under .maxCost()", async (rates) => {
    const error = await failure(() => createUgoku({ baseURL: base, rates: rates as unknown as Rates }));
    expect(error.code).toBe("option_invalid");
  });
});

describe(".maxCost()", () => {
  const fake = createFakeVideosApi();
  const buildAnimation = async (model = "sora-2") =>
    createUgoku({ baseURL: base, fetch: fake.fetch, logger: false, model })
      .animate(await portrait())
      .withPrompt(prompt)
      .duration(8);

  test("allows exactly the maximum", async () => {
    expect((await (await buildAnimation()).maxCost(0.8).plan()).cost.usd).toBe(0.8);
    expect((await (await buildAnimation()).maxCost(Number.POSITIVE_INFINITY).plan()).cost.usd).toBe(0.8);
  });

  test("rejects a higher cost before anything is sent", async () => {
    const error = await failure((await buildAnimation()).maxCost(0.79).submit());
    expect(error).toMatchObject({ name: "CostError", code: "cost_above_maximum" });
    expect(error.message).toContain("$0.8");
    expect(fake.requests).toEqual([]);
  });

  test("rejects an unknown cost", async () => {
    const error = await failure((await buildAnimation("wan-2.2")).maxCost(1_000).render());
    expect(error).toMatchObject({ name: "CostError", code: "cost_unknown" });
    expect(error.hint).toContain("rates");
    expect(fake.requests).toEqual([]);
  });

  test.each([Number.NaN, -1, "1", null, undefined, {}])("rejects %j", async (usd) => {
    const error = await failure((await buildAnimation()).maxCost(usd as number).plan());
    expect(error).toMatchObject({ name: "RequestError", code: "option_invalid" });
  });

  test("of 0 allows the preview", async () => {
    const { animate } = createUgoku({ endpoint: preview(), logger: false });
    const plan = await animate(await picture(720, 1280))
      .withPrompt(prompt)
      .maxCost(0)
      .plan();
    expect(plan.cost.usd).toBe(0);
  });
});

test("addUsd() › rounds binary fractions, and keeps small costs", () => {
  const sumCosts = (count: number, usd: number) =>
    Array.from({ length: count }, () => usd).reduce<number | null>(addUsd, 0);
  expect(sumCosts(3, 0.4)).toBe(1.2);
  expect(sumCosts(10_000, 0.00004)).toBe(0.4);
  expect(addUsd(1.2, null)).toBeNull();
});
