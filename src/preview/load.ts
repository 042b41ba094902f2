/**
 * The three optional dependencies, loaded on the first render.
 *
 * @module
 */
import { UgokuError } from "../errors.js";

/** What to install, in one line that can be pasted. */
export const installHint = "Run: npm install sharp h264-mp4-encoder mediabunny";

/** Loads the image decoder. */
export async function loadSharp() {
  try {
    const module = await import("sharp");
    return module.default;
  } catch (cause) {
    throw unavailable("sharp", cause);
  }
}

/**
 * Empties sharp's cache of finished operations, and leaves its limits as they were: they belong to the whole process.
 *
 * The cache is limited by a memory that it does not count pixels in: without this a picture of each of the last ten
 * clips, nearly twenty megabytes, stays behind.
 */
export function emptyCache(sharp: Awaited<ReturnType<typeof loadSharp>>): void {
  // Without a break in between, so that nobody sees the cache switched off.
  const { memory, files, items } = sharp.cache();
  sharp.cache(false);
  sharp.cache({ memory: memory.max, files: files.max, items: items.max });
}

/** Loads the MP4 reader and writer. */
export async function loadMediabunny() {
  try {
    return await import("mediabunny");
  } catch (cause) {
    throw unavailable("mediabunny", cause);
  }
}

/** Looks whether the encoder is there. It is loaded in the workers only: see `docs/decisions/003-preview-encoder.md`. */
export async function findEncoder(): Promise<void> {
  const { createRequire } = await import("node:module");
  try {
    createRequire(import.meta.url).resolve("h264-mp4-encoder");
  } catch (cause) {
    throw unavailable("h264-mp4-encoder", cause);
  }
}

/** The error of a part that is not installed, or is installed and does not load. */
export function unavailable(name: string, cause: unknown): UgokuError {
  const missing = isMissing(cause, name);
  return new UgokuError(
    "preview_unavailable",
    missing
      ? `The preview engine needs the package "${name}", which is not installed.`
      : `The preview engine needs the package "${name}", which is installed but does not load here.`,
    {
      cause,
      hint: missing
        ? `${installHint} (they are optional dependencies of ugoku, so an install with --omit=optional leaves them out).`
        : `${installHint} on this machine, for its own platform; node_modules copied from another system do not work.`,
    },
  );
}

function isMissing(cause: unknown, name: string): boolean {
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") return false;
  return String(message).includes(`'${name}'`);
}
