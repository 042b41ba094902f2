import { docsUrl } from "./docs-url.js";
import type { ErrorCode } from "./error-codes.js";

/**
 * A `RequestError` with the code `option_invalid` for code that makes no requests: it has no cause, no job and no secret, so it
 * needs none of the code that handles them. `instanceof RequestError` and `isUgokuError()` recognise it by its marker, as they
 * do with errors of another copy of the package.
 */
export class OptionError extends Error {
  readonly code: ErrorCode = "option_invalid";
  readonly hint: string;
  readonly retryable = false;
  readonly docs: string = `${docsUrl}/errors.md#option_invalid`;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
    Object.defineProperty(this, "name", { value: "RequestError" });
    Object.defineProperty(this, Symbol.for("ugoku.error"), { value: ["RequestError", "UgokuError"] });
  }

  /** Plain data for logs: no stack. */
  toJSON(): Record<string, unknown> {
    const { name, code, message, hint, retryable, docs } = this;
    return { name, code, message, hint, retryable, docs };
  }
}
