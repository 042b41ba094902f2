/**
 * Reads jobs from the responses of servers, services and gateways. Where each fact is, is data: see `AnswerFields`.
 *
 * @module
 */
import { isTerminal, readStatus } from "../dialects/types.js";
import { isRecord } from "../utils/guards.js";
import { type FieldNames, findValue, type Layer, namesOf, readLayers } from "./answer-layers.js";
import { findReason, findRefusal, type JobFields } from "./read-reason.js";
import { readProgress, readSeconds, readText, readTime } from "./read-values.js";
import { inlineId, type Video, type VideoError, type VideoList } from "./schema.js";

export type { JobFields } from "./read-reason.js";

/** How a response is read. */
export interface ReadOptions {
  readonly fields: JobFields;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The id that was asked for. A response may have other ids beside it. */
  readonly askedId?: string | undefined;
}

/** The job in a response; `undefined` if it has none. */
export function readJob(body: unknown, { fields, now, askedId }: ReadOptions): Video | undefined {
  const own = fields.answer;
  const layers = readLayers(body, own);
  const found = findJobLayer(layers, fields, askedId);
  if (!found) return undefined;
  const { layer, id, isClip } = found;
  const inner = layer === layers[0] ? layers : readLayers(layer.object, own);
  const known = inner.filter(({ isKnown }) => isKnown);
  const { object } = layer;
  const read = <T>(fact: Parameters<typeof findValue>[1], as: (value: unknown) => T | undefined): T | undefined =>
    findValue(known, fact, own, as);
  const error = readError(object.error);
  const word = readStatusText(known, fields) ?? (isClip ? "completed" : "unknown");
  const status = readStatus(fields, word);
  const hasFailed = isTerminal(status) && status !== "completed";
  const values: Record<string, unknown> = {
    id,
    status: word,
    object: asString(object.object),
    model: read("model", asString),
    progress: read("progress", readProgress),
    created_at: read("created_at", (value) => readTime(value)),
    completed_at: read("completed_at", (value) => readTime(value)),
    expires_at: read("expires_at", (value) => readTime(value, now)),
    prompt: asString(object.prompt),
    size: asString(object.size),
    seconds: read("seconds", readSeconds),
    remixed_from_video_id: asString(object.remixed_from_video_id),
    error: hasFailed ? explainFailure(error, inner, layer, fields) : error,
  };
  const video: Record<string, unknown> = { ...layer.around, ...object };
  for (const [name, value] of Object.entries(values)) {
    // A `null` of the server stays: it says that there is none.
    if (value !== undefined) video[name] = value;
    else if (object[name] !== null) delete video[name];
  }
  return video as unknown as Video;
}

/** The fields of a job that the protocol defines. */
export const protocolFields: ReadonlySet<string> = new Set(
  "id status object model progress created_at completed_at expires_at prompt size seconds remixed_from_video_id error".split(
    " ",
  ),
);

const asString = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const readError = (error: unknown): Video["error"] | undefined =>
  typeof error === "string" || isRecord(error) ? (error as VideoError | string) : undefined;

/** The error of a failed job, with the server's words from wherever they are. */
function explainFailure(
  error: Video["error"] | undefined,
  inner: readonly Layer[],
  { around }: Layer,
  fields: JobFields,
): Video["error"] | undefined {
  if (typeof error === "string" && error.trim() !== "") return error;
  const reason = findReason(inner, fields) ?? findReason(readLayers(around, {}).slice(0, 1), fields);
  if (!reason) return error || undefined;
  const { message, code } = reason;
  const known = isRecord(error) ? error : {};
  return { ...known, message, ...(code === undefined || known.code ? {} : { code }) };
}

interface JobLayer {
  readonly layer: Layer;
  readonly id: string;
  /** The response is the clip itself, without a job. */
  readonly isClip?: boolean;
}

/** The object that is the job: the one with the id that was asked for, else one with an id and a status, else one with an id. */
function findJobLayer(layers: readonly Layer[], fields: JobFields, askedId: string | undefined): JobLayer | undefined {
  const own = fields.answer;
  const withId = layers.flatMap((layer) => {
    const ids = namesOf("id", own).flatMap((name) => readId(layer.get(name)) ?? []);
    return ids[0] === undefined ? [] : [{ layer, id: ids[0], ids }];
  });
  if (askedId !== undefined) {
    const asked = withId.find(({ ids }) => ids.some((id) => isSameId(id, askedId)));
    if (asked) return { layer: asked.layer, id: askedId };
  }
  const [outer] = layers;
  const isVideo = outer?.object.object === "video" && withId[0]?.layer === outer;
  const known = withId.filter(({ layer }) => layer.isKnown);
  const hasStatus = ({ layer }: JobLayer) => readStatusText([layer], fields) !== undefined;
  const job = (isVideo ? undefined : known.find(hasStatus)) ?? known[0] ?? withId.find(hasStatus);
  if (job) return job;
  if (outer && isClip(outer.object)) return { layer: outer, id: inlineId, isClip: true };
  return findByRequestId(layers, fields);
}

