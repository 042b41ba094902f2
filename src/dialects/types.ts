/**
 * The differences between servers that speak the Videos API, as data. Code reads a dialect and never compares its name.
 *
 * @module
 */
import type { CommonOption } from "../models/models.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { codeOnly, type Message, type MessagePart, option, text } from "../utils/message.js";
import { isUsableId } from "../utils/usable-id.js";
import type { AnswerFields } from "./answer-fields.js";
import { type JobStatus, normalizeWord, readStatusWord } from "./status-map.js";

export type { JobStatus } from "./status-map.js";

/** How a create request carries an image: body type, field and encoding. */
export type ImageCarrier =
  /** The bytes as a file part with a name and a type. */
  | { readonly body: "multipart"; readonly field: string; readonly as: "file" }
  /** The URL; bytes become a `data:` URL. */
  | { readonly body: "multipart" | "json"; readonly field: string; readonly as: "text" }
  /** An object with the URL or file id under `name`; in multipart, that object as JSON. */
  | { readonly body: "multipart" | "json"; readonly field: string; readonly as: "object"; readonly name: string }
  /** A list of frames with the image as the first. */
  | { readonly body: "json"; readonly field: string; readonly as: "first-frame" }
  /** Added to the same list as the last frame. */
  | { readonly body: "json"; readonly field: string; readonly as: "last-frame" };

/** The kinds of image input. */
export type ImageKind = "bytes" | "image_url" | "file_id";

/** How each kind of image is sent. */
export type ImageCarriers = { readonly [Kind in ImageKind]?: ImageCarrier | undefined };

/** The type and range of a field that only this server has. */
export interface ExtraField {
  readonly type: "integer" | "number" | "text" | "boolean" | "json";
  readonly from?: number;
  readonly to?: number;
  /** The request's object that contains it, such as `"nvext"`. Default: the request itself. */
  readonly into?: string;
}

/** The description of a server that speaks the Videos API. */
export interface Dialect {
  readonly name: string;
  /** How messages name the servers. Default: by the name of the dialect. */
  readonly subject?: string;
  /** Paths under the base URL. `{id}` is replaced by the URL-encoded job id. */
  readonly paths: { readonly videos: string; readonly video: string; readonly content: string };
  /** The header that carries the API key, and the prefix before the key. */
  readonly auth: { readonly header: string; readonly prefix: string };
  readonly create: {
    /** How each kind of image is sent. A missing kind is refused before anything is sent. */
    readonly image: ImageCarriers;
    /**
     * The server's requirement for the image: exactly the pixels of `size`, or only the same aspect ratio, so that a
     * larger image may be sent.
     */
    readonly imageMatch: "exact" | "shape";
    /** The field for the duration in seconds, and its format. Only `"decimal-text"` allows fractions. */
    readonly seconds: { readonly field: string; readonly as: "decimal-text" | "integer-text" | "integer" };
    /** The fields for the builder's options that not every server has. A missing one is refused before anything is sent. */
    readonly options?: { readonly [Option in Exclude<CommonOption, "lastFrame">]?: string } & {
      readonly lastFrame?: ImageCarriers;
    };
    /** The server's own fields that `.extra()` may set. */
    readonly extraFields: Readonly<Record<string, ExtraField>>;
    /** Whether `.extra()` may set any other field too. */
    readonly takesOtherFields: boolean;
    /** Fields that are sent unless `.extra()` sets them. */
    readonly defaults: Readonly<Record<string, unknown>>;
    /** Whether a model is required: the server has no default. */
    readonly needsModel: boolean;
    /** Milliseconds for which the server may hold a create request until the clip is ready; 0 if it responds at once. */
    readonly heldFor: number;
  };
  /**
   * Status words of this server only, in lower case → {@link JobStatus}. They precede the words that many servers use. Other
   * words are `"unknown"`, which means: keep waiting.
   */
  readonly statuses: Readonly<Record<string, JobStatus>>;
  /**
   * Error codes and types of this server only, in lower case → the HTTP status that an answer with them means, if it is 4xx, or 2xx
   * without a job. After a create request, 408 and 409 leave the outcome unknown, 429 sends it again, and any other says that
   * there is no job; an answer that is itself 408 or 409 always leaves it unknown.
   */
  readonly errors: Readonly<Record<string, number>>;
  /** Where this server's responses have the facts about a job. They precede the fields that many servers use. */
  readonly answer: Partial<AnswerFields>;
  readonly result: {
    /**
     * Where to find a finished clip, in order: in the job, at a URL in the job, at the content path. The other locations are
     * tried if these fail.
     */
    readonly from: readonly ("inline" | "url" | "content")[];
    /**
     * Paths in the job object to the clip's URL or Base64 text, such as `"payload.clips[0].href"`, which are tried before the
     * usual fields.
     */
    readonly clipFields?: readonly string[];
    /** Query parameters of the content request. */
    readonly query: Readonly<Record<string, string>>;
    /** Failures with this error code count only once they have been reported for that many milliseconds. */
    readonly unconfirmed?: { readonly code: string; readonly forMs: number };
  };
  /** Capabilities. A missing one is refused before anything is sent. */
  readonly can: {
    /** Retrieve one job. */
    readonly retrieve: boolean;
    readonly list: boolean;
    readonly delete: boolean;
    /** `false`: a delete removes the job, and its work goes on. */
    readonly stop?: boolean;
    readonly thumbnail: boolean;
    readonly spritesheet: boolean;
    /** Report progress other than 0 and 100. */
    readonly progress: boolean;
  };
}

