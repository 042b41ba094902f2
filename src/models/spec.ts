/** The types of the model table. */

/** `"1280x720"`: width, then height, in pixels. */
export type SizeString = `${number}x${number}`;

/** A price. The first rate of a model that fits the request applies. */
export interface Rate {
  /** US dollars per second of video. */
  readonly usdPerSecond: number;
  /** US dollars for each clip in addition, such as for the input image. Default: 0. */
  readonly usdPerClip?: number;
  /** The sizes that it applies to. Default: all sizes of the model. */
  readonly sizes?: readonly string[];
  /**
   * What the request must say, such as `{ audio: false }` or `{ seconds: 5 }`: options of the builder, or fields of `.extra()`.
   * Default: anything.
   */
  readonly when?: Readonly<Record<string, string | number | boolean>>;
}

/** Advice for a model's prompts, used by the linter. Nothing is refused because of it. */
export interface PromptGuidance {
  /** Seconds per action. */
  readonly secondsPerAction: number;
  /** Words of English speech per second. */
  readonly spokenWordsPerSecond: number;
  /** Morae (kana) of Japanese speech per second. */
  readonly spokenMoraePerSecond: number;
  /** Recommended maximum length of an English prompt, in words. */
  readonly maxWords: number;
  /** Recommended maximum length of a Japanese prompt, in characters. */
  readonly maxJapaneseCharacters: number;
}

/**
 * Default guidance. One action per two seconds and 150 words are the common advice of published guides to
 * image-to-video models; the rates of speech are an estimate for calm speech.
 */
export const defaultGuidance: PromptGuidance = {
  secondsPerAction: 2,
  spokenWordsPerSecond: 2.3,
  spokenMoraePerSecond: 5.5,
  maxWords: 150,
  maxJapaneseCharacters: 400,
};

/** A range from `from` to `to`; with `step`, only its multiples. `to: Infinity`: no maximum is known. */
export interface Limit {
  readonly from: number;
  readonly to: number;
  readonly step?: number;
}

/** The value of `to` if no maximum is known. */
export const unlimited = Number.POSITIVE_INFINITY;

/** The limits of an open model whose row says `"any"`. Values outside are refused before anything is sent. */
export interface ModelLimits {
  /** Width and height in pixels. */
  readonly side: Limit;
  /** Duration in seconds. */
  readonly seconds: Limit;
}

/** What a model takes as an image, besides its type. An image outside is re-encoded. */
export interface ImageLimits {
  /** Maximum bytes of the file, not of its Base64 text, which is a third longer. */
  readonly bytes?: number;
  /** Width and height in pixels. */
  readonly side?: Partial<Pick<Limit, "from" | "to">>;
  /** Whether transparent images are refused. */
  readonly opaque?: boolean;
}

/** The frame counts that a model supports: a multiple of `multiple`, plus one for the image. */
export interface FrameRule {
  /** A clip has a multiple of this many frames, plus one. */
  readonly multiple: number;
  /** Frames per second of the training clips. Missing: not established. */
  readonly fps?: number;
  /** Frames of the clips that it was trained on. More are allowed but may look worse. */
  readonly usual?: number;
}

/** Options of the builder that not every server or model has. */
export type CommonOption = "lastFrame" | "seed" | "negativePrompt" | "audio";

/** The description of a model. `"any"` is for open models with free durations or sizes. */
export interface ModelSpec {
  readonly seconds: readonly number[] | "any";
  readonly sizes: readonly string[] | "any";
  /** The limits of `"any"`. Missing: the server decides. */
  readonly limits?: ModelLimits;
  /** Default duration in seconds. */
  readonly defaultSeconds: number;
  /** Default size, if neither `.size()` was called nor the image's size is known. */
  readonly defaultSize: SizeString;
  /** MIME types of the images. An image of another type is re-encoded. */
  readonly imageTypes: readonly string[];
  /** Other limits of the images. Missing: the server decides. */
  readonly imageLimits?: ImageLimits;
  /** Maximum characters of a prompt. */
  readonly maxPromptCharacters: number;
  /** Default: {@link defaultGuidance}. */
  readonly guidance?: PromptGuidance;
  /** The options of the builder that this model takes. Missing: those of its server. */
  readonly options?: readonly CommonOption[];
  /** The supported frame counts. Missing: unknown. */
  readonly frames?: FrameRule;
  readonly rates?: readonly Rate[];
  /** The date of the rates, as YYYY-MM-DD. */
  readonly ratesAsOf?: string;
  /** The source of the rates. */
  readonly ratesSource?: string;
}

/** Models by id. */
export type ModelTable = Readonly<Record<string, ModelSpec>>;

/** The MIME types that the protocol accepts. */
export const imageTypes = ["image/jpeg", "image/png", "image/webp"] as const;

/** The assumptions for an unknown model: the server decides. */
export const unknownModel: ModelSpec = {
  seconds: "any",
  sizes: "any",
  defaultSeconds: 4,
  defaultSize: "1280x720",
  imageTypes,
  maxPromptCharacters: 32_000,
};

/** The row of `id` in `table`, or `other`. */
export function modelSpec(table: ModelTable, id: string, other: ModelSpec = unknownModel): ModelSpec {
  return (Object.hasOwn(table, id) ? table[id] : undefined) ?? other;
}
