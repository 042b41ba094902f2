/**
 * A file's new text, under the same name at once or not at all.
 *
 * @module
 */

import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, open, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SourceFile } from "./read-inputs.js";

/** Rewrites a file that was read before; its mode and its owner stay. Throws if anyone else has changed it since. */
export async function replaceFile({ path, ...before }: SourceFile, text: string): Promise<void> {
  // A rename asks only the folder.
  await access(path, constants.W_OK);
  const temporary = join(dirname(path), `.ugoku-${randomBytes(8).toString("hex")}.part`);
  const file = await open(temporary, "wx", 0o600);
  try {
    try {
      await file.writeFile(text);
      // Only root may give a file away; it must not keep another's.
      const { uid, gid } = await file.stat();
      if (uid !== before.uid || gid !== before.gid) await file.chown(before.uid, before.gid).catch(() => {});
      await file.chmod(before.mode & 0o7777);
      await file.sync();
    } finally {
      await file.close();
    }
    const now = await stat(path);
    if (now.size !== before.size || now.mtimeMs !== before.mtimeMs)
      throw new Error("it was changed while it was being linted");
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}
