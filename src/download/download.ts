/**
 * Downloads one file, whatever it takes: goes on after a break where the server lets it, and starts over where it does
 * not. Everything that reads a clip reads it through here.
 *
 * @module
 */

import type { Video } from "../http/schema.js";
import type { ContentVariant, VideosClient } from "../http/videos-client.js";
import { untilAborted } from "../utils/abort.js";
import { ApiError, attachJob, DownloadError, describeValue, type ErrorCode, isUgokuError } from "../utils/errors.js";
import { Mp4BoxScanner } from "./mp4-boxes.js";
import {
  askForRest,
  type FileIdentity,
  identify,
  identifyRest,
  isDifferentRepresentation,
  isSameRepresentation,
} from "./range-validators.js";
import { broken, readBody } from "./read-body.js";

/** What a download needs of the client that the clip is of. */
export interface DownloadContext {
  readonly client: VideosClient;
  /** Milliseconds without a byte after which a download counts as stalled. */
  readonly timeout: number;
  readonly clock: { now(): number };
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly logger: { error(message: string): void };
}

/** What is downloaded. */
export interface DownloadTarget {
  readonly job: { readonly id: string; readonly ticket: object };
  /** The server's object of the job, which may hold the clip or its address. */
  readonly video: Video;
  readonly variant: ContentVariant;
  readonly signal: AbortSignal | undefined;
}

/** A part of the file, never empty. One at offset 0 voids all that came before it: the file begins anew. */
export interface Piece {
  readonly bytes: Uint8Array;
  /** Where in the file it belongs. */
  readonly offset: number;
  readonly totalBytes: number | undefined;
  /** Whether it is provably of the same file as the pieces before it. */
  readonly sameFile: boolean;
  /** What the server calls the file. */
  readonly type: string | undefined;
}

/** Tries in a row that may bring nothing new. While bytes keep coming there is no limit. */
const mostFruitless = 5;

/** How often the server may begin to send another file than before. */
const mostChanges = 5;

/** Milliseconds before the next try, at the most; doubled for each further one that brings nothing. */
const firstWait = 500;

/** A server that asks for more milliseconds than this gets them from the caller. */
const longestRetryAfter = 5 * 60_000;

/** What may be different at the next try. */
const transient: ReadonlySet<ErrorCode> = new Set([
  "download_incomplete",
  "server_error",
  "rate_limited",
  "request_timeout",
  "connection_failed",
  "endpoint_unreachable",
]);

/** The pieces of a file, in order. Ends only with the whole file; else it throws, with what came and what did not. */
export async function* download(
  context: DownloadContext,
  target: DownloadTarget,
): AsyncGenerator<Piece, void, undefined> {
  const state: State = { position: 0, furthest: 0, gained: false, file: nothingKnown, passedOn: undefined, changes: 0 };
  const { signal } = target;
  try {
    for (let fruitless = 0; ; ) {
      state.gained = false;
      let failure: unknown;
      try {
        yield* readOn(context, target, state);
        if (isWhole(state)) return;
        failure = broken("It ended early.");
      } catch (error) {
        signal?.throwIfAborted();
        if (!isUgokuError(error) || !transient.has(error.code)) throw error;
        if (isWhole(state)) return;
        failure = error;
      }
      // More than there is: no part of it can be trusted.
      if (state.position > (state.file.totalBytes ?? Number.POSITIVE_INFINITY)) startOver(state);
      fruitless = state.gained ? 0 : fruitless + 1;
      const wish = failure instanceof ApiError ? (failure.retryAfterMs ?? 0) : 0;
      if (fruitless >= mostFruitless || state.changes > mostChanges || wish > longestRetryAfter)
        throw gaveUp(failure, state, fruitless, wish);
      const backoff = firstWait * 2 ** Math.max(0, fruitless - 1);
      // Many downloads that a server broke off at once should not all come back at once.
      await untilAborted(context.sleep(Math.max(wish, backoff * (0.5 + Math.random() / 2)), signal), signal);
      signal?.throwIfAborted();
    }
  } catch (error) {
    throw attachJob(error, target.job);
  }
}

interface State {
  /** The next byte's place in the file. */
  position: number;
  /** The most bytes that have arrived of this file: what comes a second time is no progress. */
  furthest: number;
  /** Whether this try has moved `furthest`. */
  gained: boolean;
  /** The file that the bytes before `position` are of. */
  file: FileIdentity;
  /** The file that the last piece was of. It may be another one while the next has not brought a piece yet. */
  passedOn: FileIdentity | undefined;
  changes: number;
}

const nothingKnown: FileIdentity = { validator: undefined, totalBytes: undefined };

function startOver(state: State): void {
  state.position = 0;
  state.file = nothingKnown;
}

