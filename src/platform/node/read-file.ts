import { open, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { maxImageBytes } from "../../image/limits.js";
import { imageTooLarge } from "../../image/read-stream.js";
import { untilAborted } from "../../utils/abort.js";
import { describeValue, ImageError } from "../../utils/errors.js";
import { codeOnly, text } from "../../utils/message.js";
import type { ReadImageFile } from "../platform.js";

/**
 * Reads the file at `path`, of at most 20 MiB; its size is checked before it is read.
 *
 * @throws {ImageError} `image_not_found`, `image_not_a_file`, `image_unreadable`, `image_empty`, `image_too_large`; or
 * rejects with the signal's reason.
 */
export async function readImageFile(
  path: string | URL,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ReadImageFile> {
  signal?.throwIfAborted();
  const name = toPath(path);
  try {
    return { bytes: await untilAborted(read(name, signal), signal), path: name };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw toImageError(name, error);
  }
}

function toPath(path: string | URL): string {
  if (typeof path === "string" && !/^file:/i.test(path)) return path;
  try {
    return fileURLToPath(path);
  } catch (cause) {
    const message = `${describeValue(String(path))} does not name a file on this machine.`;
    throw new ImageError("image_input_invalid", message, { cause });
  }
}

async function read(path: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  // Before opening it, because opening a pipe waits for its other end.
  checkFile(path, await stat(path));
  signal?.throwIfAborted();
  const file = await open(path, "r");
  try {
    // Again, because the file may have been replaced.
    const { size } = checkFile(path, await file.stat());
    const bytes = new Uint8Array(size);
    let total = 0;
    while (total < size) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(bytes, total, size - total, total);
      if (bytesRead === 0) break;
      total += bytesRead;
    }
    return bytes.subarray(0, total);
  } finally {
    await file.close();
  }
}

interface FileStats {
  readonly size: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

function checkFile<S extends FileStats>(path: string, stats: S): S {
  if (!stats.isFile()) {
    const kind = stats.isDirectory() ? "a folder" : "a pipe, a socket or a device";
    throw new ImageError("image_not_a_file", `${resolve(path)} is ${kind}, not a file.`, {
      hint: stats.isDirectory()
        ? "Pass the path of an image in it."
        : text`${codeOnly("Pass fs.createReadStream() of it.")}`,
    });
  }
  if (stats.size === 0)
    throw new ImageError("image_empty", `${path} is empty (0 bytes).`, {
      hint: "Copy or download it again: its writer did not finish.",
    });
  if (stats.size > maxImageBytes) throw imageTooLarge(path, stats.size);
  return stats;
}

function toImageError(path: string, error: unknown): unknown {
  const { code } = (error ?? {}) as { code?: unknown };
  if (error instanceof ImageError || typeof code !== "string") return error;
  const absolute = resolve(path);
  if (code === "ENOENT" || code === "ENOTDIR") {
    const relative = path.startsWith("~")
      ? " A shell replaces ~ by your home folder; Node does not."
      : absolute === path
        ? ""
        : ` A relative path starts at the current folder, ${process.cwd()}.`;
    return new ImageError("image_not_found", `There is no file at ${absolute}.`, {
      hint: `Check the path.${relative}`,
      cause: error,
    });
  }
  const reasons: Record<string, string> = {
    EACCES: "there is no permission to read it",
    EPERM: "there is no permission to read it",
    EMFILE: "too many files are open",
    ENAMETOOLONG: "the name is too long",
    ELOOP: "its links form a loop",
  };
  return new ImageError("image_unreadable", `${absolute} could not be read: ${reasons[code] ?? code}.`, {
    cause: error,
    retryable: code === "EMFILE",
  });
}
