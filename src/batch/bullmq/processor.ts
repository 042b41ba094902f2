/**
 * Processes a job of the queue. One visit takes as many steps as possible without waiting, then the job is delayed and the
 * worker takes another.
 *
 * @module
 */
import type { Job } from "bullmq";
import type { Ticket } from "../../job/ticket.js";
import type { SubmitAttempt } from "../../submit/submit-attempt.js";
import { backoff } from "../../utils/backoff.js";
import { isUgokuError } from "../../utils/errors.js";
import { mayResend, sendWithin } from "../job-steps.js";
import type { Ledger } from "../ledger.js";
import { isDownloaded, type OutputFolders, resolveOutput } from "../output-paths.js";
import { latestAttempt } from "../retry-keys.js";
import { sealImages } from "../seal-image.js";
import type { BatchSteps, KeyedItem, SubmitOutcome, SubmitStepOptions } from "../step-types.js";
import { bullmq } from "./import-bullmq.js";
import { parseTask, type VideoTask } from "./job-data.js";
import type { VideoResult } from "./queue.js";
import type { RedisRateLimiter } from "./redis-rate-limiter.js";

/** The progress of a video: BullMQ's `progress`. */
export interface VideoProgress {
  /** `"waiting"`: for the rate limit. `"settling"`: its response was lost, and its job is searched for soon. */
  readonly step: "waiting" | "settling" | "running" | "downloading";
  /** The server's job id, from `"running"` on. */
  readonly jobId?: string;
}

export interface ProcessorContext {
  readonly steps: BatchSteps;
  readonly ledger: Ledger;
  readonly limiter: RedisRateLimiter;
  readonly outDir: string;
  readonly folders: OutputFolders;
  readonly settleMs: number;
  readonly onAmbiguous: "report" | "resubmit";
}

/** Data that a job keeps between two visits, beside its task and the ledger. */
interface VisitState {
  /** Since when the server has not known the job, in milliseconds since 1970. */
  readonly notFoundSince?: number;
  /** Since when the server has reported a failure that the dialect wants confirmed. */
  readonly failedSince?: number;
  /** Temporary errors in a row, each followed by a retry. */
  readonly retries?: number;
  /** The lost create request by its key, and the number of searches that could not decide. */
  readonly lost?: { readonly key: string; readonly searches: number };
}

type VideoJob = Job<VideoTask & VisitState, VideoResult>;

/** The job returns after `delayMs`. */
interface Delayed {
  readonly status: "delayed";
  readonly delayMs: number;
  readonly progress: VideoProgress;
  readonly state?: VisitState;
}

/** The job has failed, even if its error is retryable: a person decides. */
interface Failed {
  readonly status: "failed";
  readonly error: unknown;
}

interface Completed {
  readonly status: "completed";
  readonly result: VideoResult;
}

/** After this many temporary errors in a row, a job fails. */
const maxRetries = 20;
const errorDelays = { base: 5_000, max: 5 * 60_000, jitter: 0 };

/**
 * Searches that cannot decide, before the job fails or is sent again: other workers may assign some of the possible jobs, and a list
 * that cannot be read may be readable later.
 */
const maxSearches = 3;

/** Milliseconds for one search of the list; a server that is down for longer is searched again later. */
const searchTimeout = 30_000;

/** BullMQ's processor: reports delays and failures by throwing BullMQ's errors. */
export function createProcessor(context: ProcessorContext): (job: VideoJob, token?: string) => Promise<VideoResult> {
  return async (job, token) => {
    const visited = await visit(job, context).catch((error: unknown) => toDelayOrFailure(job, error));
    if (visited.status === "completed") return visited.result;
    const { DelayedError, UnrecoverableError } = bullmq();
    try {
      if (visited.status === "delayed") {
        await saveState(job, visited.state ?? {});
        await report(job, visited.progress);
        await job.moveToDelayed(Date.now() + visited.delayMs, token);
      } else await saveState(job, {});
    } catch {
      // Redis is unreachable, or another worker has the job. It returns when its lock expires; any other error would fail it.
      throw new DelayedError();
    }
    if (visited.status === "delayed") throw new DelayedError();
    throw new UnrecoverableError(getFailedReason(visited.error));
  };
}

