/**
 * Rows of one's own for the table of models.
 *
 * @module
 */
import { RequestError, show } from "../errors.js";
import { checkNames } from "../option-names.js";
import { nearestAllowed, parseSize } from "./sizes.js";
import {
  defaultGuidance,
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

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isPositive: Test = (value) => typeof value === "number" && value > 0;
const isText: Test = (value) => typeof value === "string" && value !== "";
// On the wire it is a text of digits.
const isLength: Test = (value) => isPositive(value) && /^\d+(\.\d+)?$/.test(String(value));
const isSize: Test = (value) => typeof value === "string" && parseSize(value) !== undefined;
const isOptional =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value);
const isListOf =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every(test);
const hasColumns = (tests: Readonly<Record<string, Test>>): Test => {
  return (value) => isObject(value) && Object.entries(tests).every(([name, test]) => test(value[name]));
};
const isLimit = hasColumns({ from: isPositive, to: isPositive, step: isOptional(isPositive) });
const isAnyOr =
  (test: Test): Test =>
  (value) =>
    value === "any" || test(value);

/** What each column must be, and how it is said. */
const columns: Readonly<Record<keyof ModelSpec, readonly [Test, string]>> = {
  seconds: [isAnyOr(isListOf(isLength)), '"any" or a list of seconds such as [4, 8]'],
  sizes: [isAnyOr(isListOf(isSize)), '"any" or a list of sizes such as ["1280x720"]'],
  limits: [
    isOptional(hasColumns({ side: isLimit, seconds: isLimit })),
    "such as { side: { from: 16, to: 1280, step: 16 }, seconds: { from: 1, to: 10 } }",
  ],
  defaultSeconds: [isLength, "a number of seconds"],
  defaultSize: [isSize, 'a size such as "1280x720"'],
  imageTypes: [isOptional(isListOf(isText)), 'a list of MIME types such as ["image/png"]'],
  maxPromptCharacters: [isPositive, "a number above 0"],
  guidance: [
    isOptional(hasColumns({ maxWords: isPositive, secondsPerAction: isPositive })),
    "an object of numbers above 0",
  ],
  frames: [
    isOptional(hasColumns({ multiple: isPositive, fps: isOptional(isPositive), usual: isOptional(isPositive) })),
    "such as { multiple: 4, fps: 16 }",
  ],
  rates: [
    isOptional(
      isListOf(
        hasColumns({ usdPerSecond: (usd) => usd === 0 || isPositive(usd), sizes: isOptional(isListOf(isSize)) }),
      ),
    ),
    "a list such as [{ usdPerSecond: 0.1 }]",
  ],
  ratesAsOf: [isOptional((day) => isText(day) && /^\d{4}-\d\d-\d\d$/.test(String(day))), "a day such as 2026-11-22"],
  ratesSource: [isOptional(isText), "a text"],
};

/** What of a row is not as it must be, such as `"seconds is 4, not …"`, or `undefined`. */
export function wrongIn(row: unknown): string | undefined {
  if (!isObject(row)) return `it is ${show(row)}, not an object`;
  for (const [name, [fits, expected]] of Object.entries(columns)) {
    const value = row[name];
    if (fits(value)) continue;
    return `${name} is ${Array.isArray(value) ? `[${value.slice(0, 8).map(show).join(", ")}]` : show(value)}, not ${expected}`;
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
  checkNames("defineModel()", spec, Object.keys(columns));
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
    defaultSeconds: input.defaultSeconds ?? firstOf(input.seconds, () => nearestAllowed(limits?.seconds ?? free, 4)),
    defaultSize: input.defaultSize ?? firstOf(input.sizes, () => nearSize("1280x720", limits?.side)),
  };
  const found = wrongIn(row);
  if (found) throw wrong(`got a row that is not whole: ${found}`, "Mend it, or leave it out for the default.");
  checkDefaults(row);
  return frozen(row) as unknown as DefinedModel<S>;
}

const free: Limit = { from: 0, to: Number.POSITIVE_INFINITY };

/** A list's first; of what is no list, whatever it may be, the other. */
const firstOf = <T>(list: readonly T[] | "any", other: () => T): T =>
  (Array.isArray(list) ? (list as readonly T[])[0] : undefined) ?? other();

const nearSize = (size: string, limit: Limit = free): SizeString => {
  const { width, height } = parseSize(size) ?? { width: 0, height: 0 };
  return `${nearestAllowed(limit, width)}x${nearestAllowed(limit, height)}`;
};

/** The limits, each whole. */
function limitsOf({ limits, seconds, sizes }: ModelInput): ModelLimits | undefined {
  if (limits === undefined) return undefined;
  checkNames("defineModel({ limits })", limits, ["side", "seconds"]);
  const listed = limits.seconds && seconds !== "any" ? "seconds" : limits.side && sizes !== "any" ? "sizes" : undefined;
  if (listed)
    throw wrong(
      `got both a list of ${listed} and limits for them`,
      'Limits say what "any" means: leave one of the two out.',
    );
  return { side: limitOf("side", limits.side, 1), seconds: limitOf("seconds", limits.seconds, 0.001) };
}

function limitOf(name: string, limit: Partial<Limit> = {}, least: number): Limit {
  checkNames(`defineModel({ limits: { ${name} } })`, limit, ["from", "to", "step"]);
  const { step, from = step ?? least, to = Number.POSITIVE_INFINITY } = limit;
  const whole = { from, to, ...(step === undefined ? {} : { step }) };
  const isMultiple = (value: number) =>
    nearestAllowed({ ...whole, from: 0, to: Number.POSITIVE_INFINITY }, value) === value;
  if (isLimit(whole) && from <= to && isMultiple(from) && (to === Number.POSITIVE_INFINITY || isMultiple(to)))
    return whole;
  const shown = Object.entries(limit).map(([key, value]) => `${key}: ${show(value)}`);
  throw wrong(
    `got limits.${name} of { ${shown.join(", ")} }`,
    "Pass numbers above 0: from is at most to, and both are multiples of step.",
  );
}

/** A default that the row itself does not allow would be refused at every call. */
function checkDefaults({ seconds, sizes, limits, defaultSeconds, defaultSize }: Omit<ModelSpec, "guidance">): void {
  const makesSeconds =
    seconds === "any"
      ? nearestAllowed(limits?.seconds ?? free, defaultSeconds) === defaultSeconds
      : seconds.includes(defaultSeconds);
  if (!makesSeconds)
    throw wrong(`got defaultSeconds of ${defaultSeconds}, which it does not make`, "Choose one of its own.");
  const makesSize = sizes === "any" ? nearSize(defaultSize, limits?.side) === defaultSize : sizes.includes(defaultSize);
  if (!makesSize) throw wrong(`got a defaultSize of ${defaultSize}, which it does not make`, "Choose one of its own.");
}

/** A copy that nobody changes later. */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  const copy = Array.isArray(value)
    ? value.map(frozen)
    : Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, frozen(inner)]));
  return Object.freeze(copy) as T;
}
