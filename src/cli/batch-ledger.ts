/**
 * The ledger of `ugoku batch`: opened on first use, and for either clips or previews.
 *
 * @module
 */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { type JsonlLedger, openJsonlLedger } from "../batch/file-ledger.js";
import type { Ledger, LedgerEntry } from "../batch/ledger.js";
import { findCompleteFile } from "../batch/output-paths.js";
import { preview } from "../preview.js";
import { usageError } from "./parse-args.js";

export interface LazyLedger extends Ledger {
  close(): Promise<void>;
}

/** Opened after validation, so that an invalid manifest leaves no folder and no ledger. */
export function lazyLedger(path: string, isPreview: boolean): LazyLedger {
  let opening: Promise<JsonlLedger> | undefined;
  const open = () => {
    opening ??= openFor(path, isPreview);
    return opening;
  };
  return {
    read: async (key) => (await open()).read(key),
    claim: async (intent) => (await open()).claim(intent),
    write: async (entry) => (await open()).write(entry),
    async *since(from) {
      yield* (await open()).since(from);
    },
    close: async () => (await opening?.catch(() => undefined))?.close(),
  };
}

async function openFor(path: string, isPreview: boolean): Promise<JsonlLedger> {
  await mkdir(dirname(path), { recursive: true });
  const ledger = await openJsonlLedger(path);
  try {
    checkKind(path, ledger.entries(), isPreview);
    if (isPreview) for (const entry of [...ledger.entries()]) await forget(ledger, entry);
    return ledger;
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

/** Rejects a ledger of previews for clips, and the reverse. */
export function checkKind(path: string, entries: Iterable<LedgerEntry>, isPreview: boolean): void {
  const { baseURL } = preview();
  for (const entry of entries) {
    const made = "ticket" in entry ? entry.ticket : "attempt" in entry ? entry.attempt : undefined;
    if (made === undefined || (made.baseURL === baseURL) === isPreview) continue;
    throw usageError(
      `${path} is the ledger of ${isPreview ? "clips of a server" : "previews"}, but this run makes ${isPreview ? "previews" : "clips of a server"}.`,
      "Name another folder with --out, or another ledger with --ledger: previews and clips need separate ledgers.",
    );
  }
}

/** Preview jobs end with their process: lines without a file are rendered again, at no cost. */
async function forget(ledger: Ledger, entry: LedgerEntry): Promise<void> {
  if (entry.status === "rejected" || entry.status === "failed") return;
  if (entry.status === "completed" && (await findCompleteFile(entry.path, entry.bytes))) return;
  const error = { code: "not_found", message: "The preview engine ended before its job.", retryable: true };
  await ledger.write({ status: "rejected", key: entry.key, error });
}
