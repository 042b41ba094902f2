/**
 * Downloads one file: resumes after a break if the server can prove that the file is the same, and starts over if not.
 *
 * @module
 */
import { openTrace } from "../http/diagnostics.js";
import type { Video } from "../http/schema.js";
import type { ContentVariant, VideosClient } from "../http/videos-client.js";
import { untilAborted } from "../utils/abort.js";
import { backoff } from "../utils/backoff.js";
import { ApiError, attachJob, DownloadError, describeValue, type ErrorCode, isUgokuError } from "../utils/errors.js";
import { discardBody } from "../utils/redirects.js";
import {
  type FileIdentity,
  identify,
  identifyRest,
  isDifferentFile,
  isSameFile,
  rangeHeaders,
} from "./range-validators.js";
import { incomplete, readBody } from "./read-body.js";

/** The parts of the client that a download uses. */
export interface DownloadContext {
  readonly client: VideosClient;
  /** Milliseconds without a byte after which a download counts as stalled. */
  readonly timeout: number;
  readonly clock: { now(): number };
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly logger: { error(message: string): void };
}

export interface DownloadTarget {
  readonly job: { readonly id: string; readonly ticket: object };
  /** The server's object of the job, which may contain the clip or its URL. */
  readonly video: Video;
  readonly variant: ContentVariant;
  readonly signal: AbortSignal | undefined;
}

/** A part of the file, never empty. A chunk at offset 0 replaces everything before it. */
export interface Chunk {
  readonly bytes: Uint8Array;
  /** Position in the file. */
  readonly offset: number;
  readonly totalBytes: number | undefined;
  /** Whether it is provably of the same file as the chunks before it. */
  readonly sameFile: boolean;
  /** The server's content type. */
  readonly type: string | undefined;
}

/** Maximum attempts in a row without a new byte. While bytes arrive there is no limit. */
const maxFailedAttempts = 5;

/** Maximum times that the server may send another file than before. */
const maxFileChanges = 5;

/** Milliseconds before the next attempt. */
const retryDelay = 500;

/** A longer `Retry-After` (milliseconds) is left to the caller. */
const maxRetryAfter = 5 * 60_000;

const transientCodes: ReadonlySet<ErrorCode> = new Set([
  "download_incomplete",
  "server_error",
  "rate_limited",
  "request_timeout",
  "connection_failed",
  "endpoint_unreachable",
]);

/** The chunks of a file in order, traced on `ugoku:download`. Ends only with the complete file; otherwise it throws. */
export async function* download(
  context: DownloadContext,
  target: DownloadTarget,
): AsyncGenerator<Chunk, void, undefined> {
  const message = context.client.contentTrace(target.job.id);
  const closeTrace = openTrace(message);
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const chunk of downloadWithRetries(context, target)) {
      message.bytes = chunk.offset + chunk.bytes.byteLength;
      yield chunk;
    }
  } catch (error) {
    failure = { error: attachJob(error, target.job) };
    throw error;
  } finally {
    closeTrace(failure);
  }
}

async function* downloadWithRetries(
  context: DownloadContext,
  target: DownloadTarget,
): AsyncGenerator<Chunk, void, undefined> {
  const state: State = { position: 0, furthest: 0, file: unknownFile, lastFile: undefined, changes: 0 };
  const { signal } = target;
  for (let failedAttempts = 0; ; ) {
    const { furthest, changes } = state;
    let failure: unknown;
    try {
      yield* attempt(context, target, state);
      if (isComplete(state)) return;
      failure = incomplete("It ended early.");
    } catch (error) {
      signal?.throwIfAborted();
      if (!isUgokuError(error) || !transientCodes.has(error.code)) throw error;
      if (isComplete(state)) return;
      failure = error;
    }
    // More bytes than the file has: none of them can be trusted.
    if (state.position > (state.file.totalBytes ?? Number.POSITIVE_INFINITY)) startOver(state);
    const hasProgress = state.furthest > (state.changes === changes ? furthest : 0);
    failedAttempts = hasProgress ? 0 : failedAttempts + 1;
    const retryAfter = failure instanceof ApiError ? (failure.retryAfterMs ?? 0) : 0;
    if (failedAttempts >= maxFailedAttempts || state.changes > maxFileChanges || retryAfter > maxRetryAfter)
      throw finalError(failure, state, failedAttempts, retryAfter);
    const delay = Math.max(retryAfter, backoff(failedAttempts, { base: retryDelay }));
    await untilAborted(context.sleep(delay, signal), signal);
    signal?.throwIfAborted();
  }
}

