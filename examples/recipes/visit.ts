// One visit to a video, for any queue: as many steps as can be taken without waiting, and when to come back. The recipes
// beside this file put it into SQS, Cloudflare Queues and pg-boss.
import type { Clip, SubmitAttempt, Ticket } from "ugoku";
import type { BatchSteps, KeyedItem } from "ugoku/batch";

/** What stands in the queue: plain JSON. */
export interface Message {
  readonly item: KeyedItem & { readonly image: string };
  readonly ticket?: Ticket;
  /** A create of which nobody can tell, and when to look for its job, in milliseconds since 1970. */
  readonly lost?: { readonly attempt: SubmitAttempt; readonly lookAt: number };
}

export type Next =
  | { readonly status: "again"; readonly message: Message; readonly delayMs: number }
  | { readonly status: "completed" }
  | { readonly status: "failed"; readonly code: string; readonly message: string };

export interface VisitOptions {
  /** Puts the clip where it belongs. May be called twice with the same one. */
  readonly save: (clip: Clip, ticket: Ticket) => Promise<void>;
  /**
   * From when a lost create is found until it is looked for: longer than the list lags, the slowest create takes, and
   * `sendWithin` of ugoku/batch (2 s), for who announced it may live and be about to send it.
   */
  readonly settleMs: number;
}

export async function visit(steps: BatchSteps, message: Message, { save, settleMs }: VisitOptions): Promise<Next> {
  const { item, lost } = message;
  let { ticket } = message;
  if (lost && !ticket) {
    const wait = lost.lookAt - Date.now();
    if (wait > 0) return { status: "again", message, delayMs: wait };
    const found = await steps.reconcile(lost.attempt, { settleMs: 0 });
    if (found.status !== "accepted") return failed(found.error);
    ticket = found.ticket;
  }
  if (!ticket) {
    const made = await steps.submit(item);
    if (made.status === "ambiguous") {
      // From now, not from when it was sent: that is when its intent was made.
      const next = { item, lost: { attempt: made.attempt, lookAt: Date.now() + settleMs } };
      return { status: "again", message: next, delayMs: settleMs };
    }
    if (made.status === "rejected" && made.retryAfterMs !== null)
      return { status: "again", message, delayMs: made.retryAfterMs };
    if (made.status !== "accepted") return failed(made.error);
    ticket = made.ticket;
  }
  const seen = await steps.pollOnce(ticket);
  if (seen.status === "running")
    return { status: "again", message: { item, ticket: seen.ticket }, delayMs: seen.retryAfterMs };
  if (seen.status === "failed") return failed(seen.error);
  await save(seen.clip, ticket);
  return { status: "completed" };
}

const failed = ({ code, message }: { code: string; message: string }): Next => ({ status: "failed", code, message });
