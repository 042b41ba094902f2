/**
 * Waits for a job and saves its clip: the second half of `ugoku animate`, and all of `ugoku wait`.
 *
 * @module
 */
import { extname } from "node:path";
import type { Clip } from "../download/clip.js";
import type { Job } from "../job/types.js";
import { isUgokuError } from "../utils/errors.js";
import { setNextStep } from "./next-step.js";
import type { OutputPaths } from "./output-paths.js";
import type { Option, Values } from "./parse-args.js";
import type { Progress } from "./progress.js";
import { formatBytes, log, nearPath, print, printWritten } from "./terminal.js";

/** The options that `animate`, `plan` and `wait` share. */
export const outputOptions = [
  {
    name: "poster",
    value: "[=file]",
    description: "Also save a still as WebP (default: the MP4's name with .webp)",
  },
  { name: "force", description: "Replace files that exist, but never the image itself" },
  { name: "timeout", value: "<seconds>", description: "Stop waiting after this long (default: 1800)" },
] as const satisfies readonly Option[];

export type OutputValues = Values<typeof outputOptions>;

export const timeoutHint = "The default is --timeout 1800.";

type SavedFile = Awaited<ReturnType<Clip["saveTo"]>>;

export interface Finished {
  readonly clip: Clip;
  readonly video: SavedFile;
  readonly poster?: SavedFile;
}

export interface FinishOptions extends OutputPaths {
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly timeout: number;
  readonly progress: Progress;
}

/** Errors after which no clip of this job can be fetched. */
const lostCodes: ReadonlySet<string> = new Set(["job_failed", "moderation_blocked", "download_expired"]);

/** Whether waiting for the job again cannot give a clip. */
export const isLost = (error: unknown): boolean => isUgokuError(error) && lostCodes.has(error.code);

export async function finishJob(
  job: Job,
  { output, poster, overwrite, signal, timeout, progress }: FinishOptions,
): Promise<Finished> {
  let clip: Clip;
  let video: SavedFile;
  try {
    clip = await job.wait({ signal, timeout, onUpdate: (update) => progress.update(update) });
    progress.stop();
    video = await clip.saveTo(output, { overwrite, signal });
  } finally {
    progress.stop();
  }
  setNextStep(undefined);
  const still = poster === undefined ? undefined : await savePoster(clip, poster, { overwrite, signal });
  return { clip, video, ...(still && { poster: still }) };
}

/** The output to try next: with the extension of the clip, if the error is that it has another format. */
export function outputAfter(error: unknown, output: string): string {
  if (!isUgokuError(error) || error.code !== "download_format_mismatch") return output;
  const [extension] = error.allowed ?? [];
  return extension === undefined ? output : `${output.slice(0, output.length - extname(output).length)}.${extension}`;
}

/** Never fails: the video is saved already. */
async function savePoster(clip: Clip, path: string, options: { overwrite: boolean; signal: AbortSignal }) {
  try {
    return await clip.saveTo(path, { ...options, variant: "thumbnail" });
  } catch (error) {
    options.signal.throwIfAborted();
    print(`The poster could not be saved: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Prints where the files are. `started`: milliseconds since 1970. */
export function printFinished({ video, poster }: Finished, facts: readonly string[], started: number): void {
  const elapsed = ((Date.now() - started) / 1000).toFixed(1);
  printWritten("video", nearPath(video.path), [...facts, formatBytes(video.bytes), `in ${elapsed} s`].join(", "));
  if (poster) printWritten("poster", nearPath(poster.path), formatBytes(poster.bytes));
  if (!process.stdout.isTTY) log(video.path);
}
