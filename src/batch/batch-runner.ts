/**
 * One run: takes each task from its plan to its file, so many at once.
 *
 * @module
 */

import type { Ticket } from "../job/ticket.js";
import type { Job } from "../job/types.js";
import type { SubmitAttempt } from "../submit/submit-attempt.js";
import { hashPrompt } from "../submit/submit-attempt.js";
import { attachJob, isUgokuError, UgokuError } from "../utils/errors.js";
import { Semaphore } from "../utils/semaphore.js";
import { Budget } from "./budget.js";
import { isFatal } from "./error-scope.js";
import { sentenceOf } from "./item.js";
import { Watcher } from "./job-waiter.js";
import { KeyedMutex } from "./keyed-mutex.js";
import type { Ledger } from "./ledger.js";
import { clipInPlace, makePlace } from "./output-paths.js";
import type { AdaptiveRateLimiter } from "./rate-limiter.js";
import { baseKey, fingerprintOf, latestAttempt } from "./retry-keys.js";
import { recordError, restoreError } from "./serialized-error.js";
import type { BatchClient, BatchSteps } from "./step-types.js";
import type { BatchEntry, BatchEvent, BatchOptions, BatchResult } from "./types.js";
import type { Task } from "./validate-item.js";

/** What a run works with, all of it checked. */
export interface RunContext {
  readonly ugoku: BatchClient;
  readonly ledger: Ledger;
  readonly steps: BatchSteps;
  readonly pacer: AdaptiveRateLimiter;
  readonly tell: (event: BatchEvent) => void;
  readonly options: BatchOptions;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Files that are downloaded at once. */
const mostDownloads = 4;

/**
 * How often a create is tried that the server cannot take, besides those that came too fast: with the pauses between them,
 * two minutes, in which a server starts again.
 */
const mostTries = 8;

/** Not begun, or not waited for any more, because the batch was stopped or has ended. Never an item's own trouble. */
class Stopped extends Error {}

type Outcome = Pick<BatchResult, "state" | "reason" | "jobId" | "bytes" | "error">;

/** A batch at work. */
export class Run {
  readonly results: BatchResult[] = [];
  readonly budget: Budget;
  readonly #context: RunContext;
  readonly #halt = new AbortController();
  /** Ends waits and downloads at once. */
  readonly #now: AbortSignal;
  /** Ends what has not been sent. */
  readonly #soon: AbortSignal;
  readonly #lanes = new KeyedMutex();
  readonly #downloads = new Semaphore(mostDownloads);
  readonly #watcher: Watcher;
  readonly #keys = new Set<string>();
  readonly #underWay = new Map<string, BatchEntry>();
  /** Jobs that were made and could not be written down. */
  readonly #lost: UgokuError[] = [];
  #fatal: unknown;

  constructor(context: RunContext) {
    this.#context = context;
    this.budget = new Budget(context.options.maxCost);
    const { signal, drain } = context.options;
    this.#now = AbortSignal.any([this.#halt.signal, ...(signal ? [signal] : [])]);
    this.#soon = AbortSignal.any([this.#now, ...(drain ? [drain] : [])]);
    this.#watcher = new Watcher(context.ugoku, this.#now);
  }

  /** Fires when nothing more is to be begun. */
  get stopping(): AbortSignal {
    return this.#soon;
  }

  /** The item whose create is under way with that key. */
  underWay(key: string): BatchEntry | undefined {
    return this.#underWay.get(baseKey(key));
  }

