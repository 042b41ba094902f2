import { describeValue } from "./message.js";
import { checkNames, optionError } from "./option-error.js";
import type { OptionRule } from "./option-rules.js";
import { closestMatch } from "./suggest.js";

export { optionError } from "./option-error.js";
export type { OptionRule } from "./option-rules.js";

/** A rule for each option. */
export type OptionRules<Options> = { readonly [Name in keyof Options]-?: OptionRule };

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
    throw optionError(`The ${name} of ${call} is ${described}.`, `Pass ${expected}${orNot}.`, name, {
      value: secret ? undefined : value,
      allowed,
    });
  }
}

/** Rejects options that `call` does not have, with the most similar one as a hint. */
export const checkOptionNames = (
  call: string,
  options: unknown,
  names: readonly string[],
  suggest = (name: string): string | undefined => closestMatch(name, names),
): void => checkNames(call, options, names, suggest);
