/**
 * What the strict fakes share: a store, the routes, the key, and the reading of forms and JSON. Each fake refuses what the
 * real server is known to refuse, so that a wrong encoding fails the test.
 *
 * @module
 */

import { secretKey } from "../helpers/clients.js";
import { mp4 } from "../helpers/clips.js";
import { serve, type WireServer } from "../helpers/servers.js";

/** What becomes of the next job. */
export interface Fate {
  readonly end: "completed" | "failed" | "expired" | "cancelled";
  /** Looks until then. */
  readonly looks: number;
  /** The job says that it has completed, and its content is not there. */
  readonly withoutContent?: boolean;
}

/** A file part of a form. */
export interface FilePart {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** A create that was taken, as the server understood it. */
export interface Taken {
  readonly encoding: "multipart" | "json";
  /** What the server knows, in the types that it has there. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The file, or what stood in its place. */
  readonly image: FilePart | string | object;
}

export interface StoredJob extends Taken {
  readonly id: string;
  readonly createdAt: number;
  readonly fate: Fate;
  looks: number;
}

/** The words of the reference protocol. */
export type Standing = "queued" | "in_progress" | Fate["end"];

/** Where a job stands after as many looks as it had. */
export const standing = ({ looks, fate }: StoredJob): Standing =>
  looks >= fate.looks ? fate.end : looks <= 1 ? "queued" : "in_progress";

/** An answer that is a refusal. */
export class Refusal extends Error {
  readonly answer: Response;
  constructor(status: number, body: unknown, headers: Record<string, string> = {}) {
    super(`${status}`);
    this.answer = Response.json(body, { status, headers });
  }
}

export interface StrictServer {
  /** Path of the base URL, such as `/v1`. */
  readonly base: string;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly jobs: Map<string, StoredJob>;
  /** Creates that were taken, oldest first. */
  readonly taken: Taken[];
  /** Form fields that the server does not know, and dropped without a word. */
  readonly dropped: string[];
  readonly clip: Buffer;
  fate: Fate;
}

/** What one server does its own way. */
export interface Parts {
  readonly base: string;
  /** Milliseconds since 1970 → an id. */
  readonly newId: () => string;
  /** The server's form of an error that is nobody's in particular. */
  readonly refuse: (status: number, message: string) => Refusal;
  readonly isAllowed?: (headers: Headers) => boolean;
  /** Reads and judges a create. */
  readonly read: (request: Request, server: StrictServer) => Promise<Taken>;
  /** Answers a create once the job is stored. */
  readonly created: (job: StoredJob) => Response | Promise<Response>;
  readonly show?: (job: StoredJob) => object;
  readonly list?: (jobs: readonly StoredJob[], query: URLSearchParams) => object;
  readonly remove?: (job: StoredJob, server: StrictServer) => object;
  /** Throws a {@link Refusal} for what is not there. */
  readonly content?: (job: StoredJob, query: URLSearchParams, server: StrictServer) => Response;
  readonly missing?: () => Refusal;
}

export const bearer = (headers: Headers): boolean => headers.get("authorization") === `Bearer ${secretKey}`;

/** A server from its parts. */
export function strictServer(parts: Parts): StrictServer {
  const { base, refuse } = parts;
  const server: StrictServer = {
    base,
    jobs: new Map(),
    taken: [],
    dropped: [],
    clip: mp4(70_000),
    fate: { end: "completed", looks: 3 },
    fetch: async (request) => {
      try {
        return await route(request);
      } catch (error) {
        if (error instanceof Refusal) return error.answer;
        throw error;
      }
    },
  };
  return server;

  async function route(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (!(parts.isAllowed ?? bearer)(request.headers)) throw refuse(401, "Incorrect API key provided");
    if (pathname === `${base}/videos`) return collection(request, searchParams);
    // What is not encoded has more parts, and is no route.
    const found = new RegExp(`^${base}/videos/([^/]+)(/content)?$`).exec(pathname);
    if (!found) throw refuse(404, "Not Found");
    const [, id = "", content] = found;
    const method = `${request.method}${content ?? ""}`;
    const does = { GET: parts.show, DELETE: parts.remove, "GET/content": parts.content }[method];
    if (!parts.show) throw refuse(404, "Not Found");
    if (!does) throw refuse(405, "Method Not Allowed");
    const job = server.jobs.get(decodeURIComponent(id));
    if (!job) throw parts.missing?.() ?? refuse(404, "Video not found");
    if (method === "DELETE") return Response.json(parts.remove?.(job, server));
    if (content) return parts.content?.(job, searchParams, server) ?? Response.error();
    job.looks += 1;
    return Response.json(parts.show(job));
  }

  async function collection(request: Request, query: URLSearchParams): Promise<Response> {
    if (request.method === "GET" && parts.list) {
      const order = query.get("order") ?? "desc";
      if (order !== "asc" && order !== "desc") throw refuse(400, "order is asc or desc");
      if (!/^\d+$/.test(query.get("limit") ?? "20")) throw refuse(400, "limit is an integer");
      const jobs = [...server.jobs.values()];
      return Response.json(parts.list(order === "asc" ? jobs : jobs.reverse(), query));
    }
    if (request.method !== "POST") throw refuse(405, "Method Not Allowed");
    const taken = await parts.read(request, server);
    const job: StoredJob = {
      ...taken,
      id: parts.newId(),
      createdAt: Math.floor(Date.now() / 1000),
      fate: server.fate,
      looks: 0,
    };
    server.taken.push(taken);
    server.jobs.set(job.id, job);
    return parts.created(job);
  }
}

/** Serves it over a real socket. */
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

/** The object that a JSON body is. */
export async function readJson(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const value: unknown = await request.json();
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Refusal(400, { error: "no object" });
  return value as Record<string, unknown>;
}

/** `720x1280` of a PNG. */
export const sizeOf = ({ bytes }: FilePart): string => `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;

/** The clip as a file that can be gone on with. */
export const asClip = (clip: Buffer, type = "video/mp4"): Response =>
  new Response(new Uint8Array(clip), { headers: { "content-type": type, "content-length": String(clip.length) } });

/** A page of jobs by the cursor `after`. */
export function pageOf(jobs: readonly StoredJob[], query: URLSearchParams) {
  const after = query.get("after");
  const from = after === null ? 0 : jobs.findIndex(({ id }) => id === after) + 1;
  const page = jobs.slice(from, from + Number(query.get("limit") ?? 20));
  return { page, hasMore: from + page.length < jobs.length };
}
