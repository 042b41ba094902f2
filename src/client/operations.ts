/** What a client does. Loaded on first use, with everything behind it. */
import type { Clip } from "../download/clip.js";
import type { VideoList } from "../http/schema.js";
import type { JobHandle } from "../job/job.js";
import { OpenJob } from "../job/open-job.js";
import type { Ticket } from "../job/ticket.js";
import type { Job, JobOutcome, WaitForAllOptions } from "../job/types.js";
import { waitForAll } from "../job/wait-for-all.js";
import { readAttempt, type SubmitAttempt } from "../submit/submit-attempt.js";
import type { ReconcileOptions } from "../submit/submit-uncertain-error.js";
import { isUgokuError, JobFailedError, JobTimeoutError, ModerationError, type UgokuError } from "../utils/errors.js";
import * as rule from "../utils/option-rules.js";
import { checkOptionNames, type OptionRules, validateOptions } from "../utils/validate-options.js";
import type { ImageRequest, PlanOptions, RunOptions } from "./builder-state.js";
import { ClientContext, type CreateRegistries } from "./context.js";
import type { EndpointAddress } from "./endpoint-address.js";
import { openTicket } from "./open-ticket.js";
import type { UgokuOptions } from "./options.js";
import type { Plan } from "./plan.js";
import { planClip, renderClip, submitClip } from "./run-animation.js";

// For the builder: one file to load is faster than two.
export { createImageLoader } from "../image/load.js";

/** The result of waiting for a limited time. */
export type AdvanceResult =
  | { readonly status: "running"; readonly nextCheckMs: number; readonly ticket: Ticket }
  | { readonly status: "completed"; readonly clip: Clip }
  | { readonly status: "failed"; readonly error: UgokuError };

/** Options of `advance()`. */
export interface AdvanceOptions {
  /** Milliseconds. */
  readonly budgetMs: number;
  readonly signal?: AbortSignal;
}

const advanceRules: OptionRules<AdvanceOptions> = {
  budgetMs: {
    accepts: (value) => Number.isFinite(value) && Number(value) >= 0,
    expected: "a number of milliseconds, 0 or more",
    required: true,
  },
  signal: rule.signal,
};

/** Options of `list()`. */
export interface ListOptions {
  readonly limit?: number;
  readonly after?: string;
  readonly order?: "asc" | "desc";
  readonly signal?: AbortSignal;
}

/** The operations of one client. */
export class ClientOperations {
  readonly #context: ClientContext;
  readonly #findAddress: () => EndpointAddress;

  constructor(options: UgokuOptions, findAddress: () => EndpointAddress, creates?: CreateRegistries) {
    this.#context = new ClientContext(options, findAddress, creates);
    this.#findAddress = findAddress;
  }

  plan(request: ImageRequest, options?: PlanOptions): Promise<Plan> {
    return planClip(this.#context, request, options);
  }

  submit(request: ImageRequest, options?: RunOptions): Promise<Job> {
    return submitClip(this.#context, request, options);
  }

  render(request: ImageRequest, options?: RunOptions): Promise<Clip> {
    return renderClip(this.#context, request, options);
  }

  /** The job of a valid ticket. */
  openJob(ticket: Ticket): OpenJob {
    const { jobs, submitter } = this.#context.configured();
    submitter.learn(ticket);
    return new OpenJob(jobs, ticket);
  }

  async advance(given: Ticket, options: AdvanceOptions): Promise<AdvanceResult> {
    validateOptions("advance()", options, advanceRules);
    const { budgetMs, signal } = options;
    const job = this.openJob(openTicket(given, this.#findAddress(), this.#context.clock.now()));
    try {
      const nextCheckMs = await job.advance(budgetMs, signal);
      if (nextCheckMs !== null)
        return { status: "running", nextCheckMs: Math.ceil(nextCheckMs), ticket: job.ticketForLater };
      return { status: "completed", clip: await job.wait({ signal }) };
    } catch (error) {
      const hasEnded = [JobFailedError, ModerationError, JobTimeoutError].some((kind) => error instanceof kind);
      if (hasEnded && isUgokuError(error)) return { status: "failed", error };
      throw error;
    }
  }

  waitForAll(
    jobs: Iterable<JobHandle> | AsyncIterable<JobHandle>,
    options: WaitForAllOptions,
  ): AsyncGenerator<JobOutcome, void, undefined> {
    return waitForAll(jobs, this.#context, options);
  }

  async reconcile(attempt: SubmitAttempt, options: ReconcileOptions = {}): Promise<Job | null> {
    const { endpoint, submitter } = this.#context.configured();
    return submitter.reconcile(readAttempt(attempt, endpoint.baseURL), options);
  }

  async list(options: ListOptions = {}): Promise<VideoList> {
    checkOptionNames("list()", options, ["limit", "after", "order", "signal"]);
    const { signal, ...query } = options;
    return this.#context.configured().endpoint.client.list(query, { signal });
  }
}
