/**
 * The jobs page: its assets, its JSON endpoints and its login.
 *
 * @module
 */

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { FakeVideosApi } from "../testing/create-fake-videos-api.js";
import type { FakeJob } from "../testing/job-store.js";
import { bytesResponse, errorResponse, jsonResponse } from "../testing/responses.js";
import { readLimited } from "../utils/read-limited.js";

/** The assets of the page. */
export interface PageFiles {
  readonly html: string;
  /** The login form. `<!--message-->` is replaced by an error message. */
  readonly login: string;
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
  const sessions = createSessions(apiKey);
  const assets: Readonly<Record<string, () => Response>> = {
    "/page.css": () => text(files.css, "text/css"),
    "/page.js": () => text(files.script, "text/javascript"),
    "/icon.svg": () => text(files.icon, "image/svg+xml"),
  };
  const login = (status: number, message: string) =>
    text(files.login.replace("<!--message-->", message), "text/html", status);
  const findJob = (id: string) => api.jobs.find((job) => job.id === id);
  const forward = (path: string, request: Request) => {
    const headers = new Headers(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` });
    for (const name of ["range", "if-range"]) {
      const value = request.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    return api.fetch(`http://serve.invalid/v1/videos/${path}`, { method: request.method, headers });
  };

  return async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const asset = Object.hasOwn(assets, pathname) ? assets[pathname] : undefined;
    if (asset && request.method === "GET") return asset();
    if (pathname === "/session" && request.method === "POST") {
      const cookie = sessions.start(await readKey(request));
      if (cookie === undefined) return login(401, "That is not the key of this server.");
      return new Response(null, { status: 303, headers: { location: "/", "set-cookie": cookie } });
    }
    const isAuthorized = sessions.isAuthorized(request);
    if (pathname === "/" && request.method === "GET")
      return isAuthorized ? text(files.html, "text/html") : login(200, "");
    const [, id, part] = /^\/jobs(?:\/(video_[\da-f]+)(?:\/(image|video))?)?$/.exec(pathname) ?? [];
    if (!pathname.startsWith("/jobs") || (id === undefined && pathname !== "/jobs"))
      return errorResponse({
        status: 404,
        message: "Not found. The Videos API is under /v1, the page at /.",
      });
    if (!isAuthorized)
      return errorResponse({ status: 401, message: "Open / and enter the key first.", code: "invalid_api_key" });
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

const cookieName = "ugoku-serve";
/** The oldest session is dropped first. */
const maxSessions = 100;

/**
 * Browser sessions. A browser cannot send an `Authorization` header with an image or a video element. The cookie holds a
 * random token, not the key.
 */
function createSessions(apiKey: string | undefined) {
  const tokens = new Set<string>();
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return {
    /** Whether no key is required, or the request has the cookie of a session. */
    isAuthorized(request: Request): boolean {
      if (apiKey === undefined) return true;
      const pairs = (request.headers.get("cookie") ?? "").split(/;\s*/);
      return pairs.some((pair) => pair.startsWith(`${cookieName}=`) && tokens.has(pair.slice(cookieName.length + 1)));
    },
    /** Starts a session and returns its `Set-Cookie` header; `undefined` if the key is wrong. */
    start(key: string): string | undefined {
      if (apiKey === undefined || !timingSafeEqual(digest(key), digest(apiKey))) return undefined;
      const token = randomBytes(24).toString("base64url");
      tokens.add(token);
      for (const oldest of tokens) if (tokens.size > maxSessions) tokens.delete(oldest);
      return `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict`;
    },
  };
}

/** Maximum bytes of the login form. It is read before its sender is known. */
const maxFormBytes = 16 * 1024;

async function readKey(request: Request): Promise<string> {
  const { bytes, exceeded, failure } = await readLimited(request, maxFormBytes, request.signal);
  if (exceeded || failure !== undefined) return "";
  const headers = { "content-type": request.headers.get("content-type") ?? "" };
  const form = await new Response(bytes, { headers }).formData().catch(() => undefined);
  const key = form?.get("key");
  return typeof key === "string" ? key : "";
}

const text = (body: string, type: string, status = 200) =>
  new Response(body, {
    status,
    headers: {
      "content-type": `${type}; charset=utf-8`,
      "cache-control": "no-cache",
      "content-security-policy": contentSecurityPolicy,
    },
  });
