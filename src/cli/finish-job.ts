/**
 * Waits for a job and saves its clip: the second half of `ugoku animate`, and all of `ugoku wait`.
 *
 * @module
 */
import { extname } from "node:path";
import type { Plan } from "../client/plan.js";
import type { Clip } from "../download/clip.js";
import type { Job } from "../job/types.js";
import { isUgokuError } from "../utils/errors.js";
import { formatBytes, formatTime } from "../utils/format.js";
import type { OutputValues } from "./commands.js";
import { setNextStep } from "./next-step.js";
import type { OutputPaths } from "./output-paths.js";
import type { Progress } from "./progress.js";
import { log, logJson, nearPath, print, printWritten } from "./terminal.js";

type SavedFile = Awaited<ReturnType<Clip["saveTo"]>>;

export interface Finished {
  readonly clip: Clip;
  readonly video: SavedFile;
  readonly poster: SavedFile | undefined;
}

export interface FinishOptions extends OutputPaths {
  readonly values: OutputValues;
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
  { output, poster, values, signal, timeout, progress }: FinishOptions,
): Promise<Finished> {
  const saving = { overwrite: values.force ?? false, signal };
  try {
    const clip = await job.wait({ signal, timeout, onUpdate: (update) => progress.update(update) });
    progress.stop();
    const video = await clip.saveTo(output, saving);
    setNextStep(undefined);
    return { clip, video, poster: poster === undefined ? undefined : await savePoster(clip, poster, saving) };
  } finally {
    progress.stop();
  }
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

export interface FinishReport {
  readonly values: { readonly json?: true };
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly plan?: Plan;
}

/** Prints where the files are. */
export function printFinished({ clip, video, poster }: Finished, { values, started, plan }: FinishReport): void {
  const elapsedMs = Date.now() - started;
  if (values.json) {
    logJson({ video, poster, jobId: clip.jobId, elapsedMs, plan });
    return;
  }
  const facts = plan ? [`${plan.request.seconds} s`, plan.request.size] : [];
  printWritten(
    "video",
    nearPath(video.path),
    [...facts, formatBytes(video.bytes), `in ${formatTime(elapsedMs)}`].join(", "),
  );
  if (poster) printWritten("poster", nearPath(poster.path), formatBytes(poster.bytes));
  if (!process.stdout.isTTY) log(video.path);
}
