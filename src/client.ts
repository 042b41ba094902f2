/**
 * What stands behind `createUgoku()`: one endpoint, and what is remembered between its calls.
 *
 * @module
 */
import { type Animation, type Runner, type RunOptions, startAnimation } from "./animate.js";
import type { Endpoint } from "./api/endpoint.js";
import { type OpenEndpoint, openConfigured, openGiven } from "./endpoint.js";
import { isUgokuError, JobFailedError, JobTimeoutError, ModerationError, RequestError, show } from "./errors.js";
import { type ImageInput, type ImageLoader, type LoadedImage, memoiseImage } from "./image/source.js";
import { sleep } from "./job/clock.js";
import { type JobContext, openJob } from "./job/job.js";
import { predictiveSchedule } from "./job/schedule.js";
import { submitOnce } from "./job/submit.js";
import { readTicket, type Ticket } from "./job/ticket.js";
import type { Job } from "./job/types.js";
import type { LintResult } from "./lint/types.js";
import { defaultLogger, silentLogger } from "./logger.js";
import type { UgokuOptions } from "./options.js";
import type { Plan, Wishes } from "./plan.js";
import type { Target } from "./types.js";
import type { Advance, EndpointInfo } from "./ugoku.js";

/** Milliseconds after which waiting for a job ends with an error, unless `timeout` says otherwise. */
const defaultDeadline = 30 * 60_000;

/** Prompts whose findings were logged, at the most; a long-lived process must not keep them all. */
const mostReported = 1_000;

/** One endpoint, opened at first use, with the keys that were sent to it. */
export class Client {
  readonly #options: UgokuOptions & { readonly timeout: number };
  readonly #logger: JobContext["logger"];
  readonly #jobs = new Map<string, Promise<Job>>();
  readonly #noticed = new Set<string>();
  readonly #reported = new Set<string>();
  #configured: OpenEndpoint | undefined;

  constructor(options: UgokuOptions) {
    this.#options = { ...options, timeout: options.timeout ?? 60_000 };
    this.#logger = options.logger === false ? silentLogger : (options.logger ?? defaultLogger);
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
    return startAnimation<T>(runner, typeof image === "string" && image.length < 200 ? image : show(image));
  }

  resume(given: Ticket | string): Job {
    const endpoint = this.configured();
    const now = this.#now();
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
    return openJob(this.#jobContext(endpoint), ticket);
  }

  async advance(ticket: Ticket, budgetMs: number, signal: AbortSignal | undefined): Promise<Advance> {
    if (!Number.isFinite(budgetMs) || budgetMs < 0)
      throw new RequestError("option_invalid", `budgetMs is ${show(budgetMs)}, not a number of milliseconds.`);
    const job = this.resume(ticket);
    const end = this.#now() + budgetMs;
    let nextCheckMs = 0;
    try {
      for await (const update of job.updates({
        signal,
        timeout: Math.min(budgetMs, Math.max(0, ticket.deadline - this.#now())),
      })) {
        if (update.nextCheckMs === null) return { state: "done", clip: await job.wait({ signal }) };
        nextCheckMs = update.nextCheckMs;
        if (this.#now() + nextCheckMs > end) break;
      }
    } catch (error) {
      if (error instanceof JobFailedError || error instanceof ModerationError) return { state: "failed", error };
      if (!(error instanceof JobTimeoutError)) throw error;
      if (this.#now() >= ticket.deadline) return { state: "failed", error };
    }
    return { state: "running", nextCheckMs, ticket: job.ticket };
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
    const endpoint = given ? openGiven(given, this.#options) : this.configured();
    const { checkWishes, makePlan } = await loadPlanRoom();
    checkWishes(wishes, endpoint);
    const { allowPrivateHosts } = this.#options;
    const loaded = await load({ signal, ...(allowPrivateHosts === undefined ? {} : { allowPrivateHosts }) });
    const plan = makePlan(wishes, endpoint, loaded);
    if (plan.lint) onLint?.(plan.lint);
    return { plan, loaded, endpoint };
  }

  /** A key that was sent before answers with the first job; what the server provably never took may be sent again. */
  #submit(load: ImageLoader, wishes: Wishes, given: Endpoint | undefined, options: RunOptions): Promise<Job> {
    const { key } = wishes;
    if (key === undefined) return this.#send(load, wishes, given, options, crypto.randomUUID(), () => {});
    if (typeof key !== "string" || !/^[\x21-\x7e]{1,255}$/.test(key))
      return Promise.reject(
        new RequestError("option_invalid", `.key() got ${show(key)}.`, {
          hint: "A key is 1 to 255 visible ASCII characters, without spaces.",
        }),
      );
    const known = this.#jobs.get(key);
    if (known) return known;
    let sent = false;
    const job = this.#send(load, wishes, given, options, key, () => {
      sent = true;
    });
    this.#jobs.set(key, job);
    job.catch((error: unknown) => {
      const refused = isUgokuError(error) && error.code !== "submit_uncertain";
      if (!sent || refused) this.#jobs.delete(key);
    });
    return job;
  }

  async #send(
    load: ImageLoader,
    wishes: Wishes,
    given: Endpoint | undefined,
    options: RunOptions,
    key: string,
    onSend: () => void,
  ): Promise<Job> {
    const { plan, loaded, endpoint } = await this.#prepare(load, wishes, given, options);
    const { applyFit, inputReference } = await loadPlanRoom();
    if (!options.onLint) this.#reportLint(plan);
    const { request, image } = plan;
    const { client, baseURL, dialect } = endpoint;
    const { signal } = options;
    const file =
      loaded.kind === "bytes" && image.kind === "file" ? await applyFit(loaded, image.fit, signal) : emptyFile;
    if (endpoint.notice && !this.#noticed.has(endpoint.name)) {
      this.#noticed.add(endpoint.name);
      this.#logger.warn(endpoint.notice);
    }
    const { model, prompt, seconds, size, extra } = request;
    const createdAt = this.#now();
    signal?.throwIfAborted();
    onSend();
    const answer = await submitOnce(
      client,
      {
        fields: { model, prompt, seconds: String(seconds), size },
        extra,
        image: inputReference(image, file),
        idempotencyKey: key,
      },
      { v: 1, key, baseURL, dialect: dialect.name, model, seconds, size, sentAt: createdAt },
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
    return openJob(this.#jobContext(endpoint), ticket, answer);
  }

  /** Through `onLint`, else once a prompt through the logger. */
  #reportLint({ lint, request }: Plan): void {
    if (!lint) return;
    if (this.#options.onLint) {
      this.#options.onLint(lint);
      return;
    }
    if (lint.messages.length === 0 || this.#reported.has(request.prompt)) return;
    if (this.#reported.size < mostReported) this.#reported.add(request.prompt);
    this.#logger.warn(`ugoku: the prompt could be better:\n${describeLint(lint)}`);
  }
}

/** What judges an image and a prompt is loaded with the first of them, so that importing ugoku stays cheap. */
async function loadPlanRoom() {
  const [plan, fit] = await Promise.all([import("./plan.js"), import("./image/fit.js")]);
  return { ...plan, ...fit };
}

/** What stands for the bytes of an image that is only referred to. */
const emptyFile = { bytes: new Uint8Array(0), type: "image/png" };

function describeLint({ messages }: LintResult): string {
  return messages.map(({ severity, ruleId, message }) => `  ${severity} ${ruleId}: ${message}`).join("\n");
}