  /** Makes them all. Rejects with the signal's reason, or with what ends a run. */
  async all(tasks: AsyncIterable<Task> | Iterable<Task>): Promise<void> {
    const slots = new Semaphore(this.#context.options.concurrency ?? 20);
    const open = new Set<Promise<void>>();
    try {
      for await (const task of tasks) {
        if (this.#now.aborted) break;
        const leave = await slots.take(this.#now).catch(() => undefined);
        if (!leave) break;
        const work = this.#process(task).finally(() => {
          leave();
          open.delete(work);
        });
        open.add(work);
      }
    } catch (error) {
      this.#end(error);
    }
    await Promise.all(open);
    await this.#watcher.close();
    if (this.#fatal !== undefined) throw this.#withLostIds(this.#fatal);
    this.#context.options.signal?.throwIfAborted();
  }

  /** The error that ends the run says all ids of jobs that were made and could not be written down. */
  #withLostIds(error: unknown): unknown {
    const [first, second] = this.#lost;
    if (!first || (first === error && !second)) return error;
    const ids = this.#lost.map(({ jobId }) => jobId).join(", ");
    const jobs = second ? `${this.#lost.length} jobs were` : "1 job was";
    return new UgokuError(
      "ledger_not_writable",
      `${jobs} made that could not be written down: ${ids}. ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
        jobId: first.jobId,
        ticket: first.ticket,
        hint: "What was made is paid for. Mend the ledger and start again with it: it is looked for.",
      },
    );
  }

  /** What is wrong with an item of a stream, found when its turn came. */
  refuse(entry: Omit<BatchResult, "state" | "elapsedMs">, error: UgokuError): void {
    this.#report({ ...entry, state: "failed", error, elapsedMs: 0 });
  }

  #end(error: unknown): void {
    this.#fatal ??= error;
    // Not with the error itself: what others are waiting for rejects with this, and the error is not theirs.
    this.#halt.abort(new Stopped());
  }

  /** Not `async`, and with the entry only from the create on: a job that is waited for must not hold its image. */
  #process(task: Task): Promise<void> {
    const { entry } = task;
    const started = performance.now();
    return this.#begin(task)
      .then((begun) => ("job" in begun ? this.#finish(entry, begun.job) : begun))
      .catch((error: unknown) => this.#outcomeOf(error))
      .then((outcome) => {
        // Not a spread: to each copy that one makes, V8 of Node 20 gives a shape of its own, and these are kept.
        const elapsedMs = Math.round(performance.now() - started);
        if (outcome) this.#report(Object.assign({}, entry, outcome, { elapsedMs }));
      });
  }

  /** What an error means for its item; `undefined` for one that a stop has cut off, or that ends the run: it is gone on with. */
  #outcomeOf(error: unknown): Outcome | undefined {
    // By identity: the caller's reason for a stop may be an error of ours, too.
    const isOwn = isUgokuError(error) && error !== this.#now.reason && error !== this.#soon.reason;
    if (!isOwn && this.#now.aborted) return undefined;
    if (!isOwn && this.#soon.aborted) return { state: "skipped", reason: "stopped" };
    if (isOwn && !isFatal(error)) {
      const state = error.code === "submit_uncertain" ? "ambiguous" : "failed";
      return { state, error, ...(error.jobId === undefined ? {} : { jobId: error.jobId }) };
    }
    if (isOwn && error.code === "ledger_not_writable" && error.jobId !== undefined) this.#lost.push(error);
    this.#end(error);
    return undefined;
  }

  #report(result: BatchResult): void {
    this.results.push(result);
    this.#context.tell({ type: result.state, result });
  }

  /** Up to a job that can be waited for, or to what there is to say without one. */
  async #begin(task: Task): Promise<Outcome | { readonly job: Job }> {
    const { ledger, options } = this.#context;
    if (this.#soon.aborted) throw new Stopped();
    if (this.#keys.has(task.entry.key)) return { state: "skipped", reason: "duplicate" };
    this.#keys.add(task.entry.key);
    const { entry } = await latestAttempt(ledger, task.entry.key);
    switch (entry?.state) {
      case "done": {
        const there = await clipInPlace(task.entry.output, entry);
        if (there) return { state: "skipped", reason: "done", jobId: entry.ticket.id, bytes: entry.bytes };
        return { job: this.#resumed(task, entry.ticket) };
      }
      case "accepted":
        return { job: this.#resumed(task, entry.ticket) };
      case "failed":
        if (!options.retryFailed) return { state: "failed", jobId: entry.ticket.id, error: restoreError(entry.error) };
        return { job: await this.#create(task, "failed") };
      case "rejected":
        if (!entry.error.retryable && !options.retryFailed)
          return { state: "failed", error: restoreError(entry.error) };
        return { job: await this.#create(task, "failed") };
      case "intent":
      case "ambiguous": {
        const settle = () => this.#settle(task, entry.attempt);
        return { job: await this.#lanes.alone(fingerprintOf(entry.attempt), this.#now, settle) };
      }
      default:
        await makePlace(task.entry.output);
        return { job: await this.#create(task, undefined) };
    }
  }

  /** A job of an earlier run gets its time anew. */
  #resumed(task: Task, ticket: Ticket): Job {
    const { ugoku, timeout, tell } = this.#context;
    tell({ type: "accepted", item: task.entry, jobId: ticket.id, known: true });
    return ugoku.resume({ ...ticket, deadline: Date.now() + timeout });
  }

  /** Makes the job, with the pixels looked at and the money counted; one at a time of those that a list cannot tell apart. */
  async #create(task: Task, again: "failed" | undefined): Promise<Job> {
    const { options, tell, ugoku } = this.#context;
    const plan = await sentenceOf(ugoku, task.item)
      .lint(options.lint ?? "warn")
      .plan({ signal: this.#soon });
    tell({ type: "planned", item: task.entry, plan });
    const { model, seconds, size, prompt } = plan.request;
    const name = fingerprintOf({ promptHash: await hashPrompt(prompt), model, seconds, size });
    return this.#lanes.alone(name, this.#soon, () => this.#send(task, again));
  }

  async #send(task: Task, again: "failed" | "ambiguous" | undefined): Promise<Job> {
    const { pacer, steps, tell, options } = this.#context;
    const { key, usd } = task.entry;
    for (let count = 1; ; ) {
      await pacer.turn(this.#soon);
      const refund = this.budget.reserve(usd);
      this.#underWay.set(key, task.entry);
      // From here on it is not for a gentle stop to break off: the answer is a job's id.
      const made = await steps
        .submit({ ...task.item, key }, { again, signal: options.signal })
        .catch((error: unknown) => {
          if (!isUgokuError(error) || error.jobId === undefined) refund();
          throw error;
        })
        .finally(() => this.#underWay.delete(key));
      if (made.state === "accepted") {
        pacer.taken();
        tell({ type: "accepted", item: task.entry, jobId: made.ticket.id, known: made.known });
        return made.job;
      }
      if (made.state === "ambiguous") return this.#settle(task, made.attempt);
      refund();
      const { error } = made;
      if (made.state === "failed") throw error;
      tell({ type: "rejected", item: task.entry, error });
      if (made.retryAfterMs === null) throw error;
      if (error.code === "rate_limited") {
        pacer.refused(made.retryAfterMs, error);
        continue;
      }
      if (count === mostTries) throw error;
      count += 1;
      pacer.pause(undefined, error);
    }
  }

  /** Looks for the job of a create in doubt. What cannot be found is reported, or sent again if that was asked for. */
  async #settle(task: Task, attempt: SubmitAttempt): Promise<Job> {
    const { steps, options, tell } = this.#context;
    const { settleMs } = options;
    const found = await steps.reconcile(attempt, { settleMs, signal: this.#now });
    if (found.state === "accepted") {
      tell({ type: "accepted", item: task.entry, jobId: found.ticket.id, known: true });
      return found.job;
    }
    const mayResend = found.state === "missing" || (found.candidates.length === 0 && !isOutage(found.error));
    if (options.onAmbiguous !== "resubmit" || !mayResend) throw found.error;
    if (this.#soon.aborted) throw new Stopped();
    return this.#send(task, "ambiguous");
  }

  /** Waits for the job, and saves its clip. */
  async #finish(item: BatchEntry, job: Job): Promise<Outcome> {
    const { ledger, steps, tell } = this.#context;
    const { output } = item;
    const seen = await this.#watcher.join(job, (update) => tell({ type: "progress", item, update }));
    const { ticket } = job;
    if (seen.status === "failed") {
      const { error } = seen;
      // What may pass, and what concerns the key and not the job, is no last word on it.
      const isFinal = !error.retryable && error.code !== "job_timeout" && !isFatal(error);
      if (isFinal) await ledger.write({ state: "failed", key: ticket.key, ticket, error: recordError(error) });
      throw error;
    }
    tell({ type: "rendered", item, clip: seen.clip });
    try {
      const { bytes } = await this.#downloads.enter(this.#now, async () => {
        await makePlace(output);
        return steps.download(ticket, output, { clip: seen.clip, signal: this.#now });
      });
      return { state: "done", jobId: job.id, bytes };
    } catch (error) {
      this.#now.throwIfAborted();
      if (!isUgokuError(error)) throw error;
      if (error.code === "download_expired")
        await ledger.write({ state: "failed", key: ticket.key, ticket, error: recordError(error) });
      // A ledger's error is one for all of them.
      throw error.code === "ledger_not_writable" ? error : attachJob(error, job);
    }
  }
}

/** The list could not be asked, now: nothing follows from that. */
const isOutage = (error: UgokuError): boolean => isUgokuError(error.cause) && error.cause.retryable;
