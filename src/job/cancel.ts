import { isTerminal, readStatus, unsupportedError } from "../dialects/types.js";
import type { VideosClient } from "../http/videos-client.js";
import { ApiError, EndpointError, isUgokuError } from "../utils/errors.js";
import type { CancelResult } from "./types.js";

/** `isGone`: the server has confirmed that it no longer has the job. */
type DeleteResult = CancelResult & { readonly isGone?: boolean };

/** Words of a conflict with the job's state, such as the "Cancellation in progress" of vLLM-Omni if stopping is slow. */
const isStopping =
  /\b((being|already|currently) (cancel|stopp|abort|terminat|delet)|is (cancell?|stopp|abort|terminat|delet)ing|(cancel|stop|abort|terminat|delet)\w*( \w+){0,3} (in progress|pending|under ?way|requested|ongoing|started))/i;

/** A conflict without these words does not say that the job continues. */
const isRefusal = /\b(not|cannot|unable|only|no longer|too late)\b|n['’]t\b/i;

/**
 * Deletes a job. Only an explicit confirmation counts; after any other response, polls once to find the outcome.
 *
 * @throws RequestError (`unsupported`) where servers of the dialect have no delete
 */
export async function cancelJob(
  client: VideosClient,
  id: string,
  signal: AbortSignal | undefined,
): Promise<DeleteResult> {
  const { dialect } = client;
  if (!dialect.can.delete)
    throw unsupportedError(dialect, "cannot cancel a job", "Nothing was sent: the job continues, and is billed.");
  try {
    if (await client.delete(id, { signal }))
      return dialect.can.stop === false
        ? { outcome: "unknown", isGone: true, message: "The server removed the job, but does not stop its work." }
        : { outcome: "confirmed", isGone: true, message: "The server reports that the job is gone." };
    return await pollAfterDelete(client, id, signal, "the server's response does not say whether the job is gone");
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof ApiError || error instanceof EndpointError)) throw error;
    const { code, status, message } = error;
    // Nothing was sent: there is no API key.
    if (code === "endpoint_missing") throw error;
    if (status === 409 && (isStopping.test(message) || !isRefusal.test(message)))
      return pollAfterDelete(client, id, signal, message);
    if (code === "unauthorized" || code === "request_rejected" || status === 501)
      return refused(`The server refused. The job continues and is billed: ${message}`);
    return pollAfterDelete(client, id, signal, message, code === "not_found");
  }
}

/**
 * The outcome of a delete that `reason` left open. A job that is not found may be deleted, or may never have existed. One that
 * still runs may yet be stopped, unless the server has no delete at all.
 */
async function pollAfterDelete(
  client: VideosClient,
  id: string,
  signal: AbortSignal | undefined,
  reason: string,
  hasNoDelete = false,
): Promise<DeleteResult> {
  try {
    const { video } = await client.retrieve(id, { signal });
    const status = readStatus(client.dialect, video.status);
    if (status === "cancelled" || status === "deleted")
      return { outcome: "confirmed", isGone: true, message: `The server reports that the job is ${status}.` };
    if (isTerminal(status)) return refused(`The job had ended as ${status} before it could be cancelled: ${reason}`);
    const message = `The job continues as ${status}, and is billed: ${reason}`;
    return hasNoDelete ? refused(message) : { outcome: "unknown", message };
  } catch (error) {
    signal?.throwIfAborted();
    const isMissing = isUgokuError(error) && error.code === "not_found";
    if (isMissing && hasNoDelete)
      return { outcome: "unknown", code: "not_found", message: "The server does not know this job." };
    const details = isMissing ? "the server no longer knows the job, but did not confirm that it was stopped" : reason;
    return { outcome: "unknown", message: `It is unknown whether the job continues: ${details}` };
  }
}

const refused = (message: string): CancelResult => ({ outcome: "refused", message });
