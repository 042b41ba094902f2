/**
 * The durable state of each idempotency key: it prevents a second payment and the loss of a job after a crash.
 *
 * @module
 */

import type { Ticket } from "../job/ticket.js";
import type { SubmitAttempt } from "../submit/submit-attempt.js";
import type { ErrorTemplate } from "../utils/errors.js";

/** An error as plain JSON, without a secret. */
export interface RecordedError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  /** Message and hint as data, if the command line renders them in another form. */
  readonly template?: ErrorTemplate | undefined;
  /** Whether the same item may succeed later without a change. */
  readonly retryable: boolean;
}

/** A create request is about to be sent. Without a later entry of its key, it is unknown whether a job exists. */
export interface IntentEntry {
  readonly status: "intent";
  readonly key: string;
  readonly attempt: SubmitAttempt;
}

/** The server accepted the create request: a job exists and is paid for. */
export interface AcceptedEntry {
  readonly status: "accepted";
  readonly key: string;
  readonly ticket: Ticket;
}

/** The server provably did not accept the create request: there is no job. The key may be claimed again. */
export interface RejectedEntry {
  readonly status: "rejected";
  readonly key: string;
  readonly error: RecordedError;
}

/** It is unknown whether the create request made a job. */
export interface AmbiguousEntry {
  readonly status: "ambiguous";
  readonly key: string;
  readonly attempt: SubmitAttempt;
  /** Ids of the jobs that may belong to the create request. */
  readonly candidates: readonly string[];
  readonly error: RecordedError;
}

/** The clip is on the disk. A process that ended right after this record has left it in the download folder; the next run moves it. */
export interface CompletedEntry {
  readonly status: "completed";
  readonly key: string;
  readonly ticket: Ticket;
  /** The clip's path, as the caller gave it. */
  readonly path: string;
  readonly bytes: number;
}

/** The server reported that the job ended without a clip. */
export interface FailedEntry {
  readonly status: "failed";
  readonly key: string;
  readonly ticket: Ticket;
  readonly error: RecordedError;
}

/** The latest record of one key. Plain JSON, without a prompt, an image or an API key. */
export type LedgerEntry = IntentEntry | AcceptedEntry | RejectedEntry | AmbiguousEntry | CompletedEntry | FailedEntry;

/**
 * Stores the steps' records, one entry per key: a later entry replaces the one before. An item that is sent again has an entry for
 * each attempt (`key`, `key#2`, `key#3` …). A ledger that forgets entries must forget the later attempts of a key first, or all of
 * them together.
 *
 * The steps are as safe as the ledger. An entry that is lost after `claim()` or `write()` resolved may cost a second paid
 * create request.
 *
 * @example
 * ```ts
 * import type { Ledger, LedgerEntry } from "ugoku/batch";
 *
 * // For tests: nothing outlives the process.
 * export function createMemoryLedger(entries: Map<string, LedgerEntry>): Ledger {
 *   return {
 *     read: async (key) => entries.get(key),
 *     claim: async (intent) => {
 *       const known = entries.get(intent.key);
 *       if (known && known.status !== "rejected") return known;
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
  /** The latest entry of a key. */
  read(key: string): Promise<LedgerEntry | undefined>;
  /**
   * Writes an intent durably, if the key is free. The check and the write are one atomic step: two workers must not both get
   * the key. A key is free if it has no entry, or one with the status `"rejected"`. Resolves to `undefined` if the intent was
   * written, else to the entry that holds the key. The create request is sent as soon as this resolves.
   */
  claim(intent: IntentEntry): Promise<LedgerEntry | undefined>;
  /** Replaces the entry of a key. `"accepted"` must be durable when this resolves; the others can be determined again. */
  write(entry: LedgerEntry): Promise<void>;
  /**
   * All entries whose create request was sent at `from` (milliseconds since 1970) or later; more do no harm. The search for
   * the job of a lost response reads them: jobs of other keys are excluded.
   */
  since(from: number): Iterable<LedgerEntry> | AsyncIterable<LedgerEntry>;
  /**
   * Assigns a job to the key of its ticket, unless another key got it at `from` (milliseconds since 1970) or later. Atomic;
   * resolves to the key that has the job. Optional: without it, `since()` is read for each accepted job.
   */
  claimJob?(ticket: Ticket, from: number): Promise<string>;
}

/** When an entry's create request was sent, in milliseconds since 1970; `undefined` if it was not accepted. */
export function getSentAt(entry: LedgerEntry): number | undefined {
  if (entry.status === "rejected") return undefined;
  return "ticket" in entry ? entry.ticket.createdAt : entry.attempt.sentAt;
}

/** A ledger without durability: the core of the file's ledger, and a snapshot of one. */
export class MemoryLedger implements Ledger {
  readonly #entries = new Map<string, LedgerEntry>();
  /** The key of each job, by base URL and job id. */
  readonly #jobs = new Map<string, Map<string, string>>();

  /** The latest entry of every key, in the order in which the keys were added. */
  entries(): IterableIterator<LedgerEntry> {
    return this.#entries.values();
  }

  async read(key: string): Promise<LedgerEntry | undefined> {
    return this.#entries.get(key);
  }

  /** Atomic, because it awaits nothing. */
  async claim(intent: IntentEntry): Promise<LedgerEntry | undefined> {
    const known = this.#entries.get(intent.key);
    if (known && known.status !== "rejected") return known;
    this.#entries.set(intent.key, intent);
    return undefined;
  }

  async write(entry: LedgerEntry): Promise<void> {
    this.#entries.set(entry.key, entry);
    if ("ticket" in entry) this.#jobsOf(entry.ticket).set(entry.ticket.id, entry.key);
  }

  async claimJob(ticket: Ticket, from: number): Promise<string> {
    const { id, baseURL, key } = ticket;
    const jobs = this.#jobsOf(ticket);
    const owner = this.#entries.get(jobs.get(id) ?? "");
    const isOfJob = owner && !("ticket" in owner && (owner.ticket.id !== id || owner.ticket.baseURL !== baseURL));
    if (isOfJob && (getSentAt(owner) ?? Number.NEGATIVE_INFINITY) >= from) return owner.key;
    jobs.set(id, key);
    return key;
  }

  #jobsOf({ baseURL }: Ticket): Map<string, string> {
    const jobs = this.#jobs.get(baseURL) ?? new Map<string, string>();
    this.#jobs.set(baseURL, jobs);
    return jobs;
  }

  *since(from: number): Generator<LedgerEntry, void, undefined> {
    for (const entry of this.#entries.values()) if ((getSentAt(entry) ?? Number.NEGATIVE_INFINITY) >= from) yield entry;
  }
}
