/**
 * One run: takes each task from its plan to its file, so many at once.
 *
 * @module
 */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { type ErrorCode, isUgokuError, UgokuError } from "../errors.js";
import type { SubmitAttempt } from "../job/attempt.js";
import { hashPrompt } from "../job/prompt-hash.js";
import type { Ticket } from "../job/ticket.js";
import type { Job } from "../job/types.js";
import { Slots } from "../slots.js";
import { Budget } from "./budget.js";
import type { Task } from "./check.js";
import { sentenceOf } from "./item.js";
import { Lanes } from "./lanes.js";
import type { Ledger } from "./ledger.js";
import { clipInPlace } from "./output.js";
import type { Pacer } from "./pacer.js";
import { asUgokuError, recordError, restoreError } from "./recorded-error.js";
import type { BatchClient, BatchSteps } from "./step-types.js";
import { fingerprintOf, latestTry, ownKey } from "./tries.js";
import type { BatchEntry, BatchEvent, BatchOptions, BatchResult } from "./types.js";
import { Watcher } from "./watcher.js";

/** What a run works with, all of it checked. */
export interface RunContext {
  readonly ugoku: BatchClient;
  readonly ledger: Ledger;
  readonly steps: BatchSteps;
  readonly pacer: Pacer;
  readonly tell: (event: BatchEvent) => void;
  readonly options: BatchOptions;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Files that are downloaded at once. */
const mostDownloads = 4;

/** How often a create is tried that the server cannot take, besides those that came too fast. */
const mostTries = 5;

/** Errors that would meet every other item as well. */
const fatal: ReadonlySet<ErrorCode> = new Set([
  "unauthorized",
  "endpoint_missing",
  "endpoint_retired",
  "endpoint_invalid",
  "endpoint_unreachable",
  "ledger_not_writable",
  "output_not_writable",
]);

/** Not begun, because the batch was stopped. */
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
  readonly #lanes = new Lanes();
  readonly #downloads = new Slots(mostDownloads);
  readonly #watcher: Watcher;
  readonly #keys = new Set<string>();
  readonly #underWay = new Map<string, BatchEntry>();
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
    return this.#underWay.get(ownKey(key));
  }

  /** Makes them all. Rejects with the signal's reason, or with what ends a run. */
  async all(tasks: AsyncIterable<Task> | Iterable<Task>): Promise<void> {
    const slots = new Slots(this.#context.options.concurrency ?? 20);
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

  /** Jobs that were made and could not be written down: the error that ends the run says all of their ids. */
  #withLostIds(error: unknown): unknown {
    const lost = this.results.flatMap(({ jobId, error: one }) =>
      one?.code === "ledger_not_writable" && jobId ? jobId : [],
    );
    if (!isUgokuError(error) || lost.length < 2) return error;
    return new UgokuError(
      "ledger_not_writable",
      `${lost.length} jobs were made that could not be written down: ${lost.join(", ")}. ${error.message}`,
      {
        cause: error,
        jobId: error.jobId,
        ticket: error.ticket,
        hint: "They are paid for. Mend the ledger and start again with it: they are looked for.",
      },
    );
  }

  /** What is wrong with an item of a stream, found when its turn came. */
  refuse(entry: Omit<BatchResult, "state" | "elapsedMs">, error: UgokuError): void {
    this.#report({ ...entry, state: "failed", error, elapsedMs: 0 });
  }

  #end(error: unknown): void {
    this.#fatal ??= error;
    this.#halt.abort(error);
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

  /** What an error means for its item; `undefined` for one that a stop has cut off, or that ends the run. */
  #outcomeOf(error: unknown): Outcome | undefined {
    if (isUgokuError(error)) return this.#failure(error);
    if (this.#now.aborted) return undefined;
    if (this.#soon.aborted) return { state: "skipped", reason: "stopped" };
    this.#end(error);
    return undefined;
  }

  #failure(error: UgokuError): Outcome {
    const state = error.code === "submit_uncertain" ? "ambiguous" : "failed";
    if (fatal.has(error.code)) this.#end(error);
    return { state, error, ...(error.jobId === undefined ? {} : { jobId: error.jobId }) };
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
    const { entry } = await latestTry(ledger, task.entry.key);
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
        await mkdir(dirname(task.entry.output), { recursive: true });
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
      if (made.state === "failed" || made.retryAfterMs === null) throw made.error;
      if (made.error.code === "rate_limited") {
        pacer.refused(made.retryAfterMs);
        continue;
      }
      if (count === mostTries) throw made.error;
      count += 1;
      pacer.pause(undefined);
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
    if (seen.state === "failed") {
      const { error } = seen;
      // What may pass, and what concerns the key and not the job, is no last word on it.
      const isFinal = !error.retryable && error.code !== "job_timeout" && error.code !== "unauthorized";
      if (isFinal) await ledger.write({ state: "failed", key: ticket.key, ticket, error: recordError(error) });
      throw error;
    }
    tell({ type: "rendered", item, clip: seen.clip });
    try {
      const { bytes } = await this.#downloads.enter(this.#now, async () => {
        await mkdir(dirname(output), { recursive: true });
        return steps.download(ticket, output, { clip: seen.clip, signal: this.#now });
      });
      return { state: "done", jobId: job.id, bytes };
    } catch (error) {
      this.#now.throwIfAborted();
      const known = asUgokuError(error, "output_not_writable");
      if (known.code === "download_expired")
        await ledger.write({ state: "failed", key: ticket.key, ticket, error: recordError(known) });
      throw known;
    }
  }
}

/** The list could not be asked, now: nothing follows from that. */
const isOutage = (error: UgokuError): boolean => isUgokuError(error.cause) && error.cause.retryable;
