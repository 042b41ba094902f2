import { count, flag, json, number, seed, text } from "./field-types.js";
import { openai } from "./openai.js";
import type { Dialect } from "./types.js";

/**
 * SGLang Diffusion, run against 0.5.23: whole seconds; a reference is the string `reference_url`; a delete removes the job and does not
 * stop the work. With cloud storage enabled the clip is at the job's `url`, and `content` fails. Older versions have a list without a
 * cursor, and jobs that go from `queued` straight to their end.
 */
export const sglang: Dialect = {
  ...openai,
  name: "sglang",
  create: {
    ...openai.create,
    image: {
      bytes: { body: "multipart", field: "input_reference", as: "file" },
      image_url: { body: "multipart", field: "reference_url", as: "text" },
    },
    seconds: { field: "seconds", as: "integer-text" },
    options: { seed: "seed", negativePrompt: "negative_prompt" },
    extraFields: {
      video_path: text,
      video_url: text,
      n: count,
      num_outputs_per_prompt: count,
      fps: count,
      num_frames: count,
      seed,
      generator_device: text,
      width: count,
      height: count,
      num_inference_steps: count,
      guidance_scale: number,
      guidance_scale_2: number,
      true_cfg_scale: number,
      negative_prompt: text,
      max_sequence_length: count,
      flow_shift: number,
      enable_teacache: flag,
      enable_frame_interpolation: flag,
      frame_interpolation_exp: count,
      frame_interpolation_scale: number,
      frame_interpolation_model_path: text,
      enable_upscaling: flag,
      upscaling_model_path: text,
      upscaling_scale: count,
      enhance_prompt: flag,
      x264_preset: text,
      output_quality: text,
      output_compression: number,
      output_path: text,
      diffusers_kwargs: json,
      extra_params: json,
      extra_body: json,
      extra_json: json,
    },
  },
  result: { from: ["url", "content"], query: {} },
  can: { ...openai.can, stop: false, thumbnail: false, spritesheet: false },
};
