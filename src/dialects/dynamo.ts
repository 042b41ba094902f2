import { count, number, seed, text } from "./field-types.js";
import { openai } from "./openai.js";
import type { Dialect, ExtraField } from "./types.js";

const nvext = (field: ExtraField): ExtraField => ({ ...field, into: "nvext" });

/**
 * NVIDIA Dynamo, run against 1.6.1: JSON only; the image is a string (a `data:` URL for bytes); seconds are a number. The create
 * request is held until the clip is ready, and its response is the clip: there is no job to poll.
 */
export const dynamo: Dialect = {
  ...openai,
  name: "dynamo",
  create: {
    ...openai.create,
    image: {
      bytes: { body: "json", field: "input_reference", as: "text" },
      image_url: { body: "json", field: "input_reference", as: "text" },
    },
    seconds: { field: "seconds", as: "integer" },
    options: { seed: "seed", negativePrompt: "negative_prompt" },
    extraFields: {
      fps: nvext(count),
      num_frames: nvext(count),
      negative_prompt: nvext(text),
      num_inference_steps: nvext(count),
      guidance_scale: nvext(number),
      guidance_scale_2: nvext(number),
      boundary_ratio: nvext(number),
      seed: nvext(seed),
      response_format: text,
      output_format: text,
      user: text,
    },
    takesOtherFields: true,
    // Bytes in the response: a URL may point to the server's own disk.
    defaults: { response_format: "b64_json" },
    needsModel: true,
    heldFor: 30 * 60_000,
  },
  result: { from: ["inline", "url"], query: {} },
  can: { retrieve: false, list: false, delete: false, thumbnail: false, spritesheet: false, progress: false },
};
