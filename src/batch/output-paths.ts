/**
 * Output paths: validated before a clip is paid for.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, constants, lstat, mkdir, realpath, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, extname, join, resolve, sep } from "node:path";
import type { Clip } from "../download/clip.js";
import { hasExtension, videoExtensions } from "../http/video-format.js";
import type { Ticket } from "../job/ticket.js";
import { copyFileTo, moveFileTo, syncFolder, temporaryName } from "../platform/node/save-file.js";
import { errnoCode } from "../utils/errno.js";
import { DownloadError, describeValue, errorTemplate, isUgokuError, RequestError } from "../utils/errors.js";
import type { CompletedEntry, LedgerEntry } from "./ledger.js";
import type { Problem } from "./manifest-error.js";
import { ledgerError } from "./read-ledger-file.js";
import type { SavedFile } from "./step-types.js";

/** The file, if it exists with the recorded length. A clip gets its name only once it is complete. */
export async function findCompleteFile(path: string, bytes: number): Promise<SavedFile | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() && found.size === bytes ? { path: resolve(path), bytes } : undefined;
}

/** The file of a saved clip at `path`; copied from the path of an earlier run if it is still there. */
export async function findOrCopyClip(path: string, saved: SavedFile): Promise<SavedFile | undefined> {
  const found = await findCompleteFile(path, saved.bytes);
  if (found || saved.path === path || !(await findCompleteFile(saved.path, saved.bytes))) return found;
  try {
    await makeFolder(dirname(path));
    await copyFileTo(path, saved.path);
  } catch {
    // The clip is then downloaded, and that error names the reason.
  }
  return findCompleteFile(path, saved.bytes);
}

/**
 * The file to which the clip of a job is downloaded. Its name contains a hash of the job, and it exists only while it is
 * complete: after a crash, such a file is the clip of that job, even if its server no longer has it.
 */
function getDownloadPath(path: string, { key, id, baseURL }: Ticket, folder: string): string {
  const job = createHash("sha256")
    .update(JSON.stringify([key, id, baseURL]))
    .digest("hex");
  return resolve(folder, `.ugoku-${job.slice(0, 16)}${extname(path)}`);
}

/** Whether the clip of a job was downloaded, and does not have its name yet. */
export const isDownloaded = async (path: string, ticket: Ticket, folder: string): Promise<boolean> =>
  (await findDownload(getDownloadPath(path, ticket, folder))) !== undefined;

async function findDownload(downloaded: string): Promise<{ readonly bytes: number } | undefined> {
  const found = await lstat(downloaded).catch(() => undefined);
  return found?.isFile() ? { bytes: found.size } : undefined;
}

/**
 * Whether a recorded clip does not have its name yet: a process ended before it moved the download there. A process that ended
 * while it moved it has left both names, of one file; the download's is then removed.
 */
export async function isUnmoved({ path, ticket }: CompletedEntry, folder: string): Promise<boolean> {
  const downloaded = getDownloadPath(path, ticket, folder);
  const [from, to] = await Promise.all(
    [downloaded, path].map((file) => lstat(file, { bigint: true }).catch(() => undefined)),
  );
  if (!from?.isFile()) return false;
  // Some file systems number all files 0.
  if (from.ino !== to?.ino || from.dev !== to.dev || from.nlink < 2n) return true;
  await syncFolder(dirname(path));
  await unlink(downloaded).catch(() => {});
  return false;
}

/**
 * Downloads the clip of a job, unless that was done before a crash, calls `record`, and moves the download to `path`. Never
 * replaces a file: one at `path` is kept, and accepted if it is this clip. `folder`: for the download.
 *
 * @throws DownloadError (`output_exists`) if the file at `path` is another one
 */
