/**
 * What differs between servers that speak the Videos API, as data. Code reads a dialect; it never asks for its name.
 *
 * @module
 */
import { describeValue, RequestError } from "../utils/errors.js";
import { codeOnly, type Message, type MessagePart, option, text } from "../utils/message.js";

/** Where a job stands, in the words of the reference protocol. */
export type JobStatus =
  | "queued"
  | "in_progress"
  | "completed"
  | "failed"
  | "expired"
  | "cancelled"
  | "deleted"
  | "unknown";

/** How an image travels in a create: in which body, in which field, and in what form. */
export type ImageCarrier =
  /** The bytes, as a file with a name and a type. */
  | { readonly body: "multipart"; readonly field: string; readonly as: "file" }
  /** The address; bytes become a `data:` URL. */
  | { readonly body: "multipart" | "json"; readonly field: string; readonly as: "text" }
  /** An object that holds the address, or the file's id, under `name`; in a form, that object as JSON. */
  | { readonly body: "multipart" | "json"; readonly field: string; readonly as: "object"; readonly name: string }
  /** A list of frames, the image as the first of them. */
  | { readonly body: "json"; readonly field: string; readonly as: "first-frame" };

/** The ways in which an image can be given. */
export type ImageKind = "bytes" | "image_url" | "file_id";

/** What a field of the server's own must be. */
export interface ExtraField {
  readonly type: "integer" | "number" | "text" | "boolean" | "json";
  readonly from?: number;
  readonly to?: number;
  /** The object of the request that it belongs into, such as `"nvext"`. Missing: the request itself. */
  readonly into?: string;
}

/** How a server wants to be spoken to. */
export interface Dialect {
  readonly name: string;
  /** Paths under the base URL. `{id}` is replaced by the URL-encoded job id. */
  readonly paths: { readonly videos: string; readonly video: string; readonly content: string };
  /** The header that carries the API key, and what stands before the key in it. */
  readonly auth: { readonly header: string; readonly prefix: string };
  readonly create: {
    /** How each kind of image travels. A kind that is missing is refused before anything is sent. */
    readonly image: { readonly bytes: ImageCarrier } & {
      readonly [Kind in Exclude<ImageKind, "bytes">]?: ImageCarrier;
    };
    /**
     * What the server asks of the image: exactly the pixels of `size`, or only its shape, so that more pixels
     * than the clip has may be sent.
     */
    readonly imageMatch: "exact" | "shape";
    /** The field for the length of the clip, and its form. Only `"decimal-text"` can be a part of a second. */
    readonly seconds: { readonly field: string; readonly as: "decimal-text" | "integer-text" | "integer" };
    /** Fields of the server's own that `.extra()` may set. */
    readonly extraFields: Readonly<Record<string, ExtraField>>;
    /** Whether `.extra()` may set other fields too: the server passes on what it does not know. */
    readonly takesOtherFields: boolean;
    /** Fields that are sent unless `.extra()` sets them. */
    readonly defaults: Readonly<Record<string, unknown>>;
    /** Whether a model must be named: the server has many, and none of them is `sora-2`. */
    readonly needsModel: boolean;
    /** Milliseconds for which the create itself is held until the clip is there; 0 where it answers at once. */
    readonly heldFor: number;
  };
  /** The server's status words → ours. What is not in it is `"unknown"`, which means: keep waiting. */
  readonly statuses: Readonly<Record<string, JobStatus>>;
  readonly result: {
    /** Where a finished clip is looked for, the first place first: in the job itself, at an address in it, at `content`. */
    readonly from: readonly ("inline" | "url" | "content")[];
    /** The query of `content`. */
    readonly query: Readonly<Record<string, string>>;
  };
  /** What the server can do. What it cannot is refused before anything is sent. */
  readonly can: {
    /** Say how one job stands. */
    readonly retrieve: boolean;
    readonly list: boolean;
    readonly delete: boolean;
    readonly thumbnail: boolean;
    readonly spritesheet: boolean;
    /** Say how far a job is, beyond 0 and 100. */
    readonly progress: boolean;
  };
}

/** The fields that the builder fills, with the option that does: nothing else may set them. */
export function sentenceFields({ create }: Dialect): Readonly<Record<string, MessagePart>> {
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

/** Refuses a field of `.extra()` that would go past every check, and past the cost that was agreed to. */
export function rejectReservedField(name: string, dialect: Dialect): void {
  const said = sentenceFields(dialect);
  const builder = Object.hasOwn(said, name) ? said[name] : undefined;
  if (builder === undefined) return;
  throw new RequestError(
    "option_invalid",
    text`${option("extra")} cannot set ${describeValue(name)}, which has its own option.`,
    { hint: text`Use ${builder}.`, option: "extra", value: name },
  );
}

/** The error for what servers of a dialect cannot do. Nothing was sent. */
export function unsupportedError(dialect: Dialect, what: string, hint?: Message): RequestError {
  return new RequestError("unsupported", `Servers of the dialect "${dialect.name}" ${what}.`, { hint });
}

/** Whether nothing more will happen to the job. */
export function isTerminal(status: JobStatus): boolean {
  return status !== "queued" && status !== "in_progress" && status !== "unknown";
}

/** `word` as one of our statuses. */
export function readStatus(dialect: Dialect, word: string): JobStatus {
  const key = word.toLowerCase();
  return Object.hasOwn(dialect.statuses, key) ? (dialect.statuses[key] ?? "unknown") : "unknown";
}

/** Fills `{id}` into a path template. Ids are opaque: they may hold `/`, `+` or `=`. */
export function fillPath(template: string, id: string): string {
  if (!isUsableId(id))
    throw new RequestError("ticket_invalid", `The job id ${describeValue(id)} cannot stand in an address.`, {
      hint: "Pass the id as the server gave it.",
    });
  return template.replace("{id}", () => encodeURIComponent(id));
}

/** Whether `id` can stand in an address. `.` and `..` would name another place, however they are written. */
export function isUsableId(id: string): boolean {
  if (id === "" || id === "." || id === "..") return false;
  try {
    return encodeURIComponent(id) !== "";
  } catch {
    // Half of a surrogate pair.
    return false;
  }
}
