/**
 * Whom an error concerns: one item, or all of them.
 *
 * @module
 */
import type { ErrorCode, UgokuError } from "../errors.js";

const ofRun: ReadonlySet<ErrorCode> = new Set([
  "unauthorized",
  "endpoint_missing",
  "endpoint_retired",
  "endpoint_invalid",
  "endpoint_unreachable",
  "ledger_not_writable",
]);

/** What the system says of a name that cannot be: another item's name may be fine. */
const ofName: ReadonlySet<unknown> = new Set(["ENAMETOOLONG", "ENOTDIR", "EEXIST", "EISDIR", "EINVAL"]);

/** Whether it would meet every other item as well: it ends the run, and is no item's failure. */
export function endsRun({ code, cause }: UgokuError): boolean {
  if (code !== "output_not_writable") return ofRun.has(code);
  return !ofName.has(typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined);
}
