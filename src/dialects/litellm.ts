import { openai } from "./openai.js";
import type { Dialect } from "./types.js";

/**
 * The LiteLLM proxy, run against 1.108.7: the reference protocol, passed on to the provider with the fields that it accepts; no
 * delete; ids are Base64 and may contain `+`, `/` and `=`; content variants are not passed on. Its list asks api.openai.com, whatever
 * its providers are.
 */
export const litellm: Dialect = {
  ...openai,
  name: "litellm",
  create: { ...openai.create, image: { bytes: openai.create.image.bytes }, takesOtherFields: true },
  // Without a database it knows only its master key.
  errors: { no_db_connection: 401 },
  can: { ...openai.can, list: false, delete: false, thumbnail: false, spritesheet: false },
};
