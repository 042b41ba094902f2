/**
 * Sends webhooks as a server would: signed, and again where they were not taken.
 *
 * @module
 */

import type { Video } from "../http/schema.js";
import { untilAborted } from "../utils/abort.js";
import { describeValue } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { type OptionRules, optionError, rule, validateOptions } from "../utils/validate-options.js";
import { type SignedWebhook, signWebhook } from "../webhook/sign.js";
import { readSecrets } from "../webhook/signature.js";
import type { AnyClock } from "./clock.js";
import type { FaultInjector } from "./fault-injector.js";
import type { FaultKind } from "./faults.js";

/** Where webhooks go. */
export interface WebhookOptions {
  readonly url: string;
  /** `"whsec_"` and base64, or any other text. */
  readonly secret: string;
  /** What sends them, such as `(url, init) => app.fetch(new Request(url, init))`. Default: the global `fetch`. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response> | Response) | undefined;
  /**
   * Milliseconds before each further attempt, where one was not answered with 2xx. Default: 5 seconds, 5 minutes, half an
   * hour.
   */
  readonly retryAfterMs?: readonly number[] | undefined;
  /**
   * The time that signatures bear, in milliseconds since 1970. Default: the system's, because that is what a handler
   * checks them by; pass the fake clock's `now` to a handler that goes by it too.
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
  /** What was sent, as `fetch(url, { method: "POST", ...request })` sends it again. */
  readonly request: SignedWebhook;
  /** What the receiver answered with; `undefined` if it did not. */
  readonly status: number | undefined;
  /** Why there was no answer. */
  readonly error: string | undefined;
  /** The kinds of faults that befell it. */
  readonly faults: readonly FaultKind[];
}

const isTime = (value: unknown) => Number.isFinite(value) && Number(value) >= 0;
const isFunction = (value: unknown) => typeof value === "function";

const shapes: OptionRules<WebhookOptions> = {
  url: {
    accepts: (value) => typeof value === "string" && /^https?:/.test(value) && URL.canParse(value),
    expected: "an address such as http://localhost:3000/webhooks",
    required: true,
  },
  secret: rule.anything,
  fetch: { accepts: isFunction, expected: "a function such as (url, init) => fetch(url, init)" },
  retryAfterMs: {
    accepts: (value) => Array.isArray(value) && value.every(isTime),
    expected: "a list of milliseconds, such as [5_000, 300_000]",
  },
  now: { accepts: isFunction, expected: "a function such as Date.now" },
};

/** Refuses a webhook that could not be sent. Never shows its secret. */
export function checkWebhook(webhook: WebhookOptions): void {
  const call = "createFakeVideosApi({ webhook })";
  if (isRecord(webhook)) {
    const { secret, ...others } = webhook;
    validateOptions(call, { ...others, secret: "" }, shapes);
    readSecrets([secret]);
    return;
  }
  throw optionError(`The webhook of createFakeVideosApi() is ${describeValue(webhook)}.`, "Pass { url, secret }.");
}

/** A receiver that is slower does not count as having answered. */
const patienceMs = 15_000;
const retries = [5_000, 5 * 60_000, 30 * 60_000];

interface Event {
  readonly jobId: string;
  readonly type: WebhookDelivery["type"];
  readonly webhookId: string;
  readonly body: object;
}

interface Due {
  readonly event: Event;
  readonly attempt: number;
  /** Milliseconds since 1970. */
  at: number;
  /** What befalls it, once that was drawn. */
  readonly mishap: "duplicate" | "wrong-signature" | "lost" | undefined;
  readonly faults: readonly FaultKind[];
}

interface Surroundings {
  readonly clock: AnyClock;
  readonly faults: FaultInjector;
  readonly later: (milliseconds: number, work: () => void) => void;
  readonly closed: AbortSignal;
}

export class WebhookSender {
  readonly deliveries: WebhookDelivery[] = [];
  readonly #options: WebhookOptions;
  readonly #around: Surroundings;
  readonly #due: Due[] = [];
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: WebhookOptions, around: Surroundings) {
    this.#options = options;
    this.#around = around;
  }

  /** A job has ended: its event is due. */
  ended({ id: jobId, status }: Video): void {
    const type = status === "failed" ? "video.failed" : "video.completed";
    const unique = crypto.randomUUID().replaceAll("-", "");
    const body = {
      id: `evt_${unique}`,
      object: "event",
      created_at: Math.floor(this.#around.clock.now() / 1000),
      type,
      data: { id: jobId },
    };
    this.#plan({ jobId, type, webhookId: `msg_${unique}`, body }, 1, 0);
    this.sendDue();
  }

  /** Starts what is due by now. */
  sendDue(): void {
    const now = this.#around.clock.now();
    for (const due of [...this.#due]) {
      if (due.at > now || this.#around.closed.aborted) continue;
      this.#due.splice(this.#due.indexOf(due), 1);
      const work = this.#attempt(due).finally(() => this.#underWay.delete(work));
      this.#underWay.add(work);
    }
  }

  /** All deliveries, once none is under way. Does not wait for what is due later. */
  async settled(): Promise<readonly WebhookDelivery[]> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    return [...this.deliveries];
  }

  #plan(event: Event, attempt: number, wait: number): void {
    const { clock, faults, later } = this.#around;
    const { mishap, kinds } = faults.next("webhook");
    const delay = wait + (mishap?.kind === "late" ? mishap.ms : 0);
    const kind = mishap?.kind;
    const known = kind === "duplicate" || kind === "wrong-signature" || kind === "lost" ? kind : undefined;
    this.#due.push({ event, attempt, at: clock.now() + delay, mishap: known, faults: kinds });
    if (delay > 0) later(delay, () => this.sendDue());
  }

  async #attempt({ event, attempt, mishap, faults }: Due): Promise<void> {
    const { secret, now = Date.now, retryAfterMs = retries } = this.#options;
    const { jobId, type, webhookId } = event;
    const key = mishap === "wrong-signature" ? "a stranger's secret" : secret;
    const timestamp = new Date(now());
    const request = await signWebhook(event.body, key, { id: webhookId, timestamp });
    let taken = false;
    for (let copy = 0; copy < (mishap === "duplicate" ? 2 : 1); copy++) {
      const outcome = mishap === "lost" ? { error: "lost by a fault" } : await this.#send(request);
      if (this.#around.closed.aborted) return;
      const { status, error } = { status: undefined, error: undefined, ...outcome };
      this.deliveries.push({ jobId, type, webhookId, attempt, request, status, error, faults });
      // 410 says that nobody wants any more of them.
      taken ||= mishap === "lost" || status === 410 || (status !== undefined && status >= 200 && status < 300);
    }
    const wait = retryAfterMs[attempt - 1];
    if (!taken && wait !== undefined) this.#plan(event, attempt + 1, wait);
  }

  async #send(request: SignedWebhook): Promise<{ status: number } | { error: string }> {
    const { url, fetch = (url, init) => globalThis.fetch(url, init) } = this.#options;
    const signal = AbortSignal.any([AbortSignal.timeout(patienceMs), this.#around.closed]);
    try {
      const sent = Promise.resolve(fetch(url, { method: "POST", ...request, redirect: "manual", signal }));
      const response = await untilAborted(sent, signal);
      await response.body?.cancel();
      return { status: response.status };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
      return { error: `${String(error)}${cause}` };
    }
  }
}
