/**
 * Finds the job of a create whose answer was lost, by what the server's list echoes. Never creates one.
 *
 * @module
 */

import { hasNoList, isOlderThan, listPages } from "../http/pagination.js";
import { protocolFields, type Video } from "../http/schema.js";
import type { VideosClient } from "../http/videos-client.js";
import { untilAborted } from "../utils/abort.js";
import { ApiError, isUgokuError } from "../utils/errors.js";
import type { Logger } from "../utils/logger.js";
import type { SubmitAttempt } from "./attempt.js";
import type { Clock, Sleep } from "./clock.js";
import { hashPrompt } from "./prompt-hash.js";
import { type SentCreates, slowestCreate, unknownSkew } from "./sent-creates.js";
import { type ReconcileOptions, SubmitUncertainError } from "./submit-uncertain.js";

/** Milliseconds by which a job's time, in whole seconds, may differ from the server's clock. */
const rounding = 5_000;

/** Milliseconds between two looks, at the most. */
const longestPause = 5_000;

export interface ReconcileTools {
  readonly client: VideosClient;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly logger: Logger;
  readonly sent: SentCreates;
}

/**
 * The job of `attempt`, or `null` if the list does not show it within `settleMs`.
 *
 * @throws SubmitUncertainError if it cannot be told; ApiError for a refused key; or rejects with the signal's reason.
 */
export async function findJob(
  attempt: SubmitAttempt,
  { signal, settleMs = 20_000, timeout = 300_000 }: ReconcileOptions,
  tools: ReconcileTools,
): Promise<Video | null> {
  const { client, clock, sleep, sent } = tools;
  if (!client.dialect.can.list) throw still(attempt, `Servers of the dialect "${client.dialect.name}" have no list.`);
  const start = clock.now();
  // A job that is older than any create takes is listed, if it is there.
  const settledAt = start - attempt.sentAt > slowestCreate ? start : start + settleMs;
  for (let count = 0; ; count++) {
    signal?.throwIfAborted();
    const now = clock.now();
    let pause = Math.min(longestPause, 1_000 * 2 ** count);
    let id = sent.idOf(attempt.key);
    try {
      const listed = id === undefined ? await candidates(attempt, tools, signal) : [];
      // A job of a create that is still on its way is that create's; it may be the one that is looked for.
      if (listed.length > 0) await untilAborted(sent.settled(), signal);
      id = sent.idOf(attempt.key);
      if (id !== undefined) return (await client.retrieve(id, { signal })).video;
      const found = tell(attempt, listed, now >= settledAt, tools);
      if (found) return found;
      if (now >= settledAt) return null;
      pause = Math.min(pause, settledAt - now);
    } catch (error) {
      signal?.throwIfAborted();
      if (!isUgokuError(error) || error instanceof SubmitUncertainError || error.code === "unauthorized") throw error;
      if (id === undefined && hasNoList(error))
        throw still(attempt, `The server has no list that can be read: ${error.message}`, error);
      if (now - start >= timeout) throw still(attempt, `The list could not be read: ${error.message}`, error);
      pause = (error instanceof ApiError && error.retryAfterMs) || pause;
    }
    await untilAborted(sleep(Math.max(1, pause), signal), signal);
  }
}

/** How surely a job is the one: the server echoes the key, or the prompt, or nothing that speaks against it. */
interface Candidate {
  readonly video: Video;
  readonly by: "key" | "prompt" | "shape";
  /** Whether its time is that of a job whose create was sent then. */
  readonly isOfTime: IsOfTime;
}

type IsOfTime = (sentAt: number) => boolean;

/** All jobs of the list that may be the one, as far as the list reaches back to the time of the create. */
async function candidates(
  attempt: SubmitAttempt,
  { client, clock }: ReconcileTools,
  signal: AbortSignal | undefined,
): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for await (const page of listPages(client, { signal })) {
    // What the server's clock was when the create was sent, as far as an answer's date tells.
    const skew = page.serverTime === undefined ? 0 : page.serverTime - clock.now();
    const tolerance = page.serverTime === undefined ? unknownSkew : rounding;
    for (const video of page.videos) {
      const { created_at: createdAt } = video;
      const isOfTime: IsOfTime = (sentAt) => {
        if (typeof createdAt !== "number") return true;
        const age = createdAt * 1000 - (sentAt + skew);
        return age >= -tolerance && age <= slowestCreate + tolerance;
      };
      const by = await matches(video, attempt, isOfTime);
      if (by) found.push({ video, by, isOfTime });
    }
    if (isOlderThan(page.videos, attempt.sentAt + skew - tolerance)) break;
  }
  return found;
}

