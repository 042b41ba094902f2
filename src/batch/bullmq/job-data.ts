import { createHash } from "node:crypto";
import { isAbsolute, posix, resolve, sep } from "node:path";
import type { FitMode } from "../../image/fit.js";
import { describeValue, isUgokuError, RequestError } from "../../utils/errors.js";
import { isRecord } from "../../utils/guards.js";
import type { BatchItem } from "../item.js";
import { unknownField } from "../manifest.js";
import { checkOutputName } from "../output-paths.js";
import { checkItemKey } from "../retry-keys.js";
import { clipName, keyOf as madeKey, publicName } from "../validate-item.js";

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
export async function taskOf(item: QueueItem): Promise<VideoTask> {
  if (!isRecord(item)) throw invalid(`is ${describeValue(item)}, not an object`, "An item is { image, prompt, … }.");
  for (const name of Object.keys(item)) for (const fault of unknownField(name, "field")) throw invalid(fault);
  const { prompt, duration, size, model, fit, key } = item;
  const image = imageOf(item.image);
  if (typeof prompt !== "string" || prompt.trim() === "")
    throw invalid(`has the prompt ${describeValue(prompt)}.`, "A prompt is a text that says what moves.");
  if (duration !== undefined && !(Number.isFinite(duration) && duration > 0))
    throw invalid(`has the duration ${describeValue(duration)}.`, "Seconds, as a number.");
  for (const [name, value] of Object.entries({ size, model, fit }))
    if (value !== undefined && typeof value !== "string")
      throw invalid(`has the ${name} ${describeValue(value)}.`, "It is a text.");
  const sentence = {
    image,
    prompt,
    ...(duration === undefined ? {} : { duration }),
    ...(size === undefined ? {} : { size }),
    ...(model === undefined ? {} : { model }),
    ...(fit === undefined ? {} : { fit }),
  };
  if (key !== undefined) checkItemKey(key);
  const name = image.startsWith("data:") ? "image" : publicName(image);
  const whole = key ?? (await keyOf({ ...item, image }, name));
  return { v: 1, key: whole, ...sentence, output: outputOf(item, whole, name) };
}

/** As `animateAll()` makes it, with the bytes of a file that can be read here; else by the path as the workers see it. */
async function keyOf(item: BatchItem & { readonly image: string }, name: string): Promise<string> {
  try {
    return await madeKey(item, name);
  } catch (error) {
    if (isUgokuError(error)) throw error;
    const { image, prompt, duration, size, model, fit } = item;
    const said = [image, prompt, duration, size, model, fit].map((part) => part ?? null);
    return createHash("sha256").update(JSON.stringify(said)).digest("hex").slice(0, 32);
  }
}

function imageOf(image: unknown): string {
  if (image instanceof URL) return image.href;
  if (typeof image === "string" && image !== "") return image;
  if (image === undefined || image === "") throw invalid("has no image.", "Give a path or a URL.");
  throw invalid(
    `has an image that is ${describeValue(image)}.`,
    `${where} Bytes and streams do not fit: save the image where the workers can read it, and give its path or URL.`,
  );
}

function outputOf(item: BatchItem, key: string, name: string): string {
  if (item.output !== undefined && typeof item.output !== "string")
    throw invalid(`has the output ${describeValue(item.output)}.`, "It is a path from the worker's outDir.");
  const path = clipName(item, key, name);
  checkOutputName(path);
  const normal = posix.normalize(path.replaceAll("\\", "/"));
  const isInside = normal !== "." && !normal.startsWith("../") && normal !== ".." && !normal.endsWith("/");
  if (isInside && !isAbsolute(path) && !/^[a-z]:/i.test(path)) return normal;
  throw invalid(`has the output ${describeValue(path)}.`, "It is a path from the worker's outDir, and stays in it.");
}

/** The clip's absolute path. What stands in a Redis that others can write to leads nowhere else either. */
export function pathIn(outDir: string, output: string): string {
  const root = resolve(outDir);
  const path = resolve(root, output);
  if (path.startsWith(root.endsWith(sep) ? root : root + sep)) return path;
  throw invalid(`The job has the output ${describeValue(output)}, which leads out of outDir.`, "Add the item again.");
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

function invalid(what: string, hint?: string): RequestError {
  return new RequestError("option_invalid", what, { hint });
}
