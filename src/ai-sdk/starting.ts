import { errorResponse, jsonResponse } from "../testing/responses.js";
import type { Handle, JobIds } from "./job-ids.js";
import type { VideoOrder } from "./order.js";
import { clean, refusal } from "./provider-errors.js";
import type { AiSdkVideoModel, ForeignStarted, ForeignStatus, ForeignVideo } from "./specification.js";
import { firstVideo, type JobFacts, nowInSeconds, videoObject } from "./videos.js";

/** A model that starts a video in one call, and tells of it in others. */
export interface StartingModel {
  doStart(options: unknown): PromiseLike<ForeignStarted>;
  doStatus(options: unknown): PromiseLike<ForeignStatus>;
}

/** What this process remembers of a job, for convenience only. */
interface Memory {
  readonly warnings: readonly object[];
  failedSince: number | undefined;
}

/** Jobs that are remembered: nothing is lost with what is forgotten but its warnings. */
const mostRemembered = 1_000;

/** The jobs of a model that starts: their ids are all there is to them. */
export class StatusRuns {
  readonly #model: AiSdkVideoModel & StartingModel;
  readonly #confirmFailureMs: number;
  readonly #ids: JobIds;
  readonly #memory = new Map<string, Memory>();

  constructor(model: AiSdkVideoModel & StartingModel, options: { confirmFailureMs: number; ids: JobIds }) {
    this.#model = model;
    this.#confirmFailureMs = options.confirmFailureMs;
    this.#ids = options.ids;
  }

  async create(order: VideoOrder, signal: AbortSignal): Promise<Response> {
    const { call, key, seconds, size } = order;
    const headers = key === undefined ? {} : { "idempotency-key": key };
    try {
      const { operation, warnings = [] } = await this.#model.doStart({ ...call, headers, abortSignal: signal });
      const handle: Handle = { operation, createdAt: nowInSeconds(), seconds, size };
      const id = await this.#ids.write(handle);
      this.#remember(id).warnings = warnings;
      return jsonResponse(videoObject(this.#facts(id, handle, "in_progress")));
    } catch (error) {
      signal.throwIfAborted();
      return refusal(error, call.prompt ?? "");
    }
  }

  async look(id: string, signal: AbortSignal): Promise<Response> {
    const handle = await this.#ids.read(id);
    if (!handle) return this.#unknown(id);
    const status = await this.#ask(handle, signal);
    if (status.status === "completed") {
      const video = firstVideo(status.videos);
      if (typeof video !== "string") return jsonResponse(videoObject(this.#facts(id, handle, "completed")));
      return jsonResponse(
        videoObject({ ...this.#facts(id, handle, "failed"), error: { message: video, code: "no_video" } }),
      );
    }
    if (status.status !== "error") {
      this.#remember(id).failedSince = undefined;
      return jsonResponse(videoObject(this.#facts(id, handle, "in_progress")));
    }
    const memory = this.#remember(id);
    memory.failedSince ??= Date.now();
    const left = this.#confirmFailureMs - (Date.now() - memory.failedSince);
    // Some packages say "error" of a look that failed. The job is paid for: asked again before it is given up.
    if (left > 0)
      return jsonResponse(videoObject(this.#facts(id, handle, "in_progress")), {
        "openai-poll-after-ms": String(Math.min(2_000, left)),
      });
    const error = { message: clean(status.error ?? "The provider gives no reason.", ""), code: "provider_error" };
    return jsonResponse(videoObject({ ...this.#facts(id, handle, "failed"), error }));
  }

  async video(id: string, signal: AbortSignal): Promise<ForeignVideo | Response> {
    const handle = await this.#ids.read(id);
    if (!handle) return this.#unknown(id);
    // Asked for anew: addresses that a provider signs are for a while only.
    const { status, videos } = await this.#ask(handle, signal);
    if (status !== "completed")
      return errorResponse({ status: 404, message: `Video is not ready, its status is ${status}.` });
    const video = firstVideo(videos);
    return typeof video === "string" ? errorResponse({ status: 404, message: video }) : video;
  }

  async #ask({ operation }: Handle, signal: AbortSignal): Promise<ForeignStatus> {
    return this.#model.doStatus({ operation, headers: {}, abortSignal: signal });
  }

  #facts(id: string, { createdAt, seconds, size }: Handle, status: JobFacts["status"]): JobFacts {
    const warnings = this.#memory.get(id)?.warnings;
    return { id, model: this.#model.modelId, status, createdAt, seconds, size, warnings };
  }

  #remember(id: string): { warnings: readonly object[]; failedSince: number | undefined } {
    const memory = this.#memory.get(id) ?? { warnings: [], failedSince: undefined };
    this.#memory.set(id, memory);
    for (const oldest of this.#memory.keys()) if (this.#memory.size > mostRemembered) this.#memory.delete(oldest);
    return memory;
  }

  #unknown(id: string): Response {
    const { provider, modelId } = this.#model;
    return errorResponse({
      status: 404,
      message: `${id.slice(0, 24)}… is no id that this endpoint gives to jobs of ${provider}'s ${modelId}, or not one signed with its secret.`,
    });
  }
}
