import { type Sleep, sleep } from "../job/clock.js";
import type { UgokuError } from "../utils/errors.js";

/** How fast creates are sent at the moment. */
export interface RateLimitState {
  /** Creates a minute at the most, or `null` for as many as there are. */
  readonly perMinute: number | null;
  /** Milliseconds for which no create is sent. */
  readonly pausedMs: number;
  /** What the last create was refused with, where that made it slower; `null` where it gets faster. */
  readonly reason: UgokuError | null;
}

export interface PacerOptions {
  /** Creates a minute, at the most. */
  readonly perMinute: number | undefined;
  readonly onChange: (now: RateLimitState) => void;
  readonly now?: () => number;
  readonly sleep?: Sleep;
}

/** So many creates in a row that were taken make the pace a quarter faster; the gaps of so many tell how fast it was. */
const streak = 10;
/** Milliseconds: the longest gap between two creates, and the pauses where the server does not say how long. */
const longestGap = 60_000;
const firstPause = 1_000;
const longestPause = 60_000;
/** Milliseconds: a pause that gets longer by less than this is no news. */
const news = 1_000;
/** A shorter gap than this is none. */
const shortestGap = 2;

/**
 * When the next create may be sent. A 429 pauses all of them for as long as the server asks, and then they come half as fast
 * as they did; faster again as they are taken, up to the pace that was asked for.
 */
export class AdaptiveRateLimiter {
  readonly #least: number;
  readonly #options: PacerOptions;
  readonly #now: () => number;
  #gap: number;
  #nextAt = 0;
  #pausedUntil = 0;
  #pause = firstPause;
  #taken = 0;
  #sent: number[] = [];

  constructor(options: PacerOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#least = options.perMinute === undefined ? 0 : 60_000 / options.perMinute;
    this.#gap = this.#least;
  }

  /** Resolves when a create may be sent. Rejects with the signal's reason. */
  async turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const wait = this.#options.sleep ?? sleep;
    for (;;) {
      const now = this.#now();
      const at = Math.max(this.#nextAt, this.#pausedUntil);
      if (at <= now) break;
      await wait(at - now, signal);
      signal.throwIfAborted();
    }
    const now = this.#now();
    this.#nextAt = now + this.#gap;
    this.#sent.push(now);
    if (this.#sent.length > streak) this.#sent.shift();
  }

  /** A create was taken. */
  taken(): void {
    this.#pause = firstPause;
    this.#taken += 1;
    if (this.#taken < streak || this.#gap === this.#least) return;
    this.#taken = 0;
    const gap = this.#gap / 1.25;
    this.#gap = Math.max(this.#least, gap < shortestGap ? 0 : gap);
    this.#tell(null, this.#now());
  }

  /** The server was asked too much. Those that were under way together slow it down once. */
  refused(retryAfterMs: number | undefined, reason: UgokuError): void {
    const now = this.#now();
    if (now >= this.#pausedUntil) {
      const [first = now] = this.#sent;
      const usual = this.#sent.length > 1 ? (now - first) / (this.#sent.length - 1) : 0;
      this.#gap = Math.min(longestGap, 2 * Math.max(this.#gap, usual, 1));
      this.#taken = 0;
    }
    this.pause(retryAfterMs, reason);
  }

  /** Sends none for a while: for as long as the server asks, else twice as long at each pause in a row. */
  pause(milliseconds: number | undefined, reason: UgokuError): void {
    const now = this.#now();
    const isFirst = now >= this.#pausedUntil;
    // Those that were under way together are one trouble, and make one pause.
    if (!isFirst && milliseconds === undefined) return;
    const until = now + (milliseconds ?? this.#pause);
    if (isFirst) this.#pause = Math.min(longestPause, 2 * this.#pause);
    const isNews = isFirst || until >= this.#pausedUntil + news;
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
    // By the time that it was reckoned with: a pause of a second is told as one.
    if (isNews) this.#tell(reason, now);
  }

  #tell(reason: UgokuError | null, now: number): void {
    const perMinute = this.#gap === 0 ? null : 60_000 / this.#gap;
    this.#options.onChange({ perMinute, pausedMs: Math.max(0, this.#pausedUntil - now), reason });
  }
}
