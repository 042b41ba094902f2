import type { Dialect } from "../dialect.js";

/**
 * OpenAI's Videos API as it was when the service ended on 2026-09-24: the reference for every other dialect.
 *
 * The last three status words are not in its specification, but were seen in answers (`expired`) or are what
 * compatible servers add.
 */
export const openai: Dialect = {
  name: "openai",
  paths: { videos: "/videos", video: "/videos/{id}", content: "/videos/{id}/content" },
  auth: { header: "authorization", prefix: "Bearer " },
  create: {
    encoding: "multipart",
    imageField: "input_reference",
    imageMatch: "exact",
    references: ["file_id", "image_url"],
    extraFields: [],
  },
  statuses: {
    queued: "queued",
    in_progress: "in_progress",
    completed: "completed",
    failed: "failed",
    expired: "expired",
    cancelled: "cancelled",
    deleted: "deleted",
  },
  can: { list: true, delete: true, thumbnail: true, spritesheet: true },
};
