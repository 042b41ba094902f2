/**
 * The jobs of a model that has `doStart` and `doStatus`, as responses of the Videos API.
 *
 * @module
 */
import type { Video } from "../http/schema.js";
import { errorResponse, jsonResponse } from "../testing/responses.js";
import { fromBase64Data } from "../utils/bytes.js";
import { decodeOperationId, encodeOperationId, type OperationState } from "./operation-id.js";
import type { CreateParams } from "./parse-create.js";
import { redactText, toErrorResponse } from "./provider-errors.js";
import type { AiSdkVideoModel, ProviderStarted, ProviderStatus, ProviderVideo } from "./specification.js";

/** A model whose jobs can be polled from any process. */
export interface OperationModel extends AiSdkVideoModel {
  doStart(options: unknown): PromiseLike<ProviderStarted>;
  doStatus(options: unknown): PromiseLike<ProviderStatus>;
}

export interface OperationJobsOptions {
  readonly confirmFailureMs: number;
  readonly secret: string | undefined;
  readonly fetch: (input: string, init: RequestInit) => Promise<Response>;
}

/** Kept in this process only. The job itself does not need it. */
interface JobNotes {
  warnings: readonly object[];
  failedSince: number | undefined;
}

const maxJobNotes = 1_000;

export class OperationJobs {
  readonly #model: OperationModel;
  readonly #options: OperationJobsOptions;
  readonly #notes = new Map<string, JobNotes>();

  constructor(model: OperationModel, options: OperationJobsOptions) {
    this.#model = model;
    this.#options = options;
  }

