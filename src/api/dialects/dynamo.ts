import type { Dialect, ExtraField } from "../dialect.js";
import { openai } from "./openai.js";

const nvext = (field: ExtraField): ExtraField => ({ ...field, into: "nvext" });

/**
 * NVIDIA Dynamo, by its source: JSON only; the image is a text (a `data:` URL for bytes); seconds are a number. The create is
 * held until the clip is made, and its answer is the clip: there is nothing to look at afterwards.
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
    extraFields: {
      fps: nvext({ type: "integer", from: 1 }),
      num_frames: nvext({ type: "integer", from: 1 }),
      negative_prompt: nvext({ type: "text" }),
      num_inference_steps: nvext({ type: "integer", from: 1 }),
      guidance_scale: nvext({ type: "number" }),
      guidance_scale_2: nvext({ type: "number" }),
      boundary_ratio: nvext({ type: "number" }),
      seed: nvext({ type: "integer" }),
      response_format: { type: "text" },
      output_format: { type: "text" },
      user: { type: "text" },
    },
    takesOtherFields: true,
    // The bytes in the answer: an address may be of the server's own disk.
    defaults: { response_format: "b64_json" },
    needsModel: true,
    heldFor: 30 * 60_000,
  },
  result: { from: ["inline", "url"], query: {} },
  can: { retrieve: false, list: false, delete: false, thumbnail: false, spritesheet: false, progress: false },
};
