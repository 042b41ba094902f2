/**
 * The Videos API on a port of this machine, on the preview engine, with a page that shows its jobs.
 *
 * @module
 */

import type { ModelTable } from "../models/models.js";
import { createFakeVideosApi } from "../testing/create-fake-videos-api.js";
import { inUrl } from "../testing/host-header.js";
import { type Answered, defaultMaxBodyBytes, type FakeServer, listen } from "../testing/http-server.js";
import type { Renderer } from "../testing/renderer.js";
import { errorResponse, jsonResponse, refuseOtherKey } from "../testing/responses.js";
import { createPage, type PageFiles } from "./page.js";
import { createHostValidator, rejectCrossOrigin } from "./request-guard.js";
import { createSessions } from "./session.js";

/** How much a server takes and keeps. */
export interface ServeLimits {
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
  /** Jobs that wait or are rendered; a create beyond it is refused with 429. */
  readonly unfinished: number;
  /** Clips; of older ones the content has expired. */
  readonly clips: number;
  /** Bytes of clips and of the pictures behind them. */
  readonly clipBytes: number;
  /** Jobs that are known, with clips or without. */
  readonly jobs: number;
  /** Milliseconds until the headers of a request are there. */
  readonly headersMs: number;
  /** Milliseconds until the whole of it is. */
  readonly requestMs: number;
  /** Milliseconds without a byte, after which a connection is ended. */
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

/** What happened, in the order in which it did. */
export type ServeEvent =
  | ({ readonly event: "request" } & Answered)
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
      /** Milliseconds that it took to render. */
      readonly ms: number;
      /** Milliseconds that the job waited before, for its turn. */
      readonly waitedMs: number;
    }
  | { readonly event: "failed"; readonly jobId: string; readonly message: string };

export interface ServeOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Further names of this server, with a port or for any. */
  readonly allowedHosts: readonly string[];
  readonly apiKey: string | undefined;
  readonly limits: ServeLimits;
  readonly renderer: Renderer;
  readonly models: ModelTable;
  readonly page: PageFiles;
  readonly onEvent: (event: ServeEvent) => void;
}

/** Starts it. Rejects with Node's error where it cannot listen. */
export async function startServer(options: ServeOptions): Promise<FakeServer> {
  const { host, apiKey, limits, onEvent } = options;
  let unfinished = 0;
  const renderer = watch(options.renderer, onEvent, (change) => {
    unfinished += change;
  });
  const api = createFakeVideosApi({
    // The renderer alone says how far a job is.
    script: { queuedMs: 0, runningMs: 0, pollAfterMs: 200 },
    renderer,
    models: options.models,
    imageMatch: "shape",
    record: false,
    keep: { clips: limits.clips, bytes: limits.clipBytes, jobs: limits.jobs },
    apiKey,
  });
  const page = createPage({ api, apiKey, sessions: createSessions(apiKey), files: options.page });

  /** Creates whose body is still read. */
  let arriving = 0;
  const respond = async (request: Request): Promise<Response> => {
    const refusal = rejectCrossOrigin(request);
    if (refusal) return refusal;
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith("/v1/")) return page(request);
    if (pathname === "/v1/models" && request.method === "GET") return listModels(request, options);
    if (request.method !== "POST") return api.fetch(request);
    if (unfinished + arriving >= limits.unfinished) return tooManyJobs(limits.unfinished);
    arriving += 1;
    try {
      return await api.fetch(request);
    } finally {
      arriving -= 1;
    }
  };
  const handler = async (request: Request): Promise<Response> => {
    const response = await respond(request);
    response.headers.set("x-content-type-options", "nosniff");
    // With "no-referrer", browsers would not even tell this server that a form is its own.
    response.headers.set("referrer-policy", "same-origin");
    response.headers.set("cross-origin-resource-policy", "same-origin");
    return response;
  };

  const isOwn = createHostValidator(host, options.allowedHosts);
  let { port } = options;
  const server = await listen(handler, port, {
    host,
    isOwnHost: (header) => isOwn(header, port),
    otherHostHint: () =>
      `It was started for ${inUrl(host)}:${port}, and the port belongs to the name; ugoku serve --allow-host adds a name.`,
    maxBodyBytes: limits.bodyBytes,
    onAnswer: (answered) => onEvent({ event: "request", ...answered }),
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

/** The renderer, and a word on what comes of each job. */
function watch(renderer: Renderer, onEvent: ServeOptions["onEvent"], count: (change: number) => void): Renderer {
  return {
    async render(request) {
      const { jobId, model, seconds, width, height, prompt, signal, onProgress } = request;
      onEvent({ event: "created", jobId, model, size: `${width}x${height}`, seconds, prompt });
      count(1);
      const asked = performance.now();
      /** Its first word is that its turn has come. */
      let begun: number | undefined;
      const told = (fraction: number) => {
        begun ??= performance.now();
        onProgress(fraction);
      };
      try {
        const clip = await renderer.render({ ...request, onProgress: told });
        begun ??= asked;
        const ms = Math.round(performance.now() - begun);
        const waitedMs = Math.round(begun - asked);
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

function tooManyJobs(most: number): Response {
  const response = errorResponse({
    status: 429,
    message: `${most} jobs wait or are rendered already. Try again when one of them has ended.`,
    code: "too_many_jobs",
  });
  response.headers.set("retry-after", "5");
  return response;
}

/** What clients and `ugoku doctor` ask before they create. */
function listModels(request: Request, { models, apiKey }: ServeOptions): Response {
  const refusal = refuseOtherKey(request, apiKey);
  if (refusal) return refusal;
  const data = Object.keys(models).map((id) => ({ id, object: "model", created: 0, owned_by: "ugoku-preview" }));
  return jsonResponse({ object: "list", data });
}
