import { describeValue, RequestError } from "../utils/errors.js";
import { checkName } from "../utils/validate-options.js";

export interface Shape {
  readonly fits: (value: unknown) => boolean;
  readonly expected: string;
  /** Whether there is no default for it. */
  readonly isNeeded?: true;
  /** What is wrong with a value, where what it is does not tell. */
  readonly wrong?: (value: unknown) => string | undefined;
}

/** What each of a set of options must be. */
export type Shapes<Options> = { readonly [Name in keyof Options]-?: Shape };

/** Refuses options that do not exist, are missing or are not what they must be. One that is `undefined` was not given. */
export function checkShapes<Options extends object>(call: string, options: Options, shapes: Shapes<Options>): void {
  const names = Object.keys(shapes);
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw optionError(
      `${call} takes an object of options, and got ${describeValue(options)}.`,
      `Its options are ${names.join(", ")}.`,
    );
  for (const [name, value] of Object.entries(options)) {
    checkName(call, name, names, `Its options are ${names.join(", ")}.`);
    const { fits, expected, isNeeded, wrong } = shapes[name as keyof Options];
    if (value === undefined || fits(value)) continue;
    const came = wrong?.(value) ?? (name === "apiKey" ? `a ${typeof value}` : describeValue(value));
    const orNot = isNeeded ? "" : ", or leave it out for the default";
    throw optionError(`The ${name} of ${call} is ${came}.`, `Pass ${expected}${orNot}.`);
  }
  for (const [name, { isNeeded, expected }] of Object.entries<Shape>(shapes))
    if (isNeeded && options[name as keyof Options] === undefined)
      throw optionError(`${call} has no ${name}.`, `Pass ${expected}.`);
}

/** An option is wrong: what came, and what to pass instead. */
export const optionError = (message: string, hint: string) => new RequestError("option_invalid", message, { hint });
