/**
 * What a row of the table of models holds.
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

/** Numbers from `from` to `to`; with `step`, only whole multiples of it. `to: Infinity`: no end is known. */
export interface Limit {
  readonly from: number;
  readonly to: number;
  readonly step?: number;
}

/** A limit's `to` where no end is known. */
export const endless = Number.POSITIVE_INFINITY;

/** What an open model takes where its row says `"any"`. What is outside is refused before anything is sent. */
export interface ModelLimits {
  /** Pixels of the width and of the height. */
  readonly side: Limit;
  /** Length of a clip in seconds. */
  readonly seconds: Limit;
}

/** How a model counts frames: the first, which is the image, and whole groups after it. */
export interface FrameRule {
  /** Frames in a group: a clip has a whole multiple of this, and one more. */
  readonly multiple: number;
  /** Frames a second of the clips that it learned from. Missing: not established. */
  readonly fps?: number;
  /** Frames of the clips that it was made for. Longer ones are not refused, and may come out worse. */
  readonly usual?: number;
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
  /** How it counts frames. Missing: not known. */
  readonly frames?: FrameRule;
  readonly rates?: readonly Rate[];
  /** The day on which the rates were read, as YYYY-MM-DD. */
  readonly ratesAsOf?: string;
  /** Where the rates were read. */
  readonly ratesSource?: string;
}

/** Models by id. */
export type ModelTable = Readonly<Record<string, ModelSpec>>;

/** The MIME types that the protocol takes. */
export const imageTypes = ["image/jpeg", "image/png", "image/webp"] as const;

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
