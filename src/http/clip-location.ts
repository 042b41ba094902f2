import type { Dialect } from "../dialects/types.js";
import { fromBase64Data } from "../utils/bytes.js";
import { ApiError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { inlineId, type Video } from "./schema.js";

/** The location of a finished clip. */
export type ClipSource =
  | { readonly kind: "content" }
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "inline"; readonly base64: string };

/** Locations of a clip that came in the response to its create request, without a job. */
const withoutJob: Dialect["result"]["from"] = ["inline", "url"];

/** The first of the dialect's locations that this job has; `undefined` if there is none. */
export function findClip(video: Video, { result }: Dialect): ClipSource | undefined {
  const isJob = !(video.id === inlineId || video.id.startsWith(`${inlineId}-`));
  for (const location of isJob ? result.from : withoutJob) {
    if (location === "content") return { kind: "content" };
    const found = location === "url" ? findUrl(video) : findInline(video);
    if (found) return found;
  }
  return undefined;
}

const firstData = ({ data }: Video): Readonly<Record<string, unknown>> =>
  Array.isArray(data) && isRecord(data[0]) ? data[0] : {};

function findUrl(video: Video): ClipSource | undefined {
  const unsigned: unknown = Array.isArray(video.unsigned_urls) ? video.unsigned_urls[0] : undefined;
  const url = [video.url, firstData(video).url, unsigned].find(
    (one): one is string => typeof one === "string" && /^https?:\/\//i.test(one) && URL.canParse(one),
  );
  return url === undefined ? undefined : { kind: "url", url };
}

function findInline(video: Video): ClipSource | undefined {
  const { b64_json: base64 } = firstData(video);
  return typeof base64 === "string" && base64 !== "" ? { kind: "inline", base64 } : undefined;
}

/**
 * Wraps Base64 data from a job object in a `Response`.
 *
 * @throws ApiError (`response_invalid`) if they are not Base64
 */
export function inlineResponse(base64: string): Response {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = fromBase64Data(base64);
  } catch (cause) {
    throw new ApiError("response_invalid", "The clip in the server's response is not valid Base64.", {
      hint: "See data[0].b64_json of the job's video object for what the server sent.",
      cause,
    });
  }
  return new Response(bytes, { headers: { "content-type": "video/mp4", "content-length": String(bytes.length) } });
}
