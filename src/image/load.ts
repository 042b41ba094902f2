/**
 * Turns any input into bytes whose header has been read.
 *
 * @module
 */
import type { Platform } from "../platform/platform.js";
import { untilAborted } from "../utils/abort.js";
import { ImageError, isUgokuError } from "../utils/errors.js";
import { withoutQuery } from "../utils/without-query.js";
import { type ClassifiedInput, classifyInput, type ImageInput } from "./classify-input.js";
import { readDataUrl } from "./data-url.js";
import { detectImageType } from "./detect-type.js";
import { maxImageBytes } from "./limits.js";
import { type ImageProbe, probeImage } from "./probe.js";
import { imageTooLarge, readStream, streamUsed } from "./read-stream.js";

/** Options of reading an image. */
export interface LoadImageOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hosts that may have a private address: names or `name:port`, or `true` for all. Default: none. */
  readonly allowPrivateHosts?: boolean | readonly string[] | undefined;
  /** Used for `http(s):` URLs instead of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds that a download may take in total. Default: 30,000. */
  readonly timeout?: number | undefined;
  /** Passes an `http(s):` URL on instead of reading it: for a server that takes addresses only. */
  readonly sendUrls?: boolean | undefined;
}

/** An image in memory, its header read. */
export interface LoadedBytes {
  readonly kind: "bytes";
  readonly bytes: Uint8Array;
  /** For messages: the path as given, the URL without its query, or a label such as "The Blob". */
  readonly name: string;
  /** For an upload: the last part of the name, with the extension that fits the bytes. */
  readonly fileName: string;
  readonly probe: ImageProbe;
}

/** A loaded input. */
export type LoadedImage =
  | LoadedBytes
  | { readonly kind: "reference"; readonly url: string }
  | { readonly kind: "file_id"; readonly fileId: string };

/** Loads one image; may be called repeatedly. */
export type ImageLoader = (options?: LoadImageOptions) => Promise<LoadedImage>;

/**
 * A loader for `input` that reads streams and URLs at most once: for `plan()` and then `submit()`, and for forks of one
 * builder. Files and bytes are read at each call, so that a builder does not keep them in memory.
 *
 * Callers share one download, and each can leave it by its own signal; the download stops when the last one leaves. A
 * failure is not cached, except for a stream, which cannot be read again. Never throws: an invalid input rejects.
 */
export function createImageLoader(input: ImageInput): ImageLoader {
  let shared: { result: Promise<LoadedImage>; controller: AbortController; waiting: number } | undefined;

  return async (options = {}) => {
    const { signal } = options;
    signal?.throwIfAborted();
    const classified = classifyInput(input);
    const isShared = classified.kind === "stream" || (classified.kind === "web" && !options.sendUrls);
    if (!isShared) return loadClassified(classified, options);

    if (!shared) {
      const controller = new AbortController();
      const result = loadClassified(classified, { ...options, signal: controller.signal });
      const started = { result, controller, waiting: 0 };
      shared = started;
      const forget = () => {
        if (shared === started && classified.kind === "web") shared = undefined;
      };
      result.catch(forget);
      controller.signal.addEventListener("abort", forget, { once: true });
    }
    const current = shared;
    // The rest of a stream whose reading was aborted is not an image.
    if (current.controller.signal.aborted) throw streamUsed("The stream");
    current.waiting += 1;
    let settled = false;
    try {
      const loaded = await untilAborted(current.result, signal);
      settled = true;
      return loaded;
    } finally {
      current.waiting -= 1;
      if (!settled && signal?.aborted && current.waiting === 0) current.controller.abort(signal.reason);
    }
  };
}

/**
 * Reads an image of any form and its header; a reference and a file id pass through.
 *
 * At most 20 MiB are read. URLs are fetched under the guard that `allowPrivateHosts` opens.
 *
 * @throws {ImageError} `image_input_invalid`, `image_not_found`, `image_not_a_file`, `image_unreadable`,
 * `image_url_blocked`, `image_url_failed`, `image_too_large`, `image_runtime_unsupported`, and all of {@link probeImage}.
 * Rejects with the signal's reason as soon as it fires.
 */
export async function loadImage(input: ImageInput, options: LoadImageOptions = {}): Promise<LoadedImage> {
  options.signal?.throwIfAborted();
  return loadClassified(classifyInput(input), options);
}

/** The functions of this runtime. */
export function loadPlatform(): Promise<Platform> {
  return import("#node");
}

async function loadClassified(input: ClassifiedInput, options: LoadImageOptions): Promise<LoadedImage> {
  const { signal } = options;
  switch (input.kind) {
    case "reference":
    case "file_id":
      return input;
    case "bytes":
      return finish(input.bytes, "The image");
    case "data":
      return finish(readDataUrl(input.url), "The data URL");
    case "stream":
      return finish(await readStream(input.stream, { name: "The stream", signal }), "The stream");
    case "blob":
      return loadBlob(input.blob, input.name, signal);
    case "path": {
      const { readImageFile } = await loadPlatform();
      const { bytes, path } = await untilAborted(readImageFile(input.path, { signal }), signal);
      return finish(bytes, path, getStem(path));
    }
    case "web":
      return options.sendUrls ? { kind: "reference", url: input.url.href } : loadWeb(input.url, options);
  }
}

async function loadBlob(blob: Blob, fileName: string | undefined, signal: AbortSignal | undefined) {
  const name = fileName ?? "The Blob";
  if (blob.size > maxImageBytes) throw imageTooLarge(name, blob.size);
  // As a stream, because a Blob may be backed by a file that has grown since.
  const bytes = await readStream(blob.stream(), { name, signal });
  return finish(bytes, name, fileName === undefined ? undefined : getStem(fileName));
}

async function loadWeb(url: URL, options: LoadImageOptions): Promise<LoadedImage> {
  const name = withoutQuery(url);
  const { fetchImage } = await loadPlatform();
  const { bytes } = await untilAborted(fetchImage(url, options), options.signal);
  try {
    return finish(bytes, name, getStem(name));
  } catch (error) {
    const detected = detectImageType(bytes);
    if (!isUgokuError(error) || detected.type !== "other" || detected.name !== "an HTML page") throw error;
    throw new ImageError("image_url_failed", `${name} returns an HTML page, not an image.`, {
      hint: "Pass the address of the image file; this may be a login or an error page.",
      cause: error,
    });
  }
}

/** The file name of a path or URL without its extension. */
function getStem(name: string): string {
  const last = /[^/\\]*$/.exec(name)?.[0] ?? "";
  // It becomes a header field of a form: nothing in a name may end one.
  return last.replace(/\.[A-Za-z0-9]{1,5}$/, "").replace(/[\p{Cc}"]/gu, "_");
}

function finish(bytes: Uint8Array, name: string, stem?: string): LoadedBytes {
  if (bytes.length > maxImageBytes) throw imageTooLarge(name, bytes.length);
  const probe = probeImage(bytes, { name });
  return { kind: "bytes", bytes, name, fileName: `${stem || "image"}.${probe.extension}`, probe };
}
