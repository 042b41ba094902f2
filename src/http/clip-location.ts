/**
 * Finds a clip in what a server sent: its URL or its Base64 text, in any field.
 *
 * @module
 */
import type { Dialect } from "../dialects/types.js";
import { fromBase64 } from "../utils/bytes.js";
import { isRecord } from "../utils/guards.js";
import { parseJson } from "../utils/json.js";
import { valueAt } from "../utils/value-at.js";
import { inlineId, type Video } from "./schema.js";
import { detectFormat, isVideo } from "./video-format.js";

/** The location of a finished clip. */
export type ClipSource =
  | { readonly kind: "content" }
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "inline"; readonly base64: string };

type Location = Dialect["result"]["from"][number];

/** Whether the clip came in the response to its create request, without a job. */
const isInlineId = (id: string): boolean => id === inlineId || id.startsWith(`${inlineId}-`);

/**
 * Where to look for the clip of this job, in order: the dialect's locations, then the others, which serve when those
 * fail. Empty if the job has no clip.
 */
export function findClips(video: Video, dialect: Dialect, baseURL: string): ClipSource[] {
  const { from, clipFields = [] } = dialect.result;
  const hasContent = !isInlineId(video.id) && (from.includes("content") || dialect.can.retrieve);
  const found = locateClip(video, clipFields, baseURL);
  const order: readonly Location[] = [...new Set<Location>([...from, "inline", "url", "content"])];
  return order.flatMap((location) =>
    location !== "content" ? found.filter(({ kind }) => kind === location) : hasContent ? [{ kind: "content" }] : [],
  );
}

/** Maximum URLs and Base64 texts that are tried. */
const maxCandidates = 3;

/** Limits of the search: a response may be of any size and depth. */
const [maxDepth, maxNodes, maxItems] = [8, 2_000, 20];

/**
 * Usual fields, most specific first, without wrappers such as `data`; `[]` stands for the first item of a list. The generic
 * search ranks behind them.
 */
const knownFields: readonly string[] = [
  "video_url",
  "url",
  "result_url",
  "output_url",
  "download_url",
  "content_url",
  "file_url",
  "video",
  "video.url",
  "video.uri",
  "videos[]",
  "videos[].url",
  "output",
  "output[]",
  "output.url",
  "output.video_url",
  "output[].url",
  "result",
  "result.url",
  "result.video_url",
  "result.sample",
  "metadata.url",
  "content.url",
  "content.video_url",
  "task_result.videos[].url",
  "assets.video",
  "data[].url",
  "unsigned_urls[]",
  "generations[].url",
];

/** Objects that only wrap the job. */
const wrapper = /^(data|task|job|response|body|payload)(\[\])?\.(?=.)/;

/** Without a plural s. */
const singular = (word: string): string => word.replace(/s$/, "");
const setOf = (words: string): ReadonlySet<string> => new Set(words.split(" ").map(singular));

/** Words of a field's name that say it is something else than the clip. */
const otherWords = setOf(
  "thumbnail thumb cover image img picture photo poster preview snapshot icon avatar logo sprite spritesheet still frame " +
    "keyframe mask audio sound music voice speech subtitle caption transcript callback webhook hook notify notification input " +
    "reference ref source remixed request parameter param prompt option upload character user owner author profile " +
    "organization error log status poll polling cancel delete get self next previous prev stream doc documentation help support " +
    "homepage website site page web dashboard console share term policy license schema",
);

/** Words of a field's name that say it may be the clip. */
const clipWords = setOf(
  "video mp4 movie film clip url uri link href src output result download file content asset media artifact sample " +
    "generation generated creation data response address location path work oss cdn",
);

const videoWords = /^(videos?|mp4|movie|film|clips?)$/;
const base64Words = /^(b64|base64|bytes)$/;
const videoFile = /\.(mp4|m4v|mov|webm|mkv|avi|gif)$/i;
const otherFile =
  /\.(jpe?g|png|webp|avif|heic|bmp|svg|ico|tiff?|mp3|wav|m4a|flac|aac|srt|vtt|json|html?|xml|txt|pdf|m3u8|mpd)$/i;

/** What an object says it is, if it is not the clip. */
const otherType =
  /^(image|img|picture|photo|thumb|cover|poster|audio|sprite|subtitle|input|reference|first_?frame|last_?frame|mask)/;
const typeFields = ["type", "kind", "role", "media_type", "mime_type", "content_type"];

/** "image to video" is about a video. */
const imageToVideo = /(image|img|photo|picture|frame)s?_?(to|2)_?(video|vid|v)/g;

interface Candidate {
  readonly source: Exclude<ClipSource, { kind: "content" }>;
  readonly rank: number;
}

/** The clip's URLs and Base64 texts in `value`, the likeliest first. `ownFields`: paths that rank before all others. */
export function locateClip(value: unknown, ownFields: readonly string[] = [], baseURL?: string): ClipSource[] {
  const named = ownFields.flatMap((path, rank) => {
    const text = readPath(value, path);
    // Only a named field may hold a path on the server: others may name a file on its disk.
    const resolved = text?.startsWith("/") && baseURL !== undefined ? new URL(text, baseURL).href : text;
    return readText(resolved, path, rank - ownFields.length, true);
  });
  const ranked = [...named, ...search(value)].sort((one, other) => one.rank - other.rank).map(({ source }) => source);
  const found = new Map(ranked.map((source) => [source.kind === "url" ? source.url : source.base64, source]));
  return (["url", "inline"] as const).flatMap((kind) =>
    [...found.values()].filter((source) => source.kind === kind).slice(0, maxCandidates),
  );
}

