import { type ErrorCode, errorCodes, isUgokuError, UgokuError } from "../errors.js";
import type { RecordedError } from "./ledger.js";

/** What of an error is kept: what a person needs, and what decides whether it is tried again. */
export function recordError(error: UgokuError): RecordedError {
  const { code, message, hint, retryable } = error;
  return { code, message, ...(hint === undefined ? {} : { hint }), retryable };
}

/** The error again, of a code that a newer ugoku may have written. */
export function restoreError({ code, message, hint, retryable }: RecordedError): UgokuError {
  const known = errorCodes.find((one) => one === code) ?? "job_failed";
  return new UgokuError(known, message, { hint, retryable });
}

/** Anything that was thrown, as an error of ours: what is none is a fault of this machine or of the caller's own code. */
export function asUgokuError(error: unknown, code: ErrorCode): UgokuError {
  if (isUgokuError(error)) return error;
  return new UgokuError(code, error instanceof Error ? error.message : String(error), { cause: error });
}
