import { createHash } from "node:crypto";
import { basename, extname, isAbsolute, posix, resolve, sep } from "node:path";
import { RequestError, show } from "../../errors.js";
import type { FitMode } from "../../image/fit.js";
import { checkName } from "../../option-names.js";
import { type BatchItem, itemFields } from "../item.js";
import { checkItemKey } from "../tries.js";

/** The data of a job in the queue: plain JSON. */
export interface VideoTask {
  readonly v: 1;
  readonly key: string;
  readonly image: string;
  readonly prompt: string;
  readonly duration?: number;
  readonly size?: string;
  readonly model?: string;
  readonly fit?: FitMode;
  /** The clip's path, from the worker's `outDir`. */
  readonly output: string;
}

/** An item that fits into a queue. */
export interface QueueItem extends BatchItem {
  /** A path as the workers see it, an `http(s):` URL, or a small `data:` URL. */
  readonly image: string | URL;
}

const where = "A queue's data is JSON that any worker can read.";

/** The task of an item. Errors say what is wrong, without the place. */
export function taskOf(item: QueueItem): VideoTask {
  if (typeof item !== "object" || item === null || Array.isArray(item))
    throw invalid(`is ${show(item)}, not an object`, "An item is { image, prompt, … }.");
  for (const name of Object.keys(item)) checkName("it", name, itemFields, `An item has ${itemFields.join(", ")}.`);
  const { prompt, duration, size, model, fit, key } = item;
  const image = imageOf(item.image);
  if (typeof prompt !== "string" || prompt.trim() === "")
    throw invalid(`has the prompt ${show(prompt)}.`, "A prompt is a text that says what moves.");
  if (duration !== undefined && !(Number.isFinite(duration) && duration > 0))
    throw invalid(`has the duration ${show(duration)}.`, "Seconds, as a number.");
  for (const [name, value] of Object.entries({ size, model, fit }))
    if (value !== undefined && typeof value !== "string")
      throw invalid(`has the ${name} ${show(value)}.`, "It is a text.");
  const sentence = {
    image,
    prompt,
    ...(duration === undefined ? {} : { duration }),
    ...(size === undefined ? {} : { size }),
    ...(model === undefined ? {} : { model }),
    ...(fit === undefined ? {} : { fit }),
  };
  const whole = key ?? keyOf(image, prompt, duration, size, model, fit);
  checkItemKey(whole);
  return { v: 1, key: whole, ...sentence, output: outputOf(item.output, image, key, whole) };
}

/** Everything that the item says, as a key. */
function keyOf(...parts: readonly (string | number | undefined)[]): string {
  const text = JSON.stringify(parts.map((part) => part ?? null));
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

function imageOf(image: unknown): string {
  if (image instanceof URL) return image.href;
  if (typeof image === "string" && image !== "") return image;
  if (image === undefined || image === "") throw invalid("has no image.", "Give a path or a URL.");
  throw invalid(
    `has an image that is ${show(image)}.`,
    `${where} Bytes and streams do not fit: save the image where the workers can read it, and give its path or URL.`,
  );
}

function outputOf(output: unknown, image: string, key: string | undefined, whole: string): string {
  if (output !== undefined && typeof output !== "string")
    throw invalid(`has the output ${show(output)}.`, "It is a path from the worker's outDir.");
  const name = output ?? `${plain(key ?? `${stem(image)}-${whole.slice(0, 8)}`)}.mp4`;
  const normal = posix.normalize(name.replaceAll("\\", "/"));
  const isInside = normal !== "." && !normal.startsWith("../") && normal !== ".." && !normal.endsWith("/");
  if (isInside && !isAbsolute(name) && !/^[a-z]:/i.test(name) && !name.includes("\0")) return normal;
  throw invalid(`has the output ${show(output)}.`, "It is a path from the worker's outDir, and stays in it.");
}

/** A name that every file system takes. What the encoding takes away is told apart by a piece of the hash. */
function plain(key: string): string {
  const name = key.replace(/[^\w.-]+/g, "_").replace(/^\.+/, "_");
  if (name === key && name.length <= 120) return name;
  return `${name.slice(0, 100)}-${createHash("sha256").update(key).digest("hex").slice(0, 8)}`;
}

function stem(image: string): string {
  if (image.startsWith("data:")) return "image";
  const path = /^https?:/.test(image) ? new URL(image).pathname : image;
  const name = basename(path, extname(path));
  return name.slice(0, 60).replace(/[^\w.-]+/g, "_") || "image";
}

/** The clip's absolute path. What stands in a Redis that others can write to leads nowhere else either. */
export function pathIn(outDir: string, output: string): string {
  const root = resolve(outDir);
  const path = resolve(root, output);
  if (path.startsWith(root.endsWith(sep) ? root : root + sep)) return path;
  throw invalid(`The job has the output ${show(output)}, which leads out of outDir.`, "Add the item again.");
}

/** A job's data as a task, or a clear refusal. */
export function readTask(data: unknown): VideoTask {
  const task = (data ?? {}) as VideoTask;
  const isTask =
    task.v === 1 && [task.key, task.image, task.prompt, task.output].every((field) => typeof field === "string");
  if (isTask) return task;
  throw invalid("The job has data that is no video.", "Add videos with addAll(): this queue takes nothing else.");
}

/** BullMQ's id of a key: BullMQ refuses whole numbers and colons. */
export function jobIdOf(key: string): string {
  const escaped = key.replace(/[^\w.@+=~-]/g, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return /^-?\d+$/.test(escaped) ? `%${escaped.charCodeAt(0).toString(16)}${escaped.slice(1)}` : escaped;
}

function invalid(what: string, hint: string): RequestError {
  return new RequestError("option_invalid", what, { hint });
}
