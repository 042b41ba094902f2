/**
 * Sends create requests, at most once for each idempotency key.
 *
 * A create request costs money. It is sent again only on proof that the server did not accept it; if its outcome is unknown,
 * the caller gets `SubmitUncertainError`, and the key is never sent again.
 *
 * @module
 */

import type { Dialect } from "../dialects/types.js";
import type { CreateRequest } from "../http/encode-create.js";
import { NetworkError } from "../http/network-error.js";
import { redirectHint } from "../http/redirect.js";
import { errorFromNetworkError, isUncertain } from "../http/response-errors.js";
import type { VideoResponse } from "../http/videos-client.js";
import { JobHandle } from "../job/job.js";
import type { JobContext } from "../job/job-state.js";
import { OpenJob } from "../job/open-job.js";
import { defaultJobTimeout, type Ticket } from "../job/ticket.js";
import type { Job } from "../job/types.js";
import { warnOfChanges } from "../job/warn-of-changes.js";
import { untilAborted } from "../utils/abort.js";
import { backoff } from "../utils/backoff.js";
import { ApiError, isUgokuError, RequestError, type UgokuError } from "../utils/errors.js";
import { debugLevel } from "../utils/logger.js";
import { codeOnly, option, text } from "../utils/message.js";
import * as rule from "../utils/option-rules.js";
import { type OptionRules, validateOptions } from "../utils/validate-options.js";
import type { Claim, CreateRegistry, SubmittedJob } from "./create-registry.js";
import { findJob } from "./reconcile.js";
import { hashPrompt, type SubmitAttempt } from "./submit-attempt.js";
import { type ReconcileOptions, type Reconciler, SubmitUncertainError } from "./submit-uncertain-error.js";

/** How often a create request is sent again, unless `maxRetries` is given. */
const defaultMaxRetries = 4;

/** Milliseconds before the first retry; each later one waits twice as long. */
const firstRetryDelay = 500;

/** With a longer `Retry-After`, the error goes to the caller. */
const maxRetryDelay = 60_000;

const reconcileRules: OptionRules<ReconcileOptions> = {
  signal: rule.signal,
  settleMs: rule.from(0, "a number of milliseconds"),
  timeout: rule.from(0, "a number of milliseconds"),
};

/** The options of `submit()` that concern sending. */
export interface SendOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeout?: number | undefined;
  readonly onAttempt?: ((attempt: SubmitAttempt) => void | Promise<void>) | undefined;
  readonly maxRetries?: number | undefined;
}

/** The hash of a request; `undefined` if it cannot be known, such as that of a stream that was read before. */
export type HashRequest = () => Promise<string | undefined>;

/** Submits jobs to one endpoint. */
export class JobSubmitter implements Reconciler {
  readonly #context: JobContext;
  readonly #endpoint: { readonly baseURL: string; readonly dialect: Dialect };
  readonly #creates: CreateRegistry;
  /** The jobs that poll with this client: another one that shares the registry may send other headers. */
  readonly #opened = new WeakSet<JobHandle>();

  constructor(
    context: JobContext,
    endpoint: { readonly baseURL: string; readonly dialect: Dialect },
    creates: CreateRegistry,
  ) {
    this.#context = context;
    this.#endpoint = endpoint;
    this.#creates = creates;
  }

