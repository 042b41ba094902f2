/**
 * Remembers which webhooks have been taken.
 *
 * @module
 */
import { describeValue, RequestError, WebhookError } from "../utils/errors.js";

/**
 * Where the ids of webhooks are kept, so that none is taken twice. Redis' `SET id 1 NX EX ttlSeconds` is one.
 */
export interface ReplayStore {
  /**
   * Keeps an id for `ttlSeconds`, in one step: of two calls at once only one may be told `true`.
   *
   * @returns `true` if the id is new, `false` if it was known
   */
  add(id: string, options: { readonly ttlSeconds: number }): boolean | Promise<boolean>;
}

/** A {@link ReplayStore} in this process. */
export interface MemoryReplayStore extends ReplayStore {
  add(id: string, options: { readonly ttlSeconds: number }): boolean;
  /** Forgets an id, so that the sender's next attempt is taken: for a handler that failed. */
  delete(id: string): void;
  /** How many ids are kept. */
  readonly size: number;
}

/** Senders try again for 72 hours, with the same id and a new signature. */
const retriedForSeconds = 72 * 60 * 60;

/**
 * Keeps the ids of webhooks in this process's memory: for one process, and for tests. `max` is the most that it keeps,
 * 10,000 by default; beyond it the oldest is forgotten.
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
    throw new RequestError("option_invalid", `memoryReplayStore()'s max is ${describeValue(max)}.`, {
      hint: "Pass a whole number of at least 1.",
    });
  }
  /** When each id may be forgotten, in milliseconds; the oldest first, as a Map keeps its order. */
  const kept = new Map<string, number>();
  return {
    add(id, { ttlSeconds }) {
      const time = now();
      for (const [old, until] of kept) {
        if (until > time) break;
        kept.delete(old);
      }
      const until = kept.get(id);
      if (until !== undefined && until > time) return false;
      kept.delete(id);
      kept.set(id, time + ttlSeconds * 1000);
      for (const [oldest] of kept) {
        if (kept.size <= max) break;
        kept.delete(oldest);
      }
      return true;
    },
    delete: (id) => void kept.delete(id),
    get size() {
      return kept.size;
    },
  };
}

/** Refuses a webhook whose id the store knows. Only asked about webhooks that are genuine. */
export async function checkReplay(
  store: ReplayStore,
  { id, tolerance, jobId }: { readonly id: string; readonly tolerance: number; readonly jobId: string },
): Promise<void> {
  // A webhook signed in the future by `tolerance` passes until `tolerance` after that.
  const answer: unknown = await store.add(id, { ttlSeconds: retriedForSeconds + Math.ceil(2 * tolerance) });
  if (answer === true) return;
  if (answer === false) {
    throw new WebhookError("webhook_replayed", `The webhook ${describeValue(id)} has been taken before.`, {
      hint: "Answer 200 and do nothing: senders repeat what they think was lost.",
      jobId,
    });
  }
  // "OK" and 1 mean new, null and 0 known, in Redis' own answers: a guess would let a repeat through.
  throw new RequestError(
    "option_invalid",
    `The replay store's add() answered ${describeValue(answer)}, not true or false.`,
    {
      hint: 'With Redis: (await redis.set(id, "1", { NX: true, EX: ttlSeconds })) === "OK".',
    },
  );
}