/** Gateways add the id of the request to every response. It is the job's only in a response without anything else of theirs. */
function findByRequestId(layers: readonly Layer[], fields: JobFields): JobLayer | undefined {
  const { answer: own } = fields;
  if (findRefusal(layers, fields)) return undefined;
  for (const layer of layers) {
    const id = findValue([layer], "requestId", own, readId);
    const has = (fact: "code" | "success" | "wrapper", test: (value: unknown) => boolean) =>
      namesOf(fact, own).some((name) => test(layer.get(name)));
    const isEnvelope =
      has("wrapper", (value) => typeof value === "object") ||
      has("code", (value) => value !== undefined) ||
      has("success", (value) => value !== undefined);
    if (id !== undefined && !isEnvelope) return { layer, id };
  }
  return undefined;
}

/** `undefined` for an empty text, and for a number that JavaScript has rounded. */
const readId = (value: unknown): string | undefined =>
  typeof value === "number" ? (Number.isSafeInteger(value) ? String(value) : undefined) : asString(value) || undefined;

/** The LiteLLM proxy encodes the provider's id together with other facts, which differ between its responses. */
function innerId(id: string): string {
  const encoded = /^video_([\w+/-]{8,}=*)$/.exec(id)?.[1];
  if (encoded === undefined) return id;
  try {
    return /(?:^|;)video_id:(.+)$/.exec(atob(encoded.replaceAll("-", "+").replaceAll("_", "/")))?.[1] ?? id;
  } catch {
    return id;
  }
}

const isSameId = (one: string, other: string): boolean => one === other || innerId(one) === innerId(other);

/** The status word. A known word precedes an unknown one, because envelopes have a status too. */
function readStatusText(layers: readonly Layer[], fields: JobFields): string | undefined {
  let first: string | undefined;
  for (const layer of layers)
    for (const name of namesOf("status", fields.answer)) {
      const value = layer.get(name);
      const word = typeof value === "boolean" ? readFlag(value, layers, fields) : readText(value);
      if (word === undefined) continue;
      if (readStatus(fields, word) !== "unknown") return word;
      if (typeof value === "string") first ??= word;
    }
  return first;
}

/** Services that only tell whether a job is done. */
const readFlag = (isDone: boolean, layers: readonly Layer[], fields: JobFields): string =>
  !isDone ? "in_progress" : findRefusal(layers, { ...fields, answer: {} }) ? "failed" : "completed";

/** Whether a response is the clip itself (bytes or URL) instead of a job. */
function isClip({ object, data }: Readonly<Record<string, unknown>>): boolean {
  const first: unknown = Array.isArray(data) ? data[0] : undefined;
  // A list of jobs is not a clip, even if a job in it has a URL: a wrong base URL may return one.
  if (!isRecord(first) || object === "list" || "status" in first) return false;
  return [first.b64_json, first.url].some((value) => typeof value === "string" && value !== "");
}

/** A page of jobs, without the entries that are not jobs; `undefined` if the response is not a list. */
export function readJobList(body: unknown, options: ReadOptions): VideoList | undefined {
  const own: FieldNames = options.fields.answer;
  const layers = readLayers(body, own);
  const entries = Array.isArray(body)
    ? body
    : findValue(layers, "list", own, (value) => (Array.isArray(value) ? value : undefined));
  const [outer] = layers;
  // Some servers write an empty list as `null`.
  const isEmpty =
    layers.some((layer) => namesOf("list", own).some((name) => layer.get(name) === null)) &&
    !findRefusal(layers, options.fields);
  if (entries === undefined && !isEmpty) return undefined;
  const data = (entries ?? []).flatMap((entry: unknown) => readJob(entry, options) ?? []);
  const has_more = findValue(layers, "has_more", own, (value) => (typeof value === "boolean" ? value : undefined));
  const last_id = findValue(layers, "last_id", own, readId);
  const page = Array.isArray(body) ? {} : { ...outer?.object };
  return { ...page, data, has_more, last_id };
}
