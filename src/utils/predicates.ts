/** Predicates of the tables that check options. */
import { isRecord } from "./guards.js";

export type Predicate = (value: unknown) => boolean;

export const isString: Predicate = (value) => typeof value === "string";
export const isBoolean: Predicate = (value) => typeof value === "boolean";
export const isNumber: Predicate = (value) => typeof value === "number";

export const oneOf = (allowed: readonly unknown[]): Predicate => {
  return (value) => allowed.includes(value);
};
export const optional = (test: Predicate): Predicate => {
  return (value) => value === undefined || test(value);
};
/** A list of `least` items or more. */
export const listOf = (test: Predicate, least = 0): Predicate => {
  return (value) => Array.isArray(value) && value.length >= least && value.every((item) => test(item));
};
/** An object with any names. */
export const recordOf = (test: Predicate): Predicate => {
  return (value) => isRecord(value) && Object.values(value).every((item) => test(item));
};
/** An object whose fields pass their tests. Others are not looked at. */
export const has = (tests: Readonly<Record<string, Predicate>>): Predicate => {
  return (value) => isRecord(value) && Object.entries(tests).every(([name, test]) => test(value[name]));
};
