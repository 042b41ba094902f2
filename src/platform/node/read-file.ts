/**
 * Reads an image file.
 *
 * @module
 */
import { open, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { maxImageBytes } from "../../image/limits.js";
import { tooLarge } from "../../image/read-stream.js";
import { untilAborted } from "../../utils/abort.js";
import { describeValue, ImageError } from "../../utils/errors.js";
import { codeOnly, text } from "../../utils/message.js";
import type { ReadImageFile } from "../platform.js";

/**
 * The bytes of the file at `path`, of at most 20 MiB; its size is looked at before it is read.
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
    throw explain(name, error);
  }
}

function toPath(path: string | URL): string {
  if (typeof path === "string" && !/^file:/i.test(path)) return path;
  try {
    return fileURLToPath(path);
  } catch (cause) {
    throw new ImageError(
      "image_input_invalid",
      `${describeValue(String(path))} does not name a file on this machine.`,
      {
        cause,
      },
    );
  }
}

async function read(path: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  // Before opening it, because opening a pipe waits for its other end.
  check(path, await stat(path));
  signal?.throwIfAborted();
  const file = await open(path, "r");
  try {
    // Again, because the file may have been exchanged in between.
    const { size } = check(path, await file.stat());
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

interface Facts {
  readonly size: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

function check<F extends Facts>(path: string, facts: F): F {
  if (!facts.isFile()) {
    const what = facts.isDirectory() ? "a folder" : "a pipe, a socket or a device";
    throw new ImageError("image_not_a_file", `${resolve(path)} is ${what}, not a file.`, {
      hint: facts.isDirectory() ? "Name one image in it." : text`${codeOnly("Pass fs.createReadStream() of it.")}`,
    });
  }
  if (facts.size === 0)
    throw new ImageError("image_empty", `${path} is empty (0 bytes).`, {
      hint: "Copy or download it again: whatever wrote it did not finish.",
    });
  if (facts.size > maxImageBytes) throw tooLarge(path, facts.size);
  return facts;
}

function explain(path: string, error: unknown): unknown {
  const { code } = (error ?? {}) as { code?: unknown };
  if (error instanceof ImageError || typeof code !== "string") return error;
  const absolute = resolve(path);
  if (code === "ENOENT" || code === "ENOTDIR") {
    const relative = absolute === path ? "" : ` A relative path starts at the current folder, ${process.cwd()}.`;
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
    ELOOP: "its links lead in a circle",
  };
  return new ImageError("image_unreadable", `${absolute} could not be read: ${reasons[code] ?? code}.`, {
    cause: error,
    retryable: code === "EMFILE",
  });
}
