import { errorResponse, jsonResponse } from "../testing/responses.js";
import type { VideoOrder } from "./order.js";
import { providerWords } from "./provider-errors.js";
import type { AiSdkVideoModel, ForeignResult, ForeignVideo } from "./specification.js";
import { firstVideo, type JobFacts, nowInSeconds, videoObject } from "./videos.js";

/** A model that makes a video in one call, and says nothing before it is done. */
export interface BlockingModel {
  doGenerate(options: unknown): PromiseLike<ForeignResult>;
}

interface Run {
  facts: JobFacts;
  video: ForeignVideo | undefined;
  /** Milliseconds since 1970; missing while it runs. */
  forgetAt: number | undefined;
}

/** Milliseconds between two looks: they cost nothing, the job is in this process. */
const pollAfter = { "openai-poll-after-ms": "200" } as const;

/** The jobs of a model that blocks: they live in this process, and end with it. */
export class BlockingRuns {
  readonly #model: AiSdkVideoModel & BlockingModel;
  readonly #keepMs: number;
  readonly #runs = new Map<string, Run>();
  readonly #ids = new Map<string, string>();

  constructor(model: AiSdkVideoModel & BlockingModel, keepMs: number) {
    this.#model = model;
    this.#keepMs = keepMs;
  }

  /** Calls the model once. The caller's signal is not handed on: what is paid for goes on. */
  async create(order: VideoOrder): Promise<Response> {
    this.#forget();
    const { key, modelId: model, seconds, size } = order;
    const known = key === undefined ? undefined : this.#runs.get(this.#ids.get(key) ?? "");
    if (known) return jsonResponse(videoObject(known.facts), pollAfter);
    const id = `run_${crypto.randomUUID()}`;
    const facts: JobFacts = { id, model, status: "in_progress", createdAt: nowInSeconds(), seconds, size };
    const run: Run = { facts, video: undefined, forgetAt: undefined };
    this.#runs.set(id, run);
    if (key !== undefined) this.#ids.set(key, id);
    void this.#generate(run, order);
    return jsonResponse(videoObject(facts), pollAfter);
  }

  look(id: string): Response {
    this.#forget();
    const run = this.#runs.get(id);
    return run ? jsonResponse(videoObject(run.facts), pollAfter) : this.#unknown(id);
  }

  video(id: string): ForeignVideo | Response {
    this.#forget();
    const run = this.#runs.get(id);
    if (!run) return this.#unknown(id);
    return (
      run.video ?? errorResponse({ status: 404, message: `Video is not ready, its status is ${run.facts.status}.` })
    );
  }

  async #generate(run: Run, { call }: VideoOrder): Promise<void> {
    const end = (facts: Partial<JobFacts>) => {
      const completedAt = nowInSeconds();
      run.forgetAt = Date.now() + this.#keepMs;
      run.facts = { ...run.facts, completedAt, ...facts };
    };
    try {
      const { videos, warnings } = await this.#model.doGenerate({ ...call, headers: {} });
      const video = firstVideo(videos);
      if (typeof video === "string") {
        end({ status: "failed", error: { message: video, code: "no_video" }, warnings });
        return;
      }
      run.video = video;
      end({ status: "completed", warnings, expiresAt: Math.floor((Date.now() + this.#keepMs) / 1000) });
    } catch (error) {
      end({ status: "failed", error: providerWords(error, call.prompt ?? "") });
    }
  }

  /** What has ended long ago would fill the memory. */
  #forget(): void {
    const now = Date.now();
    for (const [id, { forgetAt }] of this.#runs) if (forgetAt !== undefined && forgetAt < now) this.#runs.delete(id);
    for (const [key, id] of this.#ids) if (!this.#runs.has(id)) this.#ids.delete(key);
  }

  #unknown(id: string): Response {
    const { provider, modelId } = this.#model;
    return errorResponse({
      status: 404,
      message: `${provider} makes ${modelId} in one call, so that the job ${id} is known only to the process and the endpoint object that began it, and for a while after its end.`,
    });
  }
}
