/**
 * Where clips go: known to be possible before they are paid for.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { access, constants, copyFile, mkdir, rename, stat, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { errnoCode } from "../utils/errno.js";
import { DownloadError, describeValue, RequestError } from "../utils/errors.js";
import type { LedgerEntry } from "./ledger.js";
import type { Problem } from "./manifest-error.js";

/** The file, if it is there and as long as it was when it was saved: it got its name only when it was whole. */
export async function fileIsWhole(
  path: string,
  bytes: number,
): Promise<{ readonly path: string; readonly bytes: number } | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() && found.size === bytes ? { path: resolve(path), bytes } : undefined;
}

/** The file of a clip that is done: in its place, or copied there from where an earlier run has put it. */
export async function clipInPlace(
  path: string,
  done: { readonly path: string; readonly bytes: number },
): Promise<{ readonly path: string; readonly bytes: number } | undefined> {
  const there = await fileIsWhole(path, done.bytes);
  if (there || done.path === path || !(await fileIsWhole(done.path, done.bytes))) return there;
  const temporary = join(dirname(path), `.ugoku-${randomBytes(8).toString("hex")}.part`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await copyFile(done.path, temporary, constants.COPYFILE_FICLONE);
    await rename(temporary, path);
  } catch {
    // It is downloaded instead, which says what is wrong with the place.
    await unlink(temporary).catch(() => {});
  }
  return fileIsWhole(path, done.bytes);
}

/** What file systems take: of each part of a path bytes of UTF-8, on Windows UTF-16 units; of a whole path bytes. */
const longestPart = 255;
const longestPath = process.platform === "darwin" ? 1_023 : 4_095;
/** Of a clip that is being saved: `/.ugoku-<16 digits>.part`, in its folder. */
const temporaryLength = 30;

/** @throws RequestError for a clip's path of which its text alone says that no file system takes it. */
export function checkOutputName(output: string): void {
  const refuse = (why: string, hint: string): never => {
    throw new RequestError("option_invalid", `The output ${describeValue(output)} ${why}.`, { hint });
  };
  if (output.includes("\0")) refuse("holds a NUL character", "Leave it out: no file system takes it.");
  for (const part of output.split(/[/\\]/)) {
    const length = lengthOf(part);
    if (length > longestPart)
      refuse(
        `has a part of ${length} ${unit}`,
        `Shorten it: file systems take names of ${longestPart} ${unit} at the most.`,
      );
  }
}

/** @throws RequestError for a whole path that is too long, for the clip or for what it is saved through. */
export function checkPathLength(path: string): void {
  const length = Math.max(Buffer.byteLength(path), Buffer.byteLength(dirname(path)) + temporaryLength);
  if (length <= longestPath) return;
  throw new RequestError("option_invalid", `The output needs a path of ${length} bytes: ${describeValue(path)}.`, {
    hint: `Shorten it: paths have ${longestPath} bytes at the most.`,
  });
}

const isWindows = process.platform === "win32";
const unit = isWindows ? "characters" : "bytes";
const lengthOf = (part: string): number => (isWindows ? part.length : Buffer.byteLength(part));

/** Makes the folder of all clips. @throws DownloadError (`output_not_writable`) */
export async function makeOutDir(outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true }).catch((cause: unknown) => {
    const code = errnoCode(cause);
    const why = code === "EEXIST" || code === "ENOTDIR" ? "there is a file in its place" : "the system refuses it";
    throw new DownloadError("output_not_writable", `The folder ${resolve(outDir)} cannot be made: ${why} (${code}).`, {
      cause,
      hint: "Choose another folder for the clips. Nothing was sent.",
    });
  });
}

/**
 * Makes the folder of a clip, with those that it is in.
 *
 * @throws DownloadError (`output_not_writable`) or RequestError for what keeps the clip from being saved there: it is not to be
 * paid for then.
 */
