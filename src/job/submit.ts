import type { CreateRequest } from "../http/encode-create.js";
import { NetworkError } from "../http/network-error.js";
import { errorFromNetworkError } from "../http/response-errors.js";
import type { VideoResponse, VideosClient } from "../http/videos-client.js";
import { untilAborted } from "../utils/abort.js";
import { ApiError, isUgokuError, type UgokuError } from "../utils/errors.js";
import type { Logger } from "../utils/logger.js";
import type { SubmitAttempt } from "./attempt.js";
import type { Clock, Sleep } from "./clock.js";
import { type Reconcile, SubmitUncertainError } from "./submit-uncertain.js";

/** Answers after which the job may exist all the same: something behind the one that answered may have taken it. */
const uncertainCodes: ReadonlySet<string> = new Set(["server_error", "request_timeout", "response_invalid"]);

/** "Done, look there" and "that key is at work already" are not refusals either. */
const uncertainStatuses: ReadonlySet<number> = new Set([303, 409]);

/** How often a create that provably was not taken is sent, and the longest wait that is worth it, in milliseconds. */
const mostTries = { unsent: 4, rateLimited: 5 } as const;
const longestWait = 60_000;
const firstWait = 500;

export interface SubmitOptions {
  readonly client: VideosClient;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly logger: Logger;
  readonly signal: AbortSignal | undefined;
  /** Whether what was provably not taken is sent again. */
  readonly repeat: boolean;
  readonly reconcile: Reconcile;
  /** Told before each sending what is about to be sent; `undefined` once it is proven that the server did not take it. */
  readonly onSend: (attempt: SubmitAttempt | undefined) => void;
}

/**
 * Sends a create, at most once per key: it is paid for. Sent again only on proof that the server never took it (no
 * connection, no name, no TLS session, or 429), with the same key. A failure that leaves its outcome open is never repeated,
 * but said: `SubmitUncertainError` holds what is needed to look for the job.
 */
export async function submitOnce(
  request: CreateRequest,
  first: SubmitAttempt,
  { client, clock, sleep, logger, signal, repeat, reconcile, onSend }: SubmitOptions,
): Promise<VideoResponse> {
  for (let count = 1; ; count++) {
    signal?.throwIfAborted();
    const attempt = { ...first, sentAt: clock.now() };
    onSend(attempt);
    try {
      return await client.create(request, { signal });
    } catch (error) {
      const failure = judge(error, client, attempt, reconcile);
      // Nothing of the caller's is at stake any more: what came is final, or it never got there.
      if (failure.isProven) onSend(undefined);
      const wait = repeat && failure.mostTries > count ? waitBefore(count, failure.error) : undefined;
      if (wait === undefined) throw failure.error;
      logger.debug(`ugoku: a create was not taken, sending it again in ${wait} ms: ${String(failure.error)}`);
      await untilAborted(sleep(wait, signal), signal);
    }
  }
}

/** What a failed create proves. */
interface Failure {
  readonly error: unknown;
  /** Whether it is certain that there is no job. */
  readonly isProven: boolean;
  readonly mostTries: number;
}

function judge(error: unknown, client: VideosClient, attempt: SubmitAttempt, reconcile: Reconcile): Failure {
  const asUncertain = (known: UgokuError): Failure => ({
    error: uncertain(known.message, attempt, known, reconcile),
    isProven: false,
    mostTries: 0,
  });
  if (error instanceof NetworkError) {
    const known = errorFromNetworkError(error, "POST", client.baseURL, client.dialect.paths.videos);
    return error.sent ? asUncertain(known) : { error: known, isProven: true, mostTries: mostTries.unsent };
  }
  // The caller's own signal broke it off on its way: nothing is proven.
  if (!isUgokuError(error)) return { error, isProven: false, mostTries: 0 };
  if (uncertainCodes.has(error.code) || uncertainStatuses.has(error.status ?? 0)) return asUncertain(error);
  return { error, isProven: true, mostTries: error.code === "rate_limited" ? mostTries.rateLimited : 0 };
}

/** Milliseconds to wait before sending again, or `undefined` if the server asks for more patience than a call may have. */
function waitBefore(count: number, error: unknown): number | undefined {
  const asked = error instanceof ApiError ? error.retryAfterMs : undefined;
  if (asked) return asked <= longestWait ? Math.ceil(asked) : undefined;
  // Up to a quarter less, so that many clients of one server do not come back together.
  return Math.round(firstWait * 2 ** (count - 1) * (1 - Math.random() / 4));
}

/** The error for a create of which only `what` is known. */
export function uncertain(
  what: string,
  attempt: SubmitAttempt,
  cause: unknown,
  reconcile: Reconcile | undefined,
): SubmitUncertainError {
  return new SubmitUncertainError(`${what} The create was sent, so that a job may exist and be paid for.`, attempt, {
    hint: "Look for the job with error.reconcile(), which never creates one. Sending it twice may pay twice.",
    cause,
    reconcile,
  });
}
