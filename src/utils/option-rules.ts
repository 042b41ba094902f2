/** The rules that most options need, each of its own: a bundler keeps those that are used. */
import { isRecord } from "./guards.js";
import { describeValue } from "./message.js";
import * as predicates from "./predicates.js";

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

/** For an option that another check covers. */
export const anything: OptionRule = { accepts: () => true, expected: "a value" };

const isBoolean: OptionRule = { accepts: predicates.isBoolean, expected: "true or false" };
const isFunction: OptionRule = { accepts: (value) => typeof value === "function", expected: "a function" };

export { isBoolean as boolean, isFunction as function };

export const signal: OptionRule = {
  accepts: (value) => isRecord(value) && "aborted" in value && "addEventListener" in value,
  expected: "the signal of an AbortController",
  describe: (value) => (isRecord(value) && "signal" in value ? "an AbortController" : undefined),
};

export const record: OptionRule = { accepts: isRecord, expected: "an object" };

export const text: OptionRule = {
  accepts: (value) => typeof value === "string" && value !== "",
  expected: "a text that is not empty",
  describe: (value) => (value === "" ? "empty" : undefined),
};

export const integer: OptionRule = {
  accepts: (value) => Number.isSafeInteger(value),
  expected: "a whole number",
};

/** `unit`: as in "a number of seconds". */
export const from = (minimum: number, unit = "a number"): OptionRule => ({
  accepts: (value) => typeof value === "number" && value >= minimum,
  expected: `${unit}, ${minimum} or more`,
});

export const above = (minimum: number, unit = "a number"): OptionRule => ({
  accepts: (value) => Number.isFinite(value) && Number(value) > minimum,
  expected: `${unit} above ${minimum}`,
});

export const oneOf = (...allowed: readonly string[]): OptionRule => ({
  accepts: (value) => allowed.some((one) => one === value),
  expected: allowed.map((one) => JSON.stringify(one)).join(" or "),
  allowed,
});

/** An object, or a function such as `Date`, with that method. */
export const withMethod = (method: string, example: string): OptionRule => {
  const isObject = (value: unknown) => (typeof value === "object" && value !== null) || typeof value === "function";
  return {
    accepts: (value) => isObject(value) && typeof Reflect.get(value as object, method) === "function",
    expected: `an object with ${method}(), ${example}`,
    describe: (value) => (isObject(value) ? `${describeValue(value)} without ${method}()` : undefined),
  };
};
