/**
 * The checks of `validateOptions()` without its suggestions for misspelled names, for code whose size matters.
 *
 * @module
 */

import { isRecord } from "./guards.js";
import { describeValue } from "./message.js";
import { optionError } from "./option-error.js";
import type { OptionRule } from "./option-rules.js";

/** A rule for each option. */
export type OptionRules<Options> = { readonly [Name in keyof Options]-?: OptionRule };

/** The option that an unknown name stands for. */
export type Suggest = (name: string) => string | undefined;

/** Rejects options that `call` does not have, that are missing or that have a wrong value. */
export function checkOptions<Options extends object>(
  call: string,
  options: Options,
  rules: OptionRules<Options>,
  suggest?: Suggest,
): void {
  const table: Readonly<Record<string, OptionRule>> = rules;
  checkNames(call, options, Object.keys(table), suggest);
  for (const [name, { accepts, expected, allowed, required, secret, describe }] of Object.entries(table)) {
    const value: unknown = options[name as keyof Options];
    if (value === undefined && required) throw optionError(`${call} has no ${name}.`, `Pass ${expected}.`, name);
    if (value === undefined || accepts(value)) continue;
    const described = describe?.(value) ?? (secret ? `a ${typeof value}` : describeValue(value));
    const orNot = required ? "" : ", or leave it out for the default";
    throw optionError(`The ${name} of ${call} is ${described}.`, `Pass ${expected}${orNot}.`, name, {
      value: secret ? undefined : value,
      allowed,
    });
  }
}

/** Rejects options that `call` does not have: a misspelled one must not be ignored. */
export function checkNames(call: string, options: unknown, names: readonly string[], suggest?: Suggest): void {
  const list = `Its options are ${names.join(", ")}.`;
  if (!isRecord(options))
    throw optionError(`The options of ${call} are ${describeValue(options)}, not an object.`, list);
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    const meant = suggest?.(name);
    throw optionError(`${call} has no option ${describeValue(name)}.`, meant ? `Did you mean ${meant}?` : list, name);
  }
}
