import type { IntentEntry, Ledger, LedgerEntry } from "./ledger.js";
import { sentAtOf } from "./ledger.js";

/** The entries of a ledger in memory, by their key: what each durable ledger does besides being durable. */
export class MemoryLedger implements Ledger {
  readonly #entries = new Map<string, LedgerEntry>();

  get size(): number {
    return this.#entries.size;
  }

  async read(key: string): Promise<LedgerEntry | undefined> {
    return this.#entries.get(key);
  }

  async claim(intent: IntentEntry): Promise<LedgerEntry | undefined> {
    return this.take(intent);
  }

  async write(entry: LedgerEntry): Promise<void> {
    this.set(entry);
  }

  *since(from: number): Generator<LedgerEntry, void, undefined> {
    for (const entry of this.#entries.values()) if ((sentAtOf(entry) ?? Number.NEGATIVE_INFINITY) >= from) yield entry;
  }

  set(entry: LedgerEntry): void {
    this.#entries.set(entry.key, entry);
  }

  /** {@link claim}, at once. */
  take(intent: IntentEntry): LedgerEntry | undefined {
    const known = this.#entries.get(intent.key);
    if (known && known.state !== "rejected") return known;
    this.set(intent);
    return undefined;
  }

  all(): IterableIterator<LedgerEntry> {
    return this.#entries.values();
  }
}
