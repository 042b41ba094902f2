import { RequestError, show } from "../errors.js";
import { checkName } from "../option-names.js";

interface Shape {
  readonly fits: (value: unknown) => boolean;
  readonly expected: string;
}

/** What each of a set of options must be. */
export type Shapes<Options> = { readonly [Name in keyof Options]-?: Shape };

/** Refuses options that do not exist or are not what they must be. One that is `undefined` was not given. */
export function checkShapes<Options extends object>(call: string, options: Options, shapes: Shapes<Options>): void {
  const names = Object.keys(shapes);
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw optionError(
      `${call} takes an object of options, and got ${show(options)}.`,
      `Its options are ${names.join(", ")}.`,
    );
  for (const [name, value] of Object.entries(options)) {
    checkName(call, name, names, `Its options are ${names.join(", ")}.`);
    const { fits, expected } = shapes[name as keyof Options];
    if (value === undefined || fits(value)) continue;
    const came = name === "apiKey" ? `a ${typeof value}` : show(value);
    throw optionError(`The ${name} of ${call} is ${came}.`, `Pass ${expected}, or leave it out for the default.`);
  }
}

/** An option is wrong: what came, and what to pass instead. */
export const optionError = (message: string, hint: string) => new RequestError("option_invalid", message, { hint });
