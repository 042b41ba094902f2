/**
 * The Videos API, call by call: create, retrieve, list, delete, content. Each call sends one request and no more.
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
import { NetworkError, toNetworkError } from "./network-error.js";
import { describeText, errorFromNetworkError, errorFromResponse, invalidResponse } from "./response-errors.js";
import { readPollAfter } from "./retry-after.js";
import { deletedSchema, inlineId, type Video, type VideoList, videoListSchema, videoSchema } from "./schema.js";
import { startTimeout, uploadTime } from "./timeout.js";

/** What the content endpoint can serve. */
export type ContentVariant = "video" | "thumbnail" | "spritesheet";

/** An object of the API, with what the answer's headers said about the next look. */
export interface VideoResponse {
  readonly video: Video;
  /** Milliseconds that the server asks to wait before the next look, from `openai-poll-after-ms` or `Retry-After`. */
  readonly pollAfterMs: number | undefined;
}

/** Which jobs of a list are asked for. */
export interface ListQuery {
  /** Jobs on a page. */
  readonly limit?: number | undefined;
  /** The id of the last job of the page before. */
  readonly after?: string | undefined;
  readonly order?: "asc" | "desc" | undefined;
}

/** One page of jobs, with what the answer's headers said. */
export interface ListResponse {
  readonly list: VideoList;
  /** See {@link VideoResponse.pollAfterMs}. */
  readonly pollAfterMs: number | undefined;
  /** The server's clock at the time of the answer, in milliseconds since 1970, if it has one. */
  readonly serverTime: number | undefined;
}

/** Options of every call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for this call, if they are fewer than the client's own. */
  readonly timeout?: number | undefined;
}

/** Options of reading a file. */
export interface ContentOptions extends CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly video?: Video;
}

/** What a client is made of. */
export interface ClientOptions {
  readonly transport: Transport;
  readonly dialect: Dialect;
  /** Milliseconds for one request. */
  readonly timeout: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly logger: Pick<Logger, "debug">;
}

