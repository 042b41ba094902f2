/**
 * A video model for the AI SDK over a client.
 *
 * @module
 */

import { isTerminal } from "../dialects/types.js";
import type { Clip } from "../download/clip.js";
import type { Ticket } from "../job/ticket.js";
import type { Job } from "../job/types.js";
import type { ModelTable } from "../models/models.js";
import { attachJob, isUgokuError, JobFailedError, ModerationError, type UgokuError } from "../utils/errors.js";
import type { LazyLogger } from "../utils/logger.js";
import { shortId } from "../utils/message.js";
import { type CallContext, prepareCall } from "./prepare-call.js";
import type { ProviderClient } from "./provider-client.js";
import type {
  AiSdkCallOptions,
  AiSdkResult,
  AiSdkStatus,
  AiSdkVideo,
  AiSdkWarning,
  JsonObject,
  UgokuVideoModel,
} from "./specification.js";

export interface CallClient {
  readonly ugoku: ProviderClient;
  /** For headers that the client cannot send. */
  readonly warnings: readonly AiSdkWarning[];
}

export interface VideoModelOptions {
  readonly provider: string;
  readonly modelId: string;
  readonly models: ModelTable;
  readonly clientFor: (headers: AiSdkCallOptions["headers"]) => CallClient;
  /** Whether to keep lint findings out of the log: they are in the call's warnings. */
  readonly isQuiet: boolean;
  readonly onJob: ((ticket: Ticket) => void) | undefined;
  readonly logger: LazyLogger;
}

/** A new job may be unknown to the server for a while. */
const notFoundGraceMs = 30_000;

/** Limits the memory of a long-lived process. */
const maxMissing = 1_000;

/**
 * Serves both specification versions. The calls do not use `this`, because `ai` 7 calls a v3 model through a proxy.
 *
 * It throws `UgokuError`s with the job's ticket. The AI SDK retries only its own `APICallError`, so it never repeats a create
 * request.
 */
export function createVideoModel({
  provider,
  modelId,
  models,
  clientFor,
  isQuiet,
  onJob,
  logger,
}: VideoModelOptions): UgokuVideoModel {
  const missingSince = new Map<string, number>();

  async function submit(options: AiSdkCallOptions): Promise<{ job: Job; warnings: AiSdkWarning[] }> {
    const { ugoku, warnings: headerWarnings } = clientFor(options.headers);
    const animate = ugoku.animate as unknown as CallContext["animate"];
    const { animation, warnings, timeout } = await prepareCall(options, { animate, modelId, models });
    const job = await animation.submit({
      signal: options.abortSignal,
      timeout,
      ...(isQuiet ? { onLint: () => {} } : {}),
    });
    try {
      onJob?.(job.ticket);
    } catch (error) {
      // The job is paid for: an error of the caller's function must not lose it.
      logger.error(`ugoku: onJob threw for job ${shortId(job.id)}: ${String(error)}`);
    }
    return { job, warnings: [...headerWarnings, ...warnings] };
  }

  const response = () => ({ timestamp: new Date(), modelId, headers: undefined });
  const metadata = (fields: JsonObject) => ({ [provider]: fields });

  async function completed(clip: Clip, job: Job, signal: AbortSignal | undefined): Promise<AiSdkResult> {
    // Bytes, not a URL: the AI SDK would download it without the key.
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
      const { status, progress } = await job.poll({ signal });
      missingSince.delete(job.id);
      if (!isTerminal(status))
        return { status: "pending", providerMetadata: metadata({ jobId: job.id, progress }), response: response() };
      const clip = await job.wait({ signal });
      return { status: "completed", ...(await completed(clip, job, signal)) };
    } catch (error) {
      signal?.throwIfAborted();
      if (!isUgokuError(error)) throw error;
      if (error instanceof JobFailedError || error instanceof ModerationError) return failed(error, job);
      // The job is paid for: the next call repeats the failed poll or download.
      if (!isTransient(error, job)) throw attachJob(error, job);
      const missed = { jobId: job.id, missed: error.code, message: error.message };
      return { status: "pending", providerMetadata: metadata(missed), response: response() };
    }
  }

  function failed({ message, code }: UgokuError, job: Job): AiSdkStatus {
    const about = { jobId: job.id, ticket: { ...job.ticket }, code };
    return { status: "error", error: message, providerMetadata: metadata(about), response: response() };
  }

  function isTransient(error: UgokuError, { id, ticket }: Job): boolean {
    if (error.code !== "not_found")
      return error.retryable || error.code === "response_invalid" || error.code === "download_incomplete";
    const now = Date.now();
    const since = missingSince.get(id) ?? now;
    if (missingSince.size < maxMissing) missingSince.set(id, since);
    return now - since < notFoundGraceMs && now < ticket.deadline;
  }

  return Object.freeze<UgokuVideoModel>({
    specificationVersion: "v3",
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
          details: "The Videos API has no webhook per job. Configure one at the server and use ugoku/webhook.",
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
