/**
 * The ledger of one machine: a file to which lines are only added. See docs/guides/batch.md for what the lines say.
 *
 * @module
 */
import { type FileHandle, open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { errnoCode } from "../utils/errno.js";
import { isUgokuError, UgokuError } from "../utils/errors.js";
import type { IntentEntry, Ledger, LedgerEntry } from "./ledger.js";
import { type Lock, takeLock } from "./lockfile.js";
import { MemoryLedger } from "./memory-ledger.js";
import { readJournal } from "./read-ledger-file.js";

/** A ledger in a file. Close it, so that the next process need not find out that this one is gone. */
export interface JsonlLedger extends Ledger, AsyncDisposable {
  readonly path: string;
  since(from: number): Iterable<LedgerEntry>;
  /** The last entry of every key, in the order in which the keys came. */
  entries(): IterableIterator<LedgerEntry>;
  close(): Promise<void>;
}

/** Entries of which a loss would cost money: on the disk before anything goes on. */
const durable: ReadonlySet<LedgerEntry["state"]> = new Set(["intent", "accepted"]);

/** A file of fewer lines is not worth rewriting; one of so many times more than it has keys is. */
const fewLines = 1_000;
const grown = 2;

interface Pending {
  readonly entry: LedgerEntry;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Opens, or makes, the ledger at `path`: one JSON object a line, only ever added to, each intent and each accepted job flushed
 * to the disk before the next step. One process at a time: the lock `<path>.lock` outlives a crash, and is cleared away when
 * its process is gone. For a local disk, not for a network's or a function's.
 *
 * A last line that a crash has torn is cut off; a file that has grown is rewritten, with the last line of each key.
 *
 * @throws UgokuError `ledger_locked`, `ledger_invalid`, `ledger_not_writable`
 *
 * @example
 * ```ts
 * import { openJsonlLedger } from "ugoku/batch";
 *
 * await using ledger = await openJsonlLedger("catalogue.ledger.jsonl");
 * for (const { key, state } of ledger.entries()) console.log(key, state);
 * ```
 */
export async function openJsonlLedger(path: string): Promise<JsonlLedger> {
  const lock = await takeLock(path).catch((error: unknown) => {
    throw isUgokuError(error) ? error : notWritable(path, error);
  });
  try {
    const known = new MemoryLedger();
    const { lines, length } = await readJournal(path, (entry) => known.set(entry));
    if (lines > fewLines && lines > grown * known.size) await compact(path, known);
    else await repair(path, length);
    return new FileLedger(path, known, await open(path, "a"), lock);
  } catch (error) {
    await lock.release();
    throw isUgokuError(error) ? error : notWritable(path, error);
  }
}

class FileLedger implements JsonlLedger {
  readonly path: string;
  readonly #known: MemoryLedger;
  readonly #file: FileHandle;
  readonly #lock: Lock;
  #pending: Pending[] = [];
  #writing: Promise<void> | undefined;
  #broken: UgokuError | undefined;

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

  entries(): IterableIterator<LedgerEntry> {
    return this.#known.all();
  }

  async claim(intent: IntentEntry): Promise<LedgerEntry | undefined> {
    if (this.#broken) throw this.#broken;
    const known = this.#known.take(intent);
    if (!known) await this.#add(intent);
    return known;
  }

  async write(entry: LedgerEntry): Promise<void> {
    // Known to this process even if it cannot be written: the truth about a paid job is not to be forgotten here.
    this.#known.set(entry);
    await this.#add(entry);
  }

  async close(): Promise<void> {
    if (!this.#broken) this.#broken = new UgokuError("ledger_not_writable", `${this.path} was closed.`);
    await this.#writing;
    await this.#file.close().catch(() => {});
    await this.#lock.release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #add(entry: LedgerEntry): Promise<void> {
    if (this.#broken) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => {
      this.#pending.push({ entry, resolve, reject });
      this.#writing ??= this.#flush();
    });
  }

  /** Writes all that waits, and flushes it once: a hundred creates at a time cost one wait for the disk. */
  async #flush(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      try {
        // What a write left behind half way must not stand before a whole line.
        if (this.#broken) throw this.#broken;
        const at = new Date().toISOString();
        const text = batch.map(({ entry }) => lineOf(entry, at)).join("");
        await this.#file.appendFile(text);
        if (batch.some(({ entry }) => durable.has(entry.state))) await this.#file.datasync();
        for (const { resolve } of batch) resolve();
      } catch (error) {
        this.#broken ??= notWritable(this.path, error);
        for (const { reject } of batch) reject(this.#broken);
      }
    }
    this.#writing = undefined;
  }
}

/** The state and the key first: what a person looks for. */
function lineOf({ state, key, ...rest }: LedgerEntry, at: string): string {
  return `${JSON.stringify({ v: 1, at, state, key, ...rest })}\n`;
}

/** Cuts off what a crash has torn, and gives the last whole line its end. */
async function repair(path: string, { whole, needsEnd }: { whole: number; needsEnd: boolean }): Promise<void> {
  const file = await open(path, "a");
  try {
    if ((await file.stat()).size > whole) await file.truncate(whole);
    if (needsEnd) await file.appendFile("\n");
    await file.datasync();
  } finally {
    await file.close();
  }
  await syncFolder(dirname(path));
}

/** Rewrites the file beside itself and puts it in place at once: a crash leaves the old one or the new one. */
async function compact(path: string, known: MemoryLedger): Promise<void> {
  const temporary = `${path}.part`;
  const file = await open(temporary, "w");
  try {
    const at = new Date().toISOString();
    let text = "";
    for (const entry of known.all()) {
      text += lineOf(entry, at);
      if (text.length < 1 << 16) continue;
      await file.appendFile(text);
      text = "";
    }
    await file.appendFile(text);
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => {});
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(path));
}

/** So that a new file's name outlasts a power cut. Not every system can open a folder or flush one. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // As above.
  }
}

function notWritable(path: string, cause: unknown): UgokuError {
  const code = errnoCode(cause);
  const full = code === "ENOSPC" || code === "EDQUOT";
  const why = full ? `the disk is full (${code})` : cause instanceof Error ? cause.message : String(cause);
  return new UgokuError("ledger_not_writable", `The ledger ${path} cannot be written: ${why}.`, {
    cause,
    hint: full
      ? "Make room and start again with the same ledger. Nothing is sent that cannot be written down."
      : "Check that its folder exists and may be written to. Nothing is sent that cannot be written down.",
  });
}
