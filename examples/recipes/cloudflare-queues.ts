// Cloudflare Queues, with the ledger in a Durable Object. NOT run on Cloudflare: tested with stand-ins for both.
import type { BatchSteps, IntentEntry, Ledger, LedgerEntry } from "ugoku/batch";
import { type Message, type VisitOptions, visit } from "./visit.js";

/** The part of a Durable Object's storage that the ledger needs. */
export interface Storage {
  get(key: string): Promise<LedgerEntry | undefined>;
  put(key: string, entry: LedgerEntry): Promise<void>;
  list(): Promise<Map<string, LedgerEntry>>;
  transaction<T>(work: (storage: Storage) => Promise<T>): Promise<T>;
}

/**
 * The body of the Durable Object: `class VideoLedger extends DurableObject` with these methods over `this.ctx.storage`. There
 * is one object of a name in the world, so that a claim is decided once. KV is not a ledger: two places may both read "free".
 */
export function ledgerObject(storage: Storage) {
  return {
    read: (key: string) => storage.get(key),
    claim: (intent: IntentEntry) =>
      storage.transaction(async (inside) => {
        const known = await inside.get(intent.key);
        if (known && known.status !== "rejected") return known;
        await inside.put(intent.key, intent);
        return undefined;
      }),
    write: (entry: LedgerEntry) => storage.put(entry.key, entry),
    // Lists all entries: use one object for each day or each catalogue.
    async since(from: number) {
      const entries = [...(await storage.list()).values()];
      return entries.filter((entry) => {
        if (entry.status === "rejected") return false;
        return ("ticket" in entry ? entry.ticket.createdAt : entry.attempt.sentAt) >= from;
      });
    },
  };
}

/** The ledger as the Worker sees it; `object` is the stub of the Durable Object. */
export function objectLedger(object: ReturnType<typeof ledgerObject>): Ledger {
  return {
    read: (key) => object.read(key),
    claim: (intent) => object.claim(intent),
    write: (entry) => object.write(entry),
    async *since(from) {
      yield* await object.since(from);
    },
  };
}

export interface QueueMessage {
  readonly body: Message;
  ack(): void;
  retry(options?: { delaySeconds: number }): void;
}

/** The consumer: `export default { queue: (batch, env) => consume(…) }`. `send` is `env.QUEUE.send`. */
export async function consume(
  batch: { readonly messages: readonly QueueMessage[] },
  steps: BatchSteps,
  send: (body: Message, options: { delaySeconds: number }) => Promise<unknown>,
  options: VisitOptions,
): Promise<void> {
  for (const message of batch.messages) {
    try {
      const next = await visit(steps, message.body, options);
      if (next.status === "failed") console.error(next.code, next.message);
      // A new message, not retry(): polls would use up the queue's retries.
      if (next.status === "again") await send(next.message, { delaySeconds: Math.ceil(next.delayMs / 1_000) });
      message.ack();
    } catch (error) {
      console.error(error);
      message.retry({ delaySeconds: 10 });
    }
  }
}
