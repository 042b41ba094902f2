/**
 * The jobs page: its assets and its JSON endpoints.
 *
 * @module
 */
import type { FakeVideosApi } from "../testing/create-fake-videos-api.js";
import { servedBasePath } from "../testing/http-server.js";
import type { FakeJob } from "../testing/job-store.js";
import { bytesResponse, errorResponse, jsonResponse } from "../testing/responses.js";

/** The assets of the page. */
export interface PageFiles {
  readonly html: string;
  readonly css: string;
  readonly script: string;
  readonly icon: string;
}

/** A create request that was refused. */
export interface Refusal {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly status: number;
  readonly code: string | undefined;
  readonly message: string | undefined;
}

export interface PageOptions {
  readonly api: Pick<FakeVideosApi, "fetch" | "jobs">;
  readonly apiKey: string | undefined;
  /** The newest first. */
  readonly refusals: readonly Refusal[];
  readonly files: PageFiles;
}

const maxShownJobs = 100;

/** Allows the server's own files only, and no inline script or style. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Creates the handler of all requests outside the Videos API. */
export function createPage({ api, apiKey, refusals, files }: PageOptions) {
  const assets: Readonly<Record<string, () => Response>> = {
    "/page.css": () => text(files.css, "text/css"),
    "/page.js": () => text(files.script, "text/javascript"),
    "/icon.svg": () => text(files.icon, "image/svg+xml"),
  };
  const findJob = (id: string) => api.jobs.find((job) => job.id === id);
  const forward = (path: string, request: Request) => {
    const headers = new Headers(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` });
    for (const name of ["range", "if-range"]) {
      const value = request.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    return api.fetch(`http://serve.invalid${servedBasePath}/videos/${path}`, { method: request.method, headers });
  };

  return async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const asset = Object.hasOwn(assets, pathname) ? assets[pathname] : undefined;
    if (asset && request.method === "GET") return asset();
    const [, id, part] = /^\/jobs\/(video_[\da-f]+)(?:\/(image|video))?$/.exec(pathname) ?? [];
    // Before the key: a client with a wrong base URL must not be told that its key is wrong.
    if (pathname !== "/" && pathname !== "/jobs" && id === undefined) return unknownPath(request.method, pathname);
    if (!isAuthorized(request, apiKey)) return unauthorized();
    if (pathname === "/")
      return request.method === "GET" ? text(files.html, "text/html") : unknownPath(request.method, pathname);
    if (id === undefined)
      return jsonResponse(
        { ...listJobs(api.jobs), refusals, needsKey: apiKey !== undefined },
        { "cache-control": "no-store" },
      );
    if (part === "video" && request.method === "GET") return forward(`${id}/content`, request);
    if (part === undefined && request.method === "DELETE") return forward(id, request);
    const image = part === "image" && request.method === "GET" ? findJob(id)?.params.image : undefined;
    if (!image) return errorResponse({ status: 404, message: "There is no such job, or its image is no longer kept." });
    return bytesResponse(image.bytes, {
      headers: { "content-type": image.type, "cache-control": "private, max-age=3600" },
    });
  };
}

/** The jobs of the page, newest first. */
function listJobs(all: readonly FakeJob[]): object {
  const waiting = all.filter(({ video }) => video.status === "queued").map(({ id }) => id);
  const jobs = all
    .slice(-maxShownJobs)
    .reverse()
    .map(({ id, video, params }) => ({
      id,
      status: video.status,
      progress: video.progress,
      prompt: video.prompt,
      model: video.model,
      size: video.size,
      seconds: video.seconds,
      createdAt: video.created_at,
      error: video.error,
      /** The number of jobs before it in the queue. */
      ahead: Math.max(0, waiting.indexOf(id)),
      /** Image and clip are kept equally long. */
      hasFiles: params.image !== undefined,
    }));
  return { jobs, total: all.length };
}

/**
 * Whether no key is required, or the request has it as the password of HTTP Basic authentication, with any user name: browsers
 * send that with images and videos too.
 */
function isAuthorized(request: Request, apiKey: string | undefined): boolean {
  if (apiKey === undefined) return true;
  const [, encoded = ""] = /^Basic ([\w+/=]+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const [, password] = /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, "base64").toString()) ?? [];
  return password === apiKey;
}

function unauthorized(): Response {
  const message = "Enter the key of this server as the password. The user name does not matter.";
  const response = errorResponse({ status: 401, message, code: "invalid_api_key" });
  response.headers.set("www-authenticate", 'Basic realm="ugoku serve: the key is the password"');
  return response;
}

const unknownPath = (method: string, pathname: string) =>
  errorResponse({
    status: 404,
    message: `Invalid URL (${method} ${pathname}). The Videos API of this server is at ${servedBasePath}/videos, its page at /.`,
  });

const text = (body: string, type: string) =>
  new Response(body, {
    headers: {
      "content-type": `${type}; charset=utf-8`,
      "cache-control": "no-cache",
      "content-security-policy": contentSecurityPolicy,
    },
  });
