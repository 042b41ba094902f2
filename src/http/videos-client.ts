/**
 * A client of the Videos API: create, retrieve, list, delete, content. Each call sends exactly one request.
 *
 * @module
 */
import * as z from "zod/mini";
import { type Dialect, fillPath, unsupportedError } from "../dialects/types.js";
import { untilAborted } from "../utils/abort.js";
import { UgokuError } from "../utils/errors.js";
import type { Logger } from "../utils/logger.js";
import { redactAll, redactPrompt } from "../utils/redact.js";
import { findClip, inlineResponse } from "./clip-location.js";
import { type TraceMessage, type TraceOperation, traced } from "./diagnostics.js";
import { type CreateRequest, encodeCreate } from "./encode-create.js";
import { type ApiRequest, joinURL, type Transport } from "./fetch-transport.js";
import { NetworkError, toProvenError } from "./network-error.js";
import { errorFromNetworkError, errorFromResponse, invalidResponse } from "./response-errors.js";
import { readPollAfter } from "./retry-after.js";
import { deletedSchema, inlineId, type Video, type VideoList, videoListSchema, videoSchema } from "./schema.js";
import { describeText } from "./server-message.js";
import { startTimeout, uploadTime } from "./timeout.js";

/** The variants of the content endpoint. */
export type ContentVariant = "video" | "thumbnail" | "spritesheet";

/** A job, with the poll delay that the response's headers ask for. */
export interface VideoResponse {
  readonly video: Video;
  /** Milliseconds to wait before the next poll, from `openai-poll-after-ms` or `Retry-After`. */
  readonly pollAfterMs: number | undefined;
}

/** Query of a list request. */
export interface ListQuery {
  /** Jobs per page. */
  readonly limit?: number | undefined;
  /** The id of the last job of the previous page. */
  readonly after?: string | undefined;
  readonly order?: "asc" | "desc" | undefined;
}

/** One page of jobs, with data from the response's headers. */
export interface ListResponse {
  readonly list: VideoList;
  /** See {@link VideoResponse.pollAfterMs}. */
  readonly pollAfterMs: number | undefined;
  /** The server's clock (`Date` header) in milliseconds since 1970, if it sent one. */
  readonly serverTime: number | undefined;
}

/** Options of every call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Timeout of this call in milliseconds, if shorter than the client's. */
  readonly timeout?: number | undefined;
}

/** Options of {@link VideosClient.content}. */
export interface ContentOptions extends CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly video?: Video;
}

/** Options of {@link VideosClient}. */
export interface ClientOptions {
  readonly transport: Transport;
  readonly dialect: Dialect;
  /** Timeout of one request in milliseconds. */
  readonly timeout: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly logger: Pick<Logger, "debug">;
}

/** The Videos API of one server. */
export class VideosClient {
  readonly dialect: Dialect;
  readonly baseURL: string;
  readonly #transport: Transport;
  readonly #timeout: number;
  readonly #now: () => number;
  readonly #logger: Pick<Logger, "debug">;

  constructor({ transport, dialect, timeout, now, logger }: ClientOptions) {
    this.#transport = transport;
    this.dialect = dialect;
    this.baseURL = transport.baseURL;
    this.#timeout = timeout;
    this.#now = now;
    this.#logger = logger;
  }

  /** Redacts the keys that this client's requests carry. */
  readonly hide = (text: string): string => redactAll(text, this.#transport.secrets());

  /** Creates a job. Never retried here. Throws {@link NetworkError} if there was no response. */
  async create(request: CreateRequest, options: CallOptions = {}): Promise<VideoResponse> {
    const body = await encodeCreate(request, this.dialect);
    const headers = { "idempotency-key": request.idempotencyKey };
    const { idempotencyKey: key, fields } = request;
    const isHeld = this.dialect.create.heldFor > 0;
    const call: Call = {
      method: "POST",
      path: this.dialect.paths.videos,
      headers,
      body,
      isHeld,
      operation: "create",
      key,
    };
    const responseTimeout = Math.max(this.#timeout, this.dialect.create.heldFor);
    const timeout = responseTimeout + uploadTime(body.bytes.byteLength);
    // A server may quote the prompt in its error message.
    const hide = (text: string) => redactPrompt(this.hide(text), fields.prompt);
    const response = await this.#exchange({ ...call, hide }, options, timeout, (response) =>
      this.#readVideo(response, call),
    );
    // A clip without a job gets an id from its idempotency key.
    return response.video.id === inlineId
      ? { ...response, video: { ...response.video, id: `${inlineId}-${key}` } }
      : response;
  }

  /** Retrieves a job. */
  async retrieve(id: string, options: CallOptions = {}): Promise<VideoResponse> {
    if (!this.dialect.can.retrieve)
      throw unsupportedError(
        this.dialect,
        "have no request for one job",
        "The clip was in the response to the create request.",
      );
    const path = fillPath(this.dialect.paths.video, id);
    const call: Call = { method: "GET", path, operation: "poll", jobId: id };
    return this.#sendSafe(call, options, (response) => this.#readVideo(response, call));
  }

  /** Lists one page of jobs, newest first unless `order` says otherwise. */
  async list(query: ListQuery = {}, options: CallOptions = {}): Promise<VideoList> {
    return (await this.page(query, options)).list;
  }

  /** {@link VideosClient.list}, with data from the response's headers. */
  async page(query: ListQuery = {}, options: CallOptions = {}): Promise<ListResponse> {
    if (!this.dialect.can.list) throw unsupportedError(this.dialect, "have no list of jobs");
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
    const entries = given.map(([name, value]) => [name, String(value)]);
    const call: Call = {
      method: "GET",
      path: this.dialect.paths.videos,
      query: Object.fromEntries(entries),
      operation: "list",
    };
    return this.#sendSafe(call, options, async (response) => {
      const date = Date.parse(response.headers.get("date") ?? "");
      return {
        list: await readJson(response, videoListSchema, call, this.hide),
        pollAfterMs: readPollAfter(response.headers, this.#now()),
        serverTime: Number.isNaN(date) ? undefined : date,
      };
    });
  }

