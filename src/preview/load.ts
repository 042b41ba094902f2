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

/** Loads the MP4 reader and writer. */
export async function loadMediabunny() {
  try {
    return await import("mediabunny");
  } catch (cause) {
    throw unavailable("mediabunny", cause);
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
