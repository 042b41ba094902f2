/**
 * Where the files go: to places that take them, and never over the image that they are made of.
 *
 * @module
 */
import { realpath, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { checkWritable } from "../platform/node/save-file.js";
import { usageError } from "./parse-args.js";

/** What was asked for, as it was written. */
export interface WantedTargets {
  readonly output?: string;
  readonly poster?: string | true;
  readonly force?: true;
}

export interface Targets {
  readonly output: string;
  readonly poster: string | undefined;
}

/** The files to write. Before anything is sent: a clip that cannot be written must not be paid for. */
export async function chooseTargets(image: string, wanted: WantedTargets): Promise<Targets> {
  const output = wanted.output ?? (await usualName(image, wanted.force ?? false));
  const poster = wanted.poster === true ? join(dirname(output), `${stemOf(output)}.webp`) : wanted.poster;
  await checkDistinct(image, output, poster);
  for (const target of poster === undefined ? [output] : [output, poster])
    await checkWritable(resolve(target), wanted.force ?? false);
  return { output, poster };
}

/**
 * The image's name with .mp4, in the folder that the command runs in, numbered if that is taken. With `force` only the
 * image itself takes it: one may be called photo.mp4, because a format is read from the bytes.
 */
async function usualName(image: string, force: boolean): Promise<string> {
  const stem = (isAddress(image) ? "" : stemOf(image)) || "clip";
  const source = await sourceOf(image);
  const isTaken = async (path: string) =>
    force ? (await identityOf(path)) === source : (await stat(path).catch(() => undefined)) !== undefined;
  for (let count = 1; ; count++) {
    const path = `${stem}${count === 1 ? "" : `-${count}`}.mp4`;
    if (!(await isTaken(path))) return path;
  }
}

/** Two of the three in one place: one of them would be lost, with --force or without. */
async function checkDistinct(image: string, output: string, poster: string | undefined): Promise<void> {
  const source = await sourceOf(image);
  const clip = await identityOf(output);
  if (clip === source)
    throw usageError(`--output ${output} is the image itself.`, "Name another file: --force does not allow this.");
  if (poster === undefined) return;
  const still = await identityOf(poster);
  if (still !== source && still !== clip) return;
  throw usageError(
    `The poster would go to ${poster}, which is ${still === source ? "the image itself" : "where the video goes"}.`,
    `Name another file: --poster=${join(dirname(poster), `${stemOf(poster)}-poster.webp`)}`,
  );
}

const sourceOf = async (image: string) => (isAddress(image) ? undefined : identityOf(pathOf(image)));

/** Equal for two paths of one file: by links, by another case, by a detour. A file that is to be goes by its folder. */
async function identityOf(path: string): Promise<string> {
  const facts = await stat(path, { bigint: true }).catch(() => undefined);
  if (facts) return `${facts.dev} ${facts.ino}`;
  const folder = dirname(resolve(path));
  return join(await realpath(folder).catch(() => folder), basename(path));
}

const isAddress = (image: string) => /^(https?|data):/i.test(image);

/** A `file:` URL as a path; the library says what is wrong with one that is none. */
const pathOf = (image: string) => (/^file:/i.test(image) && URL.canParse(image) ? pathOfUrl(image) : image);

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

const stemOf = (path: string) => basename(path, extname(path));
