import { openai } from "./openai.js";
import type { Dialect } from "./types.js";

/**
 * New API, from its source: the reference protocol for create, poll and content; ids are `task_…`; neither a list nor a delete
 * route was found in it. Its content proxy has a time limit of 60 seconds.
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
