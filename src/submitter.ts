/**
 * Sends creates, each key at most once, and finds those again whose answer was lost.
 *
 * @module
 */

import type { OpenEndpoint } from "./endpoint.js";
import type { CreateRequest } from "./http/encode-create.js";
import type { VideoResponse } from "./http/videos-client.js";
import type { SubmitAttempt } from "./job/attempt.js";
import { JobHandle } from "./job/job.js";
import type { JobContext } from "./job/job-context.js";
import { hashPrompt } from "./job/prompt-hash.js";
import { findJob } from "./job/reconcile.js";
import { SentCreates } from "./job/sent-creates.js";
import { submitOnce, uncertain } from "./job/submit.js";
import type { Reconcile, ReconcileOptions } from "./job/submit-uncertain.js";
import type { Ticket } from "./job/ticket.js";
import type { Job } from "./job/types.js";
import { checkReconcileOptions } from "./job/validate-wait-options.js";
import { type Doubt, Submissions } from "./submissions.js";
import { isUgokuError } from "./utils/errors.js";
import { debugLevel } from "./utils/logger.js";

/** Milliseconds after which waiting for a job ends with an error, unless `timeout` says otherwise. */
export const defaultDeadline = 30 * 60_000;

/** What would be sent: known once every check has passed. */
export type Prepare = () => Promise<Omit<CreateRequest, "idempotencyKey">>;

/** What of the options of a submit concerns its sending. */
export interface SendOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeout?: number | undefined;
  readonly onAttempt?: ((attempt: SubmitAttempt) => void | Promise<void>) | undefined;
  readonly repeat?: boolean | undefined;
}

/** What a create came to: enough to open the job as often as it is asked for. Kept for every key, so that it is little. */
interface Submitted {
  readonly context: JobContext;
  readonly ticket: Ticket;
  /** For as long as somebody else holds it too. */
  readonly job: Held;
}

type Held = Pick<WeakRef<JobHandle>, "deref">;

/** Workers of a compatibility date before 2025-05-05 have no `WeakRef`: they keep the job as long as the client. */
const hold = (job: JobHandle): Held => (typeof WeakRef === "function" ? new WeakRef(job) : { deref: () => job });

type OnSend = (doubt: Doubt | undefined) => void;

/** What was sent to one server: the same key elsewhere is another job. */
interface Place {
  readonly submissions: Submissions<Submitted>;
  readonly sent: SentCreates;
}

/** The creates of one client, with the keys that were sent. */
export class Submitter {
  readonly #contextOf: (endpoint: OpenEndpoint) => JobContext;
  readonly #places = new Map<string, Place>();

  constructor(contextOf: (endpoint: OpenEndpoint) => JobContext) {
    this.#contextOf = contextOf;
  }