export async function saveClip(
  ticket: Ticket,
  path: string,
  folder: string,
  getClip: () => Promise<Clip>,
  record: (saved: SavedFile) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<SavedFile> {
  const downloaded = getDownloadPath(path, ticket, folder);
  const download = async () => {
    const clip = await getClip();
    return clip.saveTo(downloaded, { overwrite: true, signal }).catch((error: unknown) => {
      throw nameClip(error, path, downloaded);
    });
  };
  const { bytes } = (await findDownload(downloaded)) ?? (await download());
  const saved = { path: resolve(path), bytes };
  await refuseOther(path, downloaded);
  // Before the clip has its name: from then on someone may edit it, and it could not be told from the original.
  await record(saved);
  await moveClip(path, downloaded);
  return saved;
}

/** The error of a download, with the path of the clip. */
function nameClip(error: unknown, path: string, downloaded: string): unknown {
  if (!isUgokuError(error) || !error.message.includes(downloaded)) return error;
  const { code, message, cause } = error;
  const { hint } = errorTemplate(error);
  return new DownloadError(code, message.replaceAll(downloaded, path), { ...error, hint, cause });
}

const downloadGone = (path: string): DownloadError =>
  new DownloadError("output_not_writable", `The download for ${path} was removed while it was being saved.`, {
    ...{ retryable: true },
    hint: "Another process may have saved this clip. Run again: the clip is not paid for again.",
  });

/** Gives a download the clip's name, unless the file of that name has the same bytes. */
async function moveClip(path: string, downloaded: string): Promise<void> {
  try {
    // The folder may have been removed since its check.
    await makeFolder(dirname(path));
    await moveFileTo(path, downloaded);
  } catch (error) {
    if (!(await refuseOther(path, downloaded))) throw error;
    await syncFolder(dirname(path));
    await unlink(downloaded).catch(() => {});
  }
}

/** Whether there is a file at `path`: with the bytes of the download. @throws DownloadError (`output_exists`) if it has others */
async function refuseOther(path: string, downloaded: string): Promise<boolean> {
  if (!(await lstat(path).catch(() => undefined))) return false;
  const [theirs, ours] = await Promise.all([path, downloaded].map((file) => hashFile(file).catch(() => undefined)));
  if (ours === undefined) throw downloadGone(path);
  if (theirs === ours) return true;
  throw new DownloadError("output_exists", `${path} is not the clip of this job, and was not changed.`, {
    hint: "Move the file away, or choose another output, and run again: the clip is not paid for again.",
  });
}

/** `undefined` for what is not a file, such as a pipe. */
async function hashFile(path: string): Promise<string | undefined> {
  if (!(await lstat(path)).isFile()) return undefined;
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** Renames a file that was changed after it was saved: someone may have edited it. */
export async function setAside(path: string): Promise<void> {
  const extension = extname(path);
  const aside = join(dirname(path), `${basename(path, extension).slice(0, 40)}-changed-${Date.now()}${extension}`);
  await rename(path, aside).catch((error: unknown) => {
    if (errnoCode(error) !== "ENOENT") throw error;
  });
}

const isWindows = process.platform === "win32";
/** Limits of file systems: each part of a path in bytes of UTF-8 (Windows: UTF-16 units), a complete path in bytes. */
const maxPartLength = 255;
const maxPathLength = process.platform === "darwin" ? 1_023 : 4_095;
const unit = isWindows ? "characters" : "bytes";

/** @throws RequestError for a path that no file system accepts, or that names no video. */
function checkOutputName(output: string): void {
  if (output.includes("\0")) throw invalidOutput(output, "contains a NUL character", "Remove it.");
  if (!hasExtension(output, videoExtensions))
    throw invalidOutput(output, "is not the name of a video", "Let it end in .mp4.");
  for (const part of output.split(/[/\\]/)) {
    const length = isWindows ? part.length : Buffer.byteLength(part);
    if (length > maxPartLength)
      throw invalidOutput(
        output,
        `has a part of ${length} ${unit}`,
        `Shorten it: file systems accept names of up to ${maxPartLength} ${unit}.`,
      );
  }
}

/** @throws RequestError for a complete path that is too long, for the clip or for its temporary file. */
function checkPathLength(path: string): void {
  const length = Math.max(...[path, temporaryName(path)].map((one) => Buffer.byteLength(one)));
  if (length > maxPathLength)
    throw invalidOutput(
      path,
      `needs a path of ${length} bytes`,
      `Shorten it: paths have up to ${maxPathLength} bytes.`,
    );
}

/** The absolute path of an output. @throws RequestError if it is not inside `outDir`, or no file system accepts it */
export function resolveOutput(outDir: string, output: string): string {
  checkOutputName(output);
  const root = resolve(outDir);
  const path = resolve(root, output);
  if (!path.startsWith(root.endsWith(sep) ? root : root + sep) || /[/\\]$/.test(output)) throw outsideFolder(output);
  checkPathLength(path);
  return path;
}

export const outsideFolder = (output: string): RequestError =>
  invalidOutput(
    output,
    "is not a file in the output folder",
    "Outputs are paths relative to that folder, and stay inside it.",
  );

const invalidOutput = (output: string, reason: string, hint: string) =>
  new RequestError("option_invalid", `The output ${describeValue(output)} ${reason}.`, { hint });

/** Creates a folder, whose name survives a power failure. */
async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= resolve(first).length && made !== dirname(made); made = dirname(made))
    await syncFolder(dirname(made));
}