async function visit(job: VideoJob, context: ProcessorContext): Promise<Completed | Delayed | Failed> {
  const { steps, ledger, outDir, folders } = context;
  const task = parseTask(job.data);
  const path = resolveOutput(outDir, task.output);
  const found = await getTicket(job, task, context);
  if (found.status !== "accepted") return found;
  const { ticket } = found;
  const jobId = ticket.id;
  const isSaved = (await ledger.read(ticket.key))?.status === "completed" || (await isDownloaded(path, ticket, outDir));
  const polled = isSaved ? undefined : await poll(job, ticket, steps);
  if (polled?.status === "failed") return polled;
  if (polled?.status === "running") {
    const state = pickTimes(polled.ticket);
    return { status: "delayed", delayMs: polled.retryAfterMs, progress: { step: "running", jobId }, state };
  }
  if (polled) await report(job, { step: "downloading", jobId });
  await folders.ensure(path);
  const saved = await steps.download(ticket, path, { clip: polled?.clip });
  return { status: "completed", result: { key: task.key, path: saved.path, bytes: saved.bytes, jobId, ticket } };
}

function poll(job: VideoJob, ticket: Ticket, steps: BatchSteps) {
  // A retry by a person continues to wait for a job that has timed out.
  const deadline = job.attemptsMade > 0 ? Math.max(ticket.deadline, Date.now() + searchTimeout) : ticket.deadline;
  return steps.pollOnce({ ...ticket, deadline, ...pickTimes(job.data) });
}

interface Found {
  readonly status: "accepted";
  readonly ticket: Ticket;
}

/** The ticket of the item's job: from the ledger, from a create request, or from the search for a lost one. */
async function getTicket(job: VideoJob, task: VideoTask, context: ProcessorContext): Promise<Found | Delayed | Failed> {
  const { key, entry, count } = await latestAttempt(context.ledger, task.key);
  // Only a person retries a failed job; `count` tells that retry from a crash after it.
  const isRetry =
    job.attemptsMade > 0 &&
    ((entry?.status === "failed" && count <= job.attemptsMade) ||
      (entry?.status === "rejected" && !entry.error.retryable));
  const isSent = entry !== undefined && !isRetry && !(entry.status === "rejected" && entry.error.retryable);
  const submitted = isSent
    ? await context.steps.submit(toItem(task))
    : await create(job, task, context, isRetry ? { again: "failed", after: key } : {});
  return toTicket(submitted, job, task, context);
}

function toTicket(
  submitted: SubmitOutcome | Delayed | Failed,
  job: VideoJob,
  task: VideoTask,
  context: ProcessorContext,
): Found | Delayed | Failed | Promise<Found | Delayed | Failed> {
  if (submitted.status === "ambiguous") return search(job, task, context, submitted.attempt);
  if (submitted.status === "rejected") return { status: "failed", error: submitted.error };
  return submitted;
}

/** Sends the create request if the rate limit allows it. */
async function create(
  job: VideoJob,
  task: VideoTask,
  { steps, limiter, outDir, folders }: ProcessorContext,
  options: SubmitStepOptions,
): Promise<SubmitOutcome | Delayed | Failed> {
  await folders.check(resolveOutput(outDir, task.output));
  const { retries, lost } = job.data;
  const progress = { step: "waiting" } as const;
  const wait = await limiter.acquire(job.id ?? task.key);
  if (wait > 0)
    return {
      status: "delayed",
      delayMs: wait,
      progress,
      state: { ...(retries && { retries }), ...(lost && { lost }) },
    };
  // A response that is lost from here on belongs to another request than `lost`.
  await saveState(job, retries ? { retries } : {});
  const item = toItem(task);
  const sealed = task.isHashed ? await sealImages(item, task.key, task.image) : item;
  const submitted = await steps.submit(sealed, options);
  if (submitted.status === "rejected" && submitted.retryAfterMs !== null) {
    await limiter.pause(submitted.retryAfterMs);
    // An unreachable server counts as an error; a rate limit does not.
    if (submitted.error.code !== "rate_limited") return toDelayOrFailure(job, submitted.error);
    return { status: "delayed", delayMs: submitted.retryAfterMs, progress };
  }
  if (submitted.status === "accepted") await prioritize(job);
  return submitted;
}

