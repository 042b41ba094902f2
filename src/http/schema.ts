/**
 * The Videos API's objects: strict on what we send, loose on what we receive.
 *
 * Facts from OpenAI's specification (2026-08-21) and from answers seen in public code; early answers leave keys out,
 * and compatible servers add their own, so that unknown keys are kept and missing ones tolerated.
 *
 * @module
 */
import * as z from "zod/mini";

/** What of another type counts as. Not `z.catch()`: that brings half of zod into the bundle. */
const countAs = <T>(value: T) =>
  z.pipe(
    z.unknown(),
    z.transform(() => value),
  );

/** A field that may be missing. One of another type counts as missing: a job that is paid for must not be lost to it. */
const optional = <T extends z.ZodMiniType>(type: T) => z.optional(z.union([z.nullable(type), countAs(undefined)]));

/** A job and its video, as the server sends it. Times are seconds since 1970; unknown fields are kept. */
export interface Video {
  readonly id: string;
  /** In the server's own words. */
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
  /** Why the job failed. `code` such as `"moderation_blocked"`. Some servers send a mere text. */
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
  /** Some servers leave it out. */
  readonly has_more?: boolean | null | undefined;
  readonly [field: string]: unknown;
}

/** What a delete answers. */
export interface Deleted {
  readonly id?: string | null | undefined;
  readonly deleted?: boolean | null | undefined;
  /** Some servers answer with the job instead, its status `"deleted"`. */
  readonly status?: string | null | undefined;
}

const videoErrorSchema = z.looseObject({
  code: optional(z.union([z.string(), z.number()])),
  message: optional(z.string()),
});

const videoShape = {
  id: z.string().check(z.minLength(1)),
  // Missing, it is a word that nobody knows, which means: keep waiting.
  status: z._default(z.union([z.string(), countAs("unknown")]), "unknown"),
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

/** The id of an answer that is the clip itself: it has no job, and no id. */
export const inlineId = "inline";

/** The fields of an answer that is the clip itself: the bytes or their address, and no job. */
function isClip({ object, data }: Readonly<Record<string, unknown>>): boolean {
  const first: unknown = Array.isArray(data) ? data[0] : undefined;
  // A list of jobs is no clip, also where a job in it has an address: it may be what a wrong base URL answers.
  if (typeof first !== "object" || first === null || object === "list" || "status" in first) return false;
  const { b64_json: base64, url } = first as Record<string, unknown>;
  return [base64, url].some((place) => typeof place === "string" && place !== "");
}

/** Other servers' names for the same thing: `created` and `task_id`; and an answer that is the clip itself. */
function tidy(value: unknown): unknown {
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
  z.pipe(z.unknown(), z.transform(tidy)),
  z.looseObject(videoShape),
) as unknown as z.ZodMiniType<Video>;

/** The fields of a job that are the protocol's, and not a server's own. */
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

/** The fields of a create that every server of this protocol knows, as they go over the wire. */
export const createFieldsSchema = z.strictObject({
  model: z.string().check(z.minLength(1)),
  prompt: z.string().check(z.minLength(1)),
  /** A string on the wire, though it is a number: OpenAI refuses an integer. */
  seconds: z.string().check(z.regex(/^\d+(\.\d+)?$/)),
  size: z.string().check(z.regex(/^[1-9]\d*x[1-9]\d*$/)),
});

/** The fields of a create, as they go over the wire. */
export type CreateFields = z.infer<typeof createFieldsSchema>;
