/**
 * The form that every error of ugoku has, and small errors for code whose size matters.
 *
 * @module
 */
import { docsUrl } from "./docs-url.js";
import type { ErrorCode } from "./error-codes.js";

/** The marker that `isUgokuError()` looks for: the names of the error's classes. `Symbol.for` is shared by every copy of the package. */
export const marker: unique symbol = /* @__PURE__ */ Symbol.for("ugoku.error") as never;

/** The optional fields of an error. */
export interface ErrorFields {
  /** The next step, in one sentence. */
  readonly hint?: string | undefined;
  /** The option that the error is about, by its name in `animate(image, { … })`. */
  readonly option?: string | undefined;
  /** The value that it was given. */
  readonly value?: unknown;
  /** The values that it accepts, if they can be listed; of `download_format_mismatch`, the extensions that fit the clip. */
  readonly allowed?: readonly (string | number)[] | undefined;
  /** Whether the same call may succeed later without a change. */
  readonly retryable?: boolean | undefined;
  /** The job that the error is about, if one exists. */
  readonly jobId?: string | undefined;
  /** The ticket with which `resume()` continues that job in any process: plain JSON without secrets. */
  readonly ticket?: object | undefined;
  /** The HTTP status of the response. */
  readonly status?: number | undefined;
  /** The server's request id, if it sent one. */
  readonly requestId?: string | undefined;
  /** Milliseconds that the server asks to wait. Only for `ApiError`. */
  readonly retryAfterMs?: number | undefined;
}

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
): Error {
  // Consoles show the name of the class.
  const { [name]: Named = Error } = { [name]: class extends Error {} };
  const error = new Named(redact(message));
  completeError(error, name, code, { hint: redact(hint), ...fields });
  // It was written before the error had its name.
  if (error.stack) error.stack = error.stack.replace(/^Error/, name);
  return Object.defineProperty(error, "toJSON", { value: () => toPlain(error) });
}

/** Gives an error its name, its marker and its fields. A field without a value is not set, so that no console prints it. */
export function completeError(error: Error, name: string, code: ErrorCode, fields: ErrorFields): void {
  Object.defineProperties(error, {
    name: { value: name, configurable: true },
    [marker]: { value: [name, "UgokuError"] },
  });
  const known = { code, hint: undefined, retryable: false, docs: `${docsUrl}/errors.md#${code}` };
  assignKnown(error, { ...known, ...fields });
}

/** Sets the properties that have a value. */
export function assignKnown<T extends object>(target: T, properties: object): T {
  for (const [name, value] of Object.entries(properties))
    if (value !== undefined) Object.assign(target, { [name]: value });
  return target;
}

/** Plain data for logs: no stack, no cause, no secret. */
export const toPlain = ({ name, message, ...fields }: Error): Record<string, unknown> => ({ name, message, ...fields });
