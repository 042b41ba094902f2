import { errorResponse } from "../testing/responses.js";
import { fromBase64Data } from "../utils/bytes.js";
import type { ForeignVideo } from "./specification.js";

/** What of a request for a part concerns the place where the file is. */
const passedOn = ["range", "if-range"] as const;

/** What of the file's own answer concerns the download. */
const passedBack = ["content-length", "content-range", "accept-ranges", "etag", "last-modified"] as const;

/** The file itself: bytes as they are, an address fetched without any key. */
export async function serveVideo(
  { url, data, mediaType }: ForeignVideo,
  request: Request,
  fetchVideo: (input: string, init: RequestInit) => Promise<Response>,
): Promise<Response> {
  const type = mediaType || "video/mp4";
  if (data !== undefined) {
    const bytes = typeof data === "string" ? fromBase64Data(data) : data;
    return new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: { "content-type": type, "content-length": String(bytes.byteLength) },
    });
  }
  const address = url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
  if (!address || !/^https?:$/.test(address.protocol))
    return errorResponse({ status: 404, message: "The provider's address of the video is not an http or https one." });
  const headers = Object.fromEntries(
    passedOn.flatMap((name) => {
      const value = request.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  const file = await fetchVideo(address.href, { headers, signal: request.signal });
  if (!file.ok && file.status !== 416) {
    await file.body?.cancel();
    return errorResponse({ status: file.status, message: `${address.host} answered ${file.status} for the video.` });
  }
  const back = passedBack.flatMap((name) => {
    const value = file.headers.get(name);
    // Of what was unpacked on its way, the length is another's.
    const isOthers = name === "content-length" && file.headers.has("content-encoding");
    return value === null || isOthers ? [] : [[name, value]];
  });
  return new Response(file.body, {
    status: file.status,
    headers: { ...Object.fromEntries(back), "content-type": file.headers.get("content-type") || type },
  });
}
