import type { Dialect } from "./types.js";

/**
 * OpenAI's Videos API as it was when the service ended on 2026-09-24: the reference for every other dialect.
 */
export const openai: Dialect = {
  name: "openai",
  paths: { videos: "/videos", video: "/videos/{id}", content: "/videos/{id}/content" },
  auth: { header: "authorization", prefix: "Bearer " },
  create: {
    image: {
      bytes: { body: "multipart", field: "input_reference", as: "file" },
      image_url: { body: "json", field: "input_reference", as: "object", name: "image_url" },
      file_id: { body: "json", field: "input_reference", as: "object", name: "file_id" },
    },
    imageMatch: "exact",
    seconds: { field: "seconds", as: "decimal-text" },
    extraFields: {},
    takesOtherFields: false,
    defaults: {},
    needsModel: false,
    heldFor: 0,
  },
  statuses: {},
  errors: {},
  answer: {},
  result: { from: ["content"], query: {} },
  can: { retrieve: true, list: true, delete: true, thumbnail: true, spritesheet: true, progress: true },
};
