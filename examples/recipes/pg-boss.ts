// pg-boss, with the ledger in the same Postgres. NOT run on a Postgres: tested with a stand-in that knows these statements.
import type { BatchSteps, Ledger, LedgerEntry } from "ugoku/batch";
import { type Message, type VisitOptions, visit } from "./visit.js";

export const sql = {
  create: `CREATE TABLE IF NOT EXISTS video_ledger (
  key text PRIMARY KEY, status text NOT NULL, sent_at bigint, entry jsonb NOT NULL);
CREATE INDEX IF NOT EXISTS video_ledger_sent_at ON video_ledger (sent_at)`,
  read: "SELECT entry FROM video_ledger WHERE key = $1",
  // One statement: of two that claim a key, one waits for the other's row, and then finds it taken. Gives a row if it is ours.
  claim: `INSERT INTO video_ledger (key, status, sent_at, entry) VALUES ($1, $2, $3, $4)
ON CONFLICT (key) DO UPDATE SET status = $2, sent_at = $3, entry = $4 WHERE video_ledger.status = 'rejected' RETURNING key`,
  write: `INSERT INTO video_ledger (key, status, sent_at, entry) VALUES ($1, $2, $3, $4)
ON CONFLICT (key) DO UPDATE SET status = $2, sent_at = $3, entry = $4`,
  since: "SELECT entry FROM video_ledger WHERE sent_at >= $1",
} as const;

/** The part of a `pg` pool that the ledger needs. Leave `synchronous_commit` on: an intent must outlive a crash. */
export interface Pool {
  query(text: string, values: readonly unknown[]): Promise<{ readonly rows: readonly { entry?: LedgerEntry }[] }>;
}

export function postgresLedger(pool: Pool): Ledger {
  const valuesOf = (entry: LedgerEntry) => {
    const sentAt = "ticket" in entry ? entry.ticket.createdAt : "attempt" in entry ? entry.attempt.sentAt : null;
    return [entry.key, entry.status, sentAt, JSON.stringify(entry)];
  };
  const read = async (key: string) => (await pool.query(sql.read, [key])).rows[0]?.entry;
  return {
    read,
    claim: async (intent) => {
      const { rows } = await pool.query(sql.claim, valuesOf(intent));
      return rows.length > 0 ? undefined : await read(intent.key);
    },
    write: async (entry) => void (await pool.query(sql.write, valuesOf(entry))),
    async *since(from) {
      for (const { entry } of (await pool.query(sql.since, [from])).rows) if (entry) yield entry;
    },
  };
}

/** The part of pg-boss that the worker needs. */
export interface Boss {
  send(queue: string, data: Message, options: { startAfter: Date }): Promise<unknown>;
  work(queue: string, handler: (jobs: readonly { data: Message }[]) => Promise<void>): Promise<unknown>;
}

/** pg-boss retries a handler that throws, up to the queue's `retryLimit`. */
export function startWorker(boss: Boss, queue: string, steps: BatchSteps, options: VisitOptions) {
  return boss.work(queue, async (jobs) => {
    for (const { data } of jobs) {
      const next = await visit(steps, data, options);
      if (next.status === "failed") console.error(next.code, next.message);
      if (next.status === "again")
        await boss.send(queue, next.message, { startAfter: new Date(Date.now() + next.delayMs) });
    }
  });
}
