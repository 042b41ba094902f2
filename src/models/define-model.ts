/**
 * Rows of one's own for the table of models.
 *
 * @module
 */
import { describeValue, RequestError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { checkOptionNames } from "../utils/validate-options.js";
import { clampToLimit, closestAllowedSize, parseSize } from "./sizes.js";
import {
  defaultGuidance,
  endless,
  type FrameRule,
  imageTypes,
  type Limit,
  type ModelLimits,
  type ModelSpec,
  type PromptGuidance,
  type Rate,
  type SizeString,
} from "./spec.js";

/** What `defineModel()` takes: the two columns that the sentence is checked against, and any other of a row. */
export interface ModelInput {
  /** Lengths in seconds, or `"any"`. */
  readonly seconds: readonly number[] | "any";
  /** Sizes in pixels, such as `"1280x720"`, or `"any"`. */
  readonly sizes: readonly SizeString[] | "any";
  /** What `"any"` means. Missing in a limit: `from` is one step, `to` has no end. */
  readonly limits?: { readonly side?: Partial<Limit>; readonly seconds?: Partial<Limit> };
  /** Default: the first of `seconds`; 4, or what is nearest to it, where any will do. */
  readonly defaultSeconds?: number;
  /** Default: the first of `sizes`; 1280x720, or what is nearest to it, where any will do. */
  readonly defaultSize?: SizeString;
  /** Default: JPEG, PNG and WebP. */
  readonly imageTypes?: readonly string[];
  /** Default: 32,000. */
  readonly maxPromptCharacters?: number;
  /** What it leaves out is advised as for any model. */
  readonly guidance?: Partial<PromptGuidance>;
  readonly frames?: FrameRule;
  readonly rates?: readonly Rate[];
  readonly ratesAsOf?: string;
  readonly ratesSource?: string;
}

/** A whole row, whose seconds and sizes are still known to the compiler. */
export type DefinedModel<S extends ModelInput> = Omit<ModelSpec, "seconds" | "sizes"> & {
  readonly seconds: S["seconds"];
  readonly sizes: S["sizes"];
};

type Test = (value: unknown) => boolean;

const isPositive: Test = (value) => typeof value === "number" && value > 0;
const isText: Test = (value) => typeof value === "string";
// On the wire it is a text of digits.
const isLength: Test = (value) => isPositive(value) && /^\d+(\.\d+)?$/.test(String(value));
const isSize: Test = (value) => isText(value) && parseSize(String(value)) !== undefined;
const isListOf =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every(test);
const isAnyOr =
  (test: Test): Test =>
  (value) =>
    value === "any" || test(value);
const isOptional =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value);
const has = (tests: Readonly<Record<string, Test>>): Test => {
  return (value) => isRecord(value) && Object.entries(tests).every(([name, test]) => test(value[name]));
};
const isNumbers: Test = (value) => isRecord(value) && Object.values(value).every(isPositive);
const isLimit = has({ from: isPositive, to: isPositive, step: isOptional(isPositive) });

/** What each column must be, and how it is said. */
const columns: Readonly<Record<keyof ModelSpec, readonly [Test, string]>> = {
  seconds: [isAnyOr(isListOf(isLength)), '"any" or a list such as [4, 8]'],
  sizes: [isAnyOr(isListOf(isSize)), '"any" or a list such as ["1280x720"]'],
  limits: [isOptional(has({ side: isLimit, seconds: isLimit })), "such as { side: { from: 16, to: 1280, step: 16 } }"],
  defaultSeconds: [isLength, "a number above 0"],
  defaultSize: [isSize, 'a text such as "1280x720"'],
  imageTypes: [isOptional(isListOf(isText)), 'a list such as ["image/png"]'],
  maxPromptCharacters: [isPositive, "a number above 0"],
  guidance: [isOptional(isNumbers), "such as { maxWords: 150 }"],
  frames: [
    isOptional((value) => isNumbers(value) && has({ multiple: isPositive })(value)),
    "such as { multiple: 4, fps: 16 }",
  ],
  rates: [
    isOptional(
      isListOf(has({ usdPerSecond: (usd) => usd === 0 || isPositive(usd), sizes: isOptional(isListOf(isSize)) })),
    ),
    "a list such as [{ usdPerSecond: 0.1 }]",
  ],
  ratesAsOf: [isOptional((day) => /^\d{4}-\d\d-\d\d$/.test(String(day))), 'a text such as "2026-11-22"'],
  ratesSource: [isOptional(isText), "a text"],
};

