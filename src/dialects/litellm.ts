import { openai } from "./openai.js";
import type { Dialect } from "./types.js";

/**
 * The LiteLLM proxy, by its source of 2026-08: the reference protocol, passed on to the provider behind it with what fields it
 * takes; no delete; ids are Base64 and may hold `+`, `/` and `=`; the content's variants are not passed on.
 */
export const litellm: Dialect = {
  ...openai,
  name: "litellm",
  create: { ...openai.create, image: { bytes: openai.create.image.bytes }, takesOtherFields: true },
  can: { ...openai.can, delete: false, thumbnail: false, spritesheet: false },
};
