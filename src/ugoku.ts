/**
 * Wires an endpoint to the builder and to jobs.
 *
 * @module
 */
import type { Animation } from "./animate.js";
import { type Advance, Client, type EndpointInfo } from "./client.js";
import { checkBaseURL } from "./endpoint.js";
import type { Endpoint } from "./http/endpoint.js";
import type { VideoList } from "./http/schema.js";
import type { ImageInput } from "./image/classify-input.js";
import type { SubmitAttempt } from "./job/attempt.js";
import type { Durations } from "./job/durations.js";
import type { ReconcileOptions } from "./job/submit-uncertain.js";
import type { Ticket } from "./job/ticket.js";
import type { Job } from "./job/types.js";
import type { JobOutcome, WaitForAllOptions } from "./job/wait-for-all.js";
import type { KnownModels, ModelTable } from "./models/models.js";
import { checkOptions, type UgokuOptions } from "./options.js";
import type { ReferenceTarget, Target } from "./types.js";
import { checkOptionNames } from "./utils/validate-options.js";

/** A client of one endpoint. Frozen; its functions need no `this`. */
export interface Ugoku<T extends Target = Target> {
  /** Starts the sentence: `animate(image).withPrompt(…).duration(…)`. */
  animate(image: ImageInput): Animation<T, "prompt">;
  /** The job behind a ticket or an id, in any process. Sends nothing. */
  resume(ticket: Ticket | string): Job;
  /** Waits for a job as long as fits into `budgetMs`, for functions that may only run for seconds. */
  advance(ticket: Ticket, options: { readonly budgetMs: number; readonly signal?: AbortSignal }): Promise<Advance>;
  /**
   * Waits for many jobs at once, and gives each as it ends. Looks through the server's list where that takes fewer requests
   * than asking by id; each job keeps its own deadline. A job that fails does not end the others. Jobs of an async iterable join as they come.
   *
   * @throws RequestError for what is no job; rejects with the signal's reason.
   *
   * @example
   * ```ts
   * import { createUgoku } from "ugoku";
   *
   * const ugoku = createUgoku({ baseURL: "http://localhost:8091/v1" });
   * const prompt = "The flowers slowly sway in the wind.";
   * const jobs = await Promise.all(["a.jpg", "b.jpg"].map((path) => ugoku.animate(path).withPrompt(prompt).submit()));
   * for await (const outcome of ugoku.waitForAll(jobs)) {
   *   if (outcome.state === "done") await outcome.clip.saveTo(`${outcome.job.id}.mp4`);
   *   else console.error(outcome.error.message, outcome.error.ticket);
   * }
   * ```
   */
  waitForAll(
    jobs: Iterable<Job | Ticket | string> | AsyncIterable<Job | Ticket | string>,
    options?: WaitForAllOptions,
  ): AsyncIterable<JobOutcome>;
  /**
   * Looks for the job of a create whose answer was lost, in any process: `SubmitUncertainError.reconcile()` for an attempt
   * that `onAttempt` or the error gave. Never creates a job.
   */
  reconcile(attempt: SubmitAttempt, options?: ReconcileOptions): Promise<Job | null>;
  /** One page of the server's jobs. */
  list(options?: {
    readonly limit?: number;
    readonly after?: string;
    readonly order?: "asc" | "desc";
    readonly signal?: AbortSignal;
  }): Promise<VideoList>;
  /** How long this client's jobs took: `JSON.stringify()` it for `createDurations()` in another process. */
  readonly durations: Durations;
  /** Where this client speaks to, or `undefined` if nothing is configured. */
  readonly endpoint: EndpointInfo | undefined;
}

/** The target that options describe: which models there are, and which is the default. */
export type TargetOf<O extends UgokuOptions> = O extends { readonly endpoint: infer E extends Endpoint }
  ? TargetAt<E, Chosen<O, E["defaultModel"]>>
  : O extends { readonly models: infer Own extends ModelTable }
    ? { readonly models: KnownModels & Own; readonly model: Chosen<O, "sora-2"> }
    : O extends { readonly model: infer Model extends string }
      ? { readonly models: KnownModels; readonly model: Model }
      : ReferenceTarget;

/** An endpoint's models, and the chosen one. Has a name, so that a compiler's message shows that, and not the whole table. */
export type TargetAt<E extends Endpoint, Model> = { readonly models: E["models"]; readonly model: Model & string };

type Chosen<O extends UgokuOptions, Default extends string> = O extends { readonly model: infer Model extends string }
  ? Model
  : Default;

/**
 * Makes a client of one endpoint: a server, a gateway, your own `OpenAI` client or the preview engine.
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
  options?: O & UgokuOptions,
): Ugoku<TargetOf<O>> {
  const given: UgokuOptions = options ?? {};
  checkOptions(given);
  if (given.baseURL !== undefined) checkBaseURL(given.baseURL);
  const client = new Client(given);
  return Object.freeze<Ugoku<TargetOf<O>>>({
    animate: (image) => client.animate(image),
    resume: (ticket) => client.resume(ticket),
    // Async, so that a wrong option is a rejection.
    advance: async (ticket, options) => {
      checkOptionNames("advance()", options, ["budgetMs", "signal"]);
      return client.advance(ticket, options.budgetMs, options.signal);
    },
    waitForAll: (jobs, options) => client.waitForAll(jobs, options),
    reconcile: (attempt, options) => client.reconcile(attempt, options),
    list: async (options = {}) => {
      checkOptionNames("list()", options, ["limit", "after", "order", "signal"]);
      const { signal, ...query } = options;
      return client.configured().client.list(query, { signal });
    },
    durations: client.durations,
    get endpoint() {
      return client.info();
    },
  });
}
