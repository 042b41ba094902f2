import type { Video } from "../http/schema.js";
import { clean } from "./provider-errors.js";
import type { ForeignVideo } from "./specification.js";

/** What is told of a job, by whichever way it runs. Times are seconds since 1970. */
export interface JobFacts {
  readonly id: string;
  readonly model: string;
  readonly status: "in_progress" | "completed" | "failed";
  readonly createdAt: number;
  readonly seconds: string;
  readonly size: string;
  readonly completedAt?: number | undefined;
  readonly expiresAt?: number | undefined;
  readonly error?: { readonly message: string; readonly code: string } | undefined;
  /** What the provider could not do as it was asked. */
  readonly warnings?: readonly object[] | undefined;
}

/** The job in the words of the Videos API. `warnings` is a field of our own: it is in `clip.video`. */
export function videoObject({ id, model, status, createdAt, seconds, size, ...more }: JobFacts): Video {
  const { completedAt, expiresAt, error, warnings = [] } = more;
  return {
    id,
    object: "video",
    model,
    status,
    ...(status === "completed" ? { progress: 100 } : {}),
    created_at: createdAt,
    completed_at: completedAt ?? null,
    expires_at: expiresAt ?? null,
    seconds,
    size,
    error: error ?? null,
    ...(warnings.length > 0 ? { warnings: warnings.map(readable) } : {}),
  };
}

/** A provider's warning without what nobody may see. */
function readable(warning: object): object {
  const entries = Object.entries(warning).filter(([, value]) => typeof value === "string");
  return Object.fromEntries(entries.map(([name, value]) => [name, clean(value, "")]));
}

/** The one video that can be fetched, or why there is none. */
export function firstVideo(videos: readonly ForeignVideo[] | undefined): ForeignVideo | string {
  const [video] = videos ?? [];
  if (!video) return "The provider gave no video.";
  if ((video.type === "url" && video.url) || (video.data !== undefined && video.type !== "url")) return video;
  return `The provider gave a video of the kind ${JSON.stringify(video.type)}, which cannot be downloaded.`;
}

/** Seconds since 1970. */
export const nowInSeconds = (): number => Math.floor(Date.now() / 1000);
