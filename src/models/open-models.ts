/**
 * Open image-to-video models, by the ids that servers use.
 *
 * None was run here. A row holds only what its source says; docs/models.md lists what is not established.
 */
import { defaultGuidance, imageTypes, type ModelSpec, type ModelTable, unlimited } from "./spec.js";

const open = {
  seconds: "any",
  sizes: "any",
  defaultSeconds: 5,
  imageTypes,
  maxPromptCharacters: 32_000,
} as const satisfies Partial<ModelSpec>;

// vLLM-Omni takes decimal text, SGLang and Dynamo an integer. No maximum duration is established for any of them.
const seconds = { from: 1, to: unlimited, step: 1 } as const;
const by16 = { side: { from: 16, to: unlimited, step: 16 }, seconds } as const;
const by32 = { side: { from: 32, to: unlimited, step: 32 }, seconds } as const;

// "Keep within 200 words": the guides of LTX-Video and LTX-2.
const ltxGuidance = { ...defaultGuidance, maxWords: 200 } as const;

// SGLang's sampling parameters (configs/sample/wan.py) for sizes, frames and fps; diffusers' pipeline_wan_i2v.py refuses
// sizes that are not multiples of 16.
const wan = { ...open, limits: by16, frames: { multiple: 4, fps: 16, usual: 81 } } as const;

// vLLM-Omni's pipeline_hunyuan_video_1_5_i2v.py: multiples of 16, 480 × 832 by default; diffusers: 121 frames, 24 fps.
const hunyuan15 = { ...open, limits: by16, frames: { multiple: 4, fps: 24, usual: 121 } } as const;

// diffusers' pipeline_ltx2_image2video.py: multiples of 32; SGLang's configs/sample/ltx_2.py: size, frames, fps.
const ltx2 = {
  ...open,
  limits: by32,
  defaultSize: "768x512",
  frames: { multiple: 8, fps: 24, usual: 121 },
  guidance: ltxGuidance,
} as const;

/**
 * Open models whose sizes and durations are free within limits. `createUgoku()` knows them; their cost is
 * unknown. For a server that has one under another name: `createUgoku({ models: { "my-wan": openModels["Wan-AI/…"] } })`.
 *
 * @example
 * ```ts
 * import { createUgoku, openModels } from "ugoku";
 *
 * const wan = openModels["Wan-AI/Wan2.2-I2V-A14B-Diffusers"];
 * const { animate } = createUgoku({ baseURL: "http://localhost:8091/v1", model: "wan", models: { wan } });
 * ```
 */
export const openModels = {
  "Wan-AI/Wan2.2-I2V-A14B-Diffusers": { ...wan, defaultSize: "1280x720" },
  // Wan2.2/wan/configs requires multiples of 32, and generates 1280 × 704.
  "Wan-AI/Wan2.2-TI2V-5B-Diffusers": {
    ...open,
    limits: by32,
    defaultSize: "1280x704",
    frames: { multiple: 4, fps: 24, usual: 121 },
  },
  "Wan-AI/Wan2.1-I2V-14B-480P-Diffusers": { ...wan, defaultSize: "832x480" },
  "Wan-AI/Wan2.1-I2V-14B-720P-Diffusers": { ...wan, defaultSize: "1280x720" },
  "hunyuanvideo-community/HunyuanVideo-1.5-Diffusers-480p_i2v": { ...hunyuan15, defaultSize: "832x480" },
  "hunyuanvideo-community/HunyuanVideo-1.5-Diffusers-720p_i2v": { ...hunyuan15, defaultSize: "1280x720" },
  // Its README: up to 720p and 129 frames, "5 seconds". The sources disagree on its frame rate.
  "hunyuanvideo-community/HunyuanVideo-I2V": {
    ...open,
    limits: by16,
    defaultSize: "1280x720",
    frames: { multiple: 4, usual: 129 },
  },
  "Lightricks/LTX-2": ltx2,
  "diffusers/LTX-2.3-Diffusers": ltx2,
  // diffusers' pipeline_ltx_image2video.py; the README: best below 720 × 1280 and 257 frames.
  "Lightricks/LTX-Video": {
    ...open,
    limits: by32,
    defaultSeconds: 6,
    defaultSize: "704x512",
    frames: { multiple: 8, fps: 25, usual: 161 },
    guidance: ltxGuidance,
  },
  // CogVideo's README: this one size, at most 49 frames at 8 fps, "6 seconds".
  "THUDM/CogVideoX-5b-I2V": {
    ...open,
    seconds: [6],
    sizes: ["720x480"],
    defaultSeconds: 6,
    defaultSize: "720x480",
    frames: { multiple: 8, fps: 8, usual: 49 },
  },
} as const satisfies ModelTable;

/** The open models' table as a type. */
export type OpenModels = typeof openModels;
