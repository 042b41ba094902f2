/**
 * Validates an item before anything is sent: its fields, its plan, its key and its output path.
 *
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename, extname } from "node:path";
import type { LintLevel } from "../client/builder-state.js";
import type { Plan, PlanWarning } from "../client/plan.js";
import { classifyInput, type ImageInput } from "../image/classify-input.js";
import { describeValue, isUgokuError, RequestError, renderError, type UgokuError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { hasWords } from "../utils/has-words.js";
import {
  type BatchClient,
  type BatchItem,
  buildAnimation,
  describeUnknownField,
  fields,
  type ItemDefaults,
  isField,
  misspelledField,
  renderField,
  setOptions,
} from "./item.js";
import type { Row } from "./manifest.js";
import { type Location, locate, noPrompt, type Problem } from "./manifest-error.js";
import { OutputPathRegistry, resolveOutput } from "./output-paths.js";
import { validateKey } from "./retry-keys.js";
import type { BatchEntry } from "./types.js";

/** A valid item. */
export interface Task {
  readonly item: BatchItem;
  readonly entry: BatchEntry;
  readonly location: Location;
  /** Whether the item has its own key; else the key is a hash of its content. */
  readonly hasOwnKey: boolean;
  readonly warnings: readonly PlanWarning[];
  /** Why this machine cannot send the item's create request, if so. A job that exists already needs none. */
  readonly unavailable: UgokuError | undefined;
}

