/** Sends signed webhooks, with retries. */
import type { Video } from "../http/schema.js";
import { untilAborted } from "../utils/abort.js";
import { describeValue } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { discardBody } from "../utils/http-response.js";
import * as rule from "../utils/option-rules.js";
import { type OptionRules, optionError, validateOptions } from "../utils/validate-options.js";
import { type SignedWebhook, signWebhook } from "../webhook/sign.js";
import { readSecrets } from "../webhook/signature.js";
import type { AnyClock } from "./clock.js";
import type { FaultInjector } from "./fault-injector.js";
import type { FaultKind } from "./faults.js";

/** Options of the webhooks that a fake sends. */
export interface WebhookOptions {
  readonly url: string;
  /** The signing secret: `"whsec_"` and base64, or any other text. */
  readonly secret: string;
  /** The function that sends them, such as `(url, init) => app.fetch(new Request(url, init))`. Default: the global `fetch`. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response> | Response) | undefined;
  /**
   * Milliseconds before each retry of a webhook without a 2xx response. Default: 5 seconds, 5 minutes, half an hour.
   */
  readonly retryAfterMs?: readonly number[] | undefined;
  /**
   * The time in signatures, in milliseconds since 1970. Default: the system's, because handlers check it against that;
   * pass the fake clock's `now` if the handler uses it too.
   */
  readonly now?: (() => number) | undefined;
}

/** One attempt to deliver a webhook, and its outcome. */
export interface WebhookDelivery {
  readonly jobId: string;
  readonly type: "video.completed" | "video.failed";
  /** The `webhook-id`: the same for each attempt. */
  readonly webhookId: string;
  /** Counted from 1. */
  readonly attempt: number;
  /** The request that was sent. `fetch(url, { method: "POST", ...request })` repeats it. */
  readonly request: SignedWebhook;
  /** The status of the response; `undefined` if there was none. */
  readonly status: number | undefined;
  /** Why there was no response. */
  readonly error: string | undefined;
  /** The kinds of the faults that were injected. */
  readonly faults: readonly FaultKind[];
}

const isTime = (value: unknown) => Number.isFinite(value) && Number(value) >= 0;

const rules: OptionRules<WebhookOptions> = {
  url: {
    accepts: (value) => typeof value === "string" && /^https?:/.test(value) && URL.canParse(value),
    expected: "a URL such as http://localhost:3000/webhooks",
    required: true,
  },
  secret: rule.anything,
  fetch: { ...rule.function, expected: "a function such as (url, init) => fetch(url, init)" },
  retryAfterMs: {
    accepts: (value) => Array.isArray(value) && value.every(isTime),
    expected: "a list of milliseconds, such as [5_000, 300_000]",
  },
  now: { ...rule.function, expected: "a function such as Date.now" },
};

/** Validates the options. Errors never contain the secret. */
export function checkWebhook(webhook: WebhookOptions): void {
  const call = "createFakeVideosApi({ webhook })";
  if (isRecord(webhook)) {
    const { secret, ...others } = webhook;
    validateOptions(call, { ...others, secret: "" }, rules);
    readSecrets([secret]);
    return;
  }
  throw optionError(`The webhook of createFakeVideosApi() is ${describeValue(webhook)}.`, "Pass { url, secret }.");
}

const timeoutMs = 15_000;
const defaultRetryAfterMs = [5_000, 5 * 60_000, 30 * 60_000];

interface ScheduledAttempt extends Pick<WebhookDelivery, "jobId" | "type" | "webhookId" | "attempt" | "faults"> {
  readonly body: object;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly fault: FaultKind | undefined;
}

interface SenderContext {
  readonly clock: AnyClock;
  readonly faults: FaultInjector;
  readonly schedule: (milliseconds: number, callback: () => void) => void;
  readonly closed: AbortSignal;
}

export class WebhookSender {
  readonly deliveries: WebhookDelivery[] = [];
  readonly #options: WebhookOptions;
  readonly #context: SenderContext;
  readonly #scheduled: ScheduledAttempt[] = [];
  readonly #inFlight = new Set<Promise<void>>();

  constructor(options: WebhookOptions, context: SenderContext) {
    this.#options = options;
    this.#context = context;
  }

  /** Enqueues the event of an ended job. */
  enqueue({ id: jobId, status }: Video): void {
    const type = status === "failed" ? "video.failed" : "video.completed";
    const unique = crypto.randomUUID().replaceAll("-", "");
    const body = {
      id: `evt_${unique}`,
      object: "event",
      created_at: Math.floor(this.#context.clock.now() / 1000),
      type,
      data: { id: jobId },
    };
    this.#schedule({ jobId, type, webhookId: `msg_${unique}`, body, attempt: 1 }, 0);
    this.sendDue();
  }

  /** Starts the attempts that are due. */
  sendDue(): void {
    const now = this.#context.clock.now();
    for (const due of [...this.#scheduled]) {
      if (due.at > now || this.#context.closed.aborted) continue;
      this.#scheduled.splice(this.#scheduled.indexOf(due), 1);
      const work = this.#attempt(due).finally(() => this.#inFlight.delete(work));
      this.#inFlight.add(work);
    }
  }

  /** Waits for the attempts in flight, not for scheduled ones, and returns all deliveries. */
  async settled(): Promise<readonly WebhookDelivery[]> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
    return [...this.deliveries];
  }

  #schedule(event: Omit<ScheduledAttempt, "at" | "fault" | "faults">, wait: number): void {
    const { clock, faults, schedule } = this.#context;
    const { fault, kinds } = faults.next("webhook");
    const delay = wait + (fault?.kind === "late" ? fault.ms : 0);
    this.#scheduled.push({ ...event, at: clock.now() + delay, fault: fault?.kind, faults: kinds });
    if (delay > 0) schedule(delay, () => this.sendDue());
  }

  async #attempt({ body, fault, at: _, ...delivery }: ScheduledAttempt): Promise<void> {
    const { secret, now = Date.now, retryAfterMs = defaultRetryAfterMs } = this.#options;
    const { webhookId, attempt } = delivery;
    const key = fault === "wrong-signature" ? "another secret" : secret;
    const request = await signWebhook(body, key, { id: webhookId, timestamp: new Date(now()) });
    let done = false;
    for (let copy = 0; copy < (fault === "duplicate" ? 2 : 1); copy++) {
      const outcome = fault === "lost" ? { error: "lost by a fault" } : await this.#send(request);
      if (this.#context.closed.aborted) return;
      const { status, error } = { status: undefined, error: undefined, ...outcome };
      this.deliveries.push({ ...delivery, request, status, error });
      // 410 Gone ends the retries.
      done ||= fault === "lost" || status === 410 || (status !== undefined && status >= 200 && status < 300);
    }
    const wait = retryAfterMs[attempt - 1];
    if (!done && wait !== undefined) this.#schedule({ ...delivery, body, attempt: attempt + 1 }, wait);
  }

  async #send(request: SignedWebhook): Promise<{ status: number } | { error: string }> {
    const { url, fetch = (url, init) => globalThis.fetch(url, init) } = this.#options;
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), this.#context.closed]);
    try {
      const sent = Promise.resolve(fetch(url, { method: "POST", ...request, redirect: "manual", signal }));
      const response = await untilAborted(sent, signal);
      discardBody(response);
      return { status: response.status };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
      return { error: `${String(error)}${cause}` };
    }
  }
}
