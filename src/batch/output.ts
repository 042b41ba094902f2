import { stat } from "node:fs/promises";
import { resolve } from "node:path";

/** The file, if it is there and as long as it was when it was saved: it got its name only when it was whole. */
export async function fileIsWhole(
  path: string,
  bytes: number,
): Promise<{ readonly path: string; readonly bytes: number } | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() && found.size === bytes ? { path: resolve(path), bytes } : undefined;
}