const isWhole = ({ position, file }: State): boolean => position > 0 && position === file.totalBytes;

/** One try: from where the last one broke off if the server plays along, else from the start. */
async function* readOn(
  context: DownloadContext,
  target: DownloadTarget,
  state: State,
): AsyncGenerator<Piece, void, undefined> {
  const { variant, signal } = target;
  const response = await open(context.client, target, state);
  const total = state.file.totalBytes;
  const body = readBody(response, {
    variant,
    fromStart: state.position === 0,
    totalBytes: total,
    stallTimeout: context.timeout,
    signal,
    hide: context.client.hide,
  });
  const { file, passedOn } = state;
  const sameFile = passedOn === undefined || passedOn === file || isSameRepresentation(passedOn, file);
  const type = response.headers.get("content-type") ?? undefined;
  // Without a length, only the file itself says where it ends: a proxy that lost its server ends its chunks in good order.
  const boxes = variant === "video" && total === undefined ? new Mp4BoxScanner() : undefined;
  for await (const bytes of body) {
    boxes?.take(bytes);
    const offset = state.position;
    state.position += bytes.byteLength;
    if (state.position > (total ?? Number.POSITIVE_INFINITY))
      throw broken(`More than the ${total} bytes came that were said.`);
    if (state.position > state.furthest) {
      state.furthest = state.position;
      state.gained = true;
    }
    state.passedOn = file;
    yield { bytes, offset, totalBytes: total, sameFile, type };
  }
  if (boxes && !boxes.mayEnd) throw broken("It ended in the middle of the file, whose length the server does not say.");
  if (total === undefined) state.file = { ...file, totalBytes: state.position };
}

/** The answer whose body goes on at `state.position`, which it sets back if the server cannot or will not go on. */
async function open(
  client: VideosClient,
  { job, video, variant, signal }: DownloadTarget,
  state: State,
): Promise<Response> {
  for (;;) {
    const { position, file } = state;
    // Without proof that it is still the same file, a rest is worth nothing.
    if (file.validator === undefined) startOver(state);
    const rest = state.position > 0 && file.validator !== undefined ? askForRest(position, file.validator) : undefined;
    try {
      const response = await client.content(job.id, variant, { signal, video, headers: { ...asItIs(), ...rest } });
      if (response.status === 206) {
        const found = identifyRest(response, state.position, rest ? file : nothingKnown);
        if (found) {
          if (rest) state.file = state.passedOn = found;
          else begin(state, found);
          return response;
        }
        response.body?.cancel().catch(() => {});
        if (!rest) throw broken("The server sent a part that nobody asked for.");
      } else {
        begin(state, identify(response));
        return response;
      }
    } catch (error) {
      if (!rest || !isAboutRange(error)) throw error;
    }
    // The part that came is not the one that was asked for, or there is none: next, the whole is asked for.
    startOver(state);
  }
}

/** The whole file comes, from its start. */
function begin(state: State, file: FileIdentity): void {
  state.position = 0;
  state.file = file;
  if (!state.passedOn || !isDifferentRepresentation(state.passedOn, file)) return;
  state.changes += 1;
  // Whatever came of the other file, this one has all of its bytes to bring.
  state.furthest = 0;
}

/** 416; and what a browser makes of a redirect that it may not follow with a range. */
function isAboutRange(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 416 || error.status === 0);
}

/** Lengths and parts of a file are of the file as it is. In a browser that is not ours to ask. */
function asItIs(): Record<string, string> {
  const wish = { "accept-encoding": "identity" };
  const kept = new Request("http://localhost/", { headers: wish }).headers.has("accept-encoding");
  return kept ? wish : {};
}

function gaveUp(last: unknown, state: State, fruitless: number, wish: number): unknown {
  const error = isUgokuError(last) ? last : undefined;
  // Nothing ever came: what the server says is all that there is to say.
  if (state.passedOn === undefined && error?.code !== "download_incomplete") return last;
  const total = state.file.totalBytes ?? state.passedOn?.totalBytes;
  const arrived = `${state.furthest} of ${total ?? "an unknown number of"} bytes`;
  const why =
    state.changes > mostChanges
      ? `the file on the server changed ${state.changes} times meanwhile`
      : wish > longestRetryAfter
        ? `the server asks to wait for ${Math.ceil(wish / 1000)} s`
        : `${fruitless} tries in a row brought nothing new`;
  const reason = error ? error.message : describeValue(last);
  return new DownloadError("download_incomplete", `The download ended after ${arrived}: ${why}. The last: ${reason}`, {
    retryable: true,
    hint: "Nothing was kept. Download it again later: the job is unharmed.",
    cause: last,
    status: error?.status,
    requestId: error?.requestId,
  });
}
