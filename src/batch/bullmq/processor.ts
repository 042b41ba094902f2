import type { Job } from "bullmq";
import type { Clip } from "../../download/clip.js";
import type { Ticket } from "../../job/ticket.js";
import type { SubmitAttempt } from "../../submit/submit-attempt.js";
import { isUgokuError, type UgokuError } from "../../utils/errors.js";
import { sendWithin } from "../job-steps.js";
import type { Ledger } from "../ledger.js";
import { makePlace } from "../output-paths.js";
import { latestAttempt } from "../retry-keys.js";
import type { BatchSteps, SubmitOutcome, SubmitStepOptions } from "../step-types.js";
import { bullmq } from "./import-bullmq.js";
import { pathIn, readTask, type VideoTask } from "./job-data.js";
import type { VideoResult } from "./queue.js";
import type { CreateRate } from "./redis-rate-limiter.js";

/** Where a video is: BullMQ's `progress`. */
export interface VideoProgress {
  /** `"waiting"`: for its turn to be created. `"settling"`: its create's answer was lost, and it is soon looked for. */
  readonly step: "waiting" | "settling" | "running" | "downloading";
  /** The server's id of the job, from `"running"` on. */
  readonly jobId?: string;
}

export interface ProcessorTools {
  readonly steps: BatchSteps;
  readonly ledger: Ledger;
  readonly rate: CreateRate;
  readonly outDir: string;
  readonly settleMs: number;
  readonly onAmbiguous: "keep" | "resubmit";
}

/** What a job remembers between two looks, beside its task: what the ledger does not hold. */
interface Memory {
  /** Since when the server has not known the job. */
  readonly notFoundSince?: number;
  /** Troubles in a row that may pass. */
  readonly tries?: number;
  /** The lost create that is waited or looked for, by its key; `looks` that could not tell. */
  readonly lost?: { readonly key: string; readonly looks: number };
}

type VideoJob = Job<VideoTask & Memory, VideoResult>;

/** Troubles in a row after which a job fails, and the wait after the first; each further one is twice as long. */
const mostTries = 20;
const firstWait = 5_000;
const longestWait = 5 * 60_000;

/** Looks at a list that shows several jobs of which any may be the one: others that are under way get their answers. */
const mostLooks = 3;

/** Milliseconds for one look at the list; a server that is down for longer is looked at again later. */
const lookTime = 30_000;

/** Not an error: the job comes back after a while, and the worker takes another meanwhile. */
class Later extends Error {
  constructor(
    readonly delayMs: number,
    readonly progress: VideoProgress,
    readonly memory?: Memory,
  ) {
    super("later");
  }
}

/** The job has failed, whatever its error says of trying again: that is for a person to decide. */
class Ended extends Error {
  constructor(readonly error: UgokuError) {
    super(error.message);
  }
}

/** One visit to a job: as many steps as can be taken without waiting. */
export function createProcessor(tools: ProcessorTools): (job: VideoJob, token?: string) => Promise<VideoResult> {
  return async (job, token) => {
    try {
      return await visit(job, tools);
    } catch (error) {
      return endVisit(job, token, error);
    }
  };
}

async function visit(job: VideoJob, tools: ProcessorTools): Promise<VideoResult> {
  const { steps, ledger, outDir } = tools;
  const task = readTask(job.data);
  const path = pathIn(outDir, task.output);
  const ticket = await ticketOf(job, task, tools);
  const save = async (clip?: Clip): Promise<VideoResult> => {
    await makePlace(path);
    const saved = await steps.download(ticket, path, { clip });
    return { key: task.key, path: saved.path, bytes: saved.bytes, jobId: ticket.id, ticket };
  };
  if ((await ledger.read(ticket.key))?.state === "done") return save();

  const { notFoundSince } = job.data;
  // Who takes up again what was not finished in time waits on.
  const deadline = job.attemptsMade > 0 ? Math.max(ticket.deadline, Date.now() + lookTime) : ticket.deadline;
  const seen = await steps.pollOnce({ ...ticket, deadline, ...(notFoundSince === undefined ? {} : { notFoundSince }) });
  if (seen.state === "failed") throw new Ended(seen.error);
  if (seen.state === "running") {
    const since = seen.ticket.notFoundSince;
    const memory = since === undefined ? {} : { notFoundSince: since };
    throw new Later(seen.retryAfterMs, { step: "running", jobId: ticket.id }, memory);
  }
  await report(job, { step: "downloading", jobId: ticket.id });
  return save(seen.clip);
}

/** The ticket of the item's job: from the ledger, by a create, or by a search for one that was lost. */
async function ticketOf(job: VideoJob, task: VideoTask, tools: ProcessorTools): Promise<Ticket> {
  const { key, entry, count } = await latestAttempt(tools.ledger, task.key);
  // Only a person takes a failed job up again; `count` keeps a crash after that from being taken for another wish.
  const isAgain =
    job.attemptsMade > 0 &&
    ((entry?.state === "failed" && count <= job.attemptsMade) ||
      (entry?.state === "rejected" && !entry.error.retryable));
  const isSent = entry === undefined || isAgain || (entry.state === "rejected" && entry.error.retryable);
  const made = isSent
    ? await create(job, task, tools, isAgain ? { again: "failed", after: key } : {})
    : await tools.steps.submit(itemOf(task));
  if (made.state === "accepted") return made.ticket;
  if (made.state === "ambiguous") return find(job, task, tools, made.attempt);
  throw new Ended(made.error);
}

