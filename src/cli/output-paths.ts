/** Chooses the output paths, and never overwrites the input image. */
import { realpath, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { hasExtension, videoExtensions } from "../http/video-format.js";
import { checkWritable } from "../platform/node/save-file.js";
import { describeValue } from "../utils/errors.js";
import type { AnimateValues } from "./commands.js";
import { joinWithOr, usageError } from "./parse-args.js";
import { ticketPath } from "./ticket-file.js";

type PathValues = Pick<AnimateValues, "output" | "poster" | "force">;

export interface OutputPaths {
  readonly output: string;
  readonly poster: string | undefined;
}

/** The image, if there is one, and the default name of the clip. */
export interface OutputSource {
  readonly image?: string;
  readonly name: string;
}

/** Called before anything is sent: a clip that cannot be written must not be paid for. */
export async function chooseOutputPaths({ image, name }: OutputSource, options: PathValues): Promise<OutputPaths> {
  const source = image === undefined ? undefined : await identifyImage(image);
  const output = options.output ?? (await freeName(name, source, options.force ?? false));
  const poster = options.poster === true ? join(dirname(output), `${stem(output)}.webp`) : options.poster;
  await checkDistinct(source, output, poster);
  // The clip of an existing job may have another format, which download_format_mismatch has named.
  if (image === undefined) checkExtension("--output", output, videoExtensions, "Most clips are MP4s");
  else checkExtension("--output", output, [".mp4", ".m4v"], "The clip is an MP4");
  if (poster !== undefined) checkExtension("--poster", poster, [".webp"], "The poster is a WebP");
  for (const target of poster === undefined ? [output] : [output, poster])
    await checkWritable(resolve(target), options.force ?? false);
  return { output, poster };
}

/** Rejects a name of another format: the file would have the wrong content. A name without an extension is kept. */
export function checkExtension(what: string, path: string, extensions: readonly string[], reason: string): void {
  const [standard = ""] = extensions;
  if (path === "-" || path.trim() === "")
    throw usageError(
      `${what} takes a file's name, but got ${path === "-" ? '"-", which means standard output' : describeValue(path)}.`,
      `Name a file, such as clip${standard}`,
    );
  if (hasExtension(path, extensions)) return;
  throw usageError(
    `${what} takes a name that ends in ${joinWithOr(extensions)}, but got ${describeValue(path)}.`,
    `${reason}: name it ${stem(path)}${standard}, and convert it afterwards if you need another format.`,
  );
}

/**
 * The name, numbered if it exists. With `force` only the image itself is not replaced: an image may be named photo.mp4,
 * because its format is read from its bytes.
 */
async function freeName(name: string, source: string | undefined, force: boolean): Promise<string> {
  const isTaken = async (path: string) => {
    if (force) return (await identifyFile(path)) === source;
    // A ticket beside it is that of a job whose clip gets this name. Without an image, it is the ticket that is read.
    return (await exists(path)) || (source !== undefined && (await exists(ticketPath(path))));
  };
  for (let count = 1; ; count++) {
    const path = count === 1 ? name : join(dirname(name), `${stem(name)}-${count}.mp4`);
    if (!(await isTaken(path))) return path;
  }
}

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The image's name without its extension. */
export const imageName = (image: string): string => (isRemote(image) ? "" : stem(image)) || "clip";

/** Rejects paths that are the same file, even with --force. */
async function checkDistinct(source: string | undefined, output: string, poster: string | undefined): Promise<void> {
  const clip = await identifyFile(output);
  if (clip === source)
    throw usageError(`--output ${output} is the image itself.`, "Name another file: --force does not allow this.");
  if (poster === undefined) return;
  const still = await identifyFile(poster);
  if (still !== source && still !== clip) return;
  throw usageError(
    `The poster would go to ${poster}, which is ${still === source ? "the image itself" : "where the video goes"}.`,
    `Name another file: --poster=${join(dirname(poster), `${stem(poster)}-poster.webp`)}`,
  );
}

const identifyImage = async (image: string) => (isRemote(image) ? undefined : identifyFile(toPath(image)));

/** The same for all paths of one file, such as links and other letter cases. A file that does not exist is identified by its folder. */
async function identifyFile(path: string): Promise<string> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  if (stats) return `${stats.dev} ${stats.ino}`;
  const folder = dirname(resolve(path));
  return join(await realpath(folder).catch(() => folder), basename(path));
}

const isRemote = (image: string) => /^(https?|data):/i.test(image);

/** Converts a `file:` URL to a path. An invalid one stays: the library reports it. */
function toPath(image: string): string {
  try {
    return /^file:/i.test(image) ? fileURLToPath(image) : image;
  } catch {
    return image;
  }
}

const stem = (path: string) => basename(path, extname(path));
