/**
 * The Videos API as a function from `Request` to `Response`.
 *
 * @module
 */

import type { Video } from "../http/schema.js";
import type { ModelTable } from "../models/models.js";
import { applyFault } from "./apply-fault.js";
import { type AnyClock, clockSleep } from "./clock.js";
import type { FaultInjector } from "./fault-injector.js";
import type { FaultKind, Operation } from "./faults.js";
import type { JobStore } from "./job-store.js";
import { type DecodedBody, decodeBody, type ImageMatch, parseCreate } from "./parse-create.js";
import type { RenderedFile } from "./renderer.js";
import { emptyCursor, emptyPage, hasClipUrl, type ResponseShape, shapeVideo, wrapBody } from "./response-shape.js";
import { bytesResponse, checkApiKey, errorResponse, jsonResponse } from "./responses.js";

/** A request to the fake, including those that a fault kept from it. */
export interface RecordedRequest {
  /** `undefined` for a request that does not belong to the Videos API. */
  readonly operation: Operation | undefined;
  readonly method: string;
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: DecodedBody | undefined;
  /** When it arrived, by the fake's clock: milliseconds since 1970. */
  readonly at: number;
  /** The kinds of the faults that were injected. */
  readonly faults: readonly FaultKind[];
}

export interface HandlerOptions {
  readonly store: JobStore;
  readonly models: ModelTable;
  readonly defaultModel: string;
  readonly imageMatch: ImageMatch;
  /** Milliseconds for the header `openai-poll-after-ms`. */
  readonly pollAfterMs: number | undefined;
  /** The API key that requests must send; `undefined` if none is required. */
  readonly apiKey: string | undefined;
  readonly shape: ResponseShape;
  readonly record: (request: RecordedRequest) => void;
  readonly faults: FaultInjector;
  readonly clock: AnyClock;
  /** Aborted when the fake is closed. */
  readonly closed: AbortSignal;
}

/** `…/videos`, `…/videos/{id}` or `…/videos/{id}/content`, under any base path. */
const pattern = /\/videos(?:\/([^/]+)(?:\/(content))?)?\/?$/;