export async function makePlace(path: string): Promise<void> {
  checkPathLength(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await access(dirname(path), constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new DownloadError(
      "output_not_writable",
      `The folder of ${path} cannot be written to (${errnoCode(cause)}).`,
      {
        cause,
        // A disk that is full, or a folder that is not mounted yet, may pass.
        retryable: true,
        hint: "Make room, allow it, or choose another place.",
      },
    );
  }
  if ((await stat(path).catch(() => undefined))?.isDirectory())
    throw new RequestError("option_invalid", `The output ${describeValue(path)} is a folder.`, {
      hint: "Move it away.",
    });
}

/** What is wrong, without the place of the item. */
type Fault = Pick<Problem, "what" | "hint">;

/** The places of clips: no two of them at one, and none where the folder of another must be. */
export class Places {
  readonly #files = new Map<string, string>();
  readonly #folders = new Map<string, string>();

  /** What is wrong with a further clip at `path`, if anything. `who`: the item it is of, such as `"line 3"`. */
  take(path: string, who: string): Fault | undefined {
    const same = this.#files.get(path);
    if (same !== undefined)
      return { what: `has the same output as ${same}: ${path}`, hint: "Give each clip an output of its own." };
    const folders = foldersOf(path);
    const file = folders.map((folder) => this.#files.get(folder)).find((one) => one !== undefined);
    const inside = file ?? this.#folders.get(path);
    if (inside !== undefined)
      return {
        what: `has the output ${path}, and ${inside} one that ${file === undefined ? "lies in it" : "it would lie in"}`,
        hint: "A file cannot be a folder as well: rename one of the two.",
      };
    this.#files.set(path, who);
    for (const folder of folders) {
      if (this.#folders.has(folder)) break;
      this.#folders.set(folder, who);
    }
    return undefined;
  }
}

/** The folders that a path lies in, the nearest first. */
function foldersOf(path: string): string[] {
  const above = dirname(path);
  return above === path || above === "." ? [] : [above, ...foldersOf(above)];
}

/** What is on the disk where clips are to go. Each folder is looked at once. */
export class Disk {
  readonly #folders = new Map<string, Promise<Fault | undefined>>();

  /** Why a clip cannot go to `path`, if it cannot. `entry`: what the ledger knows of the item. */
  async obstacleAt(path: string, entry: LedgerEntry | undefined): Promise<Fault | undefined> {
    const found = await stat(path).catch((error: unknown) => errnoCode(error));
    if (found === "ENOENT" || found === "ENOTDIR") return this.#folder(dirname(path));
    if (typeof found === "string")
      return { what: `has the output ${path}, which cannot be written (${found})`, hint: "Choose another output." };
    if (found.isDirectory())
      return { what: `has the output ${path}, which is a folder`, hint: "Choose another output, or move it away." };
    const isOwn = entry && (entry.state !== "done" || entry.path === path || entry.bytes === found.size);
    if (isOwn) return undefined;
    // A lost ledger must not cost the whole catalogue again.
    return {
      what: `would overwrite ${path}, of which the ledger knows nothing`,
      hint: "Use the ledger that it was made with, another output, or move the file away.",
    };
  }

  #folder(folder: string): Promise<Fault | undefined> {
    const known = this.#folders.get(folder) ?? folderFault(folder);
    this.#folders.set(folder, known);
    return known;
  }
}

/** Why a folder cannot be made or written to, by the nearest one above it that is there. */
async function folderFault(folder: string): Promise<Fault | undefined> {
  const found = await stat(folder).catch(() => undefined);
  if (!found) return dirname(folder) === folder ? undefined : folderFault(dirname(folder));
  if (!found.isDirectory())
    return {
      what: `has an output in ${folder}, which is a file`,
      hint: "Choose another output, or move the file away.",
    };
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => undefined,
    () => ({
      what: `has an output in ${folder}, which may not be written to`,
      hint: "Allow it, or choose another folder.",
    }),
  );
}