  async create({ call, key, seconds, size }: CreateParams, signal: AbortSignal): Promise<Response> {
    const headers = key === undefined ? {} : { "idempotency-key": key };
    try {
      const { operation, warnings = [] } = await this.#model.doStart({ ...call, headers, abortSignal: signal });
      const state: OperationState = { operation, createdAt: Math.floor(Date.now() / 1000), seconds, size };
      const id = await encodeOperationId(state, this.#options.secret);
      this.#notesFor(id).warnings = warnings;
      return jsonResponse(this.#toVideoObject(id, state, "in_progress"));
    } catch (error) {
      signal.throwIfAborted();
      return toErrorResponse(error, call.prompt ?? "");
    }
  }

  async retrieve(id: string, signal: AbortSignal): Promise<Response> {
    const state = await decodeOperationId(id, this.#options.secret);
    if (!state) return this.#notFound(id);
    const { status, videos, error } = await this.#poll(state, signal);
    if (status === "completed") {
      const video = firstVideo(videos);
      return jsonResponse(
        typeof video === "string"
          ? this.#toVideoObject(id, state, "failed", { message: video, code: "no_video" })
          : this.#toVideoObject(id, state, "completed"),
      );
    }
    const notes = this.#notesFor(id);
    if (status !== "error") {
      notes.failedSince = undefined;
      return jsonResponse(this.#toVideoObject(id, state, "in_progress"));
    }
    notes.failedSince ??= Date.now();
    const left = this.#options.confirmFailureMs - (Date.now() - notes.failedSince);
    // Some packages report a failed poll as a failed job. The job is paid for, so poll again before giving it up.
    if (left > 0)
      return jsonResponse(this.#toVideoObject(id, state, "in_progress"), {
        "openai-poll-after-ms": String(Math.min(2_000, left)),
      });
    const message = redactText(error ?? "The provider gives no reason.", "");
    return jsonResponse(this.#toVideoObject(id, state, "failed", { message, code: "provider_error" }));
  }

  async content(id: string, request: Request): Promise<Response> {
    const state = await decodeOperationId(id, this.#options.secret);
    if (!state) return this.#notFound(id);
    // Polled again for each download, because signed URLs expire.
    const { status, videos } = await this.#poll(state, request.signal);
    if (status !== "completed")
      return errorResponse({ status: 404, message: `Video is not ready, its status is ${status}.` });
    const video = firstVideo(videos);
    return typeof video === "string"
      ? errorResponse({ status: 404, message: video })
      : serveVideo(video, request, this.#options.fetch);
  }

  async #poll({ operation }: OperationState, signal: AbortSignal): Promise<ProviderStatus> {
    return this.#model.doStatus({ operation, headers: {}, abortSignal: signal });
  }

  /** `warnings` is not a field of the Videos API. It becomes `clip.video.warnings`. */
  #toVideoObject(
    id: string,
    { createdAt, seconds, size }: OperationState,
    status: "in_progress" | "completed" | "failed",
    error: { readonly message: string; readonly code: string } | null = null,
  ): Video {
    const warnings = this.#notes.get(id)?.warnings ?? [];
    return {
      id,
      object: "video",
      model: this.#model.modelId,
      status,
      ...(status === "completed" ? { progress: 100 } : {}),
      created_at: createdAt,
      completed_at: null,
      expires_at: null,
      seconds,
      size,
      error,
      ...(warnings.length > 0 ? { warnings: warnings.map(redactWarning) } : {}),
    };
  }

  #notesFor(id: string): JobNotes {
    const notes = this.#notes.get(id) ?? { warnings: [], failedSince: undefined };
    this.#notes.set(id, notes);
    for (const oldest of this.#notes.keys()) if (this.#notes.size > maxJobNotes) this.#notes.delete(oldest);
    return notes;
  }

  #notFound(id: string): Response {
    const { provider, modelId } = this.#model;
    const message = `${id.slice(0, 24)}… is not a job id of this endpoint (${modelId} of ${provider}), or it is not signed with its secret.`;
    return errorResponse({ status: 404, message });
  }
}

function redactWarning(warning: object): object {
  const texts = Object.entries(warning).filter(([, value]) => typeof value === "string");
  return Object.fromEntries(texts.map(([name, value]) => [name, redactText(value, "")]));
}

/** The first video if it can be downloaded, otherwise the reason why not. */
function firstVideo([video]: readonly ProviderVideo[] = []): ProviderVideo | string {
  if (!video) return "The provider returned no video.";
  if (video.type === "url" ? video.url : video.data !== undefined) return video;
  return `The provider returned a video of type ${JSON.stringify(video.type)}, which cannot be downloaded.`;
}

const forwardedRequestHeaders = ["range", "if-range"];
const forwardedResponseHeaders = ["content-length", "content-range", "accept-ranges", "etag", "last-modified"];

const pickHeaders = (headers: Headers, names: readonly string[]): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => names.includes(name)));

/** Fetches a URL without the provider's key. */
async function serveVideo(
  { url, data, mediaType }: ProviderVideo,
  request: Request,
  fetchVideo: OperationJobsOptions["fetch"],
): Promise<Response> {
  const type = mediaType || "video/mp4";
  if (data !== undefined) {
    const bytes = typeof data === "string" ? fromBase64Data(data) : data;
    return new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: { "content-type": type, "content-length": String(bytes.byteLength) },
    });
  }
  const address = url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
  if (!address || !/^https?:$/.test(address.protocol))
    return errorResponse({ status: 404, message: "The provider's video URL is not an http or https URL." });
  const headers = pickHeaders(request.headers, forwardedRequestHeaders);
  const file = await fetchVideo(address.href, { headers, signal: request.signal });
  if (!file.ok && file.status !== 416) {
    // Not awaited: it never settles while a clone of the response is unread.
    file.body?.cancel().catch(() => {});
    return errorResponse({ status: file.status, message: `${address.host} answered ${file.status} for the video.` });
  }
  const forwarded = pickHeaders(file.headers, forwardedResponseHeaders);
  // fetch() has decoded the body, but content-length is the encoded length.
  if (file.headers.has("content-encoding")) delete forwarded["content-length"];
  return new Response(file.body, {
    status: file.status,
    headers: { ...forwarded, "content-type": file.headers.get("content-type") || type },
  });
}
