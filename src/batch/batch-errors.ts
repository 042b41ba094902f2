/**
 * Errors of a batch: which ones end the run, which ones are final for a job, and how the ledger keeps them.
 *
 * @module
 */

import { errnoCode } from "../utils/errno.js";
import { errorCodes } from "../utils/error-codes.js";
import { type ErrorCode, errorTemplate, JobFailedError, ModerationError, UgokuError } from "../utils/errors.js";
import type { RecordedError } from "./ledger.js";

const fatalCodes: ReadonlySet<ErrorCode> = new Set([
  "unauthorized",
  "insufficient_credit",
  "endpoint_missing",
  "endpoint_retired",
  "endpoint_invalid",
  "endpoint_unreachable",
  "ledger_not_writable",
  "preview_unavailable",
]);

/** HTTP statuses that concern the URL, a proxy or the account: payment required, method not allowed, proxy authentication. */
const fatalStatuses: ReadonlySet<number | undefined> = new Set([402, 405, 407]);

/** System errors that concern one file name. */
const nameErrors: ReadonlySet<string> = new Set(["ENAMETOOLONG", "ENOTDIR", "EEXIST", "EISDIR", "EINVAL"]);

/** Whether every other item would fail with this error too. It then ends the run, and the item is not recorded as failed. */
export function isFatal({ code, status, cause }: UgokuError): boolean {
  if (code === "request_rejected") return fatalStatuses.has(status);
  if (code === "output_not_writable") return !nameErrors.has(errnoCode(cause));
  return fatalCodes.has(code);
}

/**
 * Whether the server may accept the same create request later, for example with another API key or base URL. A 404 counts, but
 * does not end the run: it may concern the base URL, or only the model of this item.
 */
export const isTransient = (error: UgokuError): boolean =>
  error.retryable || error.code === "not_found" || isFatal(error);

/**
 * Whether the job object itself reports a failure. An error with an HTTP status may come from an outage or a proxy: the job stays
 * resumable.
 */
export const isJobFailure = (error: UgokuError): boolean =>
  error.status === undefined && (error instanceof JobFailedError || error instanceof ModerationError);

/** The parts of an error that the ledger keeps. */
export function recordError(error: UgokuError): RecordedError {
  const { code, message, hint, retryable } = error;
  const template = errorTemplate(error);
  const hasParts = typeof template.message !== "string" || Array.isArray(template.hint);
  return { code, message, ...(hint === undefined ? {} : { hint }), retryable, ...(hasParts && { template }) };
}

/** A recorded error as an error. An unknown code, written by a newer version, becomes `job_failed`. */
export function restoreError({ code, message, hint, retryable, template }: RecordedError): UgokuError {
  const known = errorCodes.find((one) => one === code) ?? "job_failed";
  return new UgokuError(known, template?.message ?? message, { hint: template?.hint ?? hint, retryable });
}
