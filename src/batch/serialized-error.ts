import { errorCodes, UgokuError } from "../utils/errors.js";
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
