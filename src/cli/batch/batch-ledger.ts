/**
 * The ledger of `ugoku batch`: for either clips or previews.
 *
 * @module
 */
import { openJsonlLedger } from "../../batch/file-ledger.js";
import type { LedgerEntry } from "../../batch/ledger.js";
import { findCompleteFile } from "../../batch/output-paths.js";
import { previewBaseURL } from "../../preview/notice.js";
import { usageError } from "../parse-args.js";

/** Rejects a ledger of previews for clips, and the reverse. */
export function checkKind(path: string, entries: Iterable<LedgerEntry>, isPreview: boolean): void {
  for (const entry of entries) {
    const made = "ticket" in entry ? entry.ticket : "attempt" in entry ? entry.attempt : undefined;
    if (made === undefined || (made.baseURL === previewBaseURL) === isPreview) continue;
    throw usageError(
      `${path} is the ledger of ${isPreview ? "clips of a server" : "previews"}, but this run makes ${isPreview ? "previews" : "clips of a server"}.`,
      "Name another folder with --out, or another ledger with --ledger: previews and clips need separate ledgers.",
    );
  }
}

/** Preview jobs end with their process: lines without a file are rendered again, at no cost. */
export async function forgetPreviews(path: string, entries: Iterable<LedgerEntry>): Promise<void> {
  const forgotten: string[] = [];
  for (const entry of entries) {
    if (entry.status === "rejected" || entry.status === "failed") continue;
    if (entry.status === "completed" && (await findCompleteFile(entry.path, entry.bytes))) continue;
    forgotten.push(entry.key);
  }
  if (forgotten.length === 0) return;
  const ledger = await openJsonlLedger(path);
  const error = { code: "not_found", message: "The preview engine ended before its job.", retryable: true };
  try {
    for (const key of forgotten) await ledger.write({ status: "rejected", key, error });
  } finally {
    await ledger.close();
  }
}
