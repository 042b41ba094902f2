import { createError, type ErrorFields } from "./base-error.js";
import { isRecord } from "./guards.js";
import { describeValue } from "./message.js";
import { redact } from "./redact.js";

/** The error for an invalid option: what is wrong, and what to pass instead. */
export const optionError = (
  message: string,
  hint: string,
  option?: string,
  { value, allowed }: Pick<ErrorFields, "value" | "allowed"> = {},
) =>
  createError(redact, "RequestError", "option_invalid", message, { hint, option, value: plainValue(value), allowed });

/** JSON-safe and without secrets. */
export function plainValue(value: unknown): string | number | boolean | null | undefined {
  if (typeof value === "string") return redact(value);
  if (value === undefined || value === null || typeof value === "boolean" || Number.isFinite(value))
    return value as number;
  return describeValue(value);
}

/** Rejects options that `call` does not have: a misspelled one must not be ignored. `suggest` names the one that is meant. */
export function checkNames(
  call: string,
  options: unknown,
  names: readonly string[],
  suggest?: (name: string) => string | undefined,
): void {
  const list = `Its options are ${names.join(", ")}.`;
  if (!isRecord(options))
    throw optionError(`The options of ${call} are ${describeValue(options)}, not an object.`, list);
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    const meant = suggest?.(name);
    throw optionError(`${call} has no option ${describeValue(name)}.`, meant ? `Did you mean ${meant}?` : list, name);
  }
}
