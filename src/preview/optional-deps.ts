/** The optional dependency, loaded on the first render. */
import { UgokuError } from "../utils/errors.js";
import { importSharp } from "../utils/import-sharp.js";

const installHint = "Run: npm install sharp";

/** Loads the image decoder. */
export async function loadSharp() {
  try {
    return await importSharp();
  } catch (cause) {
    throw unavailable("sharp", cause);
  }
}

/** The error for a package that is not installed, or cannot be loaded. */
export function unavailable(name: string, cause: unknown): UgokuError {
  const missing = isMissing(cause, name);
  return new UgokuError(
    "preview_unavailable",
    missing
      ? `The preview engine needs the package "${name}", which is not installed.`
      : `The preview engine needs the package "${name}", which is installed but cannot be loaded.`,
    {
      cause,
      hint: missing
        ? `${installHint} (it is an optional dependency of ugoku, so an install with --omit=optional leaves it out).`
        : `${installHint} on this machine, for its own platform; node_modules copied from another system do not work.`,
    },
  );
}

/** Whether an error says that a module was not found; `name`: that package, and not one of its own dependencies. */
export function isMissing(cause: unknown, name?: string): boolean {
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") return false;
  return name === undefined || String(message).includes(`'${name}'`);
}
