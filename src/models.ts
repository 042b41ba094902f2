/**
 * One table for what each model makes: sizes, seconds, image types, limits and dated rates.
 *
 * @module
 */

/** `"1280x720"`: width, then height, in pixels. */
export type SizeString = `${number}x${number}`;

/** What a model's second costs, by size. */
export interface Rate {
  /** US dollars for each second of video. */
  readonly usdPerSecond: number;
  /** The sizes it holds for. Missing: all sizes of the model. */
  readonly sizes?: readonly string[];
}

/** What is advised for a model's prompts. The linter's limits; nothing is refused by them. */
export interface PromptGuidance {
  /** Seconds that one action needs. */
  readonly secondsPerAction: number;
  /** Words of English speech that fit into a second. */
  readonly spokenWordsPerSecond: number;
  /** Morae (kana) of Japanese speech that fit into a second. */
  readonly spokenMoraePerSecond: number;
  /** Longest English prompt that is advised, in words. */
  readonly maxWords: number;
  /** Longest Japanese prompt that is advised, in characters. */
  readonly maxJapaneseCharacters: number;
}

/**
 * Guidance where a model's row has none. One action each two seconds and 150 words are what the published guides of
 * image-to-video models come to; the rates of speech are an estimate of unhurried talk.
 */
export const defaultGuidance: PromptGuidance = {
  secondsPerAction: 2,
  spokenWordsPerSecond: 2.3,
  spokenMoraePerSecond: 5.5,
  maxWords: 150,
  maxJapaneseCharacters: 400,
};

/** Numbers from `from` to `to`; with `step`, only whole multiples of it. */
export interface Limit {
  readonly from: number;
  readonly to: number;
  readonly step?: number;
}

/** What an open model takes where its row says `"any"`. What is outside is refused before anything is sent. */
export interface ModelLimits {
  /** Pixels of the width and of the height. */
  readonly side: Limit;
  /** Length of a clip in seconds. */
  readonly seconds: Limit;
}

/** One row of the table. `seconds: "any"` and `sizes: "any"` are for open models that take what they are given. */
export interface ModelSpec {
  readonly seconds: readonly number[] | "any";
  readonly sizes: readonly string[] | "any";
  /** What `"any"` means for this model. Missing: whatever the server takes. */
  readonly limits?: ModelLimits;
  /** Seconds of a clip when `.duration()` was not called. */
  readonly defaultSeconds: number;
  /** Size of a clip when neither `.size()` was called nor a shape is known. */
  readonly defaultSize: SizeString;
  /** MIME types of the reference image. */
  readonly imageTypes: readonly string[];
  /** Characters of a prompt at the most. */
  readonly maxPromptCharacters: number;
  /** What the linter advises. Missing: an action each 2 seconds, 150 words or 400 Japanese characters. */
  readonly guidance?: PromptGuidance;
  readonly rates?: readonly Rate[];
  /** The day on which the rates were read, as YYYY-MM-DD. */
  readonly ratesAsOf?: string;
  /** Where the rates were read. */
  readonly ratesSource?: string;
}

/** Models by id. */
export type ModelTable = Readonly<Record<string, ModelSpec>>;

const imageTypes = ["image/jpeg", "image/png", "image/webp"] as const;
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

/** An id of the reference table. */
export type ReferenceModelId = keyof ReferenceModels;

/** What is assumed of a model that is in no table: the server decides. */
export const unknownModel: ModelSpec = {
  seconds: "any",
  sizes: "any",
  defaultSeconds: 4,
  defaultSize: "1280x720",
  imageTypes,
  maxPromptCharacters: 32_000,
};

/** `id`'s row in `table`, or the assumptions for a model that is in no table. */
export function modelSpec(table: ModelTable, id: string): ModelSpec {
  return Object.hasOwn(table, id) ? (table[id] ?? unknownModel) : unknownModel;
}

/** The nearest number that the limit allows: the number itself if it is allowed, of two equally near ones the smaller. */
export function nearestAllowed({ from, to, step = 0 }: Limit, value: number): number {
  const whole = step > 0 ? Math.ceil(value / step - 0.5) * step : value;
  return Number.isNaN(whole) ? from : Math.min(to, Math.max(from, whole));
}

/** Width and height of `"1280x720"` in pixels, or `undefined` if it is not of that form. */
export function parseSize(size: string): { width: number; height: number } | undefined {
  const match = /^([1-9]\d{0,5})x([1-9]\d{0,5})$/.exec(size);
  return match ? { width: Number(match[1]), height: Number(match[2]) } : undefined;
}

/**
 * The size of `sizes` whose shape is nearest to `width` by `height`; of equally near ones the first, which is the
 * cheapest in our tables.
 */
export function nearestSize(sizes: readonly string[], width: number, height: number): string | undefined {
  const shape = Math.log(width / height);
  let best: { size: string; distance: number } | undefined;
  for (const size of sizes) {
    const parsed = parseSize(size);
    if (!parsed) continue;
    const distance = Math.abs(Math.log(parsed.width / parsed.height) - shape);
    if (!best || distance < best.distance - 1e-9) best = { size, distance };
  }
  return best?.size;
}
