/**
 * The other side of the door, for browsers and Workers: see `src/platform/platform.ts`.
 *
 * @module
 */
import type { SaveFile } from "../download/file-sink-types.js";
import { portOf, readAllowedHosts } from "../image/allowed-hosts.js";
import { blocked, fetchWithRedirects } from "../image/fetch-with-redirects.js";
import type { Luma } from "../image/quality.js";
import { ImageError, RequestError } from "../utils/errors.js";
import type { FetchedImage, FetchImageOptions, FittedImage, Platform, ReadImageFile } from "./platform.js";

/** Rejects: this runtime has no file system. */
export function readImageFile(path: string | URL): Promise<ReadImageFile> {
  return Promise.reject(
    new ImageError("image_runtime_unsupported", `${String(path)} cannot be read: this runtime has no file system.`, {
      hint: "Pass bytes, a Blob or a File; or a URL with its host, such as new URL(path, location.href).",
    }),
  );
}

/**
 * The bytes behind an `http(s):` URL, of at most 20 MiB, under what this runtime can guard.
 *
 * There is no socket to look at here, so a name is not resolved: only the scheme, credentials, addresses written in the
 * URL (refused, public ones too) and names that mean this machine or this network are judged, for each redirect anew. A
 * browser does not tell where a redirect leads, so there it fails. For URLs from strangers, fetch on Node.
 *
 * @throws {ImageError} `image_url_blocked`, `image_url_failed`, `image_too_large`; or rejects with the signal's reason.
 */
export async function fetchImage(url: URL, options: FetchImageOptions = {}): Promise<FetchedImage> {
  options.signal?.throwIfAborted();
  const allowed = readAllowedHosts(options.allowPrivateHosts);
  // Called as a plain function: a browser's fetch must not have another `this`.
  const send = options.fetch ?? ((next: URL, init: RequestInit) => globalThis.fetch(next, init));
  return fetchWithRedirects(url, options, {
    check: (next) => {
      if (!looksPrivate(next.hostname) || allowed(next.hostname, portOf(next))) return;
      throw blocked(
        `The image's URL was not fetched: ${next.hostname} is an address or a local name, which this runtime cannot check.`,
        `If you trust that host, allow it: createUgoku({ allowPrivateHosts: ["${next.host}"] }).`,
      );
    },
    send: (next, init) => send(next, init),
  });
}

/** Rejects: sharp needs Node. */
export function fitImage(...[, plan, { name }]: Parameters<Platform["fitImage"]>): Promise<FittedImage> {
  const { width, height } = plan.output;
  return Promise.reject(
    new ImageError("image_runtime_unsupported", `${name} does not fit, and this runtime cannot change images.`, {
      hint: `Pass an upright image of exactly ${width}x${height} pixels, or run on Node with sharp.`,
    }),
  );
}

/** Rejects: sharp needs Node. */
export function readLuma(...[, { name }]: Parameters<Platform["readLuma"]>): Promise<Luma> {
  return Promise.reject(
    new ImageError("image_runtime_unsupported", `${name} was not decoded: this runtime cannot do that.`, {
      hint: "Run on Node with sharp.",
    }),
  );
}

/** Rejects: this runtime has no file system. */
export const saveFile: SaveFile = (path) =>
  Promise.reject(
    new RequestError("unsupported", `${path} cannot be written: this runtime has no file system.`, {
      hint: "Use clip.stream(), clip.blob() or clip.bytes().",
    }),
  );

/** An address, a name without a dot, or one of the endings that never leave a network. */
function looksPrivate(hostname: string): boolean {
  const name = hostname.replace(/\.$/, "");
  if (name.startsWith("[") || /^\d+(\.\d+){3}$/.test(name)) return true;
  return !name.includes(".") || /\.(localhost|local|internal|intranet|lan|home|corp|private|home\.arpa)$/.test(name);
}

({ readImageFile, fetchImage, fitImage, readLuma }) satisfies Platform;