export interface ValidationContext {
  readonly ugoku: BatchClient;
  readonly outDir: string;
  readonly lint: LintLevel;
  readonly defaults: ItemDefaults | undefined;
  readonly signal: AbortSignal | undefined;
  /** Called with what a folder of images leaves out. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/** The row as a task, or all of its problems. Rejects with the signal's reason. */
export async function validateRow(
  row: Row,
  index: number,
  context: ValidationContext,
): Promise<Task | readonly Problem[]> {
  const { line, value, folder, file } = row;
  const { item, columns, problems } = readItem(row, context.defaults);
  const location = locate(line, index, file);
  if (!item) return problems.map((problem) => ({ ...location, ...problem }));
  const add = (error: unknown) => {
    context.signal?.throwIfAborted();
    if (!isUgokuError(error)) throw error;
    const problem = describeInvalid(error);
    const start = `Check the path: a relative one in a manifest starts at its folder, ${folder}.`;
    const isMissing = error.code === "image_not_found" && folder !== undefined;
    problems.push(isMissing ? { ...problem, hint: start } : problem);
  };
  let unavailable: UgokuError | undefined;
  const plan = await planItem(item, context, add, (error) => {
    unavailable ??= error;
  });
  const image = getImageName(item, plan?.image.kind === "file" ? plan.image.name : "image");
  let entry: BatchEntry | undefined;
  try {
    if (item.key !== undefined) validateKey(item.key);
    // An image that cannot be read has no hash; any output name is then checked with a placeholder.
    const key = item.key ?? (plan ? await hashItem(item, image) : "unknown");
    const output = resolveOutput(context.outDir, getOutputName(item, key, image));
    if (plan) {
      const { model, seconds, size } = plan.request;
      const about = { index, line, key, image, prompt: item.prompt, output, usd: plan.cost.usd, model, seconds, size };
      entry = Object.keys(columns).length > 0 ? { ...about, columns } : about;
    }
  } catch (error) {
    add(error);
  }
  if (!plan || !entry || problems.length > 0) return problems.map((problem) => ({ ...location, ...problem }));
  const hasOwnKey = (value as BatchItem).key !== undefined;
  return { item: { ...item, key: entry.key }, entry, location, hasOwnKey, warnings: plan.warnings, unavailable };
}

function describeInvalid(error: UgokuError): Fault {
  const { message, hint } = renderError(error, renderField);
  return { what: `is invalid: ${message}`, hint };
}

/** The problem of an item that this run would send, and this machine cannot. @throws UgokuError if none could be sent */
export function findUnavailable({ location, unavailable }: Task): Problem | undefined {
  if (unavailable?.code === "preview_unavailable") throw unavailable;
  return unavailable && { ...location, ...describeInvalid(unavailable) };
}

/** Plans the item; reports every option that is wrong, not only the first. */
async function planItem(
  item: BatchItem,
  { ugoku, lint, signal }: ValidationContext,
  report: (error: unknown) => void,
  onUnavailable: (error: UgokuError) => void,
): Promise<Plan | undefined> {
  // With a lower level the image is not decoded for the linter: for ten thousand images, that would take minutes.
  const level = lint === "error" ? "error" : "off";
  let rest = item;
  for (;;) {
    try {
      const plan = await buildAnimation(ugoku, rest).lint(level).plan({ signal, onUnavailable });
      return rest === item ? plan : undefined;
    } catch (error) {
      report(error);
      const option = isUgokuError(error) ? error.option : undefined;
      if (option === undefined || option === "image" || !Object.hasOwn(rest, option)) return undefined;
      const { [option as "size"]: _, ...others } = rest;
      rest = option === "prompt" ? { ...others, prompt: placeholder } : others;
      if (option === "prompt" && item.prompt === placeholder) return undefined;
    }
  }
}

/** Any valid prompt: the item is refused for its own. */
const placeholder = "The flowers slowly sway in the wind.";

export type Fault = Pick<Problem, "what" | "hint">;

/** The item of a row, the user's own columns, and the fields that are wrong; without an item nothing more can be checked. */
export function readItem(
  { value, columns: own }: Row,
  defaults: ItemDefaults | undefined,
): { item: BatchItem | undefined; columns: Readonly<Record<string, unknown>>; problems: Fault[] } {
  if (!isRecord(value))
    return { item: undefined, columns: {}, problems: [{ what: `is ${describeValue(value)}, not an object` }] };
  const given = Object.entries(value).filter(([, field]) => field !== undefined);
  const names = given.map(([name]) => name);
  const problems: Fault[] = names.flatMap((name) => {
    const what = describeUnknownField(name, "field", names);
    return what === undefined ? [] : [{ what, hint: "Rename it, also if it is a field of your own." }];
  });
  const options: Record<string, unknown> = { ...defaults };
  const wrongTypes: string[] = [];
  for (const [name, value] of given) {
    if (!isField(name)) continue;
    const { accepts, expected } = fields[name];
    if (accepts(value)) options[name] = value;
    else {
      wrongTypes.push(name);
      problems.push({ what: `has ${describeValue(value)} as ${name}, not ${expected}` });
    }
  }
  const { prompt } = options;
  // A cell such as "…" or "-" is a prompt that was not written yet.
  if (typeof prompt === "string" && prompt.trim() !== "" && !hasWords(prompt)) {
    problems.push({ what: "has a prompt without words", hint: "Write who moves, and how." });
    options.prompt = placeholder;
  }
  const unknown = names.filter((name) => !isField(name));
  const known = new Set<string | undefined>([...wrongTypes, ...unknown.map((name) => misspelledField(name, names))]);
  for (const name of ["image", "prompt"]) {
    const value = options[name];
    if (value !== undefined && !(typeof value === "string" && value.trim() === "")) continue;
    if (!known.has(name)) problems.push({ what: name === "prompt" ? noPrompt : `has no ${name}` });
    delete options[name];
  }
  const columns = { ...own, ...Object.fromEntries(given.filter(([name]) => !isField(name))) };
  const item = options.image === undefined ? undefined : ({ prompt: placeholder, ...options } as unknown as BatchItem);
  return { item, columns, problems };
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
  const hash = createHash("sha256").update(JSON.stringify([getBaseName(name), setOptions(item)]));
  await hashImage(item.image, hash);
  if (item.lastFrame !== undefined) await hashImage(item.lastFrame, hash.update("lastFrame"));
  return hash.digest("hex").slice(0, 32);
}

async function hashImage(image: ImageInput, hash: Hash): Promise<void> {
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
  /** The item of each key: its line or index. For long streams, no object is kept. */
  readonly #items = new Map<string, number>();
  readonly #ownKeys = new Set<number>();
  readonly #outputs = new OutputPathRegistry();

  /** The problem of a further task, if any. `allowRepeated`: an own key may come again for the same output. */
  add({ entry, location, hasOwnKey }: Task, allowRepeated = false): Problem | undefined {
    const { key, output, line, index } = entry;
    const number = line ?? index;
    const describe = (item: number) => (line === undefined ? `item ${item}` : `line ${item}`);
    const twin = this.#items.get(key);
    if (twin === undefined) {
      this.#items.set(key, number);
      if (hasOwnKey) this.#ownKeys.add(number);
      const conflict = this.#outputs.add(output, number, describe);
      return conflict && { ...location, ...conflict };
    }
    const isOwnKey = hasOwnKey || this.#ownKeys.has(twin);
    if (this.#outputs.get(output) === twin && (allowRepeated || !isOwnKey)) return undefined;
    const what = isOwnKey
      ? `has the key ${describeValue(key)} of ${describe(twin)}`
      : `is the same as ${describe(twin)}, except for its output`;
    return { ...location, what, hint: "A key makes one clip: give each clip its own key, or remove one." };
  }
}
