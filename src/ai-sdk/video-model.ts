/**
 * A model of ugoku's, as the AI SDK calls it.
 *
 * @module
 */

import type { Ugoku } from "../client/create-client.js";
import { isTerminal } from "../dialects/types.js";
import type { Clip } from "../download/clip.js";
import type { Ticket } from "../job/ticket.js";
import type { Job } from "../job/types.js";
import type { ModelTable } from "../models/models.js";
import { attachJob, isUgokuError, JobFailedError, ModerationError, type UgokuError } from "../utils/errors.js";
import type { Logger } from "../utils/logger.js";
import { prepareCall } from "./call.js";
import type {
  AiSdkCallOptions,
  AiSdkResult,
  AiSdkStatus,
  AiSdkVideo,
  AiSdkWarning,
  JsonObject,
  SpecificationVersion,
  UgokuVideoModel,
} from "./specification.js";

/** A client, and what of a call it could not take. */
export interface CallClient {
  readonly ugoku: Ugoku;
  readonly warnings: readonly AiSdkWarning[];
}

/** What a model is made of. */
export interface VideoModelOptions<Version extends SpecificationVersion> {
  readonly specificationVersion: Version;
  readonly provider: string;
  readonly modelId: string;
  readonly models: ModelTable;
  /** The client for a call with those headers. */
  readonly clientFor: (headers: AiSdkCallOptions["headers"]) => CallClient;
  /** What the linter finds is in the call's warnings: said twice it would be noise. */
  readonly isQuiet: boolean;
  readonly onJob: ((ticket: Ticket) => void) | undefined;
  readonly logger: Logger;
}

/** Milliseconds for which "no such job" may still mean "not yet". */
const notFoundGrace = 30_000;

/** Looks that missed of jobs that nobody asks for any more; a long-lived process must not keep them all. */
const mostMissing = 1_000;

/**
 * The same calls serve both versions. Closures and no `this`: `ai` 7 calls a model of version 3 through a proxy.
 *
 * What it throws is ugoku's own error, with the job's ticket in it. The AI SDK repeats only what is marked as its own
 * retryable `APICallError`, so that no create is ever sent twice by it; what may be sent again, ugoku has sent again.
 */
export function createVideoModel<Version extends SpecificationVersion>({
  specificationVersion,
  provider,
  modelId,
  models,
  clientFor,
  isQuiet,
  onJob,
  logger,
}: VideoModelOptions<Version>): UgokuVideoModel<Version> {
  const missingSince = new Map<string, number>();

  async function submit(options: AiSdkCallOptions): Promise<{ job: Job; warnings: AiSdkWarning[] }> {
    const { ugoku, warnings: left } = clientFor(options.headers);
    const { animation, warnings, timeout } = await prepareCall(options, { animate: ugoku.animate, modelId, models });
    const job = await animation.submit({
      signal: options.abortSignal,
      timeout,
      ...(isQuiet ? { onLint: () => {} } : {}),
    });
    try {
      onJob?.(job.ticket);
    } catch (error) {
      // What the caller's own function throws must not cost the caller the job.
      logger.error(`ugoku: onJob threw for job ${job.id}, going on: ${String(error)}`);
    }
    return { job, warnings: [...left, ...warnings] };
  }

  const response = () => ({ timestamp: new Date(), modelId, headers: undefined });
  const metadata = (fields: JsonObject) => ({ [provider]: fields });

  async function completed(clip: Clip, job: Job, signal: AbortSignal | undefined): Promise<AiSdkResult> {
    // The bytes, and no address: it would need the key, and the AI SDK downloads without one.
    const video: AiSdkVideo = { type: "binary", data: await clip.bytes({ signal }), mediaType: "video/mp4" };
    const { seconds, size } = clip.video;
    const about: JsonObject = {
      jobId: job.id,
      ticket: { ...job.ticket },
      ...(seconds ? { seconds: Number(seconds) } : {}),
      ...(size ? { size } : {}),
      ...(clip.expiresAt ? { expiresAt: clip.expiresAt.toISOString() } : {}),
    };
    return { videos: [video], warnings: [], providerMetadata: metadata({ videos: [about] }), response: response() };
  }

  async function doStatus({
    operation,
    abortSignal: signal,
    headers,
  }: Parameters<UgokuVideoModel["doStatus"]>[0]): Promise<AiSdkStatus> {
    const job = clientFor(headers).ugoku.resume(operation as unknown as Ticket | string);
    try {
      const { status, progress } = await job.check({ signal });
      missingSince.delete(job.id);
      if (!isTerminal(status))
        return { status: "pending", providerMetadata: metadata({ jobId: job.id, progress }), response: response() };
      const clip = await job.wait({ signal });
      return { status: "completed", ...(await completed(clip, job, signal)) };
    } catch (error) {
      signal?.throwIfAborted();
      if (!isUgokuError(error)) throw error;
      if (error instanceof JobFailedError || error instanceof ModerationError) return failed(error, job);
      // Paid for, and still there: a look or a download that broke is made again with the next.
      if (!mayPass(error, job)) throw attachJob(error, job);
      const missed = { jobId: job.id, missed: error.code, message: error.message };
      return { status: "pending", providerMetadata: metadata(missed), response: response() };
    }
  }

  function failed({ message, code }: UgokuError, job: Job): AiSdkStatus {
    const about = { jobId: job.id, ticket: { ...job.ticket }, code };
    return { status: "error", error: message, providerMetadata: metadata(about), response: response() };
  }

  /** Whether the next look may find what this one did not. */
  function mayPass(error: UgokuError, { id, ticket }: Job): boolean {
    if (error.code !== "not_found")
      return error.retryable || error.code === "response_invalid" || error.code === "download_incomplete";
    const now = Date.now();
    const since = missingSince.get(id) ?? now;
    if (missingSince.size < mostMissing) missingSince.set(id, since);
    return now - since < notFoundGrace && now < ticket.deadline;
  }

  return Object.freeze<UgokuVideoModel<Version>>({
    specificationVersion,
    provider,
    modelId,
    maxVideosPerCall: 1,
    doGenerate: async (options) => {
      const { job, warnings } = await submit(options);
      const clip = await job.wait({ signal: options.abortSignal });
      return { ...(await completed(clip, job, options.abortSignal)), warnings };
    },
    doStart: async (options) => {
      const { job, warnings } = await submit(options);
      if (options.webhookUrl !== undefined)
        warnings.push({
          type: "unsupported",
          feature: "webhookUrl",
          details: "The Videos API takes no webhook with a job: set it up at the server, and see ugoku/webhook.",
        });
      return {
        operation: { ...job.ticket },
        warnings,
        providerMetadata: metadata({ jobId: job.id }),
        response: response(),
      };
    },
    doStatus,
  });
}