  /** A key that was sent before answers with the first job; what the server provably never took may be sent again. */
  async submit(endpoint: OpenEndpoint, key: unknown, prepare: Prepare, options: SendOptions): Promise<Job> {
    // One that is no text is refused by `prepare`, among all other wrong words.
    if (typeof key !== "string") return own(await this.#sendOnce(endpoint, prepare, options));
    const start = (onSend: OnSend) => this.#send(endpoint, key, prepare, options, onSend);
    const { result, first } = await this.#placeOf(endpoint).submissions.once(key, start, options.signal);
    return first ? own(result) : reopen(result, options);
  }

  /** A ticket tells which key's job it is of: no other create's lost answer was this one. */
  learn(endpoint: OpenEndpoint, { id, key, createdAt }: Ticket): void {
    if (key !== "") this.#placeOf(endpoint).sent.became(id, { key, sentAt: createdAt });
  }

  /** The job of a create whose answer was lost. From then on, its key answers with that job. */
  async reconcile(endpoint: OpenEndpoint, attempt: SubmitAttempt, options: ReconcileOptions): Promise<Job | null> {
    checkReconcileOptions(options);
    const { sent, submissions } = this.#placeOf(endpoint);
    // Another process's may be looked for here: from now on, who looks for one like it knows that there are two. Of those that
    // are sent here, what became of them is known, or will be.
    if (sent.idOf(attempt.key) === undefined && !submissions.isSending(attempt.key)) sent.doubt(attempt);
    const video = await findJob(attempt, options, { ...this.#contextOf(endpoint), sent });
    if (!video) return null;
    sent.became(video.id, attempt);
    const submitted = this.#submitted(endpoint, attempt, { video, pollAfterMs: undefined });
    submissions.found(attempt.key, submitted);
    return own(submitted);
  }

  /** A submit without a key of the user's. Broken off on its way, it leaves at least a line to look for the job by. */
  async #sendOnce(endpoint: OpenEndpoint, prepare: Prepare, options: SendOptions): Promise<Submitted> {
    let doubt: Doubt | undefined;
    const onSend: OnSend = (sent) => {
      doubt = sent;
    };
    try {
      return await this.#send(endpoint, crypto.randomUUID(), prepare, options, onSend);
    } catch (error) {
      if (doubt && !isUgokuError(error)) {
        const { key, sentAt } = doubt("", error).attempt;
        this.#contextOf(endpoint).logger.warn(
          `ugoku: a create was broken off on its way; a job may exist (key ${key}, sent at ${new Date(sentAt).toISOString()}).`,
        );
      }
      throw error;
    }
  }

  async #send(
    endpoint: OpenEndpoint,
    key: string,
    prepare: Prepare,
    options: SendOptions,
    onSend: OnSend,
  ): Promise<Submitted> {
    const request = await prepare();
    const { baseURL, dialect } = endpoint;
    const { signal, repeat = true } = options;
    const context = this.#contextOf(endpoint);
    const { model, prompt, seconds, size } = request.fields;
    const promptHash = await hashPrompt(prompt);
    const sentAt = context.clock.now();
    const deadline = sentAt + (options.timeout ?? defaultDeadline);
    const first: SubmitAttempt = {
      v: 1,
      key,
      baseURL,
      dialect: dialect.name,
      model,
      seconds: Number(seconds),
      size,
      promptHash,
      sentAt,
      deadline,
    };
    context.logger.debug(
      `ugoku: a create of ${model}, ${seconds} s, ${size}, key ${key}${debugLevel() === "prompts" ? `, prompt ${JSON.stringify(prompt)}` : ""}`,
    );
    signal?.throwIfAborted();
    // Written down before anything is sent: whatever happens then, the job can be looked for.
    await options.onAttempt?.(first);

    const { sent } = this.#placeOf(endpoint);
    const reconcile: Reconcile = (attempt, how) => this.reconcile(endpoint, attempt, how);
    let latest = first;
    let isInDoubt = false;
    const tools = {
      ...context,
      signal,
      repeat,
      reconcile,
      onSend: (attempt: SubmitAttempt | undefined) => {
        isInDoubt = attempt !== undefined;
        latest = attempt ?? latest;
        onSend(attempt && ((what, cause) => uncertain(what, attempt, cause, reconcile)));
      },
    };
    try {
      const answer = await sent.follow(submitOnce({ ...request, idempotencyKey: key }, first, tools));
      sent.became(answer.video.id, latest);
      return this.#submitted(endpoint, latest, answer);
    } catch (error) {
      if (isInDoubt) sent.doubt(latest);
      throw error;
    }
  }

  #placeOf({ baseURL }: OpenEndpoint): Place {
    const place = this.#places.get(baseURL) ?? { submissions: new Submissions<Submitted>(), sent: new SentCreates() };
    this.#places.set(baseURL, place);
    return place;
  }

  #submitted(endpoint: OpenEndpoint, attempt: SubmitAttempt, answer: VideoResponse): Submitted {
    const { baseURL, dialect, model, key, sentAt, deadline = sentAt + defaultDeadline } = attempt;
    const ticket: Ticket = { v: 1, id: answer.video.id, baseURL, dialect, model, createdAt: sentAt, deadline, key };
    const context = this.#contextOf(endpoint);
    const job = new JobHandle(context, ticket, answer);
    return { context, ticket: job.ticket, job: hold(job) };
  }
}

/** The job of whoever sent or found it. */
const own = (submitted: Submitted): Job => submitted.job.deref() ?? reopen(submitted, {});

/** The job itself; for who comes later and finds it gone, disposed of or past its deadline, a fresh handle of it. */
function reopen({ context, ticket, job }: Submitted, { timeout }: SendOptions): Job {
  const now = context.clock.now();
  const open = job.deref();
  const isInTime = timeout === undefined && now < ticket.deadline;
  if (isInTime && open && !open.disposed) return open;
  return new JobHandle(context, isInTime ? ticket : { ...ticket, deadline: now + (timeout ?? defaultDeadline) });
}
