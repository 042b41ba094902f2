// One visit to a video, for any queue: as many steps as possible without waiting, and the delay until the next visit. The
// recipes in this folder use it with SQS, Cloudflare Queues and pg-boss.
import type { Clip, SubmitAttempt, Ticket } from "ugoku";
import type { BatchSteps, KeyedItem } from "ugoku/batch";

/** A message of the queue: plain JSON. */
export interface Message {
  readonly item: KeyedItem & { readonly image: string };
  readonly ticket?: Ticket;
  /** A create request whose response was lost, and when to search for its job, in milliseconds since 1970. */
  readonly lost?: { readonly attempt: SubmitAttempt; readonly searchAt: number };
}

export type Next =
  | { readonly status: "again"; readonly message: Message; readonly delayMs: number }
  | { readonly status: "completed" }
  | { readonly status: "failed"; readonly code: string; readonly message: string };

export interface VisitOptions {
  /** Stores the clip. May be called twice with the same one. */
  readonly save: (clip: Clip, ticket: Ticket) => Promise<void>;
  /**
   * Milliseconds from a lost response until its job is searched for: longer than the list lags and than the slowest create
   * request takes, plus `sendWithin` of ugoku/batch (2 s), because the worker that claimed the key may be about to send it.
   */
  readonly settleMs: number;
}

export async function visit(steps: BatchSteps, message: Message, { save, settleMs }: VisitOptions): Promise<Next> {
  const { item, lost } = message;
  let { ticket } = message;
  if (lost && !ticket) {
    const wait = lost.searchAt - Date.now();
    if (wait > 0) return { status: "again", message, delayMs: wait };
    const found = await steps.reconcile(lost.attempt, { settleMs: 0 });
    if (found.status !== "accepted") return failed(found.error);
    ticket = found.ticket;
  }
  if (!ticket) {
    const submitted = await steps.submit(item);
    if (submitted.status === "ambiguous") {
      // From now, not from `sentAt`, which is when the key was claimed.
      const next = { item, lost: { attempt: submitted.attempt, searchAt: Date.now() + settleMs } };
      return { status: "again", message: next, delayMs: settleMs };
    }
    if (submitted.status === "rejected" && submitted.retryAfterMs !== null)
      return { status: "again", message, delayMs: submitted.retryAfterMs };
    if (submitted.status !== "accepted") return failed(submitted.error);
    ticket = submitted.ticket;
  }
  const polled = await steps.pollOnce(ticket);
  if (polled.status === "running")
    return { status: "again", message: { item, ticket: polled.ticket }, delayMs: polled.retryAfterMs };
  if (polled.status === "failed") return failed(polled.error);
  await save(polled.clip, ticket);
  return { status: "completed" };
}

const failed = ({ code, message }: { code: string; message: string }): Next => ({ status: "failed", code, message });
