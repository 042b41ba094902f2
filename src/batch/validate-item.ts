/**
 * Validates an item before anything is sent: its fields, its plan, its key and its output path.
 *
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename, extname, isAbsolute, relative, resolve, sep } from "node:path";
import type { LintLevel } from "../client/builder-state.js";
import type { PlanWarning } from "../client/plan.js";
import { classifyInput } from "../image/classify-input.js";
import { describeValue, isUgokuError, RequestError, renderError, type UgokuError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import {
  type BatchClient,
  type BatchItem,
  buildAnimation,
  describeUnknownField,
  type ItemDefaults,
  renderField,
} from "./item.js";
import type { Row } from "./manifest.js";
import { locate, type Problem } from "./manifest-error.js";
import { checkOutputName, checkPathLength, OutputPathRegistry } from "./output-paths.js";
import { validateKey } from "./retry-keys.js";
import type { BatchEntry } from "./types.js";

/** A valid item. */
export interface Task {
  readonly item: BatchItem;
  readonly entry: BatchEntry;
  /** Whether the item has its own key; else the key is a hash of its content. */
  readonly hasOwnKey: boolean;
  readonly warnings: readonly PlanWarning[];
}

export interface ValidationContext {
  readonly ugoku: BatchClient;
  readonly outDir: string;
  readonly lint: LintLevel;
  readonly defaults: ItemDefaults | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The row as a task, or its problems. Rejects with the signal's reason only. */
export async function validateRow(
  row: Row,
  index: number,
  context: ValidationContext,
): Promise<Task | readonly Problem[]> {
  const { ugoku, lint, signal, outDir, defaults } = context;
  const { line, value } = row;
  const location = locate(line, index);
  const problems = checkFields(value);
  if (problems.length > 0) return problems.map((what) => ({ ...location, what }));
  const given = Object.entries(value as BatchItem).filter(([, field]) => field !== undefined);
  const item = { ...defaults, ...Object.fromEntries(given) } as BatchItem;
  try {
    // Pixels are not linted before the item's turn: for ten thousand images, that would take minutes.
    const plan = await buildAnimation(ugoku, item)
      .lint(lint === "error" ? "error" : "off")
      .plan({ signal });
    if (item.key !== undefined) validateKey(item.key);
    const image = getImageName(item, plan.image.kind === "file" ? plan.image.name : "image");
    const key = item.key ?? (await hashItem(item, image));
    const output = resolveOutput(item, key, image, outDir);
    const { model, seconds, size } = plan.request;
    const { usd } = plan.cost;
    const entry: BatchEntry = { index, line, key, image, prompt: item.prompt, output, usd, model, seconds, size };
    return { item: { ...item, key }, entry, hasOwnKey: item.key !== undefined, warnings: plan.warnings };
  } catch (error) {
    signal?.throwIfAborted();
    if (!isUgokuError(error)) throw error;
    const what = `cannot be made: ${renderError(error, renderField).message}`;
    return [{ ...location, what, hint: getHint(error, row) }];
  }
}

function getHint(error: UgokuError, { folder }: Row): string | undefined {
  if (error.code === "image_not_found" && folder !== undefined)
    return `Check the path: a relative one starts at the manifest's folder, ${folder}.`;
  return renderError(error, renderField).hint;
}

function checkFields(item: unknown): string[] {
  if (!isRecord(item)) return [`is ${describeValue(item)}, not an object`];
  const problems = Object.keys(item).flatMap((name) => describeUnknownField(name, "field") ?? []);
  for (const name of ["image", "prompt"])
    if (item[name] === undefined || item[name] === "") problems.push(`has no ${name}`);
  for (const name of ["prompt", "size", "model", "fit", "key", "output"])
    if (item[name] !== undefined && typeof item[name] !== "string")
      problems.push(`has ${describeValue(item[name])} as ${name}, not a string`);
  if (item.duration !== undefined && typeof item.duration !== "number")
    problems.push(`has ${describeValue(item.duration)} as duration, not a number of seconds`);
  return problems;
}

function getImageName({ image }: BatchItem, fallback: string): string {
  return typeof image === "string" && image.length <= 1_000 && !/^data:/i.test(image) ? removeQuery(image) : fallback;
}

/** A URL's query may be secret. In a path, `#` and `?` are ordinary characters. */
export const removeQuery = (image: string): string => (/^https?:/i.test(image) ? image.replace(/[?#].*$/, "") : image);

/**
 * The key of an item without one: a hash of its options, the image's file name and the image's bytes. An image that is moved,
 * or an output that is renamed, does not change the key; another image under the same name does.
 */
export async function hashItem(item: BatchItem, name: string): Promise<string> {
  const { prompt, duration, size, model, fit } = item;
  const hash = createHash("sha256");
  hash.update(JSON.stringify([2, getBaseName(name), prompt, duration, size, model, fit].map((value) => value ?? null)));
  await hashImage(item, hash);
  return hash.digest("hex").slice(0, 32);
}

async function hashImage({ image }: BatchItem, hash: Hash): Promise<void> {
  const input = classifyInput(image);
  switch (input.kind) {
    case "path":
      for await (const chunk of createReadStream(input.path)) hash.update(chunk as Buffer);
      return;
    case "web":
      hash.update(input.url.href);
      return;
    case "data":
    case "reference":
      hash.update(input.url);
      return;
    case "file_id":
      hash.update(input.fileId);
      return;
    case "bytes":
      hash.update(input.bytes);
      return;
    case "blob":
      hash.update(new Uint8Array(await input.blob.arrayBuffer()));
      return;
    case "stream":
      throw new RequestError("option_invalid", "An image that is a stream needs a key.", {
        hint: 'A stream can be read only once. Add a key, such as key: "sku-1".',
      });
  }
}

/** The file name of a path or a URL. */
const getBaseName = (name: string): string => basename(name.replace(/\\/g, "/"));

/** The clip's path, relative to the output folder. */
export function getOutputName({ output, key: ownKey }: BatchItem, key: string, image: string): string {
  if (output !== undefined) return output;
  if (ownKey !== undefined) return `${toFileName(ownKey)}.mp4`;
  const name = getBaseName(image);
  return `${sanitize(name.slice(0, name.length - extname(name).length))}-${key.slice(0, 16)}.mp4`;
}

/** The clip's absolute path, which is always inside `outDir`. */
function resolveOutput(item: BatchItem, key: string, image: string, outDir: string): string {
  const name = getOutputName(item, key, image);
  checkOutputName(name);
  const path = resolve(outDir, name);
  const inside = relative(resolve(outDir), path);
  const isOutside = inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  if (isOutside || /[/\\]$/.test(name))
    throw new RequestError("option_invalid", `The output ${describeValue(name)} is not a file in the output folder.`, {
      hint: "Outputs are paths relative to that folder, and stay inside it.",
    });
  checkPathLength(path);
  return path;
}

/** Keeps letters of any script and replaces characters that file systems reject. 40 characters leave room for the rest. */
const sanitize = (name: string): string =>
  [...name.replace(/[^\p{L}\p{N}._ -]/gu, "_")]
    .slice(0, 40)
    .join("")
    .replace(/^[. ]+|[. ]+$/g, "") || "image";

/** Different keys get different names, also on file systems that ignore case. */
function toFileName(key: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,99}$/.test(key) && !key.endsWith(".")) return key;
  return `${sanitize(key)}-${createHash("sha256").update(key).digest("hex").slice(0, 16)}`;
}

/** Finds items with the same key or the same output; the later one is reported. */
export class DuplicateDetector {
  readonly #keys = new Map<string, { readonly name: string; readonly output: string; readonly hasOwnKey: boolean }>();
  readonly #outputs = new OutputPathRegistry();

  /** The problem of a further task, if any. `allowRepeated`: an own key may come again for the same output. */
  add({ entry, hasOwnKey }: Task, allowRepeated = false): Problem | undefined {
    const { key, output, line, index } = entry;
    const name = line === undefined ? `item ${index}` : `line ${line}`;
    const twin = this.#keys.get(key);
    if (!twin) {
      this.#keys.set(key, { name, output, hasOwnKey });
      const conflict = this.#outputs.add(output, name);
      return conflict && { ...locate(line, index), ...conflict };
    }
    const isOwnKey = hasOwnKey || twin.hasOwnKey;
    if (twin.output === output && (allowRepeated || !isOwnKey)) return undefined;
    const what = isOwnKey
      ? `has the key ${describeValue(key)} of ${twin.name}`
      : `is the same as ${twin.name}, except for its output`;
    return { ...locate(line, index), what, hint: "A key makes one clip: give each clip its own key, or remove one." };
  }
}
