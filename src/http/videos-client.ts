/**
 * A client of the Videos API: create, retrieve, list, delete, content. Each call sends exactly one request.
 *
 * @module
 */
import { type Dialect, fillPath, isTerminal, readStatus, unsupportedError } from "../dialects/types.js";
import { untilAborted } from "../utils/abort.js";
import { describeValue, hideInError, UgokuError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { createResponse, type HttpResponse } from "../utils/http-response.js";
import { parseJson } from "../utils/json.js";
import type { LazyLogger } from "../utils/logger.js";
import { codeOnly, text } from "../utils/message.js";
import { redactPrompt } from "../utils/redact.js";
import { redactCause } from "../utils/redact-cause.js";
import { redactAll, registerSecrets } from "../utils/secrets.js";
import { withoutQuery } from "../utils/without-query.js";
import { readLayers } from "./answer-layers.js";
import type { ClipSource } from "./clip-location.js";
import { type TraceMessage, type TraceOperation, traced } from "./diagnostics.js";
import { type CreateRequest, encodeCreate } from "./encode-create.js";
import { type ApiRequest, joinURL, type Transport } from "./fetch-transport.js";
import { maxInlineBytes, maxJsonBytes, readJsonBody } from "./json-body.js";
import { NetworkError, toProvenError } from "./network-error.js";
import { protocolFields, type ReadOptions, readJob, readJobList } from "./read-job.js";
import { embeddedStatus, findRefusal } from "./read-reason.js";
import {
  errorFromNetworkError,
  errorFromRefusal,
  errorFromResponse,
  invalidResponse,
  readRequestId,
} from "./response-errors.js";
import { readPollAfter } from "./retry-after.js";
import { inlineId, type Video, type VideoList } from "./schema.js";
import { lastSent, type SentRequest } from "./sent-request.js";
import { describeText, readStart, toQuotable } from "./server-message.js";
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
  /** Where the clip is. Default: at the content path. */
  readonly source?: Exclude<ClipSource, { kind: "inline" }>;
}

/** Options of {@link VideosClient}. */
export interface ClientOptions {
  readonly transport: Transport;
  readonly dialect: Dialect;
  /** Timeout of one request in milliseconds. */
  readonly timeout: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly logger: Pick<LazyLogger, "debug">;
  /** The environment variables that hold the key, for hints. Default: that of this package. */
  readonly keyVariables?: readonly string[] | undefined;
}