/** Searches for the job of a lost response once the list must show it. */
async function search(
  job: VideoJob,
  task: VideoTask,
  context: ProcessorContext,
  attempt: SubmitAttempt,
): Promise<Found | Delayed | Failed> {
  const { steps, ledger, settleMs, onAmbiguous } = context;
  const { key } = attempt;
  const settle = (delayMs: number, searches: number): Delayed => {
    return { status: "delayed", delayMs, progress: { step: "settling" }, state: { lost: { key, searches } } };
  };
  if (job.data.lost?.key !== key) {
    // From now, not from the attempt: machines' clocks differ. The worker that wrote an intent may be about to send it.
    const isIntent = (await ledger.read(key))?.status === "intent";
    return settle(settleMs + (isIntent ? sendWithin : 0), 0);
  }
  const { searches } = job.data.lost;
  const found = await steps.reconcile(attempt, { settleMs: 0, signal: AbortSignal.timeout(searchTimeout) });
  if (found.status === "accepted") {
    await prioritize(job);
    return found;
  }
  if (found.status === "ambiguous" && searches + 1 < maxSearches) return settle(settleMs, searches + 1);
  if (onAmbiguous === "report" || !mayResend(found)) return { status: "failed", error: found.error };
  return toTicket(await create(job, task, context, { again: "ambiguous", after: key }), job, task, context);
}

/** A paid job comes before every create request. */
const prioritize = (job: VideoJob) => job.changePriority({ priority: 0 });

/** A temporary error delays the job; a permanent one, or too many in a row, fails it. */
function toDelayOrFailure(job: VideoJob, error: unknown): Delayed | Failed {
  // Errors of others are a lost Redis connection, a full disk, a search that timed out.
  const isTemporary = !isUgokuError(error) || error.retryable;
  const retries = (job.data.retries ?? 0) + 1;
  if (!isTemporary || retries > maxRetries) return { status: "failed", error };
  const progress = (job.progress || { step: "waiting" }) as VideoProgress;
  return { status: "delayed", delayMs: backoff(retries, errorDelays), progress, state: { retries } };
}

/** BullMQ's `failedReason`; starts with the error's code. */
function getFailedReason(error: unknown): string {
  if (!isUgokuError(error)) return error instanceof Error ? error.message : String(error);
  const { code, message, hint } = error;
  return `${code}: ${message}${hint ? ` ${hint}` : ""}`;
}

/** The times that a later visit needs. */
const pickTimes = ({ notFoundSince, failedSince }: Pick<VisitState, "notFoundSince" | "failedSince">) => ({
  ...(notFoundSince === undefined ? {} : { notFoundSince }),
  ...(failedSince === undefined ? {} : { failedSince }),
});

async function saveState(job: VideoJob, state: VisitState): Promise<void> {
  const { notFoundSince, failedSince, retries, lost, ...task } = job.data;
  const data = { ...task, ...state };
  if (JSON.stringify(data) !== JSON.stringify(job.data)) await job.updateData(data);
}

/** Written only if it has changed, to keep a poll cheap for Redis. */
async function report(job: VideoJob, progress: VideoProgress): Promise<void> {
  if (JSON.stringify(job.progress) !== JSON.stringify(progress)) await job.updateProgress({ ...progress });
}

const toItem = ({ v: _, output: __, isHashed: ___, columns: ____, ...item }: VideoTask): KeyedItem => item;
