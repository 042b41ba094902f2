import type { Stats } from "node:fs";
import {
  constants,
  copyFile,
  type FileHandle,
  link,
  lstat,
  open,
  readdir,
  rename,
  stat,
  unlink,
} from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { randomUUID } from "../../utils/crypto.js";
import { errnoCode } from "../../utils/errno.js";
import { DownloadError, UgokuError } from "../../utils/errors.js";
import { codeOnly, text } from "../../utils/message.js";
import type { FileChunk, Platform } from "../platform.js";

/**
 * Writes a file to `path`: into a temporary file beside it, flushed to the disk, then renamed. After a failure the final
 * name has its previous content, never a partial file.
 */
export const saveFile: Platform["saveFile"] = async (path, options, produce) => {
  const { overwrite, signal } = options;
  signal?.throwIfAborted();
  if (path.endsWith("/") || path.endsWith(sep)) throw isFolder(path);
  const target = resolve(path);
  await checkTarget(target, overwrite);
  const onDisk = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw error instanceof UgokuError ? error : notWritable(target, error);
    });
  // Created before the download is requested: a folder that is not writable costs no traffic.
  const temporary = temporaryName(target);
  const file = await onDisk(open(temporary, "wx"));
  const cleaning = removeAbandoned(temporary);
  const writer = new BatchWriter(file);
  try {
    try {
      await produce((chunk) => {
        const writing = writer.add(chunk);
        return writing && onDisk(writing);
      });
      await onDisk(writer.end());
    } finally {
      await onDisk(file.close());
    }
    signal?.throwIfAborted();
    await onDisk(moveIntoPlace(temporary, target, overwrite));
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await cleaning;
  return { path: target, bytes: writer.length };
};

/** Copies a file to the new name `path`, which it gets when it is complete and flushed to the disk. Never replaces a file. */
export async function copyFileTo(path: string, from: string): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await copyFile(from, temporary, constants.COPYFILE_FICLONE);
    // Windows flushes only what it may write. Elsewhere a copy of a read-only file is flushed too.
    const file = await open(temporary, process.platform === "win32" ? "r+" : "r");
    await file.sync().finally(() => file.close());
    await removeAbandoned(temporary);
    await moveIntoPlace(temporary, path, false);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error instanceof UgokuError ? error : notWritable(path, error);
  }
}

/** Moves a file to the new name `path`. Never replaces a file. After a crash at least one of the two names exists. */
export async function moveFileTo(path: string, from: string): Promise<void> {
  try {
    await moveIntoPlace(from, path, false);
  } catch (error) {
    if (error instanceof UgokuError) throw error;
    if (errnoCode(error) !== "EXDEV") throw notWritable(path, error);
    await copyFileTo(path, from);
    await unlink(from).catch(() => {});
  }
}

/** A name for a temporary file beside the target. Independent of the target's name, which may already have the maximum length. */
export function temporaryName(target: string): string {
  return join(dirname(target), `.ugoku-${randomUUID().replaceAll("-", "").slice(0, 16)}.part`);
}

const isTemporary = (name: string): boolean => /^\.ugoku-[\da-f]{16}\.part$/.test(name);

/** Milliseconds without a write after which no process still writes to a temporary file: also a suspended machine's. */
const abandonedAfter = 24 * 60 * 60_000;

/** Folders that this process has cleaned: to read a folder for each file of thousands would take too long. */
const cleaned = new Set<string>();
const maxCleaned = 1_000;

/** Removes the temporary files that killed processes left beside `fresh`, which was just created. */
async function removeAbandoned(fresh: string): Promise<void> {
  const folder = dirname(fresh);
  if (cleaned.has(folder)) return;
  if (cleaned.size >= maxCleaned) cleaned.clear();
  cleaned.add(folder);
  try {
    // The time of the file system: the clock of this machine may be another one.
    const { mtimeMs: now } = await lstat(fresh);
    for (const name of (await readdir(folder)).filter(isTemporary)) {
      const path = join(folder, name);
      if (now - (await lstat(path)).mtimeMs > abandonedAfter) await unlink(path);
    }
  } catch {
    // Another process may be faster, or the folder cannot be read.
  }
}

/** Bytes that are written at once. A write for each part that arrives, 64 KiB at most, would take longer than the transfer. */
const batchSize = 256 * 1024;

/** Bytes after which the disk begins to flush what was written, so that little is left when the last byte has arrived. */
const syncSize = 16 * 1024 * 1024;

/** Writes the chunks of a file in batches. While a batch is written, the next one arrives. */
class BatchWriter {
  readonly #file: FileHandle;
  #batch: Uint8Array[] = [];
  #batchStart = 0;
  #writing: Promise<unknown> = Promise.resolve();
  #syncing: Promise<unknown> = Promise.resolve();
  #synced = 0;
  #longest = 0;
  /** Bytes that were added. */
  length = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Adds a chunk. If it returns a promise, the next one may be added when that resolves. */
  add({ bytes, offset }: FileChunk): Promise<void> | undefined {
    // The download has started over.
    if (offset === 0) {
      this.#batch = [];
      this.length = this.#batchStart = this.#synced = 0;
    }
    this.#batch.push(bytes);
    this.length += bytes.byteLength;
    return this.length - this.#batchStart < batchSize ? undefined : this.#flush();
  }

