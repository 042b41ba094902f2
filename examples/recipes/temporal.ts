// Temporal: the steps are activities, and the workflow sleeps between them. NOT run on a Temporal server: tested with a
// stand-in that repeats activities as its retry policy does.
import type { SubmitAttempt, Ticket, UgokuError } from "ugoku";
import type { BatchSteps, KeyedItem } from "ugoku/batch";

/** An activity returns JSON only: an error becomes a string; jobs and clips are left out. */
type Serialized<T> = T extends unknown
  ? Omit<T, "error" | "job" | "clip"> & (T extends { readonly error: unknown } ? { readonly reason: string } : unknown)
  : never;

function serialize<T extends { readonly status: string }>(outcome: T): Serialized<T> {
  const { error, job: _, clip: __, ...rest } = outcome as T & { error?: UgokuError; job?: unknown; clip?: unknown };
  return { ...rest, ...(error && { reason: `${error.code}: ${error.message}` }) } as Serialized<T>;
}

/** The activities of a worker: `Worker.create({ activities: createActivities(steps, folder), … })`. Each may be repeated. */
export function createActivities(steps: BatchSteps, folder: string) {
  return {
    submit: async (item: KeyedItem) => serialize(await steps.submit(item)),
    reconcile: async (attempt: SubmitAttempt) => serialize(await steps.reconcile(attempt, { settleMs: 0 })),
    poll: async (ticket: Ticket) => serialize(await steps.pollOnce(ticket)),
    download: (ticket: Ticket, key: string) => steps.download(ticket, `${folder}/${key}.mp4`),
  };
}

/** `proxyActivities<Activities>({ startToCloseTimeout: "5 minutes" })` and `sleep` of @temporalio/workflow. */
export interface WorkflowTools {
  readonly activities: ReturnType<typeof createActivities>;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Longer than the list lags and than the slowest create request takes, plus the 2 s within which a worker sends what it claimed. */
const defaultSettleMs = 22_000;

/** The workflow. Started with the item's key as `workflowId`, it runs once for each key. */
export async function videoWorkflow(
  item: KeyedItem,
  { activities, sleep }: WorkflowTools,
  settleMs = defaultSettleMs,
): Promise<{ path: string; bytes: number }> {
  let submitted = await activities.submit(item);
  while (submitted.status === "rejected" && submitted.retryAfterMs !== null) {
    await sleep(submitted.retryAfterMs);
    submitted = await activities.submit(item);
  }
  let ticket: Ticket;
  if (submitted.status === "ambiguous") {
    // The response or the worker was lost: the list shows the job once it has settled.
    await sleep(settleMs);
    const found = await activities.reconcile(submitted.attempt);
    if (found.status !== "accepted") throw new Error(found.reason);
    ticket = found.ticket;
  } else if (submitted.status !== "accepted") throw new Error(submitted.reason);
  else ticket = submitted.ticket;
  for (;;) {
    // Each poll is written to the history, which has a limit: call continueAsNew() before it.
    const polled = await activities.poll(ticket);
    if (polled.status === "completed") return activities.download(ticket, item.key);
    if (polled.status === "failed") throw new Error(polled.reason);
    ticket = polled.ticket;
    await sleep(polled.retryAfterMs);
  }
}
