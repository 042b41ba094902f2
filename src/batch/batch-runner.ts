/**
 * Runs the tasks of a batch concurrently, each from its plan to its saved clip.
 *
 * @module
 */

import { addUsd } from "../client/cost.js";
import type { Clip } from "../download/clip.js";
import { redirectHint } from "../http/redirect.js";
import type { Ticket } from "../job/ticket.js";
import type { Job } from "../job/types.js";
import { hashPrompt, type SubmitAttempt } from "../submit/submit-attempt.js";
import { attachJob, EndpointError, isUgokuError, UgokuError } from "../utils/errors.js";
import { formatUsd } from "../utils/format.js";
import { setting, text } from "../utils/message.js";
import { KeyedMutex, Semaphore } from "../utils/semaphore.js";
import { isFatal, isJobFailure, recordError, restoreError } from "./batch-errors.js";
import { type BatchItem, buildAnimation } from "./item.js";
import { mayResend } from "./job-steps.js";
import { JobWaiter } from "./job-waiter.js";
import type { Ledger } from "./ledger.js";
import { findOrCopyClip, isDownloaded, isUnmoved, OutputFolders } from "./output-paths.js";
import { checkMaxCost } from "./plan-batch.js";
import { AdaptiveRateLimiter, type RateLimitState } from "./rate-limiter.js";
import { fingerprint, latestAttempt, startsAnew } from "./retry-keys.js";
import { sealImages } from "./seal-image.js";
import type { BatchSteps } from "./step-types.js";
import type { BatchEntry, BatchEvent, BatchOptions, BatchResult } from "./types.js";
import type { Task } from "./validate-item.js";

/** Validated options, and the objects that a run works with. */
export interface RunContext {
  readonly ledger: Ledger;
  readonly steps: BatchSteps;
  readonly emit: (event: BatchEvent) => void;
  readonly options: BatchOptions;
  /** Milliseconds. */
  readonly timeout: number;
}

/** An item of a stream that is invalid. */
export interface InvalidTask {
  readonly entry: BatchEntry;
  readonly error: UgokuError;
}

/** Concurrent downloads. */
const maxDownloads = 4;

/**
 * Maximum attempts of a create request that the server provably did not accept, not counting 429s. With exponential backoff they
 * take two minutes, enough for a server to restart.
 */
const maxAttempts = 8;

type Outcome = Pick<BatchResult, "status" | "reason" | "jobId" | "bytes" | "error">;

interface WaitingJob {
  readonly job: Job;
  /** Whether a run that was killed downloaded its clip. */
  readonly hasDownload?: boolean;
}

/** A job to wait for, or an outcome without one. */
type Started = WaitingJob | { readonly outcome: Outcome };

const stopped: Started = { outcome: { status: "skipped", reason: "stopped" } };

/** One run of a batch. */
export class BatchRunner {
  readonly results: BatchResult[] = [];
  /** Estimated US dollars of the created jobs; `null` once a rate is unknown. */
  spent: number | null = 0;
  /** Ends waits and downloads. */
  readonly #abort: AbortSignal;
  /** Ends items without a create request. */
  readonly stopping: AbortSignal;
  readonly #context: RunContext;
  readonly #end = new AbortController();
  readonly #mutex = new KeyedMutex();
  readonly #downloads = new Semaphore(maxDownloads);
  readonly #folders: OutputFolders;
  readonly #limiter: AdaptiveRateLimiter;
  readonly #waiter: JobWaiter;
  readonly #keys = new Set<string>();
  /** Errors of jobs that were created and could not be recorded. */
  readonly #unrecorded: UgokuError[] = [];
  #fatal: unknown;