/** Creates the output folder, to which clips are downloaded. @throws DownloadError (`output_not_writable`) */
export async function createOutDir(outDir: string): Promise<void> {
  await makeFolder(outDir)
    .then(() => checkAccess(outDir))
    .catch((cause: unknown) => {
      throw noOutDir(outDir, "the system rejects it", errnoCode(cause), cause);
    });
}

const checkAccess = (folder: string): Promise<void> => access(folder, constants.W_OK | constants.X_OK);

/**
 * Checks the paths of a batch before its items are read: neither leads through a file, and the ledger is not a folder.
 *
 * @throws DownloadError (`output_not_writable`), UgokuError (`ledger_not_writable`)
 */
export async function checkPaths(outDir: string, ledger: string | undefined): Promise<void> {
  const file = await findFile(outDir);
  if (file !== undefined) throw noOutDir(outDir, `there is a file in its place, ${file}`, "ENOTDIR");
  if (ledger === undefined) return;
  if (await isFolder(ledger)) throw ledgerError(ledger, { code: "EISDIR" });
  if ((await findFile(dirname(resolve(ledger)))) !== undefined) throw ledgerError(ledger, { code: "ENOTDIR" });
}

const isFolder = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() ?? false;

/** What is not a folder in the path of a folder. */
async function findFile(path: string): Promise<string | undefined> {
  for (let at = resolve(path); ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found || dirname(at) === at) return found && !found.isDirectory() ? at : undefined;
  }
}

const noOutDir = (outDir: string, why: string, code: string, cause?: unknown) =>
  new DownloadError(
    "output_not_writable",
    `The folder ${resolve(outDir)} cannot be created or written to: ${why} (${code}).`,
    {
      ...{ cause, hint: "Choose another folder for the clips. Nothing was sent." },
    },
  );

/** Milliseconds for which a folder counts as checked. If it is removed meanwhile, saving a clip creates it again. */
const checkedFor = 1_000;
const maxChecked = 1_000;

/** Remembers the check of each folder for a moment. */
function rememberChecks<T>(check: (folder: string) => Promise<T>): (folder: string) => Promise<T> {
  const known = new Map<string, { readonly at: number; readonly result: Promise<T> }>();
  return (folder) => {
    const last = known.get(folder);
    if (last && performance.now() - last.at < checkedFor) return last.result;
    if (known.size >= maxChecked) known.clear();
    const result = check(folder);
    known.set(folder, { at: performance.now(), result });
    result.catch(() => known.delete(folder));
    return result;
  };
}

/** The folders of clips. */
export class OutputFolders {
  readonly #outDir: string;
  /** Creates a folder, unless it is outside the output folder. Resolves to whether it is. */
  readonly #create = rememberChecks(async (folder) => {
    // Checked first, so that no folder is created behind a symbolic link.
    if (await leadsOut(folder, this.#outDir)) return true;
    await makeFolder(folder);
    await Promise.all([folder, this.#outDir].map(checkAccess));
    return false;
  });

  constructor(outDir: string) {
    this.#outDir = outDir;
  }

  /**
   * Creates the folder of a clip and checks that the clip can be saved there: else it must not be paid for.
   *
   * @throws DownloadError (`output_not_writable`), RequestError
   */
  async ensure(path: string): Promise<void> {
    const isOutside = await this.#create(dirname(path)).catch((cause: unknown) => {
      throw notWritable(`The folder of ${path}, or ${this.#outDir},`, cause);
    });
    if (isOutside) throw invalidOutput(path, "is outside the output folder", linkHint);
  }

  /** {@link ensure}, for a path whose conflicts were not checked. */
  async check(path: string): Promise<void> {
    await this.ensure(path);
    if (await isFolder(path)) throw invalidOutput(path, "is a folder", "Move it away.");
  }
}

/** A full disk or a missing mount may be temporary. */
const notWritable = (what: string, cause: unknown) =>
  new DownloadError("output_not_writable", `${what} cannot be written to (${errnoCode(cause)}).`, {
    ...{ cause, retryable: true },
    hint: "Free some space, change its permissions, or choose another folder.",
  });

const linkHint = "A symbolic link in it leads there: remove the link, or choose another output.";

