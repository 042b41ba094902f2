/**
 * The Videos API as one function: a `Request` goes in, a `Response` comes out.
 *
 * @module
 */

import type { ModelTable } from "../models/models.js";
import { applyFault } from "./apply-fault.js";
import { type AnyClock, sleepBy } from "./clock.js";
import type { FaultInjector } from "./fault-injector.js";
import type { FaultKind, Operation } from "./faults.js";
import type { JobStore } from "./job-store.js";
import { type DecodedBody, decodeBody, type ImageMatch, readOrder } from "./parse-create.js";
import type { RenderedFile } from "./renderer.js";
import { errorResponse, jsonResponse, refuseOtherKey } from "./responses.js";

/** A request that the fake has got, or would have got but for a fault. */
export interface RecordedRequest {
  /** What it asks for; `undefined` if it is none of the Videos API. */
  readonly operation: Operation | undefined;
  readonly method: string;
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: DecodedBody | undefined;
  /** When it came, by the fake's clock: milliseconds since 1970. */
  readonly at: number;
  /** The kinds of faults that befell it. */
  readonly faults: readonly FaultKind[];
}

export interface HandlerOptions {
  readonly store: JobStore;
  readonly models: ModelTable;
  readonly defaultModel: string;
  readonly imageMatch: ImageMatch;
  /** Milliseconds for the header `openai-poll-after-ms`. */
  readonly pollAfterMs: number | undefined;
  /** The key that requests must bear. Missing: none is asked for. */
  readonly apiKey: string | undefined;
  readonly record: (request: RecordedRequest) => void;
  readonly faults: FaultInjector;
  readonly clock: AnyClock;
  /** Aborted when the fake is closed. */
  readonly closed: AbortSignal;
}

/** `…/videos`, `…/videos/{id}` or `…/videos/{id}/content`, under whatever base. */
const route = /\/videos(?:\/([^/]+)(?:\/(content))?)?\/?$/;

interface Call {
  readonly operation: Operation | undefined;
  readonly id: string;
}

const operations: Readonly<Record<string, Operation>> = {
  "POST videos": "create",
  "GET videos": "list",
  "GET video": "retrieve",
  "DELETE video": "delete",
  "GET content": "content",
};

function readCall(method: string, { pathname }: URL): Call {
  const match = route.exec(pathname);
  if (!match) return { operation: undefined, id: "" };
  const [, id, content] = match;
  return {
    operation: operations[`${method} ${content ?? (id === undefined ? "videos" : "video")}`],
    id: id === undefined ? "" : decode(id),
  };
}

/** Answers one request. Rejects as `fetch` does where a fault leaves it without an answer. */
export async function handle(request: Request, options: HandlerOptions): Promise<Response> {
  const url = new URL(request.url);
  const call = readCall(request.method, url);
  const at = options.clock.now();
  // Before anything is waited for: requests count in the order in which they come.
  const { delayMs, lagMs, mishap, kinds } = options.faults.next(call.operation);
  const body = request.method === "POST" ? await decodeBody(request) : undefined;
  options.record({
    operation: call.operation,
    method: request.method,
    url: request.url,
    path: url.pathname,
    headers: Object.fromEntries(request.headers),
    body,
    at,
    faults: kinds,
  });
  if (delayMs > 0) await sleepBy(options.clock, delayMs, request.signal);
  const answer = () => respond(call, { request, url, body, lagMs }, options);
  return mishap ? applyFault(mishap, request, answer, options.closed) : answer();
}

interface Asked {
  readonly request: Request;
  readonly url: URL;
  readonly body: DecodedBody | undefined;
  readonly lagMs: number;
}

async function respond({ operation, id }: Call, asked: Asked, options: HandlerOptions): Promise<Response> {
  const { request, url, body, lagMs } = asked;
  const refusal = refuseOtherKey(request, options.apiKey);
  if (refusal) return refusal;
  switch (operation) {
    case "create":
      return create(body, options);
    case "list":
      return list(url, options.store, lagMs);
    case "retrieve":
      return retrieve(id, options);
    case "delete":
      return remove(id, options.store);
    case "content":
      return content(id, url, request, options.store);
    case undefined:
      return errorResponse({ status: 404, message: `Invalid URL (${request.method} ${url.pathname})` });
  }
}

