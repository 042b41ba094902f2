/**
 * What differs between servers that speak the Videos API, as data. Code reads a dialect; it never asks for its name.
 *
 * @module
 */
import { RequestError, show } from "../errors.js";

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

/** How a server wants to be spoken to. */
export interface Dialect {
  readonly name: string;
  /** Paths under the base URL. `{id}` is replaced by the URL-encoded job id. */
  readonly paths: { readonly videos: string; readonly video: string; readonly content: string };
  /** The header that carries the API key, and what stands before the key in it. */
  readonly auth: { readonly header: string; readonly prefix: string };
  readonly create: {
    /** How image bytes travel. A reference (a file id or a URL) travels as JSON where the server takes one. */
    readonly encoding: "multipart";
    readonly imageField: string;
    /**
     * What the server asks of the image: exactly the pixels of `size`, or only its shape, so that more pixels
     * than the clip has may be sent.
     */
    readonly imageMatch: "exact" | "shape";
    readonly references: readonly ("file_id" | "image_url")[];
    /** Fields of the server's own that `.extra()` may set. */
    readonly extraFields: readonly string[];
  };
  /** The server's status words → ours. What is not in it is `"unknown"`, which means: keep waiting. */
  readonly statuses: Readonly<Record<string, JobStatus>>;
  readonly can: {
    readonly list: boolean;
    readonly delete: boolean;
    readonly thumbnail: boolean;
    readonly spritesheet: boolean;
  };
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
    throw new RequestError("ticket_invalid", `The job id ${show(id)} cannot stand in an address.`, {
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
