/**
 * The interface to files, sockets and native code, which only Node has.
 *
 * `import("#node")` loads `src/platform/node/index.ts` on Node and `src/platform/browser.ts` elsewhere. Both are checked
 * against {@link Platform}.
 *
 * @module
 */
import type { ImageType } from "../image/detect-type.js";
import type { Color, FitPlan, PixelSize } from "../image/fit-plan.js";
import type { Luma } from "../image/quality.js";
import type { HttpResponse } from "../utils/http-response.js";

/** A file that was read. */
export interface ReadImageFile {
  readonly bytes: Uint8Array;
  /** The path as given, or the path of a `file:` URL. */
  readonly path: string;
}

/** An image that was fetched. */
export interface FetchedImage {
  readonly bytes: Uint8Array;
  /** The final URL, after redirects. */
  readonly url: URL;
}

/** An address from a name lookup. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

export interface FetchImageOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hosts that may have a private address: names or `name:port`, or `true` for all. */
  readonly allowPrivateHosts?: boolean | readonly string[] | undefined;
  /** Used instead of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds in total, redirects included. Default: 30,000. */
  readonly timeout?: number | undefined;
  /** Milliseconds without a byte. Default: 10,000. */
  readonly stall?: number | undefined;
  /** Resolves a name to all of its addresses. Default: `dns.lookup`. */
  readonly lookup?: ((hostname: string) => Promise<readonly ResolvedAddress[]>) | undefined;
}

/** An image that is ready to be sent. Sizes are in pixels. */
export interface FittedImage {
  readonly bytes: Uint8Array;
  readonly type: ImageType;
  readonly width: number;
  readonly height: number;
}

export interface DecodeOptions {
  /** For messages. */
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
  /** Loads sharp. Default: `import("sharp")`. */
  readonly importDecoder?: (() => Promise<unknown>) | undefined;
}

export interface SaveFileOptions {
  readonly overwrite: boolean;
  readonly signal: AbortSignal | undefined;
}

/** A part of a file. A chunk at offset 0 replaces everything before it. */
export interface FileChunk {
  readonly bytes: Uint8Array;
  readonly offset: number;
}

/** The functions that differ by runtime. */
export interface Platform {
  /** What sends requests in place of the global `fetch`; `undefined` if that is the right one. It caches nothing and follows no redirect. */
  findHttpFetch(): ((url: string, init: RequestInit) => Promise<HttpResponse>) | undefined;
  /** The option of the global `fetch` for a response that may take long. */
  longTimeoutOption(): Promise<object>;
  /** Reads an image file of at most 20 MiB. */
  readImageFile(path: string | URL, options?: { readonly signal?: AbortSignal | undefined }): Promise<ReadImageFile>;
  /** Fetches an image of at most 20 MiB under the guard. */
  fetchImage(url: URL, options?: FetchImageOptions): Promise<FetchedImage>;
  /** All addresses of a host name; rejects if it has none. */
  resolveName(hostname: string): Promise<readonly ResolvedAddress[]>;
  /** The color of a CSS text; `undefined` where nothing can be drawn. Rejects if it is none, or transparent. */
  parseColor(text: string): Promise<Color | undefined>;
  /** Rejects as `fitImage()` would if no image can be decoded here. */
  checkFit(plan: FitPlan, options: DecodeOptions): Promise<void>;
  /** Rotates, re-encodes, crops, resizes or letterboxes an image according to `plan`. */
  fitImage(bytes: Uint8Array, plan: FitPlan, options: DecodeOptions): Promise<FittedImage>;
  /** Where a crop to the shape of `target` keeps the subject, from 0 to 1; 0.5 if no part of the image stands out clearly. */
  findCropPosition(bytes: Uint8Array, target: PixelSize, options: DecodeOptions): Promise<number>;
  /** Decodes an image's brightness, scaled down. */
  readLuma(bytes: Uint8Array, options: DecodeOptions): Promise<Luma>;
  /** Writes the chunks that `produce` passes on to a temporary file, which is created before that, and renames it. */
  saveFile(
    path: string,
    options: SaveFileOptions,
    produce: (write: (chunk: FileChunk) => Promise<void> | undefined) => Promise<void>,
  ): Promise<{ readonly path: string; readonly bytes: number }>;
}
