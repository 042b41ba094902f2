/**
 * The form that every error of ugoku has, and small errors for code whose size matters.
 *
 * @module
 */
import { docsUrl } from "./docs-url.js";
import type { ErrorCode } from "./error-codes.js";
import type { ErrorDetails, UgokuError } from "./errors.js";

/** The marker that `isUgokuError()` looks for: the names of the error's classes. `Symbol.for` is shared by every copy of the package. */
export const marker: unique symbol = /* @__PURE__ */ Symbol.for("ugoku.error") as never;

/** The fields of an error, as text. */
export type ErrorFields = Omit<ErrorDetails, "hint" | "cause"> & { readonly hint?: string | undefined };

/**
 * An error of a class by its name: without a cause, and without the code that makes classes. `instanceof` and `isUgokuError()`
 * recognise it by its marker, as they do with errors of another copy of the package. `redact` removes secrets from its texts.
 */
export function createError(
  redact: (text: string) => string,
  name: string,
  code: ErrorCode,
  message: string,
  { hint = "", ...fields }: ErrorFields,
): UgokuError {
  // Consoles show the name of the class.
  const { [name]: Named = Error } = { [name]: class extends Error {} };
  const error = completeError(new Named(redact(message)), name, code, { hint: redact(hint), ...fields });
  // It was written before the error had its name.
  if (error.stack) error.stack = error.stack.replace(/^Error/, name);
  return Object.defineProperty(error, "toJSON", { value: () => toPlain(error) });
}

/** Gives an error its name, its marker and its fields. A field without a value is not set, so that no console prints it. */
export function completeError(error: Error, name: string, code: ErrorCode, fields: ErrorFields): UgokuError {
  Object.defineProperties(error, {
    name: { value: name, configurable: true },
    [marker]: { value: [name, "UgokuError"] },
  });
  const known = { code, hint: undefined, retryable: false, docs: `${docsUrl}/errors.md#${code}` };
  return assignKnown(error as UgokuError, { ...known, ...fields });
}

/** Sets the properties that have a value. */
export function assignKnown<T extends object>(target: T, properties: object): T {
  for (const [name, value] of Object.entries(properties))
    if (value !== undefined) Object.assign(target, { [name]: value });
  return target;
}

/** Plain data for logs: no stack, no cause, no secret. */
export const toPlain = ({ name, message, ...fields }: Error): Record<string, unknown> => ({ name, message, ...fields });
