/**
 * An item → a task: its key, the place of its clip, and everything that can be known before it is sent.
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
import { type BatchItem, type ItemDefaults, renderField, sentenceOf } from "./item.js";
import { type Row, unknownField } from "./manifest.js";
import { type Problem, placeOf } from "./manifest-error.js";
import { checkOutputName, checkPathLength, Places } from "./output-paths.js";
import { checkItemKey } from "./retry-keys.js";
import type { BatchClient } from "./step-types.js";
import type { BatchEntry } from "./types.js";

/** An item that can be made. */
export interface Task {
  readonly item: BatchItem;
  readonly entry: BatchEntry;
  /** Whether its key was given; else it is made of what the item says. */
  readonly isNamed: boolean;
  readonly warnings: readonly PlanWarning[];
}

export interface CheckContext {
  readonly ugoku: BatchClient;
  readonly outDir: string;
  readonly lint: LintLevel;
  readonly defaults: ItemDefaults | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The task of a row, or what is wrong with it. Rejects with the signal's reason only. */
export async function checkRow(row: Row, index: number, context: CheckContext): Promise<Task | readonly Problem[]> {
  const place = placeOf(row.line, index);
  const shape = shapeFaults(row.value);
  if (shape.length > 0) return shape.map((what) => ({ ...place, what }));
  const said = Object.entries(row.value as BatchItem).filter(([, value]) => value !== undefined);
  const item = { ...context.defaults, ...Object.fromEntries(said) } as BatchItem;
  try {
    const { ugoku, lint, signal, outDir } = context;
    // Pixels are looked at when its turn comes: of ten thousand images, that would take minutes.
    const plan = await sentenceOf(ugoku, item)
      .lint(lint === "error" ? "error" : "off")
      .plan({ signal });
    if (item.key !== undefined) checkItemKey(item.key);
    const name = nameOf(item, plan.image.kind === "file" ? plan.image.name : "image");
    const key = item.key ?? (await keyOf(item, name));
    const output = outputOf(item, key, name, outDir);
    const { model, seconds, size } = plan.request;
    const { line } = row;
    const { prompt } = item;
    const { usd } = plan.cost;
    const entry: BatchEntry = { index, line, key, image: name, prompt, output, usd, model, seconds, size };
    return { item: { ...item, key }, entry, isNamed: item.key !== undefined, warnings: plan.warnings };
  } catch (error) {
    context.signal?.throwIfAborted();
    if (!isUgokuError(error)) throw error;
    return [{ ...place, what: `cannot be made: ${renderError(error, renderField).message}`, hint: hintOf(error, row) }];
  }
}

function hintOf(error: UgokuError, { folder }: Row): string | undefined {
  if (error.code === "image_not_found" && folder !== undefined)
    return `Check the path: a relative one starts at the manifest's folder, ${folder}.`;
  return renderError(error, renderField).hint;
}

function shapeFaults(value: unknown): string[] {
  if (!isRecord(value)) return [`is ${describeValue(value)}, not an object`];
  const item = value as Readonly<Record<string, unknown>>;
  const faults = Object.keys(item).flatMap((name) => unknownField(name, "field"));
  for (const name of ["image", "prompt"])
    if (item[name] === undefined || item[name] === "") faults.push(`has no ${name}`);
  for (const name of ["prompt", "size", "model", "fit", "key", "output"])
    if (item[name] !== undefined && typeof item[name] !== "string")
      faults.push(`has ${describeValue(item[name])} as ${name}, not a text`);
  if (item.duration !== undefined && typeof item.duration !== "number")
    faults.push(`has ${describeValue(item.duration)} as duration, not a number of seconds`);
  return faults;
}

function nameOf({ image }: BatchItem, planned: string): string {
  return typeof image === "string" && image.length <= 1_000 && !/^data:/i.test(image) ? publicName(image) : planned;
}

/** A path as it is; of an address not its query, which may be a secret. In a path, `#` and `?` are letters as others. */
export const publicName = (image: string): string => (/^https?:/i.test(image) ? image.replace(/[?#].*$/, "") : image);

/**
 * The key of an item that has none: a hash of what is paid for, with the image by its file's name and its bytes. Moved to another
 * folder or copied with a new date it is the same item, and not paid again, nor is one whose clip is put elsewhere; another
 * picture under the old name is another.
 */
export async function keyOf(item: BatchItem, name: string): Promise<string> {
  const hash = createHash("sha256");
  const { prompt, duration, size, model, fit } = item;
  hash.update(JSON.stringify([2, baseOf(name), prompt, duration, size, model, fit].map((one) => one ?? null)));
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
        hint: 'A stream can be read only once: say what it is known by, such as key: "sku-1".',
      });
  }
}

/** The file's own name, of a path or a URL. */
const baseOf = (name: string): string => basename(name.replace(/\\/g, "/"));

/** The clip's path from the output folder: as the item says, or made of its key. */
export const clipName = ({ output, key: given }: BatchItem, key: string, name: string): string =>
  output ?? (given === undefined ? `${safe(bare(name))}-${key.slice(0, 8)}.mp4` : `${safeKey(given)}.mp4`);

/** Where the clip goes: inside `outDir`, whatever the manifest says. */
function outputOf(item: BatchItem, key: string, name: string, outDir: string): string {
  const file = clipName(item, key, name);
  checkOutputName(file);
  const path = resolve(outDir, file);
  const inside = relative(resolve(outDir), path);
  const isOutside = inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  if (isOutside || /[/\\]$/.test(file))
    throw new RequestError("option_invalid", `The output ${describeValue(file)} is not a file in the output folder.`, {
      hint: "Outputs are paths from that folder, without leaving it.",
    });
  checkPathLength(path);
  return path;
}

const bare = (name: string): string => baseOf(name).slice(0, baseOf(name).length - extname(baseOf(name)).length);

/** Letters of any script stay; what a file system may not like goes. 80 letters leave room for the rest. */
const safe = (name: string): string =>
  [...name.replace(/[^\p{L}\p{N}._ -]/gu, "_")]
    .slice(0, 40)
    .join("")
    .replace(/^[. ]+|[. ]+$/g, "") || "image";

/** Keys that differ get names that differ, also where upper and lower case are one. */
function safeKey(key: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,99}$/.test(key) && !key.endsWith(".")) return key;
  return `${safe(key)}-${createHash("sha256").update(key).digest("hex").slice(0, 8)}`;
}

/** What two items must not share: a key of which only one can be made, or a place. The later one is to blame. */
export class Claims {
  readonly #keys = new Map<string, { readonly who: string; readonly output: string; readonly isNamed: boolean }>();
  readonly #places = new Places();

  /** What is wrong with a further task. `mayRepeat`: a key that was given may come again, for the same clip. */
  take({ entry, isNamed }: Task, mayRepeat = false): Problem | undefined {
    const { key, output, line, index } = entry;
    const place = placeOf(line, index);
    const who = line === undefined ? `item ${index}` : `line ${line}`;
    const twin = this.#keys.get(key);
    if (!twin) {
      this.#keys.set(key, { who, output, isNamed });
      const fault = this.#places.take(output, who);
      return fault && { ...place, ...fault };
    }
    const isKeyOfBoth = isNamed || twin.isNamed;
    if (twin.output === output && (mayRepeat || !isKeyOfBoth)) return undefined;
    const what = isKeyOfBoth
      ? `has the key ${describeValue(key)} of ${twin.who}`
      : `says the same as ${twin.who}, but for its output`;
    return { ...place, what, hint: "A key is made once: give each clip a key of its own, or leave one out." };
  }
}