/** One server's Videos API. */
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

  /** `text` without the keys that this client's requests bear. */
  readonly hide = (text: string): string => redactAll(text, this.#transport.secrets());

  /** Creates a job. Never repeated by itself. Throws {@link NetworkError} when it is not known what became of it. */
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
    const held = Math.max(this.#timeout, this.dialect.create.heldFor);
    const timeout = held + uploadTime(body.bytes.byteLength);
    // A server that quotes the prompt in its refusal would carry it into logs.
    const hide = (text: string) => redactPrompt(this.hide(text), fields.prompt);
    const answer = await this.#exchange({ ...call, hide }, options, timeout, (response) =>
      this.#readVideo(response, call),
    );
    // A clip without a job: its key tells it from others.
    return answer.video.id === inlineId ? { ...answer, video: { ...answer.video, id: `${inlineId}-${key}` } } : answer;
  }

  /** The job as it stands. */
  async retrieve(id: string, options: CallOptions = {}): Promise<VideoResponse> {
    if (!this.dialect.can.retrieve)
      throw unsupportedError(this.dialect, "cannot be asked for a job", "The clip was the answer to the create.");
    const path = fillPath(this.dialect.paths.video, id);
    const call: Call = { method: "GET", path, operation: "poll", jobId: id };
    return this.#repeatable(call, options, (response) => this.#readVideo(response, call));
  }

  /** One page of jobs, newest first unless `order` says otherwise. */
  async list(query: ListQuery = {}, options: CallOptions = {}): Promise<VideoList> {
    return (await this.page(query, options)).list;
  }

  /** {@link VideosClient.list}, with what the answer's headers say. */
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
    return this.#repeatable(call, options, async (response) => {
      const date = Date.parse(response.headers.get("date") ?? "");
      return {
        list: await readJson(response, videoListSchema, call, this.hide),
        pollAfterMs: readPollAfter(response.headers, this.#now()),
        serverTime: Number.isNaN(date) ? undefined : date,
      };
    });
  }

  /** Deletes a job and its video. Resolves to whether the server says that it is gone. */
  async delete(id: string, options: CallOptions = {}): Promise<boolean> {
    if (!this.dialect.can.delete) throw unsupportedError(this.dialect, "cannot delete a job");
    const path = fillPath(this.dialect.paths.video, id);
    const call: Call = { method: "DELETE", path, operation: "delete", jobId: id };
    return this.#repeatable(call, options, async (response) => {
      // A success that says nothing more.
      if (response.status === 204) return true;
      const answer = await readJson(response, deletedSchema, call, this.hide);
      return answer.deleted === true || answer.status === "deleted";
    });
  }

  /**
   * The video, its thumbnail or its sprite sheet, as an answer whose body streams. `headers` may ask for a part; `video` is
   * the server's object, in which some servers put the clip or its address.
   */
  async content(id: string, variant: ContentVariant, options: ContentOptions = {}): Promise<Response> {
    const { paths, result } = this.dialect;
    const { video, headers } = options;
    const source = variant === "video" && video ? findClip(video, this.dialect) : ({ kind: "content" } as const);
    if (!source) throw unsupportedError(this.dialect, "put the clip into the job, and there is none in this one");
    if (source.kind === "inline") return inlineResponse(source.base64);
    const call: Call = {
      method: "GET",
      path: fillPath(paths.content, id),
      query: { ...result.query, ...(variant === "video" ? {} : { variant }) },
      headers: { accept: "*/*", ...headers },
      ...(source.kind === "url" ? { url: source.url } : {}),
    };
    return this.#repeatable(call, options, (response) => Promise.resolve(response));
  }

  /** What is said of a download to who watches. */
  contentTrace(id: string): TraceMessage {
    const url = this.#address(fillPath(this.dialect.paths.content, id));
    return { operation: "download", url, method: "GET", jobId: id };
  }

  async #readVideo(response: Response, call: Call): Promise<VideoResponse> {
    const video = await readJson(response, videoSchema, call, this.hide);
    return { video, pollAfterMs: readPollAfter(response.headers, this.#now()) };
  }

  /** A call that may be repeated: what got no answer is an error like any other. */
  async #repeatable<T>(call: Call, options: CallOptions, read: (response: Response) => Promise<T>): Promise<T> {
    try {
      return await this.#exchange(call, options, Math.min(options.timeout ?? this.#timeout, this.#timeout), read);
    } catch (error) {
      if (error instanceof NetworkError) throw errorFromNetworkError(error, call.method, this.baseURL, call.path);
      throw error;
    }
  }

  /** An address under the base URL, without its query: for eyes that must not see what is in it. */
  #address(path: string): string {
    const url = new URL(joinURL(this.baseURL, path));
    return url.origin + url.pathname;
  }

  /** Sends and reads within `timeout` milliseconds. What `read` leaves unread is no longer under the time limit. */
  #exchange<T>(
    call: Call,
    { signal }: CallOptions,
    timeout: number,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const { operation, hide = this.hide, jobId, key, ...request } = call;
    const seen: Seen = { status: undefined, requestId: undefined };
    const exchange = async () => {
      signal?.throwIfAborted();
      const limit = startTimeout(timeout, signal);
      const started = performance.now();
      try {
        const sent = this.#transport.send({ ...request, signal: limit.signal });
        const response = await untilAborted(sent, limit.signal);
        seen.status = response.status;
        seen.requestId = response.headers.get("x-request-id") ?? undefined;
        if (response.ok) return await untilAborted(read(response), limit.signal);
        throw await errorFromResponse(response, call, { signal: limit.signal, hide, now: this.#now });
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof UgokuError) throw error;
        throw toNetworkError(error, limit.expired(), hide);
      } finally {
        limit.clear();
        const took = `${Math.round(performance.now() - started)} ms`;
        const about = seen.requestId ? ` (request ${seen.requestId})` : "";
        this.#logger.debug(
          hide(`ugoku: ${call.method} ${call.path}: ${seen.status ?? "no answer"} in ${took}${about}`),
        );
      }
    };
    if (!operation) return exchange();
    const url = this.#address(call.path);
    const bytes = call.body?.bytes.byteLength;
    return traced(Object.assign(seen, { operation, url, method: call.method, jobId, key, bytes }), exchange);
  }
}

/** What was seen of an answer. */
interface Seen {
  status: number | undefined;
  requestId: string | undefined;
}

/** A request, and what is said about it to who watches. */
interface Call extends Omit<ApiRequest, "signal"> {
  /** Missing: it is part of something that is traced as a whole. */
  readonly operation?: TraceOperation;
  readonly jobId?: string;
  readonly key?: string;
  /** Takes secrets out of texts. Missing: the client's own. */
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
  const where = issue?.path.join(".") || "the whole";
  throw invalidResponse(
    response,
    method,
    path,
    `JSON with a wrong shape (${where}: ${issue?.message ?? "unexpected"})`,
  );
}
