/**
 * The data of a queue's jobs: items become plain JSON before they are added, and are validated again by the worker.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { isAbsolute, posix, resolve, sep } from "node:path";
import type { FitMode } from "../../image/fit.js";
import { describeValue, isUgokuError, RequestError } from "../../utils/errors.js";
import { isRecord } from "../../utils/guards.js";
import { type BatchItem, describeUnknownField, itemFields } from "../item.js";
import { ManifestError, type Problem } from "../manifest-error.js";
import { checkOutputName, OutputPathRegistry } from "../output-paths.js";
import { validateKey } from "../retry-keys.js";
import { fieldTypes, getOutputName, hashItem, removeQuery } from "../validate-item.js";

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
  readonly lastFrame?: string;
  readonly seed?: number;
  readonly negativePrompt?: string;
  readonly audio?: boolean;
  readonly extra?: Readonly<Record<string, unknown>>;
  /** The item's fields that are not ugoku's. */
  readonly columns?: Readonly<Record<string, unknown>>;
  /** The clip's path, relative to the worker's `outDir`. */
  readonly output: string;
  /** The key is a hash of the image's bytes, too: other bytes are not sent under it. */
  readonly isHashed?: true;
}

/** An item for a queue. */
export interface QueueItem extends BatchItem {
  /** A path that the workers can read, an `http(s):` URL, or a small `data:` URL. */
  readonly image: string | URL;
  readonly lastFrame?: string | URL | undefined;
}

/** An item whose images are texts. */
type TaskItem = BatchItem & Pick<VideoTask, "image"> & { readonly lastFrame: string | undefined };

/**
 * The tasks of all items, and the number of repeated items. `first`: the index of the first item.
 *
 * @throws ManifestError with all problems
 */
export async function toTasks(
  items: Iterable<QueueItem> | AsyncIterable<QueueItem>,
  first = 0,
): Promise<{ readonly tasks: readonly VideoTask[]; readonly repeated: number }> {
  if (typeof items !== "object" || items === null || !(Symbol.iterator in items || Symbol.asyncIterator in items))
    throw new RequestError("option_invalid", `The items are ${describeValue(items)}.`, {
      hint: "addAll() takes an array, an iterable or an async iterable of { image, prompt, … }.",
    });
  const byKey = new Map<string, { readonly index: number; readonly task: VideoTask }>();
  const outputs = new OutputPathRegistry();
  const problems: Problem[] = [];
  let index = first - 1;
  let repeated = 0;
  for await (const item of items) {
    index += 1;
    try {
      const task = await toTask(item);
      const same = byKey.get(task.key);
      // The user's own fields do not make another video.
      const content = (one: VideoTask) => JSON.stringify({ ...one, columns: undefined });
      const isRepeated = same && content(same.task) === content(task);
      if (isRepeated) repeated += 1;
      else if (same) problems.push({ index, ...keyConflict(same, task) });
      else {
        byKey.set(task.key, { index, task });
        const conflict = outputs.add(task.output, `item ${index}`);
        if (conflict) problems.push({ index, ...conflict });
      }
    } catch (error) {
      if (!isUgokuError(error)) throw error;
      // Messages of shared checks are complete sentences; those of this file continue "item 3 …".
      const what = /^[A-Z]/.test(error.message) ? `is invalid: ${error.message}` : error.message;
      problems.push({ index, what, hint: error.hint });
    }
  }
  if (problems.length > 0) throw new ManifestError("the items", problems);
  return { tasks: [...byKey.values()].map(({ task }) => task), repeated };
}

/** A key makes one clip: of two different items with the same key, one would be lost. */
function keyConflict(same: { readonly index: number; readonly task: VideoTask }, task: VideoTask) {
  const differsInOutputOnly = JSON.stringify({ ...same.task, output: task.output }) === JSON.stringify(task);
  const what = differsInOutputOnly
    ? `is the same as item ${same.index}, except for its output`
    : `has the key of item ${same.index}, but is another video`;
  return { what, hint: "A key makes one clip: give each clip its own key, or remove one." };
}

