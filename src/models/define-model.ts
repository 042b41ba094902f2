/** `defineModel()`: the user's own rows of the model table, and their validation. */

import { isRecord } from "../utils/guards.js";
import { describeValue } from "../utils/message.js";
import { has, isBoolean, isString, listOf, oneOf, optional, type Predicate, recordOf } from "../utils/predicates.js";
import { checkOptionNames, optionError } from "../utils/validate-options.js";
import { clampToLimit, closestAllowedSize, parseSize } from "./sizes.js";
import {
  type CommonOption,
  defaultGuidance,
  type FrameRule,
  type ImageLimits,
  imageTypes,
  type Limit,
  type ModelLimits,
  type ModelSpec,
  type PromptGuidance,
  type Rate,
  type SizeString,
  unlimited,
} from "./spec.js";

/** Options of {@link defineModel}: `seconds` and `sizes`, and any other field of a {@link ModelSpec}. */
export interface ModelInput {
  /** Lengths in seconds, or `"any"`. */
  readonly seconds: readonly number[] | "any";
  /** Sizes in pixels, such as `"1280x720"`, or `"any"`. */
  readonly sizes: readonly SizeString[] | "any";
  /** The limits of `"any"`. Default of `from`: one step; of `to`: none. */
  readonly limits?: { readonly side?: Partial<Limit>; readonly seconds?: Partial<Limit> };
  /** Default: the first of `seconds`; for `"any"`, 4 or the nearest allowed value. */
  readonly defaultSeconds?: number;
  /** Default: the first of `sizes`; for `"any"`, 1280x720 or the nearest allowed size. */
  readonly defaultSize?: SizeString;
  /** Default: JPEG, PNG and WebP. */
  readonly imageTypes?: readonly string[];
  /** Default: the server decides. */
  readonly imageLimits?: ImageLimits;
  /** Default: 32,000. */
  readonly maxPromptCharacters?: number;
  /** Missing values default to {@link defaultGuidance}. */
  readonly guidance?: Partial<PromptGuidance>;
  /** Default: the options of its server. */
  readonly options?: readonly CommonOption[];
  readonly frames?: FrameRule;
  readonly rates?: readonly Rate[];
  readonly ratesAsOf?: string;
  readonly ratesSource?: string;
}

/** The complete row; the compiler still knows its seconds and sizes. */
export type DefinedModel<S extends ModelInput> = Omit<ModelSpec, "seconds" | "sizes"> & {
  readonly seconds: S["seconds"];
  readonly sizes: S["sizes"];
};

const isPositive: Predicate = (value) => typeof value === "number" && value > 0;
const isPrice: Predicate = (value) => value === 0 || isPositive(value);
// Sent as decimal text.
const isDuration: Predicate = (value) => isPositive(value) && /^\d+(\.\d+)?$/.test(String(value));
const isSize: Predicate = (value) => typeof value === "string" && parseSize(value) !== undefined;
const isAnyOr = (test: Predicate): Predicate => {
  return (value) => value === "any" || test(value);
};
const hasImageLimits = has({
  bytes: optional(isPositive),
  side: optional(has({ from: optional(isPositive), to: optional(isPositive) })),
  opaque: optional(isBoolean),
});
const isImageLimits: Predicate = (value) =>
  hasImageLimits(value) && Object.keys(value as object).every(oneOf(["bytes", "side", "opaque"]));
const isLimit = has({ from: isPositive, to: isPositive, step: optional(isPositive) });

const commonOptions: readonly CommonOption[] = ["lastFrame", "seed", "negativePrompt", "audio"];

/** The predicate and the expected value of each field. */
const columns: Readonly<Record<keyof ModelSpec, readonly [Predicate, string]>> = {
  seconds: [isAnyOr(listOf(isDuration, 1)), '"any" or a list such as [4, 8]'],
  sizes: [isAnyOr(listOf(isSize, 1)), '"any" or a list such as ["1280x720"]'],
  limits: [optional(has({ side: isLimit, seconds: isLimit })), "such as { side: { from: 16, to: 1280, step: 16 } }"],
  defaultSeconds: [isDuration, "a number above 0"],
  defaultSize: [isSize, 'a string such as "1280x720"'],
  imageTypes: [optional(listOf(isString, 1)), 'a list such as ["image/png"]'],
  imageLimits: [optional(isImageLimits), "such as { bytes: 10_000_000, side: { from: 300 }, opaque: true }"],
  maxPromptCharacters: [isPositive, "a number above 0"],
  guidance: [optional(recordOf(isPositive)), "such as { maxWords: 150 }"],
  options: [optional(listOf(oneOf(commonOptions))), `a list of ${commonOptions.join(", ")}`],
  frames: [
    optional((value) => recordOf(isPositive)(value) && has({ multiple: isPositive })(value)),
    "such as { multiple: 4, fps: 16 }",
  ],
  rates: [
    optional(
      listOf(
        has({
          usdPerSecond: isPrice,
          usdPerClip: optional(isPrice),
          sizes: optional(listOf(isSize, 1)),
          when: optional(isRecord),
        }),
        1,
      ),
    ),
    "a list such as [{ usdPerSecond: 0.1 }]",
  ],
  ratesAsOf: [optional((day) => /^\d{4}-\d\d-\d\d$/.test(String(day))), 'a string such as "2026-11-22"'],
  ratesSource: [optional(isString), "a string"],
};

