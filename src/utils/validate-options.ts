import { describeValue, RequestError } from "./errors.js";
import { closestMatch } from "./suggest.js";

/** Refuses options that `call` does not have: one that is written wrongly must not be ignored. */
export function checkOptionNames(call: string, options: unknown, names: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new RequestError("option_invalid", `The options of ${call} are ${describeValue(options)}, not an object.`, {
      hint: `Its options are ${names.join(", ")}.`,
    });
  for (const name of Object.keys(options)) checkName(call, name, names, `It takes ${names.join(", ")}.`);
}

/** Refuses one option. The hint is the name that was meant, or `otherwise`. */
export function checkName(
  call: string,
  name: string,
  names: readonly string[],
  otherwise: string,
  meantBy: (name: string) => string | undefined = (written) => closestMatch(written, names),
): void {
  if (names.includes(name)) return;
  const meant = meantBy(name);
  throw new RequestError("option_invalid", `${call} has no option ${describeValue(name)}.`, {
    hint: meant ? `Did you mean ${meant}?` : otherwise,
  });
}
