import { checkNames, checkOptions, type OptionRules, type Suggest } from "./check-options.js";
import { closestMatch } from "./suggest.js";

export type { OptionRules } from "./check-options.js";
export { optionError } from "./option-error.js";
export type { OptionRule } from "./option-rules.js";

/**
 * Rejects options that `call` does not have, that are missing or that have a wrong value. `undefined` counts as not given.
 *
 * @param suggest default: the most similar option
 * @throws RequestError `option_invalid`
 */
export const validateOptions = <Options extends object>(
  call: string,
  options: Options,
  rules: OptionRules<Options>,
  suggest: Suggest = (name) => closestMatch(name, Object.keys(rules)),
): void => checkOptions(call, options, rules, suggest);

/** Rejects options that `call` does not have: a misspelled one must not be ignored. */
export const checkOptionNames = (call: string, options: unknown, names: readonly string[]): void =>
  checkNames(call, options, names, (name) => closestMatch(name, names));
