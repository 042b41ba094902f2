/**
 * Whom an error concerns: one item, or all of them.
 *
 * @module
 */

import { errnoCode } from "../utils/errno.js";
import type { ErrorCode, UgokuError } from "../utils/errors.js";

const ofRun: ReadonlySet<ErrorCode> = new Set([
  "unauthorized",
  "endpoint_missing",
  "endpoint_retired",
  "endpoint_invalid",
  "endpoint_unreachable",
  "ledger_not_writable",
]);

/** What the system says of a name that cannot be: another item's name may be fine. */
const ofName: ReadonlySet<string> = new Set(["ENAMETOOLONG", "ENOTDIR", "EEXIST", "EISDIR", "EINVAL"]);

/** Answers about the address, the way to it, or the account: they are the same for every create. */
const ofRunStatuses: ReadonlySet<number | undefined> = new Set([301, 302, 307, 308, 402, 405, 407]);

/** Whether it would meet every other item as well: it ends the run, and is no item's failure. */
export function isFatal({ code, status, cause }: UgokuError): boolean {
  if (code === "request_rejected") return ofRunStatuses.has(status);
  if (code !== "output_not_writable") return ofRun.has(code);
  return !ofName.has(errnoCode(cause));
}

/**
 * Whether a create that was refused may be taken later as it is, once something else was set right: a key, an address, a
 * bill. A 404 is one of these, though it ends no run: it may be the address, or the model of that item alone.
 */
export const isTransient = (error: UgokuError): boolean =>
  error.retryable || error.code === "not_found" || isFatal(error);
