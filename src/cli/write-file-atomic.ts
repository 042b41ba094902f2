/**
 * Replaces a file atomically.
 *
 * @module
 */

import { constants } from "node:fs";
import { access, open, rename, stat, unlink } from "node:fs/promises";
import { saveFile, temporaryName } from "../platform/node/save-file.js";
import type { SourceFile } from "./lint/read-inputs.js";

/** Writes a file of text, in parts: a page with images is too large for one string. */
export async function saveText(path: string, parts: Iterable<string>): Promise<void> {
  await saveFile(path, { overwrite: true, signal: undefined }, async (write) => {
    let offset = 0;
    for (const part of parts) {
      const bytes = Buffer.from(part);
      await write({ bytes, offset });
      offset += bytes.byteLength;
    }
  });
}

/** Rewrites a file that was read before, with the same mode and owner. Throws if it has been changed since. */
export async function replaceFile({ path, ...before }: SourceFile, text: string): Promise<void> {
  // rename() checks only the permissions of the folder.
  await access(path, constants.W_OK);
  const temporary = temporaryName(path);
  const file = await open(temporary, "wx", 0o600);
  try {
    try {
      await file.writeFile(text);
      // Only root can change the owner.
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
