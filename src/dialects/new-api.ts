import { openai } from "./openai.js";
import type { Dialect } from "./types.js";

/**
 * New API, by its source: the reference protocol for creates, looks and content; ids are `task_…`; neither a list nor a delete
 * was seen in it. Its proxied content has a time limit of 60 seconds.
 */
export const newApi: Dialect = {
  ...openai,
  name: "new-api",
  create: {
    ...openai.create,
    image: {
      bytes: openai.create.image.bytes,
      image_url: { body: "json", field: "input_reference", as: "text" },
    },
    takesOtherFields: true,
  },
  can: { ...openai.can, list: false, delete: false, thumbnail: false, spritesheet: false },
};