interface State {
  /** Position of the next byte in the file. */
  position: number;
  /** The most bytes of this file that have arrived: bytes that arrive a second time are no progress. */
  furthest: number;
  /** The file that the bytes before `position` belong to. */
  file: FileIdentity;
  /** The file of the last chunk. Differs from `file` until the first chunk of that one. */
  lastFile: FileIdentity | undefined;
  changes: number;
}

const unknownFile: FileIdentity = { validator: undefined, totalBytes: undefined };

function startOver(state: State): void {
  state.position = 0;
  state.file = unknownFile;
}

const isComplete = ({ position, file }: State): boolean => position > 0 && position === file.totalBytes;

/** One request: from the current position if the server can prove that the file is the same, otherwise from the start. */
async function* attempt(
  context: DownloadContext,
  target: DownloadTarget,
  state: State,
): AsyncGenerator<Chunk, void, undefined> {
  const { variant, signal } = target;
  const response = await openResponse(context.client, target, state);
  const { file, lastFile } = state;
  const { totalBytes } = file;
  const body = readBody(response, {
    variant,
    fromStart: state.position === 0,
    totalBytes,
    stallTimeout: context.timeout,
    signal,
    hide: context.client.hide,
  });
  const sameFile = lastFile === undefined || lastFile === file || isSameFile(lastFile, file);
  const type = response.headers.get("content-type") ?? undefined;
  for await (const bytes of body) {
    const offset = state.position;
    state.position += bytes.byteLength;
    if (state.position > (totalBytes ?? Number.POSITIVE_INFINITY))
      throw incomplete(`More than the announced ${totalBytes} bytes arrived.`);
    state.furthest = Math.max(state.furthest, state.position);
    state.lastFile = file;
    yield { bytes, offset, totalBytes, sameFile, type };
  }
  if (totalBytes === undefined) state.file = { ...file, totalBytes: state.position };
}

/** The response whose body continues at `state.position`, which is reset if the server does not resume. */
async function openResponse(
  client: VideosClient,
  { job, video, variant, signal }: DownloadTarget,
  state: State,
): Promise<Response> {
  for (;;) {
    const { position, file } = state;
    // Without proof that the file is the same, its rest is useless.
    if (file.validator === undefined) startOver(state);
    const range =
      state.position > 0 && file.validator !== undefined ? rangeHeaders(position, file.validator) : undefined;
    try {
      const headers = { ...identityEncoding(), ...range };
      const response = await client.content(job.id, variant, { signal, video, headers });
      if (response.status !== 206) {
        beginFile(state, identify(response));
        return response;
      }
      const found = identifyRest(response, state.position, range ? file : unknownFile);
      if (found) {
        if (range) state.file = state.lastFile = found;
        else beginFile(state, found);
        return response;
      }
      discardBody(response);
      if (!range) throw incomplete("The server sent a part that was not requested.");
    } catch (error) {
      if (!range || !isRangeError(error)) throw error;
    }
    // The server sent another part than requested, or none: the next request is for the complete file.
    startOver(state);
  }
}

/** A file is sent from its start. */
function beginFile(state: State, file: FileIdentity): void {
  state.position = 0;
  state.file = file;
  if (!state.lastFile || !isDifferentFile(state.lastFile, file)) return;
  state.changes += 1;
  state.furthest = 0;
}

/** 416, and the error of a browser for a redirect that it may not follow with a range. */
function isRangeError(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 416 || error.status === 0);
}

/** Lengths and ranges are those of the unencoded file. Browsers do not allow this header. */
function identityEncoding(): Record<string, string> {
  const headers = { "accept-encoding": "identity" };
  return new Request("http://localhost/", { headers }).headers.has("accept-encoding") ? headers : {};
}

function finalError(last: unknown, state: State, failedAttempts: number, retryAfter: number): unknown {
  const error = isUgokuError(last) ? last : undefined;
  // No byte has arrived: the server's error is all that is known.
  if (state.lastFile === undefined && error?.code !== "download_incomplete") return last;
  const total = state.file.totalBytes ?? state.lastFile?.totalBytes;
  const arrived = `${state.furthest} of ${total ?? "an unknown number of"} bytes`;
  const reason =
    state.changes > maxFileChanges
      ? `the file on the server changed ${state.changes} times`
      : retryAfter > maxRetryAfter
        ? `the server asks to wait for ${Math.ceil(retryAfter / 1000)} s`
        : `${failedAttempts} attempts in a row brought no new byte`;
  const lastError = error ? error.message : describeValue(last);
  const message = `The download ended after ${arrived}: ${reason}. Last error: ${lastError}`;
  return new DownloadError("download_incomplete", message, {
    retryable: true,
    hint: "No partial file is left. Download the clip again later: the job is not affected.",
    cause: last,
    status: error?.status,
    requestId: error?.requestId,
  });
}
