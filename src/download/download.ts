/**
 * Downloads one file: resumes after a break if the server can prove that the file is the same, and starts over if not; tries
 * every place where the job says the clip is.
 *
 * @module
 */

import { unsupportedError } from "../dialects/types.js";
import { type ClipSource, findClips } from "../http/clip-location.js";
import { openTrace } from "../http/diagnostics.js";
import type { Video } from "../http/schema.js";
import type { FileFormat } from "../http/video-format.js";
import type { ContentVariant, VideosClient } from "../http/videos-client.js";
import { untilAborted } from "../utils/abort.js";
import { backoff } from "../utils/backoff.js";
import { ApiError, attachJob, DownloadError, isUgokuError, type UgokuError } from "../utils/errors.js";
import { formatTime } from "../utils/format.js";
import { discardBody, type HttpResponse } from "../utils/http-response.js";
import { type FailedTry, isNotReady, isTemporary, readyTimeout, toDownloadError } from "./download-errors.js";
import { incomplete } from "./file-body.js";
import { Mp4BoxScanner } from "./mp4-boxes.js";
import { openClip } from "./open-clip.js";
import {
  type FileIdentity,
  identify,
  identifyRest,
  isDifferentFile,
  isSameFile,
  rangeHeaders,
} from "./range-validators.js";

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
  /** The format of the video, by its first bytes. */
  readonly format: FileFormat | undefined;
}

/** Takes a chunk. The next one is read when it resolves. */
export type ChunkSink = (chunk: Chunk) => void | Promise<void>;

/** An error of the sink: the request is not sent again. */
class SinkError {
  constructor(readonly cause: unknown) {}
}

/** Maximum attempts in a row without a new byte. While bytes arrive there is no limit. */
const maxFailedAttempts = 5;

/** The same before the first byte, while other sources of the file are untried. */
const maxFirstAttempts = 2;

/** Maximum times that the server may send another file than before. */
const maxFileChanges = 5;

/** Maximum downloads of a file whose own boxes say that a part is missing: the server may still be writing it. */
const maxBrokenFiles = 2;

/** Milliseconds before the next attempt. */
const retryDelay = 500;

/** Milliseconds before the next attempt to get a file that is not ready; doubled up to the maximum. */
const readyDelay = { base: 1_000, max: 8_000, jitter: 0.2 };

/** A longer `Retry-After` (milliseconds) is left to the caller. */
const maxRetryAfter = 5 * 60_000;

/** Passes the chunks of a file to `sink`, in order, traced on `ugoku:download`. Rejects if the file is not complete. */
export async function download(context: DownloadContext, target: DownloadTarget, sink: ChunkSink): Promise<void> {
  const message = context.client.contentTrace(target.job.id);
  const closeTrace = openTrace(message);
  try {
    await downloadFromAny(context, target, (chunk) => {
      message.bytes = chunk.offset + chunk.bytes.byteLength;
      return sink(chunk);
    });
    closeTrace();
  } catch (thrown) {
    const error = thrown instanceof SinkError ? thrown.cause : thrown;
    closeTrace({ error: attachJob(error, target.job) });
    throw error;
  }
}

/** Tries the sources of the file in order, then once more those that failed temporarily. */
async function downloadFromAny(context: DownloadContext, target: DownloadTarget, sink: ChunkSink): Promise<void> {
  const { client } = context;
  const { job, video, variant, signal } = target;
  const queue: ClipSource[] =
    variant === "video" ? findClips(video, client.dialect, client.baseURL) : [{ kind: "content" }];
  if (queue.length === 0)
    throw unsupportedError(client.dialect, "can only put the clip into the job object, and this job has none");
  const known = new Set(queue.map(nameOf));
  const tries = new Map<string, FailedTry>();
  const state = newState();
  let isLastRound = queue.length === 1;
  let later: ClipSource[] = [];
  let canRefresh = client.dialect.can.retrieve;
  while (queue.length > 0) {
    const source = queue.shift() as ClipSource;
    changeSource(state, source);
    try {
      return await downloadFrom(context, target, source, state, isLastRound, sink);
    } catch (error) {
      signal?.throwIfAborted();
      if (!isUgokuError(error)) throw error;
      tries.set(nameOf(source), { source, error });
      if (isTemporary(error) || isNotReady(error)) later.push(source);
      if (source.kind === "url" && canRefresh) {
        canRefresh = false;
        const fresh = (await freshSources(client, job.id, signal)).filter((one) => !known.has(nameOf(one)));
        for (const one of fresh) known.add(nameOf(one));
        queue.unshift(...fresh);
      }
    }
    if (queue.length > 0 || isLastRound) continue;
    queue.push(...later);
    later = [];
    isLastRound = true;
  }
  throw toDownloadError([...tries.values()], client.baseURL);
}

