/**
 * `ugoku serve`: the Videos API on a local port, with the preview engine and a page that shows the jobs.
 *
 * @module
 */

import type { ModelTable } from "../models/models.js";
import { createFakeVideosApi } from "../testing/create-fake-videos-api.js";
import { isVideosPath } from "../testing/handler.js";
import {
  defaultMaxBodyBytes,
  type FakeServer,
  formatHost,
  type HandledRequest,
  listen,
  servedBasePath,
} from "../testing/http-server.js";
import type { Renderer } from "../testing/renderer.js";
import { checkApiKey, errorResponse, jsonResponse } from "../testing/responses.js";
import { createPage, type PageFiles, type Refusal } from "./page.js";
import { createHostValidator, rejectCrossOrigin } from "./request-guard.js";

/** Limits of requests, jobs and connections. */
export interface ServeLimits {
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
  /** Queued and running jobs; further create requests get a 429 response. */
  readonly unfinished: number;
  /** Clips that are kept; the content of older ones expires. */
  readonly clips: number;
  /** Bytes of the kept clips and their images. */
  readonly clipBytes: number;
  /** Jobs that are kept, with or without clips. */
  readonly jobs: number;
  /** Milliseconds to receive the headers of a request. */
  readonly headersMs: number;
  /** Milliseconds to receive a complete request. */
  readonly requestMs: number;
  /** Milliseconds without traffic after which a connection is closed. */
  readonly idleMs: number;
  readonly connections: number;
}

export const defaultLimits: ServeLimits = {
  bodyBytes: defaultMaxBodyBytes,
  unfinished: 20,
  clips: 50,
  clipBytes: 256 * 1024 * 1024,
  jobs: 1_000,
  headersMs: 15_000,
  requestMs: 120_000,
  idleMs: 120_000,
  connections: 256,
};

/** Refused create requests that the page shows. */
const maxRefusals = 20;

/** A log event. */
export type ServeEvent =
  | ({ readonly event: "request" } & HandledRequest)
  | {
      readonly event: "created";
      readonly jobId: string;
      readonly model: string;
      readonly size: string;
      readonly seconds: number;
      readonly prompt: string;
    }
  | {
      readonly event: "rendered";
      readonly jobId: string;
      readonly bytes: number;
      /** Milliseconds of rendering. */
      readonly ms: number;
      /** Milliseconds in the queue. */
      readonly waitedMs: number;
    }
  | { readonly event: "failed"; readonly jobId: string; readonly message: string };

export interface ServeOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Additional `Host` headers to accept, with a specific port or for any port. */
  readonly allowedHosts: readonly string[];
  readonly apiKey: string | undefined;
  readonly limits: ServeLimits;
  readonly renderer: Renderer;
  readonly models: ModelTable;
  readonly page: PageFiles;
  readonly onEvent: (event: ServeEvent) => void;
}

/** Starts the server. Rejects with Node's error if it cannot listen. */
export async function startServer(options: ServeOptions): Promise<FakeServer> {
  const { host, apiKey, limits, onEvent } = options;
  let unfinished = 0;
  const renderer = logJobs(options.renderer, onEvent, (change) => {
    unfinished += change;
  });
  const api = createFakeVideosApi({
    // Progress depends on the renderer alone.
    script: { queuedMs: 0, runningMs: 0, pollAfterMs: 200 },
    renderer,
    models: options.models,
    imageMatch: "shape",
    record: false,
    keep: { clips: limits.clips, bytes: limits.clipBytes, jobs: limits.jobs },
    apiKey,
  });
  const refusals: Refusal[] = [];
  const page = createPage({ api, apiKey, refusals, files: options.page });

  /** Create requests whose body is still being read. */
  let incoming = 0;
  const respond = async (request: Request): Promise<Response> => {
    const rejection = rejectCrossOrigin(request);
    if (rejection) return rejection;
    const { pathname } = new URL(request.url);
    if (pathname === `${servedBasePath}/models` && request.method === "GET") return listModels(request, options);
    if (!isVideosPath(pathname, servedBasePath)) return page(request);
    if (request.method !== "POST") return api.fetch(request);
    if (unfinished + incoming >= limits.unfinished) return tooManyJobs(limits.unfinished);
    incoming += 1;
    try {
      return await api.fetch(request);
    } finally {
      incoming -= 1;
    }
  };
  const handler = async (request: Request): Promise<Response> => {
    const response = await respond(request);
    response.headers.set("x-content-type-options", "nosniff");
    // With "no-referrer", browsers would send `Origin: null` with the forms of the page itself.
    response.headers.set("referrer-policy", "same-origin");
    response.headers.set("cross-origin-resource-policy", "same-origin");
    return response;
  };

  const isAllowedHost = createHostValidator(host, options.allowedHosts);
  let { port } = options;
  const server = await listen(handler, port, {
    host,
    isAllowedHost: (header) => isAllowedHost(header, port),
    hostHint: () =>
      `It was started for ${formatHost(host)}:${port}, and the port must match; ugoku serve --allow-host adds a host.`,
    maxBodyBytes: limits.bodyBytes,
    onResponse: (handled) => {
      const { method, path, status, code, message } = handled;
      // Also one with a wrong base path.
      if (method === "POST" && path.endsWith("/videos") && status >= 400) {
        refusals.unshift({ at: Date.now(), status, code, message });
        refusals.splice(maxRefusals);
      }
      onEvent({ event: "request", ...handled });
    },
    maxConnections: limits.connections,
    idleMs: limits.idleMs,
    server: {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(5_000, limits.headersMs),
    },
  });
  port = server.port;
  return {
    ...server,
    close: () => {
      api.close();
      return server.close();
    },
  };
}

/** Wraps a renderer: emits an event for each job, and counts unfinished ones. */
function logJobs(renderer: Renderer, onEvent: ServeOptions["onEvent"], count: (change: number) => void): Renderer {
  return {
    async render(request) {
      const { jobId, model, seconds, width, height, prompt, signal, onProgress } = request;
      onEvent({ event: "created", jobId, model, size: `${width}x${height}`, seconds, prompt });
      count(1);
      const queuedAt = performance.now();
      /** The first progress report means that rendering starts. */
      let startedAt: number | undefined;
      const reportProgress = (fraction: number) => {
        startedAt ??= performance.now();
        onProgress(fraction);
      };
      try {
        const clip = await renderer.render({ ...request, onProgress: reportProgress });
        startedAt ??= queuedAt;
        const ms = Math.round(performance.now() - startedAt);
        const waitedMs = Math.round(startedAt - queuedAt);
        onEvent({ event: "rendered", jobId, bytes: clip.video.bytes.byteLength, ms, waitedMs });
        return clip;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (!signal.aborted) onEvent({ event: "failed", jobId, message });
        throw error;
      } finally {
        count(-1);
      }
    },
  };
}

function tooManyJobs(maxJobs: number): Response {
  const response = errorResponse({
    status: 429,
    message: `${maxJobs} jobs are queued or running. Try again when one of them has ended.`,
    code: "too_many_jobs",
  });
  response.headers.set("retry-after", "5");
  return response;
}

/** The list of models, which some clients and `ugoku doctor` request first. */
function listModels(request: Request, { models, apiKey }: ServeOptions): Response {
  const unauthorized = checkApiKey(request, apiKey);
  if (unauthorized) return unauthorized;
  const data = Object.keys(models).map((id) => ({ id, object: "model", created: 0, owned_by: "ugoku-preview" }));
  return jsonResponse({ object: "list", data });
}
