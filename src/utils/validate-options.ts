import { describeValue, RequestError } from "./errors.js";
import { isRecord } from "./guards.js";
import { closestMatch } from "./suggest.js";

/** The accepted values of an option. */
export interface OptionRule {
  readonly accepts: (value: unknown) => boolean;
  /** As in "Pass …". */
  readonly expected: string;
  /** The values, if they can be listed. */
  readonly allowed?: readonly (string | number)[];
  /** It has no default. */
  readonly required?: true;
  /** The value is described by its type only. */
  readonly secret?: true;
  /** Describes a rejected value better than `describeValue()`; `undefined` leaves it to that. */
  readonly describe?: (value: unknown) => string | undefined;
}

/** A rule for each option. */
export type OptionRules<Options> = { readonly [Name in keyof Options]-?: OptionRule };

const hasMethod = (value: unknown, name: string) => {
  const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
  return isObject && typeof (value as Record<string, unknown>)[name] === "function";
};

/** The rules that most options need. */
export const rule = {
  /** For an option that another check covers. */
  anything: { accepts: () => true, expected: "a value" },
  boolean: { accepts: (value) => typeof value === "boolean", expected: "true or false" },
  function: { accepts: (value) => typeof value === "function", expected: "a function" },
  signal: {
    accepts: (value) => isRecord(value) && "aborted" in value && "addEventListener" in value,
    expected: "the signal of an AbortController",
  },
  record: { accepts: isRecord, expected: "an object" },
  text: {
    accepts: (value) => typeof value === "string" && value !== "",
    expected: "a text that is not empty",
    describe: (value) => (value === "" ? "empty" : undefined),
  },
  integer: { accepts: Number.isSafeInteger, expected: "a whole number" },
  /** `unit`: as in "a number of seconds". */
  from: (minimum: number, unit = "a number"): OptionRule => ({
    accepts: (value) => typeof value === "number" && value >= minimum,
    expected: `${unit}, ${minimum} or more`,
  }),
  above: (minimum: number, unit = "a number"): OptionRule => ({
    accepts: (value) => Number.isFinite(value) && Number(value) > minimum,
    expected: `${unit} above ${minimum}`,
  }),
  oneOf: (...allowed: readonly string[]): OptionRule => ({
    accepts: (value) => allowed.some((one) => one === value),
    expected: allowed.map((one) => JSON.stringify(one)).join(" or "),
    allowed,
  }),
  /** An object, or a function such as `Date`, with that method. */
  withMethod: (method: string, example: string): OptionRule => ({
    accepts: (value) => hasMethod(value, method),
    expected: `an object with ${method}(), ${example}`,
    describe: (value) =>
      typeof value === "function" || (typeof value === "object" && value !== null)
        ? `${describeValue(value)} without ${method}()`
        : undefined,
  }),
} as const satisfies Readonly<Record<string, OptionRule | ((...options: never[]) => OptionRule)>>;

/**
 * Rejects options that `call` does not have, that are missing or that have a wrong value. `undefined` counts as not given.
 *
 * @param suggest the option that an unknown name stands for; default: the most similar one
 * @throws RequestError `option_invalid`
 */
export function validateOptions<Options extends object>(
  call: string,
  options: Options,
  rules: OptionRules<Options>,
  suggest?: (name: string) => string | undefined,
): void {
  const table: Readonly<Record<string, OptionRule>> = rules;
  checkOptionNames(call, options, Object.keys(table), suggest);
  for (const [name, { accepts, expected, allowed, required, secret, describe }] of Object.entries(table)) {
    const value: unknown = options[name as keyof Options];
    if (value === undefined && required) throw optionError(`${call} has no ${name}.`, `Pass ${expected}.`, name);
    if (value === undefined || accepts(value)) continue;
    const described = describe?.(value) ?? (secret ? `a ${typeof value}` : describeValue(value));
    const orNot = required ? "" : ", or leave it out for the default";
    throw new RequestError("option_invalid", `The ${name} of ${call} is ${described}.`, {
      hint: `Pass ${expected}${orNot}.`,
      option: name,
      value: secret ? undefined : value,
      allowed,
    });
  }
}

/** Rejects options that `call` does not have: a misspelled one must not be ignored. */
export function checkOptionNames(
  call: string,
  options: unknown,
  names: readonly string[],
  suggest = (name: string): string | undefined => closestMatch(name, names),
): void {
  const list = `Its options are ${names.join(", ")}.`;
  if (!isRecord(options))
    throw optionError(`The options of ${call} are ${describeValue(options)}, not an object.`, list);
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    const meant = suggest(name);
    throw optionError(`${call} has no option ${describeValue(name)}.`, meant ? `Did you mean ${meant}?` : list, name);
  }
}

/** The error for an invalid option: what is wrong, and what to pass instead. */
export const optionError = (message: string, hint: string, option?: string) =>
  new RequestError("option_invalid", message, { hint, option });
