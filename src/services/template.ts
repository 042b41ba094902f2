/**
 * Fills the body template of a service, and reads its answers by path.
 *
 * @module
 */
import { parseSize } from "../models/models.js";
import { isRecord } from "../utils/guards.js";
import { valueAt } from "../utils/value-at.js";
import type { CreateValues, Paths, Template } from "./types.js";

/** Aspect ratios that services name. */
const ratios = ["16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9", "9:21"];

/** Relative difference up to which a size has the shape of a named ratio: 1104x832 counts as 4:3. */
const ratioTolerance = 0.03;

function toRatio(size: string): string {
  const { width, height } = parseSize(size) ?? { width: 16, height: 9 };
  const named = ratios.find((ratio) => {
    const [across = 1, down = 1] = ratio.split(":").map(Number);
    return Math.abs(width / height / (across / down) - 1) < ratioTolerance;
  });
  return named ?? `${width}:${height}`;
}

function shorterSide(size: string): number {
  const { width, height } = parseSize(size) ?? { width: 1280, height: 720 };
  return Math.min(width, height);
}

const resolutionOf = ({ resolution, size }: CreateValues): string => resolution ?? `${shorterSide(size)}p`;

const isDataUrl = (address: string | undefined): address is string => address?.startsWith("data:") === true;
/** The Base64 text of a `data:` URL. */
const base64Of = (address: string | undefined) =>
  isDataUrl(address) ? address.slice(address.indexOf(",") + 1) : undefined;
const typeOf = (address: string | undefined) => (isDataUrl(address) ? /^data:([^;,]+)/.exec(address)?.[1] : undefined);

/** The names of a {@link Template}, with the value of each. */
export const placeholders = {
  model: (values) => values.model,
  prompt: (values) => values.prompt,
  /** The idempotency key, for services that let the caller name the job. */
  key: (values) => values.key,
  /** A number of seconds; as text, `"5"`; with the unit, `"5s"`. */
  seconds: (values) => values.seconds,
  "seconds.text": (values) => String(values.seconds),
  "seconds.unit": (values) => `${values.seconds}s`,
  /** `"1280x720"`; with a colon, `"1280:720"`. */
  size: (values) => values.size,
  "size.colon": (values) => values.size.replace("x", ":"),
  /** `"16:9"` */
  ratio: (values) => toRatio(values.size),
  /** `"720p"`; in upper case, `"720P"`. */
  resolution: resolutionOf,
  "resolution.upper": (values) => resolutionOf(values).toUpperCase(),
  /** The address of the image, or its bytes as a `data:` URL. */
  image: (values) => values.image,
  /** The address of the image, or its bytes as Base64. */
  "image.raw": (values) => base64Of(values.image) ?? values.image,
  "image.base64": (values) => base64Of(values.image),
  "image.type": (values) => typeOf(values.image),
  lastFrame: (values) => values.lastFrame,
  "lastFrame.raw": (values) => base64Of(values.lastFrame) ?? values.lastFrame,
  "lastFrame.base64": (values) => base64Of(values.lastFrame),
  "lastFrame.type": (values) => typeOf(values.lastFrame),
  seed: (values) => values.seed,
  negativePrompt: (values) => values.negativePrompt,
  audio: (values) => values.audio,
  /** `"on"` or `"off"` */
  "audio.word": (values) => (values.audio === undefined ? undefined : values.audio ? "on" : "off"),
} as const satisfies Readonly<Record<string, (values: CreateValues) => unknown>>;

const getPlaceholder = (name: string): ((values: CreateValues) => unknown) | undefined =>
  Object.hasOwn(placeholders, name) ? placeholders[name as keyof typeof placeholders] : undefined;

/** Placeholders of a template that do not exist. */
export function unknownPlaceholders(template: unknown): string[] {
  if (typeof template === "string")
    return template.startsWith("$") && !getPlaceholder(template.slice(1)) ? [template] : [];
  return typeof template === "object" && template !== null ? Object.values(template).flatMap(unknownPlaceholders) : [];
}

/** The JSON value of a template; `undefined` for a placeholder without a value. */
export function fillTemplate(template: Template, values: CreateValues): unknown {
  if (typeof template === "string")
    return template.startsWith("$") ? getPlaceholder(template.slice(1))?.(values) : template;
  if (Array.isArray(template)) return template.map((item: Template) => fillTemplate(item, values));
  if (!isRecord(template)) return template;
  const fields = Object.entries(template as Readonly<Record<string, Template>>);
  return Object.fromEntries(
    fields
      .map(([name, value]) => [name === "$imageField" ? values.imageField : name, fillTemplate(value, values)])
      .filter(([name, value]) => name !== undefined && value !== undefined),
  );
}

/** The paths at which a template has this placeholder. */
export function pathsOf(template: unknown, placeholder: string, path = ""): string[] {
  if (template === placeholder) return [path];
  if (typeof template !== "object" || template === null) return [];
  return Object.entries(template).flatMap(([name, value]) =>
    pathsOf(value, placeholder, path === "" ? name : `${path}.${name}`),
  );
}

/** `base` with the fields of `more`: objects are merged, lists are appended. A field `0` is merged into the first of a list. */
export function mergeJson(base: unknown, more: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(more)) return [...base, ...more];
  if (Array.isArray(base) && isRecord(more))
    return base.map((item: unknown, index) => (Object.hasOwn(more, index) ? mergeJson(item, more[index]) : item));
  if (!isRecord(base) || !isRecord(more)) return more;
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(more))
    merged[name] = Object.hasOwn(base, name) ? mergeJson(base[name], value) : value;
  return merged;
}

/** `value` in an object at a path: `nest("input.image", 1)` is `{ input: { image: 1 } }`. */
export const nest = (path: string | undefined, value: unknown): unknown =>
  (path === undefined ? [] : path.split(".")).reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);

/** The first value of the paths. An empty text counts as none. */
export function firstAt(answer: unknown, paths: Paths | undefined): unknown {
  const found = [paths ?? []].flat().map((path) => valueAt(answer, path));
  return found.find((value) => value !== undefined && value !== null && value !== "");
}

/** {@link firstAt} as text; of a list, its texts. */
export function textAt(answer: unknown, paths: Paths | undefined): string | undefined {
  const value = firstAt(answer, paths);
  if (value === undefined) return undefined;
  const parts = Array.isArray(value) ? value : [value];
  return parts.map((part: unknown) => (typeof part === "string" ? part : JSON.stringify(part))).join("; ");
}