function create(
  body: DecodedBody | undefined,
  { store, models, imageMatch, defaultModel, pollAfterMs }: HandlerOptions,
): Response {
  const order = readOrder(body, models, imageMatch, defaultModel);
  return "status" in order ? errorResponse(order) : jsonResponse(store.create(order), pollAfter(pollAfterMs));
}

function retrieve(id: string, { store, pollAfterMs }: HandlerOptions): Response {
  const video = store.find(id);
  return video ? jsonResponse(video, pollAfter(pollAfterMs)) : notFound(id);
}

function remove(id: string, store: JobStore): Response {
  return store.delete(id) ? jsonResponse({ id, object: "video.deleted", deleted: true }) : notFound(id);
}

/** Newest first, unless `order=asc`. `after` is the id of the last job that was seen. */
function list(url: URL, store: JobStore, lagMs: number): Response {
  const limit = url.searchParams.get("limit") ?? "20";
  if (!/^\d{1,3}$/.test(limit) || Number(limit) > 100)
    return errorResponse({
      status: 400,
      message: "Invalid 'limit': expected an integer from 0 to 100.",
      param: "limit",
      code: "invalid_value",
    });
  const order = url.searchParams.get("order") ?? "desc";
  if (order !== "asc" && order !== "desc")
    return errorResponse({
      status: 400,
      message: `Invalid value: '${order}'. Supported values are: 'asc', 'desc'.`,
      param: "order",
      code: "invalid_value",
    });
  const videos = store.all(lagMs).map((job) => job.video);
  if (order === "desc") videos.reverse();
  const after = url.searchParams.get("after");
  const last = after === null ? -1 : videos.findIndex((video) => video.id === after);
  // A list that began anew would have its reader go round for ever. What the reference server answers is not known.
  if (after !== null && last === -1)
    return errorResponse({
      status: 400,
      message: `Invalid value for 'after': no video with id '${after}' found.`,
      param: "after",
      code: "invalid_value",
    });
  const data = videos.slice(last + 1, last + 1 + Number(limit));
  return jsonResponse({
    object: "list",
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: last + 1 + data.length < videos.length,
  });
}

async function content(id: string, url: URL, request: Request, store: JobStore): Promise<Response> {
  const video = store.find(id);
  if (!video) return notFound(id);
  if (video.status !== "completed")
    return errorResponse({ status: 404, message: `Video is not ready yet, its status is ${video.status}.` });
  const clip = store.clip(id);
  if (!clip) return errorResponse({ status: 404, message: "The video's content has expired." });
  const variant = url.searchParams.get("variant") ?? "video";
  if (variant === "video") return file(clip.video, request);
  if (variant === "thumbnail") return file(await clip.thumbnail(), request);
  if (variant === "spritesheet") return file(await clip.spritesheet(), request);
  return errorResponse({
    status: 400,
    message: `Invalid value: '${variant}'. Supported values are: 'video', 'thumbnail', 'spritesheet'.`,
    param: "variant",
  });
}

/** A file, or the part of it that a `Range` asks for. */
function file({ bytes, type }: RenderedFile, request: Request): Response {
  const size = bytes.byteLength;
  const headers = { "content-type": type, "accept-ranges": "bytes", etag: `"${size}"` };
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "");
  const first = Number(range?.[1] ?? 0);
  const last = Math.min(size - 1, range?.[2] ? Number(range[2]) : size - 1);
  if (!range || (request.headers.get("if-range") ?? headers.etag) !== headers.etag)
    return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { ...headers, "content-length": String(size) } });
  if (first > last)
    return new Response(null, { status: 416, headers: { ...headers, "content-range": `bytes */${size}` } });
  return new Response(bytes.slice(first, last + 1) as Uint8Array<ArrayBuffer>, {
    status: 206,
    headers: {
      ...headers,
      "content-length": String(last - first + 1),
      "content-range": `bytes ${first}-${last}/${size}`,
    },
  });
}

/** An id as it was before it was put into the address, or as it stands if it was not. */
function decode(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

const notFound = (id: string) =>
  errorResponse({ status: 404, message: `Video with id '${id}' not found.`, param: "video_id" });

const pollAfter = (milliseconds: number | undefined): Record<string, string> =>
  milliseconds === undefined ? {} : { "openai-poll-after-ms": String(milliseconds) };
