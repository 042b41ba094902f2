import type { SubmitAttempt } from "../submit/submit-attempt.js";
import { describeValue, RequestError } from "../utils/errors.js";
import type { Ledger, LedgerEntry } from "./ledger.js";

/** The latest try of an item: the key that it was made with, the how manyth it is, and what is known of it. */
export interface Try {
  readonly key: string;
  readonly count: number;
  readonly entry: LedgerEntry | undefined;
}

/** Finds the latest try of an item: its own key, or the last of `key#2`, `key#3` … */
export async function latestAttempt(ledger: Ledger, key: string): Promise<Try> {
  let found: Try = { key, count: 1, entry: await ledger.read(key) };
  // Past one that was refused too: who is late may write that down after another has sent the next.
  while (found.entry) {
    const next = againKey(key, found.count + 1);
    const entry = await ledger.read(next);
    if (!entry) break;
    found = { key: next, count: found.count + 1, entry };
  }
  return found;
}

/** The key of a further try: another one, so that no server answers with the old job. */
export const againKey = (key: string, count: number): string => `${key}#${count}`;

/** The item's own key, of the key of any of its tries. */
export const baseKey = (key: string): string => key.replace(/#\d+$/, "");

/** The key of the try after that one. */
export function nextKey(key: string): string {
  const own = baseKey(key);
  return againKey(own, own === key ? 2 : Number(key.slice(own.length + 1)) + 1);
}

/** Refuses a key that is none, or that could be taken for a further try of another. */
export function checkItemKey(key: unknown): asserts key is string {
  if (typeof key === "string" && /^[\x21-\x7e]{1,245}$/.test(key) && !/#\d+$/.test(key)) return;
  throw new RequestError("option_invalid", `The key is ${describeValue(key)}.`, {
    hint: "A key is 1 to 245 visible ASCII characters, without spaces. It does not end in # and digits: those are further tries.",
  });
}

/** What is the same of two creates that a list cannot tell apart. */
export function fingerprintOf({
  promptHash,
  model,
  size,
  seconds,
}: Pick<SubmitAttempt, "promptHash" | "model" | "size" | "seconds">): string {
  return [promptHash, model, size, seconds].join("\n");
}
