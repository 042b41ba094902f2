import type { Dialect } from "../dialects/types.js";
import { fromBase64Data } from "../utils/bytes.js";
import { ApiError } from "../utils/errors.js";
import { inlineId, type Video } from "./schema.js";

/** Where a finished clip is. */
export type ClipSource =
  | { readonly kind: "content" }
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "inline"; readonly base64: string };

/** Where a clip can be that has no job: in the answer to its create, whatever the server does otherwise. */
const withoutJob: Dialect["result"]["from"] = ["inline", "url"];

/** The first place of the dialect's at which the clip of this job can be; `undefined` if there is none. */
export function findClip(video: Video, { result }: Dialect): ClipSource | undefined {
  const isJob = !(video.id === inlineId || video.id.startsWith(`${inlineId}-`));
  for (const place of isJob ? result.from : withoutJob) {
    if (place === "content") return { kind: "content" };
    const found = place === "url" ? urlIn(video) : inlineIn(video);
    if (found) return found;
  }
  return undefined;
}

const dataOf = (video: Video): Readonly<Record<string, unknown>> => {
  const first: unknown = Array.isArray(video.data) ? video.data[0] : undefined;
  return typeof first === "object" && first !== null ? (first as Record<string, unknown>) : {};
};

function urlIn(video: Video): ClipSource | undefined {
  const unsigned: unknown = Array.isArray(video.unsigned_urls) ? video.unsigned_urls[0] : undefined;
  const url = [video.url, dataOf(video).url, unsigned].find(
    (one): one is string => typeof one === "string" && /^https?:\/\//i.test(one) && URL.canParse(one),
  );
  return url === undefined ? undefined : { kind: "url", url };
}

function inlineIn(video: Video): ClipSource | undefined {
  const { b64_json: base64 } = dataOf(video);
  return typeof base64 === "string" && base64 !== "" ? { kind: "inline", base64 } : undefined;
}

/**
 * Bytes that came inside of an answer, as an answer of their own.
 *
 * @throws ApiError (`response_invalid`) if they are not Base64
 */
export function inlineResponse(base64: string): Response {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = fromBase64Data(base64);
  } catch (cause) {
    throw new ApiError("response_invalid", "The clip in the server's answer is not Base64.", {
      hint: "The job's video holds what came, in data[0].b64_json.",
      cause,
    });
  }
  return new Response(bytes, { headers: { "content-type": "video/mp4", "content-length": String(bytes.length) } });
}