/** Some gateways give back, in a field of their own, the key that they were sent. In the protocol's own it is a coincidence. */
const echoesKey = (video: Video, key: string): boolean =>
  Object.entries(video).some(([name, value]) => value === key && !protocolFields.has(name));

async function matches(video: Video, attempt: SubmitAttempt, isOfTime: IsOfTime): Promise<Candidate["by"] | undefined> {
  if (echoesKey(video, attempt.key)) return "key";
  const { created_at: createdAt, prompt, remixed_from_video_id: remix } = video;
  if (remix) return undefined;
  if (!isOfTime(attempt.sentAt)) return undefined;
  if (prompt && attempt.promptHash) return (await hashPrompt(prompt)) === attempt.promptHash ? "prompt" : undefined;
  // Without a time, it would match any job of that shape there ever was.
  return typeof createdAt === "number" && likeness(video, attempt) > 0 ? "shape" : undefined;
}

/** How many of the fields that a server echoes agree; -1 if one does not. */
function likeness(video: Video, attempt: SubmitAttempt): number {
  const { size, seconds, model } = video;
  if (!hasShape(video, attempt) || (model && model !== attempt.model)) return -1;
  return [size, seconds, model].filter(Boolean).length;
}

/** Whether size and length are the same, as far as the server echoes them. Some count the seconds from the frames. */
function hasShape(video: Video, { size, seconds }: SubmitAttempt): boolean {
  return (!video.size || video.size === size) && (!video.seconds || Math.abs(Number(video.seconds) - seconds) < 0.5);
}

/** The one job, if there is exactly one; nothing if there is none. */
function tell(
  attempt: SubmitAttempt,
  listed: readonly Candidate[],
  isSettled: boolean,
  { sent, logger }: ReconcileTools,
): Video | undefined {
  const free = listed.filter(({ video }) => sent.keyOf(video.id) === undefined);
  const best = (["key", "prompt", "shape"] as const)
    .map((kind) => free.filter(({ by }) => by === kind))
    .find((some) => some.length > 0);
  if (!best) return undefined;
  // Of several with the same prompt, the one that is alike in all else; some servers call the model by another name.
  const alike = best.filter(({ video }) => likeness(video, attempt) >= 0);
  const shaped = best.filter(({ video }) => hasShape(video, attempt));
  const few = [alike, shaped].find((some) => some.length > 0) ?? best;
  const [one, ...others] = few;
  const isCertain = one?.by === "key";
  // The same idea in another size or length is another job; unless the server rounds them, which nobody can know.
  const isUnlike = one !== undefined && !isCertain && !hasShape(one.video, attempt);
  const isContested = !isCertain && sent.rivalsOf(attempt).some(({ sentAt }) => one?.isOfTime(sentAt));
  if (!one || others.length > 0 || isUnlike || isContested) {
    // The job itself may be one that the list does not show yet.
    if (!isSettled) return undefined;
    const ids = few.map(({ video }) => video.id);
    const why =
      few.length > 1
        ? `${few.length} jobs on the server may be the one (${ids.slice(0, 5).join(", ")}${ids.length > 5 ? ", …" : ""}).`
        : isUnlike
          ? `The job ${ids[0]} has the same prompt, but another size or length.`
          : `The job ${ids[0]} may be the one, but another create with the same prompt is in doubt as well.`;
    throw still(attempt, why, undefined, ids);
  }
  if (one.by === "shape")
    logger.warn(
      `ugoku: the server does not echo prompts; job ${one.video.id} was taken for the create of ${new Date(attempt.sentAt).toISOString()} by its time, size and length.`,
    );
  return one.video;
}

function still(attempt: SubmitAttempt, why: string, cause?: unknown, candidates: readonly string[] = []) {
  return new SubmitUncertainError(`It is still not known what became of the create. ${why}`, attempt, {
    cause,
    candidates,
    hint:
      candidates.length > 0
        ? "Look at each with resume(id).check(), and go on with the one that shows your clip."
        : "Ask the server's operator for jobs of that time. Submit again, with another key, only if paying twice is the lesser evil.",
  });
}