const nameOf = (source: ClipSource): string =>
  source.kind === "url"
    ? source.url
    : source.kind === "inline"
      ? `${source.base64.length} ${source.base64.slice(0, 100)}`
      : "";

/** The URLs that the job has now: a signed URL expires, and a new poll may give another. */
async function freshSources(client: VideosClient, id: string, signal: AbortSignal | undefined): Promise<ClipSource[]> {
  try {
    const { video } = await client.retrieve(id, { signal });
    if (video.id !== id) return [];
    return findClips(video, client.dialect, client.baseURL).filter(({ kind }) => kind === "url");
  } catch {
    signal?.throwIfAborted();
    return [];
  }
}

/** Downloads from one source, with retries. `isLastChance`: no other source is untried. */
async function downloadFrom(
  context: DownloadContext,
  target: DownloadTarget,
  source: ClipSource,
  state: State,
  isLastChance: boolean,
  sink: ChunkSink,
): Promise<void> {
  const { signal } = target;
  let waited = 0;
  for (let failedAttempts = 0, notReady = 0, brokenFiles = 0; ; ) {
    const { furthest, changes } = state;
    let failure: UgokuError | undefined;
    try {
      await attempt(context, target, source, state, sink);
      if (!isComplete(state)) failure = incomplete("It ended early.");
    } catch (error) {
      signal?.throwIfAborted();
      if (!isUgokuError(error)) throw error;
      if (!isComplete(state)) failure = error;
    }
    if (failure === undefined) {
      // The length is known by now: a file without one is checked when its body ends.
      const missing = state.boxes?.missing(true);
      if (missing === undefined) return;
      failure = brokenFile(state, missing);
      startOver(state);
      brokenFiles += 1;
      if (brokenFiles > maxBrokenFiles) throw failure;
    }
    const retryAfter = failure instanceof ApiError ? (failure.retryAfterMs ?? 0) : 0;
    let delay: number;
    if (state.furthest === 0 && target.variant === "video" && isNotReady(failure)) {
      notReady += 1;
      const left = readyTimeout(failure) - waited;
      if (!isLastChance || left <= 0) throw failure;
      delay = Math.min(left, Math.max(retryAfter, backoff(notReady, readyDelay)));
      waited += delay;
    } else {
      if (!isTemporary(failure)) throw failure;
      // More bytes than the file has: none of them can be trusted.
      if (state.position > (state.file.totalBytes ?? Number.POSITIVE_INFINITY)) startOver(state);
      const hasProgress = state.furthest > (state.changes === changes ? furthest : 0);
      failedAttempts = hasProgress ? 0 : failedAttempts + 1;
      const maxAttempts = isLastChance || state.furthest > 0 ? maxFailedAttempts : maxFirstAttempts;
      if (failedAttempts >= maxAttempts || state.changes > maxFileChanges || retryAfter > maxRetryAfter)
        throw exhausted(failure, state, failedAttempts, retryAfter);
      delay = Math.max(retryAfter, backoff(failedAttempts, { base: retryDelay }));
    }
    await untilAborted(context.sleep(delay, signal), signal);
    signal?.throwIfAborted();
  }
}

interface State {
  /** Position of the next byte in the file. */
  position: number;
  /** The most bytes of this file that have arrived: bytes that arrive a second time do not count as progress. */
  furthest: number;
  /** The file that the bytes before `position` belong to. */
  file: FileIdentity;
  /** The file of the last chunk. Differs from `file` until the first chunk of that one. */
  lastFile: FileIdentity | undefined;
  changes: number;
  source: ClipSource | undefined;
  format: FileFormat | undefined;
  /** The boxes of the bytes before `position`, if the file has boxes. */
  boxes: Mp4BoxScanner | undefined;
}

const unknownFile: FileIdentity = { validator: undefined, totalBytes: undefined };

const newState = (): State => ({
  position: 0,
  furthest: 0,
  file: unknownFile,
  lastFile: undefined,
  changes: 0,
  source: undefined,
  format: undefined,
  boxes: undefined,
});

function startOver(state: State): void {
  state.position = 0;
  state.file = unknownFile;
}

/** Forgets the bytes of another source, whose file may be another one. */
function changeSource(state: State, source: ClipSource): void {
  const before = state.source;
  state.source = source;
  if (before === undefined || isSameAddress(before, source)) return;
  const lastFile = state.lastFile && unknownFile;
  Object.assign(state, newState(), { source, lastFile });
}

