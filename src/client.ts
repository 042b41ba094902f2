/**
 * What stands behind `createUgoku()`: one endpoint, and what is remembered between its calls.
 *
 * @module
 */
import { type Animation, type Runner, type RunOptions, startAnimation } from "./animate.js";
import type { VideoAnswer } from "./api/client.js";
import type { Endpoint } from "./api/endpoint.js";
import { checkWishes } from "./checks.js";
import type { Clip } from "./clip/clip.js";
import { type OpenEndpoint, openConfigured, openGiven } from "./endpoint.js";
import {
  isUgokuError,
  JobFailedError,
  JobTimeoutError,
  ModerationError,
  RequestError,
  type SubmitAttempt,
  show,
  type UgokuError,
} from "./errors.js";
import { type ImageInput, type ImageLoader, type LoadedImage, memoiseImage } from "./image/source.js";
import { sleep } from "./job/clock.js";
import { type JobContext, JobHandle } from "./job/job.js";
import { predictiveSchedule } from "./job/schedule.js";
import { submitOnce } from "./job/submit.js";
import { checkJobId, readTicket, type Ticket } from "./job/ticket.js";
import type { Job } from "./job/types.js";
import { chooseLogger } from "./logger.js";
import type { UgokuOptions } from "./options.js";
import type { Plan } from "./plan.js";
import { redact } from "./redact.js";
import { Submissions } from "./submissions.js";
import type { Target } from "./types.js";
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

/** Milliseconds after which waiting for a job ends with an error, unless `timeout` says otherwise. */
const defaultDeadline = 30 * 60_000;

/** Things that were said once, at the most; a long-lived process must not keep them all. */
const mostReported = 1_000;

/** What a create came to: enough to open the job as often as it is asked for. */
interface Submitted {
  readonly endpoint: OpenEndpoint;
  readonly ticket: Ticket;
  readonly answer: VideoAnswer;
  readonly job: JobHandle;
}

/** One endpoint, opened at first use, with the keys that were sent to it. */
export class Client {
  readonly #options: UgokuOptions & { readonly timeout: number };
  readonly #logger: JobContext["logger"];
  readonly #submissions = new Submissions<Submitted>();
  readonly #reported = new Set<string>();
  #configured: OpenEndpoint | undefined;

  constructor(options: UgokuOptions) {
    this.#options = { ...options, timeout: options.timeout ?? 60_000 };
    this.#logger = chooseLogger(options.logger);
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
    const load = memoiseImage(image);
    const runner: Runner = {
      plan: async (wishes, endpoint, options) => (await this.#prepare(load, wishes, endpoint, options)).plan,
      submit: (wishes, endpoint, options) => this.#submit(load, wishes, endpoint, options),
    };
    return startAnimation<T>(runner, redact(typeof image === "string" && image.length < 200 ? image : show(image)));
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
    return new JobHandle(this.#jobContext(endpoint), ticket);
  }

  async advance(ticket: Ticket, budgetMs: number, signal: AbortSignal | undefined): Promise<Advance> {
    if (!Number.isFinite(budgetMs) || budgetMs < 0)
      throw new RequestError("option_invalid", `budgetMs is ${show(budgetMs)}, not a number of milliseconds.`);
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

  #now(): number {
    return (this.#options.clock ?? Date).now();
  }

  #jobContext({ client }: OpenEndpoint): JobContext {
    const { schedule = predictiveSchedule, clock = Date, sleep: wait = sleep, timeout } = this.#options;
    return { client, schedule, clock, sleep: wait, logger: this.#logger, timeout };
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

  /** A key that was sent before answers with the first job; what the server provably never took may be sent again. */
  async #submit(load: ImageLoader, wishes: Wishes, given: Endpoint | undefined, options: RunOptions): Promise<Job> {
    const { key } = wishes;
    // One that is none is refused there, among all other wrong words.
    if (typeof key !== "string") return (await this.#sendOnce(load, wishes, given, options)).job;
    // The same key elsewhere is another job.
    const place = `${this.#endpoint(given).baseURL}\n${key}`;
    const start = (onSend: (attempt: SubmitAttempt) => void) => this.#send(load, wishes, given, options, key, onSend);
    const { result, first } = await this.#submissions.once(place, start, options.signal);
    return first ? result.job : this.#reopen(result, options);
  }

  /** A submit without a key of the user's. Broken off on its way, it leaves at least a line to look for the job by. */
  async #sendOnce(load: ImageLoader, wishes: Wishes, given: Endpoint | undefined, options: RunOptions) {
    let attempt: SubmitAttempt | undefined;
    const onSend = (sent: SubmitAttempt) => {
      attempt = sent;
    };
    try {
      return await this.#send(load, wishes, given, options, crypto.randomUUID(), onSend);
    } catch (error) {
      if (attempt && !isUgokuError(error))
        this.#logger.warn(
          `ugoku: a create was broken off on its way; a job may exist (key ${attempt.key}, sent at ${new Date(attempt.sentAt).toISOString()}).`,
        );
      throw error;
    }
  }

  /** The job itself; for who comes later and finds it disposed of or past its deadline, a fresh handle of it. */
  #reopen({ endpoint, ticket, answer, job }: Submitted, { timeout }: RunOptions): Job {
    const usable = timeout === undefined && !job.disposed && this.#now() < ticket.deadline;
    if (usable) return job;
    const deadline = this.#now() + (timeout ?? defaultDeadline);
    return new JobHandle(this.#jobContext(endpoint), { ...ticket, deadline }, answer);
  }

  #endpoint(given: Endpoint | undefined): OpenEndpoint {
    return given === undefined ? this.configured() : openGiven(given, this.#options);
  }

  async #send(
    load: ImageLoader,
    wishes: Wishes,
    given: Endpoint | undefined,
    options: RunOptions,
    key: string,
    onSend: (attempt: SubmitAttempt) => void,
  ): Promise<Submitted> {
    const { plan, loaded, endpoint } = await this.#prepare(load, wishes, given, options);
    const { applyFit, inputReference } = await loadPlanRoom();
    if (!options.onLint) await this.#reportLint(plan);
    for (const { message } of plan.warnings) this.#warnOnce(`ugoku: ${message}`);
    const { request, image } = plan;
    const { client, baseURL, dialect } = endpoint;
    const { signal } = options;
    const file =
      loaded.kind === "bytes" && image.kind === "file" ? await applyFit(loaded, image.fit, signal) : emptyFile;
    if (endpoint.notice) this.#warnOnce(endpoint.notice);
    const { model, prompt, seconds, size, extra } = request;
    const createdAt = this.#now();
    signal?.throwIfAborted();
    const attempt: SubmitAttempt = {
      v: 1,
      key,
      baseURL,
      dialect: dialect.name,
      model,
      seconds,
      size,
      sentAt: createdAt,
    };
    onSend(attempt);
    const answer = await submitOnce(
      client,
      {
        fields: { model, prompt, seconds: String(seconds), size },
        extra,
        image: inputReference(loaded, image, file),
        idempotencyKey: key,
      },
      attempt,
      signal,
    );
    const deadline = createdAt + (options.timeout ?? defaultDeadline);
    const ticket: Ticket = {
      v: 1,
      id: answer.video.id,
      baseURL,
      dialect: dialect.name,
      model,
      createdAt,
      deadline,
      key,
    };
    const job = new JobHandle(this.#jobContext(endpoint), ticket, answer);
    return { endpoint, ticket, answer, job };
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