  /**
   * The job of a key that was submitted before, or the claim to send it. Waits for another submit of the key that is in
   * progress, and takes over if that ends without having sent anything.
   *
   * @throws SubmitUncertainError if the outcome of the key's create request is unknown; RequestError (`idempotency_key_reused`) if
   * that was another request.
   */
  async begin(
    key: string | undefined,
    { signal, timeout }: SendOptions,
    hashRequest: HashRequest,
  ): Promise<{ readonly job: Job } | { readonly claim: Claim }> {
    signal?.throwIfAborted();
    for (;;) {
      const state = key === undefined ? undefined : this.#creates.get(key);
      switch (state?.status) {
        case undefined:
          return { claim: this.#creates.begin(key) };
        case "preparing":
        case "sent":
          await untilAborted(state.settled, signal);
          break;
        case "uncertain":
          await this.#checkSame(key, hashRequest, state.error);
          throw state.error;
        case "done":
          await this.#checkSame(key, hashRequest, undefined);
          return { job: this.#reopen(state, timeout) };
      }
    }
  }

  /** A key names one request. Of a request that was sent by another process, or that cannot be hashed, nothing is known. */
  async #checkSame(key: string | undefined, hashRequest: HashRequest, cause: unknown): Promise<void> {
    const sent = key === undefined ? undefined : this.#creates.hashOf(key);
    const hash = sent === undefined ? undefined : await hashRequest();
    if (hash === undefined || hash === sent) return;
    throw new RequestError(
      "idempotency_key_reused",
      text`${option("idempotencyKey", key)} was used before for another request. Nothing was sent.`,
      { hint: "Use another key: a key makes one clip.", option: "idempotencyKey", value: key, cause },
    );
  }

  /** Sends the create request of a claimed key. */
  async send(
    claim: Claim,
    prepared: Omit<CreateRequest, "idempotencyKey">,
    options: SendOptions,
    hash?: string,
  ): Promise<Job> {
    const { clock, sleep, logger } = this.#context;
    const { signal, maxRetries = defaultMaxRetries } = options;
    const request: CreateRequest = { ...prepared, idempotencyKey: claim.key };
    const first = await this.#attempt(request, options);
    logger.debug(() => describeRequest(request));
    signal?.throwIfAborted();
    // Before anything is sent, so that the caller can look for the job after a crash.
    await options.onAttempt?.(first);
    for (let retry = 0; ; retry++) {
      signal?.throwIfAborted();
      // Meanwhile reconcile() may have found that another process has sent this key.
      const state = this.#creates.get(claim.key);
      if (state?.status === "done") return this.#reopen(state, options.timeout);
      const attempt = { ...first, sentAt: clock.now() };
      this.#creates.send(claim, attempt, hash);
      const outcome = await this.#create(request, signal);
      switch (outcome.kind) {
        case "accepted":
          warnOfChanges(outcome.answer.video, attempt, logger);
          return this.#finish(attempt, outcome.answer);
        case "aborted":
          throw outcome.reason;
        case "unknown": {
          const error = this.#uncertain(outcome.error.message, attempt, outcome.error);
          this.#creates.markUncertain(error, claim.isGenerated);
          throw error;
        }
        case "refused": {
          this.#creates.refuse(claim, attempt);
          const delay = outcome.isRetryable && retry < maxRetries ? retryDelay(retry, outcome.error) : undefined;
          if (delay === undefined) throw outcome.error;
          logger.debug(
            () => `ugoku: a create request was not accepted, sending it again in ${delay} ms: ${String(outcome.error)}`,
          );
          await untilAborted(sleep(delay, signal), signal);
        }
      }
    }
  }

  /**
   * Ends a claim, however `send()` ended. A create request that was aborted in flight has an unknown outcome: its caller got
   * the reason of its own signal, the next submit with the key gets the error.
   */
  end(claim: Claim): void {
    const state = this.#creates.get(claim.key);
    const aborted = state?.status === "sent" && state.isInFlight ? state.attempt : undefined;
    if (aborted) {
      const why = "The first submit with this key was aborted in flight.";
      this.#creates.markUncertain(this.#uncertain(why, aborted, undefined), claim.isGenerated);
    }
    this.#creates.end(claim);
    if (!aborted || !claim.isGenerated) return;
    this.#context.logger.warn(
      `ugoku: a create request was aborted in flight; a job may exist (key ${aborted.key}, sent at ${new Date(aborted.sentAt).toISOString()}).`,
    );
  }

  /** Finds the job of an attempt with an unknown outcome, or `null`. Later submits with its key return that job. */
  async reconcile(attempt: SubmitAttempt, options: ReconcileOptions): Promise<Job | null> {
    validateOptions("reconcile()", options, reconcileRules);
    const creates = this.#creates;
    // An attempt of another process takes part in the comparison with this client's own.
    if (!creates.get(attempt.key) && creates.jobIdOf(attempt.key) === undefined)
      creates.markUncertain(this.#uncertain("Another process sent this key.", attempt, undefined), true);
    const video = await findJob(attempt, options, { ...this.#context, creates });
    return video && this.#finish(attempt, { video, pollAfterMs: undefined });
  }

  /** Registers a job that was resumed from its ticket. */
  learn(ticket: Ticket): void {
    if (ticket.key !== "") this.#creates.learn(ticket);
  }

  async #attempt(request: CreateRequest, { timeout = defaultJobTimeout }: SendOptions): Promise<SubmitAttempt> {
    const { model, prompt, seconds, size } = request.fields;
    const promptHash = await hashPrompt(prompt);
    const sentAt = this.#context.clock.now();
    return {
      v: 1,
      key: request.idempotencyKey,
      baseURL: this.#endpoint.baseURL,
      dialect: this.#endpoint.dialect.name,
      model,
      seconds: Number(seconds),
      size,
      promptHash,
      sentAt,
      deadline: sentAt + timeout,
    };
  }

  async #create(request: CreateRequest, signal: AbortSignal | undefined): Promise<CreateOutcome> {
    const { client } = this.#context;
    try {
      return { kind: "accepted", answer: await client.create(request, { signal }) };
    } catch (error) {
      if (error instanceof NetworkError) {
        const { call = { method: "POST", path: client.dialect.paths.videos } } = error;
        const known = errorFromNetworkError(error, call, client.baseURL);
        return error.sent ? { kind: "unknown", error: known } : { kind: "refused", error: known, isRetryable: true };
      }
      if (!isUgokuError(error)) return { kind: "aborted", reason: error };
      if (!provesRefusal(error)) return { kind: "unknown", error };
      return { kind: "refused", error, isRetryable: error.code === "rate_limited" };
    }
  }

  #finish(attempt: SubmitAttempt, answer: VideoResponse): Job {
    const { baseURL, dialect, model, key, sentAt, deadline = sentAt + defaultJobTimeout } = attempt;
    const ticket: Ticket = { v: 1, id: answer.video.id, baseURL, dialect, model, createdAt: sentAt, deadline, key };
    const job = this.#openJob(ticket, answer);
    this.#creates.finish({ ticket: job.ticket, job: weakly(job) });
    return job;
  }

