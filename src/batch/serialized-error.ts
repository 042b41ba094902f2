import { errorCodes, errorTemplate, UgokuError } from "../utils/errors.js";
import type { RecordedError } from "./ledger.js";

/** The parts of an error that the ledger keeps: enough for a person, and to decide whether to try again. */
export function recordError(error: UgokuError): RecordedError {
  const { code, message, hint, retryable } = error;
  const template = errorTemplate(error);
  const hasParts = typeof template.message !== "string" || Array.isArray(template.hint);
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    retryable,
    ...(hasParts && { template }),
  };
}

/** The recorded error as an error. An unknown code, written by a newer version, becomes `job_failed`. */
export function restoreError({ code, message, hint, retryable, template }: RecordedError): UgokuError {
  const known = errorCodes.find((one) => one === code) ?? "job_failed";
  return new UgokuError(known, template?.message ?? message, { hint: template?.hint ?? hint, retryable });
}
