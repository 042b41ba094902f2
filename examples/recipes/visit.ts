// One visit to a video, for any queue: as many steps as can be taken without waiting, and when to come back. The recipes
// beside this file put it into SQS, Cloudflare Queues and pg-boss.
import type { Clip, SubmitAttempt, Ticket } from "ugoku";
import type { BatchSteps, KeyedItem } from "ugoku/batch";

/** What stands in the queue: plain JSON. */
export interface Message {
  readonly item: KeyedItem & { readonly image: string };
  readonly ticket?: Ticket;
  readonly attempt?: SubmitAttempt;
}

export type Next =
  | { readonly state: "again"; readonly message: Message; readonly delayMs: number }
  | { readonly state: "done" }
  | { readonly state: "failed"; readonly code: string; readonly message: string };

export interface VisitOptions {
  /** Puts the clip where it belongs. May be called twice with the same one. */
  readonly save: (clip: Clip, ticket: Ticket) => Promise<void>;
  /** Longer than the server's list lags and than the slowest create takes. */
  readonly settleMs: number;
}

export async function visit(steps: BatchSteps, message: Message, { save, settleMs }: VisitOptions): Promise<Next> {
  const { item, attempt } = message;
  let { ticket } = message;
  if (attempt && !ticket) {
    const wait = attempt.sentAt + settleMs - Date.now();
    if (wait > 0) return { state: "again", message, delayMs: wait };
    const found = await steps.reconcile(attempt, { settleMs: 0 });
    if (found.state !== "accepted") return failed(found.error);
    ticket = found.ticket;
  }
  if (!ticket) {
    const made = await steps.submit(item);
    if (made.state === "ambiguous")
      return { state: "again", message: { item, attempt: made.attempt }, delayMs: settleMs };
    if (made.state === "rejected" && made.retryAfterMs !== null)
      return { state: "again", message, delayMs: made.retryAfterMs };
    if (made.state !== "accepted") return failed(made.error);
    ticket = made.ticket;
  }
  const seen = await steps.pollOnce(ticket);
  if (seen.state === "running")
    return { state: "again", message: { item, ticket: seen.ticket }, delayMs: seen.retryAfterMs };
  if (seen.state === "failed") return failed(seen.error);
  await save(seen.clip, ticket);
  return { state: "done" };
}

const failed = ({ code, message }: { code: string; message: string }): Next => ({ state: "failed", code, message });
