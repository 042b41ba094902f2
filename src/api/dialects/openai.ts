import type { Dialect } from "../dialect.js";
import { statuses } from "./statuses.js";

/**
 * OpenAI's Videos API as it was when the service ended on 2026-09-24: the reference for every other dialect.
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
  statuses,
  can: { list: true, delete: true, thumbnail: true, spritesheet: true },
};
