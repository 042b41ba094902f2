import { count, flag, json, number, seed, text } from "./field-types.js";
import { openai } from "./openai.js";
import type { Dialect } from "./types.js";

/**
 * vLLM-Omni, run against 0.30.0: multipart only; whole seconds; one model; a reference is JSON in a field of its own. Progress is 0,
 * then 100; the only content variant is the video.
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
    options: { seed: "seed", negativePrompt: "negative_prompt", audio: "generate_sound" },
    extraFields: {
      user: text,
      width: count,
      height: count,
      aspect_ratio: text,
      short_edge: count,
      num_frames: count,
      fps: { type: "number", from: 1 },
      num_outputs_per_prompt: { type: "integer", from: 1, to: 10 },
      start_time_seconds: { type: "number", from: 0 },
      quality: text,
      num_inference_steps: { type: "integer", from: 1, to: 200 },
      guidance_scale: { type: "number", from: 0, to: 20 },
      guidance_scale_2: { type: "number", from: 0, to: 20 },
      boundary_ratio: number,
      flow_shift: number,
      true_cfg_scale: number,
      seed,
      negative_prompt: text,
      generate_sound: flag,
      sound_duration: number,
      enable_frame_interpolation: flag,
      frame_interpolation_exp: count,
      frame_interpolation_scale: number,
      frame_interpolation_model_path: text,
      lora: json,
      extra_params: json,
      video_reference: json,
      audio_reference: json,
      control_type: text,
      return_stage_metrics: flag,
    },
  },
  can: { ...openai.can, thumbnail: false, spritesheet: false, progress: false },
};