/** What of a row is not as it must be, such as `"seconds is 4, not …"`, or `undefined`. */
export function findModelProblem(row: unknown): string | undefined {
  if (!isRecord(row)) return `it is ${describeValue(row)}, not an object`;
  for (const [name, [fits, expected]] of Object.entries(columns)) {
    const value = row[name];
    if (fits(value)) continue;
    const came = Array.isArray(value) ? `[${value.slice(0, 8).map(describeValue).join(", ")}]` : describeValue(value);
    return `${name} is ${came}, not ${expected}`;
  }
  return undefined;
}

const wrong = (what: string, hint: string) => new RequestError("option_invalid", `defineModel() ${what}.`, { hint });

/**
 * A row of your own for `createUgoku({ models })`: checked at once, and known to the compiler, so that a length or a size
 * that the model does not make is an error in the editor.
 *
 * Only `seconds` (lengths in seconds) and `sizes` (width x height in pixels) must be said.
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
    if (spec[name] === undefined) throw wrong(`got no ${name}`, `Say ${name}: ${columns[name][1]}.`);
  const { guidance, limits: _, ...input }: ModelInput = spec;
  const limits = limitsOf(spec);
  const row: ModelSpec = {
    imageTypes,
    maxPromptCharacters: 32_000,
    ...input,
    ...(limits && { limits }),
    ...(guidance && { guidance: { ...defaultGuidance, ...guidance } }),
    defaultSeconds: input.defaultSeconds ?? firstOf(input.seconds) ?? clampToLimit(limits?.seconds ?? free, 4),
    defaultSize: input.defaultSize ?? firstOf(input.sizes) ?? closestAllowedSize(limits?.side ?? free, "1280x720"),
  };
  const found = findModelProblem(row) ?? wrongDefault(row);
  if (found) throw wrong(`got a row that is not whole: ${found}`, "What is left out has a default.");
  return Object.freeze(row) as unknown as DefinedModel<S>;
}

const free: Limit = { from: 0, to: endless };

/** A list's first; nothing of what is no list, whatever it may be. */
const firstOf = <T>(list: readonly T[] | "any"): T | undefined =>
  Array.isArray(list) ? (list as readonly T[])[0] : undefined;

/** The limits, each whole. */
function limitsOf({ limits, seconds, sizes }: ModelInput): ModelLimits | undefined {
  if (limits === undefined) return undefined;
  checkOptionNames("limits", limits, ["side", "seconds"]);
  if ((limits.seconds && seconds !== "any") || (limits.side && sizes !== "any"))
    throw wrong("got limits beside a list", 'Limits say what "any" means.');
  return { side: limitOf("side", limits.side, 1), seconds: limitOf("seconds", limits.seconds, 0.001) };
}

function limitOf(name: string, limit: Partial<Limit> = {}, least: number): Limit {
  checkOptionNames(`limits.${name}`, limit, ["from", "to", "step"]);
  const { step, from = step ?? least, to = endless } = limit;
  const whole = { from, to, ...(step && { step }) };
  const fits = (value: number) => clampToLimit({ ...free, ...(step && { step }) }, value) === value;
  if (isLimit({ ...limit, from, to }) && from <= to && fits(from) && (to === endless || fits(to))) return whole;
  throw wrong(
    `got limits.${name} from ${describeValue(from)} to ${describeValue(to)}`,
    "Pass numbers above 0, from and to as multiples of step.",
  );
}

/** A default that the row itself does not allow would be refused at every call. */
function wrongDefault({ seconds, sizes, limits, defaultSeconds, defaultSize }: ModelSpec): string | undefined {
  const isOff =
    seconds === "any"
      ? clampToLimit(limits?.seconds ?? free, defaultSeconds) !== defaultSeconds
      : !seconds.includes(defaultSeconds);
  if (isOff) return `defaultSeconds is ${defaultSeconds}, not a length that it makes`;
  const isOther =
    sizes === "any"
      ? closestAllowedSize(limits?.side ?? free, defaultSize) !== defaultSize
      : !sizes.includes(defaultSize);
  return isOther ? `defaultSize is ${defaultSize}, not a size that it makes` : undefined;
}
