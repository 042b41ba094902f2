import type { AnimateOptions, Animation } from "../client/builder.js";
import type { Ugoku } from "../client/create-client.js";
import type { ImageInput } from "../image/classify-input.js";
import type { FitMode } from "../image/fit.js";
import { isRecord } from "../utils/guards.js";
import { describeValue, type RenderOption } from "../utils/message.js";
import { editDistance } from "../utils/suggest.js";

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
  /** For `fit: "contain"`, which is then the default: `"edge"`, `"blur"` or a CSS color. */
  readonly background?: string | undefined;
  /** The image that the clip ends on, where the server takes one. Given as `image` is. */
  readonly lastFrame?: ImageInput | undefined;
  /** The random seed, where the server takes one. */
  readonly seed?: number | undefined;
  /** What should not appear in the clip, where the server takes it. */
  readonly negativePrompt?: string | undefined;
  /** Whether the clip has sound, where the server can choose. In a CSV: `true` or `false`. */
  readonly audio?: boolean | undefined;
  /** Fields of the server's own, as in `.extra()`. In a CSV: a JSON object. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
  /** The item's identity: the same key is never paid twice. Default: a hash of what the clip is made from. */
  readonly key?: string | undefined;
  /** The clip's path, relative to `outDir`. Default: the key if given, else the image's name and the start of the hash. */
  readonly output?: string | undefined;
}

/** An item, with any columns of your own: they are in its events and its result, and do not change its key. */
export type BatchInput =
  | BatchItem
  | (Omit<BatchItem, "prompt"> & { readonly prompt?: string | undefined; readonly [column: string]: unknown });

/** Options for every item that does not set them itself. */
export type ItemDefaults = Partial<Omit<BatchItem, "image" | "key" | "output">>;

/** What a field accepts; the builder checks the rest. */
interface Field {
  accepts(value: unknown): boolean;
  /** As in "not a string". */
  readonly expected: string;
  /** Reads a cell of a table, if the field is not text. A cell that does not fit stays text, which `accepts` rejects. */
  readonly readCell?: (cell: string) => unknown;
}

const anything: Field = { accepts: () => true, expected: "a value" };
const string: Field = { accepts: (value) => typeof value === "string", expected: "a string" };

/** Where a semicolon separates cells, a comma usually separates decimals. */
const readNumber = (cell: string): number | string =>
  /^\d+([.,]\d+)?$/.test(cell) ? Number(cell.replace(",", ".")) : cell;

/** Spreadsheets write `TRUE`; the command line takes `on`. */
function readBoolean(cell: string): boolean | string {
  const word = cell.toLowerCase();
  return word === "true" || word === "on" || (word !== "false" && word !== "off" && cell);
}

function readObject(cell: string): unknown {
  try {
    const value: unknown = JSON.parse(cell);
    return isRecord(value) ? value : cell;
  } catch {
    return cell;
  }
}

/** The fields of an item, which are the columns of a manifest. */
export const fields: Readonly<Record<keyof BatchItem, Field>> = {
  image: anything,
  prompt: string,
  duration: {
    accepts: (value) => Number.isFinite(value) && Number(value) > 0,
    expected: "a number of seconds above 0",
    readCell: readNumber,
  },
  size: string,
  model: string,
  fit: string,
  background: string,
  lastFrame: anything,
  seed: {
    accepts: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
    expected: "a whole number, 0 or more",
    readCell: readNumber,
  },
  negativePrompt: string,
  audio: { accepts: (value) => typeof value === "boolean", expected: "true or false", readCell: readBoolean },
  extra: { accepts: isRecord, expected: "a JSON object", readCell: readObject },
  key: string,
  output: string,
};

export type ItemField = keyof BatchItem;

export const itemFields = Object.keys(fields) as readonly ItemField[];

export const isField = (name: string): name is ItemField => Object.hasOwn(fields, name);

const bareName = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, "");

/** The field of a column: names are compared without case, spaces, `_` and `-`. */
export const toFieldName = (column: string): ItemField | undefined =>
  itemFields.find((field) => bareName(field) === bareName(column));

/** Other names of fields. As columns of the user's own they would be ignored, and the wrong clip paid for. */
const synonyms: Readonly<Record<string, ItemField>> = { seconds: "duration", secs: "duration" };

/**
 * The field that a misspelled name was meant for, if the item does not have that field too. Any other name is a column of the
 * user's own.
 */
export function misspelledField(name: string, present: readonly string[]): ItemField | undefined {
  const bare = bareName(name);
  return itemFields.find((field) => {
    const known = bareName(field);
    if (present.includes(field)) return false;
    if (synonyms[bare] === field) return true;
    if (bare === `${known}s`) return true;
    // One edit away from a short name are many words: for these, only two swapped letters count.
    const isSwapped = [...known].sort().join("") === [...bare].sort().join("");
    return (known.length >= 5 || isSwapped) && editDistance(bare, known) === 1;
  });
}

/** Describes a name that is not a field, but was probably meant as one; `undefined` for fields and own columns. */
export function describeUnknownField(
  name: string,
  kind: "field" | "column",
  present: readonly string[] = [],
): string | undefined {
  if (isField(name)) return undefined;
  const meant = misspelledField(name, present);
  return meant && `has an unknown ${kind} ${describeValue(name)}; did you mean ${meant}?`;
}

/** The options of an item that are set, without its images, key and output, in a fixed order. */
export const setOptions = (item: BatchItem): [name: string, value: unknown][] =>
  itemFields
    .filter((name) => !["image", "lastFrame", "key", "output"].includes(name) && item[name] !== undefined)
    .map((name) => [name, item[name]]);

/** Renders options as columns of a manifest: `duration 7` for `.duration(7)`. */
export const renderField: RenderOption = (name, value) => {
  if (!isField(name)) return undefined;
  if (value === undefined) return name;
  return `${name} ${/^[\d.]+$/.test(value) ? value : JSON.stringify(value)}`;
};

/** The part of a client that a batch needs, whatever its models: `createUgoku()` returns one. */
export interface BatchClient extends Pick<Ugoku, "advance" | "reconcile" | "resume" | "waitForAll"> {
  animate(image: ImageInput): unknown;
}

/** The builder of an item; other fields, such as own columns, are ignored. */
export function buildAnimation(ugoku: BatchClient, item: BatchItem): Animation {
  const { image, prompt, duration, size, model, fit, background, lastFrame, seed, negativePrompt, audio, extra } = item;
  const animate = ugoku.animate as (image: ImageInput, options: AnimateOptions) => Animation;
  return animate(image, {
    ...{ prompt, duration, size, model, lastFrame, seed, negativePrompt, audio, extra },
    fit: background === undefined ? fit : { mode: fit ?? "contain", background },
  });
}
