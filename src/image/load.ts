/**
 * Turns any input into bytes whose header has been read.
 *
 * @module
 */

import type { FetchImageOptions, Platform } from "../platform/platform.js";
import { untilAborted } from "../utils/abort.js";
import { ImageError, isUgokuError } from "../utils/errors.js";
import { type ClassifiedInput, classifyInput, type ImageInput } from "./classify-input.js";
import { readDataUrl } from "./data-url.js";
import { detectImageType } from "./detect-type.js";
import { maxImageBytes } from "./limits.js";
import { type ImageProbe, probeImage } from "./probe.js";
import { readStream, tooLarge } from "./read-stream.js";

/** How images are read. */
export interface LoadImageOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hosts that may have a private address: names or `name:port`, or `true` for all. Default: none. */
  readonly allowPrivateHosts?: boolean | readonly string[] | undefined;
  /** Used for `http(s):` URLs instead of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds that a download may take in all. Default: 30,000. */
  readonly timeout?: number | undefined;
}

/** An image in memory, its header read. */
export interface LoadedBytes {
  readonly kind: "bytes";
  readonly bytes: Uint8Array;
  /** For messages: the path as it was given, the URL without its query, or such as "The Blob". */
  readonly name: string;
  /** For an upload: the last part of the name, with the extension that fits the bytes. */
  readonly fileName: string;
  readonly probe: ImageProbe;
}

/** What an input has become. */
export type LoadedImage =
  | LoadedBytes
  | { readonly kind: "reference"; readonly url: string }
  | { readonly kind: "file_id"; readonly fileId: string };

/**
 * Reads an image of any form and the header of it; a reference and a file id pass through.
 *
 * Its sources are limited to 20 MiB, and cut off there. URLs are fetched under the guard that `allowPrivateHosts` opens.
 *
 * @throws {ImageError} `image_input_invalid`, `image_not_found`, `image_not_a_file`, `image_unreadable`,
 * `image_url_blocked`, `image_url_failed`, `image_too_large`, `image_runtime_unsupported`, and all of {@link probeImage}.
 * Rejects with the signal's reason as soon as it fires.
 */
export async function loadImage(input: ImageInput, options: LoadImageOptions = {}): Promise<LoadedImage> {
  options.signal?.throwIfAborted();
  return loadClassified(classifyInput(input), options);
}

/** {@link loadImage} for an input that has been sorted. */
export async function loadClassified(sorted: ClassifiedInput, options: LoadImageOptions = {}): Promise<LoadedImage> {
  const { signal } = options;
  switch (sorted.kind) {
    case "reference":
    case "file_id":
      return sorted;
    case "bytes":
      return finish(sorted.bytes, unnamed("The image"));
    case "data":
      return finish(readDataUrl(sorted.url), unnamed("The data URL"));
    case "stream":
      return finish(await readStream(sorted.stream, { name: "The stream", signal }), unnamed("The stream"));
    case "blob":
      return loadBlob(sorted.blob, sorted.name === undefined ? unnamed("The Blob") : named(sorted.name), signal);
    case "path": {
      const { readImageFile } = await loadPlatform();
      const { bytes, path } = await untilAborted(readImageFile(sorted.path, { signal }), signal);
      return finish(bytes, named(path));
    }
    case "web":
      return loadWeb(sorted.url, options);
  }
}

/** The side of the door that this runtime has. */
export function loadPlatform(): Promise<Platform> {
  return import("#node");
}

async function loadBlob(blob: Blob, label: Label, signal: AbortSignal | undefined): Promise<LoadedImage> {
  if (blob.size > maxImageBytes) throw tooLarge(label.name, blob.size);
  // As a stream, because a Blob may stand for a file that has grown since.
  return finish(await readStream(blob.stream(), { name: label.name, signal }), label);
}

async function loadWeb(url: URL, options: LoadImageOptions): Promise<LoadedImage> {
  const name = `${url.origin}${url.pathname}`;
  const { fetchImage } = await loadPlatform();
  const fetchOptions: FetchImageOptions = options;
  const { bytes } = await untilAborted(fetchImage(url, fetchOptions), options.signal);
  try {
    return finish(bytes, named(name));
  } catch (error) {
    const sniffed = detectImageType(bytes);
    // The answer to "why": the server did not send the picture but a page about it.
    if (isUgokuError(error) && sniffed.type === "other" && sniffed.name === "an HTML page") {
      throw new ImageError("image_url_failed", `${name} answers with an HTML page, not an image.`, {
        hint: "Pass the address of the image itself; a login or an error page may be in front of it.",
        cause: error,
      });
    }
    throw error;
  }
}

/** What an image is called in messages, and what its file is called in an upload. */
interface Label {
  readonly name: string;
  readonly stem: string;
}

function unnamed(name: string): Label {
  return { name, stem: "image" };
}

function named(name: string): Label {
  const last = /[^/\\]*$/.exec(name)?.[0] ?? "";
  // It becomes a header field of a form, which is plain text: nothing in a name may end one.
  const stem = last.replace(/\.[A-Za-z0-9]{1,5}$/, "").replace(/[\p{Cc}"]/gu, "_");
  return { name, stem: stem === "" ? "image" : stem };
}

function finish(bytes: Uint8Array, { name, stem }: Label): LoadedBytes {
  if (bytes.length > maxImageBytes) throw tooLarge(name, bytes.length);
  const probe = probeImage(bytes, { name });
  return { kind: "bytes", bytes, name, fileName: `${stem}.${probe.extension}`, probe };
}
