/**
 * The keys of an item's attempts: `key`, then `key#2`, `key#3` … each time that it is deliberately sent again. Each attempt has
 * its own idempotency key, so that a server that honours keys does not respond with the old job.
 *
 * @module
 */
import type { SubmitAttempt } from "../submit/submit-attempt.js";
import { describeValue, RequestError } from "../utils/errors.js";
import type { Ledger, LedgerEntry } from "./ledger.js";

/** An item's latest attempt: its key, its number from 1, and the ledger's entry. */
export interface LatestAttempt {
  readonly key: string;
  readonly count: number;
  readonly entry: LedgerEntry | undefined;
}

/** Finds the latest attempt of an item. */
export async function latestAttempt(ledger: Ledger, key: string): Promise<LatestAttempt> {
  let latest: LatestAttempt = { key, count: 1, entry: await ledger.read(key) };
  // Continues after a rejected attempt: a slow worker may record it after another worker has sent the next one.
  while (latest.entry) {
    const next = nextKey(latest.key);
    const entry = await ledger.read(next);
    if (!entry) break;
    latest = { key: next, count: latest.count + 1, entry };
  }
  return latest;
}

/** Whether a run creates a job for the item without searching for one. */
export function startsAnew(entry: LedgerEntry | undefined, retryFailed = false): boolean {
  if (entry?.status === "rejected") return retryFailed || entry.error.retryable;
  return entry === undefined || (entry.status === "failed" && retryFailed);
}

/** The key of the attempt after this one. */
export function nextKey(key: string): string {
  const [, own = key, count = "1"] = /^(.*)#(\d+)$/.exec(key) ?? [];
  return `${own}#${Number(count) + 1}`;
}

/** The keys of the attempts before this one, the first one first. */
export function earlierKeys(key: string): string[] {
  const [, own = key, count = "1"] = /^(.*)#(\d+)$/.exec(key) ?? [];
  return Array.from({ length: Number(count) - 1 }, (_, index) => (index === 0 ? own : `${own}#${index + 1}`));
}

/** Rejects an invalid key, and one that could be mistaken for a later attempt of another. */
export function validateKey(key: unknown): asserts key is string {
  if (typeof key === "string" && /^[\x21-\x7e]{1,245}$/.test(key) && !/#\d+$/.test(key)) return;
  throw new RequestError("option_invalid", `The key is ${describeValue(key)}.`, {
    hint: "A key has 1 to 245 visible ASCII characters, without spaces. It does not end in # and digits, which mark later attempts.",
  });
}

/** Equal for two create requests that a server's list cannot tell apart. */
export function fingerprint(attempt: Pick<SubmitAttempt, "promptHash" | "model" | "size" | "seconds">): string {
  return [attempt.promptHash, attempt.model, attempt.size, attempt.seconds].join("\n");
}
