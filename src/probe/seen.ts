/**
 * What the reads of a probe say, before it is judged.
 *
 * @module
 */
import { type Answer, isAnswer, type Read } from "./reads.js";

type Fields = Readonly<Record<string, unknown>>;

/** A method of a path in an API's own description. */
export interface Operation {
  /** In lower case. */
  readonly method: string;
  readonly path: string;
  /** Names of the fields that its body has. */
  readonly fields: readonly string[];
}

/** An API's own description of itself. */
export interface Description {
  readonly title: string;
  /** What stands before its paths: it may describe what a proxy has elsewhere. */
  readonly prefix: string;
  readonly operations: readonly Operation[];
}

/** What was seen of a server. */
export interface Seen {
  readonly url: URL;
  readonly models: Read;
  readonly list: Read;
  /** The answer for a video that cannot exist. */
  readonly missing: Read;
  /** The answer for a path that cannot exist. */
  readonly nowhere: Read;
  /** The list of video models that one gateway has beside the videos. */
  readonly videoModels?: Read | undefined;
  readonly description: Description | undefined;
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Every answer that came. */
export const answersOf = ({ models, list, missing, videoModels }: Seen): Answer[] =>
  [models, list, missing, videoModels].filter((read) => isAnswer(read));

/** The objects of `{ data: [ … ] }`. */
export function dataOf(read: Read | undefined): Fields[] | undefined {
  if (!isAnswer(read) || read.status < 200 || read.status > 299 || !isFields(read.json)) return undefined;
  return Array.isArray(read.json.data) ? read.json.data.filter(isFields) : undefined;
}

/** The `detail` of FastAPI's refusals. */
export const detailOf = (read: Read): unknown =>
  isAnswer(read) && read.status >= 400 && isFields(read.json) ? read.json.detail : undefined;

/** The object in `{ error: { … } }`. */
export function errorOf(read: Read): Fields | undefined {
  if (!isAnswer(read) || read.status < 400 || !isFields(read.json)) return undefined;
  return isFields(read.json.error) ? read.json.error : undefined;
}

/** The names of all headers that came, in lower case. */
export const headerNames = (seen: Seen): string[] => answersOf(seen).flatMap(({ headers }) => [...headers.keys()]);

/** Whether an answer refuses for want of the right key. */
export const isRefusal = (read: Read | undefined): boolean =>
  isAnswer(read) && (read.status === 401 || read.status === 403);

/** A page for people. */
export const isPage = (read: Read | undefined): read is Answer =>
  isAnswer(read) && /^\s*<(!doctype|html|head|body)/i.test(read.text);

/** Whether an answer is of an interface for programs: JSON that is a list, or a refusal with words. */
const speaksJson = (read: Read) => isAnswer(read) && isFields(read.json);

/** Whether the base URL is an API's: it lists models or videos, knows of videos, or refuses or fails as an API does. */
export function isApi(seen: Seen): boolean {
  if (hasVideos(seen) === true || dataOf(seen.models) !== undefined) return true;
  return answersOf(seen).some(
    (read) => speaksJson(read) && (isRefusal(read) || read.status === 429 || read.status >= 500),
  );
}

/** The words of a server that knows the path, and not the video. A path that it does not know has others. */
const knowsVideos = /video|task|job/i;
const knowsNoPath = /invalid url|no (such )?route|cannot get|unknown (url|path|endpoint)|page not found/i;

/** What an answer says, without what differs from one request to the next: the path that it repeats, ids, times. */
const wordsOf = ({ text }: Answer) => text.replaceAll(/[^\s"']*(\/videos|\d)[^\s"']*/g, "");

/** Whether a path that cannot exist is answered in the same way: then the answer tells nothing of this one. */
const isForAnyPath = (read: Answer, { nowhere }: Seen) =>
  isAnswer(nowhere) && nowhere.status === read.status && wordsOf(nowhere) === wordsOf(read);

/** Whether the server says that a video does not exist, and not that its path does not. */
export function knowsOne(seen: Seen): boolean {
  const { missing } = seen;
  if (!isAnswer(missing) || !isFields(missing.json) || isRefusal(missing)) return false;
  if (missing.status < 400 || missing.status >= 500 || missing.status === 429) return false;
  const words = wordsOf(missing);
  return knowsVideos.test(words) && !knowsNoPath.test(words) && !isForAnyPath(missing, seen);
}

/** Whether there are videos at the base URL; `undefined` if that cannot be told. */
export function hasVideos(seen: Seen): boolean | undefined {
  const { url, list, missing, description } = seen;
  if (dataOf(list) !== undefined) return true;
  // The path is there, for other methods.
  if (isAnswer(list) && list.status === 405 && !isForAnyPath(list, seen)) return true;
  // It may describe them at another base URL, which is then the right one.
  const here = `${url.pathname.replace(/\/+$/, "")}/videos`;
  if (operationsOf(description).some(({ path }) => description?.prefix + path.replace(/\/$/, "") === here)) return true;
  if (knowsOne(seen)) return true;
  const isOpen = (read: Read) => !isAnswer(read) || isRefusal(read) || read.status === 429 || read.status >= 500;
  return isOpen(list) || isOpen(missing) ? undefined : false;
}

/** An id that no server gives, without a word by which its answer is recognised. */
export const missingVideo = "ugoku-probe-0000000000000000";

/** A path below a base URL that no server has. It has a digit, so that an answer that repeats it is known for one. */
export const missingPath = `/${missingVideo}`;

/** The operations on videos in a description. */
export function operationsOf(description: Description | undefined): readonly Operation[] {
  return (description?.operations ?? []).filter(({ path }) => /\/videos(\/\{[^}]+\})?\/?$/.test(path));
}

/** Reads an OpenAPI description, as far as it is one. */
export function readDescription(read: Read, prefix: string): Description | undefined {
  if (!isAnswer(read) || read.status !== 200 || !isFields(read.json) || !isFields(read.json.paths)) return undefined;
  const { info, paths } = read.json;
  const document = read.json;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(isFields(methods) ? methods : {}).map(([method, operation]) => ({
      method: method.toLowerCase(),
      path,
      // Only what is looked at: a description may have hundreds of paths.
      fields: /\/videos\/?$/.test(path) ? fieldsOf(operation, document) : [],
    })),
  );
  return { title: isFields(info) && typeof info.title === "string" ? info.title : "", prefix, operations };
}

function fieldsOf(operation: unknown, document: Fields): string[] {
  const content = at(operation, "requestBody", "content");
  return Object.values(isFields(content) ? content : {}).flatMap((body) => {
    const schema = resolve(at(body, "schema"), document);
    const properties = at(schema, "properties");
    return isFields(properties) ? Object.keys(properties) : [];
  });
}

/** A schema that is named elsewhere in the document. */
function resolve(schema: unknown, document: Fields): unknown {
  const reference = at(schema, "$ref");
  if (typeof reference !== "string" || !reference.startsWith("#/")) return schema;
  return at(document, ...reference.slice(2).split("/"));
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    if (!isFields(current) || !Object.hasOwn(current, name)) return undefined;
    current = current[name];
  }
  return current;
}
