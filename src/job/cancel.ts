import { isTerminal, readStatus, unsupportedError } from "../dialects/types.js";
import type { VideosClient } from "../http/videos-client.js";
import { ApiError, EndpointError, isUgokuError } from "../utils/errors.js";
import type { CancelResult } from "./types.js";

/**
 * Asks the server to delete a job, and finds out what came of it: only what the server says counts as confirmed.
 *
 * @throws RequestError (`unsupported`) where servers of the dialect have no delete
 */
export async function cancelJob(
  client: VideosClient,
  id: string,
  signal: AbortSignal | undefined,
): Promise<CancelResult> {
  const { dialect } = client;
  if (!dialect.can.delete)
    throw unsupportedError(dialect, "cannot cancel a job", "Nothing was sent: the job goes on, and is billed.");
  try {
    if (await client.delete(id, { signal }))
      return { outcome: "confirmed", message: "The server says that the job is gone." };
    return await lookAfter(client, id, signal, "the server answered, but did not say whether the job is gone");
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof ApiError || error instanceof EndpointError)) throw error;
    const { code, status, message } = error;
    if (code === "unauthorized" || code === "request_rejected" || status === 501)
      return refused(`The server refused, so that the job goes on and is billed: ${message}`);
    return lookAfter(client, id, signal, message, code === "not_found");
  }
}

/**
 * What a look says after a delete that said nothing. A job that cannot be found may be gone, or never have been there; one
 * that still runs may yet be stopped, unless the server has no delete at all.
 */
async function lookAfter(
  client: VideosClient,
  id: string,
  signal: AbortSignal | undefined,
  why: string,
  hasNoDelete = false,
): Promise<CancelResult> {
  try {
    const { video } = await client.retrieve(id, { signal });
    const status = readStatus(client.dialect, video.status);
    if (status === "cancelled" || status === "deleted")
      return { outcome: "confirmed", message: `The server says that the job is ${status}.` };
    if (isTerminal(status)) return refused(`The job had ended as ${status} before it could be cancelled: ${why}`);
    const message = `The job goes on as ${status}, and is billed: ${why}`;
    return hasNoDelete ? refused(message) : { outcome: "unknown", message };
  } catch (error) {
    signal?.throwIfAborted();
    const missing = isUgokuError(error) && error.code === "not_found";
    const more = missing ? "the server no longer knows the job, but did not say either that it was stopped" : why;
    return { outcome: "unknown", message: `It is not known whether the job goes on: ${more}` };
  }
}

const refused = (message: string): CancelResult => ({ outcome: "refused", message });
