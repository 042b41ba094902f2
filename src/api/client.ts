/**
 * The Videos API, call by call: create, retrieve, list, delete, content. Each call sends one request and no more.
 *
 * @module
 */
import * as z from "zod/mini";
import { untilAborted } from "../abort.js";
import { RequestError, UgokuError } from "../errors.js";
import { redactAll } from "../redact.js";
import { type Dialect, fillPath } from "./dialect.js";
import { describeText, errorFromNoAnswer, errorFromResponse, invalidResponse } from "./errors.js";
import { NoAnswer, noAnswer } from "./no-answer.js";
import { readPollAfter } from "./poll-after.js";
import {
  type CreateFields,
  createFieldsSchema,
  deletedSchema,
  type Video,
  type VideoList,
  videoListSchema,
  videoSchema,
} from "./schema.js";
import { startTimeout } from "./timeout.js";
import type { ApiRequest, Transport } from "./transport.js";

/** The reference image as it is sent: bytes as a file, or a reference that the server resolves. */
export type InputReference =
  | { readonly kind: "file"; readonly bytes: Uint8Array; readonly type: string; readonly filename: string }
  | { readonly kind: "file_id"; readonly fileId: string }
  | { readonly kind: "image_url"; readonly url: string };

/** Everything that a create sends. */
export interface CreateRequest {
  readonly fields: CreateFields;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly image: InputReference;
  readonly idempotencyKey: string;
}

/** What the content endpoint can serve. */
export type ContentVariant = "video" | "thumbnail" | "spritesheet";

/** An object of the API, with what the answer's headers said about the next look. */
export interface VideoAnswer {
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
export interface ListAnswer {
  readonly list: VideoList;
  /** See {@link VideoAnswer.pollAfterMs}. */
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

/** Bytes a millisecond that a slow line still manages: a create's time limit grows with the size of its image. */
const slowUpload = 16;

/** One server's Videos API. */
export class VideosClient {
  readonly dialect: Dialect;
  readonly baseURL: string;
  readonly #transport: Transport;
  readonly #timeout: number;
  readonly #now: () => number;

  constructor(transport: Transport, dialect: Dialect, timeout: number, now: () => number) {
    this.#transport = transport;
    this.dialect = dialect;
    this.baseURL = transport.baseURL;
    this.#timeout = timeout;
    this.#now = now;
  }

  /** `text` without the keys that this client's requests bear. */
  readonly hide = (text: string): string => redactAll(text, this.#transport.secrets());

  /** Creates a job. Never repeated by itself. Throws {@link NoAnswer} when it is not known what became of it. */
  async create(request: CreateRequest, options: CallOptions = {}): Promise<VideoAnswer> {
    const body = await encodeCreate(request, this.dialect);
    const headers = { "idempotency-key": request.idempotencyKey };
    const call: Call = { method: "POST", path: this.dialect.paths.videos, headers, body };
    const timeout = this.#timeout + Math.ceil(body.bytes.byteLength / slowUpload);
    return this.#exchange(call, options, timeout, (response) => this.#readVideo(response, call));
  }

  /** The job as it stands. */
  async retrieve(id: string, options: CallOptions = {}): Promise<VideoAnswer> {
    const call: Call = { method: "GET", path: fillPath(this.dialect.paths.video, id) };
    return this.#repeatable(call, options, (response) => this.#readVideo(response, call));
  }

  /** One page of jobs, newest first unless `order` says otherwise. */
  async list(query: ListQuery = {}, options: CallOptions = {}): Promise<VideoList> {
    return (await this.page(query, options)).list;
  }

  /** {@link VideosClient.list}, with what the answer's headers say. */
  async page(query: ListQuery = {}, options: CallOptions = {}): Promise<ListAnswer> {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
    const entries = given.map(([name, value]) => [name, String(value)]);
    const call: Call = { method: "GET", path: this.dialect.paths.videos, query: Object.fromEntries(entries) };
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
    const call: Call = { method: "DELETE", path: fillPath(this.dialect.paths.video, id) };
    return this.#repeatable(call, options, async (response) => {
      // A success that says nothing more.
      if (response.status === 204) return true;
      const answer = await readJson(response, deletedSchema, call, this.hide);
      return answer.deleted === true || answer.status === "deleted";
    });
  }

