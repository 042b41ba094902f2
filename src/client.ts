/**
 * What stands behind `createUgoku()`: one endpoint, and what is remembered between its calls.
 *
 * @module
 */
import { type Animation, type Runner, type RunOptions, startAnimation } from "./animate.js";
import { checkWishes } from "./checks.js";
import type { Clip } from "./download/clip.js";
import { type OpenEndpoint, openConfigured, openGiven } from "./endpoint.js";
import type { Endpoint } from "./http/endpoint.js";
import { clientTimeout } from "./http/openai-transport.js";
import type { ImageInput } from "./image/classify-input.js";
import { createImageLoader, type ImageLoader, type LoadedImage } from "./image/load.js";
import { readAttempt, type SubmitAttempt } from "./job/attempt.js";
import { sleep } from "./job/clock.js";
import { createDurations, type Durations } from "./job/durations.js";
import { JobHandle } from "./job/job.js";
import type { JobContext } from "./job/job-context.js";
import { createSchedule, type Schedule } from "./job/schedule.js";
import type { ReconcileOptions } from "./job/submit-uncertain.js";
import { checkJobId, readTicket, type Ticket } from "./job/ticket.js";
import type { Job } from "./job/types.js";
import { type JobOutcome, readJobs, type WaitForAllOptions, waitForAll } from "./job/wait-for-all.js";
import type { UgokuOptions } from "./options.js";
import type { Plan } from "./plan.js";
import { defaultDeadline, Submitter } from "./submitter.js";
import type { Target } from "./types.js";
import {
  describeValue,
  isUgokuError,
  JobFailedError,
  JobTimeoutError,
  ModerationError,
  RequestError,
  type UgokuError,
} from "./utils/errors.js";
import { chooseLogger } from "./utils/logger.js";
import { redact } from "./utils/redact.js";
import type { Wishes } from "./wishes.js";

/** What one slice of waiting in a short-lived function came to. */
export type Advance =
  | { readonly state: "running"; readonly nextCheckMs: number; readonly ticket: Ticket }
  | { readonly state: "done"; readonly clip: Clip }
  | { readonly state: "failed"; readonly error: UgokuError };

/** Where a client speaks to, without its key. */
export interface EndpointInfo {
  readonly name: string;
  readonly baseURL: string;
  readonly dialect: string;
  readonly defaultModel: string;
}

/** Things that were said once, at the most; a long-lived process must not keep them all. */
const mostReported = 1_000;

/** One endpoint, opened at first use, with the keys that were sent to it. */
export class Client {
  readonly #options: UgokuOptions & { readonly timeout: number; readonly logger: JobContext["logger"] };
  readonly #logger: JobContext["logger"];
  readonly #submitter = new Submitter((endpoint) => this.#jobContext(endpoint));
  readonly #contexts = new WeakMap<OpenEndpoint, JobContext>();
  readonly #reported = new Set<string>();
  readonly #schedule: Schedule = createSchedule();
  readonly durations: Durations;
  #configured: OpenEndpoint | undefined;

  constructor(options: UgokuOptions) {
    this.#logger = chooseLogger(options.logger);
    this.durations = options.durations ?? createDurations();
    const timeout = options.timeout ?? (options.client && clientTimeout(options.client)) ?? 60_000;
    this.#options = { ...options, timeout, logger: this.#logger };
  }

  /** The endpoint of options and environment, opened at first use: `.on()` may make it needless. */
  configured(): OpenEndpoint {
    this.#configured ??= openConfigured(this.#options);
    return this.#configured;
  }

  info(): EndpointInfo | undefined {
    try {
      const { name, baseURL, dialect, defaultModel } = this.configured();
      return Object.freeze({ name, baseURL, dialect: dialect.name, defaultModel });
    } catch {
      return undefined;
    }
  }

