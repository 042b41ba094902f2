import { randomBytes } from "node:crypto";
import { link, open, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { SaveFile } from "../clip/save.js";
import { DownloadError, UgokuError } from "../errors.js";

/**
 * Writes a stream to `path`: first into a temporary file beside it, then flushed to the disk, then renamed. Whatever
 * happens on the way, the final name holds the whole file or what it held before.
 */
export const saveFile: SaveFile = async (path, options, openSource) => {
  options.signal?.throwIfAborted();
  const target = resolve(path);
  await checkTarget(target, options.overwrite);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.part`);
  // Made before the download is asked for: a place that cannot be written to costs no traffic.
  const file = await open(temporary, "wx").catch((error: unknown) => {
    throw notWritable(target, error);
  });
  let bytes = 0;
  try {
    try {
      const source = await openSource();
      for await (const chunk of source.stream) {
        options.signal?.throwIfAborted();
        await file.writeFile(chunk);
        bytes += chunk.byteLength;
        source.onBytes(bytes);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await moveIntoPlace(temporary, target, options.overwrite);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error instanceof UgokuError || options.signal?.aborted ? error : notWritable(target, error);
  }
  return { path: target, bytes };
};

/** Refuses a target that cannot become the file, before anything is downloaded. */
export async function checkTarget(target: string, overwrite: boolean): Promise<void> {
  const folder = dirname(target);
  const place = await stat(folder).catch(() => undefined);
  if (!place?.isDirectory())
    throw new DownloadError("output_folder_missing", `The folder ${folder} does not exist.`, {
      hint: "Make it first, or choose another path. Nothing was downloaded.",
    });
  const existing = await stat(target).catch(() => undefined);
  if (existing?.isDirectory())
    throw new DownloadError("output_exists", `${target} is a folder, not a file.`, {
      hint: `Name a file in it, such as ${join(target, "clip.mp4")}.`,
    });
  if (existing && !overwrite) throw alreadyThere(target);
}

function alreadyThere(target: string): DownloadError {
  return new DownloadError("output_exists", `${target} exists already, and is left as it is.`, {
    hint: "Choose another name, or allow it with { overwrite: true } (--force on the command line).",
  });
}

/** `rename` replaces silently; `link` refuses. A file system without links gets the rename. */
async function moveIntoPlace(temporary: string, target: string, overwrite: boolean): Promise<void> {
  if (overwrite) {
    await rename(temporary, target);
    return;
  }
  try {
    await link(temporary, target);
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw alreadyThere(target);
    await rename(temporary, target);
    return;
  }
  await unlink(temporary);
}

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be larger than is allowed here",
  EACCES: "it may not be written to",
  EPERM: "it may not be written to",
  EROFS: "the file system is read-only",
  ENAMETOOLONG: "the name is too long",
};

function notWritable(target: string, cause: unknown): DownloadError {
  const code = codeOf(cause);
  const reason = reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new DownloadError(
    "output_not_writable",
    `${target} cannot be written: ${reason}${code ? ` (${code})` : ""}.`,
    {
      hint: "Nothing was left behind. Choose another place, or make room, and save the clip again: it is still on the server.",
      cause,
    },
  );
}
