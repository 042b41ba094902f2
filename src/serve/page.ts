/**
 * The page of the jobs: its files, what it asks for, and who may see it.
 *
 * @module
 */

import type { FakeVideosApi } from "../testing/create-fake-videos-api.js";
import type { FakeJob } from "../testing/job-store.js";
import { errorResponse, jsonResponse } from "../testing/responses.js";
import type { Sessions } from "./session.js";

/** The texts of the page. */
export interface PageFiles {
  readonly html: string;
  /** Asks for the key. `<!--message-->` says what was wrong with the last one. */
  readonly login: string;
  readonly css: string;
  readonly script: string;
  readonly icon: string;
}

export interface PageOptions {
  readonly api: Pick<FakeVideosApi, "fetch" | "jobs">;
  readonly apiKey: string | undefined;
  readonly sessions: Sessions;
  readonly files: PageFiles;
}

/** More than a person looks through. */
const mostShown = 100;

/** Nothing from elsewhere, and no script or style that stands in the page itself. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Answers what is no request of the Videos API. */
export function createPage({ api, apiKey, sessions, files }: PageOptions) {
  const assets: Readonly<Record<string, () => Response>> = {
    "/page.css": () => text(files.css, "text/css"),
    "/page.js": () => text(files.script, "text/javascript"),
    "/icon.svg": () => text(files.icon, "image/svg+xml"),
  };
  const login = (status: number, message: string) =>
    text(files.login.replace("<!--message-->", message), "text/html", status);
  const find = (id: string) => api.jobs.find((job) => job.id === id);
  const ask = (path: string, request: Request) => {
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
      const set = sessions.open(await keyOf(request));
      if (set === undefined) return login(401, "That is not the key of this server.");
      return new Response(null, { status: 303, headers: { location: "/", "set-cookie": set } });
    }
    const allowed = sessions.allows(request);
    if (pathname === "/" && request.method === "GET") return allowed ? text(files.html, "text/html") : login(200, "");
    const [, id, part] = /^\/jobs(?:\/(video_[\da-f]+)(?:\/(image|video))?)?$/.exec(pathname) ?? [];
    if (!pathname.startsWith("/jobs") || (id === undefined && pathname !== "/jobs"))
      return errorResponse({
        status: 404,
        message: `There is nothing here. The Videos API is under /v1, the page at /.`,
      });
    if (!allowed)
      return errorResponse({ status: 401, message: "Open / and give the key first.", code: "invalid_api_key" });
    if (id === undefined) return jsonResponse(listOf(api.jobs, apiKey !== undefined), { "cache-control": "no-store" });
    if (part === "video" && request.method === "GET") return ask(`${id}/content`, request);
    if (part === undefined && request.method === "DELETE") return ask(id, request);
    const image = part === "image" ? find(id)?.order.image : undefined;
    if (!image)
      return errorResponse({ status: 404, message: "There is no such job, or its picture is not kept any more." });
    return new Response(image.bytes as Uint8Array<ArrayBuffer>, {
      headers: { "content-type": image.type, "cache-control": "private, max-age=3600" },
    });
  };
}

/** What the page shows, newest first. */
function listOf(all: readonly FakeJob[], needsKey: boolean): object {
  const waiting = all.filter(({ video }) => video.status === "queued").map(({ id }) => id);
  const jobs = all
    .slice(-mostShown)
    .reverse()
    .map(({ id, video, order }) => ({
      id,
      status: video.status,
      progress: video.progress,
      prompt: video.prompt,
      model: video.model,
      size: video.size,
      seconds: video.seconds,
      createdAt: video.created_at,
      error: video.error,
      /** How many wait before it. */
      ahead: Math.max(0, waiting.indexOf(id)),
      /** Picture and clip go together. */
      hasFiles: order.image !== undefined,
    }));
  return { jobs, total: all.length, needsKey };
}

async function keyOf(request: Request): Promise<string> {
  const form = await request.formData().catch(() => undefined);
  const key = form?.get("key");
  return typeof key === "string" ? key : "";
}

const text = (body: string, type: string, status = 200) =>
  new Response(body, {
    status,
    headers: {
      "content-type": `${type}; charset=utf-8`,
      "cache-control": "no-cache",
      "content-security-policy": policy,
    },
  });