/** The Videos API of one server. */
export class VideosClient {
  readonly dialect: Dialect;
  readonly baseURL: string;
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.dialect = options.dialect;
    this.baseURL = options.transport.baseURL;
  }

  /** Redacts the keys that this client's requests carry. */
  readonly hide = (text: string): string => redactAll(text, this.#options.transport.secrets());

  /** Creates a job. Never retried here. Throws {@link NetworkError} if there was no response. */
  async create(request: CreateRequest, options: CallOptions = {}): Promise<VideoResponse> {
    const body = await encodeCreate(request, this.dialect);
    const headers = { "idempotency-key": request.idempotencyKey };
    const { idempotencyKey: key, fields } = request;
    const call: Call = {
      method: "POST",
      path: this.dialect.paths.videos,
      headers,
      body,
      isHeld: this.dialect.create.heldFor > 0,
      operation: "create",
      key,
      // A server may quote the prompt in its error message.
      hide: (text) => redactPrompt(this.hide(text), fields.prompt),
    };
    const responseTimeout = Math.max(this.#options.timeout, this.dialect.create.heldFor);
    const timeout = responseTimeout + uploadTime(body.bytes.byteLength);
    const response = await this.#exchange(call, options, timeout, (response, signal) =>
      this.#readVideo(response, call, signal),
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
        "cannot retrieve a job",
        "The clip was in the response to the create request.",
      );
    const path = fillPath(this.dialect.paths.video, id);
    const call: Call = { method: "GET", path, operation: "poll", jobId: id };
    return this.#sendSafe(call, options, (response, signal) => this.#readVideo(response, call, signal));
  }

  /** Lists one page of jobs, newest first unless `order` says otherwise. */
  async list(query: ListQuery = {}, options: CallOptions = {}): Promise<VideoList> {
    return (await this.page(query, options)).list;
  }

  /** {@link VideosClient.list}, with data from the response's headers. */
  async page(query: ListQuery = {}, options: CallOptions = {}): Promise<ListResponse> {
    if (!this.dialect.can.list)
      throw unsupportedError(
        this.dialect,
        "cannot list jobs",
        text`${codeOnly("Open a job with resume() and its id or ticket.")}`,
      );
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
    const entries = given.map(([name, value]) => [name, String(value)]);
    const call: Call = {
      method: "GET",
      path: this.dialect.paths.videos,
      query: Object.fromEntries(entries),
      operation: "list",
    };
    return this.#sendSafe(call, options, async (response, signal) => {
      const date = Date.parse(response.headers.get("date") ?? "");
      return {
        list: await this.#read(response, call, signal, "a list of jobs", readJobList),
        pollAfterMs: readPollAfter(response.headers, this.#options.now()),
        serverTime: Number.isNaN(date) ? undefined : date,
      };
    });
  }

  /** Deletes a job and its video. Resolves to whether the server confirmed it. */
  async delete(id: string, options: CallOptions = {}): Promise<boolean> {
    if (!this.dialect.can.delete) throw unsupportedError(this.dialect, "cannot delete a job");
    const path = fillPath(this.dialect.paths.video, id);
    const call: Call = { method: "DELETE", path, operation: "delete", jobId: id };
    return this.#sendSafe(call, options, async (response, signal) => {
      // 204 confirms without a body.
      if (response.status === 204) return true;
      // Some servers return the job instead, with the status `"deleted"`.
      const isGone = (value: unknown) =>
        (isRecord(value) && (value.deleted === true || value.status === "deleted")) || undefined;
      return (await this.#read(response, call, signal, undefined, isGone)) ?? false;
    });
  }

  /** Fetches the video, its thumbnail or its sprite sheet as a streaming response. `headers` may request a range. */
  async content(id: string, variant: ContentVariant, options: ContentOptions = {}): Promise<HttpResponse> {
    const { paths, result } = this.dialect;
    const { source = { kind: "content" }, headers } = options;
    const request = {
      method: "GET",
      headers: { accept: "*/*", ...headers },
      ownOrigin: new URL(this.baseURL).origin,
    } as const;
    const call: Call =
      source.kind === "url"
        ? { ...request, path: withoutQuery(source.url), url: source.url }
        : {
            ...request,
            path: fillPath(paths.content, id),
            query: { ...result.query, ...(variant === "video" ? {} : { variant }) },
          };
    return this.#sendSafe(call, options, (response) => Promise.resolve(response));
  }

  /** The diagnostics message of a download. */
  contentTrace(id: string): TraceMessage {
    const url = this.#publicURL(fillPath(this.dialect.paths.content, id));
    return { operation: "download", url, method: "GET", jobId: id };
  }

  async #readVideo(response: HttpResponse, call: Call, signal: AbortSignal): Promise<VideoResponse> {
    const { jobId } = call;
    const video = await this.#read(response, call, signal, "a job with an id", readJob);
    // A cache of a gateway may answer with another job.
    if (jobId !== undefined && video.id !== jobId)
      throw invalidResponse(
        response,
        call,
        this.hide(`the job ${describeValue(video.id)} in place of ${describeValue(jobId)}`),
      );
    const isUnexplained = jobId !== undefined && video.status === "unknown";
    const refusal = isUnexplained ? findRefusal(readLayers(video, {}).slice(0, 1), this.dialect) : undefined;
    if (refusal)
      throw errorFromRefusal(response, call, { ...refusal, message: this.hide(refusal.message) }, this.dialect.errors);
    return this.#toResponse(response, video);
  }

  #toResponse({ headers }: HttpResponse, video: Video): VideoResponse {
    return { video, pollAfterMs: readPollAfter(headers, this.#options.now()) };
  }

  /**
   * The last state of a job in an error response: some servers answer polls of a failed job with the status of its error. Only
   * an object with the job's id, a final status and other fields of a job is one.
   */
  async #readLastState(response: HttpResponse, call: Call, signal: AbortSignal): Promise<LastState> {
    const { text } = await readStart(response, signal);
    const video = tryParse(text, (body) => readJob(body, this.#readOptions(call)));
    const facts = Object.keys(video ?? {}).filter(
      (name) => protocolFields.has(name) && !/^(id|status|error)$/.test(name),
    );
    const isLast =
      video?.id === call.jobId && facts.length > 0 && isTerminal(readStatus(this.dialect, video?.status ?? ""));
    const state = video && isLast ? this.#toResponse(response, video) : undefined;
    return { state, response: { ...createResponse(text, { status: response.status }), headers: response.headers } };
  }

  #readOptions({ jobId }: Call): ReadOptions {
    return { fields: this.dialect, now: this.#options.now(), askedId: jobId };
  }

  /** Reads a 2xx response with `read`. Without `expected`, any JSON will do. */
  async #read<T, E extends string | undefined>(
    response: HttpResponse,
    call: Call,
    signal: AbortSignal,
    expected: E,
    read: (body: unknown, options: ReadOptions) => T | undefined,
  ): Promise<E extends string ? T : T | undefined> {
    const hide = call.hide ?? this.hide;
    const maxBytes = this.dialect.result.from.includes("inline") ? maxInlineBytes : maxJsonBytes;
    const body = await readJsonBody(response, { maxBytes, signal, secrets: this.#options.transport.secrets() });
    if (!body.ok) throw invalidResponse(response, call, hide(body.problem), body.isTemporary);
    const value = read(body.value, this.#readOptions(call));
    if (value !== undefined || expected === undefined) return value as T;
    const layers = readLayers(body.value, this.dialect.answer);
    const refusal = findRefusal(layers, this.dialect);
    if (refusal) {
      const message = hide(toQuotable(refusal.message));
      const status = embeddedStatus(layers, this.dialect);
      throw errorFromRefusal(response, call, { ...refusal, message }, this.dialect.errors, status);
    }
    throw invalidResponse(response, call, `JSON without ${expected}: ${hide(describeText(body.start))}`);
  }

  /** Sends a request that is safe to repeat: a network error becomes an `UgokuError`. */
  async #sendSafe<T>(call: Call, options: CallOptions, read: ReadResponse<T>): Promise<T> {
    try {
      return await this.#exchange(
        call,
        options,
        Math.min(options.timeout ?? this.#options.timeout, this.#options.timeout),
        read,
      );
    } catch (error) {
      if (error instanceof NetworkError) throw errorFromNetworkError(error, call, call.url ?? this.baseURL);
      throw error;
    }
  }

  /** The URL of a path, without the query, which may contain secrets. */
  #publicURL(path: string): string {
    return withoutQuery(joinURL(this.baseURL, path));
  }

  /** Sends a request and reads its response within `timeout` milliseconds. A body that `read` leaves is not limited. */
  #exchange<T>(call: Call, { signal }: CallOptions, timeout: number, read: ReadResponse<T>): Promise<T> {
    const { operation, hide = this.hide, jobId, key, ownOrigin: _, ...request } = call;
    const received: Received = { status: undefined, requestId: undefined };
    const exchange = async () => {
      signal?.throwIfAborted();
      const limit = startTimeout(timeout, signal);
      const started = performance.now();
      try {
        registerSecrets(this.#options.transport.secrets());
        const sent = this.#options.transport.send({ ...request, signal: limit.signal });
        const response = await untilAborted(sent, limit.signal).finally(() => {
          call.sent = lastSent(limit.signal);
        });
        received.status = response.status;
        const requestId = readRequestId(response);
        received.requestId = requestId && hide(requestId);
        if (response.ok) return await untilAborted(read(response, limit.signal), limit.signal);
        const isFailedPoll = operation === "poll" && response.status >= 400 && response.status < 600;
        const last: LastState = isFailedPoll ? await this.#readLastState(response, call, limit.signal) : { response };
        if (last.state) return last.state as T;
        const options = {
          signal: limit.signal,
          hide,
          ...this.#options,
          errors: this.dialect.errors,
        };
        throw await errorFromResponse(last.response, call, options);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof UgokuError) throw hideInError(error, hide);
        const { message, sent, timedOut, cause } = await toProvenError(error, limit.expired(), hide);
        throw new NetworkError(message, { sent, timedOut, cause: redactCause(cause, hide), call });
      } finally {
        limit.clear();
        this.#options.logger.debug(() => {
          const took = `${Math.round(performance.now() - started)} ms`;
          const about = received.requestId ? ` (request ${received.requestId})` : "";
          const { method, path } = call.sent ?? call;
          return hide(`ugoku: ${method} ${path}: ${received.status ?? "no response"} in ${took}${about}`);
        });
      }
    };
    if (!operation) return exchange();
    const url = this.#publicURL(call.path);
    const bytes = call.body?.bytes.byteLength;
    return traced(Object.assign(received, { operation, url, method: call.method, jobId, key, bytes }), exchange);
  }
}

/** The state of a job in an error response, if it has one, and the response with its body unread. */
interface LastState {
  readonly state?: VideoResponse | undefined;
  readonly response: HttpResponse;
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
  /** Of a download: the endpoint's origin. A refusal from another one says nothing about the endpoint's key. */
  readonly ownOrigin?: string;
  /** Redacts secrets. Default: the client's own. */
  readonly hide?: Hide;
  /** What the endpoint sent for it, for messages. */
  sent?: SentRequest | undefined;
}

type Hide = (text: string) => string;

/** What `read` makes of a JSON text; `undefined` if it is none. */
function tryParse<T>(text: string, read: (body: unknown) => T | undefined): T | undefined {
  const parsed = parseJson(text, { keepIntegers: true });
  return parsed.ok ? read(parsed.value) : undefined;
}
/** Reads a response until the signal fires. */
type ReadResponse<T> = (response: HttpResponse, signal: AbortSignal) => Promise<T>;
