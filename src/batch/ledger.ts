/**
 * What was done for which key: the memory that outlives a process, so that nothing is paid twice and nothing is lost.
 *
 * @module
 */

import type { Ticket } from "../job/ticket.js";
import type { SubmitAttempt } from "../submit/submit-attempt.js";
import type { ErrorTemplate } from "../utils/errors.js";

/** An error as it is kept: plain JSON, without a secret. */
export interface RecordedError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  /** Message and hint as data, if the command line shows them in another form. */
  readonly template?: ErrorTemplate | undefined;
  /** Whether the same item may succeed later without a change of it. */
  readonly retryable: boolean;
}

/** A create is about to be sent. Without a later entry of its key, nobody knows whether a job exists. */
export interface IntentEntry {
  readonly state: "intent";
  readonly key: string;
  readonly attempt: SubmitAttempt;
}

/** The server has taken the create: a job exists, and is paid for. */
export interface AcceptedEntry {
  readonly state: "accepted";
  readonly key: string;
  readonly ticket: Ticket;
}

/** It is proven that the server has not taken the create: there is no job. The key may be claimed again. */
export interface RejectedEntry {
  readonly state: "rejected";
  readonly key: string;
  readonly error: RecordedError;
}

/** Nothing tells whether the create made a job. */
export interface AmbiguousEntry {
  readonly state: "ambiguous";
  readonly key: string;
  readonly attempt: SubmitAttempt;
  /** Ids of jobs of which any may be the one. */
  readonly candidates: readonly string[];
  readonly error: RecordedError;
}

/** The clip is on the disk. */
export interface DoneEntry {
  readonly state: "done";
  readonly key: string;
  readonly ticket: Ticket;
  /** Where the clip was saved, as it was asked for. */
  readonly path: string;
  readonly bytes: number;
}

/** The job has ended without a clip. */
export interface FailedEntry {
  readonly state: "failed";
  readonly key: string;
  readonly ticket: Ticket;
  readonly error: RecordedError;
}

/** The last word on one key. Plain JSON; bears no prompt, no image and no API key. */
export type LedgerEntry = IntentEntry | AcceptedEntry | RejectedEntry | AmbiguousEntry | DoneEntry | FailedEntry;

/**
 * Where the steps write down what they do. One entry a key: a later one takes the place of the one before.
 *
 * What it promises is what the steps can promise. An entry that is lost after `claim()` or `write()` has resolved may cost
 * a second paid create.
 *
 * @example
 * ```ts
 * import type { Ledger, LedgerEntry } from "ugoku/batch";
 *
 * // For tests: nothing outlives the process.
 * export function ledgerOf(entries: Map<string, LedgerEntry>): Ledger {
 *   return {
 *     read: async (key) => entries.get(key),
 *     claim: async (intent) => {
 *       const known = entries.get(intent.key);
 *       if (known && known.state !== "rejected") return known;
 *       entries.set(intent.key, intent);
 *       return undefined;
 *     },
 *     write: async (entry) => void entries.set(entry.key, entry),
 *     since: () => entries.values(),
 *   };
 * }
 * ```
 */
export interface Ledger {
  /** The last entry of a key. */
  read(key: string): Promise<LedgerEntry | undefined>;
  /**
   * Writes an intent, durably and in one step with the question whether the key is free: two workers must not both get it.
   * A key is free if it has no entry, or one that says `"rejected"`. Resolves to `undefined` if the intent was written, else
   * to the entry that is in the way. The create is sent as soon as this resolves.
   */
  claim(intent: IntentEntry): Promise<LedgerEntry | undefined>;
  /** Writes the last word on a key. `"accepted"` must be durable when this resolves; the others can be found out again. */
  write(entry: LedgerEntry): Promise<void>;
  /**
   * All entries whose create was sent at `from` (milliseconds since 1970) or later; more are no harm. Looked through when a
   * lost create is looked for: the jobs of other keys are not its job.
   */
  since(from: number): Iterable<LedgerEntry> | AsyncIterable<LedgerEntry>;
}

/** When the create of an entry was sent, in milliseconds since 1970; `undefined` for one that was never taken. */
export function sentAtOf(entry: LedgerEntry): number | undefined {
  if (entry.state === "rejected") return undefined;
  return "ticket" in entry ? entry.ticket.createdAt : entry.attempt.sentAt;
}
