/**
 * Common parts of the strict fakes: job store, routes, authentication, form and JSON parsing. Each fake rejects what the
 * real server is known to reject, so that a wrong encoding fails the test.
 *
 * @module
 */

import { secretKey } from "../helpers/clients.js";
import { mp4 } from "../helpers/clips.js";
import { serve, type WireServer } from "../helpers/servers.js";

/** The outcome of the next job. */
export interface PlannedOutcome {
  readonly end: "completed" | "failed" | "expired" | "cancelled";
  /** Number of polls until then. */
  readonly polls: number;
  /** The job is completed, but its content is missing. */
  readonly withoutContent?: boolean;
}

/** A file part of a form. */
export interface FilePart {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** An accepted create request, parsed. */
export interface ParsedCreate {
  readonly encoding: "multipart" | "json";
  /** The known fields, in the server's types. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The file, or its reference. */
  readonly image: FilePart | string | object;
}

export interface StoredJob extends ParsedCreate {
  readonly id: string;
  readonly createdAt: number;
  /** Its place among the jobs of this server. */
  readonly number: number;
  readonly outcome: PlannedOutcome;
  polls: number;
}

/** Statuses of the reference protocol. */
export type JobStatus = "queued" | "in_progress" | PlannedOutcome["end"];

/** A job's status, by the number of polls so far. */
export const getStatus = ({ polls, outcome }: StoredJob): JobStatus =>
  polls >= outcome.polls ? outcome.end : polls <= 1 ? "queued" : "in_progress";

/** An error response. */
export class HttpError extends Error {
  readonly response: Response;
  constructor(status: number, body: unknown, headers: Record<string, string> = {}) {
    super(`${status}`);
    this.response = Response.json(body, { status, headers });
  }
}

export interface StrictServer {
  /** Path of the base URL, such as `/v1`. */
  readonly base: string;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly jobs: Map<string, StoredJob>;
  /** Accepted create requests, oldest first. */
  readonly creates: ParsedCreate[];
  /** Unknown form fields that the server ignored. */
  readonly dropped: string[];
  readonly clip: Buffer;
  nextOutcome: PlannedOutcome;
}

/** The behavior of one server. */
export interface ServerDefinition {
  readonly base: string;
  /** Milliseconds since 1970 → an id. */
  readonly newId: () => string;
  /** Builds a generic error in the server's format. */
  readonly httpError: (status: number, message: string) => HttpError;
  readonly isAllowed?: (headers: Headers) => boolean;
  /** Parses and validates a create request. */
  readonly read: (request: Request, server: StrictServer) => Promise<ParsedCreate>;
  /** Builds the response to a create request once the job is stored. */
  readonly created: (job: StoredJob) => Response | Promise<Response>;
  readonly show?: (job: StoredJob) => object;
  /** The HTTP status of a poll. Default 200. */
  readonly shownStatus?: (job: StoredJob) => number;
  readonly list?: (jobs: readonly StoredJob[], query: URLSearchParams) => object;
  readonly remove?: (job: StoredJob, server: StrictServer) => object;
  /** Throws {@link HttpError} for a missing variant. */
  readonly content?: (job: StoredJob, query: URLSearchParams, server: StrictServer) => Response;
  readonly missing?: () => HttpError;
}

export const bearer = (headers: Headers): boolean => headers.get("authorization") === `Bearer ${secretKey}`;

/** Creates a server from its definition. */
export function strictServer(definition: ServerDefinition): StrictServer {
  const { base, httpError } = definition;
  const server: StrictServer = {
    base,
    jobs: new Map(),
    creates: [],
    dropped: [],
    clip: mp4(70_000),
    nextOutcome: { end: "completed", polls: 3 },
    fetch: async (request) => {
      try {
        return await route(request);
      } catch (error) {
        if (error instanceof HttpError) return error.response;
        throw error;
      }
    },
  };
  return server;

  async function route(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (!(definition.isAllowed ?? bearer)(request.headers)) throw httpError(401, "Incorrect API key provided");
    if (pathname === `${base}/videos`) return collection(request, searchParams);
    // An unencoded id has more path segments and matches no route.
    const found = new RegExp(`^${base}/videos/([^/]+)(/content)?$`).exec(pathname);
    if (!found) throw httpError(404, "Not Found");
    const [, id = "", content] = found;
    const method = `${request.method}${content ?? ""}`;
    const does = { GET: definition.show, DELETE: definition.remove, "GET/content": definition.content }[method];
    if (!definition.show) throw httpError(404, "Not Found");
    if (!does) throw httpError(405, "Method Not Allowed");
    const job = server.jobs.get(decodeURIComponent(id));
    if (!job) throw definition.missing?.() ?? httpError(404, "Video not found");
    if (method === "DELETE") return Response.json(definition.remove?.(job, server));
    if (content) return definition.content?.(job, searchParams, server) ?? Response.error();
    job.polls += 1;
    return Response.json(definition.show(job), { status: definition.shownStatus?.(job) ?? 200 });
  }

  async function collection(request: Request, query: URLSearchParams): Promise<Response> {
    if (request.method === "GET" && definition.list) {
      const order = query.get("order") ?? "desc";
      if (order !== "asc" && order !== "desc") throw httpError(400, "order is asc or desc");
      if (!/^\d+$/.test(query.get("limit") ?? "20")) throw httpError(400, "limit is an integer");
      const jobs = [...server.jobs.values()];
      return Response.json(definition.list(order === "asc" ? jobs : jobs.reverse(), query));
    }
    if (request.method !== "POST") throw httpError(405, "Method Not Allowed");
    const create = await definition.read(request, server);
    const job: StoredJob = {
      ...create,
      id: definition.newId(),
      createdAt: Math.floor(Date.now() / 1000),
      number: server.creates.length,
      outcome: server.nextOutcome,
      polls: 0,
    };
    server.creates.push(create);
    server.jobs.set(job.id, job);
    return definition.created(job);
  }
}

/** Serves a strict fake over a real socket. */
export async function serveStrict(server: StrictServer): Promise<WireServer> {
  const wire = await serve(async ({ method, url, headers, body }, response) => {
    const init = { method, headers: headers as Record<string, string> };
    const bodyToo = method === "POST" ? { ...init, body: new Uint8Array(body) } : init;
    const answer = await server.fetch(new Request(`${wire.origin}${url}`, bodyToo));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  return { ...wire, baseURL: `${wire.origin}${server.base}` };
}

export const isMultipart = (request: Request): boolean =>
  /^multipart\/form-data;/i.test(request.headers.get("content-type") ?? "");

export const isJson = (request: Request): boolean =>
  /^application\/json\b/i.test(request.headers.get("content-type") ?? "");

/** Texts and files of a form. A part without a file name is a text, as every server's parser has it. */
export async function readForm(request: Request): Promise<{
  readonly texts: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, FilePart>>;
}> {
  const texts: Record<string, string> = {};
  const files: Record<string, FilePart> = {};
  for (const [name, value] of await request.formData()) {
    if (typeof value === "string") texts[name] = value;
    else files[name] = { name: value.name, type: value.type, bytes: Buffer.from(await value.arrayBuffer()) };
  }
  return { texts, files };
}

/** Parses a JSON body that must be an object. */
export async function readJson(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const value: unknown = await request.json();
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new HttpError(400, { error: "no object" });
  return value as Record<string, unknown>;
}

/** `720x1280` of a PNG. */
export const getSize = ({ bytes }: FilePart): string => `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;

/** The clip as a resumable download. */
export const asClip = (clip: Buffer, type = "video/mp4"): Response =>
  new Response(new Uint8Array(clip), { headers: { "content-type": type, "content-length": String(clip.length) } });

/** Sorted by whole seconds: jobs of one second are in the order in which they came, also newest first. */
export const sortBySecond = (jobs: readonly StoredJob[], query: URLSearchParams): StoredJob[] =>
  jobs.toSorted((a, b) =>
    query.get("order") === "asc" ? a.createdAt - b.createdAt : b.createdAt - a.createdAt || a.number - b.number,
  );

/** A page of jobs by the cursor `after`. */
export function createPage(jobs: readonly StoredJob[], query: URLSearchParams) {
  const after = query.get("after");
  const from = after === null ? 0 : jobs.findIndex(({ id }) => id === after) + 1;
  const page = jobs.slice(from, from + Number(query.get("limit") ?? 20));
  return { page, hasMore: from + page.length < jobs.length };
}
