/** Chooses the output paths, and never overwrites the input image. */
import { realpath, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { checkWritable } from "../platform/node/save-file.js";
import { usageError } from "./parse-args.js";

/** The values of the options. */
export interface OutputOptions {
  readonly output?: string;
  readonly poster?: string | true;
  readonly force?: true;
}

/** Called before anything is sent: a clip that cannot be written must not be paid for. */
export async function chooseOutputPaths(image: string, options: OutputOptions) {
  const output = options.output ?? (await defaultOutput(image, options.force ?? false));
  const poster = options.poster === true ? join(dirname(output), `${stem(output)}.webp`) : options.poster;
  await checkDistinct(image, output, poster);
  for (const target of poster === undefined ? [output] : [output, poster])
    await checkWritable(resolve(target), options.force ?? false);
  return { output, poster };
}

/**
 * The image's name with .mp4, in the current folder, numbered if it exists. With `force` only the image itself is not
 * replaced: an image may be named photo.mp4, because its format is read from its bytes.
 */
async function defaultOutput(image: string, force: boolean): Promise<string> {
  const name = (isRemote(image) ? "" : stem(image)) || "clip";
  const source = await identifyImage(image);
  const isTaken = async (path: string) =>
    force ? (await identifyFile(path)) === source : (await stat(path).catch(() => undefined)) !== undefined;
  for (let count = 1; ; count++) {
    const path = `${name}${count === 1 ? "" : `-${count}`}.mp4`;
    if (!(await isTaken(path))) return path;
  }
}

/** Rejects paths that are the same file, even with --force. */
async function checkDistinct(image: string, output: string, poster: string | undefined): Promise<void> {
  const source = await identifyImage(image);
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