  /** Writes the batch. Waits only for the one before it, whose error it throws. */
  async #flush(): Promise<void> {
    const [parts, start, end] = [this.#batch, this.#batchStart, this.length];
    this.#batch = [];
    this.#batchStart = end;
    await this.#writing;
    this.#writing = writeAll(this.#file, parts, start);
    this.#writing.catch(() => {});
    this.#longest = Math.max(this.#longest, end);
    if (end - this.#synced < syncSize) return;
    this.#synced = end;
    this.#syncing = Promise.all([this.#syncing, this.#writing]).then(() => this.#file.datasync());
    this.#syncing.catch(() => {});
  }

  /** Writes the rest, and flushes the file to the disk. */
  async end(): Promise<void> {
    await this.#flush();
    await Promise.all([this.#writing, this.#syncing]);
    if (this.#longest > this.length) await this.#file.truncate(this.length);
    await this.#file.sync();
  }
}

/** One write may take less than it is given. */
async function writeAll(file: FileHandle, parts: readonly Uint8Array[], start: number): Promise<void> {
  let position = start;
  for (let left = parts; left.length > 0; ) {
    const { bytesWritten } = await file.writev(left, position);
    position += bytesWritten;
    left = skipBytes(left, bytesWritten);
  }
}

/** The parts behind the first `count` bytes. */
function skipBytes(parts: readonly Uint8Array[], count: number): readonly Uint8Array[] {
  let left = count;
  return parts.flatMap((part) => {
    const rest = part.subarray(Math.min(left, part.byteLength));
    left -= part.byteLength - rest.byteLength;
    return rest.byteLength > 0 ? [rest] : [];
  });
}

/** Makes a new name survive a power failure. Not every system can open or sync a folder; the file's content is safe then. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // Not supported here.
  }
}

/** Refuses a target that cannot become the file, before anything is downloaded. */
export async function checkTarget(target: string, overwrite: boolean, example?: string): Promise<void> {
  const folder = dirname(target);
  const stats = await stat(folder).catch(() => undefined);
  if (!stats?.isDirectory())
    throw new DownloadError("output_folder_missing", `The folder ${folder} does not exist.`, {
      hint: "Create it, or choose another path. Nothing was written.",
    });
  const entry = await statIfThere(target, lstat);
  if (!entry) return;
  // Of a link: what it points to, or the link itself if that is missing.
  const existing = (entry.isSymbolicLink() && (await statIfThere(target, stat))) || entry;
  if (existing.isDirectory()) throw isFolder(target, example);
  if (!existing.isFile() && !existing.isSymbolicLink()) throw isSpecial(target);
  if (!overwrite) throw alreadyExists(target);
}

/** `undefined` if nothing has this name. A name that cannot exist, such as one that is too long, throws. */
async function statIfThere(target: string, read: typeof stat): Promise<Stats | undefined> {
  try {
    return await read(target);
  } catch (error) {
    if (/^(ENOENT|ENOTDIR)$/.test(errnoCode(error))) return undefined;
    throw notWritable(target, error);
  }
}

/** {@link checkTarget}, and whether the folder is writable: tried, because permission bits do not tell on every system. */
export async function checkWritable(target: string, overwrite: boolean, example?: string): Promise<void> {
  await checkTarget(target, overwrite, example);
  const trial = temporaryName(target);
  try {
    await (await open(trial, "wx")).close();
    await unlink(trial);
  } catch (error) {
    throw notWritable(target, error);
  }
}

/** `rename` replaces silently; `link` fails if the name exists. A file system without links gets the rename. */
async function moveIntoPlace(temporary: string, target: string, overwrite: boolean): Promise<void> {
  const linked =
    !overwrite &&
    (await link(temporary, target).then(
      () => true,
      async (error: unknown) => {
        const exists = errnoCode(error) === "EEXIST" || (await lstat(target).catch(() => undefined)) !== undefined;
        if (exists) throw alreadyExists(target);
        return false;
      },
    ));
  if (!linked) await rename(temporary, target);
  await syncFolder(dirname(target));
  // A name that stays behind, or that another process has removed, changes nothing.
  if (linked) await unlink(temporary).catch(() => {});
}

function isFolder(path: string, example = "clip.mp4"): DownloadError {
  return new DownloadError("output_exists", `${path} is a folder, not a file.`, {
    hint: `Pass the path of a file in it, such as ${join(path, example)}.`,
  });
}

/** A rename would replace it by a file. */
function isSpecial(path: string): DownloadError {
  return new DownloadError("output_exists", `${path} is a pipe, a device or a socket, not a file.`, {
    hint: text`Choose the path of a regular file. ${codeOnly("To pass the bytes on, use clip.stream().")}`,
  });
}

function alreadyExists(target: string): DownloadError {
  return new DownloadError("output_exists", `${target} already exists and was not changed.`, {
    hint: text`Choose another name. ${codeOnly("Or allow it with { overwrite: true }.")}`,
  });
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be larger than is allowed here",
  EACCES: "permission denied",
  EPERM: "permission denied",
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
