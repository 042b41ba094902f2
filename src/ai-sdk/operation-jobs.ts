/**
 * The jobs of a model that has `doStart` and `doStatus`, as responses of the Videos API. All of their state is in the job id.
 *
 * @module
 */
import { readStatusWord } from "../dialects/status-map.js";
import { isTerminal } from "../dialects/types.js";
import type { Video } from "../http/schema.js";
import { jsonResponse } from "../testing/responses.js";
import { asBytes, fromBase64Data } from "../utils/bytes.js";
import { ApiError, DownloadError, describeValue } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { discardBody } from "../utils/http-response.js";
import { decodeOperationId, encodeOperationId, type OperationState, type Warning } from "./operation-id.js";
import { type ParseCreateOptions, parseCreate } from "./parse-create.js";
import { unconfirmedCode } from "./provider-defaults.js";
import { finalMessage, isFailedPoll, redactText, refusal, toProviderError } from "./provider-errors.js";
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

/** Limits of the warnings in a job id. */
const maxWarnings = 5;
const maxWarningLength = 200;

export class OperationJobs {
  readonly #model: OperationModel;
  readonly #options: OperationJobsOptions;

  constructor(model: OperationModel, options: OperationJobsOptions) {
    this.#model = model;
    this.#options = options;
  }

  async create(request: Request, form: ParseCreateOptions): Promise<Response> {
    const { signal } = request;
    const { call, key, seconds, size } = await parseCreate(request, form);
    const headers = key === undefined ? {} : { "idempotency-key": key };
    const prompt = call.prompt ?? "";
    const started = await this.#run("doStart()", prompt, signal, () =>
      this.#model.doStart({ ...call, headers, abortSignal: signal }),
    );
    const { operation, warnings: given } = isRecord(started) ? started : {};
    if (operation === undefined || operation === null)
      throw this.#invalid("doStart()", `${describeValue(started)}, without an operation`);
    const warnings = readWarnings(given, prompt);
    const createdAt = Math.floor(Date.now() / 1000);
    const state = { operation, createdAt, seconds, size, warnings };
    const id = await encodeOperationId(state, this.#options.secret).catch((cause: unknown) => {
      throw this.#invalid("doStart()", "an operation that is not JSON", cause);
    });
    return jsonResponse(
      this.#toVideoObject(id, state, { status: "in_progress", ...(warnings.length > 0 ? { warnings } : {}) }),
    );
  }

  async retrieve(id: string, signal: AbortSignal): Promise<Response> {
    const state = await this.#decode(id);
    const result = await this.#poll(state, signal);
    const status = readStatusWord(result.status);
    if (status === "completed") {
      const video = findVideo(result);
      const fields =
        typeof video === "string"
          ? { status: "failed", error: { message: video, code: "no_video" } }
          : { status, progress: 100, ...reportedShape(result.providerMetadata) };
      const all = [...state.warnings, ...readWarnings(result.warnings, "")];
      return jsonResponse(this.#toVideoObject(id, state, { ...fields, ...(all.length > 0 ? { warnings: all } : {}) }));
    }
    // The client warns about an unknown status.
    if (!isTerminal(status)) {
      const fields = { status: status === "unknown" ? result.status : "in_progress" };
      return jsonResponse(this.#toVideoObject(id, state, fields));
    }
    const { confirmFailureMs } = this.#options;
    const message = redactText(readReason(result.error) ?? "The provider gives no reason.", "");
    if (confirmFailureMs > 0 && isFailedPoll(message))
      throw await toProviderError(new Error(message), {
        provider: this.#model.provider,
        method: "doStatus()",
        prompt: "",
      });
    const failure = { message, code: unconfirmedCode };
    const video = this.#toVideoObject(id, state, { status: "failed", error: failure });
    return jsonResponse(video, { "openai-poll-after-ms": String(Math.min(2_000, confirmFailureMs || 2_000)) });
  }

  async content(id: string, request: Request): Promise<Response> {
    // Polled again for each download, because signed URLs expire.
    const result = await this.#poll(await this.#decode(id), request.signal);
    const { status } = result;
    const isCompleted = readStatusWord(status) === "completed";
    const video = isCompleted ? findVideo(result) : `Video is not ready, its status is ${status}.`;
    if (typeof video === "string") throw new ApiError("not_found", video, { hint: "Wait for the job first." });
    return serveVideo(video, request, this.#options.fetch);
  }

  async #poll({ operation }: OperationState, signal: AbortSignal): Promise<ProviderStatus> {
    const result = await this.#run("doStatus()", "", signal, async () => {
      try {
        return await this.#model.doStatus({ operation, headers: {}, abortSignal: signal });
      } catch (error) {
        const message = finalMessage(error);
        if (message === undefined) throw error;
        // Completed without a video: not a failure that a later poll may revoke.
        return { status: "completed", videos: [], error: message };
      }
    });
    if (isRecord(result) && typeof result.status === "string") return result;
    throw this.#invalid("doStatus()", `${describeValue(result)}, without a status`);
  }

  /** The package's result does not match the AI SDK's interface. For a start, it leaves the outcome unknown. */
  #invalid(method: string, returned: string, cause?: unknown): ApiError {
    return new ApiError("response_invalid", `[${method}] "${this.#model.provider}": it returned ${returned}.`, {
      cause,
      hint: "Check whether a newer version of the provider's package returns what the AI SDK's interface says.",
    });
  }

  async #run<T>(
    method: "doStart()" | "doStatus()",
    prompt: string,
    signal: AbortSignal,
    call: () => PromiseLike<T>,
  ): Promise<T> {
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      throw await toProviderError(error, { provider: this.#model.provider, method, prompt });
    }
  }

  /** `warnings` is not a field of the Videos API. It becomes `clip.video.warnings`. */
  #toVideoObject(id: string, { createdAt, seconds, size }: OperationState, fields: object): Video {
    const times = { created_at: createdAt, completed_at: null, expires_at: null };
    const { modelId: model } = this.#model;
    return { id, object: "video", model, ...times, seconds, size, error: null, ...fields } as unknown as Video;
  }

  async #decode(id: string): Promise<OperationState> {
    const state = await decodeOperationId(id, this.#options.secret);
    if (state) return state;
    const { provider, modelId } = this.#model;
    const message = `${id.slice(0, 24)}… is not a job id of this endpoint (${modelId} of ${provider}), or it is not signed with its secret.`;
    throw new ApiError("not_found", message, { hint: "Use the model and the secret with which the job was created." });
  }
}