/** The text at a path such as `payload.clips[0].href`. */
function readPath(value: unknown, path: string): string | undefined {
  const found = valueAt(value, path.replaceAll("[", ".").replaceAll("]", ""));
  return typeof found === "string" ? found : undefined;
}

interface Node {
  readonly value: unknown;
  /** Names in snake case, `[]` for an item of a list. */
  readonly path: string;
}

/** Visits the texts of `root`, nearest first. */
function search(root: unknown): Candidate[] {
  const found: Candidate[] = [];
  const seen = new Set<string>();
  let visited = 0;
  let level: readonly Node[] = [{ value: root, path: "" }];
  for (let depth = 0; depth <= maxDepth && visited < maxNodes; depth += 1) {
    const next: Node[] = [];
    for (const node of level.slice(0, maxNodes - visited)) {
      const { value, path } = node;
      visited += 1;
      if (typeof value !== "string") next.push(...childrenOf(node));
      // Of a list of clips only the first: the others are other clips.
      else if (!seen.has(path)) {
        const json = parseNested(value);
        if (json !== undefined) next.push({ value: json, path });
        const candidates = readText(value, path, rankOf(path, value), false);
        if (candidates.length > 0) seen.add(path);
        found.push(...candidates);
      }
    }
    level = next;
  }
  return found;
}

function childrenOf({ value, path }: Node): Node[] {
  if (Array.isArray(value))
    return value.slice(0, maxItems).map((item: unknown) => ({ value: item, path: `${path}[]` }));
  if (!isRecord(value) || (path !== "" && isOtherObject(value))) return [];
  return Object.entries(value)
    .slice(0, maxNodes)
    .map(([key, item]) => ({ value: item, name: toSnakeCase(key) }))
    .filter(
      ({ name }) => !wordsOf(name.replaceAll(imageToVideo, "video")).some((word) => otherWords.has(singular(word))),
    )
    .map(({ value: item, name }) => ({ value: item, path: path === "" ? name : `${path}.${name}` }));
}

/** An object that a server put into a text. */
function parseNested(text: string): unknown {
  const parsed = /^\s*[{[]/.test(text) && text.length <= 100_000 && parseJson(text);
  return parsed && "value" in parsed ? parsed.value : undefined;
}

const toSnakeCase = (key: string): string =>
  key
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/[\s-]+/g, "_")
    .toLowerCase();

const wordsOf = (path: string): string[] => path.split(/[^a-z\d]+/).filter((word) => word !== "");

const isOtherObject = (value: Readonly<Record<string, unknown>>): boolean =>
  typeFields.some((field) => {
    const type = value[field];
    return typeof type === "string" && otherType.test(type.toLowerCase()) && !/vid/i.test(type);
  });

/** The candidate that a text is, if its field may hold a clip. `isNamed`: the dialect names this field. */
function readText(text: string | undefined, path: string, rank: number, isNamed: boolean): Candidate[] {
  const value = text?.slice(0, 2_048).trim();
  if (text === undefined || !value) return [];
  if (/^https?:\/\//i.test(value)) {
    if (!URL.canParse(text) || (!isNamed && (rank === Number.POSITIVE_INFINITY || otherFile.test(pathname(text)))))
      return [];
    return [{ source: { kind: "url", url: text.trim() }, rank }];
  }
  const isData = /^data:/i.test(value);
  if (isData && !/^data:(video\/|application\/octet-stream)/i.test(value)) return [];
  const startsAsVideo = isVideoBase64(isData ? value.slice(value.indexOf(",") + 1) : value);
  const isBase64 = isNamed || isData || startsAsVideo || wordsOf(path).some((word) => base64Words.test(word));
  return isBase64 ? [{ source: { kind: "inline", base64: text }, rank: startsAsVideo ? Math.min(rank, 0) : 1 }] : [];
}

/** Whether the text is the Base64 of a video, by its first bytes. */
function isVideoBase64(text: string): boolean {
  const start = text.slice(0, 64).replaceAll("-", "+").replaceAll("_", "/");
  if (text.length < 64 || !/^[A-Za-z\d+/]{64}$/.test(start)) return false;
  return isVideo(detectFormat(fromBase64(start)));
}

/** The likelihood of a URL in this field: 0 is the best, infinite means that nothing says that it is the clip. */
function rankOf(path: string, text: string): number {
  let field = path;
  while (wrapper.test(field) && !knownFields.includes(field)) field = field.replace(wrapper, "");
  const known = knownFields.indexOf(field);
  if (known >= 0) return known;
  const words = wordsOf(path);
  const isFile = /^https?:/i.test(text) && videoFile.test(pathname(text));
  if (isFile) return knownFields.length;
  if (words.some((word) => videoWords.test(word))) return knownFields.length + 1;
  return path === "" || words.some((word) => clipWords.has(singular(word)))
    ? knownFields.length + 2
    : Number.POSITIVE_INFINITY;
}

const pathname = (text: string): string => (URL.canParse(text) ? new URL(text).pathname : "");
