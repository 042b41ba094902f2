/**
 * Finds the job of a create request whose outcome is unknown, by the fields that the server's list echoes. Never creates one.
 *
 * @module
 */

import { subjectOf } from "../dialects/types.js";
import { hasNoList, isOlderThan, listPages, maxPages } from "../http/pagination.js";
import { protocolFields } from "../http/read-job.js";
import type { Video } from "../http/schema.js";
import type { VideosClient } from "../http/videos-client.js";
import type { Clock, Sleep } from "../job/clock.js";
import { untilAborted } from "../utils/abort.js";
import { backoff } from "../utils/backoff.js";
import { ApiError, isUgokuError, type UgokuError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import type { LazyLogger } from "../utils/logger.js";
import { codeOnly, text } from "../utils/message.js";
import { hashPrompt, type SubmitAttempt } from "./submit-attempt.js";
import { type ReconcileOptions, SubmitUncertainError } from "./submit-uncertain-error.js";

/** Milliseconds within which a create request creates its job. */
const maxCreateTime = 10 * 60_000;

/** Milliseconds by which the clock of a server that sends no date may be off. */
const maxClockSkew = 5 * 60_000;

/** Milliseconds between two create requests up to which one job may belong to either. */
export const maxSharedTime = maxCreateTime + 2 * maxClockSkew;

/** Milliseconds by which a job's time, in whole seconds, may differ from the server's clock. */
const rounding = 5_000;

/** For an attempt of the future, after the clock was set back: jobs of so many milliseconds are reported, and none is assigned. */
const maxClockChange = 24 * 3_600_000;

/** Milliseconds between two requests for the list. */
const minPause = 1_000;
const maxPause = 5_000;

/** The create requests of this client. */
export interface KnownCreates {
  /** The job of a key. */
  jobIdOf(key: string): string | undefined;
  isKnownJob(id: string): boolean;
  /** Milliseconds by which this machine's clock was set since the key was sent by this process. */
  clockChange(attempt: SubmitAttempt, now: number): number;
  /** Resolves when every create request that is in flight now has an outcome. */
  settled(): Promise<void>;
  /** Other create requests of unknown outcome that differ from this one only in time, or only in time and prompt. */
  similarUncertain(attempt: SubmitAttempt, options: { readonly anyPrompt: boolean }): SubmitAttempt[];
}

export interface ReconcileContext {
  readonly client: VideosClient;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly logger: LazyLogger;
  readonly creates: KnownCreates;
}

/**
 * The job of `attempt`, or `null` if the list does not show it within `settleMs`.
 *
 * One answer proves nothing about the list, because a proxy may have sent it: that the server has none is concluded from answers
 * over `settleMs`, two at least. A list that was read once exists.
 *
 * @throws SubmitUncertainError if it cannot be decided; ApiError for a refused API key; or rejects with the signal's reason.
 */
export async function findJob(
  attempt: SubmitAttempt,
  { signal, settleMs = 20_000, timeout = 300_000 }: ReconcileOptions,
  context: ReconcileContext,
): Promise<Video | null> {
  const { client, sleep, creates } = context;
  if (!client.dialect.can.list) throw stillUncertain(attempt, `${subjectOf(client.dialect)} cannot list jobs.`);
  const started = performance.now();
  let slept = 0;
  // Not the wall clock: set forward, it would end the search too early.
  const getElapsed = () => Math.max(slept, performance.now() - started);
  let hasList = false;
  /** When the first of the answers in a row came that no list gives. */
  let noListSince: number | undefined;
  for (let count = 0; ; count++) {
    signal?.throwIfAborted();
    const elapsed = getElapsed();
    const isSettled = elapsed >= settleMs;
    let pause = backoff(count + 1, { base: minPause, max: maxPause, jitter: 0 });
    let id = creates.jobIdOf(attempt.key);
    const listing: Listing = { found: [], pages: 0 };
    try {
      if (id === undefined) {
        await findCandidates(attempt, context, signal, listing);
        hasList = true;
      }
      // A listed job may belong to a create request that is still in flight, or to this key itself.
      if (listing.found.length > 0) await untilAborted(creates.settled(), signal);
      id = creates.jobIdOf(attempt.key);
      if (id !== undefined) return (await client.retrieve(id, { signal })).video;
      const found = selectJob(attempt, listing.found, isSettled, context);
      if (found) return found;
      if (isSettled) return null;
      pause = Math.min(pause, settleMs - elapsed);
    } catch (error) {
      signal?.throwIfAborted();
      if (!isUgokuError(error) || error instanceof SubmitUncertainError || error.code === "unauthorized") throw error;
      const now = getElapsed();
      const isNoList = id === undefined && !hasList && hasNoList(error);
      // A list without an end is not read again: it takes hundreds of requests.
      if (isNoList && ((noListSince !== undefined && now - noListSince >= settleMs) || listing.pages >= maxPages))
        throw unreadable(attempt, `The server has no list that can be read: ${error.message}`, error, listing, context);
      if (now >= timeout)
        throw unreadable(attempt, `The list could not be read: ${error.message}`, toOutage(error), listing, context);
      noListSince = isNoList ? (noListSince ?? now) : undefined;
      if (noListSince !== undefined) pause = Math.min(pause, Math.max(minPause, noListSince + settleMs - now));
      pause = (error instanceof ApiError && error.retryAfterMs) || pause;
    }
    pause = Math.max(1, Math.ceil(pause));
    await untilAborted(sleep(pause, signal), signal);
    slept += pause;
  }
}

/** What was read of a list, also if a later page could not be read. */
interface Listing {
  readonly found: Candidate[];
  pages: number;
}

/** The error for a list that cannot be read, with the possible jobs on the pages that could. */
function unreadable(
  attempt: SubmitAttempt,
  why: string,
  cause: UgokuError,
  { found }: Listing,
  { creates }: ReconcileContext,
): SubmitUncertainError {
  const candidates = found.map(({ video }) => video.id).filter((id) => !creates.isKnownJob(id));
  return stillUncertain(attempt, why, cause, candidates);
}

/** The error of a list that exists: whatever it says, a later request may succeed, and nothing follows from it. */
function toOutage(error: UgokuError): UgokuError {
  if (error.retryable) return error;
  const { code, message, status, requestId, hint } = error;
  return new ApiError(code, message, { status, requestId, hint, cause: error, retryable: true });
}

/**
 * A job that may belong to the attempt: the server echoes its key, its prompt, or nothing that contradicts it. `"other-time"`: its
 * prompt, but its time is right only if a clock was set.
 */
interface Candidate {
  readonly video: Video;
  readonly by: "key" | "prompt" | "shape" | "other-time";
  /** Whether the job was created at the time of a create request sent at `sentAt`. */
  readonly isOfTime: IsOfTime;
}

type IsOfTime = (sentAt: number) => boolean;

/** Adds the jobs of the list that may belong to the attempt, back to the time of its create request. */
async function findCandidates(
  attempt: SubmitAttempt,
  { client, clock, creates }: ReconcileContext,
  signal: AbortSignal | undefined,
  listing: Listing,
): Promise<void> {
  const isFuture = attempt.sentAt > clock.now() + maxClockSkew;
  for await (const page of listPages(client, { signal })) {
    listing.pages += 1;
    const now = clock.now();
    // An injected clock may have another pace than the monotonic one.
    const change = clock === Date ? creates.clockChange(attempt, now) : 0;
    const skew = change + (page.serverTime === undefined ? 0 : page.serverTime - now);
    const tolerance = page.serverTime === undefined ? maxClockSkew : rounding;
    for (const video of page.videos) {
      const { created_at: createdAt } = video;
      const isOfTime: IsOfTime = (sentAt) => {
        if (typeof createdAt !== "number") return true;
        const age = toMilliseconds(createdAt) - (sentAt + skew);
        return age >= -tolerance && age <= maxCreateTime + tolerance;
      };
      const by = await matchBy(video, attempt, isOfTime, isFuture);
      if (by) listing.found.push({ video, by, isOfTime });
    }
    const oldest = isFuture ? now - maxClockChange : attempt.sentAt;
    if (isOlderThan(page.videos, oldest + skew - tolerance)) break;
  }
}

/** Seconds beyond the year 5000 are milliseconds. */
const toMilliseconds = (time: number): number => (time > 1e11 ? time : time * 1000);

/** Names of fields in which gateways return the key, or in which callers keep it. */
const keyField = /key|idempot|ref|client|external|request|order|correlation|trace|custom|tag|user|sku|item/i;

/** A key that is too long to be in a field by coincidence. */
const minDistinctLength = 12;

/**
 * Whether a field of the server's own, or inside one such as `metadata`, is the key. In a field of the protocol an equal value is a
 * coincidence, as may be a short one in a field of another purpose.
 */
function echoesKey(fields: Readonly<Record<string, unknown>>, key: string, depth = 0): boolean {
  return Object.entries(fields).some(([name, value]) => {
    if (depth === 0 && protocolFields.has(name)) return false;
    if (value === key) return key.length >= minDistinctLength || keyField.test(name);
    return depth < 3 && isRecord(value) && echoesKey(value, key, depth + 1);
  });
}

async function matchBy(
  video: Video,
  attempt: SubmitAttempt,
  isOfTime: IsOfTime,
  isFuture: boolean,
): Promise<Candidate["by"] | undefined> {
  const { created_at: createdAt, prompt, remixed_from_video_id: remix } = video;
  const echoed: unknown = Reflect.get(video, "idempotency_key");
  if (echoesKey(video, attempt.key)) return "key";
  // The job of another key.
  if (typeof echoed === "string") return undefined;
  if (remix || !(isFuture || isOfTime(attempt.sentAt))) return undefined;
  if (prompt && attempt.promptHash) {
    if ((await hashPrompt(prompt)) !== attempt.promptHash) return undefined;
    if (isOfTime(attempt.sentAt)) return "prompt";
    return hasShape(video, attempt) ? "other-time" : undefined;
  }
  // Without a time, any earlier job of the same shape would match.
  return isOfTime(attempt.sentAt) && typeof createdAt === "number" && similarity(video, attempt) > 0
    ? "shape"
    : undefined;
}

/** The number of echoed fields that agree; -1 if one does not. */
function similarity(video: Video, attempt: SubmitAttempt): number {
  const { size, seconds, model } = video;
  if (!hasShape(video, attempt) || (model && model !== attempt.model)) return -1;
  return [size, seconds, model].filter(Boolean).length;
}

/** Whether size and duration agree, if the server echoes them. Some derive the seconds from the frames. */
function hasShape(video: Video, { size, seconds }: SubmitAttempt): boolean {
  return (!video.size || video.size === size) && (!video.seconds || Math.abs(Number(video.seconds) - seconds) < 0.5);
}

/** The job, if exactly one fits; `undefined` if none does, or if a better one may still appear in the list. */
function selectJob(
  attempt: SubmitAttempt,
  listed: readonly Candidate[],
  isSettled: boolean,
  { creates, logger }: ReconcileContext,
): Video | undefined {
  const free = listed.filter(({ video }) => !creates.isKnownJob(video.id));
  const best = (["key", "prompt", "shape", "other-time"] as const)
    .map((kind) => free.filter(({ by }) => by === kind))
    .find((some) => some.length > 0);
  if (!best) return undefined;
  // Of several with the same prompt, the one whose other fields agree; some servers return the model under another name.
  const alike = best.filter(({ video }) => similarity(video, attempt) >= 0);
  const shaped = best.filter(({ video }) => hasShape(video, attempt));
  const candidates = [alike, shaped].find((some) => some.length > 0) ?? best;
  const [one, ...others] = candidates;
  const isCertain = one?.by === "key";
  // Another size or duration is another job, unless the server rounds them, which cannot be known.
  const isUnlike = one !== undefined && !isCertain && !hasShape(one.video, attempt);
  // Without the prompt, a job may belong to a create request with another prompt as well.
  const rivals = isCertain ? [] : creates.similarUncertain(attempt, { anyPrompt: one?.by === "shape" });
  const isContested = rivals.some(({ sentAt }) => one?.isOfTime(sentAt));
  const isOfOtherTime = one?.by === "other-time";
  if (!one || others.length > 0 || isUnlike || isContested || isOfOtherTime) {
    // The attempt's own job may not be listed yet.
    if (!isSettled) return undefined;
    const ids = candidates.map(({ video }) => video.id);
    const why =
      candidates.length > 1
        ? `${candidates.length} jobs on the server may belong to it (${ids.slice(0, 5).join(", ")}${ids.length > 5 ? ", …" : ""}).`
        : isOfOtherTime
          ? `The job ${ids[0]} has the same prompt, but another time. A clock may have been set.`
          : isUnlike
            ? `The job ${ids[0]} has the same prompt, but another size or duration.`
            : `The job ${ids[0]} may belong to it, but the outcome of another create request ${one?.by === "shape" ? "of the same size and duration" : "with the same prompt"} is unknown too.`;
    throw stillUncertain(attempt, why, undefined, ids);
  }
  if (one.by === "shape")
    logger.warn(
      `ugoku: the server does not echo prompts; job ${one.video.id} was matched to the create request of ${new Date(attempt.sentAt).toISOString()} by its time, size and duration.`,
    );
  return one.video;
}

function stillUncertain(attempt: SubmitAttempt, why: string, cause?: unknown, candidates: readonly string[] = []) {
  return new SubmitUncertainError(`The outcome of the create request is still unknown. ${why}`, attempt, {
    cause,
    candidates,
    hint:
      candidates.length > 0
        ? text`${codeOnly("Poll each with resume(id).poll(), and continue with the one that has your clip.")}`
        : `Check the server's jobs of ${new Date(attempt.sentAt).toISOString()}. Submit again, with another key, only if paying twice is acceptable.`,
  });
}
