import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { DownloadError } from "../errors.js";

/** The file, if it is there and as long as it was when it was saved: it got its name only when it was whole. */
export async function fileIsWhole(
  path: string,
  bytes: number,
): Promise<{ readonly path: string; readonly bytes: number } | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() && found.size === bytes ? { path: resolve(path), bytes } : undefined;
}

/** Makes the folder of a clip, with those that it is in. */
export async function makeFolderOf(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (cause) {
    throw new DownloadError(
      "output_not_writable",
      `The folder of ${path} cannot be made: ${cause instanceof Error ? cause.message : String(cause)}.`,
      { cause, hint: "Make room, or choose another place." },
    );
  }
}
