/** `createUgoku()`: a client of one endpoint. */
import type { Clip } from "../download/clip.js";
import type { Endpoint } from "../http/endpoint.js";
import type { VideoList } from "../http/schema.js";
import type { ImageInput } from "../image/classify-input.js";
import { JobHandle } from "../job/job.js";
import { checkJobId, defaultJobTimeout, readTicket, type Ticket } from "../job/ticket.js";
import type { Job } from "../job/types.js";
import { type JobOutcome, readJobs, type WaitForAllOptions, waitForAll } from "../job/wait-for-all.js";
import type { KnownModels, ModelTable } from "../models/models.js";
import { readAttempt, type SubmitAttempt } from "../submit/submit-attempt.js";
import type { ReconcileOptions } from "../submit/submit-uncertain-error.js";
import { isUgokuError, JobFailedError, JobTimeoutError, ModerationError, type UgokuError } from "../utils/errors.js";
import { checkOptionNames, type OptionRules, rule, validateOptions } from "../utils/validate-options.js";
import { type AnimateOptions, type Animation, startAnimation } from "./builder.js";
import type { CheckOptions, MissingIn, ReferenceTarget, Target, TargetOfOptions } from "./builder-types.js";
import { ClientContext } from "./context.js";
import { checkOptions, type UgokuOptions } from "./options.js";
import { checkBaseURL, type ResolvedEndpoint } from "./resolve-endpoint.js";

/** The result of waiting for a limited time. */
export type AdvanceResult =
  | { readonly status: "running"; readonly nextCheckMs: number; readonly ticket: Ticket }
  | { readonly status: "completed"; readonly clip: Clip }
  | { readonly status: "failed"; readonly error: UgokuError };