  animate<T extends Target>(image: ImageInput): Animation<T, "prompt"> {
    const load = createImageLoader(image);
    const runner: Runner = {
      plan: async (wishes, endpoint, options) => (await this.#prepare(load, wishes, endpoint, options)).plan,
      submit: async (wishes, given, options) => {
        const prepare = () => this.#request(load, wishes, given, options);
        return this.#submitter.submit(this.#endpoint(given), wishes.key, prepare, options);
      },
    };
    return startAnimation<T>(
      runner,
      redact(typeof image === "string" && image.length < 200 ? image : describeValue(image)),
    );
  }

  resume(given: Ticket | string): JobHandle {
    const endpoint = this.configured();
    const now = this.#now();
    if (typeof given === "string" && given !== "") checkJobId(given);
    const ticket: Ticket =
      typeof given === "string" && given !== ""
        ? {
            v: 1,
            id: given,
            baseURL: endpoint.baseURL,
            dialect: endpoint.dialect.name,
            model: endpoint.defaultModel,
            createdAt: now,
            deadline: now + defaultDeadline,
            key: "",
          }
        : readTicket(given, endpoint.baseURL);
    this.#submitter.learn(endpoint, ticket);
    return new JobHandle(this.#jobContext(endpoint), ticket);
  }

  async advance(ticket: Ticket, budgetMs: number, signal: AbortSignal | undefined): Promise<Advance> {
    if (!Number.isFinite(budgetMs) || budgetMs < 0)
      throw new RequestError("option_invalid", `budgetMs is ${describeValue(budgetMs)}, not a number of milliseconds.`);
    const job = this.resume(ticket);
    try {
      const nextCheckMs = await job.advance(budgetMs, signal);
      if (nextCheckMs !== null)
        return { state: "running", nextCheckMs: Math.ceil(nextCheckMs), ticket: job.ticketForLater };
      return { state: "done", clip: await job.wait({ signal }) };
    } catch (error) {
      const ended = [JobFailedError, ModerationError, JobTimeoutError].some((kind) => error instanceof kind);
      if (ended && isUgokuError(error)) return { state: "failed", error };
      throw error;
    }
  }

  waitForAll(
    jobs: Iterable<Job | Ticket | string> | AsyncIterable<Job | Ticket | string>,
    options: WaitForAllOptions = {},
  ): AsyncIterable<JobOutcome> {
    const { clock = Date, sleep: wait = sleep } = this.#options;
    const handles = readJobs(jobs, (job) => this.resume(job), options);
    return waitForAll(handles, { clock, sleep: wait }, options);
  }

  async reconcile(attempt: SubmitAttempt, options: ReconcileOptions = {}): Promise<Job | null> {
    const endpoint = this.configured();
    return this.#submitter.reconcile(endpoint, readAttempt(attempt, endpoint.baseURL), options);
  }

  #now(): number {
    return (this.#options.clock ?? Date).now();
  }

  /** One for all jobs of an endpoint: each job of each key holds it. */
  #jobContext(endpoint: OpenEndpoint): JobContext {
    const known = this.#contexts.get(endpoint);
    if (known) return known;
    const { client } = endpoint;
    const { schedule = this.#schedule, clock = Date, sleep: wait = sleep, timeout } = this.#options;
    const context = { client, schedule, durations: this.durations, clock, sleep: wait, logger: this.#logger, timeout };
    this.#contexts.set(endpoint, context);
    return context;
  }

  /** Everything up to the point where something is sent. */
  async #prepare(
    load: ImageLoader,
    wishes: Wishes,
    given: Endpoint | undefined,
    { signal, onLint }: RunOptions,
  ): Promise<{ plan: Plan; loaded: LoadedImage; endpoint: OpenEndpoint }> {
    signal?.throwIfAborted();
    const endpoint = this.#endpoint(given);
    const { makePlan } = await loadPlanRoom();
    const checked = checkWishes(wishes, endpoint);
    const { allowPrivateHosts } = this.#options;
    const loaded = await load({ signal, ...(allowPrivateHosts === undefined ? {} : { allowPrivateHosts }) });
    const plan = await makePlan(wishes, checked, endpoint, loaded, signal);
    if (plan.lint) onLint?.(plan.lint, plan.imageLint);
    return { plan, loaded, endpoint };
  }

  /** Everything that a create carries, when all that was found has been told. */
  async #request(load: ImageLoader, wishes: Wishes, given: Endpoint | undefined, options: RunOptions) {
    const { plan, loaded, endpoint } = await this.#prepare(load, wishes, given, options);
    const { applyFit, inputReference } = await loadPlanRoom();
    if (!options.onLint) await this.#reportLint(plan);
    // What a server cannot do is for who asks for a plan: it is no news at every job.
    for (const { code, message } of plan.warnings) if (code !== "server_cannot") this.#warnOnce(`ugoku: ${message}`);
    const { request, image } = plan;
    const isFile = loaded.kind === "bytes" && image.kind === "file";
    const file = isFile ? await applyFit(loaded, image.fit, options.signal) : emptyFile;
    if (endpoint.notice) this.#warnOnce(endpoint.notice);
    const { model, prompt, seconds, size, extra } = request;
    return {
      fields: { model, prompt, seconds: String(seconds), size },
      extra,
      image: inputReference(loaded, image, file),
    };
  }

  #endpoint(given: Endpoint | undefined): OpenEndpoint {
    return given === undefined ? this.configured() : openGiven(given, this.#options);
  }

  /** Through `onLint`, else once a prompt through the logger. */
  async #reportLint(plan: Plan): Promise<void> {
    if (!plan.lint) return;
    if (this.#options.onLint) {
      this.#options.onLint(plan.lint, plan.imageLint);
      return;
    }
    const { describeLint } = await loadPlanRoom();
    const words = describeLint(plan);
    if (words !== "") this.#warnOnce(`ugoku: the clip could be better:\n${words}`, `${plan.request.prompt}\n${words}`);
  }

  /** The same thing is said once, however many jobs it is about. */
  #warnOnce(message: string, about = message): void {
    if (this.#reported.has(about)) return;
    if (this.#reported.size < mostReported) this.#reported.add(about);
    this.#logger.warn(message);
  }
}

/** What judges an image and a prompt is loaded with the first of them, so that importing ugoku stays cheap. */
async function loadPlanRoom() {
  const [plan, fit] = await Promise.all([import("./plan.js"), import("./image/fit.js")]);
  return { ...plan, ...fit };
}

/** What stands for the bytes of an image that is only referred to. */
const emptyFile = { bytes: new Uint8Array(0), type: "image/png" };
