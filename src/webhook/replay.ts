import { describeValue } from "../utils/message.js";
import { optionError } from "../utils/option-error.js";
import { webhookError } from "./signature.js";

/**
 * Stores the ids of accepted webhooks, so that none is accepted twice, for example with Redis' `SET id 1 NX EX ttlSeconds`.
 */
export interface ReplayStore {
  /**
   * Stores an id for `ttlSeconds`, atomically: of two concurrent calls only one may return `true`.
   *
   * @returns `true` if the id is new, `false` if it is stored
   */
  add(id: string, options: { readonly ttlSeconds: number }): boolean | Promise<boolean>;
}

/** A {@link ReplayStore} in this process. */
export interface MemoryReplayStore extends ReplayStore {
  add(id: string, options: { readonly ttlSeconds: number }): boolean;
  /** Removes an id, so that the sender's next attempt is accepted: for a handler that failed. */
  delete(id: string): void;
  /** The number of stored ids. */
  readonly size: number;
}

/** Senders retry for 72 hours, with the same id and a new signature. */
const senderRetrySeconds = 72 * 60 * 60;

/**
 * Stores the ids of webhooks in memory: for one process, and for tests. `max` is the maximum number of ids, 10,000 by
 * default; above it the oldest is removed.
 *
 * @throws RequestError if `max` is not a whole number of at least 1
 *
 * @example
 * ```ts
 * import { memoryReplayStore, verifyWebhook } from "ugoku/webhook";
 *
 * const store = memoryReplayStore();
 * export const take = (request: Request) => verifyWebhook(request, process.env.WEBHOOK_SECRET ?? "", { store });
 * ```
 */
export function memoryReplayStore(
  options: { readonly max?: number; readonly now?: () => number } = {},
): MemoryReplayStore {
  const { max = 10_000, now = Date.now } = options;
  if (!Number.isSafeInteger(max) || max < 1) {
    throw optionError(`memoryReplayStore()'s max is ${describeValue(max)}.`, "Pass a whole number of at least 1.");
  }
  /** The expiry of each id in milliseconds, the oldest first. */
  const expiries = new Map<string, number>();
  return {
    add(id, { ttlSeconds }) {
      const time = now();
      for (const [old, until] of expiries) {
        if (until > time) break;
        expiries.delete(old);
      }
      if ((expiries.get(id) ?? 0) > time) return false;
      expiries.delete(id);
      expiries.set(id, time + ttlSeconds * 1000);
      for (const [oldest] of expiries) {
        if (expiries.size <= max) break;
        expiries.delete(oldest);
      }
      return true;
    },
    delete: (id) => void expiries.delete(id),
    get size() {
      return expiries.size;
    },
  };
}

/** Rejects a webhook whose id is stored. Called only after the signature was verified. */
export async function checkReplay(
  store: ReplayStore,
  { id, tolerance, jobId }: { readonly id: string; readonly tolerance: number; readonly jobId: string },
): Promise<void> {
  // A webhook signed `tolerance` in the future is accepted until `tolerance` after its time.
  const result: unknown = await store.add(id, { ttlSeconds: senderRetrySeconds + Math.ceil(2 * tolerance) });
  if (result === true) return;
  if (result === false) {
    throw webhookError(
      "webhook_replayed",
      `The webhook ${describeValue(id)} has already been accepted.`,
      "Respond with 200 and do nothing: senders repeat webhooks that they consider lost.",
      jobId,
    );
  }
  // Redis returns "OK" or 1 for a new id, and null or 0 for a stored one: a guess could accept a repeat.
  throw optionError(
    `The replay store's add() returned ${describeValue(result)}, not true or false.`,
    'With Redis: (await redis.set(id, "1", { NX: true, EX: ttlSeconds })) === "OK".',
  );
}