/** An item as a task. @throws RequestError whose message continues "item 3 …" */
export async function toTask(item: QueueItem): Promise<VideoTask> {
  if (!isRecord(item)) throw invalid(`is ${describeValue(item)}, not an object`, "An item is { image, prompt, … }.");
  for (const name of Object.keys(item)) {
    const unknown = describeUnknownField(name, "field", Object.keys(item));
    if (unknown !== undefined) throw invalid(unknown);
  }
  const { prompt, duration, key: ownKey } = item;
  const image = toImage(item.image);
  if (typeof prompt !== "string" || prompt.trim() === "")
    throw invalid(`has the prompt ${describeValue(prompt)}.`, "A prompt is a string that says what moves.");
  if (duration !== undefined && !(Number.isFinite(duration) && duration > 0))
    throw invalid(`has the duration ${describeValue(duration)}.`, "Pass a number of seconds.");
  for (const [name, { accepts, expected }] of Object.entries(fieldTypes)) {
    const value = item[name as keyof QueueItem];
    if (value !== undefined && !accepts(value))
      throw invalid(`has the ${name} ${describeValue(value)}.`, `Pass ${expected}.`);
  }
  const lastFrame = item.lastFrame === undefined ? undefined : toImage(item.lastFrame);
  const own = Object.entries(item).filter(([name]) => !itemFields.some((field) => field === name));
  if (ownKey !== undefined) validateKey(ownKey);
  const name = image.startsWith("data:") ? "image" : removeQuery(image);
  const keyed = { ...item, image, lastFrame };
  const hash = ownKey === undefined ? await hashReadable(keyed, name) : undefined;
  const key = ownKey ?? hash ?? hashPath(keyed);
  return {
    v: 1,
    key,
    image,
    prompt,
    ...optionsOf(keyed),
    ...(own.length === 0 ? {} : { columns: Object.fromEntries(own) }),
    output: normalizeOutput(getOutputName(item, key, name)),
    ...(hash === undefined ? {} : { isHashed: true }),
  };
}

/** As in `animateAll()`, from the file's bytes; `undefined` if it is not readable here. */
async function hashReadable(item: BatchItem, name: string): Promise<string | undefined> {
  try {
    return await hashItem(item, name);
  } catch (error) {
    if (isUgokuError(error)) throw error;
    return undefined;
  }
}

/** From the path that the workers see. */
function hashPath(item: TaskItem): string {
  const { image, prompt } = item;
  return createHash("sha256")
    .update(JSON.stringify({ image, prompt, ...optionsOf(item) }))
    .digest("hex")
    .slice(0, 32);
}

/** The options that are given, in a fixed order. */
function optionsOf(item: TaskItem) {
  const { duration, size, model, fit, lastFrame, seed, negativePrompt, audio, extra } = item;
  const options = { duration, size, model, fit, lastFrame, seed, negativePrompt, audio, extra };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Pick<
    VideoTask,
    keyof typeof options
  >;
}

function toImage(image: unknown): string {
  if (image instanceof URL) return image.href;
  if (typeof image === "string" && image !== "") return image;
  if (image === undefined || image === "") throw invalid("has no image.", "Pass a path or a URL.");
  throw invalid(
    `has an image that is ${describeValue(image)}.`,
    "A queue's data is JSON, which cannot contain bytes or streams. Save the image where the workers can read it, and pass its path or URL.",
  );
}

function normalizeOutput(output: string): string {
  checkOutputName(output);
  const path = posix.normalize(output.replaceAll("\\", "/"));
  const isInside = path !== "." && path !== ".." && !path.startsWith("../") && !path.endsWith("/");
  if (isInside && !isAbsolute(output) && !/^[a-z]:/i.test(output)) return path;
  throw invalid(
    `has the output ${describeValue(output)}.`,
    "It is a path relative to the worker's outDir, and stays inside it.",
  );
}

/** The clip's absolute path. Checked here too: others may be able to write to Redis. */
export function resolveOutput(outDir: string, output: string): string {
  const root = resolve(outDir);
  const path = resolve(root, output);
  if (path.startsWith(root.endsWith(sep) ? root : root + sep)) return path;
  throw invalid(`The job's output ${describeValue(output)} is outside outDir.`, "Add the item again.");
}

/** Validates a job's data. */
export function parseTask(data: unknown): VideoTask {
  const isTask =
    isRecord(data) &&
    data.v === 1 &&
    ["key", "image", "prompt", "output"].every((name) => typeof data[name] === "string");
  if (isTask) return data as unknown as VideoTask;
  throw invalid("The job's data is not a video.", "Add videos with addAll(): this queue accepts nothing else.");
}

/** BullMQ's job id for a key: BullMQ rejects integers and colons. */
export function toJobId(key: string): string {
  const escaped = key.replace(/[^\w.@+=~-]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return /^-?\d+$/.test(escaped) ? `%${escaped.charCodeAt(0).toString(16)}${escaped.slice(1)}` : escaped;
}

const invalid = (what: string, hint?: string) => new RequestError("option_invalid", what, { hint });