interface Route {
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

function parseRoute(method: string, { pathname }: URL): Route {
  const match = pattern.exec(pathname);
  if (!match) return { operation: undefined, id: "" };
  const [, id, content] = match;
  return {
    operation: operations[`${method} ${content ?? (id === undefined ? "videos" : "video")}`],
    id: id === undefined ? "" : decode(id),
  };
}

/** Handles one request. Rejects as `fetch` does if a fault leaves it without a response. */
export async function handle(request: Request, options: HandlerOptions): Promise<Response> {
  const url = new URL(request.url);
  const route = parseRoute(request.method, url);
  const at = options.clock.now();
  // Before the first `await`: requests count in the order in which they arrive.
  const { delayMs, lagMs, fault, kinds } = options.faults.next(route.operation);
  // The body of a request without the key is not read.
  const isRead = request.method === "POST" && checkApiKey(request, options.apiKey) === undefined;
  const body = isRead ? await decodeBody(request) : undefined;
  options.record({
    operation: route.operation,
    method: request.method,
    url: request.url,
    path: url.pathname,
    headers: Object.fromEntries(request.headers),
    body,
    at,
    faults: kinds,
  });
  if (delayMs > 0) await clockSleep(options.clock, delayMs, request.signal);
  const execute = () => respond({ ...route, request, url, body, lagMs }, options);
  return fault ? applyFault(fault, request, execute, options.closed) : execute();
}

interface ParsedRequest extends Route {
  readonly request: Request;
  readonly url: URL;
  readonly body: DecodedBody | undefined;
  readonly lagMs: number;
}

async function respond(parsed: ParsedRequest, options: HandlerOptions): Promise<Response> {
  const { operation, id, request, url, body, lagMs } = parsed;
  const unauthorized = checkApiKey(request, options.apiKey);
  if (unauthorized) return unauthorized;
  switch (operation) {
    case "create":
      return create(body, url, options);
    case "list":
      return list(url, options, lagMs);
    case "retrieve":
      return retrieve(id, url, options);
    case "delete":
      return remove(id, options.store);
    case "content":
      return content(id, url, request, options);
    case undefined:
      return errorResponse({ status: 404, message: `Invalid URL (${request.method} ${url.pathname})` });
  }
}

function create(body: DecodedBody | undefined, url: URL, options: HandlerOptions): Response {
  const { store, models, imageMatch, defaultModel } = options;
  const params = parseCreate(body, models, imageMatch, defaultModel);
  return "status" in params ? errorResponse(params) : videoResponse(store.create(params), url, options);
}

function retrieve(id: string, url: URL, options: HandlerOptions): Response {
  const video = options.store.find(id);
  if (!video) return notFound(id);
  const response = videoResponse(video, url, options);
  const { failedStatus: status = 200 } = options.shape;
  return video.status === "failed" ? new Response(response.body, { status, headers: response.headers }) : response;
}

const videoResponse = (video: Video, url: URL, { shape, pollAfterMs }: HandlerOptions): Response =>
  jsonResponse(wrapBody(shapeVideo(video, shape, url), shape), pollAfter(pollAfterMs));

function remove(id: string, store: JobStore): Response {
  return store.delete(id) ? jsonResponse({ id, object: "video.deleted", deleted: true }) : notFound(id);
}

/** A page of jobs, newest first unless `order=asc`. `after` is the id of the last job of the previous page. */
function list(url: URL, { store, shape }: HandlerOptions, lagMs: number): Response {
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
  const cursor = url.searchParams.get("after");
  const empty = emptyPage(cursor, shape);
  if (empty) return jsonResponse(wrapBody(empty, shape));
  const after = cursor !== null && emptyCursor.test(cursor) ? null : cursor;
  const last = after === null ? -1 : videos.findIndex((video) => video.id === after);
  // Starting over would make a client page forever. The response of the reference server is not known.
  if (after !== null && last === -1)
    return errorResponse({
      status: 400,
      message: `Invalid value for 'after': no video with id '${after}' found.`,
      param: "after",
      code: "invalid_value",
    });
  const data = videos.slice(last + 1, last + 1 + Number(limit));
  const page = {
    object: "list",
    data: data.map((video) => shapeVideo(video, shape, url)),
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: last + 1 + data.length < videos.length,
  };
  return jsonResponse(wrapBody(page, shape));
}

async function content(id: string, url: URL, request: Request, { store, shape }: HandlerOptions): Promise<Response> {
  const video = store.find(id);
  if (!video) return notFound(id);
  if (video.status !== "completed")
    return errorResponse({ status: 404, message: `Video is not ready yet, its status is ${video.status}.` });
  if (!hasClipUrl(url, shape)) return errorResponse({ status: 404, message: "The clip is at the URL in the job." });
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

/** A file, or the part of it that the `Range` header selects. */
function file({ bytes, type }: RenderedFile, request: Request): Response {
  const size = bytes.byteLength;
  const headers = { "content-type": type, "accept-ranges": "bytes", etag: `"${size}"` };
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "");
  const first = Number(range?.[1] ?? 0);
  const last = Math.min(size - 1, range?.[2] ? Number(range[2]) : size - 1);
  if (!range || (request.headers.get("if-range") ?? headers.etag) !== headers.etag)
    return bytesResponse(bytes, { headers });
  if (first > last)
    return new Response(null, { status: 416, headers: { ...headers, "content-range": `bytes */${size}` } });
  return bytesResponse(bytes.subarray(first, last + 1), {
    status: 206,
    headers: { ...headers, "content-range": `bytes ${first}-${last}/${size}` },
  });
}

/** Decodes an id from a URL; returns it unchanged if it is not valid. */
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