/** The fields that the builder sets, with the option for each: `.extra()` may not set them. */
export function builderFields({ create }: Dialect): Readonly<Record<string, MessagePart>> {
  const images = Object.values(create.image).flatMap((carrier) =>
    carrier ? [[carrier.field, codeOnly("animate(image)")]] : [],
  );
  return {
    ...Object.fromEntries(images),
    model: option("model"),
    prompt: option("prompt"),
    size: option("size"),
    seconds: option("duration"),
    [create.seconds.field]: option("duration"),
  };
}

/** Refuses an `.extra()` field that the builder sets: it would bypass validation and the cost limit. */
export function rejectReservedField(name: string, dialect: Dialect): void {
  const reserved = builderFields(dialect);
  const builder = Object.hasOwn(reserved, name) ? reserved[name] : undefined;
  if (builder === undefined) return;
  throw new RequestError(
    "option_invalid",
    text`${option("extra")} cannot set ${describeValue(name)}, which has its own option.`,
    { hint: text`Use ${builder}.`, option: "extra", value: name },
  );
}

/** The subject of a sentence. Singular or plural: its verb must have one form for both, such as "cannot" or "can only". */
export const subjectOf = ({ name, subject }: Dialect): string => subject ?? `Servers of the dialect "${name}"`;

/** Creates the error for a missing capability of the dialect. Nothing was sent. */
export function unsupportedError(dialect: Dialect, what: string, hint?: Message): RequestError {
  return new RequestError("unsupported", `${subjectOf(dialect)} ${what}.`, { hint });
}

/** Whether the job has ended. */
export function isTerminal(status: JobStatus): boolean {
  return status !== "queued" && status !== "in_progress" && status !== "unknown";
}

/** Maps a server's status word to a {@link JobStatus}, in any case and with any separators. The dialect's own words come first. */
export function readStatus({ statuses }: Pick<Dialect, "statuses">, word: string): JobStatus {
  const key = word.toLowerCase();
  if (Object.hasOwn(statuses, key)) return statuses[key] ?? "unknown";
  const normalized = normalizeWord(word);
  const words = Object.keys(statuses);
  if (words.length === 0) return readStatusWord(word);
  const own = words.find((known) => normalizeWord(known) === normalized);
  return (own !== undefined && statuses[own]) || readStatusWord(word);
}

/** Fills `{id}` into a path template. Ids are opaque: they may contain `/`, `+` or `=`. */
export function fillPath(template: string, id: string): string {
  if (!isUsableId(id))
    throw new RequestError("ticket_invalid", `The job id ${describeValue(id)} cannot be part of a URL.`, {
      hint: "Pass the id as the server gave it.",
    });
  return template.replace("{id}", () => encodeURIComponent(id));
}
