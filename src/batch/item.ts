import type { Animation } from "../client/builder.js";
import type { ImageInput } from "../image/classify-input.js";
import type { FitMode } from "../image/fit.js";
import type { RenderOption } from "../utils/message.js";
import type { BatchClient } from "./step-types.js";

/** One video of many. */
export interface BatchItem {
  /** As `animate()` takes it. In a manifest: a path, from the manifest's own folder, or an `http(s):` URL. */
  readonly image: ImageInput;
  readonly prompt: string;
  /** Seconds of the clip. */
  readonly duration?: number | undefined;
  /** Pixels, such as `"720x1280"`. */
  readonly size?: string | undefined;
  readonly model?: string | undefined;
  /** How the image becomes that size, as `.fit()` takes it. Default `"auto"`. */
  readonly fit?: FitMode | undefined;
  /** What the item is known by: the same key is never paid twice. Default: made of all that it says but `output`. */
  readonly key?: string | undefined;
  /** The clip's path, from `outDir`. Default: the image's name and the start of the key, or the key where one is given. */
  readonly output?: string | undefined;
}

/** What may be said once for all items. */
export type ItemDefaults = Pick<BatchItem, "duration" | "size" | "model" | "fit">;

/** The names of an item's fields: the columns of a manifest. */
export const itemFields = [
  "image",
  "prompt",
  "duration",
  "size",
  "model",
  "fit",
  "key",
  "output",
] as const satisfies readonly (keyof BatchItem)[];

/** Options in the terms of a manifest: the column `duration 7` for `.duration(7)`. */
export const renderField: RenderOption = (name, value) => {
  if (!itemFields.some((field) => field === name)) return undefined;
  if (value === undefined) return name;
  return `${name} ${/^[\d.]+$/.test(value) ? value : JSON.stringify(value)}`;
};

/** The sentence that an item says. */
export function sentenceOf(ugoku: BatchClient, { image, prompt, duration, size, model, fit }: BatchItem): Animation {
  let sentence = ugoku.animate(image).withPrompt(prompt);
  if (model !== undefined) sentence = sentence.model(model) as Animation;
  if (duration !== undefined) sentence = sentence.duration(duration);
  if (size !== undefined) sentence = sentence.size(size);
  if (fit !== undefined) sentence = sentence.fit(fit);
  return sentence;
}
