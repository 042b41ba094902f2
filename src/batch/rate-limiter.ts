import { type Sleep, sleep } from "../job/clock.js";
import { backoff } from "../utils/backoff.js";
import type { UgokuError } from "../utils/errors.js";

/** The current rate of create requests. */
export interface RateLimitState {
  /** Maximum number of create requests per minute; `null` for no limit. */
  readonly perMinute: number | null;
  /** Milliseconds for which no create request is sent. */
  readonly pausedMs: number;
  /** The error that paused or slowed them; `null` when the rate rises. */
  readonly reason: UgokuError | null;
}

export interface RateLimiterOptions {
  /** Maximum number of create requests per minute. */
  readonly perMinute: number | undefined;
  readonly now?: () => number;
  readonly sleep?: Sleep;
}

/** After this many accepted requests in a row the rate rises by a quarter; as many gaps measure the current rate. */
const streak = 10;
/** Milliseconds. */
const maxGap = 60_000;
const minGap = 2;
const pauses = { base: 1_000, max: 60_000, jitter: 0 };
/** A pause that is extended by less than this is not reported. */
const minReported = 1_000;

/**
 * Limits the rate of create requests. A 429 pauses all of them for as long as the server asks and then halves their rate,
 * which rises again as requests are accepted, up to the configured maximum.
 */
export class AdaptiveRateLimiter {
  readonly #minGap: number;
  readonly #now: () => number;
  readonly #sleep: Sleep;
  #gap: number;
  #nextAt = 0;
  #pausedUntil = 0;
  /** Pauses since the last accepted request. */
  #pauses = 0;
  #accepted = 0;
  #sent: number[] = [];

  constructor(options: RateLimiterOptions) {
    // Monotonic: a pause must not last longer because the machine's clock is set back.
    this.#now = options.now ?? (() => Math.floor(performance.now()));
    this.#sleep = options.sleep ?? sleep;
    this.#minGap = options.perMinute === undefined ? 0 : 60_000 / options.perMinute;
    this.#gap = this.#minGap;
  }

  /** Resolves when a create request may be sent. Rejects with the signal's reason. */
  async acquire(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const now = this.#now();
      const at = Math.max(this.#nextAt, this.#pausedUntil);
      if (at > now) {
        await this.#sleep(at - now, signal);
        continue;
      }
      this.#nextAt = now + this.#gap;
      this.#sent.push(now);
      if (this.#sent.length > streak) this.#sent.shift();
      return;
    }
  }

  /** Counts an accepted create request. Returns the new state if the rate rises. */
  accept(): RateLimitState | undefined {
    this.#pauses = 0;
    this.#accepted += 1;
    if (this.#accepted < streak || this.#gap === this.#minGap) return undefined;
    this.#accepted = 0;
    const gap = this.#gap / 1.25;
    this.#gap = Math.max(this.#minGap, gap < minGap ? 0 : gap);
    return this.#state(null, this.#now());
  }

  /** Slows down after a 429: once for all requests that were in flight together. Returns a state that is worth reporting. */
  slowDown(retryAfterMs: number | undefined, reason: UgokuError): RateLimitState | undefined {
    const now = this.#now();
    if (now >= this.#pausedUntil) {
      const [first = now] = this.#sent;
      const measured = this.#sent.length > 1 ? (now - first) / (this.#sent.length - 1) : 0;
      this.#gap = Math.min(maxGap, 2 * Math.max(this.#gap, measured, 1));
      this.#accepted = 0;
    }
    return this.pause(retryAfterMs, reason);
  }

  /** Pauses for as long as the server asks, else twice as long for each pause in a row. */
  pause(milliseconds: number | undefined, reason: UgokuError): RateLimitState | undefined {
    const now = this.#now();
    const isFirst = now >= this.#pausedUntil;
    // Requests that were in flight together make one pause.
    if (!isFirst && milliseconds === undefined) return undefined;
    if (isFirst) this.#pauses += 1;
    const until = now + (milliseconds ?? backoff(this.#pauses, pauses));
    const isReported = isFirst || until >= this.#pausedUntil + minReported;
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
    return isReported ? this.#state(reason, now) : undefined;
  }

  #state(reason: UgokuError | null, now: number): RateLimitState {
    const perMinute = this.#gap === 0 ? null : 60_000 / this.#gap;
    return { perMinute, pausedMs: Math.max(0, this.#pausedUntil - now), reason };
  }
}