/** Sends the create when it is its turn. */
async function create(
  job: VideoJob,
  task: VideoTask,
  { steps, rate, outDir }: ProcessorTools,
  options: SubmitStepOptions,
): Promise<SubmitOutcome> {
  await makePlace(pathIn(outDir, task.output));
  const { tries, lost } = job.data;
  const wait = await rate.turn(job.id ?? task.key);
  if (wait > 0) throw new Later(wait, { step: "waiting" }, { ...(tries && { tries }), ...(lost && { lost }) });
  // What is lost from now on is another create, which has not been waited for.
  await remember(job, tries ? { tries } : {});
  const made = await steps.submit(itemOf(task), options);
  if (made.state === "rejected" && made.retryAfterMs !== null) {
    await rate.pause(made.retryAfterMs);
    // A server that is never reached is a trouble that does not pass; one that asks for patience is none.
    if (made.error.code !== "rate_limited") throw made.error;
    throw new Later(made.retryAfterMs, { step: "waiting" });
  }
  // From now on its turn comes before that of any create.
  if (made.state === "accepted") await job.changePriority({ priority: 0 });
  return made;
}

/** Looks for the job of a create whose answer was lost, when the list must show it. */
async function find(job: VideoJob, task: VideoTask, tools: ProcessorTools, attempt: SubmitAttempt): Promise<Ticket> {
  const { steps, ledger, settleMs, onAmbiguous } = tools;
  const { key } = attempt;
  const settling = (delayMs: number, looks: number) =>
    new Later(delayMs, { step: "settling" }, { lost: { key, looks } });
  // Of another create than this one, nothing follows.
  const looks = job.data.lost?.key === key ? job.data.lost.looks : undefined;
  if (looks === undefined) {
    // From now, not from the attempt: clocks of machines differ. Who wrote the intent may live, and be about to send it.
    const isIntent = (await ledger.read(key))?.state === "intent";
    throw settling(settleMs + (isIntent ? sendWithin : 0), 0);
  }
  const found = await steps.reconcile(attempt, { settleMs: 0, signal: AbortSignal.timeout(lookTime) });
  if (found.state === "accepted") {
    await job.changePriority({ priority: 0 });
    return found.ticket;
  }
  if (found.state === "ambiguous" && looks + 1 < mostLooks) throw settling(settleMs, looks + 1);
  if (onAmbiguous === "keep") throw new Ended(found.error);
  const made = await create(job, task, tools, { again: "ambiguous", after: key });
  if (made.state === "accepted") return made.ticket;
  if (made.state === "ambiguous") return find(job, task, tools, made.attempt);
  throw new Ended(made.error);
}

/** How BullMQ is told: the job comes back, or it has failed. */
async function endVisit(job: VideoJob, token: string | undefined, error: unknown): Promise<never> {
  const later = error instanceof Later ? error : laterOf(job, error);
  try {
    if (later) {
      await remember(job, later.memory ?? {});
      await report(job, later.progress);
      await job.moveToDelayed(Date.now() + later.delayMs, token);
    } else await remember(job, {});
  } catch {
    // Redis is away, or another worker has the job: it comes back when its lock has run out. To say anything else of it would
    // fail it.
    throw new (bullmq().DelayedError)();
  }
  if (later) throw new (bullmq().DelayedError)();
  throw new (bullmq().UnrecoverableError)(reasonOf(error instanceof Ended ? error.error : error));
}

/** A trouble that may pass, as a later visit; `undefined` if it will not, or has not for long. */
function laterOf(job: VideoJob, thrown: unknown): Later | undefined {
  // Not of ours is a Redis that breaks off, a disk that is full for a while, a look that took too long.
  const isPassing = !(thrown instanceof Ended) && (!isUgokuError(thrown) || thrown.retryable);
  const tries = (job.data.tries ?? 0) + 1;
  if (!isPassing || tries > mostTries) return undefined;
  const progress = (job.progress || { step: "waiting" }) as VideoProgress;
  return new Later(Math.min(longestWait, firstWait * 2 ** (tries - 1)), progress, { tries });
}

/** BullMQ's `failedReason`: it begins with the code. */
function reasonOf(error: unknown): string {
  if (!isUgokuError(error)) return error instanceof Error ? error.message : String(error);
  const { code, message, hint } = error;
  return `${code}: ${message}${hint ? ` ${hint}` : ""}`;
}

async function remember(job: VideoJob, memory: Memory): Promise<void> {
  const { notFoundSince, tries, lost, ...task } = job.data;
  const next = { ...task, ...memory };
  if (JSON.stringify(next) !== JSON.stringify(job.data)) await job.updateData(next);
}

/** Written only when it has changed: a look costs Redis no more than a look. */
async function report(job: VideoJob, progress: VideoProgress): Promise<void> {
  if (JSON.stringify(job.progress) !== JSON.stringify(progress)) await job.updateProgress({ ...progress });
}

const itemOf = ({ v: _, output: __, ...item }: VideoTask) => item;
