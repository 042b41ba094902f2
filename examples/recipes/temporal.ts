// Temporal: the steps are activities, and the workflow sleeps between them. NOT run on a Temporal server: tested with a
// stand-in that repeats activities as its retry policy does.
import type { SubmitAttempt, Ticket, UgokuError } from "ugoku";
import type { BatchSteps, KeyedItem } from "ugoku/batch";

/** Only JSON crosses from an activity to a workflow: an error is told as a sentence; jobs and clips stay behind. */
type Told<T> = T extends unknown
  ? Omit<T, "error" | "job" | "clip"> & (T extends { readonly error: unknown } ? { readonly reason: string } : unknown)
  : never;

function told<T extends { readonly status: string }>(outcome: T): Told<T> {
  const { error, job: _, clip: __, ...rest } = outcome as T & { error?: UgokuError; job?: unknown; clip?: unknown };
  return { ...rest, ...(error && { reason: `${error.code}: ${error.message}` }) } as Told<T>;
}

/** The activities of a worker: `Worker.create({ activities: createActivities(steps, folder), … })`. Each may be repeated. */
export function createActivities(steps: BatchSteps, folder: string) {
  return {
    submit: async (item: KeyedItem) => told(await steps.submit(item)),
    reconcile: async (attempt: SubmitAttempt) => told(await steps.reconcile(attempt, { settleMs: 0 })),
    look: async (ticket: Ticket) => told(await steps.pollOnce(ticket)),
    download: (ticket: Ticket, key: string) => steps.download(ticket, `${folder}/${key}.mp4`),
  };
}

/** `proxyActivities<Activities>({ startToCloseTimeout: "5 minutes" })` and `sleep` of @temporalio/workflow. */
export interface WorkflowTools {
  readonly activities: ReturnType<typeof createActivities>;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Longer than the list lags, the slowest create takes, and the 2 s within which who announced a create may yet send it. */
const usualSettle = 22_000;

/** The workflow. Started with the item's key as `workflowId`, it runs once for each key. */
export async function videoWorkflow(
  item: KeyedItem,
  { activities, sleep }: WorkflowTools,
  settleMs = usualSettle,
): Promise<{ path: string; bytes: number }> {
  let made = await activities.submit(item);
  while (made.status === "rejected" && made.retryAfterMs !== null) {
    await sleep(made.retryAfterMs);
    made = await activities.submit(item);
  }
  let ticket: Ticket;
  if (made.status === "ambiguous") {
    // The answer was lost, or a worker was: the list tells, when it has settled.
    await sleep(settleMs);
    const found = await activities.reconcile(made.attempt);
    if (found.status !== "accepted") throw new Error(found.reason);
    ticket = found.ticket;
  } else if (made.status !== "accepted") throw new Error(made.reason);
  else ticket = made.ticket;
  for (;;) {
    // Each look is written into the history, which has a limit: begin anew with continueAsNew() before it.
    const seen = await activities.look(ticket);
    if (seen.status === "completed") return activities.download(ticket, item.key);
    if (seen.status === "failed") throw new Error(seen.reason);
    ticket = seen.ticket;
    await sleep(seen.retryAfterMs);
  }
}
