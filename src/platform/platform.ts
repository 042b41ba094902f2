/**
 * The one door to what only Node has: files, sockets and native code.
 *
 * `import("#node")` gives `src/platform/node/index.ts` on Node and `src/platform/browser.ts` elsewhere; both are checked against
 * {@link Platform}, so neither can drift from the other.
 *
 * @module
 */

import type { ImageType } from "../image/detect-type.js";
import type { FitPlan } from "../image/fit-plan.js";
import type { Luma } from "../image/quality.js";

/** A file that was read. */
export interface ReadImageFile {
  readonly bytes: Uint8Array;
  /** The path, as it was given; of a `file:` URL, the path that it means. */
  readonly path: string;
}

/** An image that was fetched. */
export interface FetchedImage {
  readonly bytes: Uint8Array;
  /** Where it came from in the end, after redirects. */
  readonly url: URL;
}

/** One answer of a name lookup. */
export interface LookupAnswer {
  readonly address: string;
  readonly family: number;
}

export interface FetchImageOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hosts that may have a private address: names or `name:port`, or `true` for all. */
  readonly allowPrivateHosts?: boolean | readonly string[] | undefined;
  /** Used instead of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds for the whole of it, redirects included. Default: 30,000. */
  readonly timeout?: number | undefined;
  /** Milliseconds without a byte. Default: 10,000. */
  readonly stall?: number | undefined;
  /** Resolves a name to all of its addresses. Default: `dns.lookup`. */
  readonly lookup?: ((hostname: string) => Promise<readonly LookupAnswer[]>) | undefined;
}

/** An image that is ready to be sent. Sizes are in pixels. */
export interface FittedImage {
  readonly bytes: Uint8Array;
  readonly type: ImageType;
  readonly width: number;
  readonly height: number;
}

export interface FitImageOptions {
  /** For messages. */
  readonly name: string;
  readonly type: ImageType;
  readonly signal?: AbortSignal | undefined;
  /** Loads sharp. Default: `import("sharp")`. */
  readonly importDecoder?: (() => Promise<unknown>) | undefined;
}

export interface ReadLumaOptions {
  /** For messages. */
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
  /** Loads sharp. Default: `import("sharp")`. */
  readonly importDecoder?: (() => Promise<unknown>) | undefined;
}

/** What both sides of the door hold. */
export interface Platform {
  /** Reads an image file of at most 20 MiB. */
  readImageFile(path: string | URL, options?: { readonly signal?: AbortSignal | undefined }): Promise<ReadImageFile>;
  /** Fetches an image of at most 20 MiB under the guard. */
  fetchImage(url: URL, options?: FetchImageOptions): Promise<FetchedImage>;
  /** Turns, crops, resizes or letterboxes an image as `plan` says. */
  fitImage(bytes: Uint8Array, plan: FitPlan, options: FitImageOptions): Promise<FittedImage>;
  /** Decodes an image's brightness, made small. */
  readLuma(bytes: Uint8Array, options: ReadLumaOptions): Promise<Luma>;
}