  #openJob(ticket: Ticket, created?: VideoResponse): JobHandle {
    const opened = new OpenJob(this.#context, ticket, created);
    const job = new JobHandle(opened.ticket, opened);
    this.#opened.add(job);
    return job;
  }

  /** The job of an earlier submit; a new handle if the old one is gone, disposed, of another client or past its deadline. */
  #reopen({ ticket, job }: SubmittedJob, timeout: number | undefined): Job {
    const now = this.#context.clock.now();
    const open = job.deref();
    const isInTime = timeout === undefined && now < ticket.deadline;
    if (isInTime && open && !open.disposed && this.#opened.has(open)) return open;
    return this.#openJob(isInTime ? ticket : { ...ticket, deadline: now + (timeout ?? defaultJobTimeout) });
  }

  #uncertain(why: string, attempt: SubmitAttempt, cause: unknown): SubmitUncertainError {
    const advice = isUgokuError(cause) && cause.hint === redirectHint ? `${redirectHint} ` : "";
    return new SubmitUncertainError(
      `${why} The create request was sent, so a job may exist and be paid for.`,
      attempt,
      {
        hint: text`${advice}${codeOnly("Look for the job with error.reconcile(), which never creates one.")} Check the server's jobs of that time. Sending it again, with another key, may pay twice.`,
        cause,
        reconciler: this,
      },
    );
  }
}

/** The outcome of one create request. */
type CreateOutcome =
  | { readonly kind: "accepted"; readonly answer: VideoResponse }
  /** No job exists. */
  | { readonly kind: "refused"; readonly error: Error; readonly isRetryable: boolean }
  | { readonly kind: "unknown"; readonly error: Error }
  /** By the caller's signal, in flight: the outcome is unknown. */
  | { readonly kind: "aborted"; readonly reason: unknown };

/** After these errors the job may exist: a server behind the one that responded may have accepted it. */
const uncertainCodes: ReadonlySet<string> = new Set([
  "server_error",
  "request_timeout",
  "response_invalid",
  "connection_failed",
]);

/**
 * Whether the server certainly did not accept the create request. A redirect comes from whatever stands before the server, or from
 * the server itself after it accepted.
 */
function provesRefusal({ code, status, retryable }: UgokuError): boolean {
  // Retryable: the words of a server that fails, whatever its HTTP status.
  if (uncertainCodes.has(code) || (code === "insufficient_credit" && retryable)) return false;
  return status === undefined || (status >= 200 && status < 500 && !isUncertain(status) && !isMoved(status));
}

const isMoved = (status: number) => status >= 300 && status < 400;

/** Milliseconds before the next attempt, or `undefined` if the server asks for more than `maxRetryDelay`. */
function retryDelay(retry: number, error: Error): number | undefined {
  const requested = error instanceof ApiError ? error.retryAfterMs : undefined;
  if (requested) return requested <= maxRetryDelay ? Math.ceil(requested) : undefined;
  return Math.round(backoff(retry + 1, { base: firstRetryDelay, jitter: 0.25 }));
}

/** Some Workers runtimes have no `WeakRef`: there the client keeps the job alive. */
const weakly = (job: JobHandle): SubmittedJob["job"] =>
  typeof WeakRef === "function" ? new WeakRef(job) : { deref: () => job };

function describeRequest({ idempotencyKey, fields: { model, seconds, size, prompt } }: CreateRequest): string {
  const shown = debugLevel() === "prompts" ? `, prompt ${JSON.stringify(prompt)}` : "";
  return `ugoku: a create request of ${model}, ${seconds} s, ${size}, key ${idempotencyKey}${shown}`;
}
