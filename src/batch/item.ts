import type { Animation } from "../client/builder.js";
import type { Ugoku } from "../client/create-client.js";
import type { ImageInput } from "../image/classify-input.js";
import type { FitMode } from "../image/fit.js";
import { describeValue, type RenderOption } from "../utils/message.js";
import { closestMatch } from "../utils/suggest.js";

/** One video of a batch. */
export interface BatchItem {
  /** As `animate()` takes it. In a manifest: a path relative to the manifest's folder, or an `http(s):` URL. */
  readonly image: ImageInput;
  readonly prompt: string;
  /** Length of the clip in seconds. */
  readonly duration?: number | undefined;
  /** Pixels, such as `"720x1280"`. */
  readonly size?: string | undefined;
  readonly model?: string | undefined;
  /** How the image is fitted to that size, as in `.fit()`. Default `"auto"`. */
  readonly fit?: FitMode | undefined;
  /** The item's identity: the same key is never paid twice. Default: a hash of everything but `output`. */
  readonly key?: string | undefined;
  /** The clip's path, relative to `outDir`. Default: the key if given, else the image's name and the start of the hash. */
  readonly output?: string | undefined;
}

/** Options for every item that does not set them itself. */
export type ItemDefaults = Pick<BatchItem, "duration" | "size" | "model" | "fit">;

/** The fields of an item, which are the columns of a manifest. */
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

/** Describes a field that items do not have; `undefined` for one that they have. */
export function describeUnknownField(name: string, kind: "field" | "column"): string | undefined {
  if (itemFields.some((field) => field === name)) return undefined;
  const meant = closestMatch(name, itemFields);
  const instead = meant ? `did you mean ${meant}?` : `there are ${itemFields.join(", ")}`;
  return `has an unknown ${kind} ${describeValue(name)}; ${instead}`;
}

/** Renders options as columns of a manifest: `duration 7` for `.duration(7)`. */
export const renderField: RenderOption = (name, value) => {
  if (!itemFields.some((field) => field === name)) return undefined;
  if (value === undefined) return name;
  return `${name} ${/^[\d.]+$/.test(value) ? value : JSON.stringify(value)}`;
};

/** The part of a client that a batch needs, whatever its models: `createUgoku()` returns one. */
export interface BatchClient extends Pick<Ugoku, "advance" | "reconcile" | "resume" | "waitForAll"> {
  animate(image: ImageInput): { withPrompt(text: string): Animation };
}

export function buildAnimation(ugoku: BatchClient, item: BatchItem): Animation {
  const { image, prompt, duration, size, model, fit } = item;
  let animation = ugoku.animate(image).withPrompt(prompt);
  if (model !== undefined) animation = animation.model(model) as Animation;
  if (duration !== undefined) animation = animation.duration(duration);
  if (size !== undefined) animation = animation.size(size);
  if (fit !== undefined) animation = animation.fit(fit);
  return animation;
}
