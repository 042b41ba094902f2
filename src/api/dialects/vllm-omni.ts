import type { Dialect, ExtraField } from "../dialect.js";
import { openai } from "./openai.js";

const number: ExtraField = { type: "number" };
const integer: ExtraField = { type: "integer", from: 1 };
const text: ExtraField = { type: "text" };
const json: ExtraField = { type: "json" };

/**
 * vLLM-Omni, by its source of April 2026 and its documentation since: forms only; whole seconds; a reference is JSON in a field
 * of its own. Progress is 0, then 100; of the content's variants there is only the video.
 */
export const vllmOmni: Dialect = {
  ...openai,
  name: "vllm-omni",
  create: {
    ...openai.create,
    image: {
      bytes: { body: "multipart", field: "input_reference", as: "file" },
      image_url: { body: "multipart", field: "image_reference", as: "object", name: "image_url" },
    },
    seconds: { field: "seconds", as: "integer-text" },
    extraFields: {
      user: text,
      width: integer,
      height: integer,
      num_frames: integer,
      fps: integer,
      num_inference_steps: { type: "integer", from: 1, to: 200 },
      guidance_scale: { type: "number", from: 0, to: 20 },
      guidance_scale_2: { type: "number", from: 0, to: 20 },
      boundary_ratio: number,
      flow_shift: number,
      true_cfg_scale: number,
      seed: { type: "integer" },
      negative_prompt: text,
      generate_sound: { type: "boolean" },
      sound_duration: number,
      enable_frame_interpolation: { type: "boolean" },
      frame_interpolation_exp: integer,
      frame_interpolation_scale: number,
      frame_interpolation_model_path: text,
      lora: json,
      extra_params: json,
      video_reference: json,
      audio_reference: json,
      control_type: text,
    },
  },
  can: { ...openai.can, thumbnail: false, spritesheet: false, progress: false },
};
