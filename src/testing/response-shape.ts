import type { Video } from "../http/schema.js";
import { isRecord } from "../utils/guards.js";
import * as rule from "../utils/option-rules.js";
import type { OptionRules } from "../utils/validate-options.js";

/** How the responses of a fake differ from those of the reference server, as gateways' do. */
export interface ResponseShape {
  /** The field that wraps jobs and lists, beside `code: 0`: `"data"`. Default: none. */
  readonly wrapper?: string | undefined;
  /** The form of times. Default `"seconds"`. */
  readonly times?: "seconds" | "milliseconds" | "iso" | undefined;
  /** The field or path of a completed job that has its clip's URL: `"metadata.url"`. The content path then responds with 404. */
  readonly clipUrl?: string | undefined;
  /** The HTTP status of a poll of a failed job, with the job in its body. Default 200. */
  readonly failedStatus?: number | undefined;
  /** Empty pages before the jobs of a list. Default 0. */
  readonly emptyPages?: number | undefined;
}

const isName = (value: unknown) => typeof value === "string" && value !== "";

export const shapeRules: OptionRules<ResponseShape> = {
  wrapper: { accepts: isName, expected: 'a field, such as "data"' },
  times: rule.oneOf("seconds", "milliseconds", "iso"),
  clipUrl: { accepts: isName, expected: 'a field or path, such as "metadata.url"' },
  failedStatus: {
    accepts: (value) => Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599 && value !== 204,
    expected: "a status from 200 to 599",
  },
  emptyPages: rule.from(0),
};

/** The query parameter of a clip's URL, by which the content path recognizes it. */
const clipParameter = "file";

/** A job as the server sends it. `url`: of the request. */
export function shapeVideo(video: Video, { times = "seconds", clipUrl }: ResponseShape, url: URL): object {
  const shaped: Record<string, unknown> = { ...video };
  for (const name of ["created_at", "completed_at", "expires_at"]) {
    const seconds = shaped[name];
    if (typeof seconds !== "number" || times === "seconds") continue;
    shaped[name] = times === "milliseconds" ? seconds * 1000 : new Date(seconds * 1000).toISOString();
  }
  if (clipUrl === undefined || video.status !== "completed") return shaped;
  const base = url.href.slice(0, url.href.indexOf("/videos"));
  setPath(shaped, clipUrl.split("."), `${base}/videos/${video.id}/content?${clipParameter}=1`);
  return shaped;
}

function setPath(target: Record<string, unknown>, [name = "", ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) target[name] = value;
  else {
    const inner = { ...(isRecord(target[name]) ? target[name] : {}) };
    target[name] = inner;
    setPath(inner, rest, value);
  }
}

export const wrapBody = (body: object, { wrapper }: ResponseShape): object =>
  wrapper === undefined ? body : { code: 0, message: "success", [wrapper]: body };

/** Whether a request of content has the URL that a completed job shows. */
export const hasClipUrl = (url: URL, { clipUrl }: ResponseShape): boolean =>
  clipUrl === undefined || url.searchParams.has(clipParameter);

/** The empty page for that cursor; `undefined` once the jobs follow. */
export function emptyPage(after: string | null, { emptyPages = 0 }: ResponseShape): object | undefined {
  const count = after === null ? 0 : Number(emptyCursor.exec(after)?.[1] ?? Number.NaN);
  if (!(count < emptyPages)) return undefined;
  return { object: "list", data: [], first_id: null, last_id: `empty-${count + 1}`, has_more: true };
}

/** The cursor of an empty page. */
export const emptyCursor = /^empty-(\d+)$/;