  /** Deletes a job and its video. Resolves to whether the server confirmed it. */
  async delete(id: string, options: CallOptions = {}): Promise<boolean> {
    if (!this.dialect.can.delete) throw unsupportedError(this.dialect, "cannot delete a job");
    const path = fillPath(this.dialect.paths.video, id);
    const call: Call = { method: "DELETE", path, operation: "delete", jobId: id };
    return this.#sendSafe(call, options, async (response) => {
      // 204 confirms without a body.
      if (response.status === 204) return true;
      const deleted = await readJson(response, deletedSchema, call, this.hide);
      return deleted.deleted === true || deleted.status === "deleted";
    });
  }

  /**
   * Fetches the video, its thumbnail or its sprite sheet as a streaming response. `headers` may request a range; `video` is
   * the job object, in which some servers put the clip or its URL.
   */
  async content(id: string, variant: ContentVariant, options: ContentOptions = {}): Promise<Response> {
    const { paths, result } = this.dialect;
    const { video, headers } = options;
    const source = variant === "video" && video ? findClip(video, this.dialect) : ({ kind: "content" } as const);
    if (!source) throw unsupportedError(this.dialect, "put the clip into the job object, and this job has none");
    if (source.kind === "inline") return inlineResponse(source.base64);
    const call: Call = {
      method: "GET",
      path: fillPath(paths.content, id),
      query: { ...result.query, ...(variant === "video" ? {} : { variant }) },
      headers: { accept: "*/*", ...headers },
      ...(source.kind === "url" ? { url: source.url } : {}),
    };
    return this.#sendSafe(call, options, (response) => Promise.resolve(response));
  }

  /** The diagnostics message of a download. */
  contentTrace(id: string): TraceMessage {
    const url = this.#publicURL(fillPath(this.dialect.paths.content, id));
    return { operation: "download", url, method: "GET", jobId: id };
  }

  async #readVideo(response: Response, call: Call): Promise<VideoResponse> {
    const video = await readJson(response, videoSchema, call, this.hide);
    return { video, pollAfterMs: readPollAfter(response.headers, this.#now()) };
  }

  /** Sends a request that is safe to repeat: a network error becomes an `UgokuError`. */
  async #sendSafe<T>(call: Call, options: CallOptions, read: (response: Response) => Promise<T>): Promise<T> {
    try {
      return await this.#exchange(call, options, Math.min(options.timeout ?? this.#timeout, this.#timeout), read);
    } catch (error) {
      if (error instanceof NetworkError) throw errorFromNetworkError(error, call.method, this.baseURL, call.path);
      throw error;
    }
  }

  /** The URL of a path, without the query, which may contain secrets. */
  #publicURL(path: string): string {
    const url = new URL(joinURL(this.baseURL, path));
    return url.origin + url.pathname;
  }

  /** Sends a request and reads its response within `timeout` milliseconds. A body that `read` leaves is not limited. */
  #exchange<T>(
    call: Call,
    { signal }: CallOptions,
    timeout: number,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const { operation, hide = this.hide, jobId, key, ...request } = call;
    const received: Received = { status: undefined, requestId: undefined };
    const exchange = async () => {
      signal?.throwIfAborted();
      const limit = startTimeout(timeout, signal);
      const started = performance.now();
      try {
        const sent = this.#transport.send({ ...request, signal: limit.signal });
        const response = await untilAborted(sent, limit.signal);
        received.status = response.status;
        received.requestId = response.headers.get("x-request-id") ?? undefined;
        if (response.ok) return await untilAborted(read(response), limit.signal);
        throw await errorFromResponse(response, call, { signal: limit.signal, hide, now: this.#now });
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof UgokuError) throw error;
        throw await toProvenError(error, limit.expired(), hide);
      } finally {
        limit.clear();
        const took = `${Math.round(performance.now() - started)} ms`;
        const about = received.requestId ? ` (request ${received.requestId})` : "";
        this.#logger.debug(
          hide(`ugoku: ${call.method} ${call.path}: ${received.status ?? "no response"} in ${took}${about}`),
        );
      }
    };
    if (!operation) return exchange();
    const url = this.#publicURL(call.path);
    const bytes = call.body?.bytes.byteLength;
    return traced(Object.assign(received, { operation, url, method: call.method, jobId, key, bytes }), exchange);
  }
}

/** Facts of a response, for diagnostics. */
interface Received {
  status: number | undefined;
  requestId: string | undefined;
}

/** A request with its diagnostics data. */
interface Call extends Omit<ApiRequest, "signal"> {
  /** Missing for requests that are part of a larger traced operation. */
  readonly operation?: TraceOperation;
  readonly jobId?: string;
  readonly key?: string;
  /** Redacts secrets. Default: the client's own. */
  readonly hide?: Hide;
}

type Hide = (text: string) => string;

async function readJson<T extends z.ZodMiniType>(
  response: Response,
  schema: T,
  { method, path }: Call,
  hide: Hide,
): Promise<z.infer<T>> {
  const text = await response.text();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidResponse(response, method, path, hide(describeText(text)));
  }
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join(".") || "the body";
  throw invalidResponse(
    response,
    method,
    path,
    `JSON with a wrong shape (${where}: ${issue?.message ?? "unexpected"})`,
  );
}
