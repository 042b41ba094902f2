import { type ModelSpec, type ModelTable, modelSpec, models, type Rate } from "../models/models.js";
import { CostError, describeValue, RequestError } from "../utils/errors.js";

/** What a clip is thought to cost. An estimate from a dated table, not a quotation. */
export interface Cost {
  /** US dollars for the clip, or `null` when no rate is known. */
  readonly usd: number | null;
  /** US dollars for each second, or `null`. */
  readonly perSecond: number | null;
  /** The day on which the rate was read, as YYYY-MM-DD, or `null`. */
  readonly ratesAsOf: string | null;
  /** Where the rate was read, or `null`. */
  readonly source: string | null;
}

/** Rates of your own, by model id: your contract's, or what an hour of your GPU costs. */
export type Rates = Readonly<
  Record<string, number | { readonly rates: readonly Rate[]; readonly asOf?: string; readonly source?: string }>
>;

/** Anything that says what is to be rendered; a `Plan` does. */
export interface CostInput {
  readonly request: { readonly model: string; readonly seconds: number; readonly size: string };
  /** What it was estimated at for its own endpoint. */
  readonly cost?: Cost;
}

/**
 * What a plan is thought to cost: seconds times the model's rate for that size.
 *
 * Without a table a plan's own estimate holds, which knows its endpoint's rates; where there is none, the reference
 * models' rates, as OpenAI published them before its service ended.
 *
 * @example
 * ```ts
 * import { estimateCost } from "ugoku";
 *
 * const { usd } = estimateCost({ request: { model: "sora-2", seconds: 8, size: "720x1280" } });
 * ```
 */
export function estimateCost(plan: CostInput, table?: ModelTable): Cost {
  checkRequest(plan);
  if (table === undefined) return plan.cost ?? estimateCost(plan, models);
  const { model, seconds, size } = plan.request;
  const spec = modelSpec(table, model);
  const rate = spec.rates?.find((candidate) => candidate.sizes === undefined || candidate.sizes.includes(size));
  if (!rate) return { usd: null, perSecond: null, ratesAsOf: null, source: null };
  return {
    usd: withoutNoise(rate.usdPerSecond * seconds),
    perSecond: rate.usdPerSecond,
    ratesAsOf: spec.ratesAsOf ?? null,
    source: spec.ratesSource ?? null,
  };
}

/** So that 0.1 × 12 is 1.2, and 0.4 + 0.4 + 0.4 is, too. */
const withoutNoise = (usd: number): number => Math.round(usd * 1e9) / 1e9;

/** What several clips cost together; `null` if that of one is not known. */
export const addUsd = (sum: number | null, usd: number | null): number | null =>
  sum === null || usd === null ? null : withoutNoise(sum + usd);

/** Refuses what plain JavaScript may pass, such as an `Animation` whose `plan()` was not called. */
function checkRequest(plan: Partial<CostInput> | null | undefined): void {
  const request: Partial<CostInput["request"]> | null | undefined = plan?.request;
  const wrong = (what: string) =>
    new RequestError("option_invalid", `estimateCost() got ${what}.`, {
      hint: 'Pass what .plan() gave, or { request: { model: "sora-2", seconds: 8, size: "720x1280" } }.',
    });
  if (typeof request !== "object" || request === null)
    throw wrong(
      typeof plan === "object" && plan !== null ? `${describeValue(plan)} without a request` : describeValue(plan),
    );
  const { model, seconds, size } = request;
  if (typeof seconds !== "number" || !Number.isFinite(seconds))
    throw wrong(`a request whose seconds are ${describeValue(seconds)}`);
  for (const [name, value] of Object.entries({ model, size }))
    if (typeof value !== "string") throw wrong(`a request whose ${name} is ${describeValue(value)}`);
}

/** `table` with the user's own rates in it. */
export function withRates(table: ModelTable, rates: Rates | undefined): ModelTable {
  if (!rates) return table;
  const result: Record<string, ModelSpec> = { ...table };
  for (const [id, own] of Object.entries(rates)) {
    const given = typeof own === "number" ? { rates: [{ usdPerSecond: own }] } : own;
    const { ratesAsOf: _, ratesSource: __, ...spec } = modelSpec(table, id);
    result[id] = {
      ...spec,
      rates: given.rates,
      ratesSource: given.source ?? "the rates given to createUgoku()",
      ...(given.asOf ? { ratesAsOf: given.asOf } : {}),
    };
  }
  return result;
}

/** Refuses what is dearer than `maximum`, or may be. */
export function checkCost(cost: Cost, maximum: number | undefined, model: string): void {
  if (maximum === undefined) return;
  if (cost.usd === null)
    throw new CostError(
      "cost_unknown",
      `The cost of a clip of ${model} is not known, and .maxCost(${maximum}) was asked for.`,
      {
        hint: "Say what it costs: createUgoku({ rates: { [model]: usdPerSecond } }); 0 for your own machine.",
      },
    );
  if (cost.usd > maximum)
    throw new CostError(
      "cost_above_maximum",
      `The clip would cost about $${cost.usd}, and .maxCost(${maximum}) was asked for.`,
      {
        hint: "Ask for fewer seconds, a smaller size or another model, or raise .maxCost(). Nothing was sent.",
      },
    );
}
