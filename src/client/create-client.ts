/** `createUgoku()`: a client of one endpoint. */
import { nameOf } from "../dialects/dialect-names.js";
import type { Endpoint } from "../http/endpoint.js";
import type { VideoList } from "../http/schema.js";
import type { ImageInput } from "../image/classify-input.js";
import { readJobs } from "../job/read-jobs.js";
import type { Ticket } from "../job/ticket.js";
import type { Job, JobOutcome, WaitForAllOptions } from "../job/types.js";
import type { KnownModels, ModelTable } from "../models/models.js";
import type { SubmitAttempt } from "../submit/submit-attempt.js";
import type { ReconcileOptions } from "../submit/submit-uncertain-error.js";
import { withoutQuery } from "../utils/without-query.js";
import { type AnimateOptions, type Animation, startAnimation } from "./builder.js";
import type { AnyTarget, CheckOptions, MissingIn, ReferenceTarget, Target, TargetOfOptions } from "./builder-types.js";
import { checkBaseURL } from "./endpoint-address.js";
import { LazyClient } from "./lazy-client.js";
import type { AdvanceOptions, AdvanceResult, ListOptions } from "./operations.js";
import { checkOptions, type UgokuOptions } from "./options.js";

/** The endpoint of a client, without its API key. */
export interface EndpointInfo {
  readonly name: string;
  readonly baseURL: string;
  readonly dialect: string;
  readonly defaultModel: string;
}

/**
 * A client of one endpoint. Frozen; its functions need no `this`.
 *
 * `Ugoku` without parameters is the type of every client, for parameters and properties of your own.
 *
 * @example
 * ```ts
 * import { createUgoku, type Ugoku } from "ugoku";
 * import { preview } from "ugoku/preview";
 *
 * const render = (ugoku: Ugoku, photo: string) => ugoku.animate(photo).withPrompt("The cat slowly blinks.").render();
 * const isTest = process.env.NODE_ENV === "test";
 * const ugoku: Ugoku = isTest ? createUgoku({ endpoint: preview() }) : createUgoku({ baseURL: "http://localhost:8091/v1" });
 * console.log((await render(ugoku, "photo.jpg")).bytes);
 * ```
 */
export interface Ugoku<T extends Target = AnyTarget> {
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
  list(options?: ListOptions): Promise<VideoList>;
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
 * Creates a client of one endpoint: a server, a gateway, a service, your own `OpenAI` client or the preview engine.
 *
 * Nothing is sent, and no option is required, until a clip is planned or submitted. All options: {@link UgokuOptions}.
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
  const client = new LazyClient(given);
  return Object.freeze<Ugoku<TargetOf<O>>>({
    // The builder is one class for all types of `Animation`.
    animate: ((image: ImageInput, ...rest: [AnimateOptions?]) =>
      startAnimation(client, image, ...rest)) as unknown as Ugoku<TargetOf<O>>["animate"],
    resume: (ticket) => client.resume(ticket),
    advance: async (ticket, options) => (await client.load()).advance(ticket, options),
    waitForAll: (jobs, options = {}) => {
      const handles = readJobs(jobs, (ticket) => client.resume(ticket), options);
      return client.waitForAll(handles, options);
    },
    reconcile: async (attempt, options) => (await client.load()).reconcile(attempt, options),
    list: async (options) => (await client.load()).list(options),
    get endpoint() {
      return endpointInfo(client);
    },
  });
}

function endpointInfo(client: LazyClient): EndpointInfo | undefined {
  try {
    const { name, baseURL, dialect, defaultModel } = client.address();
    return Object.freeze({ name, baseURL: withoutQuery(baseURL), dialect: nameOf(dialect), defaultModel });
  } catch {
    return undefined;
  }
}
