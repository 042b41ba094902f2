import { randomBytes } from "node:crypto";
import { type FileHandle, link, lstat, open, rename, stat, unlink } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import type { SaveFile } from "../../download/file-sink-types.js";
import { errnoCode } from "../../utils/errno.js";
import { DownloadError, UgokuError } from "../../utils/errors.js";
import { codeOnly, text } from "../../utils/message.js";

/**
 * Writes a file to `path`: first into a temporary file beside it, then flushed to the disk, then renamed. Whatever
 * happens on the way, the final name holds the whole file or what it held before.
 */
export const saveFile: SaveFile = async (path, options, pieces) => {
  options.signal?.throwIfAborted();
  if (path.endsWith("/") || path.endsWith(sep)) throw isFolder(path);
  const target = resolve(path);
  await checkTarget(target, options.overwrite);
  // Not made from the name: with more on it, a name that is just short enough would be too long.
  const temporary = join(dirname(target), `.ugoku-${randomBytes(8).toString("hex")}.part`);
  const onDisk = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw error instanceof UgokuError ? error : notWritable(target, error);
    });
  // Made before the download is asked for: a place that cannot be written to costs no traffic.
  const file = await onDisk(open(temporary, "wx"));
  let length = 0;
  try {
    try {
      for await (const { bytes, offset, totalBytes } of pieces) {
        options.signal?.throwIfAborted();
        // The file begins anew: what is left of the old one must not stick out behind the new one.
        if (offset < length) await onDisk(file.truncate(offset));
        await onDisk(writeAll(file, bytes, offset));
        length = offset + bytes.byteLength;
        options.onWritten(length, totalBytes);
      }
      await onDisk(file.sync());
    } finally {
      await onDisk(file.close());
    }
    options.signal?.throwIfAborted();
    await onDisk(moveIntoPlace(temporary, target, options.overwrite));
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(target));
  return { path: target, bytes: length };
};

/** One write may take less than it is given. */
async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.byteLength; ) {
    const left = bytes.byteLength - written;
    written += (await file.write(bytes, written, left, position + written)).bytesWritten;
  }
}

/** So that the new name outlasts a power cut. Not every system can open a folder or flush one; the file is safe then. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // As above.
  }
}

/** Refuses a target that cannot become the file, before anything is downloaded. */
export async function checkTarget(target: string, overwrite: boolean, example?: string): Promise<void> {
  const folder = dirname(target);
  const place = await stat(folder).catch(() => undefined);
  if (!place?.isDirectory())
    throw new DownloadError("output_folder_missing", `The folder ${folder} does not exist.`, {
      hint: "Make it first, or choose another path. Nothing was written.",
    });
  const existing = await stat(target).catch(() => undefined);
  if (existing?.isDirectory()) throw isFolder(target, example);
  if (existing && !overwrite) throw alreadyThere(target);
}

function isFolder(path: string, example = "clip.mp4"): DownloadError {
  return new DownloadError("output_exists", `${path} is a folder, not a file.`, {
    hint: `Name a file in it, such as ${join(path, example)}.`,
  });
}

/** {@link checkTarget}, and whether the folder takes a file: tried, because no permission bit says so everywhere. */
export async function checkWritable(target: string, overwrite: boolean, example?: string): Promise<void> {
  await checkTarget(target, overwrite, example);
  const trial = join(dirname(target), `.ugoku-${randomBytes(6).toString("hex")}.part`);
  try {
    await (await open(trial, "wx")).close();
    await unlink(trial);
  } catch (error) {
    throw notWritable(target, error);
  }
}

function alreadyThere(target: string): DownloadError {
  return new DownloadError("output_exists", `${target} exists already, and is left as it is.`, {
    hint: text`Choose another name. ${codeOnly("Or pass { overwrite: true }.")}`,
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
    const taken = errnoCode(error) === "EEXIST" || (await lstat(target).catch(() => undefined)) !== undefined;
    if (taken) throw alreadyThere(target);
    await rename(temporary, target);
    return;
  }
  await unlink(temporary);
}

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
  const code = errnoCode(cause);
  const reason = reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new DownloadError(
    "output_not_writable",
    `${target} cannot be written: ${reason}${code ? ` (${code})` : ""}.`,
    {
      hint: text`No partial file was left. Choose another folder, or free some space. ${codeOnly("Then call saveTo() again: the clip itself is not lost.")}`,
      cause,
    },
  );
}
