import type { CreateRequest, VideoAnswer, VideosClient } from "../api/client.js";
import { errorFromNoAnswer } from "../api/errors.js";
import { NoAnswer } from "../api/no-answer.js";
import { isUgokuError, type SubmitAttempt, SubmitUncertainError } from "../errors.js";

/** Answers after which the job may exist all the same: something behind the one that answered may have taken it. */
const uncertainCodes: ReadonlySet<string> = new Set(["server_error", "request_timeout", "response_invalid"]);

/** "Done, look there" and "that key is at work already" are not refusals either. */
const uncertainStatuses: ReadonlySet<number> = new Set([303, 409]);

/**
 * Sends a create, once. A create is paid for, so that a failure that leaves its outcome open is never repeated, but
 * said: `SubmitUncertainError` holds what is needed to look for the job.
 */
export async function submitOnce(
  client: VideosClient,
  request: CreateRequest,
  attempt: SubmitAttempt,
  signal: AbortSignal | undefined,
): Promise<VideoAnswer> {
  try {
    return await client.create(request, { signal });
  } catch (error) {
    if (error instanceof NoAnswer) {
      const failure = errorFromNoAnswer(error, "POST", client.baseURL, client.dialect.paths.videos);
      throw error.sent ? uncertain(failure.message, attempt, failure) : failure;
    }
    if (isUgokuError(error) && (uncertainCodes.has(error.code) || uncertainStatuses.has(error.status ?? 0)))
      throw uncertain(error.message, attempt, error);
    throw error;
  }
}

/** The error for a create of which only `what` is known. */
export function uncertain(what: string, attempt: SubmitAttempt, cause: unknown): SubmitUncertainError {
  return new SubmitUncertainError(`${what} The create was sent, so that a job may exist and be paid for.`, attempt, {
    hint: "Look at the server's list of jobs before you submit again: sending it twice may pay twice.",
    cause,
  });
}