/** Describes the first invalid field, such as `"seconds is 4, not …"`; `undefined` if the row is valid. */
export function findModelProblem(row: unknown): string | undefined {
  if (!isRecord(row)) return `it is ${describeValue(row)}, not an object`;
  for (const [name, [fits, expected]] of Object.entries(columns)) {
    const value = row[name];
    if (fits(value)) continue;
    const received = Array.isArray(value)
      ? `[${value.slice(0, 8).map(describeValue).join(", ")}]`
      : describeValue(value);
    return `${name} is ${received}, not ${expected}`;
  }
  return undefined;
}

const invalid = (what: string, hint: string) => optionError(`defineModel() ${what}.`, hint);

/**
 * Defines a model for `createUgoku({ models })`. It is validated at once; a duration or size that
 * the model does not support is a compile error.
 *
 * Only `seconds` (durations in seconds) and `sizes` (width x height in pixels) are required.
 *
 * @throws RequestError `option_invalid` for a column that is missing, does not exist or cannot have that value.
 *
 * @example
 * ```ts
 * import { createUgoku, defineModel } from "ugoku";
 *
 * const mine = defineModel({ seconds: [2, 4], sizes: ["640x480", "480x640"], rates: [{ usdPerSecond: 0.02 }] });
 * const { animate } = createUgoku({ baseURL: "http://localhost:8091/v1", model: "mine", models: { mine } });
 * const half = animate("photo.jpg").duration(2).size("640x480");
 * ```
 */
export function defineModel<const S extends ModelInput>(spec: S & ModelInput): DefinedModel<S> {
  checkOptionNames("defineModel()", spec, Object.keys(columns));
  for (const name of ["seconds", "sizes"] as const)
    if (spec[name] === undefined) throw invalid(`got no ${name}`, `Pass ${name}: ${columns[name][1]}.`);
  const { guidance, limits: _, ...input }: ModelInput = spec;
  const limits = toLimits(spec);
  const row: ModelSpec = {
    imageTypes,
    maxPromptCharacters: 32_000,
    ...input,
    ...(limits && { limits }),
    ...(guidance && { guidance: { ...defaultGuidance, ...guidance } }),
    defaultSeconds: input.defaultSeconds ?? firstElement(input.seconds) ?? clampToLimit(limits?.seconds ?? free, 4),
    defaultSize: input.defaultSize ?? firstElement(input.sizes) ?? closestAllowedSize(limits?.side ?? free, "1280x720"),
  };
  const problem = findModelProblem(row) ?? findDefaultProblem(row);
  if (problem) throw invalid(`got an invalid model definition: ${problem}`, "Only seconds and sizes are required.");
  return Object.freeze(row) as unknown as DefinedModel<S>;
}

const free: Limit = { from: 0, to: unlimited };

/** The first element, if `list` is an array. */
const firstElement = <T>(list: readonly T[] | "any"): T | undefined =>
  Array.isArray(list) ? (list as readonly T[])[0] : undefined;

/** The limits with their defaults filled in. */
function toLimits({ limits, seconds, sizes }: ModelInput): ModelLimits | undefined {
  if (limits === undefined) return undefined;
  checkOptionNames("limits", limits, ["side", "seconds"]);
  if ((limits.seconds && seconds !== "any") || (limits.side && sizes !== "any"))
    throw invalid("got limits together with a list", 'Limits apply only to "any".');
  return { side: toLimit("side", limits.side, 1), seconds: toLimit("seconds", limits.seconds, 0.001) };
}

function toLimit(name: string, limit: Partial<Limit> = {}, smallest: number): Limit {
  checkOptionNames(`limits.${name}`, limit, ["from", "to", "step"]);
  const { step, from = step ?? smallest, to = unlimited } = limit;
  const complete = { from, to, ...(step && { step }) };
  const fits = (value: number) => clampToLimit({ ...free, ...(step && { step }) }, value) === value;
  if (isLimit({ ...limit, from, to }) && from <= to && fits(from) && (to === unlimited || fits(to))) return complete;
  throw invalid(
    `got limits.${name} from ${describeValue(from)} to ${describeValue(to)}`,
    "Pass numbers above 0, from and to as multiples of step.",
  );
}

/** Describes a default that the model itself does not allow. */
function findDefaultProblem({ seconds, sizes, limits, defaultSeconds, defaultSize }: ModelSpec): string | undefined {
  const isOff =
    seconds === "any"
      ? clampToLimit(limits?.seconds ?? free, defaultSeconds) !== defaultSeconds
      : !seconds.includes(defaultSeconds);
  if (isOff) return `defaultSeconds is ${defaultSeconds}, not a duration that it supports`;
  const isOther =
    sizes === "any"
      ? closestAllowedSize(limits?.side ?? free, defaultSize) !== defaultSize
      : !sizes.includes(defaultSize);
  return isOther ? `defaultSize is ${defaultSize}, not a size that it supports` : undefined;
}
