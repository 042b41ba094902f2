/**
 * The data of a queue's jobs: items become plain JSON before they are added, and are validated again by the worker.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { describeValue, isUgokuError, RequestError } from "../../utils/errors.js";
import { isRecord } from "../../utils/guards.js";
import { type BatchItem, setOptions } from "../item.js";
import { ManifestError, type Problem } from "../manifest-error.js";
import { OutputPathRegistry, outsideFolder, resolveOutput } from "../output-paths.js";
import { validateKey } from "../retry-keys.js";
import { type Fault, getOutputName, hashItem, readItem, removeQuery } from "../validate-item.js";

/** The data of a job in the queue: plain JSON. */
export interface VideoTask extends Omit<BatchItem, "image" | "lastFrame" | "key" | "output"> {
  readonly v: 1;
  readonly key: string;
  readonly image: string;
  readonly lastFrame?: string;
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
      // Columns of the user's own do not change the clip.
      const content = (one: VideoTask) => JSON.stringify({ ...one, columns: undefined });
      const isRepeated = same && content(same.task) === content(task);
      if (isRepeated) repeated += 1;
      else if (same) problems.push({ index, ...keyConflict(same, task) });
      else {
        byKey.set(task.key, { index, task });
        const conflict = outputs.add(task.output, index);
        if (conflict) problems.push({ index, ...conflict });
      }
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      problems.push(...error.problems.map((problem) => ({ ...problem, index })));
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

/** An item as a task. @throws ManifestError with all problems */
export async function toTask(given: QueueItem): Promise<VideoTask> {
  const { item, columns, problems } = readItem({ value: given }, undefined);
  const image = toImage(item?.image, problems);
  const lastFrame = item?.lastFrame === undefined ? undefined : toImage(item.lastFrame, problems);
  if (!item || image === undefined || problems.length > 0) throw new ManifestError("this item", problems);
  const name = image.startsWith("data:") ? "image" : removeQuery(image);
  const keyed = { ...item, image, lastFrame };
  try {
    if (item.key !== undefined) validateKey(item.key);
    const hash = item.key === undefined ? await hashReadable(keyed, name) : undefined;
    const key = item.key ?? hash ?? hashPath(keyed);
    return {
      ...{ v: 1, key, image, prompt: item.prompt, ...Object.fromEntries(setOptions(item)) },
      ...(lastFrame !== undefined && { lastFrame }),
      ...(Object.keys(columns).length > 0 && { columns }),
      output: normalizeOutput(getOutputName(item, key, name)),
      ...(hash !== undefined && { isHashed: true }),
    };
  } catch (error) {
    if (!isUgokuError(error)) throw error;
    throw new ManifestError("this item", [{ what: `is invalid: ${error.message}`, hint: error.hint }]);
  }
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
const hashPath = (item: BatchItem): string =>
  createHash("sha256")
    .update(JSON.stringify([item.image, item.lastFrame ?? null, setOptions(item)]))
    .digest("hex")
    .slice(0, 32);

/** The image's path or URL; `undefined` if it is another one, which is added to the problems. */
function toImage(image: unknown, problems: Fault[]): string | undefined {
  if (image instanceof URL) return image.href;
  if (typeof image === "string") return image;
  if (image !== undefined)
    problems.push({
      what: `has an image that is ${describeValue(image)}`,
      hint: "A queue's data is JSON, which cannot contain bytes or streams. Save the image where the workers can read it, and pass its path or URL.",
    });
  return undefined;
}

/** An output as a normalized path relative to the workers' `outDir`, with `/` on every system. */
function normalizeOutput(output: string): string {
  if (isAbsolute(output) || /^[a-z]:/i.test(output)) throw outsideFolder(output);
  const root = resolve("/outDir");
  return relative(root, resolveOutput(root, output.replaceAll("\\", "/"))).replaceAll(sep, "/");
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
