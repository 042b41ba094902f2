import { createError, type ErrorFields } from "./base-error.js";
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