interface AdvanceOptions {
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

/** The endpoint of a client, without its API key. */
export interface EndpointInfo {
  readonly name: string;
  readonly baseURL: string;
  readonly dialect: string;
  readonly defaultModel: string;
}

/** A client of one endpoint. Frozen; its functions need no `this`. */
export interface Ugoku<T extends Target = Target> {
  /** Starts a builder: `animate(image).withPrompt(…).duration(…)`, or `animate(image, { prompt, duration })`. */
  animate(image: ImageInput): Animation<T, "prompt">;
  animate<const O extends AnimateOptions<T>>(
    image: ImageInput,
    options: O & CheckOptions<T, O, keyof AnimateOptions>,
  ): Animation<TargetOfOptions<T, O>, MissingIn<O>>;
  /**
   * The job of a ticket or an id, in any process. Sends nothing.
   *
   * @throws RequestError (`ticket_invalid`, `ticket_endpoint_mismatch`)
   */
  resume(ticket: Ticket | string): Job;
  /**
   * Waits for a job for at most `budgetMs` milliseconds, for functions that may only run for seconds. A job that ends without
   * a clip, or passes its deadline, resolves to `status: "failed"`.
   *
   * @throws ApiError, EndpointError if the server refuses; RequestError for an invalid ticket
   */
  advance(ticket: Ticket, options: AdvanceOptions): Promise<AdvanceResult>;
  /**
   * Waits for many jobs at once, and yields each as it ends. Uses the server's list where that takes fewer requests; each
   * job keeps its own deadline. A job that fails does not end the others. Jobs of an async iterable join as they arrive.
   *
   * @throws RequestError for an invalid job; rejects with the signal's reason.
   *
   * @example
   * ```ts
   * import { createUgoku } from "ugoku";
   *
   * const ugoku = createUgoku({ baseURL: "http://localhost:8091/v1" });
   * const prompt = "The flowers slowly sway in the wind.";
   * const jobs = await Promise.all(["a.jpg", "b.jpg"].map((path) => ugoku.animate(path).withPrompt(prompt).submit()));
   * for await (const outcome of ugoku.waitForAll(jobs)) {
   *   if (outcome.status === "completed") await outcome.clip.saveTo(`${outcome.job.id}.mp4`);
   *   else console.error(outcome.error.message, outcome.error.ticket);
   * }
   * ```
   */
  waitForAll(
    jobs: Iterable<Job | Ticket | string> | AsyncIterable<Job | Ticket | string>,
    options?: WaitForAllOptions,
  ): AsyncIterable<JobOutcome>;
  /**
   * Looks for the job of a create request whose outcome is unknown, in any process: `SubmitUncertainError.reconcile()` for
   * an attempt from `onAttempt` or from the error. Never creates a job.
   *
   * @throws SubmitUncertainError if it cannot be decided, RequestError for an attempt of another server
   */
  reconcile(attempt: SubmitAttempt, options?: ReconcileOptions): Promise<Job | null>;
  /**
   * One page of the server's jobs.
   *
   * @throws ApiError, EndpointError; RequestError (`unsupported`) where the server has no list
   */
  list(options?: {
    readonly limit?: number;
    readonly after?: string;
    readonly order?: "asc" | "desc";
    readonly signal?: AbortSignal;
  }): Promise<VideoList>;
  /** The endpoint of this client, or `undefined` if nothing is configured. */
  readonly endpoint: EndpointInfo | undefined;
}

/** Makes an option that `createUgoku()` does not have a compile error. */
export type UnknownOptions<O> = { readonly [Name in Exclude<keyof O, keyof UgokuOptions>]: never };

/** The models and the default model that the options of `createUgoku()` give. */
export type TargetOf<O extends UgokuOptions> = O extends { readonly endpoint: infer E extends Endpoint }
  ? TargetAt<E, Chosen<O, E["defaultModel"]>>
  : O extends { readonly models: infer Own extends ModelTable }
    ? { readonly models: KnownModels & Own; readonly model: Chosen<O, "sora-2"> }
    : O extends { readonly model: infer Model extends string }
      ? { readonly models: KnownModels; readonly model: Model }
      : ReferenceTarget;

/** Named, so that the compiler's message shows the name and not the whole table. */
export type TargetAt<E extends Endpoint, Model> = { readonly models: E["models"]; readonly model: Model & string };

type Chosen<O extends UgokuOptions, Default extends string> = O extends { readonly model: infer Model extends string }
  ? Model
  : Default;

/**
 * Creates a client of one endpoint: a server, a gateway, your own `OpenAI` client or the preview engine.
 *
 * Nothing is sent, and nothing is required, before a clip is planned or submitted.
 *
 * @throws RequestError for an unknown option, EndpointError for a malformed `baseURL`.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 *
 * const { animate } = createUgoku({ baseURL: "http://localhost:8091/v1" });
 * const job = await animate("photo.jpg").withPrompt("The cat slowly blinks.").duration(8).submit();
 * console.log(job.ticket);
 * ```
 */
export function createUgoku<const O extends UgokuOptions = Record<never, never>>(
  options?: O & UgokuOptions & UnknownOptions<O>,
): Ugoku<TargetOf<O>> {
  const given: UgokuOptions = options ?? {};
  checkOptions(given);
  if (given.baseURL !== undefined) checkBaseURL(given.baseURL);
  const client = new ClientContext(given);
  const { clock, timer, sleep } = client;
  return Object.freeze<Ugoku<TargetOf<O>>>({
    // The builder is one class for all types of `Animation`.
    animate: ((image: ImageInput, ...rest: [AnimateOptions?]) =>
      startAnimation(client, image, ...rest)) as unknown as Ugoku<TargetOf<O>>["animate"],
    resume: (ticket) => resume(client, ticket),
    // Async, so that an invalid option rejects.
    advance: async (ticket, options) => {
      validateOptions("advance()", options, advanceRules);
      return advance(resume(client, ticket), options.budgetMs, options.signal);
    },
    waitForAll: (jobs, options = {}) =>
      waitForAll(
        readJobs(jobs, (ticket) => resume(client, ticket), options),
        { clock, timer, sleep },
        options,
      ),
    reconcile: async (attempt, options = {}) => {
      const { endpoint, submitter } = client.configured();
      return submitter.reconcile(readAttempt(attempt, endpoint.baseURL), options);
    },
    list: async (options = {}) => {
      checkOptionNames("list()", options, ["limit", "after", "order", "signal"]);
      const { signal, ...query } = options;
      return client.configured().endpoint.client.list(query, { signal });
    },
    get endpoint() {
      return endpointInfo(client);
    },
  });
}

function resume(client: ClientContext, given: Ticket | string): JobHandle {
  const { endpoint, jobs, submitter } = client.configured();
  const isId = typeof given === "string" && given !== "";
  const ticket = isId ? ticketOfId(given, endpoint, client.clock.now()) : readTicket(given, endpoint.baseURL);
  submitter.learn(ticket);
  return new JobHandle(jobs, ticket);
}

function ticketOfId(id: string, { baseURL, dialect, defaultModel }: ResolvedEndpoint, now: number): Ticket {
  checkJobId(id);
  const deadline = now + defaultJobTimeout;
  return { v: 1, id, baseURL, dialect: dialect.name, model: defaultModel, createdAt: now, deadline, key: "" };
}

async function advance(job: JobHandle, budgetMs: number, signal: AbortSignal | undefined): Promise<AdvanceResult> {
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

function endpointInfo(client: ClientContext): EndpointInfo | undefined {
  try {
    const { name, baseURL, dialect, defaultModel } = client.configured().endpoint;
    return Object.freeze({ name, baseURL, dialect: dialect.name, defaultModel });
  } catch {
    return undefined;
  }
}