  constructor(context: RunContext) {
    const { signal, drain, ugoku, createsPerMinute, outDir } = context.options;
    this.#context = context;
    this.#folders = new OutputFolders(outDir);
    this.#limiter = new AdaptiveRateLimiter({ perMinute: createsPerMinute });
    this.#abort = AbortSignal.any([this.#end.signal, ...(signal ? [signal] : [])]);
    this.stopping = AbortSignal.any([this.#abort, ...(drain ? [drain] : [])]);
    this.#waiter = new JobWaiter(ugoku, this.#abort);
  }

  /** Runs all tasks. Rejects with the signal's reason, or with the error that ends the run. */
  async run(tasks: AsyncIterable<Task | InvalidTask> | Iterable<Task>): Promise<void> {
    const slots = new Semaphore(this.#context.options.concurrency ?? 20);
    const open = new Set<Promise<void>>();
    try {
      for await (const task of tasks) {
        if ("error" in task) {
          this.#report(Object.assign({}, task.entry, { status: "failed", error: task.error, elapsedMs: 0 } as const));
          continue;
        }
        const release = await slots.take(this.#abort).catch(() => undefined);
        if (!release) break;
        const work = this.#process(task).finally(() => {
          release();
          open.delete(work);
        });
        open.add(work);
      }
    } catch (error) {
      this.#fail(error);
    }
    await Promise.all(open);
    await this.#waiter.close();
    if (this.#fatal !== undefined) throw this.#withUnrecordedJobs(this.#fatal);
    this.#context.options.signal?.throwIfAborted();
  }

  /** The fatal error, with the ids of all jobs that were created and could not be recorded. */
  #withUnrecordedJobs(error: unknown): unknown {
    const [first, second] = this.#unrecorded;
    if (!first || (first === error && !second)) return error;
    const ids = this.#unrecorded.map(({ jobId }) => jobId).join(", ");
    const jobs = second ? `${this.#unrecorded.length} jobs were` : "1 job was";
    const reason = error instanceof Error ? error.message : String(error);
    return new UgokuError("ledger_not_writable", `${jobs} created but could not be recorded: ${ids}. ${reason}`, {
      cause: error,
      jobId: first.jobId,
      ticket: first.ticket,
      hint: "These jobs are paid for. Repair the ledger and run again with it: they are then found.",
    });
  }

  #fail(error: unknown): void {
    this.#fatal ??= error;
    // Not the error itself: pending waits of other items reject with this reason, and must not be reported as failed by it.
    this.#end.abort(new Error("The batch has ended."));
  }

  /** Not `async`: from `#finish()` on, only the entry is referenced, so that the image can be garbage-collected. */
  #process(task: Task): Promise<void> {
    const { entry } = task;
    const started = performance.now();
    return this.#start(task)
      .then((result) => ("job" in result ? this.#finish(entry, result) : result.outcome))
      .catch((error: unknown) => this.#toOutcome(error))
      .then((outcome) => {
        if (!outcome || (outcome.reason === "stopped" && this.#abort.aborted)) return;
        // Not a spread: V8 of Node 20 gives each spread copy its own shape, and all results are kept.
        this.#report(Object.assign({}, entry, outcome, { elapsedMs: Math.round(performance.now() - started) }));
      });
  }

  /** An item's error as its outcome; `undefined` if the error ends the run, or if the run has ended: the next run continues. */
  #toOutcome(error: unknown): Outcome | undefined {
    // Compared by identity, because the caller's abort reason may be an UgokuError too.
    const isOwn = isUgokuError(error) && error !== this.#abort.reason && error !== this.stopping.reason;
    if (!isOwn && this.stopping.aborted) return { status: "skipped", reason: "stopped" };
    if (isOwn && !isFatal(error)) {
      const status = error.code === "submit_uncertain" ? "ambiguous" : "failed";
      return { status, error, ...(error.jobId === undefined ? {} : { jobId: error.jobId }) };
    }
    if (isOwn && error.code === "ledger_not_writable" && error.jobId !== undefined) this.#unrecorded.push(error);
    this.#fail(error);
    return undefined;
  }

  #report(result: BatchResult): void {
    this.results.push(result);
    this.#context.emit({ type: result.status, result });
  }

  #emitRate(state: RateLimitState | undefined): void {
    if (state) this.#context.emit({ type: "rate", ...state });
  }

  /** Continues from the item's ledger entry. */
  async #start(task: Task): Promise<Started> {
    const { ledger, options } = this.#context;
    const { key, output } = task.entry;
    if (this.stopping.aborted) return stopped;
    if (this.#keys.has(key)) return { outcome: { status: "skipped", reason: "duplicate" } };
    this.#keys.add(key);
    const { entry } = await latestAttempt(ledger, key);
    if (!entry || startsAnew(entry, options.retryFailed)) return this.#create(task, entry && "failed");
    if ("attempt" in entry)
      return this.#mutex.run(fingerprint(entry.attempt), this.#abort, () => this.#reconcile(task, entry.attempt));
    if (entry.status === "rejected") return { outcome: { status: "failed", error: restoreError(entry.error) } };
    const jobId = entry.ticket.id;
    if (entry.status === "failed") return { outcome: { status: "failed", jobId, error: restoreError(entry.error) } };
    const isSaved = entry.status === "completed" && !(await isUnmoved(entry, options.outDir));
    const file = isSaved ? await findOrCopyClip(output, entry) : undefined;
    if (file) return { outcome: { status: "skipped", reason: "completed", jobId, bytes: file.bytes } };
    return this.#resume(task, entry.ticket);
  }

  /** A job of an earlier run gets a new deadline. */
  async #resume({ entry: item }: Task, ticket: Ticket): Promise<Started> {
    const { timeout, emit, options } = this.#context;
    emit({ type: "accepted", item, jobId: ticket.id, known: true });
    return {
      job: options.ugoku.resume({ ...ticket, deadline: Date.now() + timeout }),
      hasDownload: await isDownloaded(item.output, ticket, options.outDir),
    };
  }

  /** Plans and sends; one at a time for create requests that a server's list cannot tell apart. */
  async #create(task: Task, again: "failed" | undefined): Promise<Started> {
    const { options, emit } = this.#context;
    await this.#folders.ensure(task.entry.output);
    const item = await this.#seal(task);
    const plan = await buildAnimation(options.ugoku, item)
      .lint(options.lint ?? "warn")
      .plan({ signal: this.stopping });
    emit({ type: "planned", item: task.entry, plan });
    const { model, seconds, size, prompt } = plan.request;
    const name = fingerprint({ promptHash: await hashPrompt(prompt), model, seconds, size });
    return this.#mutex.run(name, this.stopping, () => this.#send(task, item, again));
  }

