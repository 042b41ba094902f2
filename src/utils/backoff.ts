/** Milliseconds of a {@link backoff}. */
export interface BackoffOptions {
  /** Before the first retry; doubled for each further one. */
  readonly base: number;
  readonly max?: number;
  /** The share that may be taken off at random, so that clients that failed together do not retry together. Default: 0.5. */
  readonly jitter?: number;
  /** Numbers from 0 up to 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/** Milliseconds to wait before retry number `retry`, counted from 1. */
export function backoff(
  retry: number,
  { base, max = Number.POSITIVE_INFINITY, jitter = 0.5, random = Math.random }: BackoffOptions,
): number {
  return Math.min(max, base * 2 ** (Math.max(1, retry) - 1)) * (1 - jitter * random());
}
