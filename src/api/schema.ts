/**
 * The Videos API's objects: strict on what we send, loose on what we receive.
 *
 * Facts from OpenAI's specification (2026-08-21) and from answers seen in public code; early answers leave keys out,
 * and compatible servers add their own, so that unknown keys are kept and missing ones tolerated.
 *
 * @module
 */
import * as z from "zod/mini";

const optional = <T extends z.ZodMiniType>(type: T) => z.optional(z.nullable(type));

/** Why a job failed. `code` such as `"moderation_blocked"`. */
export const videoErrorSchema = z.looseObject({
  code: optional(z.union([z.string(), z.number()])),
  message: optional(z.string()),
});

/** A job and its video, as the server sends it. Times are seconds since 1970. */
export const videoSchema = z.looseObject({
  id: z.string().check(z.minLength(1)),
  status: z.string(),
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
});

/** A job and its video, as the server sends it: unknown fields kept, times in seconds since 1970. */
export type Video = z.infer<typeof videoSchema>;

export const videoListSchema = z.looseObject({
  data: z.array(videoSchema),
  first_id: optional(z.string()),
  last_id: optional(z.string()),
  has_more: optional(z.boolean()),
});

/** One page of jobs. */
export type VideoList = z.infer<typeof videoListSchema>;

export const deletedSchema = z.looseObject({
  id: optional(z.string()),
  deleted: optional(z.boolean()),
  status: optional(z.string()),
});

/** The fields of a create that every server of this protocol knows, as they go over the wire. */
export const createFieldsSchema = z.strictObject({
  model: z.string().check(z.minLength(1)),
  prompt: z.string().check(z.minLength(1)),
  /** A string on the wire, though it is a number: OpenAI refuses an integer. */
  seconds: z.string().check(z.regex(/^[1-9]\d*(\.\d+)?$/)),
  size: z.string().check(z.regex(/^[1-9]\d*x[1-9]\d*$/)),
});

/** The fields of a create, as they go over the wire. */
export type CreateFields = z.infer<typeof createFieldsSchema>;
