/**
 * The platform functions for browsers and Workers: see `src/platform/platform.ts`.
 *
 * @module
 */
import { describeAccepted, type FitPlan } from "../image/fit-plan.js";
import { blocked, fetchGuarded, readAllowedHosts } from "../image/guarded-fetch.js";
import { ImageError, RequestError } from "../utils/errors.js";
import { getPort } from "../utils/get-port.js";
import { type Message, text } from "../utils/message.js";
import { noStore } from "../utils/redirects.js";
import type { DecodeOptions, FetchedImage, FetchImageOptions, Platform } from "./platform.js";

/**
 * Fetches an image of at most 20 MiB, with the checks that are possible without sockets.
 *
 * Names are not resolved: only the scheme, credentials, literal addresses (all refused, public ones too) and local names
 * are checked, for each redirect. Browsers hide the target of a redirect, so there a redirect fails. Fetch URLs from
 * strangers on Node.
 *
 * @throws {ImageError} `image_url_blocked`, `image_url_failed`, `image_too_large`; or rejects with the signal's reason.
 */
export async function fetchImage(url: URL, options: FetchImageOptions = {}): Promise<FetchedImage> {
  options.signal?.throwIfAborted();
  const allowed = readAllowedHosts(options.allowPrivateHosts);
  // Called as a plain function: a browser's fetch must not have another `this`.
  const send = options.fetch ?? ((next: URL, init: RequestInit) => globalThis.fetch(next, init));
  return fetchGuarded(url, options, {
    check: (next) => {
      if (!isLocal(next.hostname) || allowed(next.hostname, getPort(next))) return;
      throw blocked(
        `The image's URL was not fetched: ${next.hostname} is an address or a local name, which this runtime cannot check.`,
        `If you trust that host, allow it: createUgoku({ allowPrivateHosts: ["${next.host}"] }).`,
      );
    },
    send: (next, init) => send(next, { ...noStore(), ...init }),
  });
}

/** An address, a name without a dot, or a domain that exists only in a local network. */
function isLocal(hostname: string): boolean {
  const name = hostname.replace(/\.+$/, "");
  if (name.startsWith("[") || /^\d+(\.\d+){3}$/.test(name)) return true;
  return !name.includes(".") || /\.(localhost|local|internal|intranet|lan|home|corp|private|home\.arpa)$/.test(name);
}

/** There is only `fetch`. */
export const findHttpFetch: Platform["findHttpFetch"] = () => undefined;

/** A browser has a limit of its own, which no option changes. */
export const longTimeoutOption: Platform["longTimeoutOption"] = () => Promise.resolve({});

/** Unknown here. */
export const resolveName: Platform["resolveName"] = () => Promise.resolve([]);

export const readImageFile: Platform["readImageFile"] = (path) =>
  unsupported(
    `${String(path)} cannot be read: this runtime has no file system.`,
    "Pass bytes, a Blob or a File; or a URL with its host, such as new URL(path, location.href).",
  );

/** Nothing can be drawn here: `fitImage` says so. */
export const parseColor: Platform["parseColor"] = () => Promise.resolve(undefined);

export const checkFit = (plan: FitPlan, { name }: DecodeOptions): Promise<never> =>
  unsupported(
    `${name} does not fit, and this runtime cannot change images.`,
    text`Run on Node with sharp, or pass ${describeAccepted(plan)}`,
  );

export const fitImage: Platform["fitImage"] = (_bytes, plan, options) => checkFit(plan, options);

/** Nothing can be cropped here. */
export const findCropPosition: Platform["findCropPosition"] = () => Promise.resolve(0.5);

export const readLuma: Platform["readLuma"] = (_bytes, { name }) =>
  unsupported(`${name} was not decoded: this runtime cannot decode images.`, "Run on Node with sharp.");

export const saveFile: Platform["saveFile"] = (path) =>
  Promise.reject(
    new RequestError("unsupported", `${path} cannot be written: this runtime has no file system.`, {
      hint: "Use clip.stream(), clip.blob() or clip.bytes().",
    }),
  );

function unsupported(message: string, hint: string | Message): Promise<never> {
  return Promise.reject(new ImageError("image_runtime_unsupported", message, { hint }));
}

({
  findHttpFetch,
  longTimeoutOption,
  readImageFile,
  fetchImage,
  resolveName,
  parseColor,
  checkFit,
  fitImage,
  findCropPosition,
  readLuma,
  saveFile,
}) satisfies Platform;