/** The texts of a provider's warnings, redacted and short: they are part of the job id. Anything else is left out. */
function readWarnings(warnings: unknown, prompt: string): Warning[] {
  const known = Array.isArray(warnings) ? warnings.filter(isRecord) : [];
  return known.slice(0, maxWarnings).map((warning) => {
    const texts = Object.entries(warning).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    return Object.fromEntries(texts.map(([name, text]) => [name, redactText(text, prompt).slice(0, maxWarningLength)]));
  });
}

/** The provider's reason for a failure, a text or an error. */
function readReason(error: unknown): string | undefined {
  const reason: unknown = isRecord(error) ? error.message : error;
  return typeof reason === "string" && reason !== "" ? reason : undefined;
}

/** The length and the size of the clip, where the provider reports them. */
function reportedShape(metadata: unknown): { readonly seconds?: string; readonly size?: string } {
  const providers = Object.values(isRecord(metadata) ? metadata : {}).filter(isRecord);
  const reports = providers.flatMap((one) => [...(Array.isArray(one.videos) ? one.videos.slice(0, 1) : []), one]);
  const isPositive = (value: unknown): value is number => typeof value === "number" && value > 0;
  const records = reports.filter(isRecord);
  const seconds = records.map(({ duration }) => duration).find(isPositive);
  const sized = records.find(({ width, height }) => isPositive(width) && isPositive(height));
  return {
    ...(seconds === undefined ? {} : { seconds: String(seconds) }),
    ...(sized === undefined ? {} : { size: `${sized.width}x${sized.height}` }),
  };
}

/** The first video if it can be downloaded, otherwise the reason why not. */
function findVideo({ videos, error }: ProviderStatus): ProviderVideo | string {
  const video: unknown = Array.isArray(videos) ? videos[0] : undefined;
  if (video === undefined || video === null) return readReason(error) ?? "The provider returned no video.";
  const { type, url, data } = isRecord(video) ? video : {};
  const isText = (value: unknown) => typeof value === "string" && value !== "";
  if (type === "url" ? isText(url) : isText(data) || asBytes(data)?.byteLength) return video as ProviderVideo;
  return `The provider returned a video of type ${describeValue(type)}, which cannot be downloaded.`;
}

const forwardedRequestHeaders = ["range", "if-range"];
const forwardedResponseHeaders = ["content-length", "content-range", "accept-ranges", "etag", "last-modified"];

const pickHeaders = (headers: Headers, names: readonly string[]): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => names.includes(name)));

/** Fetches a URL without the provider's key. */
async function serveVideo(
  { url = "", data, mediaType }: ProviderVideo,
  request: Request,
  fetchVideo: OperationJobsOptions["fetch"],
): Promise<Response> {
  const type = typeof mediaType === "string" && /^[\w.+/;= -]+$/.test(mediaType) ? mediaType : "video/mp4";
  const inline = data ?? (/^data:[^,]*;base64,/.test(url) ? url : undefined);
  if (inline !== undefined) {
    const bytes = typeof inline === "string" ? decode(inline) : inline;
    return new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: { "content-type": type, "content-length": String(bytes.byteLength) },
    });
  }
  if (!/^https?:/i.test(url) || !URL.canParse(url))
    throw new DownloadError(
      "unsupported",
      `The clip is at ${shortenAddress(url)}, which is not an http or https address.`,
      { hint: "Download it with the tools of that service. The job has ended, and is paid for." },
    );
  const headers = pickHeaders(request.headers, forwardedRequestHeaders);
  const file = await fetchVideo(url, { headers, signal: request.signal });
  if (!file.ok && file.status !== 416) {
    discardBody(file);
    const { host } = new URL(url);
    const message = `${host} answered ${file.status} for the video.`;
    const headers = Object.fromEntries(file.headers);
    throw await refusal({ status: file.status, message, headers }, { provider: host, method: "GET" });
  }
  const forwarded = pickHeaders(file.headers, forwardedResponseHeaders);
  // fetch() has decoded the body, but content-length is the encoded length.
  if (file.headers.has("content-encoding")) delete forwarded["content-length"];
  return new Response(file.body, {
    status: file.status,
    headers: { ...forwarded, "content-type": file.headers.get("content-type") || type },
  });
}

function decode(text: string): Uint8Array {
  try {
    return fromBase64Data(text);
  } catch (cause) {
    throw new DownloadError("download_not_a_video", "The provider returned a clip that is not valid Base64.", {
      cause,
    });
  }
}

/** Without the query, which may be a signature. */
function shortenAddress(url: string): string {
  const address = url.replace(/[?#].*$/s, "");
  return address.length > 300 ? `${address.slice(0, 300)}…` : address;
}
