/**
 * The ledger of one machine: an append-only file. docs/guides/batch.md documents its lines.
 *
 * @module
 */
import { type FileHandle, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Ticket } from "../job/ticket.js";
import { syncFolder } from "../platform/node/save-file.js";
import { errnoCode } from "../utils/errno.js";
import { isUgokuError, UgokuError } from "../utils/errors.js";
import type { IntentEntry, Ledger, LedgerEntry, MemoryLedger } from "./ledger.js";
import { acquireLock, type Lock } from "./lockfile.js";
import { ledgerError, readLedgerFile } from "./read-ledger-file.js";

/** A ledger in a file. Close it: the next process then need not check whether this one still runs. */
export interface JsonlLedger extends Ledger, AsyncDisposable {
  readonly path: string;
  since(from: number): Iterable<LedgerEntry>;
  claimJob(ticket: Ticket, from: number): Promise<string>;
  /** The latest entry of every key, in the order in which the keys were added. */
  entries(): IterableIterator<LedgerEntry>;
  close(): Promise<void>;
}

/** Synced to the disk before anything else happens: without them a clip could be paid twice, or its download be lost. */
const durable: ReadonlySet<LedgerEntry["status"]> = new Set(["intent", "accepted", "completed"]);

interface Pending {
  readonly entry: LedgerEntry;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Opens or creates the ledger at `path`: one JSON object per line, append-only; each intent and each accepted job is synced to
 * the disk before the next step. One process at a time: the lock `<path>.lock` outlives a crash and is removed when its
 * process no longer runs. It is beside the file itself, also if `path` is a symbolic link; a file with hard links is refused. For
 * local disks only: no NFS, no serverless functions.
 *
 * A last line that a crash has cut off is removed.
 *
 * @throws UgokuError `ledger_locked`, `ledger_invalid`, `ledger_not_writable`
 *
 * @example
 * ```ts
 * import { openJsonlLedger } from "ugoku/batch";
 *
 * await using ledger = await openJsonlLedger("catalogue.ledger.jsonl");
 * for (const { key, status } of ledger.entries()) console.log(key, status);
 * ```
 */
export async function openJsonlLedger(path: string): Promise<JsonlLedger> {
  let lock: Lock | undefined;
  try {
    lock = await acquireLock(path);
    await refuseHardLinks(path);
    const { ledger, validLength, needsNewline } = await readLedgerFile(path);
    await repair(path, validLength, needsNewline);
    return new FileLedger(path, ledger, await open(path, "a"), lock);
  } catch (error) {
    await lock?.release();
    throw isUgokuError(error) ? error : ledgerError(path, error);
  }
}

/** By another name of the same file, another process would write it too: each name has its own lock. */
async function refuseHardLinks(path: string): Promise<void> {
  const stats = await stat(path).catch((error: unknown) => {
    if (errnoCode(error) === "ENOENT") return undefined;
    throw error;
  });
  if (!stats?.isFile() || stats.nlink <= 1) return;
  throw new UgokuError("ledger_not_writable", `The ledger ${path} has ${stats.nlink} names (hard links).`, {
    hint: "Another process may write it by another name. Remove the other names, or replace this one by a copy.",
  });
}

class FileLedger implements JsonlLedger {
  readonly path: string;
  readonly #known: MemoryLedger;
  readonly #file: FileHandle;
  readonly #lock: Lock;
  #pending: Pending[] = [];
  #writing: Promise<void> | undefined;
  #failure: UgokuError | undefined;

  constructor(path: string, known: MemoryLedger, file: FileHandle, lock: Lock) {
    this.path = path;
    this.#known = known;
    this.#file = file;
    this.#lock = lock;
  }

  read(key: string): Promise<LedgerEntry | undefined> {
    return this.#known.read(key);
  }

  since(from: number): Iterable<LedgerEntry> {
    return this.#known.since(from);
  }

  claimJob(ticket: Ticket, from: number): Promise<string> {
    return this.#known.claimJob(ticket, from);
  }

  entries(): IterableIterator<LedgerEntry> {
    return this.#known.entries();
  }

  async claim(intent: IntentEntry): Promise<LedgerEntry | undefined> {
    await this.#lock.check();
    if (this.#failure) throw this.#failure;
    const known = await this.#known.claim(intent);
    if (!known) await this.#append(intent);
    return known;
  }

  async write(entry: LedgerEntry): Promise<void> {
    // In memory first: this process then knows a paid job even if the write to the file fails.
    await this.#known.write(entry);
    await this.#append(entry);
  }

  async close(): Promise<void> {
    this.#failure ??= new UgokuError("ledger_not_writable", `${this.path} is closed.`);
    await this.#writing;
    await this.#file.close().catch(() => {});
    await this.#lock.release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #append(entry: LedgerEntry): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#pending.push({ entry, resolve, reject });
      this.#writing ??= this.#flush();
    });
  }

  /** Writes all pending entries with one sync: a hundred concurrent create requests wait for the disk once. */
  async #flush(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      try {
        // After a failed write, the file may end in the middle of a line.
        if (this.#failure) throw this.#failure;
        const at = new Date().toISOString();
        await this.#file.appendFile(batch.map(({ entry }) => formatLine(entry, at)).join(""));
        if (batch.some(({ entry }) => durable.has(entry.status))) await this.#file.datasync();
        for (const { resolve } of batch) resolve();
      } catch (error) {
        this.#failure ??= ledgerError(this.path, error);
        for (const { reject } of batch) reject(this.#failure);
      }
    }
    this.#writing = undefined;
  }
}

/** Status and key first, for a person who reads the file. */
function formatLine({ status, key, ...rest }: LedgerEntry, at: string): string {
  return `${JSON.stringify({ v: 1, at, status, key, ...rest })}\n`;
}

/** Removes a cut-off last line, or completes one that lacks only its newline. */
async function repair(path: string, validLength: number, needsNewline: boolean): Promise<void> {
  const file = await open(path, "a");
  try {
    if ((await file.stat()).size > validLength) await file.truncate(validLength);
    if (needsNewline) await file.appendFile("\n");
    await file.datasync();
  } finally {
    await file.close();
  }
  await syncFolder(dirname(path));
}
