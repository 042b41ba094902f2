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
import { bytesResponse, checkApiKey, errorResponse, jsonResponse, RefusedRequest } from "./responses.js";

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
  readonly record: (request: RecordedRequest) => void;
  readonly faults: FaultInjector;
  readonly clock: AnyClock;
  /** Aborted when the fake is closed. */
  readonly closed: AbortSignal;
  /** How the base path of the API ends, such as `/v1`; `undefined` for any, where the base URL is the test's own. */
  readonly basePath?: string | undefined;
}

/** A base path and `/videos`, `/videos/{id}` or `/videos/{id}/content`. */
const pattern = /^(.*?)\/videos(?:\/([^/]+)(?:\/(content))?)?\/?$/;

/** Whether a path is one of the Videos API under that base path. */
export const isVideosPath = (pathname: string, basePath: string): boolean => pattern.exec(pathname)?.[1] === basePath;

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

/** Azure and gateways have a path before it. A second version or `/videos` there is a mistake. */
function isServed(base: string, basePath: string | undefined): boolean {
  if (basePath === undefined) return true;
  return base.endsWith(basePath) && !/\/(v\d+|videos)(\/|$)/.test(base.slice(0, -basePath.length));
}

function parseRoute(method: string, { pathname }: URL, basePath: string | undefined): Route {
  const [, base, id, content] = pattern.exec(pathname) ?? [];
  if (base === undefined || !isServed(base, basePath)) return { operation: undefined, id: "" };
  return {
    operation: operations[`${method} ${content ?? (id === undefined ? "videos" : "video")}`],
    id: id === undefined ? "" : decode(id),
  };
}

/** Handles one request. Rejects as `fetch` does if a fault leaves it without a response. */
export async function handle(request: Request, options: HandlerOptions): Promise<Response> {
  const url = new URL(request.url);
  const route = parseRoute(request.method, url, options.basePath);
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

async function respond({ operation, id, request, url, body, lagMs }: ParsedRequest, options: HandlerOptions) {
  const unauthorized = checkApiKey(request, options.apiKey);
  if (unauthorized) return unauthorized;
  try {
    switch (operation) {
      case "create":
        return create(body, options);
      case "list":
        return list(url, options.store, lagMs);
      case "retrieve":
        return videoResponse(options.store.find(id) ?? notFound(id), options);
      case "delete":
        return options.store.delete(id) ? jsonResponse({ id, object: "video.deleted", deleted: true }) : notFound(id);
      case "content":
        return await content(id, url, request, options.store);
      case undefined:
        return unknownPath(request, options.basePath);
    }
  } catch (error) {
    if (error instanceof RefusedRequest) return errorResponse(error.info);
    throw error;
  }
}

/** The 404 response to a path or a method that the API does not have. */
function unknownPath({ method, url }: Request, basePath: string | undefined): Response {
  const { pathname } = new URL(url);
  const expected = basePath === undefined ? "" : `. The Videos API of this server is at ${basePath}/videos.`;
  return errorResponse({ status: 404, message: `Invalid URL (${method} ${pathname})${expected}` });
}

function create(body: DecodedBody | undefined, options: HandlerOptions): Response {
  const { store, models, imageMatch, defaultModel } = options;
  return videoResponse(store.create(parseCreate(body, models, imageMatch, defaultModel)), options);
}

const videoResponse = (video: Video, { pollAfterMs }: HandlerOptions): Response =>
  jsonResponse(video, pollAfterMs === undefined ? {} : { "openai-poll-after-ms": String(pollAfterMs) });

/** A page of jobs, newest first unless `order=asc`. `after` is the id of the last job of the previous page. */
function list({ searchParams }: URL, store: JobStore, lagMs: number): Response {
  const limit = searchParams.get("limit") ?? "20";
  if (!/^\d{1,3}$/.test(limit) || Number(limit) > 100)
    refuse(400, "Invalid 'limit': expected an integer from 0 to 100.", "limit", "invalid_value");
  const order = searchParams.get("order") ?? "desc";
  if (order !== "asc" && order !== "desc")
    refuse(400, `Invalid value: '${order}'. Supported values are: 'asc', 'desc'.`, "order", "invalid_value");
  const videos = store.all(lagMs).map((job) => job.video);
  if (order === "desc") videos.reverse();
  const after = searchParams.get("after");
  const last = after === null ? -1 : videos.findIndex((video) => video.id === after);
  // Starting over would make a client page forever. The response of the reference server is not known.
  if (after !== null && last === -1)
    refuse(400, `Invalid value for 'after': no video with id '${after}' found.`, "after", "invalid_value");
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
  const { status } = store.find(id) ?? notFound(id);
  if (status !== "completed") refuse(404, `Video is not ready yet, its status is ${status}.`);
  const clip = store.clip(id) ?? refuse(404, "The video's content has expired.");
  const variant = url.searchParams.get("variant") ?? "video";
  switch (variant) {
    case "video":
      return file(clip.video, request);
    case "thumbnail":
    case "spritesheet":
      return file(await clip[variant](), request);
    default:
      return refuse(
        400,
        `Invalid value: '${variant}'. Supported values are: 'video', 'thumbnail', 'spritesheet'.`,
        "variant",
      );
  }
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

function refuse(status: number, message: string, param?: string, code?: string): never {
  throw new RefusedRequest({ status, message, ...(param && { param }), ...(code && { code }) });
}

const notFound = (id: string) => refuse(404, `Video with id '${id}' not found.`, "video_id");