  /** The video, its thumbnail or its sprite sheet, as an answer whose body streams. `headers` may ask for a part. */
  async content(
    id: string,
    variant: ContentVariant,
    options: CallOptions & { readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> {
    const path = fillPath(this.dialect.paths.content, id);
    const query: Record<string, string> = variant === "video" ? {} : { variant };
    const call: Call = { method: "GET", path, query, headers: { accept: "*/*", ...options.headers } };
    return this.#repeatable(call, options, (response) => Promise.resolve(response));
  }

  async #readVideo(response: Response, call: Call): Promise<VideoAnswer> {
    const video = await readJson(response, videoSchema, call, this.hide);
    return { video, pollAfterMs: readPollAfter(response.headers, this.#now()) };
  }

  /** A call that may be repeated: what got no answer is an error like any other. */
  async #repeatable<T>(call: Call, options: CallOptions, read: (response: Response) => Promise<T>): Promise<T> {
    try {
      return await this.#exchange(call, options, Math.min(options.timeout ?? this.#timeout, this.#timeout), read);
    } catch (error) {
      if (error instanceof NoAnswer) throw errorFromNoAnswer(error, call.method, this.baseURL, call.path);
      throw error;
    }
  }

  /** Sends and reads within `timeout` milliseconds. What `read` leaves unread is no longer under the time limit. */
  async #exchange<T>(
    call: Call,
    options: CallOptions,
    timeout: number,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    options.signal?.throwIfAborted();
    const limit = startTimeout(timeout, options.signal);
    try {
      const response = await untilAborted(this.#transport.send({ ...call, signal: limit.signal }), limit.signal);
      if (response.ok) return await untilAborted(read(response), limit.signal);
      throw await errorFromResponse(response, call, { signal: limit.signal, hide: this.hide, now: this.#now });
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof UgokuError) throw error;
      throw noAnswer(error, limit.expired());
    } finally {
      limit.clear();
    }
  }
}

type Call = Omit<ApiRequest, "signal">;
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

/** The bytes of a create, and their content type. Bytes, not `FormData`: every `fetch` of every realm takes them. */
async function encodeCreate(request: CreateRequest, dialect: Dialect): Promise<NonNullable<ApiRequest["body"]>> {
  const fields = checkFields(request.fields);
  const { image } = request;
  if (image.kind !== "file") {
    const reference = image.kind === "file_id" ? { file_id: image.fileId } : { image_url: image.url };
    const json = JSON.stringify({ ...fields, ...request.extra, [dialect.create.imageField]: reference });
    return { bytes: new TextEncoder().encode(json), type: "application/json" };
  }
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...request.extra })) {
    form.set(name, typeof value === "string" ? value : JSON.stringify(value));
  }
  // Without a file name the part counts as a string, without an image type it is refused.
  form.set(
    dialect.create.imageField,
    new Blob([image.bytes as Uint8Array<ArrayBuffer>], { type: image.type }),
    image.filename,
  );
  const encoded = new Response(form);
  const type = encoded.headers.get("content-type") ?? "multipart/form-data";
  return { bytes: new Uint8Array(await encoded.arrayBuffer()), type };
}

/** What the plan let pass and the wire cannot carry, such as 1e-7 seconds. */
function checkFields(fields: CreateFields): CreateFields {
  const parsed = z.safeParse(createFieldsSchema, fields);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new RequestError("option_invalid", `The field ${issue?.path.join(".")} cannot be sent: ${issue?.message}.`);
}
