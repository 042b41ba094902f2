/** The reference models: the durations, sizes and rates of OpenAI's own service. */
import { imageTypes, type ModelSpec, type ModelTable } from "./spec.js";

const seconds = [4, 8, 12, 16, 20] as const;
const landscapeAndPortrait = ["720x1280", "1280x720"] as const;
const allSizes = ["720x1280", "1280x720", "1024x1792", "1792x1024", "1080x1920", "1920x1080"] as const;

// 4, 8 and 12 s and the first four sizes are in OpenAI's API specification; 16 and 20 s and 1080p in its guide and on
// the model page. The rates are those of the model and pricing pages before the service ended on 2026-09-24.
const published = {
  seconds,
  defaultSeconds: 4,
  defaultSize: "720x1280",
  imageTypes,
  maxPromptCharacters: 32_000,
  ratesAsOf: "2026-09-19",
  ratesSource: "https://developers.openai.com/api/docs/models/sora-2",
} as const;

const sora2 = {
  ...published,
  sizes: landscapeAndPortrait,
  rates: [{ usdPerSecond: 0.1 }],
} as const satisfies ModelSpec;

const sora2Pro = {
  ...published,
  ratesSource: "https://developers.openai.com/api/docs/models/sora-2-pro",
  sizes: allSizes,
  rates: [
    { usdPerSecond: 0.3, sizes: ["720x1280", "1280x720"] },
    { usdPerSecond: 0.5, sizes: ["1024x1792", "1792x1024"] },
    { usdPerSecond: 0.7, sizes: ["1080x1920", "1920x1080"] },
  ],
} as const satisfies ModelSpec;

/**
 * The reference models: Sora 2, Sora 2 Pro and their snapshots.
 *
 * @example
 * ```ts
 * import { models } from "ugoku";
 *
 * console.log(models["sora-2"].seconds.join(", "));
 * ```
 */
export const models = {
  "sora-2": sora2,
  "sora-2-pro": sora2Pro,
  "sora-2-2025-10-06": sora2,
  "sora-2-2025-12-08": sora2,
  "sora-2-pro-2025-10-06": sora2Pro,
} as const satisfies ModelTable;

/** The reference models' table as a type. */
export type ReferenceModels = typeof models;
