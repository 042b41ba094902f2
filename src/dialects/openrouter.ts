import { flag, json, seed, text } from "./field-types.js";
import { openai } from "./openai.js";
import type { Dialect } from "./types.js";

/**
 * OpenRouter's variant under `https://openrouter.ai/api/v1`: JSON only; the image is the first of its frames; the duration is
 * the number `duration`; no list and no delete.
 */
export const openrouter: Dialect = {
  ...openai,
  name: "openrouter",
  create: {
    ...openai.create,
    image: {
      bytes: { body: "json", field: "frame_images", as: "first-frame" },
      image_url: { body: "json", field: "frame_images", as: "first-frame" },
    },
    seconds: { field: "duration", as: "integer" },
    options: {
      lastFrame: {
        bytes: { body: "json", field: "frame_images", as: "last-frame" },
        image_url: { body: "json", field: "frame_images", as: "last-frame" },
      },
      seed: "seed",
      audio: "generate_audio",
    },
    extraFields: {
      resolution: text,
      aspect_ratio: text,
      generate_audio: flag,
      seed,
      provider: json,
      callback_url: text,
    },
    needsModel: true,
  },
  result: { from: ["content"], query: { index: "0" } },
  can: { ...openai.can, list: false, delete: false, thumbnail: false, spritesheet: false },
};
