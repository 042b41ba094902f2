import { describeValue, RequestError } from "../utils/errors.js";
import { checkName } from "../utils/validate-options.js";

/** How one option is validated. */
export interface OptionRule {
  readonly fits: (value: unknown) => boolean;
  /** The valid values, for the hint. */
  readonly expected: string;
  readonly required?: true;
  /** Describes an invalid value where its own description does not show the mistake. */
  readonly describe?: (value: unknown) => string | undefined;
}

export type OptionRules<Options> = { readonly [Name in keyof Options]-?: OptionRule };

/** Rejects unknown, missing and invalid options. An option that is `undefined` counts as not given. */
export function checkOptions<Options extends object>(
  call: string,
  options: Options,
  rules: OptionRules<Options>,
): void {
  const names = Object.keys(rules);
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw optionError(
      `${call} takes an object of options, and got ${describeValue(options)}.`,
      `Its options are ${names.join(", ")}.`,
    );
  for (const [name, value] of Object.entries(options)) {
    checkName(call, name, names, `Its options are ${names.join(", ")}.`);
    const { fits, expected, required, describe } = rules[name as keyof Options];
    if (value === undefined || fits(value)) continue;
    const got = describe?.(value) ?? (name === "apiKey" ? `a ${typeof value}` : describeValue(value));
    const orOmit = required ? "" : ", or leave it out for the default";
    throw optionError(`The ${name} of ${call} is ${got}.`, `Pass ${expected}${orOmit}.`);
  }
  for (const [name, { required, expected }] of Object.entries<OptionRule>(rules))
    if (required && options[name as keyof Options] === undefined)
      throw optionError(`${call} has no ${name}.`, `Pass ${expected}.`);
}

export const optionError = (message: string, hint: string) => new RequestError("option_invalid", message, { hint });