/** Whether both are the same place: a fresh URL has another signature. */
function isSameAddress(one: ClipSource, other: ClipSource): boolean {
  if (one.kind !== "url" || other.kind !== "url") return nameOf(one) === nameOf(other);
  const [before, after] = [new URL(one.url), new URL(other.url)];
  return before.origin === after.origin && before.pathname === after.pathname;
}

const isComplete = ({ position, file }: State): boolean => position > 0 && position === file.totalBytes;

/** One request: from the current position if the server can prove that the file is the same, otherwise from the start. */
async function attempt(
  context: DownloadContext,
  target: DownloadTarget,
  source: ClipSource,
  state: State,
  sink: ChunkSink,
): Promise<void> {
  const { client } = context;
  const opened = await openClip(source, (next) => openResponse(client, target, next, state), {
    variant: target.variant,
    stallTimeout: context.timeout,
    signal: target.signal,
    hide: client.hide,
    onInline: (totalBytes) => beginFile(state, { validator: undefined, totalBytes }),
  });
  const { type } = opened;
  const { file, lastFile } = state;
  const { totalBytes } = file;
  if (state.position === 0) {
    state.format = opened.format;
    const hasBoxes = opened.format?.extensions.includes("mov") ?? false;
    state.boxes = hasBoxes ? new Mp4BoxScanner() : undefined;
  }
  const sameFile = lastFile === undefined || lastFile === file || isSameFile(lastFile, file);
  try {
    for (let bytes = await opened.read(); bytes; bytes = await opened.read()) {
      target.signal?.throwIfAborted();
      if (bytes.byteLength === 0) continue;
      const offset = state.position;
      state.position += bytes.byteLength;
      if (state.position > (totalBytes ?? Number.POSITIVE_INFINITY))
        throw incomplete(`More than the announced ${totalBytes} bytes arrived.`);
      state.boxes?.push(bytes);
      state.furthest = Math.max(state.furthest, state.position);
      state.lastFile = file;
      try {
        await sink({ bytes, offset, totalBytes, sameFile, type, format: state.format });
      } catch (error) {
        throw new SinkError(error);
      }
    }
  } finally {
    opened.cancel();
  }
  if (totalBytes !== undefined) return;
  // Without a length only the file itself shows whether it is complete: a proxy that lost its server may end the body regularly.
  const missing = state.boxes?.missing(false);
  if (missing !== undefined)
    throw incomplete(`It ended in the middle of the file, whose length the server does not send: ${missing}.`);
  state.file = { ...file, totalBytes: state.position };
}

/** The response whose body continues at `state.position`, which is reset if the server does not resume. */
async function openResponse(
  client: VideosClient,
  { job, variant, signal }: DownloadTarget,
  source: Exclude<ClipSource, { kind: "inline" }>,
  state: State,
): Promise<HttpResponse> {
  for (;;) {
    const { position, file } = state;
    // Without proof that the file is the same, its rest is useless.
    if (file.validator === undefined) startOver(state);
    const range =
      state.position > 0 && file.validator !== undefined ? rangeHeaders(position, file.validator) : undefined;
    try {
      // Lengths and ranges are those of the unencoded file. Browsers drop this header.
      const headers = { "accept-encoding": "identity", ...range };
      const response = await client.content(job.id, variant, { signal, source, headers });
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

/** The error after the last attempt. */
function exhausted(last: UgokuError, state: State, failedAttempts: number, retryAfter: number): UgokuError {
  // No byte has arrived: the server's error is all that is known.
  if (state.lastFile === undefined && last.code !== "download_incomplete") return last;
  const total = state.file.totalBytes ?? state.lastFile?.totalBytes;
  const arrived = `${state.furthest} of ${total ?? "an unknown number of"} bytes`;
  const reason =
    state.changes > maxFileChanges
      ? `the file on the server changed ${state.changes} times`
      : retryAfter > maxRetryAfter
        ? `the server asks to wait for ${formatTime(retryAfter)}`
        : `${failedAttempts} attempts in a row brought no new byte`;
  return new DownloadError(
    "download_incomplete",
    `The download ended after ${arrived}: ${reason}. Last error: ${last.message}`,
    {
      retryable: true,
      hint: "No partial file is left. Download the clip again later: the job is not affected.",
      cause: last,
      status: last.status,
      requestId: last.requestId,
    },
  );
}

function brokenFile({ position }: State, missing: string): DownloadError {
  return new DownloadError(
    "download_incomplete",
    `The file on the server is itself incomplete: all of its ${position} bytes arrived, but ${missing}.`,
    {
      retryable: true,
      hint: "No partial file is left. The server may still be writing it: download the clip again later. The job is not affected.",
    },
  );
}