/** Whether a symbolic link below the output folder leads out of it. */
async function leadsOut(folder: string, outDir: string): Promise<boolean> {
  const root = await realpath(outDir).catch(() => undefined);
  if (root === undefined) return false;
  for (let parent = folder; ; parent = dirname(parent)) {
    const real = await realpath(parent).catch(() => undefined);
    if (real !== undefined) return real !== root && !`${real}${sep}`.startsWith(root.endsWith(sep) ? root : root + sep);
    if (dirname(parent) === parent) return false;
  }
}

type Conflict = Pick<Problem, "what" | "hint">;

/** The output paths of a batch: no path twice, and none that is another one's folder. */
export class OutputPathRegistry {
  /** The number of the item of each path; its folders have that of the first item in them. */
  readonly #files = new Map<string, number>();
  readonly #folders = new Map<string, number>();

  /** The number of the item with this output. */
  get(path: string): number | undefined {
    return this.#files.get(path);
  }

  /** Adds a path, or returns its conflict. `describe`: names an item, such as `"line 3"`. */
  add(path: string, item: number, describe = (one: number) => `item ${one}`): Conflict | undefined {
    const same = this.#files.get(path);
    if (same !== undefined)
      return { what: `has the same output as ${describe(same)}: ${path}`, hint: "Give each clip its own output." };
    const folders = getParents(path);
    const file = folders.map((folder) => this.#files.get(folder)).find((owner) => owner !== undefined);
    const other = file ?? this.#folders.get(path);
    if (other !== undefined)
      return {
        what: `has the output ${path}, which is ${file === undefined ? `a folder of the output of ${describe(other)}` : `inside the output of ${describe(other)}`}`,
        hint: "A path cannot be both a file and a folder: rename one of the two.",
      };
    this.#files.set(path, item);
    for (const folder of folders) {
      if (this.#folders.has(folder)) break;
      this.#folders.set(folder, item);
    }
    return undefined;
  }
}

/** The folders that contain a path, nearest first. */
function getParents(path: string): string[] {
  const parent = dirname(path);
  return parent === path || parent === "." ? [] : [parent, ...getParents(parent)];
}

/** Finds conflicts of output paths with the disk. */
export class OutputConflictChecker {
  readonly #checkFolder: (folder: string) => Promise<Conflict | undefined>;

  constructor(outDir: string) {
    this.#checkFolder = rememberChecks((folder) => checkFolder(folder, outDir));
  }

  /** Why a clip cannot be saved to `path`, if so. `entry`: the ledger's of the item. */
  async findConflict(path: string, entry: LedgerEntry | undefined): Promise<Conflict | undefined> {
    const folder = await this.#checkFolder(dirname(path));
    if (folder) return folder;
    const found = await lstat(path).catch((error: unknown) => errnoCode(error));
    if (found === "ENOENT" || found === "ENOTDIR") return undefined;
    if (typeof found === "string")
      return { what: `has the output ${path}, which cannot be written (${found})`, hint: "Choose another output." };
    const wrong = found.isDirectory() ? "a folder" : found.isFile() ? undefined : "not a regular file";
    if (wrong)
      return { what: `has the output ${path}, which is ${wrong}`, hint: "Choose another output, or move it away." };
    // The file of a job that is accepted is compared with its clip: a process may have ended before it recorded that it saved it.
    const isOwn =
      entry?.status === "accepted" ||
      (entry?.status === "completed" && (entry.path === path || entry.bytes === found.size));
    if (isOwn) return undefined;
    // The ledger may be lost: without this check, all items would be paid for again.
    return {
      what: `would overwrite ${path}, which is not in the ledger`,
      hint: "Use the ledger of the run that made it, choose another output, or move the file away.",
    };
  }
}

/** Why a folder cannot be created or written to, judged by its nearest existing parent. */
async function checkFolder(folder: string, outDir: string): Promise<Conflict | undefined> {
  const found = await stat(folder).catch(() => undefined);
  if (!found) return dirname(folder) === folder ? undefined : checkFolder(dirname(folder), outDir);
  if (!found.isDirectory())
    return {
      what: `has an output in ${folder}, which is a file`,
      hint: "Choose another output, or move the file away.",
    };
  const [isOutside, isWritable] = await Promise.all([
    // A parent of the output folder, which does not exist yet, is not a link out of it.
    `${resolve(folder)}${sep}`.startsWith(resolve(outDir) + sep) && leadsOut(folder, outDir),
    checkAccess(folder).then(
      () => true,
      () => false,
    ),
  ]);
  if (isOutside) return { what: `has an output in ${folder}, which is outside the output folder`, hint: linkHint };
  if (isWritable) return undefined;
  return {
    what: `has an output in ${folder}, which is not writable`,
    hint: "Change its permissions, or choose another folder.",
  };
}
