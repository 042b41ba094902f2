/**
 * Schemas of the Videos API's objects: strict for requests, lenient for responses.
 *
 * Source: OpenAI's specification (2026-08-21) and responses seen in public code. Early responses leave keys out,
 * and compatible servers add their own, so unknown keys are kept and missing ones accepted.
 *
 * @module
 */
import * as z from "zod/mini";

/** Replaces a value of the wrong type. Not `z.catch()`: that adds half of zod to the bundle. */
const fallback = <T>(value: T) =>
  z.pipe(
    z.unknown(),
    z.transform(() => value),
  );

/** An optional field. A value of the wrong type is dropped: it must not make a paid job unreadable. */
const optional = <T extends z.ZodMiniType>(type: T) => z.optional(z.union([z.nullable(type), fallback(undefined)]));

/** A job and its video, as the server sends it. Times are in seconds since 1970; unknown fields are kept. */
export interface Video {
  readonly id: string;
  /** The server's own status word. */
  readonly status: string;
  readonly object?: string | null | undefined;
  readonly model?: string | null | undefined;
  /** Percent. */
  readonly progress?: number | null | undefined;
  readonly created_at?: number | null | undefined;
  readonly completed_at?: number | null | undefined;
  readonly expires_at?: number | null | undefined;
  readonly prompt?: string | null | undefined;
  readonly size?: string | null | undefined;
  readonly seconds?: string | number | null | undefined;
  readonly remixed_from_video_id?: string | null | undefined;
  /** Why the job failed, with a `code` such as `"moderation_blocked"`. Some servers send a string. */
  readonly error?: VideoError | string | null | undefined;
  readonly [field: string]: unknown;
}

/** Why a job failed. */
export interface VideoError {
  readonly code?: string | number | null | undefined;
  readonly message?: string | null | undefined;
  readonly [field: string]: unknown;
}

/** One page of jobs. */
export interface VideoList {
  readonly data: readonly Video[];
  readonly first_id?: string | null | undefined;
  readonly last_id?: string | null | undefined;
  /** Missing on some servers. */
  readonly has_more?: boolean | null | undefined;
  readonly [field: string]: unknown;
}

/** The response to a delete request. */
export interface Deleted {
  readonly id?: string | null | undefined;
  readonly deleted?: boolean | null | undefined;
  /** Some servers return the job instead, with status `"deleted"`. */
  readonly status?: string | null | undefined;
}

const videoErrorSchema = z.looseObject({
  code: optional(z.union([z.string(), z.number()])),
  message: optional(z.string()),
});

const videoShape = {
  id: z.string().check(z.minLength(1)),
  // A missing status is unknown, which means: keep waiting.
  status: z._default(z.union([z.string(), fallback("unknown")]), "unknown"),
  object: optional(z.string()),
  model: optional(z.string()),
  progress: optional(z.number()),
  created_at: optional(z.number()),
  completed_at: optional(z.number()),
  expires_at: optional(z.number()),
  prompt: optional(z.string()),
  size: optional(z.string()),
  seconds: optional(z.union([z.string(), z.number()])),
  remixed_from_video_id: optional(z.string()),
  error: optional(z.union([videoErrorSchema, z.string()])),
};

/** The id for a response that is the clip itself, without a job. */
export const inlineId = "inline";

/** Whether a response is the clip itself (bytes or URL) instead of a job. */
function isClip({ object, data }: Readonly<Record<string, unknown>>): boolean {
  const first: unknown = Array.isArray(data) ? data[0] : undefined;
  // A list of jobs is not a clip, even if a job in it has a URL: a wrong base URL may return one.
  if (typeof first !== "object" || first === null || object === "list" || "status" in first) return false;
  const { b64_json: base64, url } = first as Record<string, unknown>;
  return [base64, url].some((value) => typeof value === "string" && value !== "");
}

/** Maps other servers' field names (`created`, `task_id`) to the protocol's. */
function normalizeVideo(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const video = value as Readonly<Record<string, unknown>>;
  const holdsClip = isClip(video);
  const id = video.id || video.task_id || (holdsClip ? inlineId : undefined);
  return {
    ...video,
    ...(id === undefined ? {} : { id }),
    ...(video.status === undefined && holdsClip ? { status: "completed" } : {}),
    ...(video.created_at === undefined && typeof video.created === "number" ? { created_at: video.created } : {}),
  };
}

export const videoSchema: z.ZodMiniType<Video> = z.pipe(
  z.pipe(z.unknown(), z.transform(normalizeVideo)),
  z.looseObject(videoShape),
) as unknown as z.ZodMiniType<Video>;

/** The fields of a job that the protocol defines. */
export const protocolFields: ReadonlySet<string> = new Set(Object.keys(videoShape));

export const videoListSchema: z.ZodMiniType<VideoList> = z.looseObject({
  data: z.array(videoSchema),
  first_id: optional(z.string()),
  last_id: optional(z.string()),
  has_more: optional(z.boolean()),
});

export const deletedSchema: z.ZodMiniType<Deleted> = z.looseObject({
  id: optional(z.string()),
  deleted: optional(z.boolean()),
  status: optional(z.string()),
});

/** The fields of a create request that every server of the protocol accepts. */
export const createFieldsSchema = z.strictObject({
  model: z.string().check(z.minLength(1)),
  prompt: z.string().check(z.minLength(1)),
  /** A string on the wire: OpenAI refuses an integer. */
  seconds: z.string().check(z.regex(/^\d+(\.\d+)?$/)),
  size: z.string().check(z.regex(/^[1-9]\d*x[1-9]\d*$/)),
});

/** The protocol's fields of a create request. */
export type CreateFields = z.infer<typeof createFieldsSchema>;
