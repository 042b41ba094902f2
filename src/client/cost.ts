import { type ModelSpec, type ModelTable, modelSpec, models, type Rate } from "../models/models.js";
import { CostError, describeValue, RequestError } from "../utils/errors.js";
import { formatUsd } from "../utils/format.js";
import { codeOnly, option, text } from "../utils/message.js";

/** The estimated cost of a clip. The rates come from a dated table; they are not a quotation. */
export interface Cost {
  /** US dollars for the clip, or `null` when no rate is known. */
  readonly usd: number | null;
  /** US dollars for each second, including its share of `usdPerClip`; or `null`. */
  readonly perSecond: number | null;
  /** The day on which the rate was read, as YYYY-MM-DD, or `null`. */
  readonly ratesAsOf: string | null;
  /** Where the rate was read, or `null`. */
  readonly source: string | null;
}

/** Your own rates in US dollars, by model id: those of your contract, or of your GPU. */
export type Rates = Readonly<
  Record<string, number | { readonly rates: readonly Rate[]; readonly asOf?: string; readonly source?: string }>
>;

/** A request to estimate, such as a `Plan`. */
export interface CostInput {
  readonly request: {
    readonly model: string;
    readonly seconds: number;
    readonly size: string;
    readonly audio?: boolean;
    readonly extra?: object;
  };
  /** The estimate with the rates of its own endpoint. */
  readonly cost?: Cost;
}

/**
 * Estimates the cost of a clip in US dollars: its seconds times the model's rate for its size and options.
 *
 * Without `table`, returns the estimate of the plan, which uses the rates of its endpoint. Without that, uses the rates of the
 * reference models, as OpenAI published them before its service ended.
 *
 * @throws RequestError (`option_invalid`) if `plan` has no request
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
  const { model, seconds, size, extra } = plan.request;
  const spec = modelSpec(table, model);
  const fields: Readonly<Record<string, unknown>> = { ...extra, ...plan.request };
  const rate = spec.rates?.find(
    ({ sizes, when = {} }) =>
      (sizes === undefined || sizes.includes(size)) &&
      Object.entries(when).every(([name, value]) => fields[name] === value),
  );
  if (!rate) return { usd: null, perSecond: null, ratesAsOf: null, source: null };
  const { usdPerSecond, usdPerClip = 0 } = rate;
  const usd = roundUsd(usdPerSecond * seconds + usdPerClip);
  return {
    usd,
    perSecond: usdPerClip === 0 ? usdPerSecond : roundUsd(usd / seconds),
    ratesAsOf: spec.ratesAsOf ?? null,
    source: spec.ratesSource ?? null,
  };
}

/** Rounded, because 0.1 × 12 is not exactly 1.2. */
const roundUsd = (usd: number): number => Math.round(usd * 1e9) / 1e9;

/** The sum of two costs; `null` if either is unknown. */
export const addUsd = (sum: number | null, usd: number | null): number | null =>
  sum === null || usd === null ? null : roundUsd(sum + usd);

/** Rejects what only plain JavaScript can pass, such as an `Animation` instead of its plan. */
function checkRequest(plan: Partial<CostInput> | null | undefined): void {
  const request: Partial<CostInput["request"]> | null | undefined = plan?.request;
  const wrong = (what: string) =>
    new RequestError("option_invalid", `estimateCost() got ${what}.`, {
      hint: text`${codeOnly('Pass what .plan() returned, or { request: { model: "sora-2", seconds: 8, size: "720x1280" } }.')}`,
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

/** The table with the user's own rates. `other`: the row of a model that is not in the table. */
export function withRates(table: ModelTable, rates: Rates | undefined, other?: ModelSpec): ModelTable {
  if (!rates) return table;
  const result: Record<string, ModelSpec> = { ...table };
  for (const [id, own] of Object.entries(rates)) {
    const given = typeof own === "number" ? { rates: [{ usdPerSecond: own }] } : own;
    const { ratesAsOf: _, ratesSource: __, ...spec } = modelSpec(table, id, other);
    result[id] = {
      ...spec,
      rates: given.rates,
      ratesSource: given.source ?? "the rates given to createUgoku()",
      ...(given.asOf ? { ratesAsOf: given.asOf } : {}),
    };
  }
  return result;
}

/** Rejects a cost above `maximum`, or an unknown one. */
export function checkCost(cost: Cost, maximum: number | undefined, model: string): void {
  if (maximum === undefined) return;
  if (cost.usd === null)
    throw new CostError(
      "cost_unknown",
      text`The cost of a clip of ${model} is unknown, and ${option("maxCost", maximum)} is set.`,
      {
        hint: text`${codeOnly("Set the price: createUgoku({ rates: { [model]: usdPerSecond } }); 0 for your own machine.")}`,
        option: "maxCost",
        value: maximum,
      },
    );
  if (cost.usd > maximum)
    throw new CostError(
      "cost_above_maximum",
      text`The clip would cost about ${formatUsd(cost.usd)}, more than ${option("maxCost", maximum)}.`,
      {
        hint: text`Use a shorter duration, a smaller size or another model, or raise ${option("maxCost")}. Nothing was sent.`,
        option: "maxCost",
        value: maximum,
      },
    );
}