  /** An item with a key of its own names its clip itself: its image may change. */
  #seal({ item, entry, hasOwnKey }: Task): Promise<BatchItem> | BatchItem {
    return hasOwnKey ? item : sealImages(item, entry.key, entry.image);
  }

  async #send(task: Task, sealed: BatchItem, again: "failed" | "ambiguous" | undefined): Promise<Started> {
    const { steps, emit, options } = this.#context;
    const { entry: item } = task;
    for (let attempt = 1; ; ) {
      await this.#limiter.acquire(this.stopping);
      this.#spend(item.usd);
      emit({ type: "intent", item });
      // `drain` does not abort this request: its response contains the id of a paid job.
      const submitted = await steps
        .submit({ ...sealed, key: item.key }, { again, signal: options.signal })
        .catch((error: unknown) => {
          if (!isUgokuError(error) || error.jobId === undefined) this.#refund(item.usd);
          throw error;
        });
      if (submitted.status === "accepted") {
        this.#emitRate(this.#limiter.accept());
        emit({ type: "accepted", item, jobId: submitted.ticket.id, known: submitted.known });
        return { job: submitted.job };
      }
      if (submitted.status === "ambiguous")
        return this.#reconcile(task, submitted.attempt).catch((error: unknown) => {
          throw isRedirect(submitted.error) && isUgokuError(error) ? redirectError(submitted.error) : error;
        });
      this.#refund(item.usd);
      const { error } = submitted;
      if (submitted.status === "failed") throw error;
      emit({ type: "rejected", item, error });
      if (submitted.retryAfterMs === null) throw error;
      if (error.code === "rate_limited") this.#emitRate(this.#limiter.slowDown(submitted.retryAfterMs, error));
      else if (attempt++ === maxAttempts) throw error;
      else this.#emitRate(this.#limiter.pause(undefined, error));
    }
  }

  /** Counts a create request before it is sent. @throws CostError */
  #spend(usd: number | null): void {
    const sum = addUsd(this.spent, usd);
    const maxCost = setting("maxCost", this.#context.options.maxCost);
    checkMaxCost(sum, this.#context.options.maxCost, {
      unknown: text`The cost of this clip is unknown, and ${maxCost} is set.`,
      above: text`With this clip, the batch would cost about ${formatUsd(sum ?? 0)}, more than ${maxCost}.`,
      hint: text`Raise ${setting("maxCost")} and run again with the same ledger: finished clips are kept.`,
    });
    this.spent = sum;
  }

  #refund(usd: number | null): void {
    if (usd !== null) this.spent = addUsd(this.spent, -usd);
  }

  /** Searches for the job of an uncertain create request. If it cannot be found, the item is reported or sent again. */
  async #reconcile(task: Task, attempt: SubmitAttempt): Promise<Started> {
    const { steps, options, emit } = this.#context;
    const found = await steps.reconcile(attempt, { settleMs: options.settleMs, signal: this.#abort });
    if (found.status === "accepted") {
      emit({ type: "accepted", item: task.entry, jobId: found.ticket.id, known: true });
      return { job: found.job };
    }
    if (options.onAmbiguous !== "resubmit" || !mayResend(found)) throw found.error;
    if (this.stopping.aborted) return stopped;
    await this.#folders.ensure(task.entry.output);
    return this.#send(task, await this.#seal(task), "ambiguous");
  }

  /** Waits for the job and saves its clip. */
  async #finish(item: BatchEntry, { job, hasDownload }: WaitingJob): Promise<Outcome> {
    const { steps } = this.#context;
    const { output } = item;
    const { ticket } = job;
    // Some servers delete a job after its download, so it is not polled.
    const clip = hasDownload ? undefined : await this.#wait(item, job);
    try {
      const { bytes } = await this.#downloads.enter(this.#abort, async () => {
        await this.#folders.ensure(output);
        return steps.download(ticket, output, { clip, signal: this.#abort });
      });
      return { status: "completed", jobId: job.id, bytes };
    } catch (error) {
      this.#abort.throwIfAborted();
      if (!isUgokuError(error)) throw error;
      // An error of the ledger concerns every item.
      throw error.code === "ledger_not_writable" ? error : attachJob(error, job);
    }
  }

  async #wait(item: BatchEntry, job: Job): Promise<Clip> {
    const { ledger, emit } = this.#context;
    const { ticket } = job;
    const waited = await this.#waiter.wait(job, (update) => emit({ type: "progress", item, update }));
    if (waited.status === "failed") {
      const { error } = waited;
      if (isJobFailure(error))
        await ledger.write({ status: "failed", key: ticket.key, ticket, error: recordError(error) });
      throw error;
    }
    emit({ type: "rendered", item, clip: waited.clip });
    return waited.clip;
  }
}

const isRedirect = ({ cause }: UgokuError): boolean => isUgokuError(cause) && cause.hint === redirectHint;

/** Every create request would be redirected: the run ends. The ledger keeps this one as ambiguous. */
const redirectError = (error: UgokuError) =>
  new EndpointError("endpoint_invalid", error.message, {
    hint: `${redirectHint} Run again with the same ledger: the job is then searched for.`,
    cause: error,
  });
